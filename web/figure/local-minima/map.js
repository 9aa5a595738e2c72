/** The map of basins, and the start that a hand drags over it. */
import { paintAxes, plotArea } from "../../paint/axes.js";
import { basinColor, paintBasins, paintEnds } from "../../paint/basins.js";
import { haloText, rectOf } from "../../paint/canvas.js";
import { lossScale } from "../../paint/colormap.js";
import { contourLevels, paintContours, traceContours } from "../../paint/contours.js";
import { gridOfSamples, makeBuffer } from "../../paint/heatmap.js";
import { paintMarker } from "../../paint/path.js";
import { linearScale } from "../../paint/scale.js";
import { fadeOthers, hatchDiverged } from "./cells.js";
import { paintTrail } from "../paths.js";
import { choiceOf, isNetwork } from "./problems.js";

/** @typedef {import("./survey.js").Survey} Survey */
/** @typedef {import("./trail.js").Trail} Trail */

/** Pixels within which a finger takes hold of the start; elsewhere it scrolls the page. */
const HANDLE = 28;
const KEYS = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
});

export class BasinMap {
    /** @type {{survey: Survey, labels: any, heights: any, contours: any, normal: any, shade: (loss: number) => number, buffer: any} | null} */
    #drawn = null;
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
        this.plot = host.plot(parent, { label: "localMinima.mapLabel", aspect: 1, maxHeight: 600, role: "application" });
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

    /** What does not change from frame to frame. @param {Survey} survey @param {number} lossDistance */
    #draw(survey, lossDistance) {
        if (this.#drawn?.survey === survey) return this.#drawn;
        const { size, alphas } = survey;
        const labels = gridOfSamples(survey.labels, alphas, alphas);
        const heights = gridOfSamples(survey.heights, alphas, alphas);
        const contours = traceContours(heights, contourLevels(survey.heights, 12));
        const makeCanvas = (/** @type {number} */ width, /** @type {number} */ height) =>
            Object.assign(document.createElement("canvas"), { width, height });
        const buffer = this.#drawn?.survey.size === size ? this.#drawn.buffer : makeBuffer(makeCanvas, size, size);
        const normal = lossScale(survey.heights);
        const aboveFloor = survey.losses.map((loss, i) => loss - (survey.groups[survey.labels[i]]?.lowest ?? 0));
        this.#drawn = { survey, labels, heights: aboveFloor, contours, normal, shade: (above) => above / lossDistance, buffer };
        return this.#drawn;
    }

    /**
     * @param {{survey: Survey, trail: Trail | null, highlight: number, span: number, problem: string, ends: [number, number][]}} what
     *     ends: of each group, in the plane; none for a network
     */
    paint({ survey, trail, highlight, span, problem, ends }) {
        const { plot, host } = this;
        const { theme } = host;
        const { lossDistance, axes } = choiceOf(problem);
        const [xLabel, yLabel] = axes.map((axis, index) => {
            return isNetwork(problem) ? host.t(`localMinima.axis.${problem}`, { axis, unit: index + 1 }) : axis;
        });
        const rect = plotArea(plot.width, plot.height, { xLabel, yLabel });
        const scales = {
            x: linearScale([-span, span], [rect.x, rect.x + rect.width]),
            y: linearScale([-span, span], [rect.y + rect.height, rect.y]),
        };
        this.#scales = scales;
        const { labels, heights, contours, shade, buffer } = this.#draw(survey, lossDistance);
        paintBasins(plot.ctx, labels, scales, theme, { buffer, losses: heights, normal: shade });
        paintContours(plot.ctx, contours, scales, theme);
        hatchDiverged(plot.ctx, labels, scales, theme);
        if (highlight > 0) fadeOthers(plot.ctx, labels, scales, highlight - 1, theme);
        paintAxes(plot.ctx, scales, theme, { xLabel, yLabel, grid: false, frame: true });
        const marks = ends.map(([x, y], label) => ({
            x,
            y,
            label,
            end: /** @type {"minimum" | "saddle" | "stuck"} */ (survey.groups[label].end),
            text: String(label + 1),
        }));
        paintEnds(plot.ctx, marks, scales, theme);
        if (trail) this.#paintTrail(trail, scales, survey);
    }

    /**
     * @param {Trail} trail
     * @param {import("../../paint/canvas.js").Scales} scales
     * @param {Survey} survey
     */
    #paintTrail(trail, scales, survey) {
        const { ctx } = this.plot;
        const { theme } = this.host;
        const ground = /** @type {any} */ ({
            problem: survey.plane.problem,
            normal: this.#drawn?.normal,
            plane: { window: windowOf(scales) },
        });
        paintTrail(ctx, ground, trail, { last: trail.steps }, scales, theme);
        const [x0, y0] = [scales.x(trail.points[0]), scales.y(trail.points[1])];
        this.#handle = [x0, y0];
        const label = survey.labels[trail.cell[1] * survey.size + trail.cell[0]];
        if (label >= 0) this.#paintEnd(trail, scales, label);
        paintMarker(ctx, x0, y0, theme.colors.path, theme.colors.casing, 8);
        paintMarker(ctx, x0, y0, theme.colors.casing, theme.colors.path, 2.5);
    }

    /** The number of the end, at the end. @param {Trail} trail @param {import("../../paint/canvas.js").Scales} scales @param {number} label */
    #paintEnd({ points }, scales, label) {
        const { ctx } = this.plot;
        const { theme } = this.host;
        const { x, y, width, height } = rectOf(scales);
        const at = [scales.x(points[points.length - 2]), scales.y(points[points.length - 1])];
        if (at[0] < x || at[0] > x + width || at[1] < y || at[1] > y + height) return;
        paintMarker(ctx, at[0], at[1], basinColor(theme, label), theme.colors.casing, 8);
        const style = { color: theme.colors.surface, halo: basinColor(theme, label), font: theme.fonts.strong };
        haloText(ctx, String(label + 1), at[0], at[1] + 0.5, { ...style, align: "center", baseline: "middle" });
    }
}

/** @param {import("../../paint/canvas.js").Scales} scales */
const windowOf = ({ x, y }) => [...x.domain, ...y.domain];
