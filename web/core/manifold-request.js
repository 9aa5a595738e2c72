/**
 * The request "manifold": a lattice over the input plane, the boundary and the examples, as each layer in turn moves them, seen in two
 * dimensions. A layer of two units is seen as it is, one of one unit as a line. Wider ones are seen in the plane of their two principal
 * components, and the last one, whose units the output weighs, edge-on to the boundary: across along those weights, up along the principal
 * component of what is left.
 */
import { floats, integer } from "./check.js";
import { andFree } from "./optimizer.js";
import { pathPlane } from "./path-plane.js";
import { trace } from "./trace.js";

/** @typedef {import("./messages.js").ManifoldRequest} Request */
/** @typedef {import("./messages.js").ManifoldReply} Reply */
/** @typedef {import("./messages.js").ManifoldSpace} Space */
/** @typedef {import("./problem.js").Prepared} Prepared */
/** @typedef {{u: Float32Array, v: Float32Array}} Axes */
/** @typedef {Axes & {centre: Float32Array, kind: Space["kind"], explained: number | null}} Seen */

/** A crossing is halved so often: to 1/4096 of a lattice square. */
const HALVINGS = 12;

/**
 * @param {import("./problem.js").Problems} problems
 * @param {Request} request
 * @returns {Reply}
 */
export function manifold(problems, { problem, theta: given, running: seen, cells, domain, reference }) {
    const prepared = problems.network(problem);
    checkShape(prepared, problem.net.hidden);
    const { network, plane } = prepared;
    const theta = floats("theta", given, network.nParameters);
    const running = seen ? floats("running", seen, network.nRunning) : network.newRunning();
    const lattice = latticeOf(integer("cells", cells, { least: 2, most: 256 }), floats("domain", Array.from(domain), 4));
    const answer = (/** @type {Float32Array} */ x) => network.predictAt(theta, running, x);
    const boundary = boundaryOf(lattice, cells, answer);
    const points = joined(lattice, boundary, plane.x);
    const { z, a } = traceAt(prepared, points, theta);
    const n = points.length / 2;
    const layers = network.layers.slice(0, -1);
    const output = network.layers[layers.length];
    const weights = theta.subarray(output.weightsAt, output.weightsAt + output.in);
    const trained = { first: n - plane.y.length, count: plane.trainCount };

    /** @type {Space[]} */
    const spaces = [inputSpace(points)];
    layers.forEach(({ out, rowsAt, unitsAt }, l) => {
        const rows = (/** @type {Float32Array} */ all, /** @type {number} */ at) => all.subarray(at * n, (at + out) * n);
        const units = rows(a, unitsAt);
        const known = reference?.[l + 1] ?? null;
        const axes = seenBy(problems.core, units, n, out, trained, l === layers.length - 1 ? weights : null, known);
        const before = project(rows(z, rowsAt), n, axes);
        const after = project(units, n, axes);
        spaces.push({ units: out, ...axes, before, after, affine: fit(spaces[l].after, before, lattice.length / 2) });
    });

    const outputs = z.slice(output.rowsAt * n, (output.rowsAt + 1) * n);
    return {
        spaces,
        points,
        latticeCount: lattice.length / 2,
        boundaryCount: boundary.length / 2,
        outputs,
        separator: separatorIn(spaces[layers.length], weights, theta[output.biasesAt]),
        wrong: countWrong(outputs.subarray(trained.first), plane),
    };
}

/** @param {Prepared} prepared @param {number[]} hidden */
function checkShape({ network, plane, features }, hidden) {
    if (features.join() !== "x,y") throw new RangeError(`problem.data.inputs must be x and y here, got ${features.join(", ")}`);
    if (plane.nClasses !== 2 || network.outputs !== 1)
        throw new RangeError(
            `problem must have two classes and one output here, got ${plane.nClasses} classes and ${network.outputs} outputs`,
        );
    if (hidden.length === 0) throw new RangeError("problem.net.hidden must have at least one layer here, got none");
    if (network.nRows !== network.nUnits) throw new RangeError("problem.net.activation must not be maxout here");
}

