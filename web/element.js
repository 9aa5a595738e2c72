/**
 * <valley-figure name="learning-rate" lang="zh" theme="auto" controls="all" autoplay learning-rate="0.4"> … </valley-figure>
 *
 * name: of figure/index.js. lang: en or zh; without it that of the nearest element that has one. theme: auto, light or dark. controls: all, play or
 * none. autoplay: plays once on screen, unless the reader wants reduced motion. share: the page that a shared link leads to, this one without it.
 * sound: while it plays its loss is heard, once the reader has touched the page. Every
 * parameter of the figure is an attribute too; one that is refused changes nothing and is told of in the figure. What stands inside shows until the
 * figure runs, and where it cannot.
 *
 * Methods play pause step reset; property parameters; events valley-ready valley-step valley-diverged valley-error, and valley-parameters whenever
 * the parameters have changed. Nothing starts before the element comes near the screen; off it, it sleeps; removed, it frees all.
 */
import { Attributes, attributesOf } from "./attributes.js";
import { Pool } from "./core/client.js";
import { iconButton, button } from "./control/button.js";
import { make, sheetIn } from "./dom.js";
import { figures } from "./figure/index.js";
import { Host } from "./host.js";
import { modeBehind, watchBehind } from "./behind.js";
import { check, specOf } from "./parameters.js";
import { roomFor } from "./room.js";
import { addShare } from "./share/index.js";
import { addSound } from "./sound.js";
import { figureSheet } from "./style.js";
import { modeFor, wantsReducedMotion, watchSystem } from "./surroundings.js";
import { languageOf, sectionOf, textIn } from "./text/index.js";
import { customProperties, themeOf } from "./theme.js";

const own = ["name", "lang", "theme", "controls", "autoplay"];
const ofFigures = figures.flatMap(({ parameters }) => attributesOf(parameters));

/** How often a sentence is shown anew, and how often it is read out, in milliseconds. */
const SHOWN_EVERY = 250;
const SAID_EVERY = 4000;

/** For all figures of the page, as long as there is one that has begun. @type {Pool | undefined} */
let pool;
let begun = 0;

/** Closed only if none begins in the same moment: an element that is moved is removed first. */
function closePool() {
    if (begun > 0) return;
    pool?.close();
    pool = undefined;
}

/** @param {string | null} name */
function figureNamed(name) {
    return figures.find((figure) => figure.name === name);
}

export class ValleyFigure extends HTMLElement {
    static observedAttributes = [...new Set([...own, ...ofFigures])];

