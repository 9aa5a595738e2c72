/** Activations as functions of one number. */
import { choice, floats, number, options } from "./check.js";
import { outFloats } from "./wasm.js";

/**
 * @param {import("./inside.js").CoreInside} core
 * @param {import("./types.js").ActivationName} name
 * @param {import("./types.js").Numbers} z
 * @param {import("./types.js").ActivationOptions} [given]
 * @returns {import("./types.js").ActivationValues}
 */
export function activationAt(core, name, z, given = {}) {
    const names = core.names("activation");
    const curves = names.filter((each) => each !== "maxout"); // which is no function of one number
    const index = names.indexOf(curves[choice("activation", name, curves)]);
    const [, ...usual] = core.activationDefaults(index);
    const { alpha = usual[0], lower = usual[1], upper = usual[2] } = options("activation options", given, ["alpha", "lower", "upper"]);
    number("alpha", alpha);
    if (number("lower", lower) > number("upper", upper)) throw new RangeError(`lower must be at most upper, got ${lower} and ${upper}`);
    const at = floats("z", z);
    const results = Array.from({ length: 3 }, () => outFloats(at.length));
    const [value, slope, bend] = core.heap.call("activation_at", ...results, index, alpha, lower, upper, at, at.length).out;
    return { value, slope, bend };
}
