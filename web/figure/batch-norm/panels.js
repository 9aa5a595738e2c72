/** The pictures of batch normalisation: losses in both modes, one unit seen through it, and what each unit has stored, γ and β. Pure painting. */
import { paintAxes, plotArea } from "../../paint/axes.js";
import { clipTo, preserving, rectOf } from "../../paint/canvas.js";
import { paintCurves } from "../../paint/curve.js";
import { extent, formatCount, formatDistinct, linearScale, logScale, niceDomain } from "../../paint/scale.js";

/** @typedef {import("../../plot.js").Plot} Plot */
/** @typedef {Pick<import("../../host.js").Host, "t" | "theme">} Host */
/** @typedef {import("../../core/messages.js").BatchNormReply} Reply */

/** Above so many times the loss of a coin, ln 2, a curve leaves the picture; where all begin there the axis is logarithmic. */
const HIGHEST = 12 * Math.LN2;

/**
 * @typedef {object} Losses at steps
 * @property {number[]} steps
 * @property {number[]} training    of the normalised network, each batch by itself
 * @property {number[]} evaluation  by the running values
 * @property {number[]} plain       of the network without
 */

/** One colour a curve. @param {import("../../theme.js").Theme} theme */
export const lossColors = ({ colors, basinColors }) => ({ training: colors.train, evaluation: colors.test, plain: basinColors[2] });

/**
 * The axis of the losses.
 * @param {Losses} losses @param {boolean} isLost a run that was thrown out: only a logarithmic axis shows how
 * @param {[number, number]} range pixels, from the bottom up
 */
export function lossAxis({ training, evaluation, plain }, isLost, range) {
    const [lowest, highest] = extent([...training, ...evaluation, ...plain]);
    const isLog = isLost || Math.min(training[0], evaluation[0], plain[0]) > HIGHEST;
    return isLog
        ? logScale([Math.max(lowest, 1e-6) / 1.5, highest * 1.5], range)
        : linearScale(niceDomain([0, Math.min(HIGHEST, highest || 1)], 4), range);
}

/** @param {Host} host @param {Plot} plot @param {Losses} losses @param {boolean} isLost */
export function paintLosses(host, { ctx, width, height }, losses, isLost) {
    if (width < 80) return;
    const { theme } = host;
    const { steps, training, evaluation, plain } = losses;
    const labels = { xLabel: host.t("batchNorm.step"), yLabel: host.t("batchNorm.loss") };
    const rect = plotArea(width, height, labels);
    const scales = {
        x: linearScale([0, Math.max(20, steps[steps.length - 1])], [rect.x, rect.x + rect.width]),
        y: lossAxis(losses, isLost, [rect.y + rect.height, rect.y]),
    };
    paintAxes(ctx, scales, theme, { ...labels, formatX: formatCount });
    const colors = lossColors(theme);
    const series = [
        { x: steps, y: plain, color: colors.plain, dash: [2, 3] },
        { x: steps, y: evaluation, color: colors.evaluation, dash: [7, 4], width: 2 },
        { x: steps, y: training, color: colors.training, width: 2 },
    ];
    paintCurves(ctx, series, scales, theme);
}

/**
 * What goes into the normalisation of one unit, across, and what comes out, upwards: each example by its own batch, and the line of evaluation.
 * @param {Host} host @param {Plot} plot @param {Reply} reply
 */
export function paintThrough(host, { ctx, width, height }, { before, inTraining, inEvaluation }) {
    if (width < 80) return;
    const { theme } = host;
    const labels = { xLabel: host.t("batchNorm.before"), yLabel: host.t("batchNorm.after") };
    const rect = plotArea(width, height, labels);
    const [low, high] = niceDomain(extent(before), 4);
    const scales = {
        x: linearScale([low, high], [rect.x, rect.x + rect.width]),
        y: linearScale([-3.2, 3.2], [rect.y + rect.height, rect.y]),
    };
    paintAxes(ctx, scales, theme, labels);
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        line(ctx, scales, before, inEvaluation, theme.colors.test);
        dots(ctx, scales, before, inTraining, theme.colors.train);
    });
}

