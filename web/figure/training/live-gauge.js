import { askCurvature } from "./curvature.js";
import { CurvatureGauge } from "./gauge.js";

/**
 * @typedef {import("./curvature.js").Measured & {last: {diverged: unknown} | null, rates: object}} Measurable what a gauge reads of a run; rates is another object
 *     where they have changed
 */

/**
 * The gauge of a figure that trains, by a Session or by anything else with a run, in one line of its view and one of its paint():
 *
 *     this.gauge = new LiveGauge(host, panel, session);
 *     …
 *     this.gauge.paint();
 *
 * It measures where training stands a few times a second at most, and never takes more than a quarter of the time.
 */
export class LiveGauge extends CurvatureGauge {
    /** @type {{theta: Float32Array | null, rates: object | null}} what was measured last */
    #seen = { theta: null, rates: null };
    /** @type {Measurable | null} */
    #run = null;
    /** @type {import("../../core/messages.js").CurvatureReply | null} */
    #found = null;
    #next = 0;
    /** @type {number | undefined} */
    #timer;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {{readonly run: Measurable | null}} session
     */
    constructor(host, parent, session) {
        super(host, parent, () => this.#found);
        this.session = session;
    }

    paint() {
        void this.#measureWhenDue();
        super.paint();
    }

    async #measureWhenDue() {
        const { run } = this.session;
        if (run !== this.#run) [this.#run, this.#found, this.#next] = [run, null, 0];
        if (!run?.last || run.last.diverged || (run.theta === this.#seen.theta && run.rates === this.#seen.rates)) return;
        const wait = this.#next - performance.now();
        clearTimeout(this.#timer);
        if (wait === Infinity) return;
        if (wait > 0) return void (this.#timer = window.setTimeout(() => this.host.invalidate(), wait));
        this.#next = Infinity; // until it is done
        this.#seen = { theta: run.theta, rates: run.rates };
        const began = performance.now();
        const found = await askCurvature(this.host, run, this.#found);
        this.#next = this.host.restFrom(began);
        if (found && run === this.#run) this.#found = found;
        this.host.invalidate();
    }
}
