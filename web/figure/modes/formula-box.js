/** The formula: typed, or one of those to begin with; and where it is wrong, the place and what was expected there. */
import { freshId } from "../../dom.js";
import { PRESETS, presetOf } from "./presets.js";

/** @typedef {NonNullable<import("../../core/messages.js").GraphReply["error"]>} Fault */

const OWN = "own";

/** @param {string} formula */
export function shortened(formula) {
    return formula.length > 60 ? `${formula.slice(0, 58)}…` : formula;
}

export class FormulaBox {
    #standing = "";
    /** What the field was made to fit. */
    #fitted = "";

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {(formula: string) => void} take
     */
    constructor(host, parent, take) {
        this.host = host;
        this.take = take;
        const [fieldId, presetId] = [freshId(), freshId()];
        this.wrong = host.element("p", { class: "wrong", role: "alert", id: freshId(), hidden: true });
        this.field = host.element("textarea", {
            class: "field formula",
            id: fieldId,
            rows: 1,
            maxlength: 2048,
            spellcheck: "false",
            autocomplete: "off",
            autocapitalize: "off",
            "aria-describedby": this.wrong.id,
            on: { change: () => this.#take(), input: () => this.#fit(), keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) },
        });
        this.preset = host.element("select", { id: presetId, on: { change: () => this.#choose() } });
        const options = [...Object.keys(PRESETS), OWN].map((name) => host.element("option", { value: name, t: `modes.presets.${name}` }));
        options[options.length - 1].hidden = true;
        this.preset.append(...options);
        parent.append(
            host.element("div", { class: "control", "data-parameter": "preset" }, [
                host.element("label", { class: "label", for: presetId, t: "modes.preset" }),
                host.element("span", { class: "select" }, [this.preset]),
            ]),
            host.element("div", { class: "control formula-control", "data-parameter": "formula" }, [
                host.element("label", { class: "label", for: fieldId, t: "modes.formula" }),
                this.field,
                this.wrong,
            ]),
        );
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        if (event.key === "Escape") this.field.value = this.#standing;
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.#take();
    }

    #take() {
        if (this.field.value !== this.#standing) this.take(this.field.value);
    }

    #choose() {
        const formula = PRESETS[/** @type {import("./presets.js").Preset} */ (this.preset.value)];
        if (formula) this.take(formula);
    }

    /** @param {string} formula */
    show(formula) {
        if (formula !== this.#standing || !this.field.matches(":focus")) this.field.value = formula;
        this.#standing = formula;
        this.#fit();
        this.preset.value = presetOf(formula) ?? OWN;
    }

    /** As high as its text, up to eight lines. */
    #fit() {
        const state = `${this.field.clientWidth} ${this.field.value}`;
        if (state === this.#fitted) return;
        this.#fitted = state;
        this.field.style.height = "0";
        this.field.style.height = `${Math.min(180, this.field.scrollHeight + 2)}px`;
    }

    /** @param {Fault | null} fault @param {string} drawn the formula that stands */
    tell(fault, drawn) {
        const { host } = this;
        this.wrong.hidden = fault === null;
        this.field.toggleAttribute("aria-invalid", fault !== null);
        if (!fault) return this.wrong.replaceChildren();
        const letters = [...this.#standing];
        const at = fault.column - 1;
        const start = Math.max(0, at - 24);
        const place = host.element("code", { class: "place" }, [
            (start > 0 ? "…" : "") + letters.slice(start, at).join(""),
            host.element("mark", { text: letters[at] ?? " " }),
            letters.slice(at + 1, at + 12).join("") + (letters.length > at + 12 ? "…" : ""),
        ]);
        const expected = host.t(`modes.expected.${fault.fault}`);
        this.wrong.replaceChildren(host.t("modes.wrong", { column: fault.column, expected, formula: shortened(drawn) }), place);
    }
}
