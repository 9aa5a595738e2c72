import { freshId, make } from "../dom.js";

/**
 * One of several, in a list that opens.
 * @param {{id: string, label?: string, choices: readonly string[], nameOf: (choice: string) => string}} options label: for the ear, where there is no <label>
 * @param {(choice: string) => void} emit
 */
export function select({ id, label, choices, nameOf }, emit) {
    const options = choices.map((choice) => make("option", { value: choice, text: nameOf(choice) }));
    const input = make("select", { id, "aria-label": label, on: { change: () => emit(input.value) } }, options);
    return {
        element: make("span", { class: "select" }, [input]),
        show(/** @type {string} */ choice) {
            input.value = choice;
        },
    };
}

/**
 * One of a few, all in sight: radio buttons side by side.
 * @param {{label: string, choices: readonly string[], nameOf: (choice: string) => string}} options
 * @param {(choice: string) => void} emit
 */
export function segmented({ label, choices, nameOf }, emit) {
    const name = freshId();
    const inputs = choices.map((choice) => make("input", { type: "radio", name, value: choice, on: { change: () => emit(choice) } }));
    const items = inputs.map((input, i) => make("label", {}, [input, make("span", { text: nameOf(choices[i]) })]));
    return {
        element: make("span", { class: "segmented", role: "radiogroup", "aria-label": label }, items),
        show(/** @type {string} */ choice) {
            for (const input of inputs) input.checked = input.value === choice;
        },
    };
}

/**
 * Any of several: one small toggle each.
 * @param {{label: string, choices: readonly string[], nameOf: (choice: string) => string, least: number}} options least: how many must stay chosen
 * @param {(chosen: string[]) => void} emit
 */
export function chips({ label, choices, nameOf, least }, emit) {
    const inputs = choices.map((choice) => make("input", { type: "checkbox", value: choice, on: { change: take } }));
    const items = inputs.map((input, i) => make("label", {}, [input, make("span", { text: nameOf(choices[i]) })]));

    /** @param {Event} event */
    function take(event) {
        const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
        if (chosen.length < least) /** @type {HTMLInputElement} */ (event.target).checked = true;
        else emit(chosen);
    }
    return {
        element: make("span", { class: "chips", role: "group", "aria-label": label }, items),
        show(/** @type {readonly string[]} */ chosen) {
            for (const input of inputs) input.checked = chosen.includes(input.value);
        },
    };
}

/**
 * On or off.
 * @param {{id: string, label?: string}} options label: for the ear, where there is no <label>
 * @param {(on: boolean) => void} emit
 */
export function toggle({ id, label }, emit) {
    const input = make("input", { type: "checkbox", role: "switch", id, "aria-label": label, on: { change: () => emit(input.checked) } });
    return {
        element: make("span", { class: "toggle" }, [input]),
        show(/** @type {boolean} */ on) {
            input.checked = on;
        },
    };
}
