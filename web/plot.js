/**
 * A canvas as wide as its parent, sharp on any screen. ctx is scaled to CSS pixels.
 *
 * @typedef {object} Plot
 * @property {HTMLCanvasElement} canvas
 * @property {CanvasRenderingContext2D} ctx
 * @property {number} width CSS pixels
 * @property {number} height CSS pixels
 * @property {boolean} stale whether it is to be painted now: always, but for one that says what it shows
 * @property {() => readonly unknown[]} [of] what it shows: all that its picture depends on but its size
 * @property {readonly unknown[] | null} [shown] that, as it was painted last in this size, theme and language
 */
import { make } from "./dom.js";

/** Beyond this a screen shows no more, and memory goes with the square. */
const MAX_DENSITY = 3;

/**
 * @param {Element} parent
 * @param {{aspect?: number, height?: number, maxHeight?: number, role?: string, of?: Plot["of"]}} size aspect is width / height
 * @returns {Plot}
 */
function makePlot(parent, { aspect = 1, height, maxHeight, role = "img", of }) {
    const canvas = make("canvas", { class: "plot", role });
    canvas.style.aspectRatio = height ? "auto" : String(aspect);
    if (height) canvas.style.height = `${height}px`;
    if (maxHeight) canvas.style.maxHeight = `${maxHeight}px`;
    parent.append(canvas);
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("this browser has no canvas");
    return { canvas, ctx, width: 0, height: 0, stale: true, of };
}

/**
 * Takes the size that the layout gave the canvas, which is to be painted anew. Where the size is new the canvas becomes empty.
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
    plot.shown = null;
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
    /** Of those that say what they show, the one that has waited longest is first. @type {Plot[]} */
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

    /** Whether the layout gave room to none of them, as before the first frame: whoever is laid out is painted then. */
    get areUnseen() {
        return this.all.length > 0 && this.all.every(({ width }) => width === 0);
    }

    /** @returns {boolean} whether any has a new size */
    fit() {
        return this.all.map(fit).includes(true);
    }

    /**
     * Empties those that are to be painted. While it plays those that say what they show take turns, one a frame, so that none is long.
     * @param {boolean} playing
     * @returns {boolean} whether any still waits
     */
    clear(playing) {
        const fresh = this.all.filter((plot) => plot.of?.().some((thing, i) => thing !== plot.shown?.[i]));
        const [next] = fresh;
        for (const plot of this.all) {
            plot.stale = !plot.shown || plot === next || (!playing && fresh.includes(plot));
            if (!plot.stale) continue;
            plot.shown = plot.of?.();
            clear(plot);
        }
        if (next) this.all = [...this.all.filter((plot) => plot !== next), next];
        return playing && fresh.length > 1;
    }

    /** Gives the pixels back at once. */
    free() {
        this.#sizes.disconnect();
        for (const { canvas } of this.all) canvas.width = canvas.height = 0;
        this.all = [];
    }
}