/** Evaluation is one straight line: it is drawn between its outermost points. @param {CanvasRenderingContext2D} ctx @param {import("../../paint/canvas.js").Scales} scales @param {Float32Array} x @param {Float32Array} y @param {string} color */
function line(ctx, scales, x, y, color) {
    const [first, last] = [x.indexOf(Math.min(...x)), x.indexOf(Math.max(...x))];
    ctx.strokeStyle = color;
    ctx.lineWidth = 2;
    ctx.setLineDash([7, 4]);
    ctx.beginPath();
    ctx.moveTo(scales.x(x[first]), scales.y(y[first]));
    ctx.lineTo(scales.x(x[last]), scales.y(y[last]));
    ctx.stroke();
    ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {import("../../paint/canvas.js").Scales} scales @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {string} color */
function dots(ctx, scales, x, y, color) {
    ctx.fillStyle = color;
    ctx.globalAlpha = 0.7;
    for (let i = 0; i < x.length; i++) {
        const [px, py] = [scales.x(x[i]), scales.y(y[i])];
        if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
        ctx.beginPath();
        ctx.arc(px, py, 2.25, 0, 2 * Math.PI);
        ctx.fill();
    }
    ctx.globalAlpha = 1;
}

/**
 * A dot a unit: what the data have, across, against what is stored, upwards. On the diagonal both agree.
 * @param {Host} host @param {Plot} plot @param {"mean" | "variance"} what @param {Reply} reply
 */
export function paintStored(host, { ctx, width, height }, what, reply) {
    if (width < 80) return;
    const { theme } = host;
    const [actual, stored] = what === "mean" ? [reply.mean, reply.runningMean] : [reply.variance, reply.runningVariance];
    const labels = { xLabel: host.t(`batchNorm.actual.${what}`), yLabel: host.t(`batchNorm.stored.${what}`) };
    const scaleOf = what === "mean" ? evenScale([...actual, ...stored]) : sizeScale([...actual, ...stored]);
    const rect = roomFor(ctx, theme, scaleOf, plotArea(width, height, labels));
    const scales = { x: scaleOf([rect.x, rect.x + rect.width]), y: scaleOf([rect.y + rect.height, rect.y]) };
    paintAxes(ctx, scales, theme, labels);
    preserving(ctx, () => {
        ctx.strokeStyle = theme.colors.muted;
        ctx.lineWidth = 1;
        ctx.setLineDash([4, 3]);
        ctx.beginPath();
        ctx.moveTo(scales.x.range[0], scales.y.range[0]);
        ctx.lineTo(scales.x.range[1], scales.y.range[1]);
        ctx.stroke();
        ctx.setLineDash([]);
        dots(ctx, scales, actual, stored, theme.colors.forward);
    });
}

/** @typedef {(range: [number, number]) => import("../../paint/scale.js").Scale} ScaleOf over so many pixels */

/** @param {number[]} values @returns {ScaleOf} */
function evenScale(values) {
    const [low, high] = extent(values);
    const domain = niceDomain(low < high ? [low, high] : [low - 1, high + 1], 4);
    return (range) => linearScale(domain, range);
}

/** Logarithmic, unless a variance is 0, which has no place there. @param {number[]} values @returns {ScaleOf} */
function sizeScale(values) {
    const [low, high] = extent(values);
    return low > 0 ? (range) => logScale([low / 1.6, high * 1.6], range) : evenScale(values);
}

/**
 * A plot's area without what the longest label of its y axis needs beyond the usual.
 * @param {CanvasRenderingContext2D} ctx @param {Host["theme"]} theme @param {ScaleOf} scaleOf @param {import("../../paint/canvas.js").Rect} rect
 */
function roomFor(ctx, theme, scaleOf, { x, y, width, height }) {
    const texts = formatDistinct(scaleOf([0, height]).ticks(Math.max(2, height / 44)), 3);
    const widest = preserving(ctx, () => {
        ctx.font = theme.fonts.small;
        return Math.max(...texts.map((text) => ctx.measureText(text).width));
    });
    const left = Math.max(x, widest + 9);
    return { x: left, y, width: Math.max(1, width - left + x), height };
}

/** A dot a unit: its γ across, its β upwards. @param {Host} host @param {Plot} plot @param {Reply} reply */
export function paintScaleShift(host, { ctx, width, height }, { gamma, beta }) {
    if (width < 80) return;
    const { theme } = host;
    const labels = { xLabel: host.t("batchNorm.gamma"), yLabel: host.t("batchNorm.beta") };
    const rect = plotArea(width, height, labels);
    const [left, right] = extent(gamma);
    const [bottom, top] = extent(beta);
    const scales = {
        x: linearScale(niceDomain([Math.min(left, 0.9), Math.max(right, 1.1)], 4), [rect.x, rect.x + rect.width]),
        y: linearScale(niceDomain([Math.min(bottom, -0.1), Math.max(top, 0.1)], 4), [rect.y + rect.height, rect.y]),
    };
    paintAxes(ctx, scales, theme, labels);
    preserving(ctx, () => dots(ctx, scales, gamma, beta, theme.colors.forward));
}
