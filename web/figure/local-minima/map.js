/** The map of basins, and the start that a hand drags over it. */
import { plotArea } from "../../paint/axes.js";
import { linearScale } from "../../paint/scale.js";
import { followHand } from "../start-handle.js";
import { Picture } from "./picture.js";
import { choiceOf } from "./problems.js";

export class BasinMap {
    #picture = new Picture();
    /** @type {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale} | null} */
    #scales = null;
    /** Where the start stands, or was last put, CSS pixels. @type {[number, number] | null} */
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
        followHand(
            this.plot.canvas,
            () => this.#handle,
            (x, y) => this.#put(x, y),
            (right, up, isFar) => this.onStep(right * (isFar ? 8 : 1), up * (isFar ? 8 : 1)),
        );
    }

    /** @param {number} left CSS pixels @param {number} top */
    #put(left, top) {
        const scales = this.#scales;
        if (!scales) return;
        const inside = (/** @type {import("../../paint/scale.js").Scale} */ scale, /** @type {number} */ pixel) => {
            const [low, high] = scale.domain;
            return Math.min(high, Math.max(low, scale.invert(pixel)));
        };
        const start = /** @type {[number, number]} */ ([inside(scales.x, left), inside(scales.y, top)]);
        this.#handle = [scales.x(start[0]), scales.y(start[1])];
        this.onStart(start);
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
