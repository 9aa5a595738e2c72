/** One step after another down a surface: where downhill is, how far the step goes, where it lands. */
import { groundOf } from "./ground.js";
import { DescentMap } from "./descent/map.js";
import { paintProfile } from "./descent/profile.js";
import { SURFACES, firstAboveLimit, fittingRate, lookAround, walk } from "./descent/walk.js";
import { pathHistory } from "../share/history.js";
import { Played } from "./playback.js";
import { RateSlider, sliderStyle } from "./rate-slider.js";
import { showWhatApplies } from "./training/applies.js";
import { paintAxes } from "../paint/axes.js";
import { paintCurves } from "../paint/curve.js";
import { extent, formatCount, formatNumber, linearScale, logScale } from "../paint/scale.js";

/** @type {import("../host.js").Figure} */
export const descent = {
    name: "descent",
    parameters: [
        { name: "surface", type: "choice", choices: SURFACES, default: "himmelblau" },
        { name: "start", type: "numbers", min: -1000, max: 1000, maxLength: 2, default: [] },
        { name: "learningRate", type: "number", min: 0, max: 100, scale: "log", smallest: 1e-5, default: 0 },
        { name: "momentum", type: "number", min: 0, max: 0.99, step: 0.01, default: 0 },
        { name: "nesterov", type: "boolean", default: false },
        { name: "steps", type: "integer", min: 1, max: 1000, default: 100 },
        { name: "step", type: "integer", min: 0, max: 1000, default: 2 },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Descent(host),
};

class Descent extends Played {
    /** @type {import("./ground.js").Ground | null} */
    #ground = null;
    /** @type {import("./descent/walk.js").Walk | null} */
    #run = null;
    /** @type {import("./descent/walk.js").Place | null} */
    #place = null;
    /** What is cut open: the step shown, and of a run that was thrown out the last that has an end. @type {import("./descent/walk.js").Place | null} */
    #cut = null;
    /** Where a run that was thrown out first stood above its limit. @type {Awaited<ReturnType<typeof firstAboveLimit>>} */
    #above = null;
    /** Which change() is the latest: an earlier one that still waits for a reply is over. */
    #turn = 0;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        super(host, 12);
        const { root } = host;
        const controls = host.controls(root);
        for (const name of ["surface", "momentum", "nesterov", "steps"]) host.control(controls, name);
        const row = host.element("div", { class: "rate-row" });
        host.transport(row);
        const own = host.controls(row, "learningRate.mine");
        this.slider = new RateSlider(host, own, (rate) => host.set({ learningRate: rate }));
        host.style(style);
        root.append(row);
        const left = host.panel(root, undefined, { class: "span-7 map" });
        this.map = new DescentMap(host, left, (start) => host.set({ start }));
        this.hint = host.element("p", { class: "hint" });
        left.append(this.hint);
        const right = host.element("div", { class: "column span-5" });
        root.append(right);
        this.readouts = this.#readouts(host.panel(right));
        this.profile = host.plot(host.panel(right, "descent.profile"), { label: "descent.profile", height: 280 });
        this.curve = host.plot(host.panel(right, "descent.curve"), { label: "descent.curve", height: 180 });
    }

    /** @param {Element} parent */
    #readouts(parent) {
        const { host } = this;
        const numbers = ["step", "loss", "gradient", "product"].map((name) => {
            return { name: host.element("span", { t: `descent.read.${name}` }), value: host.element("b") };
        });
        const boxes = numbers.map(({ name, value }) => host.element("div", { class: "readout" }, [name, value]));
        const words = host.element("p", { class: "words" });
        const position = host.element("p", { class: "hint position" });
        parent.append(host.element("div", { class: "readouts" }, boxes), words, position);
        return { numbers: numbers.map(({ value }) => value), words, position };
    }

    get rate() {
        const { learningRate, surface } = this.host.parameters;
        return learningRate > 0 ? learningRate : fittingRate(surface);
    }

    get last() {
        return this.#run?.steps ?? null;
    }

    /** @param {Set<string>} names */
    async change(names) {
        showWhatApplies(this.host.root, this.host.parameters);
        if (names.size === 1 && names.has("step")) {
            this.playback.follow();
            return this.#look();
        }
        const turn = ++this.#turn;
        const { surface } = this.host.parameters;
        if (surface !== this.#ground?.surface) {
            const ground = await groundOf(this.host, surface);
            if (!ground || turn !== this.#turn) return;
            this.#ground = ground;
        }
        await this.#walk(turn);
    }

    /** @param {number} turn */
    async #walk(turn) {
        const { start, momentum, nesterov, steps } = this.host.parameters;
        if (!this.#ground) return;
        const optimizer = { name: "sgd", learningRate: this.rate, momentum, nesterov };
        const run = await walk(this.host, this.#ground, { from: start, optimizer, steps });
        if (!run || turn !== this.#turn) return;
        this.#run = run;
        this.#place = this.#above = null;
        this.playback.follow();
        await Promise.all([this.#look(), this.#tellDivergence(run)]);
    }

    /** Measures the ground around the step that is shown. */
    async #look() {
        const run = this.#run;
        if (!run) return;
        const [left, right] = run.ground.plane.window;
        const { step } = this.playback;
        const look = (/** @type {number} */ at) => lookAround(this.host, run, at, (right - left) / 200);
        const place = await look(step);
        const cut = place && isLost(run, step) && step > 0 ? await look(step - 1) : place;
        if (!cut || this.#run !== run) return;
        this.#place = place;
        this.#cut = cut;
        this.host.invalidate();
    }

    /** @param {import("./descent/walk.js").Walk} run */
    async #tellDivergence(run) {
        if (!run.diverged) return this.host.clearNotice();
        const above = await firstAboveLimit(this.host, run);
        if (this.#run !== run) return;
        this.#above = above;
        const back = above ? Number((above.limit / 2).toPrecision(2)) : fittingRate(this.host.parameters.surface);
        const say = () => {
            const values = { step: run.steps, rate: formatNumber(this.rate), cause: run.diverged.cause };
            if (!above) return this.host.t("descent.overflow", values);
            const { max, limit, step } = above;
            const product = formatNumber(this.rate * max);
            return this.host.t("descent.thrownOut", {
                ...values,
                at: step,
                product,
                bound: formatNumber(limit * max),
                limit: formatNumber(limit),
            });
        };
        this.host.emit("valley-diverged", run.diverged);
        this.host.notice({
            kind: "diverged",
            text: say,
            action: {
                text: () => this.host.t("learningRate.back", { rate: formatNumber(back) }),
                run: () => this.host.set({ learningRate: back }),
            },
        });
    }

    async tick() {
        const before = this.playback.step;
        this.playback.tick();
        if (this.playback.step !== before) await this.#look();
    }

    paint() {
        const run = this.#run;
        if (!run) return;
        const { step } = this.playback;
        const place = this.#place?.step === step ? this.#place : null;
        this.map.paint(run, step, place);
        this.hint.textContent = this.host.t(run.ground.problem.kind === "network" ? "descent.hintNetwork" : "descent.hint");
        if (this.#place) this.#showPlace(run, this.#place);
        this.#paintCurve(run, step);
    }

    /**
     * @param {import("./descent/walk.js").Walk} run
     * @param {import("./descent/walk.js").Place} place
     */
    #showPlace(run, place) {
        if (this.#cut) paintProfile(this.host, this.profile, run, this.#cut);
        const { step, gradientNorm, curvature } = place;
        const { limit } = (isLost(run, step) && this.#above) || place;
        const { surface } = this.host.parameters;
        const numbers = [run.losses[step], gradientNorm, this.rate * curvature].map((value) => formatNumber(value));
        [`${formatCount(step)} / ${formatCount(run.steps)}`, ...numbers].forEach(
            (text, i) => (this.readouts.numbers[i].textContent = text),
        );
        this.readouts.position.textContent = this.#positionText(run, step);
        this.readouts.words.textContent = this.#words(run, place);
        const fitting = fittingRate(surface);
        const domain = /** @type {[number, number]} */ ([fitting / 30, fitting * 30]);
        const rates = { domain, rates: [this.rate], mine: 0, limit, descent: run.optimizer };
        this.slider.show({ ...rates, verdict: this.host.t("descent.limitHere", { limit: formatNumber(limit) }) });
        this.slider.paint();
    }

    /**
     * What the next step does, as the curvature along it has it.
     * @param {import("./descent/walk.js").Walk} run
     * @param {import("./descent/walk.js").Place} place
     */
    #words({ losses, steps, diverged }, { step, curvature }) {
        if (step >= steps) return this.host.t(diverged ? "descent.words.lost" : "descent.words.end");
        if (this.host.parameters.momentum > 0) return this.host.t("descent.words.momentum");
        const product = this.rate * curvature;
        const values = { product: formatNumber(product) };
        if (losses[step + 1] > losses[step]) return this.host.t(product > 2 ? "descent.words.above" : "descent.words.higher", values);
        return this.host.t(`descent.words.${product >= 2 ? "below" : product > 1 ? "across" : product > 0 ? "short" : "away"}`, values);
    }

    /**
     * @param {import("./descent/walk.js").Walk} run
     * @param {number} step
     */
    #positionText({ points }, step) {
        const [x, y] = [points[2 * step], points[2 * step + 1]].map((value) => formatNumber(Math.abs(value) < 1e-6 ? 0 : value)); // rounding
        return this.host.t("descent.at", { x, y });
    }

    /**
     * @param {import("./descent/walk.js").Walk} run
     * @param {number} step
     */
    #paintCurve({ losses, steps }, step) {
        const { ctx, width, height } = this.curve;
        if (width < 80) return;
        const { theme } = this.host;
        const span = /** @type {[number, number]} */ ([height - 24, 20]);
        const scales = { x: linearScale([0, Math.max(1, steps)], [58, width - 12]), y: lossAxis(losses, span) };
        const xs = Float32Array.from(losses, (_, k) => k);
        paintAxes(ctx, scales, theme, { formatX: wholeOnly });
        paintCurves(ctx, [{ x: xs, y: losses, color: theme.colors.line, width: 1.25 }], scales, theme);
        const walked = { x: xs.subarray(0, step + 1), y: losses.subarray(0, step + 1), color: theme.colors.path, width: 2 };
        paintCurves(ctx, [walked], scales, theme, { crosshair: step, above: true });
    }

    describe() {
        const run = this.#run;
        const place = this.#place;
        if (!run || !place) return "";
        const { step, gradientNorm, curvature, length } = place;
        const values = {
            step,
            steps: run.steps,
            loss: formatNumber(run.losses[step]),
            gradient: formatNumber(gradientNorm),
            product: formatNumber(this.rate * curvature),
            position: this.#positionText(run, step),
            next:
                step < run.steps
                    ? this.host.t("descent.next", { length: formatNumber(length), loss: formatNumber(run.losses[step + 1]) })
                    : "",
        };
        return this.host.t("descent.describe", values);
    }

    heard() {
        const { losses } = this.#run ?? { losses: [] };
        return { loss: losses[this.playback.step], start: losses[0] };
    }

    history() {
        const run = this.#run;
        return run && pathHistory(run.ground.problem.kind === "network", [run]);
    }

    destroy() {
        this.#turn = Infinity;
    }
}

/** The end of a run that was thrown out. @param {import("./descent/walk.js").Walk} run @param {number} step */
const isLost = ({ diverged, steps }, step) => diverged && step >= steps;

/** There is no half a step. @param {number} step */
const wholeOnly = (step) => (Number.isInteger(step) ? formatCount(step) : "");

/**
 * Logarithmic for losses that do not go below 0, from the lowest that is not 0; else at most four decades up from the start.
 * @param {Float32Array} losses
 * @param {[number, number]} span pixels
 */
export function lossAxis(losses, span) {
    const [low, high] = extent(losses);
    const first = Math.abs(losses[0]);
    if (low >= 0 && first > 0) return logScale([extent(losses.filter((loss) => loss > 0))[0] / 1.5, high * 1.5], span);
    const top = Math.min(high, first * 1e4);
    const room = 0.1 * (top - low) || 1;
    return linearScale([low - room, top + room], span);
}

const style = `${sliderStyle}
.map canvas { border-radius: var(--radius); }
div.readouts { display: grid; grid-template-columns: 1fr 1fr; }
.words { min-height: 3em; }
.column { font-variant-numeric: tabular-nums; }
@container frame (max-width: 999.9px) { .words { min-height: 4.5em; } }
@container frame (max-width: 479.9px) { p.caption { min-height: 6em; } }
`;
