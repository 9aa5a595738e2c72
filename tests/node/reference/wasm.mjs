/** The wasm core, through its public interface, against a folder of vector files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as curvature from "./curvature.mjs";
import { checkGraph } from "./graph.mjs";
import { checkDeep, checkScheme, nameOf } from "./init.mjs";
import * as nets from "./nets.mjs";

/** @typedef {(core: any, report: (quantity: string, deviation: number) => void, json: any, parent?: any) => void} Check */
/** @typedef {{name: string, json: any, parent?: any, check: Check}} Case */
/** What one core says of one quantity of one case, or in place of it why the case could not be run. */
/** @typedef {{file: string, name: string, quantity: string, deviation: number, reason?: string}} Deviation */

/** @param {any[] | undefined} array @param {Check} check @param {any} [parent] @param {(json: any) => string} [name] @returns {Case[]} */
const casesOf = (array, check, parent, name = (json) => json.name ?? "without a name") =>
    (array ?? []).map((json) => ({ name: name(json), json, parent, check }));

/** Each system of a group, then its runs. */
const withRuns = (group, check, checkRun) => [
    ...casesOf(group, check),
    ...(group ?? []).flatMap((json) =>
        (json.runs ?? []).map((run, k) => ({ name: `${json.name}, run ${k + 1}`, json: run, parent: json, check: checkRun })),
    ),
];

/** @type {Record<string, (json: any) => Case[]>} */
const FILES = {
    activations: (json) => casesOf(json.activations, nets.checkActivation, json),
    gradients: (json) => casesOf(json.cases, nets.checkGradient),
    trajectories: (json) => casesOf(json.cases, nets.checkTrajectory),
    diverging: ({ quadratics, linear_nets, nets }) => [
        ...withRuns(quadratics, curvature.checkQuadratic, curvature.checkRunOfQuadratic),
        ...withRuns(linear_nets, curvature.checkLinearNet, curvature.checkRunOfLinearNet),
        ...withRuns(nets, curvature.checkNet, curvature.checkRunOfNet),
    ],
    curvature: (json) => casesOf(json.cases, curvature.checkCurvature),
    surfaces: (json) => casesOf(json.cases, nets.checkSurface),
    pca: (json) => casesOf(json.cases, nets.checkPlane),
    init: ({ schemes, deep }) => [...casesOf(schemes, checkScheme, null, nameOf), ...casesOf(deep?.cases, checkDeep, deep, nameOf)],
    graph: (json) => casesOf(json.graphs, checkGraph),
};

export const fileNames = Object.keys(FILES);

/**
 * The cases of a file. Throws if it is there but cannot be read, or is not what it should be.
 * @param {string} directory
 * @param {string} file without ".json"
 * @returns {Case[] | null} null if there is no such file
 */
export function readCases(directory, file) {
    let json;
    try {
        json = JSON.parse(readFileSync(join(directory, `${file}.json`), "utf8"));
    } catch (error) {
        if (error.code === "ENOENT") return null;
        throw error;
    }
    if (json?.file !== file || json.schema !== 1) throw new Error(`it must have "file": "${file}" and "schema": 1`);
    const cases = FILES[file](json);
    if (cases.length === 0) throw new Error("it holds no case");
    return cases;
}

/** @param {any} core @param {string} file @param {Case[]} cases @returns {Deviation[]} */
export function runCases(core, file, cases) {
    return cases.flatMap(({ name, json, parent, check }) => {
        /** @type {Deviation[]} */
        const found = [];
        try {
            check(core, (quantity, deviation) => found.push({ file, name, quantity, deviation }), json, parent);
        } catch (error) {
            found.push({ file, name, quantity: "!", deviation: NaN, reason: error.message });
        }
        return found;
    });
}
