/**
 * What is in force along a run: rates and penalties as they were at its start, and what a hand changed on the way. It depends on steps alone, so a link
 * replays it.
 */
import { HOT, withChange } from "./changes.js";

/** @typedef {import("./changes.js").Change} Change */

/** @template {Record<string, any>} R of the parameters in HOT, those that this run has */
export class Schedule {
    /** More was changed than a link holds. */
    overfull = false;

    /**
     * @param {R} start in force before the first change
     * @param {Change[]} changes
     */
    constructor(start, changes) {
        this.start = start;
        this.now = { ...start };
        this.changes = changes;
    }

    /** The first step behind this one at which something changes. @param {number} step */
    next(step) {
        return this.changes.find((change) => change.step > step)?.step ?? Infinity;
    }

    /** Puts the changes of a step into force. @param {number} step */
    apply(step) {
        for (const change of this.changes) if (change.step === step) this.#put(change.name, change.value);
    }

    /** @param {string} name in a link @param {number} value */
    #put(name, value) {
        if (name in HOT) this.now = { ...this.now, [parameterOf(name)]: value };
    }

    /** A hand changed it now, and it is kept. @param {number} step @param {string} name in a link @param {number} value */
    change(step, name, value) {
        this.#put(name, value);
        const isFirst = !this.changes.some((other) => other.name === name);
        if (isFirst && step === 0) return void (this.start = { ...this.now });
        const before = isFirst ? [{ step: 0, name, value: Number(this.start[parameterOf(name)]) }] : [];
        const changes = withChange([...before, ...this.changes], { step, name, value });
        if (changes) this.changes = changes;
        else this.overfull = true;
    }

    /** What is in force after a number of steps. @param {number} steps @returns {R} */
    at(steps) {
        const done = new Schedule(this.start, this.changes);
        for (const { step, name, value } of this.changes) if (step <= steps) done.#put(name, value);
        return done.now;
    }
}

/** @param {string} name in a link */
const parameterOf = (name) => HOT[/** @type {keyof typeof HOT} */ (name)].parameter;
