/**
 * The Host that a figure is given. A figure:
 *
 *     export const bounce = {
 *         name: "bounce",
 *         parameters: [{ name: "learningRate", type: "number", min: 0.01, max: 10, default: 0.1, scale: "log" }],
 *         create(host) {
 *             const panel = host.panel(host.root, "bounce.path");                  // text keys, in text/en.js and text/zh.js
 *             const plot = host.plot(panel, { label: "bounce.path", aspect: 16 / 9 });
 *             host.transport(panel);
 *             host.control(host.controls(host.root), "learningRate");
 *             let reply = null;
 *             return {
 *                 async change(names) {                                            // at start with every name, then with what changed
 *                     reply = (await host.ask("path", request(host.parameters))) ?? reply;    // null: superseded or failed
 *                     host.invalidate();
 *                 },
 *                 async tick() {}, step() {}, reset() {},                          // optional; tick: a frame while playing
 *                 paint() { if (reply) paintPath(plot.ctx, reply.path, …); },      // every plot was cleared before it
 *                 describe: () => host.t("bounce.at", { loss: "0.31" }),           // one sentence; set no text elsewhere but in paint()
 *                 destroy() {},
 *             };
 *         },
 *     };
 *
 * What change, tick, step and reset return is awaited: no tick and no step begins before the first change or the last one of
 * its kind has ended, and an error they throw is shown to the reader and ends playing. A new language or theme only calls paint().
 *
 * Layout: host.root is a grid of 12 columns where there is room (frame ≥ 720 px) and one column where there is not. Its children
 * take .span-3 … .span-9 of the 12, or the whole row. Classes of style.js:
 *     .row       children side by side, wrapping          .column    children below each other, the first gap of the scale
 *     .panel     titled region (host.panel makes it)      .controls  labelled controls in as many columns as fit (host.controls)
 *     .readout   a number with its name: <div class="readout"><span>loss</span><b>0.031</b></div>; .readouts a row of them
 *     .legend    <ul class="legend"><li style="--key: colour">train</li></ul>; li.dashed, li.dot are other marks
 *     .hint      small muted sentence                     .chips     small toggles side by side
 *     .wide / .narrow   shown only in frames of at least / below 720 px
 *     .danger .good .warning   a coloured word
 *
 * @typedef {import("./parameters.js").Spec} Spec
 * @typedef {import("./parameters.js").Values} Values
 * @typedef {import("./plot.js").Plot} Plot
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {import("./text/index.js").Language} Language
 *
 * @typedef {object} LiveFigure
 * @property {(names: Set<string>) => unknown} change
 * @property {() => void} paint
 * @property {() => unknown} [tick]
 * @property {() => unknown} [step]
 * @property {() => unknown} [reset]
 * @property {() => string} describe
 * @property {() => import("./share/csv.js").Table | null} [history] what it showed over its steps, to be saved; index.html is built without it
 * @property {() => {loss: number, start: number} | null} [heard] the loss where it is, and that at step 0; index.html is built without it
 * @property {() => Promise<import("./core/types.js").NetworkJSON | null> | null} [network] what it has trained, to be saved; index.html is built without it
 * @property {() => void} destroy
 *
 * @typedef {object} Figure
 * @property {string} name kebab-case
 * @property {readonly Spec[]} parameters
 * @property {(host: Host) => LiveFigure} create
 *
 * @typedef {object} Notice
 * @property {"diverged" | "error" | "info"} kind
 * @property {() => string} text in the language of the moment
 * @property {{text: () => string, run: () => void}} [action]
 *
 * @typedef {object} Pool
 * @property {(slot: string, request: any) => Promise<any>} ask
 * @property {(slot: string, requests: any[], onPart?: (reply: any, index: number) => void) => Promise<any[] | null>} askAll
 *
 * @typedef {object} Surroundings what the element knows of page and reader
 * @property {Pool} pool
 * @property {Language} language
 * @property {Theme} theme
 * @property {boolean} reducedMotion
 * @property {(type: string, detail: unknown) => void} emit
 * @property {(notice: Notice | null) => void} showNotice
 * @property {(css: string) => void} style
 */
