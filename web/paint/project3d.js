import { clamp01 } from "./scale.js";

/**
 * A surface of heights over the square x, y ∈ [−1, 1], seen from where the reader has turned it.
 *
 * @typedef {{yaw: number, pitch: number, zoom: number}} Turn radians; pitch 0: from the side, π/2: from above; zoom 1: fits
 *
 * @typedef {object} Relief
 * @property {Float32Array} heights [rows × columns], 0…1
 * @property {number} columns
 * @property {number} rows
 * @property {(x: number) => number} modelX data units → −1…1
 * @property {(y: number) => number} modelY
 *
 * @typedef {{x: number, y: number}} Pixel
 *
 * @typedef {object} View
 * @property {Relief} relief
 * @property {(x: number, y: number, height: number) => Pixel} project model → CSS pixels
 * @property {(x: number, y: number, height: number) => boolean} isHidden whether the surface stands before this point
 * @property {{x: number, y: number, z: number}} toEye unit vector, model axes
 */

/** The height of the box over its half width. */
export const TALL = 0.9;

/**
 * @param {import("./heatmap.js").Grid} grid one loss a cell
 * @param {(value: number) => number} normal loss → 0…1; what lies above is cut at 1, and so is what is no number
 * @returns {Relief}
 */
export function reliefOf({ values, columns, rows, edges }, normal) {
    const heights = Float32Array.from(values, (value) => (Number.isNaN(value) ? 1 : clamp01(normal(value))));
    const halfX = (edges.right - edges.left) / (2 * columns);
    const halfY = (edges.last - edges.first) / (2 * rows);
    const y0 = Math.min(edges.first + halfY, edges.last - halfY);
    const y1 = Math.max(edges.first + halfY, edges.last - halfY);
    const relief = {
        heights,
        columns,
        rows,
        modelX: (/** @type {number} */ x) => (2 * (x - edges.left - halfX)) / (edges.right - edges.left - 2 * halfX) - 1,
        modelY: (/** @type {number} */ y) => (2 * (y - y0)) / (y1 - y0) - 1,
    };
    return edges.first > edges.last ? { ...relief, heights: flipped(heights, columns, rows) } : relief;
}

/** Row 0 comes to stand at y = −1.
 * @param {Float32Array} heights
 * @param {number} columns
 * @param {number} rows */
function flipped(heights, columns, rows) {
    const turned = new Float32Array(heights.length);
    for (let row = 0; row < rows; row++) turned.set(heights.subarray(row * columns, (row + 1) * columns), (rows - 1 - row) * columns);
    return turned;
}

/**
 * The height at a place of the model, bilinear; outside the square that of its border.
 * @param {Relief} relief
 * @param {number} x
 * @param {number} y
 */
export function heightAt({ heights, columns, rows }, x, y) {
    const u = clamp01((x + 1) / 2) * (columns - 1);
    const v = clamp01((y + 1) / 2) * (rows - 1);
    const i = Math.min(u | 0, columns - 2);
    const j = Math.min(v | 0, rows - 2);
    const at = j * columns + i;
    const below = heights[at] + (heights[at + 1] - heights[at]) * (u - i);
    const above = heights[at + columns] + (heights[at + columns + 1] - heights[at + columns]) * (u - i);
    return below + (above - below) * (v - j);
}

/**
 * Parallel projection: equal steps stay equal, so distances on the surface can be compared by eye.
 * @param {Relief} relief
 * @param {Turn} turn
 * @param {import("./canvas.js").Rect} rect
 * @returns {View}
 */
export function viewOf(relief, { yaw, pitch, zoom }, rect) {
    const [cosY, sinY] = [Math.cos(yaw), Math.sin(yaw)];
    const [cosP, sinP] = [Math.cos(pitch), Math.sin(pitch)];
    const scale = zoom * Math.min(rect.width / 2.95, rect.height / (2.83 * sinP + TALL * cosP + 0.25));
    const centerX = rect.x + rect.width / 2;
    const centerY = rect.y + rect.height / 2 + (scale * TALL * cosP) / 2;
    const toEye = { x: -cosP * sinY, y: -cosP * cosY, z: sinP };
    return {
        relief,
        toEye,
        project: (x, y, height) => ({
            x: centerX + scale * (x * cosY - y * sinY),
            y: centerY - scale * ((x * sinY + y * cosY) * sinP + height * TALL * cosP),
        }),
        isHidden: (x, y, height) => isHidden(relief, toEye, x, y, height),
    };
}

/** Walks from the point towards the eye until it leaves the box.
 * @param {Relief} relief
 * @param {{x: number, y: number, z: number}} toEye
 * @param {number} x
 * @param {number} y
 * @param {number} height */
function isHidden(relief, toEye, x, y, height) {
    const step = 1.5 / Math.max(relief.columns, relief.rows);
    const [dx, dy, dz] = [toEye.x * step, toEye.y * step, (toEye.z * step) / TALL];
    let z = height + 0.012; // lines lie on the surface: lifts them off it
    while (true) {
        x += dx;
        y += dy;
        z += dz;
        if (z > 1 || x < -1 || x > 1 || y < -1 || y > 1) return false;
        if (heightAt(relief, x, y) > z) return true;
    }
}
