import { traceContours } from "../../core/level-lines.js";
import { setText } from "../../dom.js";
import { paintAxes } from "../../paint/axes.js";
import { rectOf } from "../../paint/canvas.js";
import { colorMap } from "../../paint/colormap.js";
import { paintContours } from "../../paint/contours.js";
import { paintCurves } from "../../paint/curve.js";
import { leadOf, paintClassMap, paintColorBar, paintHeatmap } from "../../paint/heatmap.js";
import { paintPoints, pointAt } from "../../paint/points.js";
import { formatNumber, linearScale } from "../../paint/scale.js";
import { hasText } from "../../text/index.js";
import { bufferOf, newCanvas } from "../training/buffer.js";

const MOST_POINTS = 4000;

/** What the network answers over the whole plane, and the data. Under the pointer: a point's class, or the answer there. */
export class MapPanel {
    /** @type {{x: number, y: number} | null} */
    #pointer = null;
    /** @type {import("../../paint/heatmap.js").Buffer | null} */
    #buffer = null;
    /** The points as they were painted last. @type {{of: unknown[], image: CanvasImageSource} | null} */
    #layer = null;
    /** @type {{of: object, points: import("../../core/messages.js").DatasetReply} | null} */
    #shown = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("../training/session.js").Session} session
     */
    constructor(host, parent, session) {
        this.host = host;
        this.session = session;
        const of = () => [session.run?.last, this.#pointer, host.parameters];
        this.plot = host.plot(parent, { label: "playground.mapLabel", aspect: 1.02, of });
        this.hint = host.element("p", { class: "hint map-hint" });
        parent.append(this.hint);
        const { canvas } = this.plot;
        canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => this.#point({ x: offsetX, y: offsetY }));
        canvas.addEventListener("pointerleave", () => this.#point(null));
    }

    /** The data as painted: kept, since they stay the same for many frames. @param {import("../../core/messages.js").DatasetReply} data */
    #shownOf(data) {
        if (this.#shown?.of !== data) this.#shown = { of: data, points: fewer(data.columnNames.length === 2 ? onLine(data) : data) };
        return this.#shown.points;
    }

    /** The targets of a regression, like classes, are deeper in colour than the ground, and grey where that is white. */
    #themeOfPoints() {
        const { theme } = this.host;
        const { negative, muted, positive } = theme.colors;
        return { ...theme, maps: { ...theme.maps, signed: colorMap([negative, negative, muted, positive, positive]) } };
    }

    /** @param {{x: number, y: number} | null} pointer */
    #point(pointer) {
        this.#pointer = pointer;
        this.host.invalidate();
    }

