import { paintAxes, plotArea } from "../../paint/axes.js";
import { preserving, rectOf } from "../../paint/canvas.js";
import { paintContours } from "../../paint/contours.js";
import { paintHeatmap } from "../../paint/heatmap.js";
import { paintPath } from "../../paint/path.js";
import { linearScale } from "../../paint/scale.js";
import { bufferOf } from "../training/buffer.js";
import { outlined, paintEnds, pathStyle } from "./path-style.js";

/** Pixels within which the pointer takes hold of a point of the path. */
const REACH = 9;
/** Of the contours, every how many is heavier and says its level. */
const EVERY = 3;
/** Share of the window that an arrow key moves the cursor. */
const KEY_STEP = 1 / 24;

/**
 * The slice from above. A click, or Enter at the cursor that the arrow keys move, is a new start.
 *
 * @typedef {{at: [number, number], loss: number | null, stop: import("./trail.js").Stop | null}} Cursor
 */
export class MapView {
    /** What the reader points at. @type {Cursor | null} */
    cursor = null;
    /** @type {import("../../paint/heatmap.js").Buffer | null} */
    #buffer = null;
    /** @type {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale} | null} */
    #scales = null;
    /** The plane of the picture: in another the cursor is elsewhere. @type {import("./plane.js").Plane | null} */
    #plane = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./terrain.js").Terrain} terrain
     * @param {{onStart: (at: [number, number]) => void, axes: () => {names: string[], offsets: number[]}}} surroundings
     */
    constructor(host, parent, terrain, { onStart, axes }) {
        this.host = host;
        this.terrain = terrain;
        this.onStart = onStart;
        this.axes = axes;
        this.plot = host.plot(parent, { label: "lossSurface.mapLabel", aspect: 1, maxHeight: 560, role: "application" });
        this.#listen(this.plot.canvas);
    }

    /** @param {HTMLCanvasElement} canvas */
    #listen(canvas) {
        canvas.tabIndex = 0;
        canvas.addEventListener("pointermove", (event) => void this.#point(event));
        canvas.addEventListener("pointerleave", () => this.#leave());
        canvas.addEventListener("blur", () => this.#leave());
        canvas.addEventListener("click", (event) => {
            const at = this.#placeAt(event);
            if (at) this.onStart(at);
        });
        canvas.addEventListener("keydown", (event) => this.#key(event));
    }

    #leave() {
        this.cursor = null;
        this.host.invalidate();
    }

    /** @param {{offsetX: number, offsetY: number}} event @returns {[number, number] | null} coordinates in the plane */
    #placeAt({ offsetX, offsetY }) {
        const scales = this.#scales;
        if (!scales) return null;
        const { x, y, width, height } = rectOf(scales);
        const isInside = offsetX >= x && offsetX <= x + width && offsetY >= y && offsetY <= y + height;
        return isInside ? [scales.x.invert(offsetX), scales.y.invert(offsetY)] : null;
    }

    /** @param {{offsetX: number, offsetY: number}} event */
    async #point(event) {
        const at = this.#placeAt(event);
        if (!at) return this.#leave();
        await this.#lookAt(at, this.#stopAt(event));
    }

