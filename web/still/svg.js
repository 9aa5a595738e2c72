/**
 * A canvas context that writes SVG: what the painters of ../paint use of one, no more. Coordinates are rounded to a tenth of a pixel, and what two points
 * closer than the writer's tolerance would add to a line is left out.
 *
 * @typedef {object} Pixels
 * @property {number} width
 * @property {number} height
 * @property {Uint8ClampedArray} data
 *
 * @typedef {object} Writer how a drawing is written
 * @property {(color: string) => string} color
 * @property {(pixels: Pixels, bits?: number) => string} image a data: address; bits: a channel needs no more
 * @property {number} mostCells of an image, each way: it is scaled up smoothly
 * @property {{fine: number, other: number}} tolerance pixels by which a line may leave its course: a faint one, of which there are many, and any other
 * @property {boolean} heaps whether areas in their hundreds become an image
 * @property {(font: string, text: string) => any} [measure] the widths of text, where they can be known
 */
import { freshName, number, written } from "./shapes.js";

const START = {
    fillStyle: "#000000",
    strokeStyle: "#000000",
    lineWidth: 1,
    lineCap: "butt",
    lineJoin: "miter", // but every corner is round, as the painters have it where it shows
    globalAlpha: 1,
    font: "10px sans-serif",
    textAlign: "start",
    textBaseline: "alphabetic",
    imageSmoothingEnabled: true,
    imageSmoothingQuality: "low",
    globalCompositeOperation: "source-over",
    lineDashOffset: 0,
    miterLimit: 10,
};

/** @type {Record<string, string>} */
const ANCHORS = { center: "middle", right: "end", end: "end" };
/** From a baseline to where the letters stand, in letter heights. @type {Record<string, number>} */
const DROPS = { top: 0.8, hanging: 0.8, middle: 0.35, bottom: -0.2, ideographic: -0.2 };

