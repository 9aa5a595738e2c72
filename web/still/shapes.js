/** What was drawn on a canvas, written as SVG in as few characters as it takes. */
import { heapImage, isHeap } from "./heap.js";

/** So many circles alike are written as one line with a marker at each point. */
const CROWD = 3;

/** @param {number} value */
const tenth = (value) => Math.round(value * 10);
/** @param {number} tenths */
const show = (tenths) => String(tenths / 10).replace(/^(-?)0\./, "$1.");
/** To a tenth. @param {number} value */
export const number = (value) => show(tenth(value));
/** Numbers in tenths side by side, apart only where they must be. @param {number[]} numbers */
const list = (numbers) => numbers.map((value, i) => (i > 0 && value >= 0 ? " " : "") + show(value)).join("");

let names = 0;
/** An id that nothing else has. @param {string} letter */
export const freshName = (letter) => `${letter}${(names++).toString(36)}`;

/**
 * @typedef {object} Item either text, ready, or a path: [command, x, y, …] with O for a whole circle (x, y, r) and A for an arc (x, y, r, flags)
 * @property {string} [text]
 * @property {any[][]} [path]
 * @property {string} [style] attributes
 * @property {number[]} box left, top, right, bottom
 * @property {number[] | null} clip the same
 *
 * @typedef {Item & {items: Item[], circle: number | null}} Group
 */

/**
 * @param {Item[]} items in the order in which they were drawn
 * @param {import("./svg.js").Writer} writer
 * @returns {string}
 */
export function written(items, writer) {
    let text = "";
    let open = "";
    for (const group of gathered(writer.heaps ? withoutHeaps(items, writer.image) : items)) {
        const clip = group.clip ? clipTag(group.clip) : "";
        if (clip !== open) {
            if (open) text += "</svg>";
            text += clip;
            open = clip;
        }
        text += group.text ?? shapeText(group, writer.tolerance);
    }
    return open ? `${text}</svg>` : text;
}

/** Heaps one after another become one image. @param {Item[]} items @param {import("./svg.js").Writer["image"]} image @returns {Item[]} */
function withoutHeaps(items, image) {
    const kept = [];
    for (let i = 0; i < items.length; ) {
        let end = i;
        while (items[end] && isHeap(items[end]) && String(items[end].clip) === String(items[i].clip)) end++;
        if (end > i) {
            const { clip } = items[i];
            const whole = items.slice(i, end).map(({ box }) => box).reduce(union); // prettier-ignore
            const box = clip ? whole.map((edge, k) => (k < 2 ? Math.max(edge, clip[k]) : Math.min(edge, clip[k]))) : whole;
            kept.push({ text: heapImage(items.slice(i, end), box, image), box, clip });
        } else kept.push(items[end++]);
        i = end;
    }
    return kept;
}

/** An inner <svg> cuts off what leaves it, and needs no name. @param {number[]} box */
function clipTag([left, top, right, bottom]) {
    const box = [left, top, Math.max(0, right - left), Math.max(0, bottom - top)].map(number);
    return `<svg x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" viewBox="${box.join(" ")}">`;
}

/** Shapes of one style together, where no other thing was drawn over the place in between. @param {Item[]} items */
function gathered(items) {
    const groups = [];
    for (const item of items) {
        const circle = circleOf(item);
        const home = item.path && homeFor(groups, item, circle);
        if (home) {
            home.items.push(item);
            home.box = union(home.box, item.box);
        } else groups.push({ ...item, items: [item], circle });
    }
    return groups;
}

/** The radius of what is a circle and no more. @param {Item} item */
const circleOf = ({ path }) => (path?.length === 1 && path[0][0] === "O" ? tenth(path[0][3]) : null);

/** @param {Group[]} groups @param {Item} item @param {number | null} circle */
function homeFor(groups, item, circle) {
    for (let k = groups.length - 1; k >= 0; k--) {
        const group = groups[k];
        const isAlike = group.style === item.style && group.circle === circle && String(group.clip) === String(item.clip);
        if (isAlike && (circle !== null || mayShare(group, item))) return group;
        const isInCrowd = circle !== null && group.circle !== null && group.circle === circle;
        if (!isInCrowd && overlap(group.box, item.box) && group.items.some(({ box }) => overlap(box, item.box))) return null;
    }
    return null;
}

/** Lines may cross in one path; areas may not. @param {Group} group @param {Item} item */
function mayShare({ style = "", items }, item) {
    return style.startsWith('fill="none"') || (!/opacity/.test(style) && !items.some(({ box }) => overlap(box, item.box)));
}

/** @param {number[]} a @param {number[]} b */
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
/** @param {number[]} a @param {number[]} b */
const union = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

const pathOf = (/** @type {Item} */ { path = [] }) => path;

