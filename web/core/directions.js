/** Two directions through parameter space, which span the plane that a loss is drawn over. */
import { choice, floats, integer } from "./check.js";
import { valleyPlane } from "./local.js";
import { pathPlane } from "./path-plane.js";

/** @typedef {import("./messages.js").DirectionsRequest} DirectionsRequest */
/** @typedef {import("./messages.js").DirectionsReply} DirectionsReply */
/** @typedef {import("./objective.js").Objective} Objective */
/** @typedef {import("./problem.js").Problems} Problems */
/**
 * @template {DirectionsRequest["kind"]} K
 * @typedef {(problems: Problems, objective: Objective, request: Extract<DirectionsRequest, {kind: K}>) => DirectionsReply} Finder
 */

/** @type {{[K in DirectionsRequest["kind"]]: Finder<K>}} */
const finders = {
    weights: (_, { n }, { a, b }) => ({ u: axis("a", a, n), v: axis("b", b, n) }),

    random: (problems, { n }, { problem, theta, seed }) => {
        const { network } = problems.network(/** @type {import("./messages.js").NetworkProblem} */ (problem));
        const at = floats("theta", theta, n);
        const first = 2 * integer("seed", seed, { most: 2 ** 51 });
        return { u: network.directionAt(at, first), v: network.directionAt(at, first + 1) };
    },

    valley: (_, objective, { theta, from }) => valleyPlane(objective, theta, from),

    path: ({ core }, { n }, { path, centre }) => {
        const { u, v, explained, random, converged } = pathPlane(core.heap, path, n, centre && { centre });
        return { u, v, explained, random, converged };
    },

    eigen: (_, objective, { theta }) => {
        const { values, vectors, converged, diverged } = objective.eigenvectors(theta, { count: 2 });
        if (diverged) throw new RangeError("theta must be where the Hessian is finite; it is not");
        return { u: vectors[0], v: vectors[1], eigenvalues: values, converged };
    },
};

/**
 * @param {Problems} problems
 * @param {DirectionsRequest} request
 * @returns {DirectionsReply}
 */
export function directions(problems, request) {
    choice("kind", request.kind, Object.keys(finders));
    const find = /** @type {Finder<any>} */ (finders[request.kind]);
    return find(problems, problems.objective(request.problem), request);
}

/**
 * @param {string} name
 * @param {number} index
 * @param {number} n
 */
function axis(name, index, n) {
    const direction = new Float32Array(n);
    direction[integer(name, index, { most: n - 1 })] = 1;
    return direction;
}
