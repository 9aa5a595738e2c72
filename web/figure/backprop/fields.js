/** Small number fields: one value each, in reach of the keyboard. */
import { numberField } from "../../control/number-field.js";
import { showNumber } from "../../control/number-scale.js";
import { ParameterError, parse } from "../../parameters.js";

/** @type {import("../../parameters.js").Spec} */
const SPEC = { name: "value", type: "number", default: 0, min: -1e6, max: 1e6 };

/**
 * @param {import("../../host.js").Host} host
 * @param {string} label for the ear
 * @param {(value: number) => void} emit
 */
export function valueField(host, label, emit) {
    const explain = (/** @type {unknown} */ error) => {
        if (error instanceof ParameterError) return host.t(error.mustBe.key, error.mustBe.values);
        throw error;
    };
    const format = (/** @type {number} */ value) => showNumber(value, 5);
    return numberField({ label, parse: (text) => /** @type {number} */ (parse(SPEC, text)), format, explain }, emit);
}
