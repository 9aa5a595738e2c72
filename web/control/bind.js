/**
 * Joins a control to a parameter of a Host: the one place that knows both.
 * @typedef {HTMLElement & {mark: (value: number | null, text?: string) => void}} BoundControl
 */
import { freshId, make } from "../dom.js";
import { ParameterError, check, format, parse } from "../parameters.js";
import { hasText } from "../text/index.js";
import { chips, segmented, select, toggle } from "./choice.js";
import { list } from "./list.js";
import { showNumber } from "./number-scale.js";
import { slider } from "./slider.js";
import { stepper } from "./stepper.js";
import { textField } from "./text.js";

/** @typedef {{label?: string, format?: (value: any) => string, compact?: boolean}} Options */
/** @typedef {{element: HTMLElement, show: (value: any) => void, mark?: (value: number | null, text?: string) => void}} Control */

/** What a <label> can name: one native input. The others are groups that carry their name themselves. */
const single = new Set(["slider", "stepper", "select", "toggle", "text"]);

/** @param {import("../parameters.js").Spec} spec */
export function kindOf(spec) {
    if (spec.control) return spec.control;
    if (spec.type === "number") return "slider";
    if (spec.type === "integer") return "stepper";
    if (spec.type === "boolean") return "toggle";
    if (spec.type === "choice") return (spec.choices?.length ?? 0) <= 3 ? "segmented" : "select";
    if (spec.type === "list") return spec.choices ? "chips" : "list";
    return "text";
}

/**
 * @param {import("../host.js").Host} host
 * @param {import("../parameters.js").Spec} spec
 * @param {Options} options
 * @returns {BoundControl}
 */
export function bindControl(host, spec, options) {
    const kind = kindOf(spec);
    /** @type {Control} */
    let control;
    /** @type {[number | null, string?]} */
    let mark = [null];
    const box = make("div", { class: `control ${kind}-control`, "data-parameter": spec.name });
    const wrapper = Object.assign(box, { mark: (/** @type {[number | null, string?]} */ ...given) => control.mark?.(...(mark = given)) });
    const show = () => control.show(host.parameters[spec.name]);
    const build = () => {
        const id = freshId();
        control = makeControl(host, spec, kind, id, options);
        const label = options.compact
            ? null
            : make(single.has(kind) ? "label" : "span", {
                  class: "label",
                  for: single.has(kind) ? id : null,
                  text: labelOf(host, spec, options),
              });
        wrapper.replaceChildren(...(label ? [label] : []), control.element);
        show();
        control.mark?.(...mark);
    };
    host.translated(build);
    host.listen((name) => name === spec.name && show());
    return wrapper;
}

/** @param {import("../host.js").Host} host @param {import("../parameters.js").Spec} spec @param {Options} options */
function labelOf(host, spec, { label }) {
    if (label) return hasText(label) ? host.t(label) : label;
    return hasText(`parameter.${spec.name}`) ? host.t(`parameter.${spec.name}`) : spec.name;
}

/**
 * @param {import("../host.js").Host} host
 * @param {import("../parameters.js").Spec} spec
 * @param {ReturnType<typeof kindOf>} kind
 * @param {string} id of the native input, where there is one
 * @param {Options} options
 * @returns {Control}
 */
function makeControl(host, spec, kind, id, options) {
    const label = labelOf(host, spec, options);
    const emit = (/** @type {any} */ value) => host.set({ [spec.name]: value });
    const nameOf = (/** @type {string} */ choice) => (hasText(`choice.${choice}`) ? host.t(`choice.${choice}`) : choice);
    const explain = (/** @type {unknown} */ error) => {
        if (error instanceof ParameterError) return host.t(error.mustBe.key, error.mustBe.values);
        throw error;
    };
    const show = (/** @type {number} */ value) =>
        (spec.type === "integer" ? String(value) : showNumber(value, 6)) + (spec.unit ? ` ${spec.unit}` : "");
    const common = { id, label, explain, parse: (/** @type {string} */ text) => parse(spec, withoutUnit(spec, text)) };
    const bounds = { min: spec.min ?? 0, max: spec.max ?? 0 };
    const choices = spec.choices ?? [];
    switch (kind) {
        case "slider":
            return slider({ ...common, format: options.format ?? show, range: rangeOf(spec) }, emit);
        case "stepper":
            return stepper(
                { ...common, ...bounds, id: options.compact ? undefined : id, format: options.format, ...steps(host, label) },
                emit,
            );
        case "select":
            return select({ id, label: options.compact ? label : undefined, choices, nameOf }, emit);
        case "segmented":
            return segmented({ label, choices, nameOf }, emit);
        case "chips":
            return chips({ label, choices, nameOf, least: spec.minLength ?? 0 }, emit);
        case "toggle":
            return toggle({ id, label: options.compact ? label : undefined }, emit);
        case "list":
            return list({ ...listOptions(host, spec), label, explain }, emit);
        default:
            return textField({ ...common, label: options.compact ? label : undefined, format: options.format ?? format }, emit);
    }
}

/** @param {import("../parameters.js").Spec} spec @returns {import("./number-scale.js").Range} */
function rangeOf(spec) {
    const { min = 0, max = 1, scale, smallest, digits } = spec;
    const whole = spec.type === "integer";
    return { min, max, scale, smallest, digits, whole, step: spec.step ?? (whole ? 1 : undefined) };
}

/** @param {import("../parameters.js").Spec} spec @param {string} text */
function withoutUnit({ unit }, text) {
    return unit && text.endsWith(unit) ? text.slice(0, -unit.length).trim() : text;
}

/** @param {import("../host.js").Host} host @param {string} label */
function steps(host, label) {
    return { more: host.t("frame.more", { label }), less: host.t("frame.less", { label }) };
}

/** @param {import("../host.js").Host} host @param {import("../parameters.js").Spec} spec */
function listOptions(host, spec) {
    const { min = 0, max = Infinity, minLength = 0, maxLength = Infinity } = spec;
    const entrySpec = { ...spec, type: /** @type {const} */ ("integer") };
    return {
        min,
        max,
        minLength,
        maxLength,
        parseEntry: (/** @type {string} */ text) => check(entrySpec, parse(entrySpec, text)),
        text: {
            add: host.t("frame.addLayer"),
            remove: host.t("frame.removeLayer"),
            units: host.t("frame.unitsEach"),
            entry: (/** @type {number} */ index) => host.t("frame.unitsInLayer", { layer: index + 1 }),
            more: (/** @type {string} */ label) => host.t("frame.more", { label }),
            less: (/** @type {string} */ label) => host.t("frame.less", { label }),
        },
    };
}
