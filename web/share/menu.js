/** The panel that a figure's Share button opens: groups of what can be taken away, each of which says what became of it. */
import { iconButton } from "../control/button.js";
import { freshId, make } from "../dom.js";
import { textIn } from "../text/index.js";
import { everyOf } from "./animation.js";
import { entries } from "./entries.js";
import { TooLargeError, titleOf } from "./picture.js";

/**
 * @typedef {import("./entries.js").Entry} Entry
 * @typedef {import("./entries.js").Context} Context
 * @typedef {{element: import("../element.js").ValleyFigure, figure: import("../host.js").Figure, host: import("../host.js").Host}} Of
 */

const kinds = /** @type {const} */ (["link", "embed", "picture", "animation", "data"]);

/** Pixels and steps that stand there first, and those that may be typed. */
const numbers = {
    picture: { width: { first: 1600, least: 200, most: 8000, offered: [800, 1600, 3200] } },
    animation: {
        steps: { first: 100, least: 1, most: 10000, offered: [20, 50, 100, 500] },
        width: { first: 800, least: 240, most: 1920, offered: [480, 800, 1080] },
    },
};

/** @typedef {{first: number, least: number, most: number, offered: number[]}} Span */

/** Milliseconds after which a file that was saved is forgotten. */
const KEPT = 60_000;

export class Menu {
    /** @param {Of} of */
    constructor({ element, figure, host }) {
        this.element = element;
        this.figure = figure;
        this.host = host;
        this.t = textIn(host.language);
        this.dialog = make("dialog", { class: "share-menu", "aria-labelledby": freshId() });
        /** @type {AbortController | null} */
        this.working = null;
        /** Each shows a text anew: what was asked for before the pause may come after it. @type {(() => unknown)[]} */
        this.texts = [];
    }

