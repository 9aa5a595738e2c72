/// <reference path="./gifenc.d.ts" />
import { GIFEncoder, applyPalette, quantize } from "gifenc";

/** Of the 256 that a frame may have one is kept for what stays as it is. */
const COLORS = 255;

/**
 * A frame holds the pixels that differ from the frame before, and its colours are theirs.
 * @param {number} pace milliseconds that a frame stands
 * @param {number} last the same of the last one
 * @returns {import("./animation.js").Film}
 */
export function gifOf(pace, last) {
    const encoder = GIFEncoder();
    /** The frame before the next: the last one stands longer. @type {HTMLCanvasElement | null} */
    let held = null;
    /** What is seen where the next is drawn. @type {Uint32Array | null} */
    let seen = null;
    const write = (/** @type {HTMLCanvasElement} */ picture, /** @type {number} */ delay) => {
        const { width, height } = picture;
        const ctx = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
        const pixels = new Uint32Array(ctx.getImageData(0, 0, width, height).data.buffer);
        const { indices, palette, stays } = indexed(pixels, seen);
        const transparent = seen !== null;
        encoder.writeFrame(indices, width, height, { palette, delay, repeat: 0, dispose: 1, transparent, transparentIndex: stays });
        seen = pixels;
    };
    return {
        add(picture) {
            if (held) write(held, pace);
            held = picture;
        },
        finish() {
            if (held) write(held, last);
            encoder.finish();
            return new Blob([/** @type {any} */ (encoder.bytes())], { type: "image/gif" });
        },
        close() {},
    };
}

/**
 * Each pixel's place in the palette: stays, the last one, where it is as it was.
 * @param {Uint32Array} pixels
 * @param {Uint32Array | null} before
 */
function indexed(pixels, before) {
    const changed = before ? placesOfChange(pixels, before) : pixels.map((_, at) => at);
    const colors = new Uint8Array(changed.map((at) => pixels[at]).buffer);
    const own = colors.length > 0 ? quantize(colors, COLORS, { format: "rgb565" }) : [];
    const stays = own.length;
    const indices = new Uint8Array(pixels.length).fill(stays);
    if (stays > 0) applyPalette(colors, own, "rgb565").forEach((index, k) => (indices[changed[k]] = index));
    return { indices, palette: [...own, [0, 0, 0]], stays };
}

/** @param {Uint32Array} pixels @param {Uint32Array} before */
function placesOfChange(pixels, before) {
    const places = new Uint32Array(pixels.length);
    let count = 0;
    for (let at = 0; at < pixels.length; at++) if (pixels[at] !== before[at]) places[count++] = at;
    return places.slice(0, count);
}
