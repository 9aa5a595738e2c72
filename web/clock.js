/** When a figure ticks and paints: at most once a frame, never off-screen, and no tick before the last one has ended. */
export class Clock {
    #frame = 0;
    #stale = true;
    #busy = false;
    #ended = false;
    #heldUntil = 0;
    active = false;
    playing = false;

    /** @param {{tick: () => Promise<void>, paint: () => void}} what neither throws */
    constructor({ tick, paint }) {
        this.tick = tick;
        this.paint = paint;
    }

    /** @param {boolean} active */
    setActive(active) {
        this.active = active;
        this.#wake();
    }

    /** @param {boolean} playing */
    setPlaying(playing) {
        this.playing = playing;
        this.#wake();
    }

    invalidate() {
        this.#stale = true;
        this.#wake();
    }

    /** Paints in no frame for so long; paintNow() paints. @param {number} ms */
    hold(ms) {
        this.#heldUntil = performance.now() + ms;
    }

    paintNow() {
        this.#stale = false;
        this.paint();
    }

    end() {
        this.#ended = true;
        this.playing = false;
        cancelAnimationFrame(this.#frame);
    }

    #wake() {
        if (this.#frame || !this.active || this.#ended || !(this.#stale || this.playing)) return;
        this.#frame = requestAnimationFrame(() => this.#onFrame());
    }

    #onFrame() {
        this.#frame = 0;
        if (!this.active) return; // it left the screen after the frame was asked for
        if (this.playing && !this.#busy) void this.#runTick();
        if (this.#stale && performance.now() >= this.#heldUntil) this.paintNow();
        this.#wake();
    }

    async #runTick() {
        this.#busy = true;
        await this.tick();
        this.#busy = false;
    }
}