/** The corners of cells × cells squares, rows from ymax down to ymin. @param {number} cells @param {Float32Array} domain */
function latticeOf(cells, [xMin, xMax, yMin, yMax]) {
    const side = cells + 1;
    return Float32Array.from({ length: 2 * side * side }, (_, i) => {
        const at = i >> 1;
        return i % 2 ? yMax - (Math.floor(at / side) * (yMax - yMin)) / cells : xMin + ((at % side) * (xMax - xMin)) / cells;
    });
}

/**
 * Where the answer is 0, as pieces from x0, y0 to x1, y1, one or two in each lattice square that the boundary passes.
 * @param {Float32Array} lattice
 * @param {number} cells
 * @param {(points: Float32Array) => Float32Array} answer
 * @returns {Float32Array} [pieces × 4]
 */
function boundaryOf(lattice, cells, answer) {
    const side = cells + 1;
    const isAbove = Array.from(answer(lattice), (value) => value > 0);
    /** Edge 2·corner leads to the corner's eastern neighbour, 2·corner + 1 to its southern. @type {Map<number, number>} */
    const place = new Map();
    /** @type {number[]} edges, joined two by two */
    const joins = [];
    for (let row = 0; row < cells; row++)
        for (let column = 0; column < cells; column++) {
            const corner = row * side + column;
            const edges = [2 * corner, 2 * (corner + 1) + 1, 2 * (corner + side), 2 * corner + 1]; // north, east, south, west
            const crossed = edges.filter((edge) => isAbove[edge >> 1] !== isAbove[(edge >> 1) + (edge & 1 ? side : 1)]);
            for (const edge of crossed) if (!place.has(edge)) place.set(edge, place.size);
            // All four are crossed where opposite corners agree: north with east and south with west, or the other way.
            joins.push(...(crossed.length === 4 && !isAbove[corner] ? [crossed[0], crossed[3], crossed[1], crossed[2]] : crossed));
        }
    const at = crossings(lattice, side, [...place.keys()], isAbove, answer);
    return Float32Array.from(joins.flatMap((edge) => [at[2 * (place.get(edge) ?? 0)], at[2 * (place.get(edge) ?? 0) + 1]]));
}

/**
 * Where the answer changes its sign along lattice edges, by halving.
 * @param {Float32Array} lattice
 * @param {number} side corners
 * @param {number[]} edges
 * @param {boolean[]} isAbove
 * @param {(points: Float32Array) => Float32Array} answer
 * @returns {Float32Array} [edges × 2]
 */
function crossings(lattice, side, edges, isAbove, answer) {
    if (edges.length === 0) return new Float32Array();
    const end = (/** @type {number} */ far) => edges.flatMap((edge) => {
        const corner = (edge >> 1) + far * (edge & 1 ? side : 1);
        return [lattice[2 * corner], lattice[2 * corner + 1]];
    }); // prettier-ignore
    const [near, far] = [end(0), end(1)];
    for (let k = 0; k < HALVINGS; k++) {
        const middle = Float32Array.from(near, (value, i) => (value + far[i]) / 2);
        answer(middle).forEach((value, i) => {
            const half = value > 0 === isAbove[edges[i] >> 1] ? near : far;
            for (const c of [2 * i, 2 * i + 1]) half[c] = middle[c];
        });
    }
    return Float32Array.from(near, (value, i) => (value + far[i]) / 2);
}

/** @param {...Float32Array} parts */
function joined(...parts) {
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
}

/** All pre-activations and units at the points. @param {Prepared} prepared @param {Float32Array} points @param {Float32Array} theta */
function traceAt({ network }, points, theta) {
    return andFree(network.objective(points, new Float32Array(points.length / 2)), (objective) => trace(objective, theta, false));
}

/** @param {Float32Array} points @returns {Space} */
function inputSpace(points) {
    const [u, v, centre] = [Float32Array.of(1, 0), Float32Array.of(0, 1), new Float32Array(2)];
    return { units: 2, kind: "plane", u, v, centre, explained: null, before: null, after: points, affine: null };
}

