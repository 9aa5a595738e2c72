/** One of the four panels: the map with its path, the loss curve below it, the verdict in words. */
import { paintAxes } from "../../paint/axes.js";
import { paintCurves } from "../../paint/curve.js";
import { formatCount, formatNumber, linearScale, logScale } from "../../paint/scale.js";
import { planeScales } from "../ground.js";
import { lastInside, paintTrail } from "../paths.js";
import { PANELS } from "./problems.js";
import { judge, measureAt, productAt } from "./verdict.js";

/**
 * @typedef {import("./runs.js").PanelRun} PanelRun
 * @typedef {import("../ground.js").Ground} Ground
 *
 * @typedef {object} Frame what is shown in this painting
 * @property {Ground} ground
 * @property {PanelRun} run
 * @property {number} step        how far the path is drawn
 * @property {number} steps       of all panels: the width of the curve
 * @property {number} momentum
 * @property {boolean} isMine
 * @property {[number, number]} losses range of the curves, the same in all panels
 */

/** Words' colours, by the verdict's kind: class of the element's style sheet. */
const TONE = { still: "", crawling: "", good: "good", rolling: "warning", swinging: "warning", bouncing: "warning", thrownOut: "danger" };

export class Panel {
    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {number} index
     * @param {() => void} choose makes this panel the reader's own
     */
    constructor(host, parent, index, choose) {
        this.host = host;
        this.number = host.element("span", { class: "number", text: String(index + 1), "aria-hidden": "true" });
        this.word = host.element("b");
        this.rate = host.element("span", { class: "rate" });
        this.head = host.element("button", { type: "button", class: "head", on: { click: choose } }, [this.number, this.word, this.rate]);
        this.box = host.element("section", { class: "rate-panel", "data-panel": PANELS[index] }, [this.head]);
        this.map = host.plot(this.box, { label: "learningRate.map", aspect: 1 });
        this.because = host.element("p", { class: "because" });
        this.now = host.element("p", { class: "hint now" });
        this.curve = host.plot(this.box, { label: "learningRate.curve", height: 122 });
        this.box.append(this.because, this.now);
        parent.append(this.box);
    }

    /**
     * @param {Frame} frame
     * @param {import("../ground.js").GroundPainter} painter
     * @returns {boolean} whether the run's curvature still tells of what is seen: it does not once it was thrown out of the picture
     */
    paint(frame, painter) {
        const { run, ground } = frame;
        const step = Math.min(frame.step, run.steps);
        const isIn = this.#write(frame, step);
        const { ctx, width, height } = this.map;
        if (width === 0) return isIn;
        const scales = planeScales(ground.plane.window, { x: 0, y: 0, width, height });
        const { theme } = this.host;
        painter.paint(ctx, ground, scales, theme);
        paintTrail(ctx, ground, run, { last: step }, scales, theme);
        this.#paintCurve(frame, step);
        return isIn;
    }

    /**
     * @param {Frame} frame
     * @param {number} step
     */
    #paintCurve({ run, steps, losses }, step) {
        const { theme } = this.host;
        const { ctx, width, height } = this.curve;
        const scales = { x: linearScale([0, steps], [42, width - 8]), y: logScale(losses, [height - 18, 28]) };
        const xs = Float32Array.from(run.losses, (_, k) => k);
        const { line, path } = theme.colors;
        paintAxes(ctx, scales, theme, { compact: true, formatX: formatCount, yLabel: this.host.t("descent.curve") });
        paintCurves(ctx, [{ x: xs, y: run.losses, color: line, width: 1.25 }], scales, theme);
        paintCurves(ctx, [{ x: xs.subarray(0, step + 1), y: run.losses.subarray(0, step + 1), color: path, width: 2 }], scales, theme);
    }

    /**
     * @param {Frame} frame
     * @param {number} step
     */
    #write({ run, ground, momentum, isMine, step: wanted }, step) {
        const { host } = this;
        const verdict = verdictOf(ground, run, momentum);
        const now = productAt(measureAt(run.measures, step), run.rate);
        this.word.textContent = host.t(`learningRate.kinds.${verdict.kind}`);
        this.word.className = TONE[verdict.kind];
        this.rate.textContent = `η = ${formatNumber(run.rate)}`;
        this.because.textContent = because(host, verdict);
        this.box.dataset.kind = verdict.kind;
        const values = { step, loss: formatNumber(run.losses[step]), product: formatNumber(now.product) };
        const isOver = run.diverged && wanted >= run.steps;
        const left = lastInside(run.points, ground.plane.window) + 1;
        const isOut = left <= step;
        this.now.textContent =
            host.t(isOver ? "learningRate.lost" : "learningRate.now", values) + (isOut ? host.t("learningRate.left", { left }) : "");
        this.box.classList.toggle("mine", isMine);
        this.head.setAttribute("aria-pressed", String(isMine));
        this.head.title = host.t(isMine ? "learningRate.yours" : "learningRate.makeYours");
        return !isOut || verdict.kind !== "thrownOut";
    }
}

/**
 * @param {Ground} ground
 * @param {PanelRun} run
 * @param {number} momentum
 */
export function verdictOf(ground, run, momentum) {
    return judge(run, { momentum, isQuadratic: ground.problem.kind === "surface" });
}

/**
 * The verdict with its reason: "swinging because ηλmax = 2.3 > 2".
 * @param {{t: (key: string, values?: Record<string, unknown>) => string}} host
 * @param {import("./verdict.js").Verdict} verdict
 */
export function because(host, { kind, side, product, bound }) {
    const key = kind === "swinging" || kind === "thrownOut" ? `${kind}.${side}` : kind;
    return host.t(`learningRate.because.${key}`, {
        product: formatNumber(product, productDigits(product, bound)),
        bound: formatNumber(bound),
    });
}

/** Enough digits that 1.995 is not written as 2.
 * @param {number} product
 * @param {number} bound */
export function productDigits(product, bound) {
    const enough = [2, 3, 4, 5, 6].find((digits) => Number(product.toPrecision(digits)) !== Number(bound.toPrecision(digits)));
    return enough ?? 6;
}
