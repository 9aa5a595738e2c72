/** The start of a path on a map: it follows pointer and arrow keys, and is drawn as a handle. */
import { paintMarker } from "../paint/path.js";

/** Pixels within which a finger takes hold of the start; elsewhere it scrolls the page. */
const HANDLE = 28;
/** An arrow key moves the start by this share of the window, with Shift by ten times as much. */
const NUDGE = 0.01;
/** Where each key goes: right and up. @type {Record<string, number[]>} */
export const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @typedef {object} Place what the map shows now
 * @property {{x: import("../paint/scale.js").Scale, y: import("../paint/scale.js").Scale}} scales
 * @property {readonly number[]} window left, right, bottom, top
 * @property {ArrayLike<number>} start where it is
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => Place | null} place null while there is nothing to move
 * @param {(start: [number, number]) => void} move
 */
export function dragStart(canvas, place, move) {
    /** Where it was last put, while the picture still shows what it showed then. @type {{start: [number, number], shown: ArrayLike<number>} | null} */
    let ahead = null;
    const current = () => {
        const shown = place();
        return shown && ahead?.shown === shown.start ? { ...shown, start: ahead.start } : shown;
    };
    const go = (/** @type {number} */ x, /** @type {number} */ y) => {
        const shown = place();
        if (!shown) return;
        ahead = { start: within(shown.window, x, y), shown: shown.start };
        move(ahead.start);
    };
    followHand(
        canvas,
        () => {
            const { scales, start } = current() ?? {};
            return scales && start ? [scales.x(start[0]), scales.y(start[1])] : null;
        },
        (x, y) => {
            const { scales } = place() ?? {};
            if (scales) go(scales.x.invert(x), scales.y.invert(y));
        },
        (right, up, isFar) => {
            const now = current();
            if (!now) return;
            const by = (now.window[1] - now.window[0]) * NUDGE * (isFar ? 10 : 1);
            go(now.start[0] + by * right, now.start[1] + by * up);
        },
    );
}

/**
 * A mouse, a pen, a tap and arrow keys move the handle anywhere; a finger drags it from where it is, and else the page.
 * @param {HTMLCanvasElement} canvas
 * @param {() => number[] | null} handle where it is, CSS pixels
 * @param {(x: number, y: number) => void} put CSS pixels
 * @param {(right: number, up: number, isFar: boolean) => void} nudge
 */
export function followHand(canvas, handle, put, nudge) {
    canvas.tabIndex = 0;
    canvas.style.cursor = "crosshair";
    const isHeld = (/** @type {{clientX: number, clientY: number}} */ { clientX, clientY }) => {
        const { left, top } = canvas.getBoundingClientRect();
        const at = handle();
        return at && Math.hypot(clientX - left - at[0], clientY - top - at[1]) <= HANDLE;
    };
    const follow = (/** @type {MouseEvent} */ { offsetX, offsetY }) => put(offsetX, offsetY);
    canvas.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || (event.pointerType === "touch" && !isHeld(event))) return;
        canvas.setPointerCapture(event.pointerId);
        follow(event);
    });
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && follow(event));
    canvas.addEventListener("click", follow);
    canvas.addEventListener("touchstart", (event) => isHeld(event.touches[0]) && event.preventDefault(), { passive: false });
    canvas.addEventListener("keydown", (event) => {
        const direction = MOVES[event.key];
        if (!direction) return;
        event.preventDefault();
        nudge(direction[0], direction[1], event.shiftKey);
    });
}

/**
 * To four digits of the window: links stay short.
 * @param {readonly number[]} window
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
function within([left, right, bottom, top], x, y) {
    const digit = 10 ** Math.ceil(Math.log10((right - left) / 2e3));
    const round = (/** @type {number} */ value) => Number((Math.round(value / digit) * digit).toPrecision(6));
    return [round(Math.max(left, Math.min(right, x))), round(Math.max(bottom, Math.min(top, y)))];
}

/**
 * Larger than any step.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {import("../theme.js").Theme} theme
 * @param {string} [color]
 */
export function paintStart(ctx, x, y, { colors }, color = colors.path) {
    paintMarker(ctx, x, y, colors.casing, color, 8);
    paintMarker(ctx, x, y, color, colors.casing, 3);
}

/**
 * A minimum: a cross, so that it is no step of a path.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {import("../theme.js").Theme} theme
 */
export function paintMinimum(ctx, x, y, { colors }) {
    ctx.save();
    ctx.lineCap = "round";
    for (const [color, width] of /** @type {[string, number][]} */ ([
        [colors.casing, 4.5],
        [colors.good, 2],
    ])) {
        ctx.strokeStyle = color;
        ctx.lineWidth = width;
        ctx.beginPath();
        for (const [dx, dy] of [[-5, -5], [-5, 5]]) ctx.moveTo(x + dx, y + dy), ctx.lineTo(x - dx, y - dy); // prettier-ignore
        ctx.stroke();
    }
    ctx.restore();
}
