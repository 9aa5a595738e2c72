/**
 * What stands in a figure, as the browser laid it out: boxes, lines of text and plots, in the order in which they are seen. Painted by the same few calls
 * on a canvas and into SVG.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Rect CSS pixels from the scene's corner
 * @typedef {{width: number, color: string}} Edge
 * @typedef {{alpha: number, clip: Rect | null}} Seen
 * @typedef {Seen & {kind: "box", rect: Rect, radius: number, fill: string | null, edges: Edge[]}} Box edges: top, right, bottom, left
 * @typedef {Seen & {kind: "text", text: string, x: number, y: number, font: string, color: string}} Words y: of its baseline
 * @typedef {Seen & {kind: "plot", canvas: HTMLCanvasElement, rect: Rect}} PlotPlace
 * @typedef {Box | Words | PlotPlace} Item
 * @typedef {{width: number, height: number, items: Item[]}} Scene
 */
import { preserving, roundedRect } from "../paint/canvas.js";

/** Left out: what is there for the hand, or for the ear. */
const LEFT_OUT = "svg, .unseen, style, script";

/**
 * @param {Element} root
 * @returns {Scene}
 */
export function readScene(root) {
    const { left, top, width, height } = root.getBoundingClientRect();
    /** @type {Item[]} */
    const items = [];
    const at = (/** @type {DOMRect} */ rect) => ({ x: rect.left - left, y: rect.top - top, width: rect.width, height: rect.height });

    /** @param {Element} element @param {Seen} seen */
    function read(element, seen) {
        if (element.matches(LEFT_OUT)) return;
        const style = getComputedStyle(element);
        const alpha = seen.alpha * Number(style.opacity);
        if (style.display === "none" || alpha === 0) return;
        const rect = at(element.getBoundingClientRect());
        const isVisible = style.visibility === "visible";
        const here = { ...seen, alpha };
        if (isVisible && element instanceof HTMLCanvasElement) {
            if (rect.width > 0) items.push({ ...here, kind: "plot", canvas: element, rect });
            return;
        }
        if (isVisible) addBoxes(rect, style, here);
        if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) {
            if (isVisible) addValue(element, rect, style, here);
            return;
        }
        const within = style.overflowX === "visible" && style.overflowY === "visible" ? here : { ...here, clip: both(here.clip, rect) };
        if (isVisible) addMark(element, "::before", rect, within);
        for (const child of element.childNodes) {
            if (child instanceof Element) read(child, within);
            else if (isVisible && child instanceof Text) addText(child, style, within);
        }
        if (isVisible) addMark(element, "::after", rect, within);
    }

    /** @param {Rect} rect @param {CSSStyleDeclaration} style @param {Seen} seen */
    function addBoxes(rect, style, seen) {
        if (rect.width <= 0 || rect.height <= 0) return;
        const edges = ["Top", "Right", "Bottom", "Left"].map((side) => edgeOf(style, side));
        const radius = radiusOf(style, rect);
        const plain = { ...seen, kind: /** @type {const} */ ("box"), radius, edges: noEdges };
        if (!isClear(style.backgroundColor)) items.push({ ...plain, rect, fill: style.backgroundColor });
        for (const { from, to, color } of stretchesOf(style.backgroundImage)) {
            const part = { ...rect, x: rect.x + from * rect.width, width: (to - from) * rect.width };
            items.push({ ...plain, rect: part, radius: Math.min(radius, part.width / 2), fill: color });
        }
        if (edges.some(({ width }) => width > 0)) items.push({ ...plain, rect, fill: null, edges });
    }

    /** A mark that a style sheet sets before or after something: a legend's line, a swatch, a tick. @param {Element} element @param {"::before" | "::after"} which @param {Rect} rect @param {Seen} seen */
    function addMark(element, which, rect, seen) {
        const style = getComputedStyle(element, which);
        if (style.content === "none" || style.content === "normal" || style.display === "none") return;
        const words = style.content.slice(1, -1);
        const line = firstLine(element);
        const middle = line ? at(line).y + line.height / 2 : rect.y + rect.height / 2;
        const own = getComputedStyle(element);
        const start = rect.x + parseFloat(own.paddingLeft) + parseFloat(own.borderLeftWidth);
        if (words) {
            const font = fontOf(style);
            const { ascent, descent } = metricsOf(font);
            items.push({ ...seen, kind: "text", text: words, x: start, y: middle + (ascent - descent) / 2, font, color: style.color });
            return;
        }
        const edge = edgeOf(style, "Top");
        const [width, height] = [parseFloat(style.width) || 0, Math.max(parseFloat(style.height) || 0, edge.width)];
        const isPlaced = style.position === "absolute";
        const x = isPlaced ? rect.x + parseFloat(style.left) + parseFloat(style.marginLeft) : start;
        const y = isPlaced ? rect.y + parseFloat(style.top) : middle - height / 2;
        if (Number.isFinite(x + y)) addBoxes({ x, y, width, height }, style, seen);
    }

    /** What a field holds. @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field @param {Rect} rect @param {CSSStyleDeclaration} style @param {Seen} seen */
    function addValue(field, rect, style, seen) {
        const font = fontOf(style);
        const { ascent, descent } = metricsOf(font);
        const text = field instanceof HTMLSelectElement ? (field.selectedOptions[0]?.text ?? "") : field.value;
        const room = rect.width - measured(font, text).width;
        const start = parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
        const end = room - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth);
        const x = rect.x + (style.textAlign === "center" ? room / 2 : /end|right/.test(style.textAlign) ? end : start);
        items.push({ ...seen, kind: "text", text, x, y: rect.y + (rect.height + ascent - descent) / 2, font, color: style.color });
    }

    /** @param {Text} node @param {CSSStyleDeclaration} style @param {Seen} seen */
    function addText(node, style, seen) {
        const font = fontOf(style);
        const { ascent, descent } = metricsOf(font);
        for (const { text, rect } of linesOf(node)) {
            const place = at(rect);
            const y = place.y + (place.height * ascent) / (ascent + descent);
            items.push({ ...seen, kind: "text", text, x: place.x, y, font, color: style.color });
        }
    }

    read(root, { alpha: 1, clip: null });
    return { width, height, items };
}

