/** A figure's parameters in the attributes of its element: what they say, and which of them were refused. */
import { attributeName, parseAll } from "./parameters.js";

/** @typedef {import("./parameters.js").ParameterError} ParameterError */

/** Their names. @param {readonly import("./parameters.js").Spec[]} table */
export const attributesOf = (table) => table.map(({ name }) => attributeName(name));

export class Attributes {
    /** What was neither put right nor dismissed, by parameter. @type {Map<string, ParameterError>} */
    #refused = new Map();

    /**
     * @param {HTMLElement} element
     * @param {() => readonly import("./parameters.js").Spec[]} table of its figure
     * @param {(error: ParameterError | null) => void} tell hears of each that is refused, and null when one was put right
     */
    constructor(element, table, tell) {
        this.element = element;
        this.table = table;
        this.tell = tell;
    }

    /** All there are; a refused one is at its default. */
    read() {
        const given = attributesOf(this.table()).filter((name) => this.element.hasAttribute(name));
        return parseAll(this.table(), given.map((name) => [name, this.element.getAttribute(name) ?? ""]), attributeName); // prettier-ignore
    }

    /** One that changed: its value by the parameter's name, or nothing. @param {string} attribute @param {string | null} text */
    take(attribute, text) {
        const spec = this.table().find(({ name }) => attributeName(name) === attribute);
        if (!spec) return;
        const { values, errors } = parseAll([spec], text === null ? [] : [[attribute, text]], attributeName);
        if (errors.length > 0) return this.refuse(errors);
        if (this.#refused.delete(spec.name)) this.tell(null);
        return values;
    }

    /** @param {ReturnType<typeof parseAll>["errors"]} errors */
    refuse(errors) {
        for (const error of /** @type {ParameterError[]} */ (errors)) {
            console.warn(`<valley-figure> ${error.message}`);
            this.#refused.set(error.spec.name, error);
            this.tell(error);
        }
    }

    /** All that stands refused, for a reader. @param {ReturnType<typeof import("./text/index.js").textIn>} t */
    refusal(t) {
        return Array.from(this.#refused.values(), (error) => error.whatMayBe(t)).join(" · ");
    }

    forget() {
        this.#refused.clear();
    }
}
