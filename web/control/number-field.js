import { make } from "../dom.js";
import { typed } from "./number-scale.js";

/**
 * A value that can be typed over; one that changes meanwhile does not disturb the typing. What cannot be taken is marked and explained by the browser's own bubble; leaving the field puts the
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
    let isTyping = false;
    const show = (/** @type {T} */ value) => {
        standing = value;
        if (!isTyping) put();
    };
    const put = () => {
        isTyping = false;
        input.value = format(standing);
        complain("");
    };
    const complain = (/** @type {string} */ message) => {
        input.setCustomValidity(message);
        input.toggleAttribute("aria-invalid", message !== "");
        if (message) input.reportValidity();
    };
    const take = () => {
        if (input.value === format(standing)) return put();
        try {
            const value = parse(typed(input.value));
            isTyping = false;
            emit(value);
            put();
            input.select();
        } catch (error) {
            complain(explain(error));
        }
    };
    input.addEventListener("change", take);
    input.addEventListener("input", () => {
        isTyping = true;
        complain("");
    });
    input.addEventListener("blur", put);
    input.addEventListener("keydown", (event) => event.key === "Escape" && put());
    input.addEventListener("focus", () => input.select());
    input.addEventListener("mousedown", (event) => {
        if (input.matches(":focus")) return; // a second click places the caret
        event.preventDefault();
        input.focus();
    });
    return { element: input, show };
}
