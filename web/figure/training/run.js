import { shortest } from "../../parameters.js";
import { Curve, firstStride } from "./curve.js";
import { OWN_SETTINGS } from "../../core/optimizer.js";
import { fromNumber, HOT, toNumber, withChange } from "./changes.js";

/**
 * One training run from its start: theta, velocity, schedule of changes, curve. What it holds after a number of steps depends on
 * nothing but its settings and that number: not on how the steps were cut into requests, nor on time.
 *
 * @typedef {import("./changes.js").Change} Change
 * @typedef {Record<string, any> & {optimizer?: import("../../core/types.js").OptimizerName, learningRate: number, l1: number, l2: number}} Rates by
 *     parameter, all in HOT
 * @typedef {object} Settings
 * @property {any} problem as in core/requests.js
 * @property {Rates} rates in force before the first change
 * @property {number} batchSize
 * @property {number} seed of the order of examples
 * @property {number} trainCount examples that train
 * @property {Change[]} changes
 */
export class Run {
    step = 0;
    /** @type {Float32Array | null} */
    theta = null;
    /** What batch normalisation has seen. @type {Float32Array | null} */
    running = null;
    /** Of the optimiser. @type {Float32Array | null} */
    velocity = null;
    /** The optimiser that left that. @type {import("../../core/types.js").OptimizerName | undefined} */
    stateOf = undefined;
    /** The last reply to a train request: losses, maps. @type {any} */
    last = null;
    /** Of the points of the curve, where the training loss was lowest: a replayed run finds the same. @type {{step: number, theta: Float32Array, running: Float32Array | null, velocity: Float32Array | null, stateOf: Run["stateOf"], loss: number} | null} */
    best = null;
    /** Hears wherever the run was measured. @type {((run: Run) => void) | undefined} */
    onPoint = undefined;
    /** More was changed than a link holds. */
    overfull = false;
    #inFlight = 0;
    /** Changes asked for while steps are under way: they stand behind those steps. @type {[string, number][]} */
    #waiting = [];

    /**
     * @param {(request: any) => Promise<any>} ask null for a reply that came too late
     * @param {Settings} settings
     */
    constructor(ask, settings) {
        this.ask = ask;
        this.settings = settings;
        this.changes = settings.changes;
        this.rates = { ...settings.rates };
        this.batchSize = Math.min(settings.batchSize, settings.trainCount);
        this.stepsPerEpoch = Math.ceil(settings.trainCount / this.batchSize);
        this.curve = new Curve(firstStride(this.stepsPerEpoch));
    }

    get epoch() {
        return Math.floor(this.step / this.stepsPerEpoch);
    }

    get problem() {
        const { problem } = this.settings;
        return { ...problem, net: { ...problem.net, l1: this.rates.l1, l2: this.rates.l2 } };
    }

    get optimizer() {
        const { optimizer: name = "sgd", learningRate } = this.rates;
        return { name, learningRate, ...Object.fromEntries(OWN_SETTINGS[name].map((setting) => [setting, this.rates[setting]])) };
    }

    /** Draws the start. @returns {Promise<any>} the layers, or null */
    async start() {
        const reply = await this.ask({ type: "start", problem: this.problem });
        if (!reply) return null;
        this.theta = reply.theta;
        this.running = reply.running;
        this.layers = reply.layers;
        this.#apply();
        return reply;
    }