const escape = (/** @type {unknown} */ text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

export class SvgContext {
    /** @type {any} a colour or a gradient */ fillStyle = START.fillStyle;
    /** @type {any} */ strokeStyle = START.strokeStyle;
    lineWidth = START.lineWidth;
    lineCap = START.lineCap;
    globalAlpha = START.globalAlpha;
    font = START.font;
    textAlign = START.textAlign;
    textBaseline = START.textBaseline;
    imageSmoothingEnabled = START.imageSmoothingEnabled;
    #matrix = [1, 0, 0, 1, 0, 0];
    /** @type {number[]} */ #dash = [];
    /** @type {number[] | null} */ #clip = null;
    /** @type {any[]} */ #stack = [];
    /** Points in the context's final pixels: [command, …coordinates]. */
    /** @type {any[][]} */ #path = [];
    #at = [0, 0];
    /** What was drawn: {text, clip}. */
    /** @type {import("./shapes.js").Item[]} */ #items = [];
    /** @type {Pixels | null} */ #pixels = null;
    /** The last item, if it is the present path and may be stroked as well. */
    /** @type {import("./shapes.js").Item | null} */ #filled = null;
    /** Text that was stroked and not yet filled. */
    /** @type {{text: string, x: number, y: number, stroke: string} | null} */ #halo = null;

    /** @param {any} canvas @param {Writer} writer */
    constructor(canvas, writer) {
        this.canvas = canvas;
        this.writer = writer;
        Object.assign(this, START);
    }

    // ---- state

    save() {
        const settings = Object.fromEntries(Object.keys(START).map((name) => [name, Reflect.get(this, name)]));
        this.#stack.push({ settings, matrix: this.#matrix, dash: this.#dash, clip: this.#clip });
    }
    restore() {
        const state = this.#stack.pop();
        if (!state) return;
        Object.assign(this, state.settings);
        this.#matrix = state.matrix;
        this.#dash = state.dash;
        this.#clip = state.clip;
    }
    reset() {
        Object.assign(this, START);
        this.#matrix = [1, 0, 0, 1, 0, 0];
        this.#dash = [];
        this.#clip = null;
        this.#stack = [];
        this.#path = [];
        this.#items = [];
        this.#pixels = null;
        this.#filled = null;
    }
    /** @param {any} a a matrix, or the first of its numbers @param {number} [b] @param {number} [c] @param {number} [d] @param {number} [e] @param {number} [f] */
    setTransform(a, b = 0, c = 0, d = 1, e = 0, f = 0) {
        this.#matrix = typeof a === "object" ? [a.a, a.b, a.c, a.d, a.e, a.f] : [a, b, c, d, e, f];
    }
    resetTransform() {
        this.#matrix = [1, 0, 0, 1, 0, 0];
    }
    getTransform() {
        const [a, b, c, d, e, f] = this.#matrix;
        return { a, b, c, d, e, f };
    }
    /** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} e @param {number} f */
    transform(a, b, c, d, e, f) {
        const [A, B, C, D, E, F] = this.#matrix;
        this.#matrix = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
    }
    /** @param {number} x @param {number} y */
    translate(x, y) {
        this.transform(1, 0, 0, 1, x, y);
    }
    /** @param {number} x @param {number} y */
    scale(x, y) {
        this.transform(x, 0, 0, y, 0, 0);
    }
    /** @param {number} angle */
    rotate(angle) {
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        this.transform(cos, sin, -sin, cos, 0, 0);
    }
    /** @param {number[]} dash */
    setLineDash(dash) {
        this.#dash = [...dash];
    }
    getLineDash() {
        return this.#dash;
    }

    // ---- paths

    /** @param {number} x @param {number} y */
    #to(x, y) {
        const [a, b, c, d, e, f] = this.#matrix;
        return [a * x + c * y + e, b * x + d * y + f];
    }
    /** @param {string} command @param {...number[]} points */
    #add(command, ...points) {
        this.#filled = null;
        this.#path.push([command, ...points.flatMap(([x, y]) => this.#to(x, y))]);
        this.#at = points[points.length - 1] ?? this.#at;
    }
    beginPath() {
        this.#path = [];
        this.#filled = null;
    }
    /** @param {number} x @param {number} y */
    moveTo(x, y) {
        this.#add("M", [x, y]);
    }
    /** @param {number} x @param {number} y */
    lineTo(x, y) {
        this.#add(this.#path.length > 0 ? "L" : "M", [x, y]);
    }
    /** @param {number} cx @param {number} cy @param {number} x @param {number} y */
    quadraticCurveTo(cx, cy, x, y) {
        this.#add("Q", [cx, cy], [x, y]);
    }
    /** @param {number} ax @param {number} ay @param {number} bx @param {number} by @param {number} x @param {number} y */
    bezierCurveTo(ax, ay, bx, by, x, y) {
        this.#add("C", [ax, ay], [bx, by], [x, y]);
    }
    closePath() {
        this.#add("Z");
    }
    /** @param {number} x @param {number} y @param {number} width @param {number} height */
    rect(x, y, width, height) {
        this.#add("M", [x, y]);
        for (const corner of [[x + width, y], [x + width, y + height], [x, y + height]]) this.#add("L", corner); // prettier-ignore
        this.#add("Z");
    }
    /** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [radius] */
    roundRect(x, y, width, height, radius = 0) {
        const r = Math.min(Array.isArray(radius) ? radius[0] : radius, width / 2, height / 2);
        this.moveTo(x + r, y);
        this.arcTo(x + width, y, x + width, y + height, r);
        this.arcTo(x + width, y + height, x, y + height, r);
        this.arcTo(x, y + height, x, y, r);
        this.arcTo(x, y, x + width, y, r);
        this.closePath();
    }
    /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} radius */
    arcTo(x1, y1, x2, y2, radius) {
        const [x0, y0] = this.#at;
        const [a, b] = [Math.hypot(x0 - x1, y0 - y1), Math.hypot(x2 - x1, y2 - y1)];
        if (a === 0 || b === 0 || radius === 0) return this.lineTo(x1, y1);
        const cos = ((x0 - x1) * (x2 - x1) + (y0 - y1) * (y2 - y1)) / (a * b);
        const back = radius / Math.tan(Math.acos(Math.max(-1, Math.min(1, cos))) / 2);
        this.lineTo(x1 + ((x0 - x1) * back) / a, y1 + ((y0 - y1) * back) / a);
        this.quadraticCurveTo(x1, y1, x1 + ((x2 - x1) * back) / b, y1 + ((y2 - y1) * back) / b);
    }
    /** @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to @param {boolean} [counter] */
    arc(x, y, r, from, to, counter = false) {
        const turn = counter ? from - to : to - from;
        const radius = r * Math.hypot(this.#matrix[0], this.#matrix[1]);
        if (turn >= 2 * Math.PI - 1e-6) {
            this.#add("O", [x, y]);
            this.#path[this.#path.length - 1].push(radius);
            return;
        }
        /** @returns {[number, number]} */
        const point = (/** @type {number} */ angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)];
        this.#add(this.#path.length > 0 ? "L" : "M", point(from));
        const end = point(to);
        this.#path.push(["A", ...this.#to(...end), radius, `${turn % (2 * Math.PI) > Math.PI ? 1 : 0} ${counter ? 0 : 1}`]);
        this.#at = end;
    }
    /** @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} rotation @param {number} from @param {number} to */
    ellipse(x, y, rx, ry, rotation, from, to) {
        const steps = 24;
        for (let k = 0; k <= steps; k++) {
            const angle = from + ((to - from) * k) / steps;
            const [u, v] = [rx * Math.cos(angle), ry * Math.sin(angle)];
            const at = [x + u * Math.cos(rotation) - v * Math.sin(rotation), y + u * Math.sin(rotation) + v * Math.cos(rotation)];
            this.#add(k === 0 ? "M" : "L", at);
        }
    }
    isPointInPath() {
        return false;
    }

    // ---- drawing

    /** @param {string} text @param {number[]} [box] left, top, right, bottom */
    #push(text, box = EVERYWHERE) {
        this.#items.push({ text, box, clip: this.#clip });
        this.#filled = null;
    }
    /** @param {"fill" | "stroke"} kind */
    #paint(kind) {
        const style = this[`${kind}Style`];
        const alpha = this.globalAlpha < 1 ? ` ${kind}-opacity="${Math.round(this.globalAlpha * 100) / 100}"` : "";
        return `${kind}="${typeof style === "string" ? this.writer.color(style) : style.url()}"${alpha}`;
    }
    #stroke() {
        const { lineWidth, lineCap } = this;
        const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.map(number).join(" ")}"` : "";
        const cap = lineCap === "butt" ? "" : ` stroke-linecap="${lineCap}"`;
        const width = number(lineWidth * Math.hypot(this.#matrix[0], this.#matrix[1]));
        return `${this.#paint("stroke")}${width === "1" ? "" : ` stroke-width="${width}"`}${cap}${dash}`;
    }
    /** @param {string} style */
    #shape(style) {
        if (this.#path.every(([command]) => command === "M")) return;
        const half = this.lineWidth / 2 + 1;
        const [left, top, right, bottom] = boxOf(this.#path);
        this.#items.push({ path: this.#path, style, box: [left - half, top - half, right + half, bottom + half], clip: this.#clip });
    }
    fill() {
        this.#shape(this.#paint("fill"));
        this.#filled = this.#items[this.#items.length - 1];
        this.#path = [...this.#path];
    }
    stroke() {
        if (this.globalAlpha === 0) return;
        const stroke = this.#stroke();
        if (this.#filled?.style && this.#filled.clip === this.#clip) this.#filled.style += ` ${stroke}`;
        else this.#shape(`fill="none" ${stroke}`);
        this.#filled = null;
        this.#path = [...this.#path];
    }
    /** @param {number} x @param {number} y @param {number} width @param {number} height */
    fillRect(x, y, width, height) {
        this.#aside(() => {
            this.rect(x, y, width, height);
            this.fill();
        });
    }
    /** @param {number} x @param {number} y @param {number} width @param {number} height */
    strokeRect(x, y, width, height) {
        this.#aside(() => {
            this.rect(x, y, width, height);
            this.stroke();
        });
    }
    /** @param {() => void} draw */
    #aside(draw) {
        const [path, at] = [this.#path, this.#at];
        this.beginPath();
        draw();
        this.#path = path;
        this.#at = at;
        this.#filled = null;
    }
    clearRect() {}
    clip() {
        if (this.#path.length === 0) return;
        const outer = this.#clip ?? EVERYWHERE;
        const within = boxOf(this.#path).map((value, i) => (i < 2 ? Math.max(value, outer[i]) : Math.min(value, outer[i])));
        this.#clip = within.every((value, i) => value === outer[i]) ? this.#clip : within;
    }
    /** @param {string} text @param {number} x @param {number} y @param {string} paint */
    #text(text, x, y, paint) {
        const size = Number(/([\d.]+)px/.exec(this.font)?.[1] ?? 10);
        const weight = /^(\d00|bold)/.exec(this.font)?.[1];
        const anchor = ANCHORS[this.textAlign];
        const drop = DROPS[this.textBaseline] ?? 0;
        const [a, b, c, d, e, f] = this.#matrix;
        const isTurned = b !== 0 || c !== 0;
        const [px, py] = isTurned ? [x, y + drop * size] : this.#to(x, y + (drop * size) / (d || 1));
        const matrix = isTurned ? ` transform="matrix(${[a, b, c, d, e, f].map((value) => Math.round(value * 100) / 100).join(" ")})"` : "";
        const face = `${size === 12 ? "" : ` font-size="${size}"`}${weight ? ` font-weight="${weight}"` : ""}${anchor ? ` text-anchor="${anchor}"` : ""}`;
        const reach = this.measureText(text).width + size;
        const box = isTurned ? EVERYWHERE : [px - reach, py - 1.5 * size, px + reach, py + size];
        this.#push(`<text x="${number(px)}" y="${number(py)}"${face}${matrix} ${paint}>${escape(text)}</text>`, box);
    }
    /** @param {string} text @param {number} x @param {number} y */
    fillText(text, x, y) {
        if (text === "" || text === undefined) return;
        const halo = this.#halo;
        this.#halo = null;
        const isHaloed = halo?.text === text && halo.x === x && halo.y === y;
        this.#text(text, x, y, isHaloed ? `paint-order="stroke" ${halo.stroke} ${this.#paint("fill")}` : this.#paint("fill"));
    }
    /** What is stroked is filled next, in one element: haloText of ../paint/canvas.js. @param {string} text @param {number} x @param {number} y */
    strokeText(text, x, y) {
        this.#halo = { text, x, y, stroke: this.#stroke() };
    }
    /** @param {string} text */
    measureText(text) {
        if (this.writer.measure) return this.writer.measure(this.font, String(text));
        const size = Number(/([\d.]+)px/.exec(this.font)?.[1] ?? 10);
        const widths = [...String(text)].map((character) =>
            /[\u2e80-\uffee]/.test(character) ? 1 : /[ .,:;'|iljt()]/.test(character) ? 0.3 : 0.57,
        );
        const width = size * widths.reduce((sum, each) => sum + each, 0);
        return {
            width,
            actualBoundingBoxAscent: size * 0.75,
            actualBoundingBoxDescent: size * 0.2,
            actualBoundingBoxLeft: 0,
            actualBoundingBoxRight: width,
        };
    }
    /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
    createLinearGradient(x0, y0, x1, y1) {
        /** @type {string[]} */
        const stops = [];
        const id = freshName("g");
        const write = () => {
            this.#push(
                `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${number(x0)}" y1="${number(y0)}" x2="${number(x1)}" y2="${number(y1)}">${stops.join("")}</linearGradient>`,
            );
            return `url(#${id})`;
        };
        return {
            addColorStop: (/** @type {number} */ at, /** @type {string} */ color) =>
                void stops.push(`<stop offset="${Math.round(at * 1000) / 1000}" stop-color="${this.writer.color(color)}"/>`),
            url: write,
        };
    }

    // ---- images

    /** @param {number} width @param {number} height */
    createImageData(width, height) {
        return { width, height, data: new Uint8ClampedArray(4 * width * height) };
    }
    /** @param {Pixels} image */
    putImageData(image) {
        this.#pixels = { width: image.width, height: image.height, data: image.data.slice() };
    }
    /** @param {any} source @param {...number} numbers */
    drawImage(source, ...numbers) {
        const whole = [0, 0, source.width, source.height];
        const [sx, sy, sw, sh, x, y, width = source.width, height = source.height] = numbers.length > 4 ? numbers : [...whole, ...numbers];
        const from2d = source.getContext("2d");
        const content = from2d instanceof SvgContext ? from2d.contentOf([sx, sy, sw, sh]) : this.#imageOf(from2d, [sx, sy, sw, sh]);
        if (!content) return;
        const [a, , , d] = this.#matrix;
        const [from, to] = [this.#to(x, y), this.#to(x + width, y + height)];
        const [left, top, right, bottom] = [
            Math.min(from[0], to[0]),
            Math.min(from[1], to[1]),
            Math.max(from[0], to[0]),
            Math.max(from[1], to[1]),
        ];
        const place = `x="${number(left)}" y="${number(top)}" width="${number(right - left)}" height="${number(bottom - top)}"`;
        const flipX = a < 0 ? `-1 0 0 ${d < 0 ? -1 : 1}` : `1 0 0 -1`;
        const mirror = `matrix(${flipX} ${number(a < 0 ? left + right : 0)} ${number(d < 0 ? top + bottom : 0)})`;
        const used = `<use href="#${shared(content, [sx, sy, sw, sh].map(number).join(" "))}" ${place}/>`;
        this.#push(a < 0 || d < 0 ? `<g transform="${mirror}">${used}</g>` : used, [left, top, right, bottom]);
    }

    /** What this canvas shows within a rectangle of its pixels, in its own coordinates. @param {number[]} rect @returns {string} */
    contentOf([sx, sy, sw, sh]) {
        if (!this.#pixels) return this.content();
        [sx, sy, sw, sh] = [sx, sy, sw, sh].map(Math.round);
        const { width, data } = this.#pixels;
        const cut = { width: sw, height: sh, data: new Uint8ClampedArray(4 * sw * sh) };
        for (let row = 0; row < sh; row++)
            cut.data.set(data.subarray(4 * ((sy + row) * width + sx), 4 * ((sy + row) * width + sx + sw)), 4 * row * sw);
        const isCrisp = cut.width > 0 && !this.imageSmoothingEnabled;
        const small = isCrisp ? cut : shrunk(cut, this.writer.mostCells);
        return `<image width="${sw}" height="${sh}" preserveAspectRatio="none" href="${this.writer.image(small)}"/>`;
    }

    /** The same of a real canvas. @param {CanvasRenderingContext2D} context @param {number[]} rect */
    #imageOf(context, [sx, sy, sw, sh]) {
        [sx, sy, sw, sh] = [sx, sy, sw, sh].map(Math.round);
        if (sw < 1 || sh < 1) return "";
        const crisp = this.imageSmoothingEnabled ? "" : ` style="image-rendering:pixelated"`;
        const place = `x="${sx}" y="${sy}" width="${sw}" height="${sh}"`;
        return `<image ${place}${crisp} preserveAspectRatio="none" href="${this.writer.image(context.getImageData(sx, sy, sw, sh))}"/>`;
    }

    /** Where that is in the drawing. @param {number} x @param {number} y */
    placeOf(x, y) {
        return this.#to(x, y);
    }
    /** Elements that stand ready, at a place of their own. @param {string} content @param {number[]} box left, top, width, height */
    place(content, [x, y, width, height]) {
        const size = `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
        this.#push(`<svg ${size}>${content}</svg>`, [x, y, x + width, y + height]);
    }

    /** All that was drawn, as SVG elements. */
    content() {
        return written(this.#items, this.writer);
    }
}

const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];

/** left, top, right, bottom @param {any[][]} path */
function boxOf(path) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [command, ...numbers] of path) {
        const reach = command === "O" || command === "A" ? numbers[2] : 0;
        const count = command === "O" || command === "A" ? 2 : numbers.length;
        for (let i = 0; i < count; i += 2) {
            box[0] = Math.min(box[0], numbers[i] - reach);
            box[1] = Math.min(box[1], numbers[i + 1] - reach);
            box[2] = Math.max(box[2], numbers[i] + reach);
            box[3] = Math.max(box[3], numbers[i + 1] + reach);
        }
    }
    return box;
}

/** Pictures that are drawn into others, each once however often it is used: its element by its name. */
const symbols = new Map();

/** The name of such a picture. @param {string} content @param {string} view its viewBox */
function shared(content, view) {
    const rest = `viewBox="${view}" preserveAspectRatio="none">${content}</symbol>`;
    for (const [id, element] of symbols) if (element.endsWith(rest)) return id;
    const id = freshName("p");
    symbols.set(id, `<symbol id="${id}" ${rest}`);
    return id;
}

/** Those that a drawing uses, to stand before it; all are forgotten. @param {string} drawing */
export function takeShared(drawing) {
    const used = new Set();
    const look = (/** @type {string} */ text) => {
        for (const [, id] of text.matchAll(/<use href="#(\w+)"/g)) {
            if (used.has(id)) continue;
            used.add(id);
            look(symbols.get(id) ?? "");
        }
    };
    look(drawing);
    const text = [...used].map((id) => symbols.get(id)).join("");
    symbols.clear();
    return text;
}

/** At most so many cells each way, every one the mean of those it covers. @param {Pixels} image @param {number} most */
function shrunk(image, most) {
    const by = Math.ceil(Math.max(image.width, image.height) / most);
    if (by <= 1) return image;
    const [width, height] = [Math.ceil(image.width / by), Math.ceil(image.height / by)];
    const data = new Uint8ClampedArray(4 * width * height);
    for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
            for (let channel = 0; channel < 4; channel++) {
                let sum = 0;
                let count = 0;
                for (let y = row * by; y < Math.min(image.height, (row + 1) * by); y++)
                    for (let x = column * by; x < Math.min(image.width, (column + 1) * by); x++, count++)
                        sum += image.data[4 * (y * image.width + x) + channel];
                data[4 * (row * width + column) + channel] = sum / count;
            }
    return { width, height, data };
}
