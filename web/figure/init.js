/** Initial weights: how z, activations, δ and ∂L/∂W are distributed in every layer of a deep network, against what theory predicts of that start. */
import {
    ACTIVATIONS,
    BATCH,
    DeepRun,
    deepProblem,
    LEAST_RATE,
    QUANTITIES,
    SCHEMES,
    SPREAD_SCHEMES,
    tellDivergence,
} from "./deep-network.js";
import { Column } from "./init/column.js";
import { Facts } from "./init/facts.js";
import { describeSpreads, hiddenLayersInWords, movesInWords } from "./init/words.js";
import { lossHistory } from "../share/history.js";
import { trainedNetwork } from "../share/network-json.js";
import { LiveGauge } from "./training/live-gauge.js";
import { paintAxes, plotArea } from "../paint/axes.js";
import { paintCurves } from "../paint/curve.js";
import { extent, formatCount, formatNumber, linearScale, niceDomain } from "../paint/scale.js";

/** Steps between two pictures while it plays, and in one piece while a link is replayed. */
const STRIDE = 5;
const PIECE = 100;

/** @type {import("../host.js").Figure} */
export const init = {
    name: "init",
    parameters: [
        { name: "activation", type: "choice", choices: ACTIVATIONS, default: "tanh" },
        { name: "init", type: "choice", choices: SCHEMES, default: "normal" },
        { name: "std", type: "number", min: 1e-4, max: 10, scale: "log", digits: 2, default: 0.01 },
        { name: "layerCount", type: "integer", min: 5, max: 10, default: 5 },
        { name: "axis", type: "choice", choices: ["log", "linear"], default: "log" },
        { name: "learningRate", type: "number", min: LEAST_RATE, max: 10, scale: "log", digits: 2, default: 0.1 },
        { name: "seed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 1 },
        { name: "trained", type: "integer", min: 0, max: 2000, default: 0 },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Init(host),
};

/** @typedef {import("../core/messages.js").LayerStatsReply} Reply */

class Init {
    /** @type {Reply | null} at the step that is shown */
    #stats = null;
    /** @type {Reply | null} before the first step */
    #start = null;
    /** @type {DeepRun | null} */
    #run = null;
    /** Wherever it was measured. @type {{x: number[], y: number[]}} */
    #losses = { x: [], y: [] };
    /** Which change() is the latest: an earlier one that still waits for a reply is over. */
    #turn = 0;
    /** Which change() the run is of. */
    #of = 0;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        this.host = host;
        const { root } = host;
        host.style(style);
        const controls = host.controls(root);
        for (const name of ["activation", "init"]) host.control(controls, name);
        this.std = host.control(controls, "std");
        for (const name of ["layerCount", "axis"]) host.control(controls, name);
        const columns = host.element("div", { class: "columns" });
        root.append(columns);
        this.columns = QUANTITIES.map((quantity) => new Column(host, columns, quantity));
        const legend = host.element("ul", { class: "legend" }, [
            legendItem(host, "dot", "init.legend.measured", "var(--muted)"),
            legendItem(host, "dashed", "init.legend.predicted", "var(--text)"),
        ]);
        this.factors = host.element("p", { class: "hint" });
        root.append(host.element("div", { class: "column" }, [legend, this.factors]));
        const left = host.panel(root, "init.firstStep", { class: "span-5" });
        this.moves = host.element("p");
        this.hiddenLayers = host.element("p");
        this.told = host.element("p", { class: "hint" });
        const row = host.element("div", { class: "row" });
        host.transport(row, { newSeed: true });
        this.read = host.element("output", { class: "hint" });
        row.append(this.read);
        left.append(this.moves, this.hiddenLayers, this.told, row);
        host.control(host.controls(left), "learningRate");
        this.curve = host.plot(left, { label: "init.lossLabel", height: 170 });
        const figure = this;
        this.gauge = new LiveGauge(host, left, {
            get run() {
                return figure.#run;
            },
        });
        this.facts = new Facts(host, host.panel(root, "init.facts.title", { class: "span-7" }));
        host.listen((name) => name === null && !host.playing && this.#note());
    }

    /** @param {Set<string>} names */
    async change(names) {
        const { host } = this;
        const p = host.parameters;
        this.std.hidden = !SPREAD_SCHEMES.includes(p.init);
        if (names.size === 1 && names.has("axis")) return;
        if (names.size === 1 && names.has("trained") && this.#run?.reached === p.trained) return;
        const turn = ++this.#turn;
        if (p.trained > 0 && !names.has("trained")) host.set({ trained: 0 }); // another network is not trained yet
        const start = await host.ask("stats", { type: "layerStats", problem: deepProblem(p) });
        if (!start || turn !== this.#turn) return;
        host.clearNotice();
        this.#of = turn;
        this.#start = this.#stats = start;
        this.#losses = { x: [0], y: [start.loss] };
        this.#run = new DeepRun(deepProblem(p), start.theta, { learningRate: p.learningRate, batchSize: BATCH, seed: p.seed });
        host.invalidate();
        if (names.has("trained") && p.trained > 0) void this.#trainTo(p.trained, turn);
        else void this.facts.measure(p.seed);
    }

    /** As far as a link says, seen as it runs. @param {number} steps @param {number} turn */
    async #trainTo(steps, turn) {
        while (turn === this.#turn && this.#run && this.#run.step < steps && !this.#run.diverged)
            if (!(await this.#train(Math.min(PIECE, steps - this.#run.step)))) break;
        this.#note();
        if (turn === this.#turn) await this.facts.measure(this.host.parameters.seed);
    }

    /** @param {number} steps @returns {Promise<boolean>} whether it went on */
    async #train(steps) {
        const { host } = this;
        const turn = this.#turn;
        const run = this.#run;
        if (!run || !this.#isReady || run.diverged) return false;
        const reply = await host.ask("train", run.request(steps));
        if (!reply || turn !== this.#turn) return false;
        run.absorb(reply);
        const stats = await host.ask("stats", { type: "layerStats", problem: run.problem, theta: run.theta });
        if (!stats || turn !== this.#turn) return false;
        this.#stats = stats;
        if (run.step > this.#losses.x[this.#losses.x.length - 1]) {
            this.#losses.x.push(run.step);
            this.#losses.y.push(stats.loss);
        }
        host.emit("valley-step", { step: run.step, loss: stats.loss });
        await tellDivergence(host, run, () => turn === this.#turn);
        host.invalidate();
        return true;
    }

    /** Whether no other network is on its way. */
    get #isReady() {
        return this.#of === this.#turn;
    }

    /** How far it came stands in the link. */
    #note() {
        if (this.#isReady && this.#run && this.#run.step > 0) this.host.set({ trained: this.#run.reached });
    }

    async tick() {
        const { max = 0 } = init.parameters[init.parameters.length - 1];
        const turn = this.#turn;
        if (!this.#isReady) return;
        const left = max - (this.#run?.step ?? 0);
        const went = left > 0 && (await this.#train(Math.min(STRIDE, left)));
        if (turn !== this.#turn) return; // another network plays on
        if (!went) this.host.pause();
        else if (!this.host.playing) this.#note(); // it was paused meanwhile
    }

    async step() {
        await this.#train(1);
        this.#note();
    }

    reset() {
        this.host.pause();
        this.host.set({ trained: 0 });
        return this.change(new Set(["trained", "seed"])); // the link may have said 0 already
    }

    paint() {
        const { host } = this;
        const stats = this.#stats;
        if (!stats) return;
        const predicted = this.#start?.predicted ?? null;
        for (const column of this.columns) column.paint(stats, predicted);
        this.facts.paint();
        const step = this.#run?.step ?? 0;
        this.moves.textContent = movesInWords(host, stats.layers);
        this.hiddenLayers.textContent = hiddenLayersInWords(host, stats.layers);
        this.told.textContent = host.t(step === 0 ? "init.told" : "init.toldTrained");
        this.read.textContent = host.t("init.read", { step, loss: formatNumber(stats.loss) });
        this.factors.textContent = this.#factorsInWords(predicted);
        this.#paintLosses();
        this.gauge.paint();
    }

    #paintLosses() {
        const { ctx, width, height } = this.curve;
        if (width < 80) return;
        const { host } = this;
        const { x, y } = this.#losses;
        const labels = { xLabel: host.t("init.step"), yLabel: host.t("init.loss") };
        const rect = plotArea(width, height, labels);
        const [, high] = extent(y);
        const scales = {
            x: linearScale([0, Math.max(20, x[x.length - 1])], [rect.x, rect.x + rect.width]),
            y: linearScale(niceDomain([0, high || 1], 3), [rect.y + rect.height, rect.y]),
        };
        paintAxes(ctx, scales, host.theme, { ...labels, formatX: formatCount });
        paintCurves(ctx, [{ x, y, color: host.theme.colors.train }], scales, host.theme);
    }

    /** @param {Reply["predicted"]} predicted */
    #factorsInWords(predicted) {
        const { host } = this;
        if (!predicted) return host.t("init.noPrediction");
        const last = predicted[predicted.length - 3]; // from the last hidden layer but one to the last
        if (!Number.isFinite(last.forward)) return host.t("init.noFactor");
        return host.t("init.factors", { forward: formatNumber(last.forward), backward: formatNumber(last.backward) });
    }

    describe() {
        const stats = this.#stats;
        if (!stats) return "";
        const step = this.#run?.step ?? 0;
        return describeSpreads(this.host, stats, step === 0 ? stats.predicted : null, step);
    }

    heard() {
        const { y } = this.#losses;
        return { loss: y[y.length - 1], start: y[0] };
    }

    history() {
        return this.#run && lossHistory(this.#run.problem, this.#losses.x, { loss: this.#losses.y });
    }

    network() {
        return trainedNetwork(this.host, this.#run);
    }

    destroy() {
        this.#turn = Infinity;
    }
}

/** @param {import("../host.js").Host} host @param {string} kind @param {string} t @param {string} color */
export function legendItem(host, kind, t, color) {
    const item = host.element("li", { class: kind, t });
    item.style.setProperty("--key", color);
    return item;
}

const style = `
.columns { display: grid; gap: var(--space-3); grid-template-columns: repeat(2, minmax(0, 1fr)); }
@container frame (min-width: 900px) { .columns { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
@container frame (max-width: 479.9px) { .columns > .panel { padding: var(--space-2); } }
.numbers { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.numbers th { font-weight: 600; text-align: start; } .numbers tr:first-child th { color: var(--muted); font-size: 12px; font-weight: 400; }
.numbers th, .numbers td { padding: 4px var(--space-3) 4px 0; border-bottom: 1px solid var(--grid); text-align: start; vertical-align: baseline; white-space: nowrap; }
.facts td > * { display: block; } .facts td > span { color: var(--muted); } .facts td > b { font-weight: 600; }
.as-link { padding: 0; border: 0; background: none; color: var(--focus); font: inherit; text-decoration: underline; text-underline-offset: 2px; cursor: pointer; }
@container frame (max-width: 559.9px) {
    .facts tr { display: grid; grid-template-columns: 9em minmax(0, 1fr) auto; column-gap: var(--space-2); padding: 6px 0; border-bottom: 1px solid var(--grid); font-size: 12px; }
    .facts.facts :is(th, td) { padding: 0; border: 0; } .facts.facts :is(td, th):last-child { text-align: end; } .facts th[scope="row"] { grid-column: 1 / -1; font-size: 14px; }
    .facts.facts tr:first-child th { white-space: normal; } .facts tr:first-child th:first-child { display: none; }
}
@container frame (max-width: 359.9px) { .facts tr { grid-template-columns: minmax(0, 1fr) auto; } .facts.facts tr > :nth-child(3) { order: 1; grid-column: 1 / -1; } } /* the gradients below */
`;
