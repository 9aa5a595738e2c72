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
function makePlot(parent, { aspect = 1, height, maxHeight, role = "img" }) {
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
function fit(plot) {
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
function clear({ canvas, ctx, width, height }) {
    ctx.reset?.();
    ctx.setTransform(canvas.width / Math.max(1, width), 0, 0, canvas.height / Math.max(1, height), 0, 0);
    ctx.clearRect(0, 0, width, height);
}

/** The plots of one figure. */
export class Plots {
    /** @type {Plot[]} */
    all = [];
    #sizes;

    /** @param {() => void} emptied is called at once when new sizes have emptied a canvas, before that can be seen */
    constructor(emptied) {
        this.#sizes = new ResizeObserver(() => {
            if (this.fit()) emptied();
        });
    }

    /** @param {Element} parent @param {Parameters<typeof makePlot>[1]} size */
    add(parent, size) {
        const plot = makePlot(parent, size);
        this.all.push(plot);
        this.#sizes.observe(plot.canvas);
        return plot;
    }

    /** @returns {boolean} whether any has a new size */
    fit() {
        return this.all.map(fit).includes(true);
    }

    clear() {
        this.all.forEach(clear);
    }

    /** Gives the pixels back at once. */
    free() {
        this.#sizes.disconnect();
        for (const { canvas } of this.all) canvas.width = canvas.height = 0;
        this.all = [];
    }
}