    paint() {
        const { data, run } = this.session;
        const { plot, host } = this;
        if (!data || !run?.last?.decision || plot.width === 0) return;
        const scales = this.#scales(data);
        const points = this.#shownOf(data);
        const hover = this.#pointer ? pointAt(points, scales, this.#pointer.x, this.#pointer.y) : -1;
        const isHidden = hover >= points.trainCount && !host.parameters.showTest;
        setText(this.hint, this.#words(points, isHidden ? -1 : hover));
        if (!plot.stale) return;
        const outputs = /** @type {{out: number}} */ (run.layers?.at(-1)).out;
        const size = Math.round(Math.sqrt(run.last.decision.length / outputs));
        const grid = gridOver(run.last.decision, size, data.domain);
        const isLine = data.columnNames.length === 2;
        const range = rangeOf(data);
        const normal = (/** @type {number} */ value) => 0.5 + value / (2 * range);
        if (isLine) paintAxes(plot.ctx, inItsUnits(data, scales), host.theme, { frame: true });
        else if (outputs > 1) this.#paintClasses(grid, scales, outputs);
        else this.#paintSigned(grid, scales, data.nClasses > 0 ? (value) => this.#certainty(value) : normal);
        const look = { hover: isHidden ? -1 : hover, test: host.parameters.showTest, normal: isLine ? () => 1 : normal };
        this.#paintPoints(points, scales, look);
        if (isLine) this.#paintLine(grid, scales, size);
        paintAxes(plot.ctx, inItsUnits(data, scales), host.theme, { grid: false, frame: true });
        if (data.scale !== 1) this.#paintColumnNames(data, scales);
        if (data.nClasses === 0 && !isLine) this.#paintScale(range);
    }

    /**
     * From an image that is kept as long as they look the same; a picture that is taken gets them themselves.
     * @param {import("../../core/messages.js").DatasetReply} points
     * @param {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale}} scales
     * @param {{hover: number, test: boolean, normal: (value: number) => number}} look
     */
    #paintPoints(points, scales, look) {
        const { canvas, ctx, width, height } = this.plot;
        const paintOn = (/** @type {CanvasRenderingContext2D} */ to) => paintPoints(to, points, scales, this.#themeOfPoints(), look);
        if (ctx.canvas !== canvas) return paintOn(ctx);
        const of = [points, this.host.theme, canvas.width, canvas.height, look.hover, look.test];
        if (!of.every((thing, i) => thing === this.#layer?.of[i])) {
            const image = newCanvas(canvas.width, canvas.height);
            const layer = /** @type {CanvasRenderingContext2D} */ (image.getContext("2d"));
            layer.setTransform(ctx.getTransform());
            paintOn(layer);
            this.#layer = { of, image };
        }
        ctx.drawImage(/** @type {any} */ (this.#layer).image, 0, 0, width, height);
    }

    /** @param {import("../../core/messages.js").DatasetReply} data */
    #scales({ domain, nClasses, scale }) {
        const isNamed = scale !== 1;
        const { width, height } = this.plot;
        const bottom = height - (nClasses === 0 ? 58 : 24) - (isNamed ? 18 : 0);
        const [left, right, low, high] = domain;
        return { x: linearScale([left, right], [34, width - 4]), y: linearScale([low, high], [bottom, isNamed ? 22 : 6]) };
    }

    /** The decision, drawn from what the answer has to pass: 0, or for a logit the probability ½. @param {number} value */
    #certainty(value) {
        const { discretise } = this.host.parameters;
        return discretise ? (value > 0 ? 1 : 0) : 0.5 + value / 2;
    }

    /** @param {import("../../paint/heatmap.js").Grid} grid @param {any} scales @param {(value: number) => number} normal */
    #paintSigned(grid, scales, normal) {
        const { plot, host } = this;
        const discretise = host.parameters.discretise;
        paintHeatmap(plot.ctx, grid, scales, {
            map: host.theme.maps.signed,
            normal,
            buffer: this.#bufferOf(grid.columns),
            smooth: !discretise,
        });
        if (this.session.data?.nClasses) this.#paintBoundary([grid], scales);
    }

    /** @param {import("../../paint/heatmap.js").Grid} grid @param {any} scales @param {number} outputs */
    #paintClasses(grid, scales, outputs) {
        const { plot, host } = this;
        const sure = host.parameters.discretise ? 1e-6 : 2;
        paintClassMap(plot.ctx, grid, scales, {
            maps: host.theme.maps.classes,
            sure,
            buffer: this.#bufferOf(grid.columns),
            smooth: !host.parameters.discretise,
        });
        this.#paintBoundary(
            Array.from({ length: outputs }, (_, c) => leadOf(grid, c)),
            scales,
        );
    }

    /** @param {import("../../paint/heatmap.js").Grid[]} grids zero on the boundary @param {any} scales */
    #paintBoundary(grids, scales) {
        const { plot, host } = this;
        for (const grid of grids) {
            const lines = traceContours(grid, [0]);
            paintContours(plot.ctx, lines, scales, host.theme, { color: host.theme.colors.casing, width: 3.5, opacity: 0.7 });
            paintContours(plot.ctx, lines, scales, host.theme, { color: host.theme.colors.text, width: 1.25, opacity: 0.85 });
        }
    }

    /** A regression on one input is a curve. @param {import("../../paint/heatmap.js").Grid} grid @param {any} scales @param {number} size */
    #paintLine({ values, edges }, scales, size) {
        const { plot, host } = this;
        const x = Float32Array.from({ length: size }, (_, i) => edges.left + ((i + 0.5) * (edges.right - edges.left)) / size);
        const { height, y: top } = rectOf(scales);
        if (height + top > 0)
            paintCurves(plot.ctx, [{ x, y: values.subarray(0, size), color: host.theme.colors.path, width: 2.5 }], scales, host.theme);
    }

    /** Measured columns by name. @param {import("../../core/messages.js").DatasetReply} data @param {any} scales */
    #paintColumnNames({ columnNames }, scales) {
        const { ctx } = this.plot;
        const { x, y, width, height } = rectOf(scales);
        ctx.font = this.host.theme.fonts.label;
        ctx.fillStyle = this.host.theme.colors.text;
        ctx.textAlign = "right";
        ctx.fillText(this.#columnName(columnNames[0]), x + width, y + height + 36);
        ctx.textAlign = "left";
        ctx.fillText(this.#columnName(columnNames[1]), 2, y - 9);
    }

    /** @param {string} name */
    #columnName(name) {
        return hasText(`playground.columns.${name}`) ? this.host.t(`playground.columns.${name}`) : name;
    }

    /** @param {number} range the colour scale runs from −range to range */
    #paintScale(range) {
        const { ctx, width, height } = this.plot;
        const scale = linearScale([-range, range], [0, 1]);
        const { signed } = this.host.theme.maps;
        paintColorBar(ctx, { x: 34, y: height - 26, width: width - 38, height: 8 }, { map: signed, scale, count: 5 }, this.host.theme);
    }

    /** @param {number} size */
    #bufferOf(size) {
        return (this.#buffer = bufferOf(this.#buffer, size, size));
    }

    /** @param {import("../../core/messages.js").DatasetReply} data @param {number} hover */
    #words(data, hover) {
        const { host } = this;
        const isLine = data.columnNames.length === 2;
        if (hover < 0)
            return host.t(isLine ? "playground.mapHintLine" : data.nClasses === 0 ? "playground.mapHintNumbers" : "playground.mapHint");
        const kind = host.t(hover < data.trainCount ? "playground.trainPoint" : "playground.testPoint");
        const [x, y] = [0, 1].map((c) => formatNumber(measured(data, hover, c)));
        const target = data.nClasses === 0 ? formatNumber(data.y[hover]) : this.#className(data, data.y[hover]);
        return host.t(isLine ? "playground.pointOnLine" : "playground.point", { kind, x, y, target });
    }

    /** @param {import("../../core/messages.js").DatasetReply} data @param {number} c */
    #className({ classNames }, c) {
        const name = classNames[c];
        if (!name) return this.host.t("playground.classNumber", { number: c });
        return hasText(`playground.classes.${name}`) ? this.host.t(`playground.classes.${name}`) : name;
    }
}

