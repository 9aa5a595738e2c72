import { make, setText } from "../dom.js";
import { numberField } from "./number-field.js";
import { lastPosition, positionOf, valueAt } from "./number-scale.js";

/**
 * A range input in the model's units, with a readout that can be typed into and, on request, a mark on the track.
 *
 * @param {{id: string, label: string, range: import("./number-scale.js").Range, parse: (text: string) => number,
 *     format: (value: number) => string, explain: (error: unknown) => string}} options
 * @param {(value: number) => void} emit
 */
export function slider({ id, label, range, parse, format, explain }, emit) {
    const input = make("input", { type: "range", id, min: 0, max: lastPosition(range), step: 1 });
    const field = numberField({ label, parse, format, explain }, emit);
    const flag = make("span", { class: "mark-text" });
    const mark = make("span", { class: "mark", hidden: true }, [flag]);
    const track = make("span", { class: "track" }, [input, mark]);
    input.addEventListener("input", () => emit(valueAt(range, Number(input.value))));
    const share = (/** @type {number} */ value) => Math.min(1, Math.max(0, positionOf(range, value) / lastPosition(range)));
    const element = make("span", { class: "slider" }, [track, field.element]);
    return {
        element,
        show(/** @type {number} */ value) {
            input.value = String(Math.round(positionOf(range, value)));
            input.setAttribute("aria-valuetext", format(value));
            track.style.setProperty("--at", String(share(value)));
            field.show(value);
        },
        /** Marks a value on the track, and all beyond it; null takes the mark away. @param {number | null} value @param {string} [text] */
        mark(value, text = "") {
            mark.hidden = value === null || !Number.isFinite(value);
            element.classList.toggle("is-marked", !mark.hidden);
            setText(flag, text);
            if (value !== null && !mark.hidden) {
                mark.style.setProperty("--mark", share(value).toFixed(3)); // where it does not move nothing is laid out
                flag.classList.toggle("left", share(value) > 0.5);
            }
        },
    };
}
