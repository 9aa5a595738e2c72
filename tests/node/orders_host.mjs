/** A real Host with a real figure on a page that is not there: frames come and requests are answered in the order that a test wants. */
import { handle } from "../../web/core/requests.js";
import { Host } from "../../web/host.js";
import { defaults } from "../../web/parameters.js";
import { darkTheme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();

/** Steps of a reply that had a budget of time: how far a figure comes must not depend on how fast it is tested. */
const PIECE = 2000;

/** Requests of a figure that comes to rest are fewer by far: one that asks more asks for ever. */
const MOST_ANSWERS = 500;

const nothing = () => {};

const TREE = ["append", "prepend", "before", "after", "insertBefore", "replaceChildren", "remove"];
const ATTRIBUTES = ["setAttribute", "removeAttribute", "toggleAttribute"];
const METHODS = [...TREE, ...ATTRIBUTES, "addEventListener", "setCustomValidity"];

/** Takes all that figures do to an element, and has no size: so nothing is painted. */
class StubElement {
    style = { setProperty: nothing };
    dataset = {};
    classList = { add: nothing, remove: nothing, toggle: nothing };
    children = [];
    options = [];
    textContent = "";
    value = "";
    width = 0;
    height = 0;
    clientWidth = 0;
    clientHeight = 0;
    #parent = null;

    /** Nodes are kept nowhere: whoever asks for a parent is given one. */
    get parentElement() {
        this.#parent ??= new StubElement();
        return this.#parent;
    }

    getContext() {
        return recordingContext().ctx;
    }

    querySelector() {
        return null;
    }

    querySelectorAll() {
        return [];
    }
}
for (const name of METHODS) StubElement.prototype[name] = nothing;

const createElement = () => new StubElement();
globalThis.document = { createElement, createElementNS: createElement };
globalThis.window = globalThis;
globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
};

/** @type {Map<number, () => void>} */
const frames = new Map();
let frameCount = 0;
globalThis.requestAnimationFrame = (callback) => {
    frames.set(++frameCount, callback);
    return frameCount;
};
globalThis.cancelAnimationFrame = (id) => void frames.delete(id);

/** Until all has happened that needs no reply. */
export const settle = () => new Promise((done) => setTimeout(done, 0));

/** Those that were asked for before it began. */
export async function frame() {
    const due = [...frames.values()];
    frames.clear();
    for (const callback of due) callback();
    await settle();
}

/** A Pool whose replies come when a test says so. As there, a later ask in a slot supersedes. */
export class ManualPool {
    #jobs = [];
    #closed = false;
    /** How often it was asked for something; close() begins to count anew. */
    asked = 0;

