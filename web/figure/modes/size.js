/** How large a graph is drawn: as large as it fits, and where nothing fits, small and wider than the window it is seen through. */
import { arrange, layoutGraph } from "./layout.js";

/** @typedef {import("./layout.js").Layout} Layout */
/**
 * @typedef {object} Size
 * @property {"large" | "roomy" | "compact" | "small"} name
 * @property {import("./layout.js").Box} box
 * @property {number} along least distances, see layout.js
 * @property {number} across
 * @property {number} tallest a graph of this size may be, where another would be lower
 */

/** @type {Size[]} */
const SIZES = [
    { name: "large", box: { width: 112, height: 92 }, along: 100, across: 32, tallest: 400 },
    { name: "roomy", box: { width: 84, height: 64 }, along: 60, across: 22, tallest: 560 },
    { name: "compact", box: { width: 64, height: 54 }, along: 36, across: 12, tallest: 900 },
    { name: "small", box: { width: 70, height: 32 }, along: 26, across: 8, tallest: 1600 },
];
/** Beyond this the eye loses an edge. */
const FARTHEST = 150;

/**
 * @param {readonly import("./layout.js").Node[]} nodes
 * @param {number} room CSS pixels across the page
 * @returns {{size: Size, layout: Layout}}
 */
export function fitGraph(nodes, room) {
    const arrangement = arrange(nodes);
    const plans = SIZES.flatMap((size) => [false, true].map((upwards) => plan(arrangement, size, upwards, room)));
    const small = plans.filter(({ size }) => size.name === "small");
    const narrowest = small.reduce((best, one) => (one.layout.width < best.layout.width ? one : best));
    const fits = (/** @type {typeof plans[number]} */ { layout, size }) => layout.width <= room && layout.height <= size.tallest;
    return plans.find(fits) ?? narrowest;
}

/**
 * Layers stand farther apart where there is room.
 * @param {ReturnType<typeof arrange>} arrangement
 * @param {Size} size
 * @param {boolean} upwards
 * @param {number} room
 */
function plan(arrangement, size, upwards, room) {
    const least = layoutGraph(arrangement, { ...size, upwards });
    const gaps = least.layers - 1;
    if (upwards || gaps === 0 || least.width >= room) return { size, layout: least };
    const along = Math.min(FARTHEST, size.along + (room - least.width) / gaps);
    return { size, layout: layoutGraph(arrangement, { ...size, along, upwards }) };
}
