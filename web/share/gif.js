/// <reference path="./gifenc.d.ts" />
import { GIFEncoder, applyPalette, quantize } from "gifenc";

/**
 * @param {number} pace milliseconds that a frame stands
 * @param {number} last the same of the last one
 * @returns {import("./animation.js").Film}
 */
export function gifOf(pace, last) {
    const encoder = GIFEncoder();
    /** The frame before the next: the last one stands longer. @type {HTMLCanvasElement | null} */
    let held = null;
    const write = (/** @type {HTMLCanvasElement} */ picture, /** @type {number} */ delay) => {
        const { width, height } = picture;
        const ctx = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
        const { data } = ctx.getImageData(0, 0, width, height);
        const palette = quantize(data, 256, { format: "rgb565" });
        encoder.writeFrame(applyPalette(data, palette, "rgb565"), width, height, { palette, delay, repeat: 0 });
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
