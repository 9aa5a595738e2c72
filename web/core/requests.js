/**
 * handle(core, request) → reply: all that figures ask of the core. Synchronous and without a clock but for a budget, so worker, page and tests run
 * the same code. A reply holds arrays of its own, which a worker may hand over.
 */
import { activationCurves } from "./activations-request.js";
import { onePass } from "./backprop-request.js";
import { choice, floats, integer, options } from "./check.js";
import { directions } from "./directions.js";
import { sweepGraph } from "./graph-request.js";
import { measureNormalisation } from "./batch-norm-request.js";
import { basinEnds, descend, labelEnds, project, surface } from "./landscape.js";
import { describeLayers } from "./layer-stats-request.js";
import { contourLevels, traceContours } from "./level-lines.js";
import { slopeAt } from "./local.js";
import { manifold } from "./manifold-request.js";
import { andFree } from "./optimizer.js";
import { Problems } from "./problem.js";
import { race, raceMap, raceSeeds } from "./race-request.js";
import { runToLastFinite } from "./run.js";
import { sharpness } from "./sharpness.js";

/** @typedef {import("./inside.js").CoreInside} CoreInside */
/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./problem.js").Prepared} Prepared */
/**
 * @template {keyof Messages} T
 * @typedef {(problems: Problems, request: Messages[T][0]) => Messages[T][1]} Handler
 */

/** @type {WeakMap<CoreInside, Problems>} */
const known = new WeakMap();

/** @type {{[T in keyof Messages]: Handler<T>}} */
const handlers = {
    dataset: (problems, { data }) => {
        const { nInputs: _, ...plane } = problems.plane(data);
        const { x, y, mean, deviation, domain } = plane;
        return { ...plane, x: x.slice(), y: y.slice(), mean: mean.slice(), deviation: deviation.slice(), domain: domain.slice() };
    },

    csv: ({ core }, { text }) => {
        const read = core.csv(text);
        return "error" in read ? { error: read.error } : { points: { ...read.points, key: keyOf(text) } };
    },

    start: (problems, { problem }) => {
        if (problem?.kind === "surface")
            return { theta: problems.surface(problem.surface).start, running: new Float32Array(), layers: [], nParameters: 2 };
        const { network } = problems.network(problem);
        const { init: scheme = "xavier-normal", std = 0.1, seed = 0 } = problem.net;
        const layers = network.layers.map((layer) => ({ ...layer }));
        return { theta: network.draw({ scheme, std, seed }), running: network.newRunning(), layers, nParameters: network.nParameters };
    },

    train,

    directions,

    surface: (problems, { problem, origin, u, v, alphas, betas }) => ({
        losses: surface(problems.objective(problem), { origin, u, v, alphas, betas }),
    }),

    curvature: (problems, { problem, theta, start, optimizer, state = null }) => {
        const objective = problems.objective(problem);
        const preconditioner = (state && preconditionerOf(problems.core, optimizer, state, objective.n)) ?? undefined;
        const { diverged: _, ...found } = objective.curvature(theta, { start, optimizer, preconditioner });
        return { ...found, preconditioned: preconditioner !== undefined };
    },

    sharpness,

    slope: (problems, { problem, theta, next }) => slopeAt(problems.objective(problem), theta, next),

    descend: (problems, { problem, start, optimizer, steps }) => {
        const { path, losses, steps: done, ...outcome } = descend(problems.objective(problem), { start, optimizer, steps });
        return { path, losses, steps: done, diverged: divergence(outcome, done) };
    },

    project: (_, { path, origin, u, v }) => ({ points: project(path, origin, u, v) }),

    contours: (_, { grid, levels }) => ({
        contours: traceContours(grid, contourLevels(grid.values, integer("levels", levels, { least: 1 }))),
    }),

    basins: (problems, { problem, origin, u, v, alphas, betas, optimizer, steps }) =>
        basinEnds(problems.objective(problem), { origin, u, v, alphas, betas, optimizer, steps }),

    label: (problems, { problem, ends, losses, n, distance, lossDistance, maxGroups, tolerance }) => {
        const objective = problems.objective(problem);
        integer("n", n ?? objective.n, { least: objective.n, most: objective.n });
        const { label, minima } = labelEnds(objective, ends, losses, { distance, lossDistance, maxGroups, tolerance });
        return { labels: Float32Array.from(label), minima };
    },

    surfaceInfo: (problems, { surface: name }) => {
        const { window, start, minima } = /** @type {import("./types.js").SurfaceInfo} */ (problems.surface(name).surface);
        return { window: [...window], start: Float32Array.from(start), minima: minima.map(([x, y]) => [x, y]) };
    },

    graph: ({ core }, request) => sweepGraph(core, request),

    activations: ({ core }, request) => activationCurves(core, request),

    manifold,

    layerStats: describeLayers,

    batchNorm: measureNormalisation,
    backprop: ({ core }, request) => onePass(core, request),

    race: ({ core }, request) => race(core, request),

    raceMap: ({ core }, request) => raceMap(core, request),

    raceSeeds: ({ core }, request) => raceSeeds(core, request),
};

