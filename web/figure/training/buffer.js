import { makeBuffer } from "../../paint/heatmap.js";

/** @param {number} width @param {number} height */
export function newCanvas(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    return canvas;
}

/**
 * The image that a painter keeps from frame to frame: the same one as long as its size stays.
 * @param {import("../../paint/heatmap.js").Buffer | null | undefined} kept
 * @param {number} columns
 * @param {number} rows
 */
export function bufferOf(kept, columns, rows) {
    const fits = kept?.image.width === columns && kept.image.height === rows;
    return fits ? kept : makeBuffer(newCanvas, columns, rows);
}
