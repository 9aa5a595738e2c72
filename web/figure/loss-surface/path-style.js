/**
 * The path of training: its outline says that it is the path, its inside the true loss at each point, on the colours of the surface.
 *
 * @typedef {import("../../theme.js").Theme} Theme
 * @typedef {import("./trail.js").Stop} Stop
 */
import { paintMarker } from "../../paint/path.js";

/** The theme in which a path is cased in its own colour, light and dark alike. @param {Theme} theme @returns {Theme} */
export function outlined(theme) {
    return { ...theme, colors: { ...theme.colors, casing: theme.colors.path } };
}

/**
 * @param {Stop[]} stops
 * @param {(value: number) => number} normal loss → 0…1
 * @param {Theme} theme
 */
export function pathStyle(stops, normal, theme) {
    return { values: stops.map(({ loss }) => loss), map: theme.maps.loss, normal, width: 3, dots: false, arrow: false, ends: false };
}

/**
 * A ring where training began, a disc where it stands.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Float32Array} points a0, b0, a1, b1 …
 * @param {(a: number, b: number, k: number) => {x: number, y: number}} place CSS pixels of the k-th
 * @param {Theme} theme
 */
export function paintEnds(ctx, points, place, { colors }) {
    const last = points.length / 2 - 1;
    if (last < 0) return;
    const [start, end] = [0, last].map((k) => place(points[2 * k], points[2 * k + 1], k));
    const isInSight = ({ x = 0, y = 0 }) => Math.abs(x) < 1e4 && Math.abs(y) < 1e4;
    if (isInSight(start)) paintMarker(ctx, start.x, start.y, colors.surface, colors.path, 5);
    if (last > 0 && isInSight(end)) paintMarker(ctx, end.x, end.y, colors.path, colors.surface, 6);
}
