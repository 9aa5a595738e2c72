import { Schedule } from "../training/schedule.js";
import { judge } from "./edge.js";
import { optimizerOf, problemOf } from "./settings.js";

/** Where the net answers, for its curve. */
const AT = Float32Array.from({ length: 121 }, (_, i) => -1 + i / 60);

/**
 * One run with its sharpness along. What it holds after a number of steps depends on its settings, its changes and that number alone.
 *
 * @typedef {import("../training/changes.js").Change} Change
 * @typedef {object} Settings
 * @property {{optimizer: import("./settings.js").OptimizerChoice, activation: string, seed: number, every: number}} p
 * @property {{learningRate: number, momentum: number}} rates in force before the first change
 * @property {Change[]} changes
 */
export class EdgeRun {
    step = 0;
    /** @type {Float32Array | null} */
    theta = null;
    /** @type {Float32Array | null} */
    state = null;
    /** Of the last measurement. @type {Float32Array | null} */
    vector = null;
    /** Before each step. @type {number[]} */
    losses = [];
    /** Where training stands. */
    loss = NaN;
    /** Steps. @type {number[]} */
    measured = [];
    /** λmax there. @type {number[]} */
    sharpness = [];
    /** The limit, and the step from which on it stands. @type {{step: number, limit: number}[]} */
    limits = [];
    /** What the net answers at `at`. @type {Float32Array} */
    answers = new Float32Array();
    at = AT;
    /** @type {import("../../core/messages.js").Divergence | null} */
    diverged = null;
    #inFlight = false;
    /** What is asked for comes one after the other. @type {Promise<unknown>} */
    #before = Promise.resolve();
    /** Changes asked for while steps are under way: they stand behind those steps. @type {[string, number][]} */
    #waiting = [];

    /**
     * @param {(request: any) => Promise<any>} ask null for a reply that came too late
     * @param {Settings} settings
     */
    constructor(ask, { p, rates, changes }) {
        this.ask = ask;
        this.p = p;
        this.problem = problemOf(p);
        this.schedule = new Schedule(rates, changes);
    }

    get optimizer() {
        return optimizerOf(this.p.optimizer, this.schedule.now);
    }

    /** Draws the start, and measures it for the first picture: the first step will measure it again. @returns {Promise<boolean>} */
    async begin() {
        const { problem } = this;
        const start = await this.ask({ type: "start", problem });
        if (!start) return false;
        this.theta = start.theta;
        this.schedule.apply(0);
        if (!(await this.forward(0))) return false;
        const found = await this.ask({ type: "curvature", problem, theta: start.theta, optimizer: this.optimizer });
        if (!found) return false;
        if (this.step === 0 && Number.isFinite(found.stableLearningRate)) [this.measured, this.sharpness] = [[0], [found.max]];
        return true;
    }

    /**
     * So many steps further, after what was asked before; within a budget it may be fewer. None only learns the limit of the sharpness.
     * @param {number} steps
     * @param {number} [budget] milliseconds
     * @returns {Promise<boolean>} false: a newer run took its place
     */
    forward(steps, budget) {
        const done = this.#before.then(async () => {
            const limit = this.step + steps;
            do {
                if (this.diverged) return true;
                if (!(await this.#advance(limit, budget))) return false;
            } while (this.step < limit && budget === undefined);
            return true;
        });
        this.#before = done.catch(() => false);
        return done;
    }

    /**
     * As far as the next change that is due, at most to `limit`.
     * @param {number} limit
     * @param {number} [budget]
     */
    async #advance(limit, budget) {
        const { theta, state, vector, step, problem, optimizer, at } = this;
        const { every } = this.p;
        const steps = Math.max(0, Math.min(limit, this.schedule.next(step)) - step);
        this.#inFlight = true;
        const request = { type: "sharpness", problem, theta, state, vector, step, steps, budget, every, optimizer, at };
        const reply = await this.ask(request);
        this.#inFlight = false;
        if (reply) this.#absorb(reply, step);
        return reply !== null;
    }

    /** @param {import("../../core/messages.js").SharpnessReply} reply @param {number} from */
    #absorb(reply, from) {
        if (from === 0 && reply.measured.length > 0) [this.measured, this.sharpness] = [[], []]; // the first picture's
        [this.measured, this.sharpness] = [append(this.measured, reply.measured), append(this.sharpness, reply.sharpness)];
        this.losses = append(this.losses, reply.losses);
        Object.assign(this, { theta: reply.theta, state: reply.state, vector: reply.vector, step: reply.step, loss: reply.loss });
        this.answers = reply.answers ?? this.answers;
        if (this.limits.at(-1)?.limit !== reply.limit)
            this.limits = [...this.limits.filter(({ step }) => step < from), { step: from, limit: reply.limit }];
        this.diverged = reply.diverged && judge(this, reply.diverged);
        if (reply.step > from) this.schedule.apply(reply.step);
        for (const [name, value] of this.#waiting.splice(0)) this.schedule.change(this.step, name, value);
    }

    /** Changes a rate now, and keeps it. @param {string} name in a link @param {number} value */
    change(name, value) {
        if (this.#inFlight) this.#waiting.push([name, value]);
        else this.schedule.change(this.step, name, value);
    }
}

/** To the same array: a run has many. @param {number[]} to @param {ArrayLike<number>} more */
function append(to, more) {
    for (let i = 0; i < more.length; i++) to.push(more[i]);
    return to;
}
