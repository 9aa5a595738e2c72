/** A slider and a field for every input of the formula. */
import { freshId } from "../../dom.js";
import { showNumber } from "../../control/number-scale.js";
import { slider } from "../../control/slider.js";
import { ParameterError, parse } from "../../parameters.js";

/** @type {import("../../parameters.js").Spec} */
const SPEC = { name: "value", type: "number", default: 0, min: -1e9, max: 1e9 };
const RANGE = { min: -5, max: 5, step: 0.1 };

export class Inputs {
    /** What the sliders were made for. */
    #made = "";
    /** @type {ReturnType<typeof slider>[]} */
    #sliders = [];

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {(name: string, value: number) => void} take
     */
    constructor(host, parent, take) {
        this.host = host;
        this.take = take;
        this.list = host.controls(parent, "modes.inputs");
        this.none = host.element("p", { class: "hint", t: "modes.noInputs", hidden: true });
        parent.append(this.none);
    }

    /** @param {string[]} names @param {number[]} values */
    show(names, values) {
        const made = JSON.stringify([this.host.language, names]);
        if (made !== this.#made) this.#make(names);
        this.#made = made;
        this.#sliders.forEach((one, i) => one.show(values[i]));
    }

    /** @param {string[]} names */
    #make(names) {
        const { host } = this;
        const explain = (/** @type {unknown} */ error) => {
            if (error instanceof ParameterError) return host.t(error.mustBe.key, error.mustBe.values);
            throw error;
        };
        const ids = names.map(() => freshId());
        this.#sliders = names.map((name, i) => {
            const options = {
                id: ids[i],
                label: name,
                range: RANGE,
                format: (/** @type {number} */ v) => showNumber(v, 7),
                parse: (/** @type {string} */ text) => parse(SPEC, text),
                explain,
            };
            return slider(options, (value) => this.take(name, value));
        });
        const rows = this.#sliders.map(({ element }, i) =>
            host.element("div", { class: "control slider-control", "data-input": names[i] }, [
                host.element("label", { class: "label name", for: ids[i], text: names[i] }),
                element,
            ]),
        );
        this.list.replaceChildren(...rows);
        this.list.hidden = names.length === 0;
        this.none.hidden = names.length > 0;
    }
}
