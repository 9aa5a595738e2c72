/** The latest reply to the request "manifold", and the axes of wide layers as they were at the start, by which later ones are turned. */
const CELLS = 48;
/** What the axes are told by are the examples, wherever the lattice lies. */
const PLANE = [-6, 6, -6, 6];

/** @typedef {import("../../core/messages.js").ManifoldReply} Reply */
/** @typedef {import("../training/run.js").Run} Run */

export class Bend {
    /** @type {Reply | null} */
    reply = null;
    /** After how many steps the network was as the reply shows it. */
    step = 0;
    /** The data that the reply is of. @type {import("../../core/messages.js").DatasetReply | null} */
    data = null;
    /** Of which run, at which theta. @type {{run: Run | null, theta: Float32Array | null}} */
    #seen = { run: null, theta: null };
    /** @type {{run: Run | null, axes: {u: Float32Array, v: Float32Array}[] | null}} */
    #start = { run: null, axes: null };
    /** @type {Promise<void> | null} */
    #busy = null;

    /** @param {import("../../host.js").Host} host */
    constructor(host) {
        this.host = host;
    }

    /** Before the first step. @param {Run} run */
    async begin(run) {
        const reply = await this.host.ask("start axes", this.#request(run, PLANE, null));
        if (!reply) return false;
        this.#start = { run, axes: reply.spaces.map((/** @type {any} */ { u, v }) => ({ u, v })) };
        return true;
    }

    /**
     * Asks for the network as it now is, if it is not what is shown, and not while it asks already.
     * @param {import("../training/session.js").Session} session
     * @returns {Promise<void>} when the picture is there
     */
    async follow(session) {
        const { run, data } = session;
        if (this.#busy) return this.#busy;
        if (!run?.theta || !data || run.theta === this.#seen.theta) return;
        this.#busy = this.#ask(session, run, data);
        await this.#busy;
    }

    /** @param {import("../training/session.js").Session} session @param {Run} run @param {import("../../core/messages.js").DatasetReply} data */
    async #ask(session, run, data) {
        const { theta, step } = run;
        const reply = await this.host.ask("bend", this.#request(run, data.domain, this.#start.run === run ? this.#start.axes : null));
        this.#busy = null;
        this.#seen = { run, theta };
        if (!reply || run !== session.run) return this.host.invalidate();
        this.reply = reply;
        this.step = step;
        this.data = data;
        this.host.invalidate(); // and what came in between is asked for
    }

    /** @param {Run} run @param {ArrayLike<number>} domain @param {{u: Float32Array, v: Float32Array}[] | null} reference */
    #request({ problem, theta, running }, domain, reference) {
        return { type: "manifold", problem, theta, running, cells: CELLS, domain, reference };
    }
}