/** @param {Group} group @param {import("./svg.js").Writer["tolerance"]} tolerance */
function shapeText({ items, style = "", circle }, { fine, other }) {
    if (circle !== null && items.length >= CROWD) return crowd(items, style, circle);
    if (circle !== null && items.length === 1) {
        const [x, y] = pathOf(items[0])[0].slice(1, 3).map(number);
        return `<circle cx="${x}" cy="${y}" r="${show(circle)}" ${style}/>`;
    }
    const isFine = /fill="none" .*stroke-opacity="[^"]*"(?!.* stroke-width)/.test(style);
    const precision = isFine ? { tolerance: fine, unit: fine > 0.5 ? 1 : 0.1 } : { tolerance: other, unit: 0.1 };
    const data = items.map((item) => pathData(pathOf(item), precision)).join("");
    return data ? `<path d="${data}" ${style}/>` : "";
}

/** Circles alike: a line that is not drawn, with a marker at each of its points. @param {Item[]} items @param {string} style @param {number} radius */
function crowd(items, style, radius) {
    const id = freshName("m");
    let [x, y] = [0, 0];
    const steps = items.map((item) => {
        const [tx, ty] = pathOf(item)[0].slice(1, 3).map(tenth);
        const step = list([tx - x, ty - y]);
        [x, y] = [tx, ty];
        return step;
    });
    const line = steps.slice(1).map((step) => (step.startsWith("-") ? step : ` ${step}`)).join(""); // prettier-ignore
    const marker = `<marker id="${id}" overflow="visible" markerUnits="userSpaceOnUse"><circle r="${show(radius)}" ${style}/></marker>`;
    return `${marker}<path d="M${steps[0]}l${line.trimStart()}" fill="none" style="marker:url(#${id})"/>`;
}

/** @param {any[][]} path @param {{tolerance: number, unit: number}} precision */
function pathData(path, { tolerance, unit }) {
    const tenth = (/** @type {number} */ value) => Math.round(value / unit) * Math.round(unit * 10);
    let [x, y] = [0, 0];
    let text = "";
    let last = "";
    for (const [command, ...given] of simplified(path, tolerance)) {
        const isCurve = command === "L" || command === "Q" || command === "C";
        if (command === "Z") text += "z";
        else if (command === "O") {
            const [cx, cy, r] = given.map(tenth);
            text += `M${list([cx - r, cy])}a${list([r, r])} 0 1 0 ${list([2 * r, 0])}a${list([r, r])} 0 1 0${list([-2 * r, 0])}`;
            [x, y] = [cx - r, cy];
        } else if (command === "A") {
            const [tx, ty, r] = given.slice(0, 3).map(tenth);
            text += `a${list([r, r])} 0 ${given[3]} ${list([tx - x, ty - y])}`;
            [x, y] = [tx, ty];
        } else {
            const tenths = given.map(tenth);
            const from = isCurve ? [x, y] : [0, 0];
            const shown = list(tenths.map((value, k) => value - from[k % 2]));
            const letter = isCurve ? command.toLowerCase() : command;
            text += letter === last && isCurve ? (shown.startsWith("-") ? shown : ` ${shown}`) : letter + shown;
            [x, y] = tenths.slice(-2);
        }
        last = isCurve ? command.toLowerCase() : command;
    }
    return text;
}

/** Runs of straight lines with as few points as keep their course. @param {any[][]} path @param {number} tolerance */
function simplified(path, tolerance) {
    const kept = [];
    for (let i = 0; i < path.length; ) {
        let end = i + 1;
        while (path[end]?.[0] === "L") end++;
        const run = path.slice(i, end);
        kept.push(...(run.length > 2 && run[0].length >= 3 && run[0][0] !== "A" ? courseOf(run, tolerance) : run));
        i = end;
    }
    return kept;
}

/** Douglas and Peucker's: the farthest point splits the line until none is farther than the tolerance. @param {any[][]} run @param {number} tolerance */
function courseOf(run, tolerance) {
    const points = run.map((step) => (step[0] === "O" ? step.slice(1, 3) : step.slice(-2)));
    const keep = new Uint8Array(run.length);
    keep[0] = keep[run.length - 1] = 1;
    const stack = [[0, run.length - 1]];
    for (let part; (part = stack.pop()); ) {
        const [from, to] = part;
        let [worst, at] = [tolerance, -1];
        for (let i = from + 1; i < to; i++) {
            const distance = distanceTo(points[i], points[from], points[to]);
            if (distance > worst) [worst, at] = [distance, i];
        }
        if (at < 0) continue;
        keep[at] = 1;
        stack.push([from, at], [at, to]);
    }
    return run.filter((_, i) => keep[i]);
}

/** Of a point from the stretch between two others. @param {number[]} point @param {number[]} from @param {number[]} to */
function distanceTo([x, y], [ax, ay], [bx, by]) {
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const along = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
