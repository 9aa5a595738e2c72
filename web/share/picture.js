/** The whole picture of a figure at any size: its title, all of its plots in their places with what is written around them, and its sentence. */
import { sectionOf, textIn } from "../text/index.js";
import { SvgContext, takeShared } from "../still/svg.js";
import { measured, paintScene, readScene, wrapped } from "./scene.js";

/**
 * @typedef {import("../host.js").Host} Host
 * @typedef {import("./scene.js").Scene} Scene
 *
 * @typedef {object} Sitter a figure that can be painted
 * @property {Host} host
 * @property {HTMLElement} frame
 * @property {string} title
 *
 * @typedef {object} Brush
 * @property {(width: number, height: number) => CanvasRenderingContext2D} open a surface for one plot, one unit a CSS pixel
 * @property {(whole: Whole) => void} finish
 *
 * @typedef {object} Whole
 * @property {number} width CSS pixels
 * @property {number} height
 * @property {(ctx: CanvasRenderingContext2D, paintPlot: (surface: CanvasRenderingContext2D, rect: import("./scene.js").Rect) => void) => void} paint
 */

const MARGIN = 24;
/** CSS pixels: wider pictures are the same one enlarged, so that it does not depend on the reader's window; narrower ones keep the size of their text. */
const WIDEST = 1080;
const NARROWEST = 360;
/** What browsers refuse. */
const MOST_PIXELS_EACH_WAY = 16384;
const MOST_PIXELS = 120e6;

/** As wide a layout as a picture of that width has. @param {number} width */
export const layoutWidth = (width) => Math.max(NARROWEST, Math.min(WIDEST, width));

/** A picture that no canvas can hold. */
export class TooLargeError extends RangeError {
    /** @param {number} width @param {number} height */
    constructor(width, height) {
        super(`${width} × ${height} pixels`);
        this.width = width;
        this.height = height;
    }
}

/**
 * Lays the figure out, reads and paints it, and lays it out as it was, all before the browser shows anything.
 * @param {Sitter} sitter
 * @param {number} width of the layout, CSS pixels
 * @param {Brush} brush
 */
function portray({ host, frame, title }, width, { open, finish }) {
    const plots = host.plots.all;
    const before = plots.map((plot) => ({ ...plot, style: plot.canvas.style.cssText }));
    const frameStyle = frame.style.cssText;
    frame.classList.add("pictured");
    frame.style.width = `${width - 2 * MARGIN}px`;
    const idle = [...host.root.querySelectorAll(":scope > *, .panel, .column, .row")].filter(holdsNothing);
    idle.forEach((region) => region.classList.add("nothing"));
    try {
        paintInto(host, open);
        const surfaces = new Map(plots.map(({ canvas, ctx }) => [canvas, ctx]));
        finish(wholeOf(host, readScene(host.root), title, width, surfaces));
    } finally {
        plots.forEach((plot, i) => {
            const { style, ...rest } = before[i];
            Object.assign(plot, rest);
            plot.canvas.style.cssText = style;
        });
        idle.forEach((region) => region.classList.remove("nothing"));
        frame.classList.remove("pictured");
        frame.style.cssText = frameStyle;
        host.invalidate(); // where things stand belongs to the screen again
    }
}

/** Whether nothing but its heading is left of a region, its controls away. @param {Element} region */
function holdsNothing(region) {
    const shown = [...region.querySelectorAll("*")].filter((node) => !node.closest("h2, .unseen") && node.getClientRects().length > 0);
    const says = (/** @type {Element} */ node) => [...node.childNodes].some((child) => child instanceof Text && child.data.trim() !== "");
    return !shown.some((node) => node.matches("canvas, input, select, textarea") || says(node));
}

/** Some plots choose their height as they are painted: then once more. @param {Host} host @param {Brush["open"]} open */
function paintInto(host, open) {
    for (let round = 0; round < 4; round++) {
        let sizes = "";
        for (const plot of host.plots.all) {
            const { clientWidth: width, clientHeight: height } = plot.canvas;
            Object.assign(plot, { width, height, ctx: open(width, height), stale: true });
            sizes += `${width} ${height} `;
        }
        host.live?.paint();
        if (sizes === host.plots.all.map(({ canvas }) => `${canvas.clientWidth} ${canvas.clientHeight} `).join("")) return;
    }
}

/**
 * The scene with title and sentence around it.
 * @param {Host} host @param {Scene} scene @param {string} title @param {number} width
 * @param {Map<HTMLCanvasElement, CanvasRenderingContext2D>} surfaces
 * @returns {Whole}
 */
