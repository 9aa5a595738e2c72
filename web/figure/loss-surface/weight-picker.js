import { make } from "../../dom.js";
import { indexOf, placeOf, sourceName, unitName } from "./weights.js";

/** @typedef {import("./weights.js").Layer} Layer */

/** One entry of theta, as a unit and what feeds it: two lists, however large the network. */
export class WeightPicker {
    /** What the lists were filled for. */
    #filled = "";

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {{name: string, label: string}} what name of the parameter; label: text key
     */
    constructor(host, parent, { name, label }) {
        this.host = host;
        this.name = name;
        const group = host.element("div", { class: "control weights", role: "group", label, "data-parameter": name });
        this.unit = host.element("select", { label: "lossSurface.weight.chooseUnit", on: { change: () => this.#take() } });
        this.source = host.element("select", { label: "lossSurface.weight.chooseSource", on: { change: () => this.#take() } });
        const boxes = [this.unit, this.source].map((select) => host.element("span", { class: "select" }, [select]));
        group.append(
            host.element("span", { class: "label", t: label }),
            boxes[0],
            host.element("span", { text: "←", "aria-hidden": "true" }),
            boxes[1],
        );
        parent.append(group);
    }

    #take() {
        const [layer, unit] = this.unit.value.split(",").map(Number);
        this.host.set({ [this.name]: indexOf(this.layers, { layer, unit, from: Number(this.source.value) }) });
    }

    /**
     * @param {Layer[]} layers
     * @param {number} index into theta
     * @param {string[]} inputs names of what the network is fed
     */
    show(layers, index, inputs) {
        this.layers = layers;
        const { host } = this;
        const t = host.t.bind(host);
        const place = placeOf(layers, index);
        const state = JSON.stringify([host.language, layers, inputs, place.layer]);
        if (state !== this.#filled) {
            const units = layers.flatMap(({ out }, layer) => Array.from({ length: out }, (_, unit) => ({ layer, unit, from: -1 })));
            const sources = Array.from({ length: layers[place.layer].in + 1 }, (_, k) => ({
                ...place,
                from: k < layers[place.layer].in ? k : -1,
            }));
            fill(this.unit, units.map((one) => [`${one.layer},${one.unit}`, unitName(t, layers, one)])); // prettier-ignore
            fill(this.source, sources.map((one) => [String(one.from), sourceName(t, one, inputs)])); // prettier-ignore
        }
        this.#filled = state;
        this.unit.value = `${place.layer},${place.unit}`;
        this.source.value = String(place.from);
    }

    /** @type {Layer[]} */
    layers = [];
}

/** @param {HTMLSelectElement} select @param {string[][]} entries value and text of each */
function fill(select, entries) {
    select.replaceChildren(...entries.map(([value, text]) => make("option", { value, text })));
}
