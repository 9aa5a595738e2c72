import { make } from "../dom.js";
import { icon } from "./icons.js";
import { numberField } from "./number-field.js";

/**
 * A whole number with − and +; arrow keys in the field move it too.
 *
 * @param {{id?: string, label: string, min: number, max: number, parse: (text: string) => number, format?: (value: number) => string,
 *     explain: (error: unknown) => string, more: string, less: string}} options more, less: what the buttons are called
 * @param {(value: number) => void} emit
 */
export function stepper({ id, label, min, max, parse, format = String, explain, more, less }, emit) {
    let standing = min;
    const move = (/** @type {number} */ by) => {
        const next = Math.min(max, Math.max(min, standing + by));
        if (next !== standing) emit(next);
    };
    const field = numberField({ id, label: id ? undefined : label, parse, format, explain }, emit);
    const down = make("button", { type: "button", "aria-label": less, on: { click: () => move(-1) } }, [icon("minus")]);
    const up = make("button", { type: "button", "aria-label": more, on: { click: () => move(1) } }, [icon("plus")]);
    field.element.inputMode = "numeric";
    field.element.addEventListener("keydown", (event) => {
        const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (!by) return;
        event.preventDefault();
        move(by);
    });
    return {
        element: make("span", { class: "stepper" }, [down, field.element, up]),
        show(/** @type {number} */ value) {
            standing = value;
            down.disabled = value <= min;
            up.disabled = value >= max;
            field.show(value);
        },
    };
}