function wholeOf(host, scene, title, width, surfaces) {
    const { colors, fonts } = host.theme;
    const [titleFont, wordsFont] = [`600 20px ${fonts.family}`, `14px ${fonts.family}`];
    const titleLines = wrapped(title, titleFont, width - 2 * MARGIN);
    const words = wrapped(host.describe(), wordsFont, width - 2 * MARGIN);
    const top = MARGIN + 28 * titleLines.length + 12;
    const wordsTop = top + scene.height + 16;
    const height = Math.ceil(wordsTop + 21 * words.length + MARGIN);
    return {
        width,
        height,
        paint(ctx, paintPlot) {
            ctx.fillStyle = colors.page;
            ctx.fillRect(0, 0, width, height);
            write(ctx, titleLines, { font: titleFont, color: colors.text, y: MARGIN + 20, line: 28 });
            ctx.save();
            ctx.translate(MARGIN, top);
            paintScene(ctx, scene, (canvas, rect) => {
                const surface = surfaces.get(canvas);
                if (surface) paintPlot(surface, rect);
            });
            ctx.restore();
            write(ctx, words, { font: wordsFont, color: colors.muted, y: wordsTop + 15, line: 21 });
        },
    };
}

/** @param {CanvasRenderingContext2D} ctx @param {string[]} lines @param {{font: string, color: string, y: number, line: number}} how */
function write(ctx, lines, { font, color, y, line }) {
    ctx.font = font;
    ctx.fillStyle = color;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    lines.forEach((text, i) => ctx.fillText(text, MARGIN, y + i * line));
}

/** @param {number} width pixels @param {number} height */
function canvasOf(width, height) {
    if (Math.max(width, height) > MOST_PIXELS_EACH_WAY || width * height > MOST_PIXELS) throw new TooLargeError(width, height);
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, width), height: Math.max(1, height) });
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    if (!ctx) throw new TooLargeError(width, height);
    return { canvas, ctx };
}

/**
 * @param {Sitter} sitter
 * @param {number} width pixels
 * @param {{even?: boolean}} [options] even: both sides, as video has them
 * @returns {HTMLCanvasElement}
 */
export function paintedOn(sitter, width, { even = false } = {}) {
    const layout = layoutWidth(width);
    const scale = width / layout;
    const wholeNumber = (/** @type {number} */ value) => (even ? 2 * Math.ceil(value / 2) : Math.ceil(value));
    /** @type {HTMLCanvasElement | undefined} */
    let picture;
    portray(sitter, layout, {
        open(plotWidth, plotHeight) {
            const { ctx } = canvasOf(Math.ceil(plotWidth * scale), Math.ceil(plotHeight * scale));
            ctx.setTransform(ctx.canvas.width / Math.max(1, plotWidth), 0, 0, ctx.canvas.height / Math.max(1, plotHeight), 0, 0);
            return ctx;
        },
        finish(whole) {
            const { canvas, ctx } = canvasOf(wholeNumber(width), wholeNumber(whole.height * scale));
            ctx.fillStyle = sitter.host.theme.colors.page;
            ctx.fillRect(0, 0, canvas.width, canvas.height);
            ctx.setTransform(scale, 0, 0, scale, 0, 0);
            whole.paint(ctx, (surface, { x, y, width, height }) => ctx.drawImage(surface.canvas, x, y, width, height));
            picture = canvas;
        },
    });
    return /** @type {HTMLCanvasElement} */ (picture);
}

/** @param {Sitter} sitter @param {number} width pixels @returns {Promise<Blob>} */
export async function png(sitter, width) {
    const canvas = paintedOn(sitter, width);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new TooLargeError(canvas.width, canvas.height);
    return blob;
}

/** @type {import("../still/svg.js").Writer} */
const writer = {
    color: (color) => color,
    image: ({ width, height, data }) => {
        const { canvas, ctx } = canvasOf(width, height);
        ctx.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
        return canvas.toDataURL("image/png");
    },
    mostCells: Infinity,
    tolerance: { fine: 0.1, other: 0.05 },
    heaps: false,
    measure: measured,
};

const escape = (/** @type {string} */ text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

/** Lines are lines and text is text. @param {Sitter} sitter @param {number} width pixels @returns {string} */
export function svg(sitter, width) {
    const { host, title } = sitter;
    const layout = layoutWidth(width);
    let text = "";
    const context = () => /** @type {any} */ (new SvgContext(null, writer));
    portray(sitter, layout, {
        open: context,
        finish(whole) {
            const ctx = context();
            whole.paint(ctx, (surface, { x, y, width, height }) => {
                const [left, top] = ctx.placeOf(x, y);
                ctx.place(/** @type {any} */ (surface).content(), [left, top, width, height]);
            });
            const content = ctx.content();
            const size = `width="${width}" height="${Math.round((whole.height * width) / layout)}" viewBox="0 0 ${layout} ${whole.height}"`;
            const style = `font-family="${escape(host.theme.fonts.family)}" font-size="12" stroke-linejoin="round"`;
            const language = host.language === "zh" ? "zh-Hans" : "en";
            text = `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style} xml:lang="${language}" role="img"><title>${escape(title)}</title><desc>${escape(host.describe())}</desc>${takeShared(content)}${content}</svg>\n`;
        },
    });
    return text;
}

/** @param {Host} host @param {string} name of the figure */
export function titleOf(host, name) {
    return textIn(host.language)(`${sectionOf(name)}.title`);
}
