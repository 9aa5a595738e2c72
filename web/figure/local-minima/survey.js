/** Descents from every cell of a plane, and where they ended. */
import { choiceOf, optimizerOf, problemOf } from "./problems.js";

/**
 * @typedef {import("../../core/types.js").Minimum} Minimum
 *
 * @typedef {object} Plane the starts are origin + alpha·u + beta·v with alpha, beta in ±span
 * @property {any} problem
 * @property {Float32Array} origin
 * @property {Float32Array} u
 * @property {Float32Array} v
 *
 * @typedef {Minimum & {number: number, lowest: number, isMixed: boolean}} Group descents that ended in one place, or at one loss; number from
 *     1, lowest loss first; isMixed: the last one, of those that ended here and there
 *
 * @typedef {object} Survey
 * @property {Plane} plane
 * @property {number} size            cells a side
 * @property {Float32Array} alphas    [size] middles of the cells, ascending
 * @property {Float32Array} heights   [size × size] losses at the starts, rows from −span up
 * @property {Float32Array} losses    [size × size] losses at the ends; Infinity where descent diverged
 * @property {Float32Array} labels    [size × size] index into groups, −1 where descent diverged
 * @property {Group[]} groups
 * @property {number} diverged        starts
 * @property {boolean} final          false: a coarse one that a finer one will replace
 */

/** Cells a side of the first, coarse look. */
const COARSE = 32;
/** Cells in one request: some tens of milliseconds of a network's descents, so that a superseded map ends soon. */
const CELLS = 256;
/** Groups that are told apart: as many as there are colours. The core is asked for more, so that the smallest can be put together here. */
export const MAX_GROUPS = 12;
const MAX_ASKED = 256;
/** Ends this close in loss are equally low. */
const LEVEL = 0.05;

/** Middles of `size` equal cells that span ±span. @param {number} span @param {number} size */
export function cellMiddles(span, size) {
    return Float32Array.from({ length: size }, (_, i) => -span + ((i + 0.5) * 2 * span) / size);
}

/** The cell a place falls into. @param {readonly number[]} place @param {number} span @param {number} size @returns {[number, number]} column, row */
export function cellOf([a, b], span, size) {
    const index = (/** @type {number} */ at) => Math.min(size - 1, Math.max(0, Math.floor(((at + span) / (2 * span)) * size)));
    return [index(a), index(b)];
}

/**
 * The plane of the starts. Of a network: its first two weights, which both lead into the hidden layer; the others as drawn.
 * @param {import("../../host.js").Host} host
 * @param {Record<string, any>} parameters
 * @returns {Promise<Plane | null>} null: superseded
 */
export async function planeOf(host, parameters) {
    const problem = problemOf(/** @type {any} */ (parameters));
    const reply = await host.ask("plane", { type: "start", problem });
    if (!reply) return null;
    const origin = reply.theta.slice();
    origin[0] = origin[1] = 0;
    const axis = (/** @type {number} */ at) => origin.map((/** @type {number} */ _, /** @type {number} */ i) => (i === at ? 1 : 0));
    return { problem, origin, u: axis(0), v: axis(1) };
}

/**
 * @param {import("../../host.js").Host} host
 * @param {Plane} plane
 * @param {Record<string, any>} parameters
 * @param {{size: number, final: boolean, isWanted: () => boolean, onProgress: (share: number) => void}} how
 * @returns {Promise<Survey | null>} null: superseded
 */
async function survey(host, plane, parameters, { size, final, isWanted, onProgress }) {
    const alphas = cellMiddles(parameters.span, size);
    const grid = { ...plane, alphas };
    const descents = { type: "basins", ...grid, optimizer: optimizerOf(/** @type {any} */ (parameters)), steps: parameters.steps };
    const rows = Math.max(1, Math.floor(CELLS / size));
    const requests = [];
    for (let row = 0; row < size; row += rows) requests.push({ ...descents, betas: alphas.slice(row, row + rows) });
    let done = 0;
    const bands = await host.askAll("map", requests, () => onProgress(++done / (requests.length + 1)));
    if (!bands || !isWanted()) return null;
    const losses = joined(bands.map((band) => band.losses));
    const ends = joined(bands.map((band) => band.ends));
    const { distance, lossDistance } = choiceOf(parameters.problem);
    const grouping = { type: "label", problem: plane.problem, ends, losses, distance, lossDistance, maxGroups: MAX_ASKED };
    const found = await host.ask("label", grouping);
    if (!found || !isWanted()) return null;
    const relief = await host.ask("relief", { type: "surface", ...grid, betas: alphas });
    if (!relief || !isWanted()) return null;
    return { plane, size, alphas, heights: relief.losses, losses, ...numbered(found, losses), final };
}

/**
 * The whole of it: a coarse map at once, then the fine one, which may take its time.
 * @param {import("../../host.js").Host} host
 * @param {Record<string, any>} parameters
 * @param {{isWanted: () => boolean, onSurvey: (survey: Survey) => void, onProgress: (share: number) => void}} listeners isWanted: no later one is
 */
export async function surveyAll(host, parameters, { isWanted, onSurvey, onProgress }) {
    const plane = await planeOf(host, parameters);
    const fine = Math.sqrt(Number(parameters.starts));
    for (const size of fine > COARSE ? [COARSE, fine] : [fine]) {
        if (!plane || !isWanted()) return;
        const found = await survey(host, plane, parameters, {
            size,
            final: size === fine,
            isWanted,
            onProgress: size === fine ? onProgress : () => {},
        });
        if (!found) return;
        onSurvey(found);
    }
}

/** @param {Float32Array[]} parts */
function joined(parts) {
    const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

/**
 * Groups by loss, lowest first; those as low as each other from right to left, so that a little more momentum does not renumber them. Where
 * there are too many, the smallest are one: starts that ended here and there.
 * @param {{labels: Float32Array, minima: Minimum[]}} found
 * @param {Float32Array} losses
 * @returns {{labels: Float32Array, groups: Group[], diverged: number}}
 */
export function numbered({ labels, minima }, losses) {
    const lowest = minima.map(() => Infinity);
    labels.forEach((label, i) => label >= 0 && (lowest[label] = Math.min(lowest[label], losses[i])));
    const level = (/** @type {number} */ group) => Math.round(lowest[group] / LEVEL);
    const bySize = minima.map((_, group) => group).sort((a, b) => minima[b].count - minima[a].count);
    const kept = minima.length > MAX_GROUPS ? MAX_GROUPS - 1 : minima.length;
    const order = bySize.slice(0, kept).sort((a, b) => level(a) - level(b) || minima[b].theta[0] - minima[a].theta[0]);
    const place = minima.map(() => kept); // of what is not kept: behind the others
    order.forEach((group, index) => (place[group] = index));
    const groups = order.map((group, index) => ({ ...minima[group], number: index + 1, lowest: lowest[group], isMixed: false }));
    const rest = bySize.slice(kept);
    if (rest.length > 0) {
        const count = rest.reduce((sum, group) => sum + minima[group].count, 0);
        const low = Math.min(...rest.map((group) => lowest[group]));
        groups.push({ ...minima[rest[0]], count, loss: low, lowest: low, number: kept + 1, isMixed: true });
    }
    return {
        labels: labels.map((label) => (label < 0 ? -1 : place[label])),
        groups,
        diverged: labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0),
    };
}