/**
 * @template {import("./messages.js").Request} R
 * @param {CoreInside} core
 * @param {R} request
 * @returns {import("./messages.js").ReplyTo<R>}
 */
export function handle(core, request) {
    const problems = known.get(core) ?? new Problems(core);
    known.set(core, problems);
    choice("request.type", request?.type, Object.keys(handlers));
    const handler = /** @type {(problems: Problems, request: R) => any} */ (handlers[request.type]);
    return handler(problems, request);
}

/**
 * Null for an optimiser that divides the gradient by nothing, or has not stepped yet.
 * @param {CoreInside} core
 * @param {import("./types.js").Optimizer} settings
 * @param {Float32Array} state
 * @param {number} n parameters
 */
function preconditionerOf(core, settings, state, n) {
    return andFree(core.optimizer(settings), (optimizer) =>
        optimizer.isAdaptive ? optimizer.preconditioner(floats("state", state, optimizer.stateSize(n)), n) : null,
    );
}

/**
 * In pieces that end at the multiples of every, each of them measured: one request costs the page less than many.
 * @type {Handler<"train">}
 */
function train(problems, request) {
    const { steps, every = Infinity, budget = Infinity, views: wanted } = request;
    const begun = performance.now();
    const before = [];
    const limit = request.step + steps;
    for (let now = { ...request, budget }; ; ) {
        const next = Math.min(limit - now.step, every - (now.step % every));
        const { prepared, ...reply } = trainPiece(problems, { ...now, steps: next });
        const left = budget - performance.now() + begun;
        if (reply.step >= limit || reply.diverged || left <= 0) return { before, ...reply, ...views(problems, prepared, reply, wanted) };
        before.push(reply);
        now = { ...now, ...reply, stateOf: undefined, budget: left };
    }
}

/** @param {Problems} problems @param {import("./messages.js").TrainRequest} request */
function trainPiece(problems, request) {
    const prepared = problems.network(request.problem);
    const { network, train: objective, test } = prepared;
    const theta = floats("theta", request.theta, network.nParameters);
    return andFree(problems.core.optimizer(request.optimizer), (optimizer) => {
        const size = optimizer.stateSize(network.nParameters);
        const goesOn = request.state?.length === size && optimizer.sharesStateWith(request.stateOf ?? optimizer.settings.name);
        const state = goesOn ? floats("state", request.state) : new Float32Array(size);
        const batchSize = Math.min(integer("batchSize", request.batchSize, { least: 1 }), objective.examples);
        const running = request.running ? floats("running", request.running, network.nRunning) : network.newRunning();
        const isFinite = (/** @type {import("./run.js").Moment} */ at) =>
            Number.isFinite(objective.value(at.theta)) && Number.isFinite(test?.evaluate(at.theta, at.running).loss ?? 0);
        const run = andFree(objective.trainer(batchSize), (trainer) =>
            runToLastFinite(trainer, { theta, running, state }, optimizer, request, isFinite),
        );
        const diagnosis = run.diverged ? objective.diagnoseRun(run, { theta, step: request.step }, optimizer) : null;
        const trained = score(prepared, objective, run);
        return {
            prepared,
            theta: run.theta,
            running: run.running,
            state: run.state,
            step: run.step,
            learningRate: optimizer.rateAt(run.step),
            losses: run.losses,
            train: { ...trained, loss: objective.value(run.theta) },
            evaluation: trained.loss,
            test: test && score(prepared, test, run),
            diverged: diagnosis && { ...diagnosis, step: run.step },
        };
    });
}

/**
 * @param {Prepared} prepared
 * @param {import("./objective.js").NetworkObjective} objective
 * @param {import("./objective.js").State} state
 */
function score({ plane }, objective, { theta, running }) {
    const { loss, accuracy } = objective.evaluate(theta, running);
    return { loss, accuracy: plane.nClasses > 0 ? accuracy : null };
}

/**
 * @param {Problems} problems
 * @param {Prepared} prepared
 * @param {import("./objective.js").State} state
 * @param {import("./messages.js").TrainRequest["views"]} wanted
 */
function views(problems, { network, features }, { theta, running }, wanted) {
    if (!wanted) return {};
    const { decision, units, domain } = options("views", wanted, ["decision", "units", "domain"]);
    floats("views.domain", Array.from(domain), 4);
    return {
        ...(decision ? { decision: network.predictAt(theta, running, problems.grid(features, decision, domain)) } : {}),
        ...(units ? { units: network.unitsAt(theta, running, problems.grid(features, units, domain)) } : {}),
    };
}

/**
 * @param {import("./types.js").Outcome} outcome
 * @param {number} step
 * @returns {import("./messages.js").Divergence | null}
 */
function divergence({ cause, curvature = 0, learningRate = 0, limit = 0 }, step) {
    return cause && { cause, curvature, learningRate, limit, step };
}

/** Stands for a text's contents: its length and its FNV-1a hash. @param {string} text */
function keyOf(text) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return `${text.length}-${(hash >>> 0).toString(16)}`;
}
