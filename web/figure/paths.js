/** How paths are drawn that may leave the picture, or the plane that the picture shows. */
import { rectOf, clipTo, preserving } from "../paint/canvas.js";
import { colorAt } from "../paint/colormap.js";
import { paintPath } from "../paint/path.js";

/**
 * @typedef {import("./ground.js").Ground} Ground
 * @typedef {{points: Float32Array, losses: Float32Array}} Trail points [(steps + 1) × 2] in the ground's plane; true losses [steps + 1]
 */

/** Pixels between two dots at least. */
const APART = 11;

/**
 * The steps from first to last. A network's path leaves the plane: its dots take the colour of their true loss, and where that is not the colour
 * around them the ground below is not the ground walked on.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Ground} ground
 * @param {Trail} trail
 * @param {{first?: number, last: number}} steps
 * @param {{x: import("../paint/scale.js").Scale, y: import("../paint/scale.js").Scale}} scales
 * @param {import("../theme.js").Theme} theme
 */
export function paintTrail(ctx, ground, { points, losses }, { first = 0, last }, scales, theme) {
    const seen = Math.min(last, lastInside(points, ground.plane.window) + 1);
    if (seen < first) return;
    const isNetwork = ground.problem.kind === "network";
    paintPath(ctx, points.subarray(2 * first, 2 * seen + 2), scales, theme, { dots: !isNetwork });
    if (!isNetwork) return;
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        let [lastX, lastY] = [scales.x(points[2 * first]), scales.y(points[2 * first + 1])];
        ctx.lineWidth = 1.25;
        ctx.strokeStyle = theme.colors.path;
        for (let k = first + 1; k < seen; k++) {
            const [x, y] = [scales.x(points[2 * k]), scales.y(points[2 * k + 1])];
            if (Math.hypot(x - lastX, y - lastY) < APART) continue;
            [lastX, lastY] = [x, y];
            ctx.beginPath();
            ctx.arc(x, y, 2.75, 0, 7);
            ctx.fillStyle = colorAt(theme.maps.loss, ground.normal(losses[k]));
            ctx.fill();
            ctx.stroke();
        }
    });
}

/**
 * The last step that lies in the picture. A path that is thrown out crosses the picture many times more; beyond the first step out for good
 * its lines would only fill it.
 * @param {Float32Array} points
 * @param {readonly number[]} window left, right, bottom, top
 */
export function lastInside(points, [left, right, bottom, top]) {
    for (let k = points.length / 2 - 1; k > 0; k--) {
        const [x, y] = [points[2 * k], points[2 * k + 1]];
        if (x >= left && x <= right && y >= bottom && y <= top) return k;
    }
    return 0;
}
