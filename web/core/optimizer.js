/** An optimiser: its settings, checked, and the same in the core's memory. */
import { boolean, choice, integer, number, options, show } from "./check.js";
import { outFloats } from "./wasm.js";

/** @typedef {import("./types.js").Optimizer} Given */
/** @typedef {import("./types.js").OptimizerSettings} Settings */
/** @typedef {import("./types.js").OptimizerName} OptimizerName */
/** @typedef {import("./wasm.js").Handle} Handle */
/** @typedef {import("./inside.js").CoreInside} CoreInside */

const SHARE = { least: 0, below: 1 };
/** What every optimiser has. */
const COMMON = ["name", "learningRate", "weightDecay", "decayOn", "schedule"];
const KNOWN = [...COMMON, "momentum", "nesterov", "alpha", "beta1", "beta2", "epsilon"];

/**
 * What each optimiser has besides, as in torch.optim.
 * @type {Readonly<Record<OptimizerName, readonly string[]>>}
 */
export const OWN_SETTINGS = Object.freeze({
    sgd: ["momentum", "nesterov"],
    adagrad: ["epsilon"],
    rmsprop: ["momentum", "alpha", "epsilon"],
    adam: ["beta1", "beta2", "epsilon"],
    adamw: ["beta1", "beta2", "epsilon"],
});

/** The order is that of nn_decay in nn.h. */
const DECAYS = /** @type {const} */ (["all", "weights"]);

/** nn.h's size_t in wasm, with room for a step's number. */
const MOST_STEPS = 2 ** 31;

/** @type {Given} */
export const PLAIN = { name: "sgd", learningRate: 0.01 };

/** Settings that do not change, and their handle. Whoever makes one frees it. */
export class OptimizerHandle {
    /**
     * @param {CoreInside} core
     * @param {Given} given
     */
    constructor(core, given) {
        const kind = choice("optimizer.name", options("optimizer", given, KNOWN).name ?? "sgd", core.names("optimizer"));
        const name = /** @type {OptimizerName} */ (core.names("optimizer")[kind]);
        this.heap = core.heap;
        this.settings = Object.freeze(readSettings(name, given, defaultsOf(core, kind), core.names("schedule")));
        const { learningRate, momentum, weightDecay, alpha, beta1, beta2, epsilon, schedule } = this.settings;
        /** @type {Handle} */
        this.handle = core.heap.create(
            "optimizer",
            "optimizer",
            "optimizer_new",
            Float32Array.of(learningRate, momentum, weightDecay, alpha, beta1, beta2, epsilon),
            kind,
            this.settings.nesterov,
            DECAYS.indexOf(this.settings.decayOn),
            core.names("schedule").indexOf(schedule.name),
            schedule.period,
            schedule.factor,
            schedule.warmUp,
        );
    }

    /** Floats of state for n parameters. @param {number} n */
    stateSize(n) {
        return this.heap.value("optimizer_state_size", this.handle, n);
    }

    /**
     * Whether it can go on with a state that another optimiser left: no more than the same numbers of the same meaning.
     * @param {OptimizerName} name
     */
    sharesStateWith(name) {
        const family = (/** @type {OptimizerName} */ of) => (of === "adamw" ? "adam" : of);
        return family(name) === family(this.settings.name);
    }

    /** Whether it divides the gradient, and so has a preconditioner. */
    get isAdaptive() {
        return this.settings.name !== "sgd";
    }

    /** Of a step, counted from 0. @param {number} step */
    rateAt(step) {
        return this.heap.value("learning_rate_at", this.handle, step);
    }

    /**
     * What divided the gradient in the step that left this state: one number a parameter.
     * @param {Float32Array} state
     * @param {number} n parameters
     * @returns {Float32Array | null} null before the first step, and where it is not finite or 0
     */
    preconditioner(state, n) {
        if (this.isAdaptive && state.every((number) => number === 0)) return null;
        const { out, diverged } = this.heap.call("preconditioner", this.handle, outFloats(n), state, n);
        return diverged ? null : out[0];
    }

