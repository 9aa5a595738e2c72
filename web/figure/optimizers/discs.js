/** The racers' numbers in discs, so that they are told apart without their colours: where discs would lie on each other they make room. */
import { haloText } from "../../paint/canvas.js";
import { spread } from "../../paint/curve.js";
import { paintMarker } from "../../paint/path.js";
import { colorOf } from "../looks.js";
import { numberOf } from "./racers.js";

export const RADIUS = 8;
const APART = 2 * RADIUS + 2;

/** @typedef {{racer: import("./racers.js").RacerName, x: number, y: number}} Head */
/** @typedef {import("../../paint/canvas.js").Rect} Rect */

/** Around the place itself, then in rings about it. */
const around = [
    [0, 0],
    ...[1, 2].flatMap((ring) =>
        Array.from({ length: 8 * ring }, (_, i) => {
            const angle = (i / (8 * ring)) * 2 * Math.PI;
            return [ring * APART * Math.cos(angle), ring * APART * Math.sin(angle)];
        }),
    ),
];

/**
 * @param {Head[]} heads the first has the first choice
 * @param {Rect} rect in which they must lie
 * @returns {Head[]} where the discs go
 */
export function placeDiscs(heads, rect) {
    /** @type {Head[]} */
    const placed = [];
    for (const { racer, x, y } of heads) {
        const choices = around.map(([dx, dy]) => within({ racer, x: x + dx, y: y + dy }, rect));
        const isFree = (/** @type {Head} */ disc) => placed.every((other) => Math.hypot(other.x - disc.x, other.y - disc.y) >= APART - 1.5);
        placed.push(choices.find(isFree) ?? choices[0]);
    }
    return placed;
}

/**
 * Right of the heads, those at one step in a column in the order of their heights.
 * @param {Head[]} heads
 * @param {Rect} rect of the plot
 * @returns {Head[]}
 */
export function besideHeads(heads, rect) {
    const columns = new Map(heads.map(({ x }) => [Math.round(x / APART), /** @type {Head[]} */ ([])]));
    for (const head of heads) columns.get(Math.round(head.x / APART))?.push(head);
    const room = { ...rect, y: rect.y - 6, height: rect.height + 12 - RADIUS }; // no disc on the numbers below the axis
    const placed = [...columns.values()].flatMap((column) => {
        const heights = spread(
            column.map(({ y }) => y),
            APART - 1,
            room,
        );
        const right = Math.max(...column.map(({ x }) => x)) + RADIUS + 3;
        return column.map((head, i) => ({ head, disc: { racer: head.racer, x: right, y: heights[i] } }));
    });
    return heads.map((head) => placed.find((one) => one.head === head)?.disc ?? head);
}

/** @param {Head} disc @param {Rect} rect @returns {Head} */
function within({ racer, x, y }, rect) {
    const clamp = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ size) =>
        Math.max(low + RADIUS + 1, Math.min(low + size - RADIUS - 1, value));
    return { racer, x: clamp(x, rect.x, rect.width), y: clamp(y, rect.y, rect.height) };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Head[]} heads where the racers are
 * @param {Head[]} discs where their discs go
 * @param {import("../../theme.js").Theme} theme
 */
export function paintDiscs(ctx, heads, discs, theme) {
    const { colors, fonts } = theme;
    discs.forEach((disc, i) => {
        const { x, y, racer } = heads[i];
        const color = colorOf(theme, racer);
        if (Math.hypot(disc.x - x, disc.y - y) > 1) {
            ctx.strokeStyle = color;
            ctx.lineWidth = 1;
            ctx.beginPath();
            ctx.moveTo(x, y);
            ctx.lineTo(disc.x, disc.y);
            ctx.stroke();
        }
        paintMarker(ctx, disc.x, disc.y, color, colors.casing, RADIUS, 1.5);
        const style = { color: colors.casing, halo: color, font: fonts.strong, align: /** @type {const} */ ("center") };
        haloText(ctx, String(numberOf(racer)), disc.x, disc.y + 0.5, { ...style, baseline: "middle" });
    });
}
