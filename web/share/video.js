/** WebM by the browser's own encoder, frame by frame with its time: nothing is recorded as it happens. */
import { webmOf } from "./webm.js";

/** Those that WebM holds, best first. */
const CODECS = /** @type {const} */ ([
    { codec: "vp09.00.40.08", id: "V_VP9" },
    { codec: "vp8", id: "V_VP8" },
]);
const BITS_PER_PIXEL = 4;
/** Frames from one that stands for itself to the next. */
const KEY_EVERY = 40;
/** Frames that the encoder may be behind. */
const QUEUE = 4;

/** A VideoEncoder may not be asked first: that of a WebKitGTK without encoders takes the whole page with it. */
const records = () => typeof MediaRecorder !== "undefined" && MediaRecorder.isTypeSupported("video/webm");

/** @param {number} width @param {number} height @returns {Promise<{config: VideoEncoderConfig, id: string} | null>} what this browser can do */
async function choose(width, height) {
    if (typeof VideoEncoder === "undefined" || !records()) return null;
    for (const { codec, id } of CODECS) {
        const config = { codec, width, height, bitrate: BITS_PER_PIXEL * width * height, latencyMode: /** @type {const} */ ("quality") };
        try {
            if ((await VideoEncoder.isConfigSupported(config)).supported) return { config, id };
        } catch {
            // another codec, then
        }
    }
    return null;
}

export const canFilm = async () => (await choose(720, 720)) !== null;

/** A Film of animation.js. */
export class Video {
    /** @type {import("./webm.js").Chunk[]} */ #chunks = [];
    /** @type {VideoEncoder | null} */ #encoder = null;
    #id = "";
    #size = { width: 0, height: 0 };
    #count = 0;
    /** @type {HTMLCanvasElement | null} */ #held = null;
    /** @type {unknown} */ #problem = null;

    /** @param {number} pace milliseconds that a frame stands @param {number} last the same of the last one */
    constructor(pace, last) {
        this.pace = pace;
        this.last = last;
    }

    /** @param {HTMLCanvasElement} picture */
    async add(picture) {
        this.#held = picture;
        await this.#write(picture);
    }

    /** @param {HTMLCanvasElement} picture */
    async #write(picture) {
        const encoder = (this.#encoder ??= await this.#open(picture));
        while (encoder.encodeQueueSize > QUEUE && !this.#problem)
            await new Promise((done) => encoder.addEventListener("dequeue", done, { once: true }));
        if (this.#problem) throw this.#problem;
        const frame = new VideoFrame(picture, { timestamp: 1000 * this.pace * this.#count });
        encoder.encode(frame, { keyFrame: this.#count % KEY_EVERY === 0 });
        frame.close();
        this.#count++;
    }

    /** @param {HTMLCanvasElement} picture */
    async #open({ width, height }) {
        const choice = await choose(width, height);
        if (!choice) throw new Error("this browser encodes no WebM");
        this.#id = choice.id;
        this.#size = { width, height };
        const encoder = new VideoEncoder({
            output: (chunk) => {
                const data = new Uint8Array(chunk.byteLength);
                chunk.copyTo(data);
                this.#chunks.push({ data, time: Math.round(chunk.timestamp / 1000), isKey: chunk.type === "key" });
            },
            error: (problem) => void (this.#problem = problem),
        });
        encoder.configure(choice.config);
        return encoder;
    }

    async finish() {
        const stays = Math.round(this.last / this.pace);
        for (let i = 1; i < stays && this.#held; i++) await this.#write(this.#held); // players end where the last frame begins
        await this.#encoder?.flush();
        if (this.#problem) throw this.#problem;
        const bytes = webmOf({ ...this.#size, codec: this.#id, duration: this.#count * this.pace, chunks: this.#chunks });
        return new Blob([/** @type {any} */ (bytes)], { type: "video/webm" });
    }

    close() {
        if (this.#encoder && this.#encoder.state !== "closed") this.#encoder.close();
    }
}
