/** What is saved of a figure as numbers: each a text, or null where the figure has none yet. */
import { formatAll } from "../parameters.js";
import { cHeader } from "./c-header.js";
import { csvOf } from "./csv.js";
import { aboutInputs, networkText } from "./network-json.js";

/**
 * @typedef {object} Subject
 * @property {Pick<import("../host.js").Host, "parameters"> & {live: import("../host.js").LiveFigure | null}} host
 * @property {import("../host.js").Figure} figure
 */

/** @param {Subject} subject @returns {string | null} */
export function historyCSV({ host }) {
    const table = host.live?.history?.();
    return table ? csvOf(table) : null;
}

/** With the figure's parameters, which a link takes too. @param {Subject} subject @returns {Promise<string | null>} */
export async function networkFile({ host, figure }) {
    const parameters = Object.fromEntries(formatAll(figure.parameters, host.parameters));
    const json = await host.live?.network?.();
    return json ? networkText({ ...json, about: { figure: figure.name, parameters, ...json.about } }) : null;
}

/** @param {Subject} subject @returns {Promise<string | null>} */
export async function headerFile({ host }) {
    const json = await host.live?.network?.();
    return json ? cHeader(json, "network", [`Trained for ${json.step} steps.`, aboutInputs(json)].filter(Boolean).join("\n")) : null;
}