    /** @type {Host | null} */ #host = null;
    /** @type {import("./host.js").Values | null} */ #given = null;
    /** @type {IntersectionObserver | null} */ #sight = null;
    /** @type {(() => void) | null} */ #unwatch = null;
    #clock = 0;
    #said = 0;
    #mode = "";
    #restarting = false;
    #frame = make("div", { class: "frame" });
    #caption = make("p", { class: "caption", "aria-hidden": "true" });
    #live = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
    #notice = make("div", { class: "notice-place" });
    /** What the figure says; it hides what was refused. @type {import("./host.js").Notice | null} */
    #standing = null;
    #attributes = new Attributes(
        this,
        () => figureNamed(this.getAttribute("name"))?.parameters ?? [],
        (error) => {
            this.#showNotice(error ? null : this.#standing);
            if (error) this.#emit("valley-error", { message: error.message, error });
        },
    );
    #shadow = this.attachShadow({ mode: "open" });
    #theme = sheetIn(this.ownerDocument);
    #ofFigure = sheetIn(this.ownerDocument);

    constructor() {
        super();
        this.#dress();
        this.#shadow.append(this.#frame);
        this.#frame.addEventListener("keydown", (event) => this.#key(event));
    }

    connectedCallback() {
        if (Object.hasOwn(this, "parameters")) {
            const { parameters } = this; // set by a script before this class was there
            delete (/** @type {any} */ (this).parameters);
            this.parameters = parameters;
        }
        this.#showTheme();
        const unwatch = [watchSystem(() => this.#refresh()), watchBehind(() => this.#mode !== this.#colors().mode && this.#refresh())];
        this.#unwatch = () => unwatch.forEach((end) => end());
        this.#sight = new IntersectionObserver((entries) => this.#seen(entries[entries.length - 1].isIntersecting), {
            rootMargin: "200px",
        });
        this.#frame.replaceChildren(make("slot"));
        this.#keepRoom(this.childElementCount === 0);
        this.#sight.observe(this);
    }

    /** Another document takes no style sheet of the one before. */
    adoptedCallback() {
        const { ownerDocument } = this;
        if (!ownerDocument.defaultView) return; // where nobody sees it
        this.#theme = sheetIn(ownerDocument);
        this.#ofFigure = sheetIn(ownerDocument);
        this.#dress();
    }

    disconnectedCallback() {
        this.#sight?.disconnect();
        this.#sight = null;
        this.#unwatch?.();
        this.#end();
    }

    /** @param {string} name @param {string | null} before @param {string | null} after */
    attributeChangedCallback(name, before, after) {
        if (before === after || !this.#sight) return; // those in the markup are read when it begins
        if (name === "name") {
            this.#given = null;
            this.#restart();
        } else if (name === "controls") this.#frame.dataset.controls = this.getAttribute("controls") ?? "all";
        else if (name === "lang" || name === "theme") this.#refresh();
        else if (name !== "autoplay") {
            const values = this.#attributes.take(name, after);
            if (values && (this.#host || this.#given)) this.parameters = values; // or it is read when the figure begins
        }
    }

    // ---- for scripts

    play() {
        this.#host?.play();
    }

    pause() {
        this.#host?.pause();
    }

    async step() {
        await this.#host?.step();
    }

    async reset() {
        await this.#host?.reset();
    }

    get playing() {
        return this.#host?.playing ?? false;
    }

    /** Every parameter's value by name. Frozen: set some of them with element.parameters = {learningRate: 0.4}. */
    get parameters() {
        return this.#host?.parameters ?? Object.freeze({ ...this.#read().values });
    }

    set parameters(/** @type {import("./host.js").Values} */ changes) {
        const figure = figureNamed(this.getAttribute("name"));
        if (!figure) throw new RangeError(this.#noFigure());
        if (Object(changes) !== changes) throw new TypeError(`parameters: ${changes} is no object such as { learningRate: 0.4 }`);
        if (this.#host) {
            this.#host.set(changes);
            return;
        }
        const checked = Object.entries(changes).map(([name, value]) => [name, check(specOf(figure.parameters, name), value)]);
        this.#given = { ...this.#read().values, ...Object.fromEntries(checked) };
    }

    // ---- life

    /** Begins at once, where it is known to be in sight: the observer tells a frame later. */
    wake() {
        this.#seen(true);
    }

    /** @param {boolean} visible */
    #seen(visible) {
        if (visible && !this.#host) void this.#begin();
        this.#host?.setActive(visible);
    }

    async #begin() {
        const figure = figureNamed(this.getAttribute("name"));
        if (!figure) return this.#refuse(this.#noFigure());
        this.#frame.dataset.controls = this.getAttribute("controls") ?? "all";
        const root = make("div", { class: "root" });
        const holder = make("div", { class: "figure", role: "group", part: "figure" }, [root, this.#caption, this.#notice, this.#live]);
        holder.classList.toggle("waiting", this.childElementCount > 0); // what stands inside is better to look at than controls alone
        this.#frame.append(holder);
        pool ??= new Pool();
        begun++;
        const { values, errors } = this.#read();
        const host = new Host(root, figure, values, this.#surroundings());
        this.#host = host;
        addShare({ element: this, figure, host });
        this.#nameIt();
        host.setActive(true);
        const runs = await host.start(figure);
        if (this.#host !== host) return;
        this.#keepRoom(false);
        if (!runs && this.childElementCount > 0) return this.#frame.replaceChildren(make("div", {}, [make("slot"), this.#notice]));
        for (const other of [...this.#frame.children]) if (other !== holder) other.remove(); // it stays where it is, laid out
        holder.classList.remove("waiting");
        this.#clock = window.setInterval(() => this.#tellInWords(), SHOWN_EVERY);
        this.#tellInWords();
        if (!runs) return;
        addSound({ element: this, host });
        this.#attributes.refuse(errors);
        this.#emit("valley-ready", { parameters: host.parameters });
        if (this.hasAttribute("autoplay") && !host.reducedMotion) host.play();
    }

    #end() {
        window.clearInterval(this.#clock);
        if (this.#host) {
            this.#given = this.#host.parameters;
            begun--;
            queueMicrotask(closePool);
        }
        this.#host?.destroy();
        this.#host = null;
        this.#attributes.forget();
        this.#showNotice(null);
        this.#frame.replaceChildren(make("slot"));
    }

    /** Once for any number of attributes that change together. */
    #restart() {
        if (this.#restarting) return;
        this.#restarting = true;
        queueMicrotask(() => {
            this.#restarting = false;
            if (!this.isConnected) return;
            this.#end();
            this.#given = null;
            this.#sight?.unobserve(this);
            this.#sight?.observe(this); // tells at once whether it is in sight
        });
    }

    /** @returns {import("./host.js").Surroundings} */
    #surroundings() {
        const element = this;
        return {
            pool: /** @type {Pool} */ (pool),
            get language() {
                return element.#language();
            },
            get theme() {
                return element.#colors();
            },
            get reducedMotion() {
                return wantsReducedMotion();
            },
            emit: (type, detail) => this.#emit(type, detail),
            showNotice: (notice) => notice !== this.#standing && this.#showNotice(notice),
            style: (css) => this.#ofFigure.replaceSync(css),
        };
    }

    #dress() {
        this.#shadow.adoptedStyleSheets = [this.#ofFigure, figureSheet(this.ownerDocument), this.#theme];
    }

    // ---- attributes

    /** What a script gave, or else the attributes. */
    #read() {
        return this.#given ? { values: this.#given, errors: [] } : this.#attributes.read();
    }

    #language() {
        return languageOf(this.getAttribute("lang") || this.closest("[lang]")?.getAttribute("lang") || document.documentElement.lang);
    }

    #noFigure() {
        const names = figures.map(({ name }) => name).join(", ");
        return textIn(this.#language())("frame.noFigure", { name: this.getAttribute("name") ?? "", names });
    }

    /** Space plays and pauses, but where it presses what has the focus. @param {KeyboardEvent} event */
    #key(event) {
        const { key, repeat, target } = event;
        const isTaken = /** @type {Element} */ (target).matches("button, select, textarea, summary, input:not([type=range])");
        if (key !== " " || isTaken || !this.#host?.live?.tick) return;
        event.preventDefault();
        if (!repeat) this.playing ? this.pause() : this.play();
    }

    // ---- what is seen

    /** @param {boolean} keep */
    #keepRoom(keep) {
        const height = keep && this.clientWidth > 0 && roomFor(this.getAttribute("name") ?? "", this.clientWidth);
        this.#frame.style.minHeight = height ? `${height}px` : "";
    }

    #showTheme() {
        const colors = this.#colors();
        this.#mode = colors.mode;
        this.#theme.replaceSync(`:host { ${customProperties(colors)} }`);
    }

    /** Of the attribute, or else of what it stands on, or else of the system. */
    #colors() {
        const wish = this.getAttribute("theme") ?? "";
        return themeOf(modeFor(/^(light|dark)$/.test(wish) ? wish : modeBehind(this)));
    }

    #refresh() {
        this.#showTheme();
        this.#nameIt();
        this.#host?.refresh();
        this.#showNotice(this.#standing);
        this.#said = 0;
        this.#tellInWords();
    }

    #nameIt() {
        const t = textIn(this.#language());
        const title = t(`${sectionOf(this.getAttribute("name") ?? "")}.title`);
        this.#caption.parentElement?.setAttribute("aria-label", t("frame.figure", { title }));
    }

    /** The sentence below the figure keeps pace with it; the one read out does not interrupt every moment. */
    #tellInWords() {
        if (!this.#host?.active) return;
        const sentence = this.#host.describe();
        this.#caption.style.minHeight = this.playing ? `${this.#caption.offsetHeight}px` : ""; // what stands below does not go up and down
        if (this.#caption.textContent !== sentence) this.#caption.textContent = sentence;
        const now = performance.now();
        if (this.#live.textContent === sentence || now - this.#said < SAID_EVERY) return;
        this.#said = now;
        this.#live.textContent = sentence;
    }

    /** @param {import("./host.js").Notice | null} notice of the figure; without one what was refused is told */
    #showNotice(notice) {
        this.#standing = notice;
        const refusal = this.#attributes.refusal(textIn(this.#language()));
        if (!notice && !refusal) return this.#notice.replaceChildren();
        const { kind, text, action } = notice ?? { kind: "error", text: () => refusal };
        const close = iconButton({ icon: "close", label: textIn(this.#language())("frame.dismiss") }, () => {
            if (!notice) this.#attributes.forget();
            this.#showNotice(null);
        });
        const act = action && button({ text: action.text() }, () => action.run());
        const buttons = make("div", { class: "buttons" }, [act, close.element]);
        const role = kind === "info" ? "status" : "alert";
        this.#notice.replaceChildren(make("div", { class: "notice", role, "data-kind": kind }, [make("p", { text: text() }), buttons]));
    }

    /** @param {string} message */
    #refuse(message) {
        this.#keepRoom(false);
        const words = make("div", { class: "notice", role: "alert", "data-kind": "error" }, [make("p", { text: message })]);
        this.#frame.replaceChildren(make("div", {}, [make("slot"), make("div", { class: "notice-place" }, [words])]));
        this.#emit("valley-error", { message, error: new RangeError(message) });
    }

    /** @param {string} type @param {unknown} detail */
    #emit(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    }
}

if (!customElements.get("valley-figure")) customElements.define("valley-figure", ValleyFigure);
