/**
 * The loss on a slice, kept up with the network: coarse while it trains, as often as the workers manage; coarse to fine when it stands still.
 *
 * @typedef {import("./plane.js").Slice} Slice
 *
 * @typedef {object} Picture ready to paint
 * @property {Slice} slice
 * @property {number} size
 * @property {import("../../paint/heatmap.js").Grid} grid
 * @property {import("../../paint/scale.js").Scale} normal loss → 0…1
 * @property {import("../../paint/contours.js").Contour[]} contours
 * @property {import("../../paint/project3d.js").Relief} relief
 */
import { contourLevels, traceContours } from "../../core/level-lines.js";
import { lossScale } from "../../paint/colormap.js";
import { gridOfSamples } from "../../paint/heatmap.js";
import { reliefOf } from "../../paint/project3d.js";
import { bandRequests, samples, sizesUpTo } from "./plane.js";

/** Resolutions while training; the next finer one is tried when a surface took less than FAST, the next coarser one above SLOW. ms */
const LIVE_SIZES = [16, 24, 32, 48];
const FAST = 30;
const SLOW = 100;
/** What takes longer shows how far it is. ms */
const PATIENCE = 150;
const LEVELS = 14;

export class LiveSurface {
    /** @type {Picture | null} */
    picture = null;
    /** Share done of a surface that takes its time, null when there is nothing to wait for. @type {number | null} */
    progress = null;
    /** @type {Slice | null} */
    #next = null;
    #busy = false;
    #live = 1;
    #turn = 0;

    /**
     * @param {import("../../host.js").Host} host
     * @param {() => {log: boolean}} look
     */
    constructor(host, look) {
        this.host = host;
        this.look = look;
    }

    /** While training: drawn when the one before is; what was wanted in between is skipped. @param {Slice} slice */
    follow(slice) {
        this.#turn++;
        this.#next = slice;
        if (!this.#busy) void this.#drain();
    }

    async #drain() {
        this.#busy = true;
        for (let slice; (slice = this.#next); ) {
            this.#next = null;
            const began = performance.now();
            if (!(await this.#draw(slice, Math.min(LIVE_SIZES[this.#live], slice.size)))) break;
            const took = performance.now() - began;
            if (took < FAST) this.#live = Math.min(this.#live + 1, LIVE_SIZES.length - 1);
            else if (took > SLOW) this.#live = Math.max(this.#live - 1, 0);
        }
        this.#busy = false;
    }

    /** Standing still: supersedes whatever is being drawn. @param {Slice} slice @returns {Promise<void>} */
    async settle(slice) {
        const turn = ++this.#turn;
        this.#next = null;
        for (const size of sizesUpTo(slice.size)) {
            const isCoarser = size < slice.size && this.#shows(slice, size);
            if (turn !== this.#turn || (!isCoarser && !(await this.#draw(slice, size)))) return;
        }
    }

    /** Whether this very slice is there already, as fine or finer. @param {Slice} slice @param {number} size */
    #shows(slice, size) {
        const shown = this.picture?.slice;
        if (!this.picture || !shown || this.picture.size < size) return false;
        const isSameWindow = slice.window.every((edge, i) => edge === shown.window[i]);
        return shown.base === slice.base && shown.plane === slice.plane && shown.problem === slice.problem && isSameWindow;
    }

    /** The same losses under another look. */
    restyle() {
        if (this.picture) this.picture = this.#ready(this.picture.slice, this.picture.size, this.picture.grid.values);
    }

    /**
     * @param {Slice} slice
     * @param {number} size
     * @returns {Promise<boolean>} whether it was
     */
    async #draw(slice, size) {
        const requests = bandRequests(slice, size);
        const began = performance.now();
        let done = 0;
        const onPart = () => {
            done++;
            if (performance.now() - began < PATIENCE) return;
            this.progress = done / requests.length;
            this.host.invalidate();
        };
        const replies = await this.host.askAll("surface", requests, onPart);
        this.progress = null;
        if (!replies) return false;
        const losses = new Float32Array(size * size);
        let at = 0;
        for (const reply of replies) {
            losses.set(reply.losses, at);
            at += reply.losses.length;
        }
        this.picture = this.#ready(slice, size, losses);
        this.host.invalidate();
        return true;
    }

    /** @param {Slice} slice @param {number} size @param {Float32Array} losses @returns {Picture} */
    #ready(slice, size, losses) {
        const [left, right, bottom, top] = slice.window;
        const grid = gridOfSamples(losses, samples(left, right, size), samples(bottom, top, size));
        const normal = lossScale(losses, { log: this.look().log, clip: 0.995 });
        const contours = traceContours(grid, contourLevels(losses, LEVELS));
        return { slice, size, grid, normal, contours, relief: reliefOf(grid, normal) };
    }
}
