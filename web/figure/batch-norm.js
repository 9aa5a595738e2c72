/** Batch normalisation: the same deep network with it and without, in training and in evaluation, what it stores, and the batch of two on which it fails. */
import { paintLosses, paintScaleShift, paintStored, paintThrough, lossColors } from "./batch-norm/panels.js";
import { batchInWords, describeRun } from "./batch-norm/words.js";
import {
    ACTIVATIONS,
    DeepRun,
    deepProblem,
    LEAST_RATE,
    QUANTITIES,
    SCHEMES,
    SPREAD_SCHEMES,
    tellDivergence,
    UNITS,
} from "./deep-network.js";
import { paintColumn, rowsHeight } from "./init/column.js";
import { lossHistory } from "../share/history.js";
import { trainedNetwork } from "../share/network-json.js";
import { LiveGauge } from "./training/live-gauge.js";
import { formatNumber } from "../paint/scale.js";

/** Losses are measured after every step up to the first, then after every so many. */
const FIRST = 20;
const STRIDE = 5;
const MOST = 1000;

/** @type {import("../host.js").Figure} */
export const batchNorm = {
    name: "batch-norm",
    parameters: [
        { name: "activation", type: "choice", choices: ACTIVATIONS, default: "tanh" },
        { name: "init", type: "choice", choices: SCHEMES, default: "normal" },
        { name: "std", type: "number", min: 1e-4, max: 10, scale: "log", digits: 2, default: 1 },
        { name: "layerCount", type: "integer", min: 2, max: 10, default: 5 },
        { name: "batchSize", type: "integer", min: 2, max: 256, scale: "log", control: "slider", default: 32 },
        { name: "learningRate", type: "number", min: LEAST_RATE, max: 10, scale: "log", digits: 2, default: 0.1 },
        { name: "quantity", type: "choice", choices: QUANTITIES, default: "z", control: "select" },
        { name: "axis", type: "choice", choices: ["log", "linear"], default: "log" },
        { name: "layer", type: "integer", min: 1, max: 10, default: 1 },
        { name: "unit", type: "integer", min: 1, max: UNITS, default: 1 },
        { name: "seed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 1 },
        { name: "trained", type: "integer", min: 0, max: MOST, default: 0 },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new BatchNorm(host),
};

/** Of which only the picture is made, not the run. */
const LOOKS = ["quantity", "axis", "layer", "unit"];

/** @typedef {import("../core/messages.js").LayerStatsReply} Stats */

/** Pixels of the ridges where what stands beside them is as tall. */
const TALL = 400;

class BatchNorm {
    /** The network with normalisation, and without; stats: of its layers after `at` steps. @type {{run: DeepRun, stats: Stats, at: number}[]} */
    #both = [];
    /** @type {import("../core/messages.js").BatchNormReply | null} */
    #measured = null;
    /** @type {import("./batch-norm/panels.js").Losses} */
    #losses = { steps: [], training: [], evaluation: [], plain: [] };
    /** Which change() is the latest: an earlier one that still waits for a reply is over. */
    #turn = 0;
    /** Which change() the networks are of. */
    #of = 0;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        this.host = host;
        const { root } = host;
        host.style(style);
        const controls = host.controls(root);
        controls.classList.add("batch-norm-controls");
        for (const name of ["activation", "init"]) host.control(controls, name);
        this.std = host.control(controls, "std");
        for (const name of ["layerCount", "batchSize", "learningRate"]) host.control(controls, name);
        const row = host.element("div", { class: "row" });
        root.append(row);
        host.transport(row, { newSeed: true });
        this.read = host.element("output", { class: "hint" });
        row.append(this.read);

        const losses = host.panel(root, "batchNorm.losses", { class: "span-6" });
        this.curve = host.plot(losses, { label: "batchNorm.lossesLabel", height: 260 });
        this.legend = ["training", "evaluation", "plain"].map((name) => ({
            name,
            item: host.element("li", { class: name === "training" ? null : "dashed", t: `batchNorm.legend.${name}` }),
        }));
        losses.append(host.element("ul", { class: "legend" }, this.legend.map(({ item }) => item))); // prettier-ignore
        losses.append(host.element("h3", { t: "batchNorm.gauge" }));
        const figure = this;
        this.gauge = new LiveGauge(host, losses, {
            get run() {
                return figure.#both[0]?.run ?? null;
            },
        });
        const through = host.panel(root, "batchNorm.through", { class: "span-6" });
        this.through = host.plot(through, { label: "batchNorm.throughLabel", height: 260 });
        this.batch = host.element("p", { class: "hint" });
        through.append(this.batch);
        host.control(host.controls(through), "unit");

        const ridges = host.panel(root, "batchNorm.layers", { class: "span-6" });
        const looks = host.controls(ridges);
        for (const name of ["quantity", "axis"]) host.control(looks, name);
        const sides = host.element("div", { class: "sides" });
        ridges.append(sides);
        this.ridges = ["without", "with"].map((side) => {
            const box = host.element("div", {}, [host.element("h3", { t: `batchNorm.${side}` })]);
            sides.append(box);
            return host.plot(box, { label: `batchNorm.ridgesLabel.${side}`, height: 226 });
        });
        const stored = host.panel(root, "batchNorm.storedTitle", { class: "span-6" });
        host.control(host.controls(stored), "layer");
        const places = host.element("div", { class: "sides" });
        stored.append(places);
        this.mean = host.plot(places, { label: "batchNorm.storedLabel.mean", height: 210 });
        this.variance = host.plot(places, { label: "batchNorm.storedLabel.variance", height: 210 });
        this.scaleShift = host.plot(places, { label: "batchNorm.scaleShiftLabel", height: 210 });
        places.append(host.element("p", { class: "hint", t: "batchNorm.storedHint" }));
        root.append(host.element("p", { class: "hint", t: "batchNorm.fact" }));
        host.listen((name) => name === null && !host.playing && this.#note());
    }

    /** @param {Set<string>} names */
    async change(names) {
        const { host } = this;
        const p = host.parameters;
        this.std.hidden = !SPREAD_SCHEMES.includes(p.init);
        if (p.layer > p.layerCount) host.set({ layer: p.layerCount });
        if ([...names].every((name) => LOOKS.includes(name))) return void (this.#both.length > 0 && (await this.#measure(this.#turn)));
        if (names.size === 1 && names.has("trained") && this.#both[0]?.run.reached === p.trained) return;
        const turn = ++this.#turn;
        if (p.trained > 0 && !names.has("trained")) host.set({ trained: 0 }); // another network is not trained yet
        const problems = [deepProblem(p, true), deepProblem(p)];
        const stats = await host.askAll("start", problems.map((problem) => ({ type: "layerStats", problem }))); // prettier-ignore
        if (!stats || turn !== this.#turn) return;
        host.clearNotice();
        this.#of = turn;
        this.#both = problems.map((problem, k) => ({ run: new DeepRun(problem, stats[k].theta, p), stats: stats[k], at: 0 }));
        this.#losses = { steps: [], training: [], evaluation: [], plain: [] };
        if (!(await this.#advance(0, turn))) return;
        if (names.has("trained") && p.trained > 0) void this.#trainTo(p.trained, turn);
    }

    /** As far as a link says, seen as it runs. @param {number} steps @param {number} turn */
    async #trainTo(steps, turn) {
        while (turn === this.#turn && this.#step < steps && (await this.#advance(this.#stride(steps), turn)));
        this.#note();
    }

    get #step() {
        return this.#both[0]?.run.step ?? 0;
    }

    /** Steps to the next place where losses are measured. @param {number} limit */
    #stride(limit) {
        const step = this.#step;
        return Math.min(limit - step, step < FIRST ? 1 : STRIDE - (step % STRIDE));
    }

    /**
     * Both networks so many steps further, on the same batches, and measured there.
     * @param {number} steps
     * @param {number} turn
     * @returns {Promise<boolean>} whether they can go on
     */
    async #advance(steps, turn) {
        const { host } = this;
        if (!this.#isReady || this.#both.some(({ run }) => run.diverged)) return false;
        const replies = await host.askAll("train", this.#both.map(({ run }) => run.request(steps))); // prettier-ignore
        if (!replies || turn !== this.#turn) return false;
        replies.forEach((reply, k) => this.#both[k].run.absorb(reply));
        const [normalised, plain] = replies;
        this.#losses.steps.push(normalised.step);
        this.#losses.training.push(normalised.train.loss);
        this.#losses.evaluation.push(normalised.evaluation);
        this.#losses.plain.push(plain.train.loss);
        await this.#measure(turn); // or a later look at the same networks
        if (turn !== this.#turn) return false;
        host.emit("valley-step", { step: normalised.step, loss: normalised.train.loss, evaluation: normalised.evaluation });
        const lost = this.#both.findIndex(({ run }) => run.diverged);
        if (lost < 0) return true;
        const say = (/** @type {string} */ cause) => host.t(`batchNorm.lost.${lost === 0 ? "normalised" : "plain"}`, { cause });
        await tellDivergence(host, this.#both[lost].run, () => turn === this.#turn, say);
        return false;
    }

    /** Looks at both networks where they are. @param {number} turn @returns {Promise<boolean>} whether that is still wanted */
    async #measure(turn) {
        const { host } = this;
        const { layer, unit, batchSize, seed, layerCount } = host.parameters;
        const [{ run }] = this.#both;
        const wish = { layer: Math.min(layer, layerCount) - 1, unit: unit - 1, batchSize, seed };
        const { problem, theta, running } = run;
        const moved = this.#both.filter(({ run, at }) => run.step !== at);
        const steps = moved.map((each) => each.run.step);
        const [measured, stats] = await Promise.all([
            host.ask("measure", { type: "batchNorm", problem, theta, running, ...wish }),
            host.askAll("stats", moved.map((each) => ({ type: "layerStats", problem: each.run.problem, theta: each.run.theta }))), // prettier-ignore
        ]);
        if (!measured || !stats || turn !== this.#turn) return false;
        this.#measured = measured;
        moved.forEach((each, k) => Object.assign(each, { stats: stats[k], at: steps[k] }));
        host.invalidate();
        return true;
    }

    /** Whether no other networks are on their way. */
    get #isReady() {
        return this.#of === this.#turn && this.#both.length > 0;
    }

    /** How far it came stands in the link. */
    #note() {
        if (this.#isReady && this.#step > 0) this.host.set({ trained: this.#both[0].run.reached });
    }

    async tick() {
        const turn = this.#turn;
        if (!this.#isReady) return;
        const steps = this.#stride(MOST);
        const went = steps > 0 && (await this.#advance(steps, turn));
        if (turn !== this.#turn) return; // other networks play on
        if (!went) this.host.pause();
        else if (!this.host.playing) this.#note(); // it was paused meanwhile
    }

    async step() {
        if (this.#step < MOST) await this.#advance(1, this.#turn);
        this.#note();
    }

    reset() {
        this.host.pause();
        this.host.set({ trained: 0 });
        return this.change(new Set(["trained", "seed"])); // the link may have said 0 already
    }

    paint() {
        const { host } = this;
        const measured = this.#measured;
        if (!measured) return;
        paintLosses(
            host,
            this.curve,
            this.#losses,
            this.#both.some(({ run }) => run.diverged),
        );
        const colors = lossColors(host.theme);
        for (const { name, item } of this.legend) item.style.setProperty("--key", colors[/** @type {keyof typeof colors} */ (name)]);
        paintThrough(host, this.through, measured);
        this.batch.textContent = batchInWords(host, measured);
        this.gauge.paint();
        this.#paintRidges();
        paintStored(host, this.mean, "mean", measured);
        paintStored(host, this.variance, "variance", measured);
        paintScaleShift(host, this.scaleShift, measured);
        this.read.textContent = host.t("init.read", { step: this.#step, loss: formatNumber(this.#losses.training.at(-1) ?? NaN) });
    }

    /** Side by side over one axis. */
    #paintRidges() {
        const { host } = this;
        const { quantity, axis } = host.parameters;
        const [normalised, plain] = this.#both.map(({ stats }) => stats);
        const all = [normalised, plain].flatMap(({ layers }) => layers.slice(0, -1).map((layer) => layer[/** @type {"z"} */ (quantity)]));
        [plain, normalised].forEach((stats, k) => {
            const least = this.ridges[k].width > 220 ? TALL : 0;
            const height = `${Math.max(least, rowsHeight(stats.layers.length - 1))}px`;
            if (this.ridges[k].canvas.style.height !== height) this.ridges[k].canvas.style.height = height;
            paintColumn(host, this.ridges[k], quantity, stats, null, axis, { all, isHidden: true });
        });
    }

    describe() {
        return this.#measured && this.#losses.steps.length > 0 ? describeRun(this.host, this.#losses, this.#measured) : "";
    }

    heard() {
        const { training } = this.#losses;
        return { loss: training[training.length - 1], start: training[0] };
    }

    history() {
        const { steps, training, evaluation, plain } = this.#losses;
        const losses = { "loss in training": training, "loss in evaluation": evaluation, "loss without": plain };
        return this.#both.length > 0 ? lossHistory(this.#both[0].run.problem, steps, losses) : null;
    }

    network() {
        return trainedNetwork(this.host, this.#both[0]?.run ?? null);
    }

    destroy() {
        this.#turn = Infinity;
    }
}

const style = `
@container frame (min-width: 720px) { .controls.batch-norm-controls { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
@container frame (min-width: 1100px) { .controls.batch-norm-controls { grid-template-columns: repeat(6, minmax(0, 1fr)); column-gap: var(--space-4); } }
.sides { display: grid; gap: var(--space-3); grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; }
h3 { margin: 0; font: 600 13px/1.4 var(--font); }
.sides h3 { margin: 0 0 var(--space-2); font: 12px/1.4 var(--font); color: var(--muted); }
.sides > .hint { align-self: center; }
.legend > li.dashed:last-child::before { border-top-style: dotted; }
`;
