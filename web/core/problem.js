/** Problems made ready: data drawn, scaled and split, targets as the loss wants them, the network and its objectives in the core. */
import { choice, integer, number, show } from "./check.js";
import { FEATURES } from "./inside.js";
import { Memo } from "./memo.js";
import { isSquared, oneHot } from "./network.js";

/** @typedef {import("./inside.js").CoreInside} CoreInside */
/** @typedef {import("./messages.js").DataSpec} DataSpec */
/** @typedef {import("./messages.js").NetSpec} NetSpec */
/** @typedef {import("./messages.js").NetworkProblem} NetworkProblem */
/** @typedef {import("./objective.js").Objective} Objective */
/** @typedef {import("./objective.js").NetworkObjective} NetworkObjective */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./types.js").FeatureName} FeatureName */
/** @typedef {import("./types.js").Points} Points */
/** @typedef {import("./messages.js").DatasetReply & {nInputs: number}} Plane the data in the plane; nInputs: 1 or 2 coordinates that are real */
/**
 * @typedef {object} Prepared
 * @property {Network} network
 * @property {NetworkObjective} train
 * @property {NetworkObjective | null} test
 * @property {Plane} plane
 * @property {FeatureName[]} features none where all columns go in as they are
 * @property {Float32Array} x inputs of the training examples, row by row
 * @property {Float32Array} y their targets
 */

/** Deviation of a measured column in the plane, which is then about ±6. */
const MEASURED_SCALE = 2;
const HALF_WIDTH = 6;

/** The problems that one core was asked about last. */
export class Problems {
    /** @type {Memo<Plane>} */
    #planes = new Memo(4);
    /** @type {Memo<Prepared>} */
    #networks = new Memo(8, freePrepared);
    /** @type {Memo<Objective>} */
    #surfaces = new Memo(16, (objective) => objective.free());
    /** @type {Memo<Float32Array>} */
    #grids = new Memo(4);
    /** @type {{key: string, x: Float32Array, y: Float32Array} | null} */
    #points = null;

    /** @param {CoreInside} core */
    constructor(core) {
        this.core = core;
    }

    /** @param {import("./messages.js").Problem} problem @returns {Objective} */
    objective(problem) {
        if (problem?.kind === "surface") return this.surface(problem.surface);
        return this.network(problem).train;
    }

    /** @param {import("./types.js").SurfaceName} name */
    surface(name) {
        return this.#surfaces.get(name, () => this.core.objective(name));
    }

    /** @param {DataSpec} data */
    plane(data) {
        const { points, ...rest } = data;
        const given = points && this.#remember(points);
        const { inputs: _, ...drawn } = rest;
        return this.#planes.get(JSON.stringify([drawn, points?.key]), () => makePlane(this.core, data, given));
    }

    /**
     * Points come once; later requests may name them by their key alone.
     * @param {import("./messages.js").KeyedPoints} points
     * @returns {Points}
     */
    #remember(points) {
        if (points.x && points.y) this.#points = { key: points.key, x: points.x, y: points.y };
        if (this.#points?.key === points.key) return { ...points, x: this.#points.x, y: this.#points.y };
        throw new RangeError(`points ${show(points.key)} came without their numbers, which are not known here`);
    }

    /** @param {NetworkProblem} problem @returns {Prepared} */
    network(problem) {
        if (problem?.kind !== "network") throw new TypeError(`problem.kind must be network or surface here; got ${show(problem?.kind)}`);
        const { init: _init, std: _std, seed: _seed, ...shape } = problem.net;
        const { points, ...data } = problem.data;
        const plane = this.plane(problem.data);
        const key = JSON.stringify([shape, data, points?.key]);
        return this.#networks.get(key, () => prepare(this.core, plane, problem));
    }

