import { OWN_SETTINGS } from "../../core/optimizer.js";
import { MEASURED } from "./parameters.js";

/**
 * A control that would change nothing is not there.
 * @param {ParentNode} root
 * @param {import("../../parameters.js").Values} p
 * @param {{data?: {nClasses: number} | null, diverged?: unknown}} [session] no classes: a number is predicted; of a run that was thrown out the loss is logarithmic
 */
export function showWhatApplies(root, { data, init, momentum, optimizer = "sgd" }, session) {
    const nClasses = session?.data?.nClasses;
    const isGiven = data === "csv" || data in MEASURED;
    const own = OWN_SETTINGS[/** @type {import("../../core/types.js").OptimizerName} */ (optimizer)];
    const isHidden = {
        n: isGiven,
        noise: isGiven,
        std: init !== "normal" && init !== "uniform",
        loss: nClasses === 0,
        discretise: nClasses === 0,
        logLoss: session?.diverged,
        ...Object.fromEntries(
            Object.values(OWN_SETTINGS)
                .flat()
                .map((name) => [name, !own.includes(name) || (name === "nesterov" && momentum === 0)]),
        ),
    };
    for (const [name, hidden] of Object.entries(isHidden))
        root.querySelector(`[data-parameter="${name}"]`)?.toggleAttribute("hidden", Boolean(hidden));
    for (const chip of root.querySelectorAll('[data-parameter="inputs"] input'))
        chip.closest("label")?.toggleAttribute("hidden", data === "sine" && /** @type {HTMLInputElement} */ (chip).value.includes("y"));
}
