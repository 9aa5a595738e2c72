import { make } from "../dom.js";
import { icon } from "./icons.js";
import { stepper } from "./stepper.js";

/**
 * A list of whole numbers, such as the units of each hidden layer: one stepper an entry, entries added and removed at the end.
 *
 * @param {{label: string, min: number, max: number, minLength: number, maxLength: number, parseEntry: (text: string) => number,
 *     explain: (error: unknown) => string, text: {add: string, remove: string, entry: (index: number) => string,
 *     units: string, more: (label: string) => string, less: (label: string) => string}}} options
 * @param {(entries: number[]) => void} emit
 */
export function list({ label, min, max, minLength, maxLength, parseEntry, explain, text }, emit) {
    /** @type {readonly number[]} */
    let standing = [];
    /** @type {ReturnType<typeof stepper>[]} */
    let steppers = [];
    const units = make("span", { class: "label", "aria-hidden": "true", text: text.units });
    const entries = make("span", { class: "entries" }, [units]);
    const count = make("output", { class: "count" });
    const fewer = make("button", { type: "button", "aria-label": text.remove, on: { click: () => emit(standing.slice(0, -1)) } }, [
        icon("minus"),
    ]);
    const add = () => emit([...standing, standing.at(-1) ?? Math.min(max, Math.max(min, 4))]);
    const more = make("button", { type: "button", "aria-label": text.add, on: { click: add } }, [icon("plus")]);

    /** @param {number} index */
    function entry(index) {
        const name = text.entry(index);
        const options = { label: name, min, max, parse: parseEntry, explain, more: text.more(name), less: text.less(name) };
        return stepper(options, (value) => emit(standing.map((other, at) => (at === index ? value : other))));
    }
    return {
        element: make("span", { class: "list", role: "group", "aria-label": label }, [
            make("span", { class: "stepper" }, [fewer, count, more]),
            entries,
        ]),
        show(/** @type {readonly number[]} */ value) {
            standing = value;
            count.textContent = String(value.length);
            fewer.disabled = value.length <= minLength;
            more.disabled = value.length >= maxLength;
            units.hidden = value.length === 0;
            while (steppers.length > value.length) steppers.pop()?.element.remove();
            while (steppers.length < value.length) {
                steppers.push(entry(steppers.length));
                entries.append(steppers[steppers.length - 1].element);
            }
            steppers.forEach((each, index) => each.show(value[index]));
        },
    };
}
