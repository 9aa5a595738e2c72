/**
 * The edge of stability (Cohen et al. 2021): λmax, the sharpness, measured while a net trains by full batches, against the limit 2/η beyond which steps
 * along the sharpest direction grow. It rises to that limit and hovers there. What is shown after a number of steps depends on the link alone.
 */
import { same } from "../parameters.js";
import { formatCount, formatNumber } from "../paint/scale.js";
import { EdgeCharts } from "./stability/charts.js";
import { edgeOf } from "./stability/edge.js";
import { FitPanel } from "./stability/fit-panel.js";
import { edgeHistory } from "../share/history.js";
import { trainedNetwork } from "../share/network-json.js";
import { RunRecord } from "./stability/record.js";
import { EdgeRun } from "./stability/run.js";
import { ACTIVATIONS, hasMomentum, OPTIMIZERS, publishedOf, RATES } from "./stability/settings.js";
import { checkChanges, formatChanges, parseChanges } from "./training/changes.js";
import { calmerRate, causeInWords } from "./training/divergence.js";

/** Rates that may change on the way: their names in a link, and as parameters. */
const HOT = { "learning-rate": "learningRate", momentum: "momentum" };
/** What a new run begins for. */
const STRUCTURAL = ["optimizer", "activation", "seed", "every"];
const MOST_STEPS = 100_000;
const LEAST_RATE = 1e-4;
/** From so many times the limit on, they are said so, not as a percentage. */
const FAR_ABOVE = 10;
/** Milliseconds between two notes of the step in the link while it plays, and between two changes of a rate. */
const LINK_INTERVAL = 1000;
const CHANGE_INTERVAL = 250;
/** Milliseconds of training in a frame at full speed. */
const FRAME_BUDGET = 12;
const FASTEST = 1000;

