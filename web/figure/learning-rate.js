/** Four learning rates side by side: crawling, good, swinging, thrown out. One of them is the reader's own. */
import { GroundPainter, groundOf } from "./ground.js";
import { Panel, because, verdictOf } from "./learning-rate/panel.js";
import { PANELS } from "./learning-rate/problems.js";
import { Runs } from "./learning-rate/runs.js";
import { RateSlider, limitNameOf, sliderStyle } from "./rate-slider.js";
import { showWhatApplies } from "./training/applies.js";
import { measureAt } from "./learning-rate/verdict.js";
import { formatNumber } from "../paint/scale.js";
import { pathHistory } from "../share/history.js";
import { Played } from "./playback.js";

/** A step beyond any run: the whole path is shown. */
const END = 1000;

/** @type {import("../host.js").Figure} */
export const learningRate = {
    name: "learning-rate",
    parameters: [
        { name: "surface", type: "choice", choices: ["bowl", "ravine", "network"], default: "ravine", control: "segmented" },
        { name: "panel", type: "choice", choices: PANELS, default: "thrown-out" },
        { name: "learningRate", type: "number", min: 0, max: 100, scale: "log", smallest: 1e-4, default: 0 },
        { name: "momentum", type: "number", min: 0, max: 0.99, step: 0.01, default: 0 },
        { name: "nesterov", type: "boolean", default: false },
        { name: "steps", type: "integer", min: 5, max: 300, default: 60 },
        { name: "step", type: "integer", min: 0, max: END, default: END },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new LearningRate(host),
};

class LearningRate extends Played {
    /** @type {import("./ground.js").Ground | null} */
    #ground = null;
    /** @type {Runs | null} */
    #runs = null;
    /** @type {import("./learning-rate/runs.js").PanelRun[] | null} */
    #shown = null;
    /** @type {{limit: import("./learning-rate/verdict.js").Measure, plainLimit: number} | null} */
    #limits = null;
    /** Which change() is the latest: an earlier one that still waits for a reply is over. */
    #turn = 0;
    #painter = new GroundPainter();

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        super(host, 6);
        const { root } = host;
        const controls = host.controls(root);
        for (const name of ["surface", "momentum", "nesterov", "steps"]) host.control(controls, name);
        const row = host.element("div", { class: "rate-row" });
        host.transport(row);
        const own = host.controls(row, "learningRate.mine");
        this.slider = new RateSlider(host, own, (rate) => this.#choose(rate));
        const panels = host.element("div", { class: "rate-panels" });
        this.panels = PANELS.map((_, index) => new Panel(host, panels, index, () => this.#take(index)));
        this.fact = host.element("p", { class: "hint fact" });
        host.style(style);
        root.append(row, panels, this.fact);
    }

    get last() {
        return this.#shown && Math.max(...this.#shown.map(({ steps }) => steps));
    }

    /** @param {Set<string>} names */
    async change(names) {
        showWhatApplies(this.host.root, this.host.parameters);
        if (names.size === 1 && names.has("step")) return this.playback.follow();
        const turn = ++this.#turn;
        const { surface } = this.host.parameters;
        if (surface !== this.#ground?.surface) {
            const ground = await groundOf(this.host, surface);
            if (!ground || turn !== this.#turn) return;
            this.#ground = ground;
            this.#runs = null;
        }
        await this.#run(turn);
    }

    /** @param {number} turn */
    async #run(turn) {
        if (!this.#ground) return;
        const { setting } = this;
        const isOther = (/** @type {"momentum" | "nesterov" | "steps"} */ name) => this.#runs?.setting[name] !== setting[name];
        if (!this.#runs || isOther("momentum") || isOther("nesterov") || isOther("steps")) {
            const runs = new Runs(this.host, this.#ground, this.setting);
            const limits = await runs.limits();
            if (!limits || turn !== this.#turn) return;
            this.#runs = runs;
            this.#limits = limits;
        }
        if (!this.#limits) return;
        const { limit } = this.#limits;
        const shown = await this.#runs.measure(this.#runs.rates(limit.limit, this.setting), limit);
        if (!shown || turn !== this.#turn) return;
        this.#shown = shown;
        this.playback.follow();
        this.#tellDivergence();
    }

    /** @returns {import("./learning-rate/runs.js").Setting} */
    get setting() {
        const { surface, momentum, nesterov, steps, panel, learningRate } = this.host.parameters;
        return { surface, momentum, nesterov, steps, learningRate, mine: PANELS.indexOf(panel) };
    }

    /** A rate the reader chose that left float32; the panel that is meant to does not count. */
    #tellDivergence() {
        const { mine, learningRate } = this.setting;
        const run = this.#shown?.[mine];
        if (!run?.diverged || learningRate === 0) return this.host.clearNotice();
        const { step, cause } = run.diverged;
        const { limit } = this.#verdict(mine);
        const values = () => ({ step, rate: formatNumber(run.rate), limit: formatNumber(limit), because: this.#because(mine) });
        const back = Number((limit / 2).toPrecision(2));
        this.host.emit("valley-diverged", { cause, step, learningRate: run.rate, limit });
        this.host.notice({
            kind: "diverged",
            text: () => this.host.t("learningRate.diverged", values()),
            action: {
                text: () => this.host.t("learningRate.back", { rate: formatNumber(back) }),
                run: () => this.host.set({ learningRate: back }),
            },
        });
    }

    /** @param {number} rate */
    #choose(rate) {
        this.host.set(this.host.playing ? { learningRate: rate } : { learningRate: rate, step: END });
    }

    /** The reader's own rate moves to another panel, and takes over what that one has. @param {number} index */
    #take(index) {
        this.host.set({ panel: PANELS[index], learningRate: 0 });
    }

    paint() {
        const ground = this.#ground;
        const shown = this.#shown;
        const limits = this.#limits;
        if (!ground || !shown || !limits) return;
        const { mine, momentum, steps, learningRate } = this.setting;
        const { step } = this.playback;
        const losses = rangeOf(shown.map((run) => run.losses));
        const frame = { ground, step, steps, momentum, losses };
        const isIn = shown.map((run, index) => this.panels[index].paint({ ...frame, run, isMine: index === mine }, this.#painter));
        const own = shown[mine];
        // beside a notice the mark stands where its words are from; else it leaves a run that is out for the last that is still in
        const isTold = own.diverged && learningRate > 0 && step >= own.steps;
        const run = (!isTold && !isIn[mine] && shown[isIn.lastIndexOf(true)]) || own;
        const measure = isTold ? this.#verdict(mine) : measureAt(run.measures, step);
        const { plainLimit } = limits;
        const domain = /** @type {[number, number]} */ ([plainLimit / 150, plainLimit * 5]);
        const rates = { domain, rates: shown.map(({ rate }) => rate), mine, limit: measure.limit, descent: this.setting };
        this.slider.show({ ...rates, verdict: this.#because(mine) });
        this.slider.paint();
        this.fact.textContent = this.#fact(run, measure);
    }

    /** @param {{rate: number}} run @param {{step: number, limit: number}} measure of that run */
    #fact({ rate }, { step, limit }) {
        const { surface, momentum } = this.setting;
        const values = { step, rate: formatNumber(rate), now: formatNumber(limit), name: limitNameOf(this.setting) };
        const key = surface === "network" ? "network" : momentum > 0 ? "momentum" : "plain";
        return this.host.t(`learningRate.fact.${key}`, values);
    }

    /** Of a panel that has its run. @param {number} index */
    #verdict(index) {
        const [ground, shown] = /** @type {[import("./ground.js").Ground, import("./learning-rate/runs.js").PanelRun[]]} */ ([
            this.#ground,
            this.#shown,
        ]);
        return verdictOf(ground, shown[index], this.setting.momentum);
    }

    /** @param {number} index */
    #because(index) {
        return because(this.host, this.#verdict(index));
    }

    /** @param {number} index */
    #kind(index) {
        return this.host.t(`learningRate.kinds.${this.#verdict(index).kind}`).toLocaleLowerCase();
    }

    describe() {
        if (!this.#shown) return "";
        const { mine, steps } = this.setting;
        const rates = this.#shown.map(({ rate }) => formatNumber(rate));
        const others = rates.flatMap((rate, index) =>
            index === mine ? [] : [this.host.t("learningRate.other", { rate, kind: this.#kind(index) })],
        );
        const values = {
            step: Math.min(this.playback.step, steps),
            steps,
            rate: rates[mine],
            because: this.#because(mine),
            others: others.join(this.host.t("frame.comma")),
        };
        return this.host.t("learningRate.describe", values);
    }

    heard() {
        const { losses } = this.#shown?.[this.setting.mine] ?? { losses: [] };
        return { loss: losses[Math.min(this.playback.step, losses.length - 1)], start: losses[0] };
    }

    history() {
        const isNetwork = this.#ground?.problem.kind === "network";
        return pathHistory(
            isNetwork,
            (this.#shown ?? []).map((run) => ({ ...run, names: { "learning-rate": run.rate } })),
        );
    }

    destroy() {
        this.#turn = Infinity;
    }
}

/**
 * One range for all curves, so that they can be compared: from the lowest loss, at most six decades below the start, to three above it.
 * @param {Float32Array[]} curves
 * @returns {[number, number]}
 */
function rangeOf(curves) {
    const start = curves[0][0];
    const positive = curves.flatMap((losses) => Array.from(losses).filter((loss) => loss > 0 && loss < Infinity));
    return [Math.max(Math.min(...positive), start * 1e-6) / 1.5, Math.min(Math.max(...positive), start * 1e3) * 1.5];
}

const style = `${sliderStyle}
.rate-panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, max(148px, 34%)), 1fr)); gap: var(--space-3); } /* one or two columns */
@container frame (min-width: 720px) { .rate-panels { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
.rate-panel { display: flex; flex-direction: column; gap: var(--space-2); min-width: 0; padding: var(--space-2); border: 1px solid var(--line);
    border-radius: calc(var(--radius) + 2px); background: var(--surface); }
.rate-panel.mine { border-color: var(--path); box-shadow: 0 0 0 1px var(--path); }
.rate-panel .head { display: flex; flex-wrap: wrap; gap: 2px var(--space-2); align-items: baseline; width: 100%; padding: var(--space-1); border: 0;
    background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
.rate-panel .number { flex: none; inline-size: 18px; border: 1.5px solid var(--text); border-radius: 50%; font-size: 11px; line-height: 15px; text-align: center; }
.rate-panel.mine .number { border-color: var(--path); background: var(--path); color: var(--surface); }
.rate-panel .rate { margin-inline-start: auto; color: var(--muted); font-variant-numeric: tabular-nums; white-space: nowrap; }
.rate-panel canvas { display: block; width: 100%; border-radius: var(--radius); }
.rate-panel p { margin: 0; padding-inline: var(--space-1); }
.rate-panel .because { min-height: 2.8em; line-height: 1.4; }
.rate-panel .now { min-height: 3em; font-variant-numeric: tabular-nums; }
@container frame (max-width: 719.9px) { .rate-panel .rate { flex: 1 0 100%; margin: 0 0 0 26px; } }
.fact { max-width: 75ch; }
`;
