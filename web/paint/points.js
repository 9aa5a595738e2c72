import { clipTo, preserving, rectOf } from "./canvas.js";
import { colorAt } from "./colormap.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 *
 * @typedef {object} Points
 * @property {ArrayLike<number>} x [n × 2] in data units
 * @property {ArrayLike<number>} y [n] class, or value in a regression
 * @property {number} nClasses 0 for a regression
 * @property {number} trainCount the first so many are for training, the rest for testing
 */

/**
 * Training points are full, test points are open: the difference survives without colour.
 * @param {Ctx} ctx
 * @param {Points} points
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {{radius?: number, hover?: number, test?: boolean, normal?: (value: number) => number}} [style]
 *     hover: index of the point to lift out; test: whether test points show; normal: regression value → 0…1
 */
export function paintPoints(ctx, points, scales, theme, { radius, hover = -1, test = true, normal = (value) => value } = {}) {
    const n = points.y.length;
    const size = radius ?? radiusFor(n, scales);
    const color = (/** @type {number} */ i) =>
        points.nClasses > 0 ? theme.classColors[points.y[i] % theme.classColors.length] : colorAt(theme.maps.signed, normal(points.y[i]));
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        for (const isTest of [true, false]) {
            if (isTest && !test) continue;
            for (let i = isTest ? points.trainCount : 0; i < (isTest ? n : points.trainCount); i++) {
                paintPoint(
                    ctx,
                    scales.x(points.x[2 * i]),
                    scales.y(points.x[2 * i + 1]),
                    { size, color: color(i), shape: shapeOf(points, i), isTest },
                    theme,
                );
            }
        }
    });
    if (hover >= 0 && hover < n) paintHover(ctx, points, hover, scales, theme, size, color(hover));
}

/** Crowds take smaller points.
 * @param {number} n
 * @param {import("./canvas.js").Scales} scales */
function radiusFor(n, scales) {
    const { width, height } = rectOf(scales);
    return Math.max(1.25, Math.min(4, 0.18 * Math.sqrt((width * height) / Math.max(1, n))));
}

/** Circles for the first four classes, then squares, diamonds, triangles, four classes each.
 * @param {Points} points
 * @param {number} i */
function shapeOf(points, i) {
    return points.nClasses > 4 ? (points.y[i] >> 2) & 3 : 0;
}

/**
 * @param {Ctx} ctx
 * @param {number} x
 * @param {number} y
 * @param {{size: number, color: string, shape: number, isTest: boolean}} look
 * @param {import("./canvas.js").Theme} theme
 */
function paintPoint(ctx, x, y, { size, color, shape, isTest }, theme) {
    ctx.beginPath();
    addShape(ctx, x, y, isTest ? size - 0.25 : size, shape);
    ctx.fillStyle = isTest ? theme.colors.casing : color;
    ctx.strokeStyle = isTest ? color : theme.colors.casing;
    ctx.lineWidth = isTest ? 1.5 : Math.min(1, size / 2);
    ctx.fill();
    ctx.stroke();
}

/** @param {Ctx} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} r radius of a circle of the same area
 * @param {number} shape */
function addShape(ctx, x, y, r, shape) {
    if (shape === 0) return ctx.arc(x, y, r, 0, 7);
    if (shape === 1) return ctx.rect(x - r * 0.89, y - r * 0.89, r * 1.78, r * 1.78);
    const corners = shape === 2 ? 4 : 3;
    const reach = shape === 2 ? r * 1.25 : r * 1.55;
    for (let k = 0; k < corners; k++) {
        const angle = -Math.PI / 2 + (2 * Math.PI * k) / corners;
        ctx[k ? "lineTo" : "moveTo"](x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    ctx.closePath();
}

/** @param {Ctx} ctx
 * @param {Points} points
 * @param {number} i
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {number} size
 * @param {string} color */
function paintHover(ctx, points, i, scales, theme, size, color) {
    const [x, y] = [scales.x(points.x[2 * i]), scales.y(points.x[2 * i + 1])];
    preserving(ctx, () => {
        paintPoint(ctx, x, y, { size: size + 2, color, shape: shapeOf(points, i), isTest: i >= points.trainCount }, theme);
        ctx.strokeStyle = theme.colors.text;
        ctx.lineWidth = 1.5;
        ctx.beginPath();
        ctx.arc(x, y, size + 5.5, 0, 7);
        ctx.stroke();
    });
}

/**
 * The nearest point within reach of the pointer, −1 when there is none.
 * @param {Points} points
 * @param {import("./canvas.js").Scales} scales
 * @param {number} px CSS pixels
 * @param {number} py
 */
export function pointAt(points, scales, px, py, reach = 10) {
    let nearest = -1;
    let best = reach * reach;
    for (let i = 0; i < points.y.length; i++) {
        const distance = (scales.x(points.x[2 * i]) - px) ** 2 + (scales.y(points.x[2 * i + 1]) - py) ** 2;
        if (distance <= best) {
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}
