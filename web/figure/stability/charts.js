/** λmax against its limit, and below it the loss over the same steps. */
import { paintAxes } from "../../paint/axes.js";
import { clipTo, crisp, haloText, preserving, rectOf } from "../../paint/canvas.js";
import { paintCurves } from "../../paint/curve.js";
import { paintMarker } from "../../paint/path.js";
import { extent, formatCount, formatNumber, linearScale, logScale, niceStep } from "../../paint/scale.js";

/** @typedef {import("../../paint/canvas.js").Scales} Scales */
/** @typedef {import("./run.js").EdgeRun} EdgeRun */
/** @typedef {import("./edge.js").Edge} Edge */

/** The steps that are seen at the start: the published run's. */
const FIRST_STEPS = 1000;
const LEFT = 54;
const RIGHT = 14;

/** There is no half a step. @param {number} step */
const whole = (step) => (Number.isInteger(step) ? formatCount(step) : "");

/** Grows by jumps, so that the picture stands still between them. @param {number} step */
export function lastStepShown(step) {
    if (step <= FIRST_STEPS) return FIRST_STEPS;
    const jump = niceStep(step, 2);
    return Math.ceil(step / jump) * jump;
}

/**
 * Both charts, with a crosshair through both.
 */
export class EdgeCharts {
    /** @type {number | null} pixels */
    #pointer = null;

    /** @param {import("../../host.js").Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.sharpness = host.plot(parent, { label: "stability.sharpnessChart", height: 350 });
        this.losses = host.plot(parent, { label: "stability.lossChart", height: 230 });
        for (const { canvas } of [this.sharpness, this.losses]) {
            canvas.addEventListener("pointermove", ({ offsetX }) => this.#point(offsetX));
            canvas.addEventListener("pointerleave", () => this.#point(null));
        }
    }

    /** @param {number | null} x */
    #point(x) {
        this.#pointer = x;
        this.host.invalidate();
    }

    /**
     * @param {EdgeRun} run
     * @param {Edge | null} edge
     * @param {{limitName: string, published: import("./settings.js").Published | null}} words
     */
    paint(run, edge, words) {
        this.#paintSharpness(run, edge, words);
        this.#paintLosses(run);
    }

    /** @param {import("../../plot.js").Plot} plot @param {EdgeRun} run */
    #across({ width }, { step, diverged }) {
        return linearScale([0, diverged ? Math.max(1, step) : lastStepShown(step)], [LEFT, width - RIGHT]);
    }

    /** @param {import("../../paint/scale.js").Scale} x */
    #crosshair(x) {
        const at = this.#pointer;
        return at === null || at < x.range[0] || at > x.range[1] ? {} : { crosshair: x.invert(at) };
    }

    /** @param {EdgeRun} run @param {Edge | null} edge @param {{limitName: string, published: import("./settings.js").Published | null}} words */
    #paintSharpness(run, edge, { limitName, published }) {
        const { host, sharpness: plot } = this;
        const { ctx, height, width } = plot;
        if (width < 100) return;
        const { colors } = host.theme;
        const x = this.#across(plot, run);
        const scales = { x, y: sharpnessAxis(run, [height - 24, 30]) };
        const adaptive = run.optimizer.name !== "sgd";
        const yLabel = host.t(adaptive ? "stability.preconditioned" : "stability.sharpness");
        paintAxes(ctx, scales, host.theme, { yLabel, formatX: whole });
        if (published) this.#paintPublished(scales, published);
        const steps = limitSteps(run, x.domain[1]);
        shadeAbove(ctx, steps, scales, colors.danger);
        const series = {
            x: run.measured,
            y: run.sharpness,
            color: colors.curvature,
            name: this.#pointer === null ? "" : "λmax",
            width: 1.75,
        };
        const limits = {
            x: steps.map(([step]) => step),
            y: steps.map(([, limit]) => limit),
            color: colors.danger,
            dash: [6, 4],
            width: 1.75,
        };
        const crosshair = this.#crosshair(x);
        paintCurves(ctx, [limits], scales, host.theme);
        paintCurves(ctx, [series], scales, host.theme, crosshair);
        if (edge && edge.crossed !== null && edge.crossed > edge.since) this.#paintCrossing(scales, edge.crossed, edge.limit);
        this.#nameLimit(scales, run.limits.at(-1)?.limit ?? NaN, limitName);
    }

    /** @param {Scales} scales @param {number} step @param {number} limit */
    #paintCrossing(scales, step, limit) {
        const { colors } = this.host.theme;
        const { ctx } = this.sharpness;
        preserving(ctx, () => {
            clipTo(ctx, rectOf(scales));
            paintMarker(ctx, scales.x(step), scales.y(limit), colors.curvature, colors.casing, 5);
        });
    }

    /** The step at which the published run crossed. @param {Scales} scales @param {import("./settings.js").Published} published */
    #paintPublished(scales, { crossed }) {
        const { colors, fonts } = this.host.theme;
        const { ctx } = this.sharpness;
        const { y, height, x: left, width } = rectOf(scales);
        const at = scales.x(crossed);
        if (at > left + width) return;
        preserving(ctx, () => {
            ctx.strokeStyle = colors.muted;
            ctx.setLineDash([2, 3]);
            ctx.beginPath();
            ctx.moveTo(crisp(ctx, at), y);
            ctx.lineTo(crisp(ctx, at), y + height);
            ctx.stroke();
            const style = { color: colors.muted, halo: colors.surface, font: fonts.small };
            haloText(ctx, this.host.t("stability.publishedMark", { step: crossed }), at + 6, y + height - 8, style);
        });
    }

    /** On the line, or at the ceiling where the line is above it. @param {Scales} scales @param {number} limit @param {string} name */
    #nameLimit(scales, limit, name) {
        if (!Number.isFinite(limit)) return;
        const { colors, fonts } = this.host.theme;
        const { ctx } = this.sharpness;
        const { x, y, width } = rectOf(scales);
        const isSeen = limit <= scales.y.domain[1];
        const text = `${name} = ${formatNumber(limit)}${isSeen ? "" : " ↑"}`;
        const style = { color: colors.danger, halo: colors.surface, font: fonts.strong, align: /** @type {const} */ ("right") };
        haloText(ctx, text, x + width - 4, isSeen ? Math.max(y + 14, scales.y(limit) - 8) : y + 14, style);
    }

    /** @param {EdgeRun} run */
    #paintLosses(run) {
        const { host, losses: plot } = this;
        const { ctx, height, width } = plot;
        if (width < 100) return;
        const { losses, loss, step } = run;
        const x = this.#across(plot, run);
        const seen = Number.isFinite(loss) ? [...losses, loss] : losses;
        const [low, high] = extent(seen.filter((value) => value > 0));
        const scales = { x, y: logScale([Math.min(low / 1.3, high / 12), high * 1.5], [height - 42, 30]) };
        const text = { xLabel: host.t("stability.step"), yLabel: host.t("stability.loss") };
        paintAxes(ctx, scales, host.theme, { ...text, formatX: whole });
        const steps = Float32Array.from({ length: seen.length }, (_, k) => Math.min(k, step));
        const series = { x: steps, y: seen, color: host.theme.colors.train, name: "", width: 1.75 };
        paintCurves(ctx, [series], scales, host.theme, this.#crosshair(x));
    }
}