    /**
     * Steps as far as the next change that is due, at most to `limit`, and as the budget allows. With limit = step it only measures.
     * @param {number} limit
     * @param {{budget?: number, views?: any}} [how] ms; maps wanted
     */
    async advance(limit, { budget, views } = {}) {
        const steps = Math.max(0, Math.min(limit, this.#nextChange()) - this.step);
        const { batchSize } = this;
        const { theta, running, velocity: state, stateOf, step, problem, optimizer } = this;
        const request = {
            type: "train",
            problem,
            theta,
            running,
            state,
            stateOf,
            step,
            steps,
            every: this.curve.stride,
            budget,
            optimizer,
            batchSize,
            seed: this.settings.seed,
            views,
        };
        this.#inFlight++;
        const reply = await this.ask(request);
        this.#inFlight--;
        if (!reply || this.theta !== theta) return null;
        for (const each of [...reply.before, reply]) this.#absorb(each, optimizer.name);
        for (const [name, value] of this.#waiting.splice(0)) this.#changeNow(name, value);
        return reply;
    }

    /** @param {any} reply @param {Run["stateOf"]} name of the optimiser */
    #absorb(reply, name) {
        this.theta = reply.theta;
        this.running = reply.running;
        if (reply.step > this.step) [this.velocity, this.stateOf] = [reply.state, name]; // no step, no state
        this.step = reply.step;
        const { decision = this.last?.decision, units = this.last?.units } = reply;
        this.last = { ...reply, decision, units };
        const { train, test, step } = reply;
        if (Number.isFinite(train.loss)) {
            const [testLoss, testAccuracy] = test ? [test.loss, test.accuracy] : [null, null];
            this.curve.add({ step, train: train.loss, test: testLoss, trainAccuracy: train.accuracy, testAccuracy });
            if (step % this.curve.stride === 0 && !(this.best && train.loss >= this.best.loss))
                this.best = {
                    step,
                    theta: reply.theta,
                    running: reply.running,
                    velocity: this.velocity,
                    stateOf: this.stateOf,
                    loss: train.loss,
                };
        }
        this.onPoint?.(this);
        this.#apply();
    }

    #nextChange() {
        return this.changes.find((change) => change.step > this.step)?.step ?? Infinity;
    }

    /** Puts the changes of this step into force. */
    #apply() {
        for (const { step, name, value } of this.changes) if (step === this.step) this.#put(name, value);
    }

    /**
     * @param {string} name
     * @param {number} value
     */
    #put(name, value) {
        const hot = HOT[/** @type {keyof typeof HOT} */ (name)];
        if (hot) return void (this.rates = { ...this.rates, [hot.parameter]: fromNumber(hot.parameter, value) });
        const index = Number(name.slice(1));
        if (!this.theta || index >= this.theta.length) return;
        this.theta = this.theta.slice(); // a request under way still has the old one
        this.theta[index] = value;
    }

    /**
     * Changes a rate, a penalty ("learning-rate") or an entry of theta ("w12") now, and keeps it in the schedule.
     * @param {string} name
     * @param {number} value
     */
    change(name, value) {
        if (this.#inFlight > 0) this.#waiting.push([name, value]);
        else this.#changeNow(name, value);
    }

    /**
     * @param {string} name
     * @param {number} value
     */
    #changeNow(name, value) {
        const change = { step: this.step, name, value: name in HOT ? value : shortest(value) };
        this.#put(name, change.value);
        const isFirst = name in HOT && !this.changes.some((other) => other.name === name);
        if (isFirst && this.step === 0) return void (this.settings = { ...this.settings, rates: { ...this.rates } });
        const changes = withChange([...(isFirst ? [this.#startOf(name)] : []), ...this.changes], change);
        if (changes) this.changes = changes;
        else this.overfull = true;
    }

    /** What was in force from the start: the parameters show what is in force now. @param {string} name */
    #startOf(name) {
        const { parameter } = HOT[/** @type {keyof typeof HOT} */ (name)];
        return { step: 0, name, value: toNumber(this.settings.rates[parameter]) };
    }

    /** Goes back to where the training loss was lowest; what was changed later is forgotten. */
    backToBest() {
        const { step, theta, running, velocity, stateOf } = this.best ?? this;
        this.step = step;
        this.theta = theta;
        this.running = running;
        this.velocity = velocity;
        this.stateOf = stateOf;
        this.changes = this.changes.filter((change) => change.step <= step);
        this.rates = { ...this.settings.rates };
        for (const change of this.changes) if (change.name in HOT) this.#put(change.name, change.value);
        this.#apply();
        this.curve.cut(step);
        if (this.last) this.last = { ...this.last, diverged: null };
    }
}