    /** The learning rate above which it leaves a minimum of that curvature. @param {number} curvature */
    limit(curvature) {
        return this.heap.value("stable_learning_rate", this.handle, curvature);
    }

    free() {
        this.handle.free();
    }
}

/**
 * The numbers that torch.optim has where none is given, as decimals: the core's float32 nearest to 0.9 is shown as 0.9.
 * @param {CoreInside} core
 * @param {number} kind
 */
function defaultsOf(core, kind) {
    const numbers = core.heap.call("optimizer_defaults", outFloats(7), kind).out[0];
    const [, momentum, weightDecay, alpha, beta1, beta2, epsilon] = Array.from(numbers, (x) => Number(x.toPrecision(6)));
    return { momentum, nesterov: false, weightDecay, alpha, beta1, beta2, epsilon };
}

/**
 * @param {OptimizerName} name
 * @param {Given} given
 * @param {ReturnType<typeof defaultsOf>} defaults
 * @param {readonly string[]} schedules
 * @returns {Settings}
 */
function readSettings(name, given, defaults, schedules) {
    const { learningRate, decayOn = "all", schedule, ...rest } = given;
    const { momentum, nesterov, weightDecay, alpha, beta1, beta2, epsilon } = { ...defaults, ...withoutUndefined(rest) };
    choice("decayOn", decayOn, DECAYS);
    const settings = {
        name,
        learningRate: number("learningRate", learningRate, { least: 0 }),
        momentum: number("momentum", momentum, SHARE),
        nesterov: boolean("nesterov", nesterov),
        weightDecay: number("weightDecay", weightDecay, { least: 0 }),
        decayOn,
        alpha: number("alpha", alpha, SHARE),
        beta1: number("beta1", beta1, SHARE),
        beta2: number("beta2", beta2, SHARE),
        epsilon: number("epsilon", epsilon, { least: 0 }),
        schedule: readSchedule(schedule, schedules),
    };
    refuseForeign(settings, defaults);
    return settings;
}

/**
 * A setting that this optimiser does not have would change nothing in silence. At its default it is let pass, so that a page may carry all.
 * @param {Settings} settings
 * @param {Record<string, number | boolean>} defaults
 */
function refuseForeign(settings, defaults) {
    const own = [...COMMON, ...OWN_SETTINGS[settings.name]];
    const foreign = Object.entries(defaults).find(([key, value]) => !own.includes(key) && Reflect.get(settings, key) !== value);
    if (!foreign) return;
    const [key, value] = foreign;
    const message = `${key} is not a setting of ${settings.name}, which has ${own.slice(1).join(", ")}`;
    throw new RangeError(`${message}; leave it out or at ${value}, got ${show(Reflect.get(settings, key))}`);
}

/** @template {object} T @param {T} given @returns {T} */
function withoutUndefined(given) {
    return /** @type {T} */ (Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

/**
 * @param {unknown} given
 * @param {readonly string[]} names
 * @returns {Settings["schedule"]}
 */
function readSchedule(given, names) {
    const asked = /** @type {import("./types.js").Schedule} */ (given === undefined ? { name: "constant" } : given);
    const { name, period, factor, warmUp = 0 } = options("schedule", asked, ["name", "period", "factor", "warmUp"]);
    choice("schedule.name", name, names);
    const byName = {
        constant: { period: 1, factor: 1 },
        step: { period: undefined, factor: 0.1 },
        cosine: { period: undefined, factor: 0 },
    };
    return Object.freeze({
        name,
        period: integer("schedule.period", period ?? byName[name].period, { least: 1, most: MOST_STEPS }),
        factor: number("schedule.factor", factor ?? byName[name].factor, { least: 0 }),
        warmUp: integer("schedule.warmUp", warmUp, { least: 0, most: MOST_STEPS }),
    });
}

/**
 * @template {{free(): void}} O
 * @template T
 * @param {O} owned freed afterwards, come what may
 * @param {(owned: O) => T} work
 * @returns {T}
 */
export function andFree(owned, work) {
    try {
        return work(owned);
    } finally {
        owned.free();
    }
}
