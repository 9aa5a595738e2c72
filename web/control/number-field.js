import { make } from "../dom.js";
import { typed } from "./number-scale.js";

/**
 * A number that can be typed over. What cannot be taken is marked and explained by the browser's own bubble; leaving the field puts the
 * standing value back.
 *
 * @template T
 * @param {{label?: string, id?: string, parse: (text: string) => T, format: (value: T) => string, explain: (error: unknown) => string}} options
 *     parse throws what explain puts in words; label for the ear where there is no <label>
 * @param {(value: T) => void} emit
 */
export function numberField({ label, id, parse, format, explain }, emit) {
    const input = make("input", { type: "text", class: "field", id, "aria-label": label, autocomplete: "off", spellcheck: "false" });
    /** @type {T} */
    let standing;
    const show = (/** @type {T} */ value) => {
        standing = value;
        input.value = format(value);
        complain("");
    };
    const complain = (/** @type {string} */ message) => {
        input.setCustomValidity(message);
        input.toggleAttribute("aria-invalid", message !== "");
        if (message) input.reportValidity();
    };
    const take = () => {
        if (input.value === format(standing)) return complain("");
        try {
            emit(parse(typed(input.value)));
            complain("");
        } catch (error) {
            complain(explain(error));
        }
    };
    input.addEventListener("change", take);
    input.addEventListener("input", () => complain(""));
    input.addEventListener("blur", () => input.validity.customError && show(standing));
    input.addEventListener("keydown", (event) => event.key === "Escape" && show(standing));
    input.addEventListener("focus", () => input.select());
    return { element: input, show };
}
