/** The activations and their slopes: what each hands on, forwards and backwards, and where it hands on nothing. */
import { paintAxes, plotArea } from "../paint/axes.js";
import { paintCurves } from "../paint/curve.js";
import { formatNumber, linearScale } from "../paint/scale.js";
import { showNumber } from "../control/number-scale.js";
import { keyStyle, lineOf, showKey } from "./looks.js";
import { closed, inARow } from "../text/index.js";
import { steepestOf, ZoneStrip, zoneAt } from "./activations/zones.js";

const NAMES = ["identity", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "prelu", "rrelu", "maxout", "softplus", "gelu", "silu"];
/** Half the width of the axis, and its points. */
const MOST = 6;
const POINTS = 601;

/** @type {import("../host.js").Figure} */
export const activations = {
    name: "activations",
    parameters: [
        { name: "shown", type: "list", choices: NAMES, minLength: 1, default: ["sigmoid", "tanh", "relu"] },
        { name: "z", type: "number", min: -MOST, max: MOST, step: 0.05, default: 2 },
        { name: "leakySlope", type: "number", min: 0, max: 1, step: 0.01, default: 0.01 },
        { name: "eluAlpha", type: "number", min: 0, max: 3, step: 0.05, default: 1 },
        { name: "preluSlope", type: "number", min: -1, max: 1, step: 0.01, default: 0.25 },
        { name: "lower", type: "number", min: 0, max: 1, step: 0.005, default: 0.125 },
        { name: "upper", type: "number", min: 0, max: 1, step: 0.005, default: 1 / 3 },
        { name: "pieces", type: "integer", min: 2, max: 8, default: 2 },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Activations(host),
};

/** Which activation each of the further parameters belongs to. @type {Record<string, string>} */
const OWNER = { leakySlope: "leaky-relu", eluAlpha: "elu", preluSlope: "prelu", lower: "rrelu", upper: "rrelu", pieces: "maxout" };

/** @typedef {import("../core/messages.js").ActivationCurve} Curve */

class Activations {
    /** @type {Curve[]} over the axis, z itself last */
    #curves = [];
    #axis = new Float32Array();

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        this.host = host;
        const { root } = host;
        host.style(style);
        const top = host.controls(root);
        host.control(top, "shown");
        host.control(top, "z");
        this.own = Object.keys(OWNER).map((name) => ({
            name,
            control: host.control(top, name, { format: (value) => showNumber(value, 4) }),
        }));
        const curves = host.panel(root, "activations.values", { class: "span-6" });
        this.value = host.plot(curves, { label: "activations.valuesLabel", height: 320, role: "img" });
        const slopes = host.panel(root, "activations.slopes", { class: "span-6" });
        this.slope = host.plot(slopes, { label: "activations.slopesLabel", height: 320, role: "img" });
        for (const { canvas } of [this.value, this.slope]) this.#follow(canvas);
        const zones = host.panel(root, "activations.zones", { class: "span-6" });
        this.zones = new ZoneStrip(host, zones);
        const table = host.panel(root, "activations.at", { class: "span-6" });
        this.table = host.element("table", { class: "numbers" });
        this.fact = host.element("p", { class: "hint" });
        table.append(this.table, this.fact);
    }

    /** The pointer moves z, as the slider does. @param {HTMLCanvasElement} canvas */
    #follow(canvas) {
        const move = (/** @type {PointerEvent} */ event) => {
            if (event.pointerType !== "mouse" && event.buttons === 0) return;
            const { left, width } = canvas.getBoundingClientRect();
            const { x, width: room } = plotArea(width, 320, this.#labels("f"));
            const share = (event.clientX - left - x) / room;
            if (share < 0 || share > 1) return;
            this.host.set({ z: Math.round((share * 2 - 1) * MOST * 20) / 20 });
        };
        canvas.addEventListener("pointermove", move);
        canvas.addEventListener("pointerdown", move);
    }

    /** @param {Set<string>} names */
    async change(names) {
        if (names.has("lower") || names.has("upper")) this.#keepOrder(names);
        const { shown, z, leakySlope, eluAlpha, preluSlope, lower, upper, pieces } = this.host.parameters;
        for (const { name, control } of this.own) control.hidden = !shown.includes(OWNER[name]);
        const axis = Float32Array.from({ length: POINTS + 1 }, (_, i) => (i < POINTS ? -MOST + (2 * MOST * i) / (POINTS - 1) : z));
        const alphas = { "leaky-relu": leakySlope, elu: eluAlpha, prelu: preluSlope };
        const bounds = { lower: Math.min(lower, upper), upper: Math.max(lower, upper) };
        const reply = await this.host.ask("curves", { type: "activations", z: axis, shown, alphas, ...bounds, pieces });
        if (!reply) return;
        this.#axis = axis;
        this.#curves = reply.curves;
    }

    /** A bound that is moved past the other takes it along. @param {Set<string>} names */
    #keepOrder(names) {
        const { lower, upper } = this.host.parameters;
        if (lower > upper) this.host.set(names.has("lower") ? { upper: lower } : { lower: upper });
    }

    /** @param {string} yLabel */
    #labels(yLabel) {
        return { xLabel: this.host.t("activations.z"), yLabel };
    }

    paint() {
        if (this.#curves.length === 0) return;
        this.#paintCurves(this.value, "value", this.host.t("activations.f"), [-2, 4]);
        this.#paintCurves(this.slope, "slope", this.host.t("activations.slope"), [-0.25, 1.35]);
        this.zones.paint(this.#curves, this.#axis.subarray(0, POINTS), this.host.parameters.z);
        this.#fill();
    }

    /**
     * @param {import("../host.js").Plot} plot
     * @param {"value" | "slope"} what
     * @param {string} yLabel
     * @param {[number, number]} range
     */
    #paintCurves({ ctx, width, height }, what, yLabel, range) {
        if (width === 0) return;
        const { theme, parameters } = this.host;
        const labels = this.#labels(yLabel);
        const rect = plotArea(width, height, labels);
        const seen = this.#curves.flatMap((curve) => Array.from(curve[what].subarray(0, POINTS)));
        const low = Math.min(range[0], ...seen.filter((y) => what === "slope" || y >= 2 * range[0]).map((y) => 1.1 * y));
        const high = what === "value" ? range[1] : Math.max(range[1], ...seen.map((y) => 1.1 * y));
        const scales = {
            x: linearScale([-MOST, MOST], [rect.x, rect.x + rect.width]),
            y: linearScale([low, high], [rect.y + rect.height, rect.y]),
        };
        paintAxes(ctx, scales, theme, labels);
        const axis = this.#axis.subarray(0, POINTS);
        const series = this.#curves.map((curve) => ({
            x: axis,
            y: curve[what].subarray(0, POINTS),
            name: this.host.t(`choice.${curve.name}`),
            ...lineOf(theme, curve.name),
        }));
        paintCurves(ctx, series, scales, theme, { crosshair: parameters.z });
    }

    #fill() {
        const { host } = this;
        const cell = (/** @type {string} */ tag, /** @type {string} */ text) => host.element(/** @type {"td"} */ (tag), { text });
        const head = ["activations.name", "activations.f", "activations.slope", "activations.state"].map((key) => cell("th", host.t(key)));
        const rows = this.#curves.map(({ name, value, slope }) => {
            const zone = zoneAt(slope[POINTS], slope);
            const row = [
                cell("th", host.t(`choice.${name}`)),
                cell("td", formatNumber(value[POINTS], 4)),
                cell("td", formatNumber(slope[POINTS], 3)),
                cell("td", host.t(`activations.zone.${zone}`)),
            ];
            showKey(row[0], host.theme, name);
            row[3].className = zone === "dead" ? "danger" : zone === "saturated" ? "warning" : "";
            return host.element("tr", {}, row);
        });
        this.table.replaceChildren(host.element("tr", {}, head), ...rows);
        this.fact.textContent = this.#fact();
    }

    /** What many layers of the first activation shown would make of an error, at most. */
    #fact() {
        const { name, slope } = this.#curves[0];
        const steepest = steepestOf(slope.subarray(0, POINTS));
        const values = { name: this.host.t(`choice.${name}`), steepest: formatNumber(steepest), five: formatNumber(steepest ** 5) };
        return closed(this.host.t(`activations.fact.${steepest > 1 ? "grows" : "fades"}`, values));
    }

    describe() {
        if (this.#curves.length === 0) return "";
        const { host } = this;
        const parts = this.#curves.map(({ name, value, slope }) =>
            closed(
                host.t("activations.one", {
                    name: host.t(`choice.${name}`),
                    value: formatNumber(value[POINTS], 4),
                    slope: formatNumber(slope[POINTS], 3),
                    zone: this.#inWords(zoneAt(slope[POINTS], slope)),
                }),
            ),
        );
        return host.t("activations.describe", {
            z: formatNumber(host.parameters.z),
            parts: inARow(host.language, parts),
        });
    }

    /** @param {import("./activations/zones.js").Zone} zone */
    #inWords(zone) {
        return zone === "alive" ? "" : this.host.t(`activations.said.${zone}`);
    }

    destroy() {
        this.#curves = [];
    }
}

const style = `
canvas.plot { touch-action: pan-y; } /* across, a finger moves z */
.controls > [data-parameter="shown"] { grid-column: 1 / -1; }
.numbers { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.numbers th { font-weight: 600; text-align: start; } .numbers tr:first-child th { color: var(--muted); font-size: 12px; font-weight: 400; }
.numbers th, .numbers td { padding: 3px var(--space-3) 3px 0; border-bottom: 1px solid var(--grid); text-align: start; }
@container frame (max-width: 339.9px) { .numbers { font-size: 12.5px; } .numbers th, .numbers td { padding-inline-end: 5px; } }
${keyStyle(".numbers tr + tr th")}
`;
