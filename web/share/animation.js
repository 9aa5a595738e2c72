/** Some steps of a figure's run as GIF or WebM. A frame is so many steps; how long it took to make leaves no trace in the file. */
import { gifOf } from "./gif.js";
import { paintedOn } from "./picture.js";
import { rehearse } from "./rehearsal.js";
import { Video } from "./video.js";

/** Frames at most; of more steps every second, third … is shown. */
const MOST_FRAMES = 120;
/** Milliseconds: all of it, one frame, and the last one. */
const WHOLE = 5000;
const [SHORTEST, LONGEST] = [50, 400];
const LAST = 1500;

/** @param {number} steps */
export const everyOf = (steps) => Math.max(1, Math.ceil(steps / MOST_FRAMES));

/** Milliseconds that each frame stands. @param {number} steps */
function paceOf(steps) {
    const frames = Math.ceil(steps / everyOf(steps)) + 1;
    return 10 * Math.round(Math.max(SHORTEST, Math.min(LONGEST, WHOLE / frames)) / 10); // GIF counts hundredths of a second
}

/** Words that break otherwise make a picture taller or shorter; all frames of a film are as large as its first. @param {string} color of what is beyond a picture */
function likeTheFirst(color) {
    /** @type {{width: number, height: number} | null} */
    let size = null;
    return (/** @type {HTMLCanvasElement} */ picture) => {
        size ??= { width: picture.width, height: picture.height };
        if (picture.height === size.height) return picture;
        const frame = Object.assign(document.createElement("canvas"), size);
        const ctx = /** @type {CanvasRenderingContext2D} */ (frame.getContext("2d", { willReadFrequently: true }));
        ctx.fillStyle = color;
        ctx.fillRect(0, 0, size.width, size.height);
        ctx.drawImage(picture, 0, 0);
        return frame;
    };
}

/**
 * @typedef {object} Film
 * @property {(picture: HTMLCanvasElement) => unknown} add
 * @property {() => Blob | Promise<Blob>} finish
 * @property {() => void} close
 *
 * @typedef {object} Wish
 * @property {number} steps
 * @property {number} width pixels
 * @property {AbortSignal} signal
 * @property {(share: number) => void} onProgress
 *
 * @param {Parameters<typeof rehearse>[0]} figure
 * @param {Wish} wish
 * @param {(pace: number, last: number) => Film} open
 */
async function film(figure, { steps, width, signal, onProgress }, open) {
    const made = open(paceOf(steps), LAST);
    const fit = likeTheFirst(figure.host.theme.colors.page);
    try {
        await rehearse(figure, {
            steps,
            every: everyOf(steps),
            signal,
            onProgress,
            paint: (sitter) => paintedOn(sitter, width, { even: true }),
            onFrame: (picture) => made.add(fit(picture)),
        });
        return await made.finish();
    } finally {
        made.close();
    }
}

/** @param {Parameters<typeof rehearse>[0]} figure @param {Wish} wish */
export const gif = (figure, wish) => film(figure, wish, gifOf);

/** @param {Parameters<typeof rehearse>[0]} figure @param {Wish} wish */
export const webm = (figure, wish) => film(figure, wish, (pace, last) => new Video(pace, last));
