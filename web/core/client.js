/** The page's side: figures ask, workers answer, and nobody waits for an answer that is no longer wanted. */
import { workerText } from "./embedded.js";
import { embeddedModule } from "./module.js";
import { PageSeat, WorkerSeat } from "./seat.js";

/** @typedef {import("./messages.js").Request} Request */
/** @typedef {import("./messages.js").Reply} Reply */
/** @typedef {WorkerSeat | PageSeat} Seat */
/**
 * @typedef {object} Job what was asked in one slot: one request, or the parts of a big one
 * @property {string} slot
 * @property {Request[]} requests
 * @property {boolean} bulk goes after what is not
 * @property {number} begun requests handed out so far, in order
 * @property {Reply[]} replies
 * @property {number} left
 * @property {(reply: any, index: number) => void} onPart
 * @property {(replies: any[] | null) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/** A few workers from one compiled module, shared by all figures of a page. */
export class Pool {
    /** @type {Set<Seat>} all of them, also workers that have not yet said whether they can work */
    #seats = new Set();
    /** @type {Set<Seat>} */
    #idle = new Set();
    /** @type {Map<Seat, Job>} */
    #busy = new Map();
    /** @type {Job[]} in the order in which they were asked */
    #jobs = [];
    #closed = false;
    #opening = false;
    #size;
    /** @type {WeakMap<Seat, string>} the slot a seat served last: its problem is ready there */
    #served = new WeakMap();
    #createWorker;
    #module;

    /**
     * @param {object} [options]
     * @param {number} [options.size] workers at most
     * @param {(() => import("./seat.js").WorkerLike) | null} [options.createWorker] null: work in the page
     * @param {WebAssembly.Module | Promise<WebAssembly.Module>} [options.module] of the core
     */
    constructor({ size = usualSize(), createWorker = workerText ? embeddedWorker : null, module = embeddedModule() } = {}) {
        this.#size = size;
        this.#createWorker = createWorker;
        this.#module = Promise.resolve(module);
        this.#module.catch(() => {}); // the page's seat tells whoever asks
        void this.#openWorker();
    }

    /**
     * A later ask in the same slot supersedes this one.
     * @template {Request} R
     * @param {string} slot
     * @param {R} request
     * @returns {Promise<import("./messages.js").ReplyTo<R> | null>} null if superseded
     */
    async ask(slot, request) {
        const replies = await this.#add(slot, [request], false, () => {});
        return replies && replies[0];
    }

    /**
     * The parts of a big request, spread over the pool; what is small goes first.
     * @template {Request} R
     * @param {string} slot
     * @param {R[]} requests
     * @param {(reply: import("./messages.js").ReplyTo<R>, index: number) => void} [onPart] as each comes in, in any order
     * @returns {Promise<import("./messages.js").ReplyTo<R>[] | null>} null if superseded
     */
    askAll(slot, requests, onPart = () => {}) {
        return this.#add(slot, requests, true, onPart);
    }

    /** Ends every worker; what is still asked resolves to null. */
    close() {
        this.#closed = true;
        for (const seat of this.#seats) seat.close();
        this.#idle.clear();
        this.#busy.clear();
        for (const job of this.#jobs.splice(0)) job.resolve(null);
    }

    /**
     * @param {string} slot
     * @param {Request[]} requests
     * @param {boolean} bulk
     * @param {Job["onPart"]} onPart
     * @returns {Promise<any[] | null>}
     */
    #add(slot, requests, bulk, onPart) {
        return new Promise((resolve, reject) => {
            for (const job of this.#jobs.filter((earlier) => earlier.slot === slot)) this.#end(job, () => job.resolve(null));
            if (this.#closed) return resolve(null);
            if (requests.length === 0) return resolve([]);
            this.#jobs.push({ slot, requests, bulk, begun: 0, replies: [], left: requests.length, onPart, resolve, reject });
            this.#handOut();
        });
    }

    /**
     * @param {Job} job
     * @param {() => void} tell
     */
    #end(job, tell) {
        this.#jobs = this.#jobs.filter((other) => other !== job);
        tell();
    }

    /** As many parts to as many idle seats; if there are more, another worker begins. */
    #handOut() {
        for (let job; this.#idle.size > 0 && (job = this.#nextJob()); ) {
            const seat = this.#chooseSeat(job.slot);
            this.#idle.delete(seat);
            this.#busy.set(seat, job);
            this.#served.set(seat, job.slot);
            void this.#work(seat, job, job.begun++);
        }
        if (this.#idle.size === 0 && this.#nextJob()) void this.#openWorker();
    }

    /** The first small job, or else the first big one, with a part to begin and no superseded part of its slot still at work. */
    #nextJob() {
        const ready = this.#jobs.filter((job) => job.begun < job.requests.length && !this.#slotIsBusy(job));
        return ready.find((job) => !job.bulk) ?? ready[0];
    }

    /** @param {Job} job */
    #slotIsBusy(job) {
        return [...this.#busy.values()].some((other) => other !== job && other.slot === job.slot);
    }

    /** @param {string} slot */
    #chooseSeat(slot) {
        const seats = [...this.#idle];
        return seats.find((seat) => this.#served.get(seat) === slot) ?? seats[0];
    }

    /**
     * @param {Seat} seat
     * @param {Job} job
     * @param {number} index
     */
    async #work(seat, job, index) {
        try {
            const reply = await seat.run(job.requests[index]);
            this.#receive(job, index, reply);
        } catch (error) {
            this.#end(job, () => job.reject(error)); // tells nobody if the job was superseded
        } finally {
            this.#busy.delete(seat);
            if (seat.crashed) this.#seats.delete(seat);
            else if (!this.#closed) this.#idle.add(seat);
            this.#handOut();
        }
    }

    /**
     * @param {Job} job
     * @param {number} index
     * @param {Reply} reply
     */
    #receive(job, index, reply) {
        if (!this.#jobs.includes(job)) return; // superseded
        job.replies[index] = reply;
        job.left -= 1;
        if (job.left === 0) this.#end(job, () => {});
        job.onPart(reply, index);
        if (job.left === 0) job.resolve(job.replies);
    }

    /** @param {Seat} seat */
    #take(seat) {
        this.#idle.add(seat);
        this.#handOut();
    }

    /**
     * A worker joins when its core stands. One after the other: the first is at work sooner than if all began at once. Where one cannot start no other is
     * tried, and where not one of them can, the page works itself.
     */
    async #openWorker() {
        if (!this.#createWorker) return this.#workInPageIfAlone();
        if (this.#closed || this.#opening || this.#seats.size >= this.#size) return;
        this.#opening = true;
        /** @type {WorkerSeat | null} */
        let seat = null;
        try {
            seat = new WorkerSeat(this.#createWorker());
            this.#seats.add(seat);
            await seat.open(await this.#module);
            this.#opening = false;
            if (!this.#closed) this.#take(seat);
        } catch {
            this.#createWorker = null;
            seat?.close();
            if (seat) this.#seats.delete(seat);
            this.#workInPageIfAlone();
        }
    }

    #workInPageIfAlone() {
        if (this.#closed || this.#seats.size > 0) return;
        const page = new PageSeat(this.#module);
        this.#seats.add(page);
        this.#take(page);
    }
}

function usualSize() {
    return Math.max(1, Math.min(4, globalThis.navigator?.hardwareConcurrency ?? 1));
}

/** From the text that the file carries: no address, so that file:// and other origins will do. */
function embeddedWorker() {
    const url = URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
    return worker;
}
