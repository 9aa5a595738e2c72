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

/** A picture may change the layout, and with it sizes, so often at once: looked at by ourselves, as the page would be told of an observer's loop. */
const ROUNDS = 3;

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

/** Pixels that the canvas is to have where the layout put it. @param {Plot} plot */
function pixelsOf({ canvas }) {
    const density = Math.min(MAX_DENSITY, window.devicePixelRatio || 1);
    return { width: Math.round(canvas.clientWidth * density), height: Math.round(canvas.clientHeight * density) };
}

/** @param {Plot} plot */
function hasNewSize(plot) {
    const { width, height } = pixelsOf(plot);
    return plot.canvas.width !== width || plot.canvas.height !== height;
}

/** Takes the size that the layout gave the canvas, which is to be painted anew. Where the size is new the canvas becomes empty. @param {Plot} plot */
function fit(plot) {
    const { canvas } = plot;
    plot.width = canvas.clientWidth;
    plot.height = canvas.clientHeight;
    plot.shown = null;
    if (hasNewSize(plot)) Object.assign(canvas, pixelsOf(plot));
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
            if (!this.all.some(hasNewSize)) return;
            for (const { canvas } of this.all) this.#sizes.unobserve(canvas);
            for (let round = 0; round < ROUNDS && this.all.some(hasNewSize); round++) {
                this.fit();
                emptied();
            }
            requestAnimationFrame(() => this.all.forEach(({ canvas }) => this.#sizes.observe(canvas)));
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

    /** Gives each the size that the layout has for it, to be painted anew. */
    fit() {
        this.all.forEach(fit);
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