/**
 * Scales from the unit of measurement instead of the plane's.
 * @param {import("../../core/messages.js").DatasetReply} data
 * @param {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale}} scales
 */
function inItsUnits({ mean, deviation, scale }, scales) {
    if (scale === 1) return scales;
    const [x, y] = [scales.x, scales.y].map((one, c) => {
        const domain = one.domain.map((value) => (value / scale) * (deviation[c] ?? 1) + (mean[c] ?? 0));
        return linearScale(/** @type {[number, number]} */ (domain), one.range);
    });
    return { x, y };
}

/** A coordinate in the unit it was measured in. @param {import("../../core/messages.js").DatasetReply} data @param {number} i @param {number} c */
function measured({ x, mean, deviation, scale }, i, c) {
    return (x[2 * i + c] / scale) * (deviation[c] ?? 1) + (mean[c] ?? 0);
}

/** The targets of a set with one input stand on the vertical axis. @param {import("../../core/messages.js").DatasetReply} data */
function onLine(data) {
    return { ...data, x: data.x.map((value, i) => (i % 2 ? data.y[i >> 1] : value)) };
}

/** No more than can be told apart: the first ones of each part, which stand in random order. @param {import("../../core/messages.js").DatasetReply} data */
function fewer(data) {
    const n = data.y.length;
    if (n <= MOST_POINTS) return data;
    const trainCount = Math.round((MOST_POINTS * data.trainCount) / n);
    const kept = Array.from({ length: MOST_POINTS }, (_, i) => (i < trainCount ? i : data.trainCount + i - trainCount));
    return {
        ...data,
        trainCount,
        x: Float32Array.from(kept.flatMap((i) => [data.x[2 * i], data.x[2 * i + 1]])),
        y: Float32Array.from(kept, (i) => data.y[i]),
    };
}

/** What the colour scale of a regression must hold. @param {import("../../core/messages.js").DatasetReply} data */
function rangeOf({ y }) {
    return y.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
}

/**
 * @param {Float32Array} values rows from the top
 * @param {number} size
 * @param {ArrayLike<number>} domain
 */
function gridOver(values, size, { 0: left, 1: right, 2: low, 3: high }) {
    return { values, columns: size, rows: size, edges: { left, right, first: high, last: low } };
}