    /**
     * The inputs at the middles of size × size cells, rows from ymax down to ymin.
     * @param {FeatureName[]} features
     * @param {number} size
     * @param {import("./messages.js").Domain} domain
     */
    grid(features, size, domain) {
        integer("views size", size, { least: 1, most: 1024 });
        const key = JSON.stringify([features, size, Array.from(domain)]);
        return this.#grids.get(key, () => this.core.features(cellMiddles(size, domain), features));
    }
}

/** @param {Prepared} prepared */
function freePrepared({ network, train, test }) {
    train.free();
    test?.free();
    network.free();
}

/**
 * @param {CoreInside} core
 * @param {DataSpec} data
 * @param {Points | undefined} given
 * @returns {Plane}
 */
function makePlane(core, data, given) {
    const measured = data.name === "csv" || core.describe(data.name).nExamples > 0;
    const points = data.name === "csv" ? shuffled(core, given, data.seed) : core.dataset(data.name, pick(data));
    const chosen = chooseColumns(points, data.columns);
    const x = columnsOf(points, chosen);
    const n = points.y.length;
    const scaled = measured
        ? core.standardise(x, chosen.length, MEASURED_SCALE)
        : { x, mean: new Float32Array(chosen.length), deviation: new Float32Array(chosen.length).fill(1) };
    const y = measured && points.nClasses === 0 ? core.standardise(points.y, 1).x : points.y;
    const plane = chosen.length === 2 ? scaled.x : withZeros(scaled.x);
    const share = number("testShare", data.testShare, { least: 0, most: 0.9 });
    return {
        x: plane,
        y,
        nInputs: chosen.length,
        nClasses: points.nClasses,
        trainCount: Math.max(1, n - Math.round(n * share)),
        columnNames: [...chosen, points.nInputs].map((c) => points.columnNames[c] ?? ""),
        inputNames: points.columnNames.slice(0, points.nInputs),
        classNames: points.classNames,
        mean: scaled.mean,
        deviation: scaled.deviation,
        scale: measured ? MEASURED_SCALE : 1,
        domain: chosen.length === 2 ? squareAround(plane) : stripAround(plane, y),
    };
}

/** @param {DataSpec} data */
const pick = ({ n, noise, seed }) => ({ n, noise, seed });

/**
 * The rows in an order drawn from the seed: a file is often sorted by class, and its last rows alone would make a poor test.
 * @param {CoreInside} core
 * @param {Points | undefined} points
 * @param {number} seed
 * @returns {Points}
 */
function shuffled(core, points, seed) {
    if (!points) throw new TypeError("data.points must hold the points of a csv, got undefined");
    const { nInputs } = points;
    const order = core.permutation(points.y.length, seed);
    const x = new Float32Array(points.x.length);
    order.forEach((from, to) => x.set(points.x.subarray(from * nInputs, (from + 1) * nInputs), to * nInputs));
    return { ...points, x, y: Float32Array.from(order, (from) => points.y[from]) };
}

/**
 * @param {Points} points
 * @param {number[]} [wanted]
 * @returns {number[]} one or two columns
 */
function chooseColumns({ nInputs }, wanted = [0, 1]) {
    if (nInputs === 1) return [0];
    if (!Array.isArray(wanted) || wanted.length !== 2) throw new RangeError(`columns must be two column numbers, got ${show(wanted)}`);
    return wanted.map((c, i) => integer(`columns[${i}]`, c, { least: 0, most: nInputs - 1 }));
}

/**
 * @param {Points} points
 * @param {number[]} chosen
 */
function columnsOf({ x, y, nInputs }, chosen) {
    const k = chosen.length;
    return Float32Array.from({ length: y.length * k }, (_, i) => x[Math.floor(i / k) * nInputs + chosen[i % k]]);
}

/** A second coordinate of 0. @param {Float32Array} x [n] */
function withZeros(x) {
    return Float32Array.from({ length: 2 * x.length }, (_, i) => (i % 2 ? 0 : x[i / 2]));
}

