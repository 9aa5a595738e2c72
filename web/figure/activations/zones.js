/** Where each activation still learns: a band a function, along the same axis as the curves. */
import { paintAxes, plotArea } from "../../paint/axes.js";
import { crisp, hairline, preserving } from "../../paint/canvas.js";
import { linearScale } from "../../paint/scale.js";
import { colorOf } from "../looks.js";

/** @typedef {import("../../core/messages.js").ActivationCurve} Curve */
/** @typedef {"alive" | "saturated" | "dead"} Zone */

/** Share of the steepest slope below which a unit hands on next to nothing. */
const SATURATED = 0.05;
const BAND = 26;
/** Room for the names left of the bands. */
const NAMES = 98;

/**
 * dead: the slope is exactly 0; saturated: below a twentieth of the steepest.
 * @param {number} slope
 * @param {Float32Array} slopes of the whole curve
 * @returns {Zone}
 */
export const zoneAt = (slope, slopes) => zoneBeside(slope, steepestOf(slopes));

/** @param {Float32Array} slopes @returns {number} the largest of their sizes */
export const steepestOf = (slopes) => slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);

/** @param {number} slope @param {number} steepest @returns {Zone} */
function zoneBeside(slope, steepest) {
    if (slope === 0) return "dead";
    return Math.abs(slope) < SATURATED * steepest ? "saturated" : "alive";
}

/**
 * Stretches of one zone: [first, last] indices.
 * @param {Float32Array} slopes
 * @returns {{zone: Zone, first: number, last: number}[]}
 */
export function stretches(slopes) {
    /** @type {{zone: Zone, first: number, last: number}[]} */
    const found = [];
    const steepest = steepestOf(slopes);
    slopes.forEach((slope, i) => {
        const zone = zoneBeside(slope, steepest);
        const before = found.at(-1);
        if (before?.zone === zone) before.last = i;
        else found.push({ zone, first: i, last: i });
    });
    return found;
}

export class ZoneStrip {
    /** @param {import("../../host.js").Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.plot = host.plot(parent, { label: "activations.zonesLabel", height: 190 });
        const item = (/** @type {Zone} */ zone, /** @type {string} */ color) => {
            const entry = host.element("li", { class: "dot", t: `activations.legend.${zone}` });
            entry.style.setProperty("--key", `var(--${color})`);
            return entry;
        };
        parent.append(
            host.element("ul", { class: "legend" }, [item("alive", "good"), item("saturated", "warning"), item("dead", "danger")]),
        );
    }

    /**
     * @param {Curve[]} curves
     * @param {Float32Array} axis
     * @param {number} z
     */
    paint(curves, axis, z) {
        const { host, plot } = this;
        const { ctx, width } = plot;
        const height = 40 + BAND * curves.length;
        if (plot.canvas.style.height !== `${height}px`) plot.canvas.style.height = `${height}px`;
        if (width === 0) return;
        const { theme } = host;
        const labels = { xLabel: host.t("activations.z") };
        const area = plotArea(width, plot.height, labels);
        const rect = { ...area, x: NAMES, width: area.width - (NAMES - area.x) };
        const scales = {
            x: linearScale([axis[0], axis[axis.length - 1]], [rect.x, rect.x + rect.width]),
            y: linearScale([0, 1], [rect.y + rect.height, rect.y]),
        };
        paintAxes(ctx, scales, theme, { ...labels, formatY: () => "", grid: false });
        const band = rect.height / curves.length;
        const colors = { alive: theme.colors.good, saturated: theme.colors.warning, dead: theme.colors.danger };
        preserving(ctx, () => {
            curves.forEach(({ name, slope }, k) => {
                const top = rect.y + k * band;
                for (const { zone, first, last } of stretches(slope.subarray(0, axis.length))) {
                    const left = scales.x(axis[first]);
                    const right = scales.x(axis[Math.min(last + 1, axis.length - 1)]);
                    ctx.fillStyle = colors[zone];
                    ctx.globalAlpha = zone === "alive" ? 0.22 : 0.75;
                    const thick = zone === "alive" ? band * 0.62 : zone === "saturated" ? band * 0.4 : band * 0.2;
                    ctx.fillRect(left, top + (band - thick) / 2, right - left, thick);
                }
                ctx.globalAlpha = 1;
                ctx.font = theme.fonts.strong;
                ctx.fillStyle = theme.colors.text;
                ctx.textBaseline = "middle";
                ctx.fillText(host.t(`choice.${name}`), 10, top + band / 2);
                ctx.fillStyle = colorOf(theme, name);
                ctx.fillRect(0, top + band * 0.19, 4, band * 0.62);
            });
            ctx.strokeStyle = theme.colors.control;
            ctx.lineWidth = hairline(ctx);
            const x = crisp(ctx, scales.x(z));
            ctx.beginPath();
            ctx.moveTo(x, rect.y);
            ctx.lineTo(x, rect.y + rect.height);
            ctx.stroke();
        });
    }
}
