import { make } from "../dom.js";
import { numberField } from "./number-field.js";

/**
 * A text, or several numbers in a line.
 * @template T
 * @param {{id: string, label?: string, parse: (text: string) => T, format: (value: T) => string, explain: (error: unknown) => string}} options
 * @param {(value: T) => void} emit
 */
export function textField(options, emit) {
    const field = numberField(options, emit);
    return { element: make("span", { class: "text" }, [field.element]), show: field.show };
}
