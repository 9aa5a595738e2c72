/** The map of basins, and the start that a hand drags over it. */
import { plotArea } from "../../paint/axes.js";
import { linearScale } from "../../paint/scale.js";
import { Picture } from "./picture.js";
import { choiceOf } from "./problems.js";

/** Pixels within which a finger takes hold of the start; elsewhere it scrolls the page. */
const HANDLE = 28;
const KEYS = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
});

export class BasinMap {
    #picture = new Picture();
    /** @type {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale} | null} */
    #scales = null;
    /** Where the start stands, CSS pixels. @type {[number, number] | null} */
    #handle = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {{onStart: (place: [number, number]) => void, onStep: (columns: number, rows: number) => void}} listeners onStep: cells to go
     */
    constructor(host, parent, { onStart, onStep }) {
        this.host = host;
        this.onStart = onStart;
        this.onStep = onStep;
        this.plot = host.plot(parent, { label: "localMinima.mapLabel", aspect: 1, role: "application" });
        this.#listen(this.plot.canvas);
    }

    /** @param {HTMLCanvasElement} canvas */
    #listen(canvas) {
        canvas.tabIndex = 0;
        canvas.style.touchAction = "manipulation";
        canvas.style.cursor = "crosshair";
        canvas.addEventListener("pointerdown", (event) => {
            if (event.button !== 0 || (event.pointerType === "touch" && !this.#isOnHandle(event))) return;
            canvas.setPointerCapture(event.pointerId);
            this.#place(event);
        });
        canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && this.#place(event));
        canvas.addEventListener("click", (event) => this.#place(event));
        canvas.addEventListener("touchstart", (event) => this.#hold(event), { passive: false });
        canvas.addEventListener("keydown", (event) => {
            const [columns, rows] = KEYS[event.key] ?? [0, 0];
            if (columns === 0 && rows === 0) return;
            event.preventDefault();
            const far = event.shiftKey ? 8 : 1;
            this.onStep(columns * far, rows * far);
        });
    }

    /** A finger on the start drags it rather than the page. @param {TouchEvent} event */
    #hold(event) {
        const { left, top } = this.plot.canvas.getBoundingClientRect();
        const { clientX, clientY } = event.touches[0];
        if (this.#isOnHandle({ offsetX: clientX - left, offsetY: clientY - top })) event.preventDefault();
    }

    /** @param {{offsetX: number, offsetY: number}} event */
    #isOnHandle({ offsetX, offsetY }) {
        return this.#handle !== null && Math.hypot(offsetX - this.#handle[0], offsetY - this.#handle[1]) <= HANDLE;
    }

    /** @param {{offsetX: number, offsetY: number}} event */
    #place({ offsetX, offsetY }) {
        const scales = this.#scales;
        if (!scales) return;
        const inside = (/** @type {import("../../paint/scale.js").Scale} */ scale, /** @type {number} */ pixel) => {
            const [low, high] = scale.domain;
            return Math.min(high, Math.max(low, scale.invert(pixel)));
        };
        this.onStart([inside(scales.x, offsetX), inside(scales.y, offsetY)]);
    }

    /** @param {import("./picture.js").Shown} shown @param {{span: number, problem: string}} of */
    paint(shown, { span, problem }) {
        const { plot, host } = this;
        const [xLabel, yLabel] = choiceOf(problem).axes.map((axis, index) => {
            return shown.isNetwork ? host.t(`localMinima.axis.${problem}`, { axis, unit: index + 1 }) : axis;
        });
        const area = plotArea(plot.width, plot.height, { xLabel, yLabel });
        const side = Math.min(area.width, area.height);
        const [left, right, top, bottom] = [area.x, area.x + side, area.y, area.y + side];
        const scales = { x: linearScale([-span, span], [left, right]), y: linearScale([-span, span], [bottom, top]) };
        this.#scales = scales;
        this.#handle = shown.trail && [scales.x(shown.trail.points[0]), scales.y(shown.trail.points[1])];
        this.#picture.paint(plot.ctx, shown, scales, host.theme, { xLabel, yLabel });
    }
}
