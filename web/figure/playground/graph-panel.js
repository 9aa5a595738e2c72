import { setText } from "../../dom.js";
import { layoutNetwork, networkHit, weightEnds, biasRect } from "../../paint/layout.js";
import { paintNetwork } from "../../paint/network.js";
import { formatNumber } from "../../paint/scale.js";
import { numberField } from "../../control/number-field.js";
import { shortest } from "../../parameters.js";
import { placeOf } from "../loss-surface/weights.js";
import { MOVES } from "../start-handle.js";
import { bufferOf } from "../training/buffer.js";

/** @typedef {import("../../paint/layout.js").Hit} Hit */

const LARGEST_TILE = 60;
const MARGIN = { left: 52, top: 14, right: 12, bottom: 20 };

/** The network: every unit's map, weights and biases to read under the pointer and to edit by a click. */
export class GraphPanel {
    /** @type {Hit | null} */
    #hover = null;
    /** @type {import("../../paint/layout.js").NetworkLayout | null} */
    #layout = null;
    /** @type {Map<string, import("../../paint/heatmap.js").Buffer>} */
    #buffers = new Map();
    /** @type {number | null} index into theta */
    #editing = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("../training/session.js").Session} session
     */
    constructor(host, parent, session) {
        this.host = host;
        this.session = session;
        this.frame = host.element("div", { class: "graph" });
        parent.append(this.frame);
        const of = () => [session.run?.theta, session.run?.last, this.#hover];
        this.plot = host.plot(this.frame, { label: "playground.graphLabel", aspect: 1.25, role: "application", of });
        this.hint = host.element("p", { class: "hint graph-hint" });
        parent.append(this.hint);
        this.editor = this.#makeEditor();
        this.#listen();
    }

    #makeEditor() {
        const { host } = this;
        const field = numberField(
            {
                parse: readNumber,
                format: (value) => String(shortest(value)),
                explain: () => host.t("parameters.number", { min: "−1000", max: "1000" }),
            },
            (value) => this.#edit(value),
        );
        host.translated((say) => field.element.setAttribute("aria-label", say("playground.editLabel")));
        const box = host.element("div", { class: "weight-editor", hidden: true }, [field.element]);
        this.frame.append(box);
        field.element.addEventListener("focusout", () => this.#close());
        field.element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
            if (event.key === "Escape" || event.key === "Enter")
                setTimeout(() => {
                    this.#close();
                    this.plot.canvas.focus();
                });
        });
        return { box, field };
    }

    #listen() {
        const { canvas } = this.plot;
        canvas.tabIndex = 0;
        canvas.addEventListener("keydown", (event) => this.#key(event));
        canvas.addEventListener("pointermove", (event) => this.#point(event));
        canvas.addEventListener("pointerleave", () => this.#setHover(null));
        canvas.addEventListener("click", (event) => {
            this.#point(event);
            this.#open();
        });
    }

    /** Arrow keys go from one weight or bias to the next, with Shift ten further; Enter edits it. @param {KeyboardEvent} event */
    #key(event) {
        const { key, shiftKey } = event;
        const { theta, layers } = this.session.run ?? {};
        if (!theta || !layers) return;
        if (key === "Enter") return this.#open();
        const [right, up] = MOVES[key] ?? [0, 0];
        if (right === up) return;
        event.preventDefault();
        const isDrawn = (/** @type {number} */ index) => placeOf(layers, index).unit < layers[placeOf(layers, index).layer].out;
        const drawn = [...theta.keys()].filter(isDrawn);
        const next = drawn.indexOf(this.#number?.index ?? -1) + (right - up) * (shiftKey ? 10 : 1);
        const index = drawn[(next + 10 * drawn.length) % drawn.length];
        const { layer, unit, from } = placeOf(layers, index);
        this.#setHover(from < 0 ? { kind: "bias", layer, unit, index } : { kind: "weight", layer, from, to: unit, index });
    }

    /** @param {MouseEvent} event */
    #point({ offsetX, offsetY }) {
        const { run } = this.session;
        this.#setHover(this.#layout && run?.theta ? networkHit(this.#layout, run.theta, offsetX, offsetY) : null);
    }

    /** @param {Hit | null} hover */
    #setHover(hover) {
        if (JSON.stringify(hover) === JSON.stringify(this.#hover)) return;
        this.#hover = hover;
        this.plot.canvas.style.cursor = this.#number ? "pointer" : "";
        this.host.invalidate();
    }

    /** The weight or bias pointed at. */
    get #number() {
        return this.#hover && "index" in this.#hover ? this.#hover : null;
    }

    #open() {
        const { run } = this.session;
        const hit = this.#number;
        if (!this.#layout || !run?.theta || !hit) return;
        const { x, y } = this.#middleOf(hit, this.#layout);
        this.#editing = hit.index;
        this.editor.box.hidden = false;
        this.editor.box.style.left = `${Math.max(0, Math.min(this.plot.width - 96, x - 48))}px`;
        this.editor.box.style.top = `${Math.max(0, Math.min(this.plot.height - 34, y - 17))}px`;
        this.editor.field.show(run.theta[hit.index]);
        const input = this.editor.field.element;
        input.focus();
        input.select();
    }

    /**
     * @param {Extract<Hit, {index: number}>} hit
     * @param {import("../../paint/layout.js").NetworkLayout} layout
     */
    #middleOf(hit, layout) {
        if (hit.kind === "bias") {
            const { x, y } = biasRect(layout.columns[hit.layer + 1], hit.unit);
            return { x, y: y + 4 };
        }
        const { x0, y0, x1, y1 } = weightEnds(layout, hit.layer, hit.from, hit.to);
        return { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    }

    #close() {
        this.#editing = null;
        this.editor.box.hidden = true;
    }

    /** @param {number} value */
    #edit(value) {
        if (this.#editing !== null) void this.session.edit(this.#editing, value);
    }

    paint() {
        const { run, inputMaps } = this.session;
        const { plot, host } = this;
        if (!run?.theta || !run.layers || plot.width === 0) return;
        this.hint.setAttribute("aria-live", host.playing ? "off" : "polite"); // not read out at every step
        setText(this.hint, this.#words());
        if (!plot.stale) return;
        const { left, top, right, bottom } = MARGIN;
        const rect = { x: left, y: top, width: plot.width - left - right, height: plot.height - top - bottom };
        this.#layout = layoutNetwork(run.layers, rect, LARGEST_TILE);
        const units = this.#maps("units", run.last?.units, run.layers);
        const inputs = inputMaps?.names.map((name) => host.t(`choice.${name}`)) ?? [];
        const inputUnits = inputMaps ? this.#maps("inputs", inputMaps.values, null, inputs.length) : undefined;
        paintNetwork(plot.ctx, this.#layout, run.theta, host.theme, { units, inputUnits, inputs, hover: this.#hover });
    }

    /**
     * @param {string} name
     * @param {Float32Array | undefined} values
     * @param {{out: number}[] | null} layers
     * @param {number} [given]
     */
    #maps(name, values, layers, given = 0) {
        const count = layers ? layers.reduce((sum, { out }) => sum + out, 0) : given;
        const size = values ? Math.round(Math.sqrt(values.length / count)) : 0;
        if (!values || size * size * count !== values.length) return undefined;
        const buffer = bufferOf(this.#buffers.get(name), size, size * count);
        this.#buffers.set(name, buffer);
        return { values, size, buffer };
    }

    #words() {
        const { host, session } = this;
        const { run } = session;
        const hover = this.#hover;
        if (!hover || !run?.theta) return host.t("playground.graphHint");
        if (hover.kind === "input") return host.t("playground.inputHint");
        const values = { layer: hover.layer + 1 };
        if (hover.kind === "unit") return host.t("playground.unitHint", { ...values, unit: hover.unit + 1 });
        const value = formatNumber(run.theta[hover.index], 4);
        if (hover.kind === "bias") return host.t("playground.biasHint", { ...values, unit: hover.unit + 1, value });
        return host.t("playground.weightHint", { ...values, from: hover.from + 1, to: hover.to + 1, value });
    }
}

/** @param {string} text */
function readNumber(text) {
    const value = Number(text.replace("−", "-"));
    if (text.trim() === "" || !Number.isFinite(value) || Math.abs(value) > 1000) throw new RangeError(text);
    return value;
}
