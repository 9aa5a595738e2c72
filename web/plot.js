/**
 * A canvas as wide as its parent, sharp on any screen. ctx is scaled to CSS pixels.
 *
 * @typedef {object} Plot
 * @property {HTMLCanvasElement} canvas
 * @property {CanvasRenderingContext2D} ctx
 * @property {number} width CSS pixels
 * @property {number} height CSS pixels
 */
import { make } from "./dom.js";

/** Beyond this a screen shows no more, and memory goes with the square. */
const MAX_DENSITY = 3;

/**
 * @param {Element} parent
 * @param {{aspect?: number, height?: number, maxHeight?: number, role?: string}} size aspect is width / height
 * @returns {Plot}
 */
export function makePlot(parent, { aspect = 1, height, maxHeight, role = "img" }) {
    const canvas = make("canvas", { class: "plot", role });
    canvas.style.aspectRatio = height ? "auto" : String(aspect);
    if (height) canvas.style.height = `${height}px`;
    if (maxHeight) canvas.style.maxHeight = `${maxHeight}px`;
    parent.append(canvas);
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("this browser has no canvas");
    return { canvas, ctx, width: 0, height: 0 };
}

/**
 * Takes the size that the layout gave the canvas. Where that is new the canvas becomes empty.
 * @param {Plot} plot
 * @returns {boolean} whether it is new
 */
export function fit(plot) {
    const { canvas } = plot;
    const density = Math.min(MAX_DENSITY, window.devicePixelRatio || 1);
    const columns = Math.round(canvas.clientWidth * density);
    const rows = Math.round(canvas.clientHeight * density);
    plot.width = canvas.clientWidth;
    plot.height = canvas.clientHeight;
    if (canvas.width === columns && canvas.height === rows) return false;
    canvas.width = columns;
    canvas.height = rows;
    return true;
}

/** Empties the canvas and sets ctx back to its defaults, one unit a CSS pixel. @param {Plot} plot */
export function clear({ canvas, ctx, width, height }) {
    ctx.reset?.();
    ctx.setTransform(canvas.width / Math.max(1, width), 0, 0, canvas.height / Math.max(1, height), 0, 0);
    ctx.clearRect(0, 0, width, height);
}
