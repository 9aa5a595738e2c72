/** The losses of all racers on one axis, each with its number where it is now. */
import { paintAxes } from "../../paint/axes.js";
import { preserving, rectOf } from "../../paint/canvas.js";
import { paintCurves } from "../../paint/curve.js";
import { extent, formatCount, linearScale, logScale, offsetLogScale } from "../../paint/scale.js";
import { besideHeads, paintDiscs } from "./discs.js";
import { colorOf } from "../looks.js";

/** Decades below the first loss, and times above it, that are drawn. */
const DEEPEST = 1e-7;
const HIGHEST = 30;

/**
 * @param {import("../../host.js").Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {import("./race.js").Race} race
 * @param {number} step
 */
export function paintLosses(host, plot, { lanes, steps }, step) {
    const { ctx, width, height } = plot;
    if (width < 80) return;
    const { theme } = host;
    const rect = { x: 52, y: 28, width: width - 52 - 22, height: height - 28 - 42 };
    const scales = {
        x: linearScale([0, Math.max(1, steps)], [rect.x, rect.x + rect.width]),
        y: lossAxis(lanes, [rect.y + rect.height, rect.y]),
    };
    const text = { xLabel: host.t("optimizers.step"), yLabel: host.t("optimizers.loss") };
    paintAxes(ctx, scales, theme, { ...text, formatX: formatCount });
    const series = lanes.map(({ racer, losses }) => {
        const shown = losses.subarray(0, step + 1);
        return { x: Float32Array.from(shown, (_, k) => k), y: shown, color: colorOf(theme, racer), width: 1.75 };
    });
    paintCurves(ctx, [...series].reverse(), scales, theme);
    const { x, y, width: across, height: down } = rectOf(scales);
    const heads = lanes.map(({ racer, losses, steps: done }) => {
        const at = lastSeen(losses, Math.min(step, done), scales.y);
        return { racer, x: scales.x(at), y: scales.y(losses[at]) };
    });
    const room = { x, y, width: across, height: down };
    if (step > 0) preserving(ctx, () => paintDiscs(ctx, heads, besideHeads(heads, room), theme));
}

/**
 * The last step at which a curve is in the plot: below its floor, and above its ceiling, it has no place.
 * @param {Float32Array} losses
 * @param {number} step at most
 * @param {import("../../paint/scale.js").Scale} y
 */
function lastSeen(losses, step, y) {
    let at = step;
    while (at > 0 && !(y(losses[at]) >= y.range[1] && y(losses[at]) <= y.range[0])) at--;
    return at;
}

/**
 * Logarithmic where no loss is below 0, and otherwise in the height above the lowest.
 * @param {{losses: Float32Array}[]} lanes
 * @param {[number, number]} span pixels
 */
function lossAxis(lanes, span) {
    const first = lanes[0].losses[0];
    const ends = lanes.map(({ losses }) => extent(losses));
    const low = Math.min(...ends.map(([lowest]) => lowest));
    const high = Math.min(Math.max(...ends.map(([, highest]) => highest)), HIGHEST * Math.abs(first) || 1);
    if (low < 0 || first <= 0) return offsetLogScale([low, Math.max(high, low + 1e-6)], span, 1e-4 * Math.max(high - low, 1e-6));
    return logScale([Math.max(low, DEEPEST * first) / 1.5, Math.max(high, first) * 1.5], span);
}
