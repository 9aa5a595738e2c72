import { INPUTS } from "./parameters.js";

/** Points a side. */
const SIZE = 24;

/**
 * What each input is over the plane. The core draws units, so let units be the inputs: a layer of identities that passes each one on.
 * @param {(request: any) => Promise<any>} ask
 * @param {any} problem
 * @param {Float32Array} domain
 * @returns {Promise<{names: string[], values: Float32Array} | null>} values [inputs × SIZE × SIZE]
 */
export async function askInputMaps(ask, problem, domain) {
    const names = INPUTS.filter((name) => problem.data.inputs.includes(name));
    const k = names.length;
    const passing = { ...problem, net: { ...problem.net, hidden: [k], activation: "identity", init: "zeros" } };
    const start = await ask({ type: "start", problem: passing });
    if (!start) return null;
    for (let i = 0; i < k; i++) start.theta[i * k + i] = 1;
    const optimizer = { name: "sgd", learningRate: 0 };
    const request = { type: "train", problem: passing, theta: start.theta, state: null, step: 0, steps: 0, optimizer, batchSize: 1 };
    const reply = await ask({ ...request, views: { units: SIZE, domain } });
    return reply && { names, values: reply.units.slice(0, k * SIZE * SIZE) };
}
