/**
 * What every painter needs of a canvas.
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import("./scale.js").Scale} Scale
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {{x: Scale, y: Scale}} Scales data units → CSS pixels
 * @typedef {{x: number, y: number, width: number, height: number}} Rect in CSS pixels
 */

/**
 * Paints and puts every setting of the context back, even when painting throws.
 * @template T
 * @param {Ctx} ctx
 * @param {() => T} draw
 * @returns {T}
 */
export function preserving(ctx, draw) {
    ctx.save();
    try {
        return draw();
    } finally {
        ctx.restore();
    }
}

/**
 * What the two scales span.
 * @param {Scales} scales
 * @returns {Rect}
 */
export function rectOf({ x, y }) {
    const [left, right] = [Math.min(...x.range), Math.max(...x.range)];
    const [top, bottom] = [Math.min(...y.range), Math.max(...y.range)];
    return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {Ctx} ctx
 * @param {Rect} rect */
export function clipTo(ctx, { x, y, width, height }) {
    ctx.beginPath();
    ctx.rect(x, y, width, height);
    ctx.clip();
}

/** Device pixels in a CSS pixel.
 * @param {Ctx} ctx */
export function density(ctx) {
    return ctx.getTransform().a || 1;
}

/**
 * The nearest coordinate at which a hairline covers whole device pixels.
 * @param {Ctx} ctx
 * @param {number} at CSS pixels
 */
export function crisp(ctx, at) {
    const perPixel = density(ctx);
    return (Math.floor(at * perPixel) + 0.5) / perPixel;
}

/** The width of the thinnest line that stays sharp: one device pixel.
 * @param {Ctx} ctx */
export function hairline(ctx) {
    return 1 / density(ctx);
}

/**
 * Text that stays readable over anything.
 * @param {Ctx} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{color: string, halo: string, font?: string, align?: CanvasTextAlign, baseline?: CanvasTextBaseline}} style
 */
export function haloText(ctx, text, x, y, { color, halo, font, align = "left", baseline = "alphabetic" }) {
    if (font) ctx.font = font;
    ctx.textAlign = align;
    ctx.textBaseline = baseline;
    ctx.lineJoin = "round";
    ctx.lineWidth = 3;
    ctx.strokeStyle = halo;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = color;
    ctx.fillText(text, x, y);
}

/**
 * A rectangle with rounded corners, as a path.
 * @param {Ctx} ctx
 * @param {Rect} rect
 * @param {number} radius
 */
export function roundedRect(ctx, { x, y, width, height }, radius) {
    ctx.beginPath();
    ctx.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
}