/**
 * The two directions in which a layer is seen, told by the examples that train.
 * @param {import("./inside.js").CoreInside} core
 * @param {Float32Array} units [out × n]
 * @param {number} n
 * @param {number} out
 * @param {{first: number, count: number}} trained
 * @param {Float32Array | null} weights of the output, if it reads this layer
 * @param {Axes | null} reference directions from which these must not turn needlessly; those of the first two units without
 * @returns {Seen}
 */
function seenBy(core, units, n, out, { first, count }, weights, reference) {
    const unit = (/** @type {number} */ at) => Float32Array.from({ length: out }, (_, i) => Number(i === at));
    if (out <= 2) return { kind: out === 1 ? "line" : "plane", u: unit(0), v: unit(1), centre: new Float32Array(out), explained: null };
    const rows = Float32Array.from({ length: count * out }, (_, i) => units[(i % out) * n + first + Math.floor(i / out)]);
    const centre = Float32Array.from({ length: out }, (_, i) => sum(count, (e) => rows[e * out + i]) / count);
    const known = reference ?? { u: unit(0), v: unit(1) };
    checkAxes(known, out);
    const { u, v } = weights ? edgeOn(core, rows, weights, known) : principal(core, rows, out, known);
    const all = sum(rows.length, (i) => (rows[i] - centre[i % out]) ** 2);
    const along = (/** @type {Float32Array} */ axis) => sum(count, (e) => sum(out, (i) => axis[i] * (rows[e * out + i] - centre[i])) ** 2);
    const share = (along(u) + along(v)) / all;
    return { kind: weights ? "edge-on" : "principal", u, v, centre, explained: Number.isFinite(share) ? Math.min(1, share) : null };
}

/** @param {Axes} axes @param {number} out */
function checkAxes({ u, v }, out) {
    floats("reference.u", u, out);
    floats("reference.v", v, out);
}

/**
 * The principal plane, turned and mirrored within itself to lie as near to the known axes as it can: principal directions have no sign, and where they are
 * nearly alike no order.
 * @param {import("./inside.js").CoreInside} core
 * @param {Float32Array} rows [count × out]
 * @param {number} out
 * @param {Axes} known
 * @returns {Axes}
 */
function principal(core, rows, out, known) {
    const found = mostSpread(core, rows, out);
    if (!found) return known;
    const { u, v } = found;
    const [uu, uv, vu, vv] = [dot(u, known.u), dot(u, known.v), dot(v, known.u), dot(v, known.v)];
    const turned = { cos: uu + vv, sin: vu - uv };
    const mirrored = { cos: uu - vv, sin: vu + uv };
    const isMirrored = mirrored.cos ** 2 + mirrored.sin ** 2 > turned.cos ** 2 + turned.sin ** 2;
    const { cos, sin } = isMirrored ? mirrored : turned;
    const length = Math.sqrt(cos ** 2 + sin ** 2);
    if (!(length > 0)) return found;
    const [c, s] = [cos / length, sin / length];
    const sign = isMirrored ? -1 : 1;
    return { u: u.map((value, i) => c * value + s * v[i]), v: u.map((value, i) => sign * (c * v[i] - s * value)) };
}

/**
 * Along the weights, class 1 ahead, and along the principal direction of what those do not see.
 * @param {import("./inside.js").CoreInside} core
 * @param {Float32Array} rows [count × out]
 * @param {Float32Array} weights [out]
 * @param {Axes} known
 * @returns {Axes}
 */
function edgeOn(core, rows, weights, known) {
    const out = weights.length;
    const length = Math.sqrt(dot(weights, weights));
    if (!(length > 0)) return principal(core, rows, out, known);
    const u = weights.map((value) => value / length);
    const seen = Array.from({ length: rows.length / out }, (_, e) => dot(u, rows.subarray(e * out, (e + 1) * out)));
    const rest = mostSpread(core, rows.map((value, i) => value - seen[Math.floor(i / out)] * u[i % out]), out); // prettier-ignore
    const v = perpendicular(rest?.u ?? known.v, u);
    return { u, v: dot(v, known.v) < 0 ? v.map((value) => -value) : v };
}

