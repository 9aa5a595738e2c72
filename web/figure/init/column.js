/** One quantity through all layers: its distributions below each other, and its spread by layer against the one predicted. */
import { paintAxes } from "../../paint/axes.js";
import { preserving } from "../../paint/canvas.js";
import { paintCurves } from "../../paint/curve.js";
import { paintMarker } from "../../paint/path.js";
import { paintRidges } from "../../paint/ridges.js";
import { formatNumber, linearScale, logScale } from "../../paint/scale.js";
import { axisFor, binsOf } from "./ridge-data.js";

/** @typedef {import("../deep-network.js").QUANTITIES[number]} Quantity */
/** @typedef {import("../../core/messages.js").LayerStatsReply} Reply */

const ROW = 32;
const LEFT = 30;
const CHART = 160;
/** Pixels a layer below which its name is its number alone. */
const TIGHT = 30;

/** Pixels that so many rows and their axis take. @param {number} rows */
export const rowsHeight = (rows) => rows * ROW + 34;

/** @param {Quantity} quantity */
export const colorNameOf = (quantity) => (quantity === "z" || quantity === "activation" ? "forward" : "backward");

/** Layers are h1, h2 … and out. @param {{t: (key: string) => string}} host @param {number} l @param {number} count with the output */
export const layerName = (host, l, count) => (l === count - 1 ? host.t("init.out") : `h${l + 1}`);

export class Column {
    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {Quantity} quantity
     */
    constructor(host, parent, quantity) {
        this.host = host;
        this.quantity = quantity;
        const panel = host.panel(parent, `init.quantities.${quantity}`);
        this.ridges = host.plot(panel, { label: `init.ridgesLabel.${quantity}`, height: rowsHeight(6) });
        this.chart = host.plot(panel, { label: `init.chartLabel.${quantity}`, height: CHART });
    }

    /**
     * @param {Reply} stats
     * @param {Reply["predicted"]} predicted
     */
    paint(stats, predicted) {
        const { host, ridges, chart } = this;
        const height = `${rowsHeight(stats.layers.length)}px`;
        if (ridges.canvas.style.height !== height) ridges.canvas.style.height = height;
        paintColumn(host, ridges, this.quantity, stats, predicted, host.parameters.axis);
        this.#paintChart(chart, stats, predicted);
    }

    /**
     * @param {import("../../plot.js").Plot} plot
     * @param {Reply} stats
     * @param {Reply["predicted"]} predicted
     */
    #paintChart({ ctx, width, height }, { layers }, predicted) {
        if (width < 80) return;
        const { host, quantity } = this;
        const { theme } = host;
        const color = theme.colors[colorNameOf(quantity)];
        const shown = quantity === "activation" ? layers.slice(0, -1) : layers;
        const measured = shown.map((layer) => layer[quantity].std);
        const expected = predicted ? predicted.map((spread) => spread[quantity]) : [];
        const rect = { x: 46, y: 28, width: width - 46 - 12, height: height - 28 - 14 };
        const positive = [...measured, ...expected].filter((std) => std > 0 && std < Infinity);
        const [low, high] = positive.length > 0 ? [Math.min(...positive), Math.max(...positive)] : [0.1, 1];
        const scales = {
            x: linearScale([0.7, layers.length + 0.3], [rect.x, rect.x + rect.width]),
            y: logScale(widened(low, high), [rect.y + rect.height - 12, rect.y]), // below: room for what is 0
        };
        const axes = { yLabel: host.t("init.std"), formatX: () => "" };
        paintAxes(ctx, scales, theme, axes);
        const at = layers.map((_, l) => l + 1);
        const isTight = rect.width / layers.length < TIGHT;
        if (predicted) paintCurves(ctx, [{ x: at, y: expected, color: theme.colors.text, dash: [5, 4], width: 1.5 }], scales, theme);
        preserving(ctx, () => {
            ctx.font = theme.fonts.small;
            ctx.textAlign = "center";
            ctx.textBaseline = "top";
            measured.forEach((std, l) => {
                const x = scales.x(l + 1);
                ctx.fillStyle = theme.colors.muted;
                const name = layerName(host, l, layers.length);
                ctx.fillText(isTight ? name.replace(/^h/, "") : name, x, rect.y + rect.height - 4);
                if (std > 0 && std < Infinity) return paintMarker(ctx, x, scales.y(std), color, theme.colors.surface, 4.5);
                ctx.fillStyle = theme.colors.danger;
                ctx.font = theme.fonts.strong;
                ctx.fillText(formatNumber(std), x, rect.y + rect.height - 27);
                ctx.font = theme.fonts.small;
            });
        });
    }
}

/** At least a decade, and a little air. @param {number} low @param {number} high @returns {[number, number]} */
function widened(low, high) {
    const missing = Math.max(0, 1 - Math.log10(high / low)) / 2 + 0.15;
    return [low / 10 ** missing, high * 10 ** missing];
}

/**
 * The ridges of one quantity. Over sizes, the spread is a place on the same axis: a dot, and the predicted one a dashed line.
 * @param {Pick<import("../../host.js").Host, "t" | "theme">} host
 * @param {import("../../plot.js").Plot} plot
 * @param {Quantity} quantity
 * @param {Pick<Reply, "layers">} stats
 * @param {Reply["predicted"]} predicted
 * @param {"linear" | "log"} axis
 * @param {{all?: import("../../core/types.js").Distribution[], isHidden?: boolean}} [how] all: what the axis must hold, these layers alone by default;
 *     isHidden: without the output's row
 */
export function paintColumn(host, { ctx, width, height }, quantity, { layers }, predicted, axis, { all, isHidden = false } = {}) {
    if (width < 80) return;
    const { theme } = host;
    const shown = isHidden || quantity === "activation" ? layers.slice(0, -1) : layers; // the output hands its z on as it is
    const distributions = shown.map((layer) => layer[quantity]);
    const x = axisFor(all ?? distributions, axis, [LEFT, width - 10]);
    const y = Object.assign(linearScale([0, isHidden ? shown.length : layers.length], [4, height - 30]), { ticks: () => [] });
    paintAxes(ctx, { x, y }, theme, { formatY: () => "", grid: true });
    const rows = distributions.map((distribution, l) => ({
        name: layerName(host, l, layers.length),
        ...binsOf(distribution, axis),
        dot: axis === "log" ? distribution.std : null,
        expected: axis === "log" && predicted ? predicted[l][quantity] : null,
        note: noteOf(host, distribution, axis),
    }));
    if (shown !== layers && !isHidden)
        rows.push({ name: host.t("init.out"), x: [], heights: [], dot: null, expected: null, note: host.t("init.asZ") });
    paintRidges(ctx, rows, { x, y }, theme, { color: theme.colors[colorNameOf(quantity)] });
}

/**
 * What the ridge cannot show.
 * @param {Pick<import("../../host.js").Host, "t">} host
 * @param {import("../../core/types.js").Distribution} distribution
 * @param {"linear" | "log"} axis
 */
function noteOf(host, { n, nZeros, nNotFinite, min, max }, axis) {
    if (nNotFinite > 0) return host.t("init.notFinite", { count: nNotFinite });
    if (nZeros === n) return host.t("init.allZero");
    if (min === max) return host.t("init.allEqual", { value: formatNumber(min) });
    return axis === "log" && nZeros > 0 ? host.t("init.zeros", { share: formatNumber((100 * nZeros) / n, 2) }) : "";
}