const noEdges = Array.from({ length: 4 }, () => ({ width: 0, color: "" }));

/** @param {string} color */
const isClear = (color) => color === "transparent" || /^rgba\(.*, 0\)$/.test(color);

/** @param {CSSStyleDeclaration} style @param {string} side @returns {Edge} */
function edgeOf(style, side) {
    const [line, color, width] = ["Style", "Color", "Width"].map((what) => Reflect.get(style, `border${side}${what}`));
    return { width: line === "none" || isClear(color) ? 0 : parseFloat(width), color };
}

/** @param {CSSStyleDeclaration} style @param {Rect} rect */
function radiusOf({ borderTopLeftRadius }, { width, height }) {
    const most = Math.min(width, height) / 2;
    const value = parseFloat(borderTopLeftRadius);
    return Math.min(most, borderTopLeftRadius.includes("%") ? (value / 100) * Math.min(width, height) : value);
}

/** The stretches of one colour that a gradient from left to right is made of. @param {string} image @returns {{from: number, to: number, color: string}[]} */
function stretchesOf(image) {
    const stops = [...image.matchAll(/(rgba?\([^)]*\)|color\([^)]*\))((?:\s+[\d.]+(?:%|px))*)/g)];
    if (stops.length === 0) return [];
    if (image.startsWith("repeating")) return [{ from: 0, to: 1, color: stops[0][1] }];
    const stretches = [];
    let from = 0;
    for (const [i, [, color, places]] of stops.entries()) {
        const ends = places.trim().split(/\s+/).map(parseFloat); // prettier-ignore
        const end = i === stops.length - 1 ? 100 : ends[ends.length - 1];
        const to = Math.max(from, Math.min(1, (Number.isFinite(end) ? end : 100) / 100));
        if (to > from && !isClear(color)) stretches.push({ from, to, color });
        from = to;
    }
    return stretches;
}

/** @param {CSSStyleDeclaration} style */
function fontOf({ fontWeight, fontSize, fontFamily }) {
    return `${fontWeight === "400" ? "" : `${fontWeight} `}${fontSize} ${fontFamily}`;
}

/** @type {Map<string, {ascent: number, descent: number}>} */
const metrics = new Map();

/** @param {string} font */
function metricsOf(font) {
    const known = metrics.get(font);
    if (known) return known;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = measured(font, "x");
    const found = { ascent, descent };
    metrics.set(font, found);
    return found;
}

/** @type {CanvasRenderingContext2D | null} */
let scratch = null;

/** @param {string} font @param {string} text */
export function measured(font, text) {
    scratch ??= document.createElement("canvas").getContext("2d");
    if (!scratch) throw new Error("this browser has no canvas");
    scratch.font = font;
    return scratch.measureText(text);
}

/** Words; in Chinese every character may begin a line. */
const WORDS = /[\u2e80-\uffee]|[^\s\u2e80-\uffee]+/gu;

