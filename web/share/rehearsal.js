/**
 * A figure's run, step by step, for an animation: by another instance of the figure, out of sight, that starts where the reader's stands. What a frame
 * shows depends on its step alone: no frame is taken before every answer that it shows has come.
 */
import { nextTurn } from "../core/seat.js";
import { make } from "../dom.js";
import { Host } from "../host.js";

/** Rounds after which a figure that is never at rest is taken as it is. */
const PATIENCE = 60;

/** A host that knows when its figure is at rest. */
class PatientHost extends Host {
    /** What was asked and is not yet answered. @type {Set<Promise<any>>} */
    #asked = new Set();
    isStale = false;

    /** @param {string} slot @param {any} request @override */
    ask(slot, request) {
        return this.#noted(super.ask(slot, request));
    }

    /** @param {string} slot @param {any[]} requests @param {(reply: any, index: number) => void} [onPart] @override */
    askAll(slot, requests, onPart) {
        return this.#noted(super.askAll(slot, requests, onPart));
    }

    /** @param {Promise<any>} answer */
    #noted(answer) {
        this.#asked.add(answer);
        void answer.finally(() => this.#asked.delete(answer));
        return answer;
    }

    /** At once: every frame shows what is true of it. @override */
    restFrom() {
        return 0;
    }

    /** @override */
    invalidate() {
        this.isStale = true;
    }

    /** @param {AbortSignal} signal */
    async rest(signal) {
        for (let round = 0; round < PATIENCE; round++) {
            this.isStale = false;
            this.live?.paint();
            for (let quiet = 0; quiet < 3; quiet++) {
                if (this.#asked.size > 0) quiet = 0;
                while (this.#asked.size > 0) await unlessAborted(Promise.race(this.#asked), signal);
                await nextTurn(); // everything that is ready to run goes first
                signal.throwIfAborted();
            }
            if (!this.isStale) return;
        }
    }
}

/** @param {Promise<unknown>} promise @param {AbortSignal} signal @returns {Promise<void>} */
function unlessAborted(promise, signal) {
    return new Promise((done, reject) => {
        const stop = () => reject(signal.reason);
        signal.addEventListener("abort", stop);
        void promise.then(() => {
            signal.removeEventListener("abort", stop);
            done();
        });
    });
}

/**
 * @param {object} of
 * @param {Host} of.host the reader's, which stays as it is
 * @param {import("../host.js").Figure} of.figure
 * @param {ShadowRoot} of.place
 * @param {string} of.title
 * @param {object} how
 * @param {number} how.steps at most: a run that is over ends the animation
 * @param {number} how.every so many steps make a frame
 * @param {AbortSignal} how.signal
 * @param {(sitter: import("./picture.js").Sitter) => HTMLCanvasElement} how.paint
 * @param {(picture: HTMLCanvasElement) => unknown} how.onFrame
 * @param {(share: number) => void} how.onProgress
 */
export async function rehearse({ host, figure, place, title }, { steps, every, signal, paint, onFrame, onProgress }) {
    const root = make("div", { class: "root" });
    const frame = make("div", { class: "frame rehearsal", "aria-hidden": "true", inert: true }, [make("div", { class: "figure" }, [root])]);
    place.append(frame);
    /** @type {unknown} */
    let problem = null;
    const twin = new PatientHost(root, figure, host.parameters, {
        pool: host.around.pool,
        language: host.language,
        theme: host.theme,
        reducedMotion: true,
        emit: (type, detail) => void (type === "valley-error" && (problem = /** @type {any} */ (detail).error)),
        showNotice() {},
        style() {}, // the reader's own figure has brought it
    });
    const take = async () => {
        await twin.rest(signal);
        if (problem) throw problem;
        return paint({ host: twin, frame, title });
    };
    try {
        await twin.start(figure);
        let picture = await take();
        let went = await goOn(twin);
        if (went === "began anew") {
            picture = await take();
            went = await goOn(twin);
        }
        await onFrame(picture);
        let shown = 0;
        for (let done = 1; went === "on"; done++) {
            if (done % every === 0 || done === steps) {
                await onFrame(await take());
                shown = done;
            }
            onProgress(done / steps);
            signal.throwIfAborted();
            if (done === steps) return;
            const { step } = twin.parameters;
            went = await goOn(twin);
            if (went === "on" || shown === done) continue;
            if (went === "began anew") twin.set({ step });
            await onFrame(await take()); // the end is seen, wherever it falls
        }
    } finally {
        twin.destroy();
        frame.remove();
    }
}

/** One step. @param {Host} twin @returns {Promise<"on" | "over" | "began anew">} */
async function goOn(twin) {
    const before = { parameters: twin.parameters, words: twin.describe() };
    await twin.step();
    if (twin.parameters.step < before.parameters.step) return "began anew";
    return twin.parameters === before.parameters && twin.describe() === before.words ? "over" : "on";
}