/** What of a direction is perpendicular to u, of unit length. @param {Float32Array} direction @param {Float32Array} u @returns {Float32Array} */
function perpendicular(direction, u) {
    const along = dot(direction, u);
    const rest = direction.map((value, i) => value - along * u[i]);
    const length = Math.sqrt(dot(rest, rest));
    return length > 1e-3 ? rest.map((value) => value / length) : perpendicular(u.map((_, i) => Number(i === smallest(u))), u); // prettier-ignore
}

/** @param {Float32Array} u */
function smallest(u) {
    return u.reduce((best, value, i) => (Math.abs(value) < Math.abs(u[best]) ? i : best), 0);
}

/**
 * The core's principal directions, or null where there are none.
 * @param {import("./inside.js").CoreInside} core
 * @param {Float32Array} rows
 * @param {number} out
 */
function mostSpread(core, rows, out) {
    if (rows.length < 3 * out || !rows.every(Number.isFinite) || rows.every((value, i) => value === rows[i % out])) return null;
    const { u, v } = pathPlane(core.heap, rows, out);
    return [...u, ...v].every(Number.isFinite) ? { u, v } : null;
}

/** @param {Float32Array} values [units × n] @param {number} n @param {Axes & {centre: Float32Array}} axes @returns {Float32Array} [n × 2] */
function project(values, n, { u, v, centre }) {
    return Float32Array.from({ length: 2 * n }, (_, i) => {
        const axis = i % 2 ? v : u;
        return sum(axis.length, (unit) => axis[unit] * (values[unit * n + (i >> 1)] - centre[unit]));
    });
}

/**
 * The affine map of the plane that comes nearest to taking one picture to the other: exactly the layer's own where both are of two units.
 * @param {Float32Array} from [n × 2]
 * @param {Float32Array} to
 * @param {number} n points that count
 * @returns {{matrix: number[], from: number[], to: number[]}} to + matrix · (p − from), row by row
 */
function fit(from, to, n) {
    const mean = (/** @type {Float32Array} */ points) => [0, 1].map((c) => sum(n, (i) => points[2 * i + c]) / n);
    const [a, b] = [mean(from), mean(to)];
    const moment = (/** @type {Float32Array} */ p, /** @type {number[]} */ at, /** @type {number} */ c, /** @type {number} */ d) =>
        sum(n, (i) => (p[2 * i + c] - at[c]) * (from[2 * i + d] - a[d]));
    const [xx, xy, yy] = [moment(from, a, 0, 0), moment(from, a, 0, 1), moment(from, a, 1, 1)];
    const floor = 1e-9 * (xx + yy) + Number.MIN_VALUE; // a line has no breadth to divide by
    const determinant = (xx + floor) * (yy + floor) - xy * xy;
    const matrix = [0, 1].flatMap((c) => {
        const [px, py] = [moment(to, b, c, 0), moment(to, b, c, 1)];
        return [(px * (yy + floor) - py * xy) / determinant, (py * (xx + floor) - px * xy) / determinant];
    });
    return { matrix, from: a, to: b };
}

/**
 * Where the output is 0 in the last space as it is seen: normal · p + offset = 0.
 * @param {Space} space
 * @param {Float32Array} weights
 * @param {number} bias
 */
function separatorIn({ u, v, centre }, weights, bias) {
    return { normal: [dot(weights, u), dot(weights, v)], offset: dot(weights, centre) + bias };
}

/** @param {Float32Array} outputs of the examples @param {import("./problem.js").Plane} plane */
function countWrong(outputs, { y, trainCount }) {
    const isWrong = Array.from(outputs, (value, i) => value > 0 !== y[i] > 0.5);
    const count = (/** @type {boolean[]} */ some) => some.filter(Boolean).length;
    return { train: count(isWrong.slice(0, trainCount)), test: count(isWrong.slice(trainCount)) };
}

/** @param {Float32Array} a @param {Float32Array} b */
function dot(a, b) {
    return sum(a.length, (i) => a[i] * b[i]);
}

/** @param {number} n @param {(i: number) => number} term */
function sum(n, term) {
    let total = 0;
    for (let i = 0; i < n; i++) total += term(i);
    return total;
}
