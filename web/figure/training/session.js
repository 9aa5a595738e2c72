import { same } from "../../parameters.js";
import { formatChanges, fromNumber, HOT, parseChanges, toNumber } from "./changes.js";
import { calmerRate, causeInWords, judge } from "./divergence.js";
import { askInputMaps } from "./input-maps.js";
import { dataSpec, LEAST_RATE, problemOf, STRUCTURAL } from "./parameters.js";
import { Run } from "./run.js";

/** Milliseconds between two changes of a rate while playing: a drag of a slider is then a few entries of the link, not hundreds. */
const CHANGE_INTERVAL = 250;

/** Milliseconds of training in a frame at full speed; the rest is for painting. */
const FRAME_BUDGET = 8;

/** Keeps the run in step with the figure's parameters, both ways: what a hand sets reaches the run, how far it came reaches the link. */
export class Session {
    /** @type {Run | null} */
    run = null;
    /** Reply to the dataset request of the run. @type {import("../../core/messages.js").DatasetReply | null} */
    data = null;
    /** A table of the reader's own. @type {Required<import("../../core/messages.js").KeyedPoints> | null} */
    points = null;
    /** What each input is over the plane. @type {{names: string[], values: Float32Array} | null} */
    inputMaps = null;
    /** Steps of the link still to be trained, or null. @type {{step: number, of: number} | null} */
    replaying = null;
    /** Where the run last stood still, measured after a divergence. @type {import("./divergence.js").Divergence | null} */
    verdict = null;
    #beginning = 0;
    /** Counts begin(). */
    #turn = 0;
    #changedAt = 0;
    /** What this session itself wrote into the parameters. @type {Record<string, any>} */
    #written = { steps: 0, changes: "" };

    /**
     * @param {import("../../host.js").Host} host
     * @param {{onDiverged: (diverged: any) => void, onDrawn?: (run: Run) => Promise<boolean>, onPoint?: (run: Run) => void, hasMaps?: boolean}} listeners
     *     onDrawn may move theta before the first step, and gives up with false; onPoint hears wherever the run was measured; hasMaps: decision and units
     */
    constructor(host, { onDiverged, onDrawn = async () => true, onPoint = () => {}, hasMaps = true }) {
        this.host = host;
        this.onDiverged = onDiverged;
        this.onDrawn = onDrawn;
        this.onPoint = onPoint;
        this.hasMaps = hasMaps;
    }

    get ready() {
        return this.run !== null && this.#beginning === 0 && this.replaying === null;
    }

    get diverged() {
        return this.run?.last?.diverged ?? null;
    }