/**
 * Of λmax and its limit, but neither may flatten the other: logarithmic where λmax is far above.
 * @param {EdgeRun} run
 * @param {[number, number]} span pixels
 */
export function sharpnessAxis({ sharpness, limits }, span) {
    const known = limits.slice(-4).map(({ limit }) => limit);
    const most = Math.max(...known);
    const positive = sharpness.filter((value) => value > 0);
    const [low, top] = extent(positive.length > 0 ? positive : [most]);
    if (top > 3 * most) return logScale([Math.min(low, ...known) / 2, top * 2], span);
    return linearScale([0, 1.15 * Math.min(Math.max(top, 1.15 * most), Math.max(4 * top, 1e-6)) || 1], span);
}

/** The corners of the limit's line. @param {EdgeRun} run @param {number} last @returns {[number, number][]} */
function limitSteps({ limits }, last) {
    return limits.flatMap(({ step, limit }, k) => [[step, limit], [limits[k + 1]?.step ?? last, limit]]); // prettier-ignore
}

/** @param {import("../../paint/canvas.js").Ctx} ctx @param {[number, number][]} steps @param {Scales} scales @param {string} color */
function shadeAbove(ctx, steps, scales, color) {
    if (steps.length === 0) return;
    const { y } = rectOf(scales);
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        ctx.globalAlpha = 0.07;
        ctx.fillStyle = color;
        ctx.beginPath();
        ctx.moveTo(scales.x(steps[0][0]), y);
        for (const [step, limit] of steps) ctx.lineTo(scales.x(step), scales.y(limit));
        ctx.lineTo(scales.x(steps[steps.length - 1][0]), y);
        ctx.fill();
    });
}
