import { viewOf } from "../../paint/project3d.js";
import { clamp01 } from "../../paint/scale.js";
import { paintContoursOn, paintFloor, paintMesh, paintPathOn } from "../../paint/surface3d.js";
import { outlined, paintEnds, pathStyle } from "./path-style.js";

const DEGREE = Math.PI / 180;
const PITCH = { least: 5, most: 88 };
const ZOOM = { least: 0.5, most: 4 };
const KEYS = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };

/**
 * The slice as a landscape that turns: dragged, by arrow keys, with two fingers. A wheel zooms only while the view has the focus, and one
 * finger moving up or down scrolls, so the page is never held.
 */
export class ReliefView {
    /** Degrees, and a factor. While a hand turns it; then it is the parameter. @type {{yaw: number, pitch: number, zoom: number} | null} */
    #turning = null;
    /** @type {Map<number, {x: number, y: number}>} */
    #pointers = new Map();
    #settle = 0;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./terrain.js").Terrain} terrain
     */
    constructor(host, parent, terrain) {
        this.host = host;
        this.terrain = terrain;
        this.plot = host.plot(parent, { label: "lossSurface.reliefLabel", aspect: 1, maxHeight: 560, role: "application" });
        this.#listen(this.plot.canvas);
    }

    /** @param {HTMLCanvasElement} canvas */
    #listen(canvas) {
        canvas.tabIndex = 0;
        canvas.style.touchAction = "pan-y";
        canvas.addEventListener("pointerdown", (event) => {
            canvas.setPointerCapture(event.pointerId);
            canvas.classList.add("turning");
            this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        });
        canvas.addEventListener("pointermove", (event) => this.#drag(event));
        for (const end of ["pointerup", "pointercancel"])
            canvas.addEventListener(end, (event) => this.#release(/** @type {PointerEvent} */ (event)));
        canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
        canvas.addEventListener("keydown", (event) => this.#key(event));
    }

    get turn() {
        const [yaw, pitch, zoom] = this.host.parameters.turn;
        return this.#turning ?? { yaw, pitch, zoom };
    }

    /** @param {{yaw?: number, pitch?: number, zoom?: number}} by yaw and pitch are added, zoom multiplies */
    #turnBy({ yaw = 0, pitch = 0, zoom = 1 }) {
        const now = this.turn;
        this.#turning = {
            yaw: ((((now.yaw + yaw + 180) % 360) + 360) % 360) - 180,
            pitch: Math.min(PITCH.most, Math.max(PITCH.least, now.pitch + pitch)),
            zoom: Math.min(ZOOM.most, Math.max(ZOOM.least, now.zoom * zoom)),
        };
        this.host.invalidate();
    }

    /** The turn becomes the parameter, rounded, once the hand rests. */
    #keep() {
        clearTimeout(this.#settle);
        this.#settle = window.setTimeout(() => {
            if (!this.#turning || this.#pointers.size > 0) return;
            const { yaw, pitch, zoom } = this.#turning;
            this.#turning = null;
            this.host.set({ turn: [Math.round(yaw), Math.round(pitch), Math.round(zoom * 100) / 100] });
        }, 150);
    }

    /** @param {PointerEvent} event */
    #drag(event) {
        const before = this.#pointers.get(event.pointerId);
        if (!before) return;
        const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
        this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (others.length === 0) return this.#turnBy({ yaw: dx * 0.5, pitch: dy * 0.4 });
        const apart = (/** @type {{x: number, y: number}} */ at) => Math.hypot(at.x - others[0].x, at.y - others[0].y);
        const ratio = apart({ x: event.clientX, y: event.clientY }) / Math.max(1, apart(before));
        this.#turnBy({ yaw: dx * 0.25, pitch: dy * 0.2, zoom: ratio });
    }

    /** @param {PointerEvent} event */
    #release({ pointerId }) {
        if (!this.#pointers.delete(pointerId)) return;
        this.plot.canvas.classList.toggle("turning", this.#pointers.size > 0);
        this.#keep();
    }

    /** @param {WheelEvent} event */
    #wheel(event) {
        const { canvas } = this.plot;
        if (/** @type {ShadowRoot | Document} */ (canvas.getRootNode()).activeElement !== canvas) return;
        event.preventDefault();
        this.#turnBy({ zoom: Math.exp(-Math.max(-100, Math.min(100, event.deltaY)) / 400) });
        this.#keep();
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        const turn = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
        const zoom = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 }[event.key];
        if ((!turn && !zoom) || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        this.#turnBy(turn ? { yaw: turn[0], pitch: turn[1] } : { zoom });
        this.#keep();
    }

    paint() {
        const { plot, host, terrain } = this;
        const { picture } = terrain.surface;
        if (!picture || plot.width === 0) return;
        const { theme } = host;
        const { ctx, width, height } = plot;
        const { yaw, pitch, zoom } = this.turn;
        const rect = { x: 20, y: 16, width: width - 30, height: height - 34 };
        const view = viewOf(picture.relief, { yaw: yaw * DEGREE, pitch: pitch * DEGREE, zoom }, rect);
        const { stops, points } = terrain.path;
        paintFloor(ctx, view, theme, { xLabel: "A", yLabel: "B", zLabel: host.t("lossSurface.loss"), zScale: picture.normal });
        paintMesh(ctx, view, theme.maps.loss);
        paintContoursOn(ctx, view, picture.contours, picture.normal, theme);
        paintPathOn(ctx, view, points, picture.normal, outlined(theme), pathStyle(stops, picture.normal, theme));
        const { modelX, modelY } = picture.relief;
        const lift = (/** @type {number} */ k) => clamp01(picture.normal(stops[k].loss));
        paintEnds(ctx, points, (a, b, k) => view.project(modelX(a), modelY(b), lift(k)), theme);
    }

    destroy() {
        clearTimeout(this.#settle);
    }
}
