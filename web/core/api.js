/** All of types.d.ts over one instance of the core. */
import { activationAt } from "./activation.js";
import { choice, integer } from "./check.js";
import { Graph } from "./graph.js";
import { CoreInside } from "./inside.js";
import { basins, descend, surface } from "./landscape.js";
import { LearningNetwork } from "./learning-network.js";
import { andFree } from "./optimizer.js";
import { pathPlane } from "./path-plane.js";
import { openHeap, outFloats } from "./wasm.js";

/** @typedef {import("./types.js").Core} Interface */

/** @implements {Interface} */
export class Core extends CoreInside {
    /** @param {import("./types.js").NetworkOptions} given */
    network(given) {
        return new LearningNetwork(this, given);
    }

    /**
     * @override
     * @param {number} n
     * @param {import("./types.js").CurvatureOptions["ends"]} [ends]
     */
    minVector(n, ends = "both") {
        return choice("ends", ends, ["max", "both"]) ? outFloats(n) : null;
    }

    /** @param {unknown} json */
    networkFromJSON(json) {
        return LearningNetwork.fromJSON(this, json);
    }

    /**
     * @param {import("./types.js").ActivationName} name
     * @param {import("./types.js").Numbers} z
     * @param {import("./types.js").ActivationOptions} [given]
     */
    activation(name, z, given) {
        return activationAt(this, name, z, given);
    }

    /**
     * @param {import("./types.js").Optimizer} given
     * @param {number} step
     */
    learningRateAt(given, step) {
        integer("step", step, { least: 0, most: 2 ** 32 - 1 });
        return andFree(this.optimizer(given), (optimizer) => optimizer.rateAt(step));
    }

    /**
     * @param {import("./types.js").Objective} objective
     * @param {import("./types.js").Plane} [plane]
     */
    surface(objective, plane) {
        return surface(objective, withPoints(plane));
    }

    /**
     * @param {import("./types.js").Objective} objective
     * @param {import("./types.js").DescendOptions} wishes
     */
    descend(objective, wishes) {
        return descend(objective, wishes);
    }

    /**
     * @param {import("./types.js").Objective} objective
     * @param {import("./types.js").BasinsOptions} wishes
     */
    basins(objective, wishes) {
        return basins(objective, withPoints(wishes));
    }

    /**
     * @param {import("./types.js").Numbers} path
     * @param {number} n
     * @param {import("./types.js").PathPlaneOptions} [wishes]
     */
    pathPlane(path, n, wishes) {
        return pathPlane(this.heap, path, n, wishes);
    }

    /** @param {string} text */
    graph(text) {
        return new Graph(this, text);
    }
}

/**
 * A plane whose lists of points, where it has any, are not empty.
 * @template {import("./types.js").Plane | undefined} T
 * @param {T} plane
 * @returns {T}
 */
function withPoints(plane) {
    for (const name of /** @type {const} */ (["alphas", "betas"]))
        if (plane?.[name]?.length === 0) throw new RangeError(`${name} must hold numbers, got []`);
    return plane;
}

/**
 * @param {BufferSource | WebAssembly.Module} wasm
 * @returns {Promise<Core>}
 */
export async function createCore(wasm) {
    return new Core(await openHeap(wasm));
}