/** @param {Text} node @returns {{text: string, rect: DOMRect}[]} rect: of the line's first word */
function linesOf(node) {
    const range = document.createRange();
    const { data } = node;
    /** @type {{from: number, to: number, rect: DOMRect}[]} */
    const lines = [];
    const add = (/** @type {number} */ from, /** @type {number} */ to) => {
        range.setStart(node, from);
        range.setEnd(node, to);
        const [rect, ...more] = range.getClientRects();
        if (!rect) return;
        if (more.length > 0 && to - from > 1) {
            for (let i = from; i < to; i++) add(i, i + 1); // a word that is broken
            return;
        }
        const line = lines[lines.length - 1];
        if (line && Math.abs(rect.top - line.rect.top) < rect.height / 2) line.to = to;
        else lines.push({ from, to, rect });
    };
    for (const { index, 0: word } of data.matchAll(WORDS)) add(index, index + word.length);
    return lines.map(({ from, to, rect }) => ({ text: data.slice(from, to).replace(/\s+/g, " "), rect }));
}

/** @param {Element} element @returns {DOMRect | undefined} */
function firstLine(element) {
    const text = [...element.childNodes].find((child) => child instanceof Text && child.data.trim() !== "");
    return text ? linesOf(/** @type {Text} */ (text))[0]?.rect : undefined;
}

/** @param {Rect | null} a @param {Rect} b @returns {Rect} what lies in both */
function both(a, b) {
    if (!a) return b;
    const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
    return { x, y, width: Math.min(a.x + a.width, b.x + b.width) - x, height: Math.min(a.y + a.height, b.y + b.height) - y };
}

/**
 * @param {CanvasRenderingContext2D} ctx one unit a CSS pixel, its origin the scene's corner
 * @param {Scene} scene
 * @param {(canvas: HTMLCanvasElement, rect: Rect) => void} paintPlot
 */
export function paintScene(ctx, { items }, paintPlot) {
    for (const item of items) {
        preserving(ctx, () => {
            ctx.globalAlpha = item.alpha;
            if (item.clip) {
                ctx.beginPath();
                ctx.rect(item.clip.x, item.clip.y, item.clip.width, item.clip.height);
                ctx.clip();
            }
            if (item.kind === "plot") paintPlot(item.canvas, item.rect);
            else if (item.kind === "text") paintText(ctx, item);
            else paintBox(ctx, item);
        });
    }
}

/** @param {CanvasRenderingContext2D} ctx @param {Words} words */
function paintText(ctx, { text, x, y, font, color }) {
    ctx.font = font;
    ctx.fillStyle = color;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillText(text, x, y);
}

/** @param {CanvasRenderingContext2D} ctx @param {Box} box */
function paintBox(ctx, { rect, radius, fill, edges }) {
    if (fill) {
        roundedRect(ctx, rect, radius);
        ctx.fillStyle = fill;
        ctx.fill();
    }
    const [top, right, bottom, left] = edges;
    if (top.width > 0 && edges.every(({ width, color }) => width === top.width && color === top.color)) {
        const half = top.width / 2;
        const inner = { x: rect.x + half, y: rect.y + half, width: rect.width - top.width, height: rect.height - top.width };
        roundedRect(ctx, inner, Math.max(0, radius - half));
        ctx.strokeStyle = top.color;
        ctx.lineWidth = top.width;
        ctx.stroke();
        return;
    }
    const { x, y, width, height } = rect;
    const sides = /** @type {const} */ ([
        [top, x, y, width, top.width],
        [right, x + width - right.width, y, right.width, height],
        [bottom, x, y + height - bottom.width, width, bottom.width],
        [left, x, y, left.width, height],
    ]);
    for (const [edge, ...place] of sides) {
        if (edge.width === 0) continue;
        ctx.fillStyle = edge.color;
        ctx.fillRect(...place);
    }
}

/** Text in lines no wider than width. @param {string} text @param {string} font @param {number} width @returns {string[]} */
export function wrapped(text, font, width) {
    const lines = [""];
    for (const [word] of text.matchAll(/[\u2e80-\uffee]|[^\s\u2e80-\uffee]+\s*|\s+/gu)) {
        const last = lines.length - 1;
        const isClosing = /^[，。、；：！？）》”]/.test(word); // never begins a line
        if (lines[last] === "" || isClosing || measured(font, (lines[last] + word).trimEnd()).width <= width) lines[last] += word;
        else lines.push(word);
    }
    return lines.map((line) => line.trimEnd());
}