    /** @returns {Promise<void>} */
    async open() {
        this.host.pause(); // what is taken away is what stands there
        const close = iconButton({ icon: "close", label: this.t("frame.dismiss") }, () => this.dialog.close());
        const heading = make("h2", { id: this.dialog.getAttribute("aria-labelledby"), text: this.t("share.title") });
        const offered = await Promise.all(entries.map((entry) => entry.offered?.(this.#context()) ?? true));
        const given = entries.filter((_, i) => offered[i]);
        this.dialog.append(make("header", {}, [heading, close.element]));
        for (const kind of kinds) {
            const ofKind = given.filter((entry) => entry.kind === kind);
            if (ofKind.length > 0) this.dialog.append(await this.#group(kind, ofKind));
        }
        const showTexts = () => this.texts.forEach((show) => show());
        this.element.addEventListener("valley-parameters", showTexts);
        this.dialog.addEventListener("close", () => {
            this.element.removeEventListener("valley-parameters", showTexts);
            this.working?.abort();
            this.dialog.remove();
        });
        this.dialog.addEventListener("click", (event) => {
            if (event.target === this.dialog && !isWithin(this.dialog, event)) this.dialog.close();
        });
        this.element.shadowRoot?.querySelector(".figure")?.append(this.dialog); // where nothing of the page's own looks reaches it
        this.dialog.showModal();
    }

    /** @param {Partial<Context>} [more] @returns {Context} */
    #context(more = {}) {
        const { element, figure, host, t } = this;
        const title = titleOf(host, figure.name);
        return { element, figure, host, t, title, width: 0, steps: 0, signal: new AbortController().signal, onProgress() {}, ...more };
    }

    /** @param {typeof kinds[number]} kind @param {Entry[]} ofKind */
    async #group(kind, ofKind) {
        const id = freshId();
        const told = make("p", { class: "told", role: "status" });
        const section = make("section", { "aria-labelledby": id, "data-kind": kind }, [
            make("h3", { id, text: this.t(`share.kinds.${kind}`) }),
            make("p", { class: "hint", text: this.t(`share.hints.${kind}`) }),
        ]);
        if (kind === "link" || kind === "embed") section.append(...(await Promise.all(ofKind.map((entry) => this.#text(entry, told)))));
        else section.append(...this.#files(kind, ofKind, told));
        section.append(told);
        return section;
    }

    /** Text to copy, which can be seen and selected. @param {Entry} entry @param {HTMLElement} told */
    async #text(entry, told) {
        const id = freshId();
        const name = this.t(`share.entries.${entry.key}`);
        const field = make("textarea", { id, readonly: true, spellcheck: "false", "aria-label": name });
        const show = async () => {
            const taken = await entry.run(this.#context());
            field.value = "text" in taken ? taken.text : "";
            field.rows = rowsOf(field.value);
        };
        await show();
        this.texts.push(show);
        field.addEventListener("focus", () => field.select());
        const copy = async () => {
            try {
                await navigator.clipboard.writeText(field.value);
                tell(told, this.t("share.copied", { what: name }));
            } catch {
                field.focus();
                field.select();
                tell(told, this.t("share.notCopied"), true);
            }
        };
        const label = entry.kind === "link" ? null : make("label", { for: id, text: name });
        const button = make("button", { type: "button", class: "button", text: this.t("share.copy"), "aria-label": `${this.t("share.copy")}: ${name}` }); // prettier-ignore
        button.addEventListener("click", copy);
        return make("div", { class: "text", "data-entry": entry.key }, [label, field, button]);
    }

    /** @param {"picture" | "animation" | "data"} kind @param {Entry[]} ofKind @param {HTMLElement} told */
    #files(kind, ofKind, told) {
        const spans = /** @type {Record<string, Span>} */ (kind === "data" ? {} : numbers[kind]);
        const fields = Object.entries(spans).map(([name, span]) => ({ name, ...this.#number(name, span) }));
        const hint = make("p", { class: "hint" });
        const bar = make("progress", { max: 1, value: 0, "aria-label": this.t("share.progress") });
        const cancel = make("button", { type: "button", class: "button", text: this.t("share.cancel") });
        cancel.addEventListener("click", () => this.working?.abort());
        const underWay = make("div", { class: "under-way", hidden: true }, [bar, cancel]);
        const buttons = ofKind.map((entry) => {
            const button = make("button", {
                type: "button",
                class: "button",
                text: this.t(`share.entries.${entry.key}`),
                "data-entry": entry.key,
            });
            button.addEventListener("click", () => void start(entry));
            return button;
        });
        const start = async (/** @type {Entry} */ entry) => {
            if (this.working || !fields.every(({ input }) => input.reportValidity())) return;
            this.working = new AbortController();
            const { signal } = this.working;
            const values = Object.fromEntries(fields.map(({ name, input }) => [name, Number(input.value)]));
            const onProgress = (/** @type {number} */ share) => void (bar.value = share);
            bar.removeAttribute("value");
            tell(told, "");
            underWay.hidden = kind !== "animation";
            for (const button of buttons) button.disabled = true;
            if (!underWay.hidden) cancel.focus();
            try {
                const taken = await entry.run(this.#context({ ...values, signal, onProgress }));
                if ("file" in taken) this.#save(taken, told);
            } catch (error) {
                tell(told, this.#inWords(error, signal), !signal.aborted);
            } finally {
                this.working = null;
                underWay.hidden = true;
                for (const button of buttons) button.disabled = false;
                buttons[ofKind.indexOf(entry)].focus();
            }
        };
        const explain = () => {
            const steps = Number(fields.find(({ name }) => name === "steps")?.input.value);
            hint.textContent = steps && everyOf(steps) > 1 ? this.t("share.every", { every: everyOf(steps) }) : "";
        };
        for (const { input } of fields) input.addEventListener("input", explain);
        explain();
        const places = fields.map(({ element }) => element);
        const group = make("div", { class: `buttons ${places.length === 0 ? "only" : ""}` }, buttons);
        return [make("div", { class: "choices" }, [...places, group]), hint, underWay];
    }

    /** @param {string} name @param {Span} span */
    #number(name, { first, least, most, offered }) {
        const list = freshId();
        const input = make("input", {
            class: "field",
            type: "number",
            name,
            min: least,
            max: most,
            step: 1,
            required: true,
            list,
            value: first,
        });
        const options = make("datalist", { id: list }, offered.map((value) => make("option", { value }))); // prettier-ignore
        return { input, element: make("label", { class: "number" }, [this.t(`share.${name}`), input, options]) };
    }

    /** @param {Extract<import("./entries.js").Taken, {file: Blob}>} taken @param {HTMLElement} told */
    #save({ file, ending, about }, told) {
        const name = [this.figure.name, about].filter(Boolean).join("-") + `.${ending}`;
        const href = URL.createObjectURL(file);
        const link = make("a", { href, download: name, text: name });
        const [before, after] = this.t(`share.${isFramed() ? "offered" : "saved"}`, { name: "\n", size: sizeInWords(file.size) }).split(
            "\n",
        );
        told.classList.remove("danger");
        told.replaceChildren(before, link, after);
        link.click();
        window.setTimeout(() => URL.revokeObjectURL(href), KEPT);
    }

    /** @param {unknown} error @param {AbortSignal} signal */
    #inWords(error, signal) {
        if (signal.aborted) return this.t("share.cancelled");
        if (error instanceof TooLargeError) return this.t("share.tooLarge", { size: `${error.width} × ${error.height}` });
        return this.t("share.failed", { message: error instanceof Error ? error.message : String(error) });
    }
}

/** A frame may be one that saves nothing, which no event tells. */
const isFramed = () => window.parent !== window;

/** @param {HTMLElement} place @param {string} words @param {boolean} [isBad] */
function tell(place, words, isBad = false) {
    place.classList.toggle("danger", isBad);
    place.textContent = words;
}

/** @param {string} text */
const rowsOf = (text) => Math.min(5, Math.max(1, text.split("\n").length, Math.ceil(text.length / 62)));

/** @param {number} bytes */
const sizeInWords = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** Whether the pointer is on the panel and not beside it. @param {Element} dialog @param {MouseEvent} event */
function isWithin(dialog, { clientX, clientY }) {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
