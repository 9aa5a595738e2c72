/**
 * As much of a document as a figure needs to be built and painted once in Node: elements that keep what they are given, and canvases whose contexts
 * draw into SVG. Nothing is laid out: every plot is as wide as it is told to be.
 */
import { SvgContext } from "./svg.js";

/** Milliseconds after which a figure that never comes to rest is taken as it is. */
const PATIENCE = 20_000;

class FakeElement {
    /** @param {string} tag @param {(canvas: FakeElement) => number} widthOf @param {import("./svg.js").Writer} writer */
    constructor(tag, widthOf, writer) {
        this.tagName = tag.toUpperCase();
        this.widthOf = widthOf;
        this.writer = writer;
        this.attributes = new Map();
        this.children = [];
        this.dataset = {};
        this.textContent = "";
        this.value = "";
        this.style = { setProperty() {}, removeProperty() {} };
        const names = new Set();
        this.classList = {
            add: (...given) => given.forEach((name) => names.add(name)),
            remove: (...given) => given.forEach((name) => names.delete(name)),
            contains: (name) => names.has(name),
            toggle: (name, on = !names.has(name)) => (names[on ? "add" : "delete"](name), on),
        };
        if (tag === "canvas") Object.assign(this, { width: 300, height: 150 });
    }

    append(...nodes) {
        for (const node of nodes) if (node instanceof FakeElement) Object.assign(node, { parentElement: this, parentNode: this });
        this.children.push(...nodes);
    }
    appendChild(node) {
        this.append(node);
        return node;
    }
    prepend(...nodes) {
        this.append(...nodes);
    }
    insertBefore(node) {
        return this.appendChild(node);
    }
    replaceChildren(...nodes) {
        this.children = [];
        this.append(...nodes);
    }
    before() {}
    after() {}
    remove() {}
    setAttribute(name, value) {
        this.attributes.set(name, String(value));
    }
    getAttribute(name) {
        return this.attributes.get(name) ?? null;
    }
    hasAttribute(name) {
        return this.attributes.has(name);
    }
    removeAttribute(name) {
        this.attributes.delete(name);
    }
    toggleAttribute(name, on) {
        if (on) this.attributes.set(name, "");
        else this.attributes.delete(name);
    }
    addEventListener() {}
    removeEventListener() {}
    dispatchEvent() {}
    querySelector() {
        return null;
    }
    querySelectorAll() {
        return [];
    }
    closest() {
        return null;
    }
    contains() {
        return false;
    }
    matches() {
        return false;
    }
    focus() {}
    blur() {}
    setCustomValidity() {}
    get firstChild() {
        return this.children[0] ?? null;
    }
    get childElementCount() {
        return this.children.length;
    }
    get options() {
        return this.children;
    }
    get isConnected() {
        return true;
    }
    get clientWidth() {
        return this.widthOf(this);
    }
    get offsetWidth() {
        return this.clientWidth;
    }
    get clientHeight() {
        const { height, aspectRatio, maxHeight } = this.style;
        const tall = height ? parseFloat(height) : this.clientWidth / (parseFloat(aspectRatio) || 1);
        return Math.round(Math.min(tall, parseFloat(maxHeight) || Infinity));
    }
    get offsetHeight() {
        return this.clientHeight;
    }
    getBoundingClientRect() {
        const [width, height] = [this.clientWidth, this.clientHeight];
        return { x: 0, y: 0, left: 0, top: 0, right: width, bottom: height, width, height };
    }
    getContext() {
        this.context ??= new SvgContext(this, this.writer);
        return this.context;
    }
}

/**
 * Puts a document in place of what Node lacks.
 * @param {(canvas: FakeElement) => number} widthOf of a plot, in CSS pixels
 * @param {import("./svg.js").Writer} writer of what is painted
 * @returns {{settle: () => Promise<void>, remove: () => void}} settle: runs frames and timers until nothing more is asked for
 */
export function pretendDocument(widthOf, writer) {
    let asked = [];
    let ids = 0;
    const later = (run) => {
        asked.push({ id: ++ids, run });
        return ids;
    };
    const forget = (id) => void (asked = asked.filter((each) => each.id !== id));
    const create = (tag) => new FakeElement(tag, widthOf, writer);
    const globals = {
        document: {
            createElement: create,
            createElementNS: (_, tag) => create(tag),
            createTextNode: (text) => text,
            documentElement: create("html"),
            body: create("body"),
            addEventListener() {},
            removeEventListener() {},
        },
        requestAnimationFrame: later,
        cancelAnimationFrame: forget,
        ResizeObserver: class {
            constructor(seen) {
                this.seen = seen;
            }
            observe() {
                later(() => this.seen([]));
            }
            unobserve() {}
            disconnect() {}
        },
        window: {
            setTimeout: later,
            clearTimeout: forget,
            setInterval: () => 0,
            clearInterval() {},
            devicePixelRatio: 1,
            addEventListener() {},
        },
        matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
    };
    const before = Object.fromEntries(Object.keys(globals).map((name) => [name, globalThis[name]]));
    Object.assign(globalThis, globals);
    return {
        async settle() {
            const end = performance.now() + PATIENCE;
            for (let quiet = 0; quiet < 20 && performance.now() < end; quiet = asked.length > 0 ? 0 : quiet + 1) {
                for (const { run } of asked.splice(0)) run(performance.now());
                await new Promise((done) => setImmediate(done));
            }
        },
        remove: () => void Object.assign(globalThis, before),
    };
}