/** ±6, or what the points need. @param {Float32Array} x */
function squareAround(x) {
    const most = Math.max(HALF_WIDTH, 1.05 * largest(x));
    return Float32Array.of(-most, most, -most, most);
}

/**
 * Wide as above, as high as the targets need.
 * @param {Float32Array} x
 * @param {Float32Array} y
 */
function stripAround(x, y) {
    const [left, right] = squareAround(x);
    const most = 1.25 * largest(y) || 1;
    return Float32Array.of(left, right, -most, most);
}

/** @param {Float32Array} x */
function largest(x) {
    return x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * @param {CoreInside} core
 * @param {Plane} plane
 * @param {NetworkProblem} problem
 * @returns {Prepared}
 */
function prepare(core, plane, { data, net }) {
    const n = plane.y.length;
    const features = data.inputs === "all" ? [] : readFeatures(data.inputs, plane.nInputs);
    const x = data.inputs === "all" ? allColumns(core, data) : core.features(plane.x, features);
    const y = targetsOf(plane, net);
    const [inputs, outputs] = [x.length / n, y.length / n];
    const { hidden, init: _init, std: _std, seed: _seed, ...shape } = net;
    const network = core.network({ ...shape, layers: [inputs, ...hidden, outputs] });
    const split = plane.trainCount;
    const trained = { x: x.subarray(0, split * inputs), y: y.subarray(0, split * outputs) };
    const train = network.objective(trained.x, trained.y);
    const test = split < n ? network.objective(x.subarray(split * inputs), y.subarray(split * outputs)) : null;
    return { network, train, test, plane, features, ...trained };
}

/**
 * Every column of a set that is drawn, as it is.
 * @param {CoreInside} core
 * @param {DataSpec} data
 */
function allColumns(core, data) {
    if (data.name === "csv" || core.describe(data.name).nExamples > 0)
        throw new RangeError(`inputs may be "all" of a set that is drawn, not of the measured ${show(data.name)}`);
    return core.dataset(data.name, pick(data)).x;
}

/**
 * @param {FeatureName[]} inputs
 * @param {number} nInputs real coordinates of the plane
 * @returns {FeatureName[]} in the core's order, each once
 */
function readFeatures(inputs, nInputs) {
    if (!Array.isArray(inputs) || inputs.length === 0)
        throw new TypeError(`inputs must be an array of at least one of ${FEATURES.join(", ")}; got ${show(inputs)}`);
    const possible = nInputs === 2 ? FEATURES : FEATURES.filter((feature) => !feature.includes("y"));
    inputs.forEach((input, i) => choice(`inputs[${i}]`, input, possible));
    return FEATURES.filter((feature) => inputs.includes(feature));
}

/**
 * @param {Plane} plane
 * @param {NetSpec} net
 * @returns {Float32Array} [n × outputs]
 */
function targetsOf({ y, nClasses }, { loss }) {
    if (nClasses === 0 && !isSquared(loss)) throw new RangeError(`loss must be mse or half-mse for a regression, got ${show(loss)}`);
    if (nClasses > 2 && loss === "bce") throw new RangeError(`loss must be mse or softmax for ${nClasses} classes, got "bce"`);
    if (nClasses === 0 || loss === "bce") return y;
    if (loss === "softmax") return oneHot("y", y, Math.max(2, nClasses), 0);
    return nClasses > 2 ? oneHot("y", y, nClasses, -1) : y.map((c) => (c > 0.5 ? 1 : -1));
}

/**
 * @param {number} size
 * @param {import("./messages.js").Domain} domain
 * @returns {Float32Array} [size × size × 2]
 */
function cellMiddles(size, { 0: xMin, 1: xMax, 2: yMin, 3: yMax }) {
    const points = new Float32Array(2 * size * size);
    for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++) {
            points[2 * (row * size + column)] = xMin + ((column + 0.5) * (xMax - xMin)) / size;
            points[2 * (row * size + column) + 1] = yMax - ((row + 0.5) * (yMax - yMin)) / size;
        }
    return points;
}