    /** @param {{offsetX: number, offsetY: number}} event the point of the path that the pointer holds */
    #stopAt({ offsetX, offsetY }) {
        const { stops, points } = this.terrain.path;
        const scales = this.#scales;
        if (!scales) return null;
        let best = REACH;
        let found = -1;
        stops.forEach((_, k) => {
            const distance = Math.hypot(scales.x(points[2 * k]) - offsetX, scales.y(points[2 * k + 1]) - offsetY);
            if (distance > best) return;
            best = distance;
            found = k;
        });
        return found < 0 ? null : { stop: stops[found], at: /** @type {[number, number]} */ ([points[2 * found], points[2 * found + 1]]) };
    }

    /**
     * @param {[number, number]} at
     * @param {{stop: import("./trail.js").Stop, at: [number, number]} | null} held
     */
    async #lookAt(at, held) {
        /** @type {Cursor} */
        const cursor = { at: held?.at ?? at, loss: null, stop: held?.stop ?? null };
        this.cursor = { ...cursor, loss: this.cursor?.loss ?? null };
        this.host.invalidate();
        const loss = await this.terrain.lossAt(cursor.at);
        if (loss === null || !this.cursor || this.cursor.at !== cursor.at) return;
        this.cursor = { ...cursor, loss };
        this.host.invalidate();
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        const window = this.terrain.surface.picture?.slice.window;
        if (!window || (!move && event.key !== "Enter")) return;
        event.preventDefault();
        const at = this.cursor?.at ?? this.#here() ?? [(window[0] + window[1]) / 2, (window[2] + window[3]) / 2];
        if (!move) return this.onStart(at);
        const [left, right, bottom, top] = window;
        const step = (right - left) * KEY_STEP * (event.shiftKey ? 4 : 1);
        const a = Math.min(right, Math.max(left, at[0] + move[0] * step));
        const b = Math.min(top, Math.max(bottom, at[1] + move[1] * step));
        void this.#lookAt([a, b], null);
    }

    /** Where training stands. @returns {[number, number] | null} */
    #here() {
        const { points } = this.terrain.path;
        return points.length > 0 ? [points[points.length - 2], points[points.length - 1]] : null;
    }

    paint() {
        const { plot, host, terrain } = this;
        const { picture } = terrain.surface;
        if (!picture || plot.width === 0) return;
        const { theme } = host;
        const { plane } = picture.slice;
        if (plane !== this.#plane) this.cursor = null;
        this.#plane = plane;
        plot.canvas.classList.toggle("still", plane.made !== null);
        const { names, offsets } = this.axes();
        const { x, y, width, height } = plotArea(plot.width, plot.height, { xLabel: names[0], yLabel: names[1] });
        const [left, right, bottom, top] = picture.slice.window;
        const scales = { x: linearScale([left, right], [x, x + width]), y: linearScale([bottom, top], [y + height, y]) };
        this.#scales = scales;
        this.#buffer = bufferOf(this.#buffer, picture.size, picture.size);
        paintHeatmap(plot.ctx, picture.grid, scales, { map: theme.maps.loss, normal: picture.normal, buffer: this.#buffer });
        paintContours(plot.ctx, picture.contours, scales, theme);
        const heavier = picture.contours.filter((_, k) => k % EVERY === 1);
        const { stops, points } = terrain.path;
        paintContours(plot.ctx, heavier, scales, theme, { labels: picture.size >= 48, path: points });
        paintPath(plot.ctx, points, scales, outlined(theme), pathStyle(stops, picture.normal, theme));
        paintEnds(plot.ctx, points, (a, b) => ({ x: scales.x(a), y: scales.y(b) }), theme);
        this.#paintCursor(scales);
        const shown = {
            x: linearScale([left + offsets[0], right + offsets[0]], scales.x.range),
            y: linearScale([bottom + offsets[1], top + offsets[1]], scales.y.range),
        };
        paintAxes(plot.ctx, shown, theme, { grid: false, frame: true, xLabel: names[0], yLabel: names[1] });
    }

    /** @param {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale}} scales */
    #paintCursor({ x, y }) {
        if (!this.cursor) return;
        const [a, b] = this.cursor.at;
        const { ctx } = this.plot;
        const { colors } = this.host.theme;
        preserving(ctx, () => {
            for (const [color, width] of /** @type {const} */ ([
                [colors.casing, 4],
                [colors.text, 1.5],
            ])) {
                // prettier-ignore
                ctx.strokeStyle = color;
                ctx.lineWidth = width;
                ctx.beginPath();
                ctx.arc(x(a), y(b), 8, 0, 7);
                for (const [dx, dy] of [
                    [1, 0],
                    [-1, 0],
                    [0, 1],
                    [0, -1],
                ]) {
                    // prettier-ignore
                    ctx.moveTo(x(a) + 5 * dx, y(b) + 5 * dy);
                    ctx.lineTo(x(a) + 12 * dx, y(b) + 12 * dy);
                }
                ctx.stroke();
            }
        });
    }
}
