/** The loss along the line of the next step, cut through the surface: the slope underfoot, and where the step lands. */
import { paintAxes } from "../../paint/axes.js";
import { haloText, preserving } from "../../paint/canvas.js";
import { paintCurves } from "../../paint/curve.js";
import { paintMarker, paintPath } from "../../paint/path.js";
import { extent, linearScale } from "../../paint/scale.js";

/**
 * @param {import("../../host.js").Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {import("./walk.js").Walk} run
 * @param {import("./walk.js").Place} place
 */
export function paintProfile(host, { ctx, width, height }, run, place) {
    if (width < 80) return;
    const { theme } = host;
    const { colors } = theme;
    const { distances, losses, length, step } = place;
    const here = run.losses[step];
    const there = run.losses[step + 1];
    const [low, high] = extent(losses);
    const room = (high - low) * 0.08 || Math.abs(high) * 1e-3 || 1;
    const scales = {
        x: linearScale([distances[0], distances[distances.length - 1]], [58, width - 10]),
        y: linearScale([low - room, high + room], [height - 44, 28]),
    };
    paintAxes(ctx, scales, theme, { xLabel: host.t("descent.along"), yLabel: host.t("descent.loss") });
    paintCurves(ctx, [{ x: distances, y: losses, color: colors.muted, width: 1.75 }], scales, theme);
    paintTangent(ctx, scales, here, place.slope, theme);
    if (length > 0 && Number.isFinite(there)) paintLanding(ctx, scales, [0, here], [length, there], theme);
    paintMarker(ctx, scales.x(0), scales.y(here), colors.casing, colors.path, 5);
    const style = { color: colors.text, halo: colors.surface, font: theme.fonts.strong };
    haloText(ctx, host.t("descent.slope"), scales.x(0) + 10, scales.y(here) + (place.slope > 0 ? 20 : -10), style); // off the tangent
}

/**
 * The line through (0, loss) with the slope there, as long on the screen whatever its steepness.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../../paint/canvas.js").Scales} scales
 * @param {number} loss
 * @param {number} slope
 * @param {import("../../theme.js").Theme} theme
 */
function paintTangent(ctx, scales, loss, slope, theme) {
    const half = 60 / Math.hypot(scales.x(1) - scales.x(0), scales.y(loss + slope) - scales.y(loss));
    const line = Float32Array.of(-half, loss - half * slope, half, loss + half * slope);
    paintPath(ctx, line, scales, theme, { color: theme.colors.text, width: 3, arrow: false, dots: false, ends: false });
}

/**
 * From where it stands across to where it lands, and down or up to the loss there.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale}} scales
 * @param {[number, number]} from distance and loss
 * @param {[number, number]} to
 * @param {import("../../theme.js").Theme} theme
 */
function paintLanding(ctx, { x, y }, from, to, { colors }) {
    preserving(ctx, () => {
        ctx.strokeStyle = colors.path;
        ctx.lineWidth = 1.5;
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(x(from[0]), y(from[1]));
        ctx.lineTo(x(to[0]), y(from[1]));
        ctx.lineTo(x(to[0]), y(to[1]));
        ctx.stroke();
    });
    paintMarker(ctx, x(to[0]), y(to[1]), colors.path, colors.casing, 5);
}