    /** @param {Set<string>} names of parameters that are new */
    async change(names) {
        const p = this.host.parameters;
        const isLink = names.has("data") && names.has("steps") && names.has("changes");
        const foreign = isLink || ["steps", "changes"].some((name) => names.has(name) && !same(p[name], this.#written[name]));
        if (foreign || this.run === null) await this.begin({ replay: true });
        else if ([...names].some((name) => STRUCTURAL.has(name))) await this.begin();
        else if (!this.host.playing) await this.#syncRates();
    }

    /**
     * Starts over from the seed; with replay as far as the link says. A later call takes the place of one that is under way.
     * @param {{replay?: boolean}} [how]
     */
    async begin({ replay = false } = {}) {
        const { host } = this;
        const p = host.parameters;
        const turn = ++this.#turn;
        this.#beginning++;
        try {
            const begun = p.data === "csv" && !this.points ? { run: null, data: null } : await this.#newRun(p, replay, turn);
            if (!begun || turn !== this.#turn) return;
            Object.assign(this, begun, { verdict: null, replaying: null });
            host.clearNotice();
            if (!begun.run) return host.invalidate();
            await begun.run.advance(0, { views: this.#views(begun.run) });
        } finally {
            this.#beginning--;
        }
        if (turn !== this.#turn) return;
        if (replay)
            this.tellMissing(
                this.run?.changes.filter(({ name }) => name[0] === "w").map(({ name }) => [name, Number(name.slice(1))]) ?? [],
            );
        if (replay && p.steps > 0) void this.#replayTo(p.steps);
        else this.note();
        host.invalidate();
    }

    /** Names what a link says of weights that this network has not. @param {[string, number][]} weights as in the link, with their index into theta */
    tellMissing(weights) {
        const last = (this.run?.theta?.length ?? Infinity) - 1;
        const keys = weights.filter(([, index]) => index > last).map(([key]) => key).join(", "); // prettier-ignore
        if (keys) this.host.notice({ kind: "info", text: () => this.host.t("frame.noWeight", { keys, last }) });
    }

    /**
     * @param {any} p parameters
     * @param {boolean} replay
     * @param {number} turn names its slot: what the run before it still asks must not supersede what this one asks
     */
    async #newRun(p, replay, turn) {
        const { host, points } = this;
        const data = await host.ask("data", { type: "dataset", data: dataSpec(p, points) });
        if (!data) return null;
        const { nClasses, trainCount } = data;
        const { batchSize, seed } = p;
        const problem = problemOf(p, points, nClasses);
        const changes = replay ? withStart(parseChanges(p.changes), p) : [];
        const settings = { problem, rates: ratesOf(p), batchSize, seed, trainCount, changes };
        const run = new Run((request) => host.ask(`train ${turn}`, request), settings);
        run.onPoint = this.onPoint;
        if (!(await run.start()) || turn !== this.#turn || !(await this.onDrawn(run)) || turn !== this.#turn) return null;
        const inputMaps = this.hasMaps ? await askInputMaps((request) => host.ask("inputs", request), problem, data.domain) : null;
        return { run, data, inputMaps };
    }

    /** Seen as it runs. @param {number} steps */
    async #replayTo(steps) {
        const { run, host } = this;
        if (!run) return;
        this.replaying = { step: 0, of: steps };
        host.set(this.#finalRates(run, steps));
        while (run === this.run && run.step < steps && !this.diverged) {
            const reply = await run.advance(steps, { budget: 50 });
            if (run !== this.run) return;
            this.replaying = reply && { step: run.step, of: steps };
            host.invalidate();
            if (!reply) return; // it failed, or the figure is gone
        }
        if (run !== this.run) return;
        const { diverged } = this;
        await run.advance(run.step, { views: this.#views(run) }); // also shows an entry of theta that was edited at the last step
        if (run !== this.run) return;
        if (diverged) run.last = { ...run.last, diverged };
        this.replaying = null;
        if (!diverged) await this.#syncRates(); // moved on the way: they stand behind it
        if (run !== this.run) return;
        this.#tell();
        await this.#checkDivergence();
    }

    /** What the controls must show where a link ends. @param {Run} run @param {number} steps */
    #finalRates(run, steps) {
        const last = run.changes.filter(({ name, step }) => name in HOT && step <= steps);
        return Object.fromEntries(last.map(({ name, value }) => [parameterOf(name), fromNumber(name, value)]));
    }

    /** @param {string} [speed] steps, or "max" for as many as fit into a frame */
    async train(speed = "1") {
        const { run } = this;
        if (!run) return;
        await this.#syncRates();
        const isFull = speed === "max";
        const limit = isFull ? Infinity : run.step + Number(speed);
        const how = { budget: isFull ? FRAME_BUDGET : undefined, views: this.#views(run) };
        do if (!(await run.advance(limit, how)) || run !== this.run) return;
        while (!isFull && run.step < limit && !this.diverged);
        this.#tell();
        await this.#checkDivergence();
    }

    /** Maps for the screen; a big net takes coarser ones, so that they never cost more than the training. @param {Run} run */
    #views(run) {
        if (!this.hasMaps) return undefined;
        const size = run.theta?.length ?? 0;
        const [decision, units] = size < 2000 ? [80, 24] : size < 12000 ? [48, 16] : [32, 12];
        return { decision, units, domain: this.data?.domain };
    }

    #tell() {
        const { step, last } = /** @type {Run} */ (this.run);
        this.host.emit("valley-step", { step, train: last.train, test: last.test });
        if (!this.host.playing) this.note();
        this.host.invalidate();
    }

    async #checkDivergence() {
        const { run, diverged } = this;
        if (!run || !diverged || this.verdict) return;
        this.verdict = diverged; // until it is measured: one divergence, one verdict
        const verdict = await judge((request) => this.host.ask("verdict", request), run, diverged);
        if (run !== this.run) return;
        this.verdict = verdict;
        this.note();
        this.onDiverged(diverged);
    }

    causeInWords() {
        return this.verdict ? causeInWords(this.verdict, (key, values) => this.host.t(key, values)) : "";
    }

    /** What a notice of the divergence offers: to go on at a calmer rate, where there is one that the figures have. */
    get wayBack() {
        const rate = this.verdict ? calmerRate(this.verdict) : 0;
        if (rate < LEAST_RATE) return;
        return { text: () => this.host.t("playground.back", { rate: String(rate) }), run: () => void this.#goBack(rate) };
    }

    /** Back to where the loss was lowest. @param {number} learningRate below the limit */
    async #goBack(learningRate) {
        const { run, host } = this;
        if (!run) return;
        run.backToBest();
        this.verdict = null;
        host.clearNotice();
        host.set({ learningRate });
        await this.#syncRates();
        await run.advance(run.step, { views: this.#views(run) });
        this.note();
        host.invalidate();
    }

    /** A hand wrote an entry of theta. @param {number} index @param {number} value */
    async edit(index, value) {
        const { run } = this;
        if (!run || !this.ready) return;
        run.change(`w${index}`, value);
        if (!this.host.playing) await run.advance(run.step, { views: this.#views(run) });
        this.note();
        this.host.invalidate();
    }

    /** A table of the reader's own becomes the data. @param {any} points */
    async take(points) {
        this.points = points;
        await this.begin({ replay: this.run === null }); // a link to a run on these data waits for them
    }

    /** Rates and penalties as the controls have them. */
    async #syncRates() {
        const { run, host } = this;
        if (!run || !this.ready) return;
        const changed = Object.keys(HOT).filter((name) => host.parameters[parameterOf(name)] !== run.rates[parameterOf(name)]);
        if (changed.length === 0 || (host.playing && performance.now() - this.#changedAt < CHANGE_INTERVAL)) return;
        this.#changedAt = performance.now();
        for (const name of changed) run.change(name, toNumber(host.parameters[parameterOf(name)]));
        if (!host.playing && changed.some((name) => name === "l1" || name === "l2"))
            await run.advance(run.step, { views: this.#views(run) });
        if (!host.playing) this.note();
    }

    /** Writes into the link how far it came, with the step that threw it out, and what was changed on the way. */
    note() {
        const { run, host } = this;
        if (!run || run.overfull) return;
        this.#written = { steps: run.step + (this.diverged ? 1 : 0), changes: formatChanges(run.changes) };
        host.set(this.#written);
    }
}

/** @param {string} name in a link */
function parameterOf(name) {
    return HOT[/** @type {keyof typeof HOT} */ (name)].parameter;
}

/** @param {any} p parameters @returns {import("./run.js").Rates} */
function ratesOf(p) {
    return /** @type {any} */ (Object.fromEntries(Object.values(HOT).map(({ parameter }) => [parameter, p[parameter]])));
}

/**
 * The schedule with what was in force before its first change of each rate: the parameters will show what is in force at its end.
 * @param {import("./changes.js").Change[]} changes
 * @param {any} p parameters
 */
function withStart(changes, p) {
    const names = Object.keys(HOT).filter((name) => changes.some((change) => change.name === name));
    const missing = names.filter((name) => !changes.some((change) => change.name === name && change.step === 0));
    return [...missing.map((name) => ({ step: 0, name, value: toNumber(p[parameterOf(name)]) })), ...changes];
}