    askAll(slot, requests, onPart = nothing) {
        return new Promise((resolve, reject) => {
            for (const job of this.#jobs.filter((other) => other.slot === slot)) this.#end(job).resolve(null);
            if (requests.length === 0) return resolve(this.#closed ? null : []);
            this.asked += 1;
            if (!this.#closed) this.#jobs.push({ slot, requests, onPart, resolve, reject });
            else if (this.asked < MOST_ANSWERS) resolve(null); // one that asks for ever would hold up the tests
        });
    }

    async ask(slot, request) {
        const replies = await this.askAll(slot, [request]);
        return replies && replies[0];
    }

    /** What the figure calls the slots that have no reply yet, the oldest first. */
    get waiting() {
        return this.#jobs.map(nameOf);
    }

    /** @param {string} name of a slot that waits */
    async answer(name) {
        const job = this.#jobs.find((each) => nameOf(each) === name);
        if (!job) throw new Error(`nothing is asked in ${name}, only in ${this.waiting.join(", ") || "no slot"}`);
        this.#end(job);
        try {
            const replies = job.requests.map(replyTo);
            replies.forEach((reply, index) => job.onPart(reply, index));
            job.resolve(replies);
        } catch (error) {
            job.reject(error);
        }
        await settle();
    }

    /** The oldest of those that wait, or the newest; or none where none waits. @param {{newest?: boolean}} [which] */
    async answerOne({ newest = false } = {}) {
        const name = this.waiting.at(newest ? -1 : 0);
        if (name !== undefined) await this.answer(name);
    }

    /** Until that slot waits. @param {string} name */
    async answerUntil(name) {
        for (let count = 0; !this.waiting.includes(name); count++) {
            if (count === MOST_ANSWERS || this.#jobs.length === 0) throw new Error(`it does not ask in ${name}`);
            await this.answerOne();
        }
    }

    /** Until nothing is asked any more. @param {{newest?: boolean}} [which] goes first */
    async answerAll(which) {
        for (let count = 0; this.#jobs.length > 0; count++) {
            if (count === MOST_ANSWERS) throw new Error(`it does not come to rest: ${this.waiting.join(", ")}`);
            await this.answerOne(which);
        }
    }

    close() {
        this.#closed = true;
        for (const job of [...this.#jobs]) this.#end(job).resolve(null);
        this.asked = 0;
    }

    #end(job) {
        this.#jobs = this.#jobs.filter((other) => other !== job);
        return job;
    }
}

/** A Host puts its id before it. */
const nameOf = ({ slot }) => slot.slice(slot.indexOf("/") + 1);

/** Starts of deep networks: init shows six beside each of its own, which would take a fifth of the tests' time. */
const starts = new Map();

function replyTo({ budget, ...request }) {
    if (budget !== undefined) request.steps = Math.min(request.steps, PIECE);
    if (request.type !== "layerStats" || request.theta) return handle(core, request);
    const key = JSON.stringify(request);
    if (!starts.has(key)) starts.set(key, handle(core, request));
    return structuredClone(starts.get(key)); // a reply is the figure's own
}

/**
 * A figure that has asked for the first time and has no reply yet. It is gone when the test ends.
 * @param {import("node:test").TestContext} t
 * @param {import("../../web/host.js").Figure} figure
 * @param {Record<string, unknown>} [given] parameters that are not the default
 */
export async function opened(t, figure, given = {}) {
    const page = { pool: new ManualPool(), notice: null, errors: [], figure };
    const emit = (type, detail) => void (type === "valley-error" && page.errors.push(detail.message));
    const showNotice = (notice) => void (page.notice = notice);
    const around = { pool: page.pool, language: "en", theme: darkTheme, reducedMotion: false, emit, showNotice, style: nothing };
    page.host = new Host(new StubElement(), figure, { ...defaults(figure.parameters), ...given }, around);
    t.after(() => page.host.destroy());
    page.host.setActive(true);
    page.started = page.host.start(figure);
    await settle();
    if (!page.host.live) throw new Error(`this page lacks something: ${page.errors[0]}`);
    return page;
}

/** A figure at rest. @param {Parameters<typeof opened>} args */
export async function rested(...args) {
    const page = await opened(...args);
    await page.pool.answerAll();
    await page.started;
    return page;
}

/** All that is asked for in so many frames is answered in each. @param {Awaited<ReturnType<typeof opened>>} page @param {number} [count] */
export async function playedOn({ pool }, count = 1) {
    for (let i = 0; i < count; i++) {
        await frame();
        await pool.answerAll();
    }
}

/** What a figure at rest tells and would save, but for its thousands of parameters: the loss is theirs. */
export async function shownBy({ host, pool }) {
    const asked = host.live.network?.() ?? null;
    await settle();
    await pool.answerAll();
    const { layers, activation, optimizer, step } = (await asked) ?? {};
    return { says: host.describe(), heard: host.live.heard(), network: { layers, activation, optimizer, step } };
}

/** What whoever is given the link sees. @param {import("node:test").TestContext} t */
export async function shownByLink(t, { figure, host }) {
    return shownBy(await rested(t, figure, host.parameters));
}
