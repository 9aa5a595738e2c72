/** Where requests are worked off, one at a time: in a worker, or, where there can be none, in the page. */
import { createCore } from "./inside.js";
import { handle } from "./requests.js";

/** @typedef {import("./messages.js").Request} Request */
/** @typedef {import("./messages.js").Reply} Reply */
/**
 * @typedef {object} Seat
 * @property {(request: Request) => Promise<Reply>} run one at a time
 * @property {() => void} close
 */
/**
 * @typedef {object} WorkerLike
 * @property {((event: MessageEvent) => void) | null} onmessage
 * @property {((event: ErrorEvent) => void) | null} onerror
 * @property {(message: any) => void} postMessage
 * @property {() => void} terminate
 */

/** A worker with a core of its own. */
export class WorkerSeat {
    #worker;
    /** @type {{resolve: (value: any) => void, reject: (error: Error) => void} | null} */
    #waiting = null;
    /** Key of the points that the worker has had last: they need not be sent again. */
    #pointsKey = "";
    /** @type {Error | null} */
    #end = null;

    /** @param {WorkerLike} worker */
    constructor(worker) {
        this.#worker = worker;
        worker.onmessage = ({ data }) => this.#hear(data);
        worker.onerror = (event) => {
            event.preventDefault?.();
            this.#crash(event.message || "no reason was given");
        };
    }

    get crashed() {
        return this.#end !== null;
    }

    /** Resolves when the worker's core stands. @param {WebAssembly.Module} module @returns {Promise<void>} */
    open(module) {
        return this.#post({ module });
    }

    /** @param {Request} request @returns {Promise<Reply>} */
    run(request) {
        return this.#post({ request: this.#withoutKnownPoints(request) });
    }

    close() {
        this.#worker.onmessage = this.#worker.onerror = null;
        this.#worker.terminate();
    }

    /** @param {object} message @returns {Promise<any>} */
    #post(message) {
        return new Promise((resolve, reject) => {
            if (this.#end) return reject(this.#end); // before anything was asked, as where a policy forbids workers
            this.#waiting = { resolve, reject };
            this.#worker.postMessage(message);
        });
    }

    /** @param {{ready?: true, reply?: Reply, error?: string, crash?: string}} message */
    #hear({ ready, reply, error, crash }) {
        if (crash !== undefined) this.#crash(crash);
        else if (error !== undefined) this.#waiting?.reject(new Error(error));
        else this.#waiting?.resolve(ready ?? reply);
    }

    /** @param {string} reason */
    #crash(reason) {
        this.#end = new Error(`a worker stopped: ${reason}`);
        this.close();
        this.#waiting?.reject(this.#end);
    }

    /** @param {Request} request */
    #withoutKnownPoints(request) {
        const data =
            "data" in request ? request.data : "problem" in request && request.problem?.kind === "network" ? request.problem.data : null;
        if (!data?.points) return request;
        if (data.points.key !== this.#pointsKey) {
            this.#pointsKey = data.points.key;
            return request;
        }
        const { x: _x, y: _y, ...points } = data.points;
        const lean = { ...data, points };
        return "data" in request
            ? { ...request, data: lean }
            : { ...request, problem: { .../** @type {any} */ (request).problem, data: lean } };
    }
}

/** The page itself: each request in a turn of its own, so that it can paint and listen in between. */
export class PageSeat {
    #module;
    /** @type {Promise<import("./inside.js").CoreInside>} */
    #core;
    crashed = false;

    /** @param {Promise<WebAssembly.Module>} module */
    constructor(module) {
        this.#module = module;
        this.#core = module.then(createCore);
        this.#core.catch(() => {}); // run() tells
    }

    /** @param {Request} request @returns {Promise<Reply>} */
    async run(request) {
        const core = await this.#core;
        await nextTurn();
        try {
            return handle(core, request);
        } catch (error) {
            if (error instanceof WebAssembly.RuntimeError) this.#core = this.#module.then(createCore);
            throw error;
        }
    }

    close() {}
}

/** Resolves in a later task; unlike a timer it is not held back to 4 ms. @returns {Promise<void>} */
export function nextTurn() {
    return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            port1.close();
            resolve();
        };
        port2.postMessage(null);
    });
}
