/** How deep in the network the picture is: a slider with the layers' names below it, and a button that passes through all of them. */
import { iconButton } from "../../control/button.js";
import { freshId } from "../../dom.js";

/** Seconds for one layer. */
const PACE = 3;
/** Positions of the slider in a layer. */
const FINE = 100;

export class Depth {
    /** When the passage began, in milliseconds, and from where; null while it rests. @type {{start: number, from: number} | null} */
    #passage = null;
    #layers = 1;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     */
    constructor(host, parent) {
        this.host = host;
        const id = freshId();
        this.input = host.element("input", { type: "range", id, min: 0, max: FINE, step: 1, label: "manifold.depthLabel" });
        this.input.addEventListener("input", () => this.move(Number(this.input.value) / FINE));
        this.button = iconButton({ icon: "play", label: host.t("manifold.pass") }, () => (this.#passage ? this.#rest() : this.#pass()));
        this.track = host.element("span", { class: "track" }, [this.input]);
        this.names = host.element("div", { class: "depth-names", "aria-hidden": "true" });
        const slider = host.element("div", { class: "depth-slider" }, [this.track, this.names]);
        parent.append(host.element("div", { class: "depth by-hand" }, [this.button.element, slider]));
    }

    /** Of the network there is. @param {number} layers */
    fit(layers) {
        this.#layers = layers;
    }

    /** What is shown: a passage moves only the picture. */
    get now() {
        const { parameters } = this.host;
        if (!this.#passage) return Math.min(parameters.depth, this.#layers);
        const { start, from } = this.#passage;
        return Math.min(this.#layers, from + (performance.now() - start) / 1000 / PACE);
    }

    /** @param {number} depth */
    move(depth) {
        this.#passage = null;
        this.host.set({ depth: Math.round(Math.min(this.#layers, Math.max(0, depth)) * FINE) / FINE });
        this.host.invalidate();
    }

    #pass() {
        const from = this.now >= this.#layers ? 0 : this.now;
        if (this.host.reducedMotion) return this.move(Math.floor(from) + 1); // a layer at a time, without the way there
        this.#passage = { start: performance.now(), from };
        this.host.invalidate();
    }

    /** Where the picture is becomes the parameter. */
    #rest() {
        this.move(this.now);
    }

    /** @param {string[]} names of the spaces @param {string} words where the picture is */
    paint(names, words) {
        const { now, input } = this;
        this.#showNames(names);
        input.max = String(FINE * this.#layers);
        input.value = String(Math.round(FINE * now));
        input.setAttribute("aria-valuetext", words);
        this.track.style.setProperty("--at", String(now / this.#layers));
        const isPassing = this.#passage !== null;
        this.button.show(isPassing ? "pause" : "play", this.host.t(isPassing ? "manifold.rest" : "manifold.pass"));
        if (isPassing && now >= this.#layers) this.#rest();
        else if (isPassing) this.host.invalidate();
    }

    /** @param {string[]} names */
    #showNames(names) {
        const text = names.join("\n");
        if (this.names.dataset.names === text) return;
        this.names.dataset.names = text;
        this.names.replaceChildren(...names.map((name) => this.host.element("span", { text: name })));
    }

    stop() {
        this.#passage = null;
    }
}