/** @type {import("../host.js").Figure} */
export const stability = {
    name: "stability",
    parameters: [
        { name: "optimizer", type: "choice", choices: OPTIMIZERS, control: "select", default: "sgd" },
        { name: "learningRate", type: "number", min: LEAST_RATE, max: 10, scale: "log", digits: 3, default: 0.2 },
        { name: "momentum", type: "number", min: 0, max: 0.99, step: 0.01, default: 0.9 },
        { name: "activation", type: "choice", choices: ACTIVATIONS, default: "tanh" },
        { name: "seed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 29 },
        { name: "every", type: "integer", min: 1, max: 100, default: 1 },
        { name: "speed", type: "choice", choices: ["1", "4", "16", "64", "max"], default: "4" },
        { name: "steps", type: "integer", min: 0, max: MOST_STEPS, default: 0 },
        { name: "changes", type: "text", maxLength: 12000, check: checkRates, default: "" },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Stability(host),
};

/** @param {string} text @returns {string | null} what it must be */
function checkRates(text) {
    const wrong = checkChanges(text);
    const foreign = wrong === null && parseChanges(text).find(({ name }) => !(name in HOT));
    return foreign ? `entries that name ${Object.keys(HOT).join(" or ")}, not "${foreign.name}"` : wrong;
}

class Stability {
    /** @type {EdgeRun | null} */
    #run = null;
    /** @type {import("../core/messages.js").DatasetReply | null} */
    #data = null;
    /** Steps of the link still to be trained. @type {number | null} */
    #replaying = null;
    /** Which begin() is the latest. */
    #turn = 0;
    #changedAt = 0;
    #notedAt = 0;
    /** What this figure itself wrote into the parameters. @type {Record<string, any>} */
    #written = { steps: 0, changes: "" };

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        this.host = host;
        const { root } = host;
        host.style(style);
        const bar = host.element("div", { class: "row edge-bar" });
        root.append(bar);
        host.transport(bar, { newSeed: true });
        const readouts = host.element("div", { class: "readouts" });
        bar.append(readouts);
        this.readouts = ["step", "loss", "max", "limit"].map((name) => this.#readout(readouts, name));
        this.progress = host.element("progress", { max: 1, value: 0, hidden: true, label: "stability.replaying" });
        bar.append(this.progress);
        const controls = host.controls(root);
        const bind = (/** @type {Element} */ parent, /** @type {string} */ name) => host.control(parent, name);
        bind(controls, "optimizer");
        this.rate = bind(controls, "learningRate");
        this.rate.classList.add("edge-rate");
        this.momentum = bind(controls, "momentum");
        bind(controls, "speed");
        this.charts = new EdgeCharts(host, host.panel(root, "stability.charts", { class: "span-8" }));
        const side = host.element("div", { class: "column span-4" });
        root.append(side);
        this.fit = new FitPanel(host, host.panel(side, "stability.fit"));
        const panel = host.panel(side, "stability.record");
        this.record = new RunRecord(host, panel);
        this.hint = host.element("p", { class: "hint" });
        panel.append(this.hint);
        const more = host.controls(root);
        for (const name of ["activation", "seed", "every"]) bind(more, name);
        host.listen((name) => name === null && !host.playing && this.#note());
    }

    /** @param {Element} parent @param {string} name */
    #readout(parent, name) {
        const title = this.host.element("span", name === "limit" || name === "max" ? {} : { t: `stability.readouts.${name}` });
        const value = this.host.element("b", { "data-readout": name });
        parent.append(this.host.element("div", { class: "readout" }, [title, value]));
        return { title, value };
    }

    get #ready() {
        return this.#run !== null && this.#replaying === null;
    }

    /** @param {Set<string>} names */
    async change(names) {
        const { host } = this;
        const p = host.parameters;
        const isForeign = ["steps", "changes"].some((name) => names.has(name) && !same(p[name], this.#written[name]));
        if (isForeign || this.#run === null) return this.#begin({ replay: true });
        if (names.has("optimizer") && !names.has("learningRate"))
            host.set({ learningRate: RATES[/** @type {import("./stability/settings.js").OptimizerChoice} */ (p.optimizer)] });
        if (STRUCTURAL.some((name) => names.has(name))) return this.#begin({ replay: false });
        if (!host.playing) await this.#syncRates();
    }

    /** @param {{replay: boolean}} how */
    async #begin({ replay }) {
        const { host } = this;
        const p = /** @type {any} */ (host.parameters);
        const turn = ++this.#turn;
        const changes = replay ? withStart(parseChanges(p.changes), p) : [];
        const rates = { learningRate: p.learningRate, momentum: p.momentum };
        const run = new EdgeRun((request) => host.ask(`train ${turn}`, request), { p, rates, changes });
        const began = await run.begin();
        if (!began || turn !== this.#turn) return;
        this.#data = await host.ask("data", { type: "dataset", data: run.problem.data });
        if (!this.#data || turn !== this.#turn) return;
        this.#run = run;
        this.#replaying = null;
        host.clearNotice();
        if (replay && p.steps > 0) void this.#replayTo(p.steps);
        else this.#note();
        host.invalidate();
    }

    /** Seen as it runs. @param {number} steps */
    async #replayTo(steps) {
        const { host } = this;
        const run = /** @type {EdgeRun} */ (this.#run);
        this.#replaying = steps;
        host.set(run.schedule.at(steps));
        while (run === this.#run && run.step < steps && !run.diverged) {
            if (!(await run.forward(steps - run.step, 50))) return;
            host.invalidate();
        }
        if (run !== this.#run || !(await run.forward(0))) return; // which sees a change at the very last step
        this.#replaying = null;
        if (!run.diverged) await this.#syncRates(); // moved on the way: they stand behind it
        if (run === this.#run) this.#tell();
    }

    async tick() {
        const { host } = this;
        const run = this.#run;
        if (!run || !this.#ready) return;
        if (run.diverged || run.step >= MOST_STEPS) return host.pause();
        await this.#syncRates();
        const { speed } = host.parameters;
        if (speed === "max") await this.#train(run, FASTEST, FRAME_BUDGET);
        else await this.#train(run, Number(speed));
        if (performance.now() - this.#notedAt < LINK_INTERVAL) return;
        this.#note();
    }

    /** @param {EdgeRun} run @param {number} steps @param {number} [budget] milliseconds */
    async #train(run, steps, budget) {
        const done = await run.forward(Math.min(steps, MOST_STEPS - run.step), budget);
        if (done && run === this.#run) this.#tell();
    }

    async step() {
        if (this.#run && this.#ready && !this.#run.diverged) await this.#train(this.#run, 1);
        this.#note();
    }

    async reset() {
        await this.#begin({ replay: false });
    }

    #tell() {
        const { host } = this;
        const run = /** @type {EdgeRun} */ (this.#run);
        host.emit("valley-step", { step: run.step, loss: run.loss, sharpness: run.sharpness.at(-1) });
        if (!host.playing) this.#note();
        host.invalidate();
        if (!run.diverged) return;
        host.pause();
        const rate = calmerRate(run.diverged);
        const again = () => {
            host.clearNotice();
            host.set({ learningRate: rate, steps: 0, changes: "" });
        };
        const text = () => host.t("stability.again", { rate: String(rate) });
        const action = rate >= LEAST_RATE ? { text, run: again } : undefined;
        host.notice({ kind: "diverged", text: () => this.#causeInWords(run), action });
        host.emit("valley-diverged", run.diverged);
    }

    /** @param {EdgeRun} run */
    #causeInWords({ diverged }) {
        if (!diverged) return "";
        return causeInWords(diverged, (key, values) => this.host.t(key, values));
    }

    /** Rates as the controls have them. */
    async #syncRates() {
        const run = this.#run;
        const p = this.host.parameters;
        if (!run || !this.#ready) return;
        const changed = Object.entries(HOT).filter(([, name]) => p[name] !== Reflect.get(run.schedule.now, name));
        if (changed.length === 0 || (this.host.playing && performance.now() - this.#changedAt < CHANGE_INTERVAL)) return;
        this.#changedAt = performance.now();
        for (const [key, name] of changed) run.change(key, p[name]);
        if (this.host.playing) return;
        await run.forward(0);
        this.#note();
        this.host.invalidate();
    }

    /** Writes into the link how far it came and what was changed on the way. */
    #note() {
        const run = this.#run;
        if (!run || run.schedule.overfull || this.#replaying !== null) return;
        this.#notedAt = performance.now();
        this.#written = { steps: run.step + (run.diverged ? 1 : 0), changes: formatChanges(run.schedule.changes) };
        this.host.set(this.#written);
    }

    /** What the limit is called. */
    get #limitName() {
        const { optimizer, momentum } = this.host.parameters;
        return this.host.t(`stability.limits.${hasMomentum(optimizer) && momentum === 0 ? "sgd" : optimizer}`);
    }

    #published() {
        const run = this.#run;
        if (!run || run.schedule.changes.length > 0) return null;
        return publishedOf(run.p, run.schedule.now.learningRate);
    }

    paint() {
        const { host } = this;
        const run = this.#run;
        const { optimizer } = host.parameters;
        this.momentum.toggleAttribute("hidden", !hasMomentum(optimizer));
        if (!run || !this.#data) return;
        const edge = edgeOf(run);
        const published = this.#published();
        this.progress.hidden = this.#replaying === null;
        this.progress.value = run.step / (this.#replaying || 1);
        this.charts.paint(run, edge, { limitName: this.#limitName, published });
        this.fit.paint(run, this.#data);
        this.record.paint(edge, published);
        this.hint.textContent = host.t(published ? "stability.publishedHint" : `stability.hints.${optimizer}`);
        this.#paintReadouts(run, edge);
        const here = edge && edge.now > 0 ? (run.schedule.now.learningRate * edge.limit) / edge.now : NaN;
        const rate = run.diverged?.limit ?? here;
        // The longest does not fit under the slider, and says no more of η.
        const name = this.#limitName.length > 10 ? "η <" : `${this.#limitName.replace("/η", "/λmax")} =`;
        this.rate.mark(Number.isFinite(rate) ? rate : null, Number.isFinite(rate) ? `${name} ${formatNumber(rate)}` : "");
    }

    /** @param {EdgeRun} run @param {import("./stability/edge.js").Edge | null} edge */
    #paintReadouts(run, edge) {
        const limit = edge?.limit ?? run.limits.at(-1)?.limit;
        const { diverged } = run;
        const cause = diverged?.cause === "curvature" ? diverged : null; // tells λmax where the caption and the slider's mark do
        const max = cause?.curvature ?? edge?.now ?? NaN;
        const texts = [
            formatCount(run.step),
            formatNumber(run.loss),
            Number.isFinite(max) ? formatNumber(max) : "–",
            limit ? formatNumber(limit) : "–",
        ];
        this.readouts.forEach(({ value }, k) => (value.textContent = texts[k]));
        this.readouts[2].title.textContent = cause ? this.host.t("stability.maxAt", { step: cause.at ?? cause.step }) : "λmax";
        this.readouts[3].title.textContent = this.#limitName;
    }

    describe() {
        const { host } = this;
        const run = this.#run;
        if (!run) return "";
        if (run.diverged) return this.#causeInWords(run);
        const edge = edgeOf(run);
        const { every } = run.p;
        const { step } = run;
        const rhythm = every === 1 ? "" : host.t("stability.describe.every", { every });
        const head = { step, loss: formatNumber(run.loss), every: rhythm };
        if (!edge || edge.kind === "unknown") return host.t("stability.describe.unknown", head);
        const { now, limit, crossed, mean, max, until } = edge;
        const values = {
            ...head,
            at: edge.step,
            now: formatNumber(now),
            limit: formatNumber(limit),
            name: this.#limitName,
            share: Math.round((100 * now) / limit),
            times: formatNumber(now / limit, 2),
            crossed,
            until,
            mean: formatNumber(mean),
            max: formatNumber(max),
        };
        const kind = now >= FAR_ABOVE * limit ? "farAbove" : edge.kind;
        return host.t(`stability.describe.${kind}`, values);
    }

    heard() {
        const { loss = NaN, losses = [] } = this.#run ?? {};
        return { loss, start: losses[0] };
    }

    history() {
        return this.#run && edgeHistory(this.#run);
    }

    network() {
        if (!this.#run) return null;
        const { problem, theta, state, step } = this.#run;
        const optimizer = /** @type {import("../core/types.js").Optimizer} */ (this.#run.optimizer);
        return trainedNetwork(this.host, { problem, theta, velocity: state, stateOf: optimizer.name, optimizer, step });
    }

    destroy() {
        this.#turn = Infinity;
        this.#run = null;
    }
}

/**
 * The schedule with what was in force before its first change of each rate: the parameters show what is in force at its end.
 * @param {import("./training/changes.js").Change[]} changes
 * @param {any} p parameters
 */
function withStart(changes, p) {
    const missing = Object.entries(HOT).filter(
        ([key]) => changes.some(({ name }) => name === key) && !changes.some(({ name, step }) => name === key && step === 0),
    );
    return [...missing.map(([key, name]) => ({ step: 0, name: key, value: p[name] })), ...changes];
}

const style = `
@container frame (min-width: 720px) { .edge-rate { grid-column: span 2; } }
.edge-bar { gap: var(--space-2) var(--space-5); }
.edge-bar > progress { flex: 1 0 100%; height: 6px; accent-color: var(--focus); }
.edge-record { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
.edge-record th { font-weight: 400; color: var(--muted); text-align: start; }
.edge-record :is(td, thead th) { text-align: end; white-space: nowrap; }
.edge-record tbody :is(td, th) { padding: 5px 0; border-top: 1px solid var(--grid); }
.edge-record td[data-live] { font-weight: 600; color: var(--text); padding-inline: var(--space-2); }
.edge-record thead th { padding-inline: var(--space-2); font-size: 12px; }
.edge-record thead th:nth-child(3) { padding-inline-end: 0; }
.edge-record .published { color: var(--muted); }
`;
