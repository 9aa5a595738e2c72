/** How far along a finished run is shown, and its playing. The place is the parameter `step`; while it plays only the picture moves. */

/** Milliseconds that one step takes at most: of few steps each would stand still so long that nothing seems to play. */
const LONGEST = 1000;

export class Playback {
    /** Where the picture is. */
    step = 0;
    /** When playing began, in milliseconds, and from which step. */
    #start = 0;
    #from = 0;
    #plays = false;

    /**
     * @param {import("../host.js").Host} host
     * @param {{last: () => number | null, seconds: number}} run last: its number of steps, null before there is one; seconds that playing all of it takes at most
     */
    constructor(host, { last, seconds }) {
        this.host = host;
        this.last = last;
        this.seconds = seconds;
        host.listen((name) => name === null && !host.playing && this.#plays && this.#stop());
    }

    /** Goes where the parameter says, or stays where it plays, if this run is as long. */
    follow() {
        this.step = Math.min(this.#plays ? this.step : this.host.parameters.step, this.last() ?? 0);
        this.host.invalidate();
    }

    tick() {
        const last = this.last();
        if (last === null) return;
        const now = performance.now();
        if (!this.#plays) {
            this.#start = now;
            this.#from = this.step >= last ? 0 : this.step;
        }
        this.#plays = true;
        const done = (now - this.#start) / Math.min((this.seconds * 1000) / last, LONGEST);
        this.#move(Math.min(last, this.#from + Math.floor(done)));
        if (this.step >= last) this.host.pause();
    }

    /** @param {number} step */
    #move(step) {
        if (step === this.step) return;
        this.step = step;
        this.host.emit("valley-step", { step });
        this.host.invalidate();
    }

    /** The picture's place becomes the parameter. */
    #stop() {
        this.#plays = false;
        this.host.set({ step: this.step });
    }

    /** One step further, from the beginning after the end. */
    forward() {
        const last = this.last();
        if (last === null) return;
        this.#move(this.step >= last ? 0 : this.step + 1);
        this.#stop();
    }

    backward() {
        if (this.last() === null) return;
        this.host.pause();
        this.#move(Math.max(0, this.step - 1));
        this.#stop();
    }

    rewind() {
        this.host.pause();
        this.#move(0);
        this.#stop();
    }
}

/** A figure that shows how far a finished run is: its buttons are the playback's. */
export class Played {
    /** @param {import("../host.js").Host} host @param {number} seconds that playing all of it takes at most */
    constructor(host, seconds) {
        this.host = host;
        this.playback = new Playback(host, { last: () => this.last, seconds });
    }

    /** The run's number of steps; null before there is one. @returns {number | null} */
    get last() {
        return null;
    }

    /** @returns {unknown} */
    tick() {
        return this.playback.tick();
    }

    /** @returns {unknown} */
    step() {
        return this.playback.forward();
    }

    /** @returns {unknown} */
    reset() {
        return this.playback.rewind();
    }
}
