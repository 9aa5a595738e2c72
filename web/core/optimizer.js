/** An optimiser: its settings, checked, and the same in the core's memory. */
import { boolean, choice, number, options } from "./check.js";

/** @typedef {import("./types.js").Optimizer} Settings */
/** @typedef {import("./wasm.js").Heap} Heap */
/** @typedef {import("./wasm.js").Handle} Handle */

const KNOWN = ["name", "learningRate", "momentum", "nesterov", "weightDecay"];

/** @type {Settings} */
export const PLAIN = { name: "sgd", learningRate: 0.01 };

/** Settings that do not change, and their handle. Whoever makes one frees it. */
export class OptimizerHandle {
    /**
     * @param {Heap} heap
     * @param {readonly string[]} names of optimisers
     * @param {Settings} given
     */
    constructor(heap, names, given) {
        const { name = "sgd", learningRate, momentum = 0, nesterov = false, weightDecay = 0 } = options("optimizer", given, KNOWN);
        const kind = choice("optimizer.name", name, names);
        /** @type {Readonly<Required<Settings>>} */
        this.settings = Object.freeze({
            name,
            learningRate: number("learningRate", learningRate, { least: 0 }),
            momentum: number("momentum", momentum, { least: 0, below: 1 }),
            nesterov: boolean("nesterov", nesterov),
            weightDecay: number("weightDecay", weightDecay, { least: 0 }),
        });
        this.heap = heap;
        /** @type {Handle} */
        this.handle = heap.create("optimizer", "optimizer", "optimizer_new", kind, learningRate, momentum, nesterov, weightDecay);
    }

    /** Floats of velocity for n parameters. @param {number} n */
    stateSize(n) {
        return this.heap.value("optimizer_state_size", this.handle, n);
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
