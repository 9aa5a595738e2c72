/** Every weight and bias in a row: its value, to be typed over, and its derivative by three ways. */
import { formatNumber } from "../../paint/scale.js";
import { valueField } from "./fields.js";
import { parametersOf } from "./steps.js";

/** @typedef {import("./steps.js").Pass} Pass */

const COLUMNS = ["name", "value", "true", "drawn", "difference", "next"];

/** Where the losses are beyond all numbers, they have no difference. @param {number} difference @param {number} error */
const withError = (difference, error) => (Number.isFinite(error) ? `${formatNumber(difference)} ± ${formatNumber(error, 1)}` : "–");

export class ParameterTable {
    /** What the rows were made for. */
    #made = "";
    /** @type {{index: number, field: ReturnType<typeof valueField>, row: HTMLElement, cells: HTMLElement[]}[]} */
    #rows = [];

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {(index: number, value: number) => void} take
     */
    constructor(host, parent, take) {
        this.host = host;
        this.take = take;
        const heads = COLUMNS.map((name) => host.element("th", { scope: "col", class: name, t: `backprop.columns.${name}` }));
        this.body = host.element("tbody");
        const table = host.element("table", { class: "numbers" }, [host.element("thead", {}, [host.element("tr", {}, heads)]), this.body]);
        parent.append(host.element("div", { class: "window", tabindex: 0, role: "group", label: "backprop.table" }, [table]));
    }

    /** @param {Pass} pass @param {boolean} asDrawn */
    show(pass, asDrawn) {
        const made = JSON.stringify([this.host.language, pass.layers]);
        if (made !== this.#made) this.#make(pass);
        this.#made = made;
        for (const { index, field, row, cells } of this.#rows) {
            field.show(pass.theta[index]);
            const [truth, drawn, difference, next] = cells;
            truth.textContent = formatNumber(pass.gradient[index]);
            drawn.textContent = formatNumber(pass.drawnGradient[index]);
            difference.textContent = withError(pass.differences[index], pass.errors[index]);
            next.textContent = formatNumber(pass.next[index]);
            drawn.classList.toggle("danger", Math.abs(pass.drawnGradient[index] - pass.differences[index]) > pass.errors[index]);
            row.classList.toggle("as-drawn", asDrawn);
        }
    }

    /** @param {Pass} pass */
    #make({ layers }) {
        const { host } = this;
        this.#rows = parametersOf(layers).map(({ index, name }) => {
            const field = valueField(host, name, (value) => this.take(index, value));
            const cells = COLUMNS.slice(2).map((column) => host.element("td", { class: column }));
            const row = host.element("tr", {}, [
                host.element("th", { scope: "row", text: name }),
                host.element("td", { class: "value" }, [field.element]),
                ...cells,
            ]);
            return { index, field, row, cells };
        });
        this.body.replaceChildren(...this.#rows.map(({ row }) => row));
    }
}
