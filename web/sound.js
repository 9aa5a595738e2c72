/**
 * The sound of the loss, off until a reader asks for it: one soft tone, an octave lower for each tenth of the loss at the start, which is 660 Hz. A button
 * at the end of the transport turns it on and off, and so does <valley-figure sound>. A figure has it if it has heard().
 */
import { drawing } from "./control/icons.js";
import { make } from "./dom.js";

const START = 660;
const [LOWEST, HIGHEST] = [80, 2000];
const GAIN = 0.04;
/** How fast pitch and loudness glide, and how long a tone stands when no step follows it: off-screen or in a hidden tab there is none. In seconds. */
const GLIDE = 0.03;
const STANDS = 0.25;

const on = { line: "M3.5 8 V12 H6.5 L10.5 15.5 V4.5 L6.5 8 Z M13 7.5 A3.6 3.6 0 0 1 13 12.5 M15 5 A7 7 0 0 1 15 15" };
const off = { line: "M3.5 8 V12 H6.5 L10.5 15.5 V4.5 L6.5 8 Z M13.2 8 L17 12 M17 8 L13.2 12" };

/** Hertz: the lowest for a loss below 0, none where it began there. @param {number} loss @param {number} start the loss at step 0 */
export function pitchOf(loss, start) {
    const share = start > 0 ? Math.max(0, loss / start) : NaN;
    return Math.min(HIGHEST, Math.max(LOWEST, START * 2 ** Math.log10(share)));
}

/** One oscillator, from the first step that is heard until end(). */
class Tone {
    #context = new AudioContext();
    #oscillator = this.#context.createOscillator();
    #gain = this.#context.createGain();
    #begun = false;

    constructor() {
        this.#oscillator.type = "triangle";
        this.#gain.gain.value = 0;
        this.#oscillator.connect(this.#gain).connect(this.#context.destination);
        this.#oscillator.start();
    }

    /** @param {number} pitch */
    sound(pitch) {
        const { currentTime } = this.#context;
        if (this.#context.state === "suspended") this.#context.resume().catch(() => {});
        const { frequency } = this.#oscillator;
        if (this.#begun) frequency.setTargetAtTime(pitch, currentTime, GLIDE);
        else frequency.setValueAtTime(pitch, currentTime);
        this.#begun = true;
        const { gain } = this.#gain;
        gain.cancelScheduledValues(currentTime);
        gain.setTargetAtTime(GAIN, currentTime, GLIDE);
        gain.setTargetAtTime(0, currentTime + STANDS, GLIDE);
    }

    fade() {
        const { currentTime } = this.#context;
        this.#gain.gain.cancelScheduledValues(currentTime);
        this.#gain.gain.setTargetAtTime(0, currentTime, GLIDE);
    }

    end() {
        this.#context.close().catch(() => {});
    }
}

/** What ends the sound of the figure that an element had before. @type {WeakMap<Element, () => void>} */
const ends = new WeakMap();

/** @param {{element: import("./element.js").ValleyFigure, host: import("./host.js").Host}} of a figure that has begun */
export function addSound({ element, host }) {
    ends.get(element)?.();
    const bar = element.shadowRoot?.querySelector(".transport");
    if (!bar || !host.live?.heard || !("AudioContext" in window)) return;

    /** @type {Tone | null} */
    let tone = null;
    const isOn = () => element.hasAttribute("sound");
    const silence = () => {
        tone?.end();
        tone = null;
    };
    const hear = () => {
        const heard = host.live?.heard?.();
        if (!isOn() || !host.playing || !heard) return;
        if (!(navigator.userActivation?.hasBeenActive ?? true)) return; // nothing sounds before the reader has touched the page
        const pitch = pitchOf(heard.loss, heard.start);
        if (!Number.isFinite(pitch)) return;
        tone ??= new Tone();
        tone.sound(pitch);
    };

    const button = make("button", { type: "button", class: "icon-button sound", on: { click: () => element.toggleAttribute("sound") } });
    const show = () => {
        button.replaceChildren(drawing(isOn() ? on : off));
        button.setAttribute("aria-pressed", String(isOn()));
        if (!isOn()) silence();
    };
    bar.append(button);
    host.translated((say) => {
        button.title = say("sound.title");
        button.setAttribute("aria-label", say("sound.title"));
    });
    host.listen((name) => name === null && !host.playing && tone?.fade());
    const attribute = new MutationObserver(show);
    attribute.observe(element, { attributeFilter: ["sound"] });
    const sight = new IntersectionObserver((entries) => !entries[entries.length - 1].isIntersecting && silence()); // nor is it where it was removed
    sight.observe(element);
    element.addEventListener("valley-step", hear);
    ends.set(element, () => {
        element.removeEventListener("valley-step", hear);
        attribute.disconnect();
        sight.disconnect();
        silence();
    });
    show();
}