import { Clock } from "./clock.js";
import { bindControl } from "./control/bind.js";
import { transport } from "./control/transport.js";
import { freshId, make } from "./dom.js";
import { check, same, specOf } from "./parameters.js";
import { Plots } from "./plot.js";
import { hasText, textIn } from "./text/index.js";

/** Milliseconds in which most figures have all replies of their start: they are painted once and whole; those that take longer as they come. */
const COMPLETE_WITHIN = 150;

export class Host {
    /** @type {readonly Spec[]} */ #table;
    /** @type {Readonly<Values>} */ #values;
    /** @type {Surroundings} */ around;
    /** @type {LiveFigure | null} */ live = null;
    /** @type {Set<() => void>} */ #translations = new Set();
    /** @type {Set<(name: string | null) => void>} */ #listeners = new Set();
    /** @type {Set<string>} */ #changed = new Set();
    #id = freshId();
    /** @type {Set<string>} */ #slots = new Set();
    #began = false;
    /** One step after the other. @type {Promise<void>} */
    #stepping = Promise.resolve();
    #clock = new Clock({ tick: () => this.#run(() => this.#began && this.live?.tick?.()), paint: () => this.#paint() });
    plots = new Plots(() => this.#clock.paintNow());
    #gone = false;
    #failed = false;

    /**
     * @param {HTMLElement} root
     * @param {Figure} figure
     * @param {Values} values checked, of every parameter
     * @param {Surroundings} around
     */
    constructor(root, figure, values, around) {
        this.root = root;
        this.#table = figure.parameters;
        this.#values = Object.freeze({ ...values });
        this.around = around;
    }

    // ---- what a figure reads

    /** Checked values by name; frozen, and another object after each change. @returns {Readonly<Values>} */
    get parameters() {
        return this.#values;
    }

    /** @returns {Theme} */
    get theme() {
        return this.around.theme;
    }

    /** @returns {Language} */
    get language() {
        return this.around.language;
    }

    get reducedMotion() {
        return this.around.reducedMotion;
    }

    /** Whether it is on screen. */
    get active() {
        return this.#clock.active;
    }

    get playing() {
        return this.#clock.playing;
    }

    /** Text in the reader's language. @param {string} key @param {Record<string, unknown>} [values] for its {names} */
    t(key, values) {
        return textIn(this.language)(key, values);
    }

    // ---- what a figure does

    /**
     * A hand moved something. Shown by the controls and in the URL at once; change() follows with the names of what is new.
     * @param {Values} changes may only hold what the table allows: clamp what a drag gives
     */
    set(changes) {
        const next = { ...this.#values };
        const names = Object.keys(changes).filter((name) => {
            next[name] = check(specOf(this.#table, name), changes[name]);
            return !same(next[name], this.#values[name]);
        });
        if (names.length === 0) return;
        const isLink = this.#table.every(({ name }) => name in changes); // begin as at the start
        for (const name of isLink ? Object.keys(next) : names) this.#changed.add(name);
        this.#values = Object.freeze(next);
        for (const name of names) for (const listener of this.#listeners) listener(name);
        this.emit("valley-parameters", { parameters: this.#values });
        if (this.live) queueMicrotask(() => this.#tellChanges());
    }

    /**
     * Asks the workers. A later ask in the same slot supersedes this one. An error is shown to the reader.
     * @param {string} slot
     * @param {any} request see core/requests.js
     * @returns {Promise<any>} the reply, or null where it was superseded or failed
     */
    ask(slot, request) {
        return this.#guard(() => this.around.pool.ask(this.#slot(slot), request));
    }

    /**
     * Spreads requests over the workers; onPart is told of each reply as it comes.
     * @param {string} slot
     * @param {any[]} requests
     * @param {(reply: any, index: number) => void} [onPart]
     * @returns {Promise<any[] | null>} replies in order, or null where they were superseded or one failed
     */
    askAll(slot, requests, onPart = () => {}) {
        const told = (/** @type {any} */ reply, /** @type {number} */ index) => void (this.#gone || onPart(reply, index));
        return this.#guard(() => this.around.pool.askAll(this.#slot(slot), requests, told));
    }

    /** When to measure anew what took from then till now, so that it takes a quarter of the time at most. A rehearsal does not wait. @param {number} began of performance.now() */
    restFrom(began) {
        return 4 * performance.now() - 3 * began + 300;
    }

    /** Has paint() called before the next frame is shown. */
    invalidate() {
        this.#clock.invalidate();
    }

    play() {
        if (this.playing || !this.live?.tick) return;
        this.#clock.setPlaying(true);
        this.#listeners.forEach((listener) => listener(null));
    }

    pause() {
        if (!this.playing) return;
        this.#clock.setPlaying(false);
        this.#listeners.forEach((listener) => listener(null));
    }

    /** One step, then still. @returns {Promise<void>} */
    async step() {
        this.pause();
        this.#stepping = this.#stepping.then(() => this.#run(() => this.#began && this.live?.step?.()));
        await this.#stepping;
    }

    /** Back to the start that the parameters describe. @returns {Promise<void>} */
    async reset() {
        this.clearNotice();
        await this.#run(() => this.live?.reset?.());
    }

    /** @param {Notice} notice one stands at a time */
    notice(notice) {
        this.around.showNotice(notice);
    }

    clearNotice() {
        this.around.showNotice(null);
    }

    /** @param {string} type valley-ready valley-step valley-diverged valley-error @param {unknown} [detail] */
    emit(type, detail) {
        if (!this.#gone) this.around.emit(type, detail);
    }

    // ---- what a figure is built of

    /**
     * host.element("h2", {class: "…", t: "descent.path"}, children): t is a text key or [key, values], and so is label (for aria-label):
     * both follow the language. text is taken as it is; on: listeners; the rest are attributes.
     * @template {keyof HTMLElementTagNameMap} K
     * @param {K} tag
     * @param {Record<string, any>} [options]
     * @param {(Node | string | null | undefined)[]} [children]
     */
    element(tag, { t, label, ...options } = {}, children = []) {
        const node = make(tag, options, children);
        if (t) this.translated((say) => void (node.textContent = say(t)));
        if (label) this.translated((say) => node.setAttribute("aria-label", say(label)));
        return node;
    }

    /** The figure's own rules, all of them at once. Not in an element: a page's policy may forbid that. @param {string} css */
    style(css) {
        this.around.style(css);
    }

    /** A titled region. @param {Element} parent @param {string} [title] text key @param {{class?: string}} [options] */
    panel(parent, title, options = {}) {
        const heading = title ? this.element("h2", { t: title, id: freshId() }) : null;
        const panel = this.element("section", { class: `panel ${options.class ?? ""}`, "aria-labelledby": heading?.id }, [heading]);
        parent.append(panel);
        return panel;
    }

    /** A group of controls, hidden where the element says controls="play" or "none". @param {Element} parent @param {string} [label] text key */
    controls(parent, label) {
        const group = this.element("div", { class: "controls", role: label ? "group" : null, label });
        parent.append(group);
        return group;
    }

    /**
     * A canvas, sized by its parent's width.
     * @param {Element} parent
     * @param {{label: string, aspect?: number, height?: number, maxHeight?: number, role?: string, of?: () => readonly unknown[]}} options label: text key;
     *     aspect: width / height; of: what its picture depends on, beside theme and language: while that is the same it is not plot.stale and stands
     * @returns {Plot}
     */
    plot(parent, { label, ...size }) {
        const plot = this.plots.add(parent, size);
        this.translated((say) => plot.canvas.setAttribute("aria-label", say(label)));
        return plot;
    }

    /**
     * A control bound to a parameter both ways. Its label is the text parameter.<name>, its choices' choice.<value>.
     * @param {Element} parent
     * @param {string} name
     * @param {{label?: string, format?: (value: any) => string, compact?: boolean}} [options] label: text key; compact: label for the ear only
     * @returns {import("./control/bind.js").BoundControl} with mark(value | null, text) where it is a slider
     */
    control(parent, name, options = {}) {
        const control = bindControl(this, specOf(this.#table, name), options);
        parent.append(control);
        return control;
    }

    /** Play, step, reset and, with newSeed, another seed; with back, a step back. @param {Element} parent @param {{newSeed?: boolean, back?: () => void}} [options] */
    transport(parent, options = {}) {
        const bar = transport(this, options);
        parent.append(bar);
        return bar;
    }

    /** Calls show with a translator now and whenever the language changes. @param {(say: (text: string | [string, Record<string, unknown>]) => string) => void} show */
    translated(show) {
        const say = (/** @type {string | [string, Record<string, unknown>]} */ text) => {
            const [key, values] = Array.isArray(text) ? text : [text, {}];
            return hasText(key) ? this.t(key, values) : key;
        };
        const tell = () => show(say);
        this.#translations.add(tell);
        tell();
    }

    /** Calls back with the name of each parameter that changes, and with null when playing starts or ends. @param {(name: string | null) => void} listener */
    listen(listener) {
        this.#listeners.add(listener);
    }

    // ---- what the element does

    /** Brings the figure to life. @param {Figure} figure @returns {Promise<boolean>} when it can be seen: whether it runs */
    async start(figure) {
        this.#clock.hold(COMPLETE_WITHIN);
        await this.#run(() => void (this.live = figure.create(this)));
        for (const { name } of this.#table) this.#changed.add(name);
        this.#listeners.forEach((listener) => listener(null)); // what it can do is known now
        await this.#tellChanges();
        this.#began = true;
        this.#clock.hold(0);
        this.#clock.paintNow();
        return !this.#failed;
    }

    /** @param {boolean} active */
    setActive(active) {
        this.#clock.setActive(active);
    }

    /** A new language, theme or pixel density. */
    refresh() {
        this.#translations.forEach((tell) => tell());
        this.#listeners.forEach((listener) => listener(null));
        this.plots.fit();
        this.#clock.paintNow();
    }

    describe() {
        return this.live?.describe() ?? "";
    }

    destroy() {
        this.#gone = true;
        this.#clock.end();
        this.#listeners.clear();
        this.#translations.clear();
        for (const slot of this.#slots) void this.around.pool.askAll(slot, []); // supersedes what is still asked
        this.live?.destroy();
        this.live = null;
        this.plots.free();
    }

    // ---- within

    /** The pool serves all figures of a page. @param {string} name */
    #slot(name) {
        const slot = `${this.#id}/${name}`;
        this.#slots.add(slot);
        return slot;
    }

    /** Several set() of one moment make one change(). */
    async #tellChanges() {
        if (this.#changed.size === 0 || this.#gone) return;
        const names = this.#changed;
        this.#changed = new Set();
        await this.#run(() => this.live?.change(names));
        this.invalidate();
    }

    #paint() {
        if (!this.live || this.#gone || this.plots.areUnseen) return;
        try {
            if (this.plots.clear(this.playing)) this.invalidate();
            this.live.paint();
        } catch (error) {
            this.#fail(error);
        }
    }

    /** Runs a piece of the figure; an error stops playing and is shown. @param {() => unknown} piece */
    async #run(piece) {
        try {
            await piece();
        } catch (error) {
            this.#fail(error);
        }
    }

    /** @param {() => Promise<any>} asking */
    async #guard(asking) {
        try {
            const reply = await asking();
            return this.#gone ? null : reply;
        } catch (error) {
            this.#fail(error);
            return null;
        }
    }

    /** @param {unknown} error */
    #fail(error) {
        if (this.#gone) return;
        this.pause();
        this.#failed = true;
        const { message = String(error), textKey = "frame.failed" } = /** @type {any} */ (error ?? {});
        this.notice({ kind: "error", text: () => this.t(textKey, { message }) });
        this.emit("valley-error", { error, message });
    }
}
