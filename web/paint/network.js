import { haloText, hairline, preserving, roundedRect } from "./canvas.js";
import { mapIndex } from "./colormap.js";
import { biasRect, leastDrawn, weightEnds } from "./layout.js";
import { formatNumber } from "./scale.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 * @typedef {import("./canvas.js").Theme} Theme
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./layout.js").Hit} Hit
 * @typedef {import("./heatmap.js").Buffer} Buffer
 *
 * @typedef {object} UnitMaps what every unit answers over the plane
 * @property {Float32Array} values [nUnits × size × size], rows from the top
 * @property {number} size
 * @property {Buffer} buffer makeBuffer(makeCanvas, size, size * nUnits): the maps below one another
 *
 * @typedef {object} NetworkStyle
 * @property {string[]} [inputs] names, right of which the input tiles stand
 * @property {UnitMaps} [units]
 * @property {UnitMaps} [inputUnits] the same for the inputs
 * @property {Hit | null} [hover]
 */

/**
 * Weights as curves (width: size, colour: sign), units as tiles with their maps, biases as squares.
 * @param {Ctx} ctx
 * @param {NetworkLayout} layout
 * @param {Float32Array} theta
 * @param {Theme} theme
 * @param {NetworkStyle} [style]
 */
export function paintNetwork(ctx, layout, theta, theme, { inputs = [], units, inputUnits, hover = null } = {}) {
    preserving(ctx, () => {
        paintWeights(ctx, layout, theta, theme, hover);
        layout.columns.forEach((column, c) => {
            const maps = c === 0 ? inputUnits : units;
            if (maps && (c === 0 || c === 1)) fillUnitMaps(maps, theme);
            column.ys.forEach((y, unit) => {
                const mapAt = c === 0 ? unit : layout.layers[c - 1].unitsAt + unit;
                const isHovered =
                    hover !== null &&
                    ((c === 0 && hover.kind === "input") || (hover.kind === "unit" && hover.layer === c - 1)) &&
                    hover.unit === unit;
                paintTile(ctx, { x: column.x, y, size: column.size }, maps, mapAt, isHovered, theme);
                if (c > 0) paintBias(ctx, biasRect(column, unit), theta[layout.layers[c - 1].biasesAt + unit], theme);
            });
        });
        paintInputNames(ctx, layout.columns[0], inputs, theme);
        if (hover) paintHover(ctx, layout, theta, theme, hover);
    });
}

/** 0…1, half way at |w| = 1: steady while weights grow, whatever the largest is.
 * @param {number} weight */
function strength(weight) {
    const size = Math.abs(weight);
    return size < Infinity ? size / (size + 1) : 1;
}

/** The strongest last, so that they lie on top.
 * @param {Ctx} ctx
 * @param {NetworkLayout} layout
 * @param {Float32Array} theta
 * @param {Theme} theme
 * @param {Hit | null} hover */
function paintWeights(ctx, layout, theta, theme, hover) {
    leastDrawn(layout.layers, theta).forEach((least, layer) => {
        const { in: n, out, weightsAt } = layout.layers[layer];
        const room = Math.min(1, Math.max(0.25, 14 / Math.max(n, out)));
        const fade = least > 0 ? 0.7 : 1;
        const drawn = [];
        for (let k = 0; k < n * out; k++) if (!(Math.abs(theta[weightsAt + k]) < least)) drawn.push(k);
        drawn.sort((a, b) => Math.abs(theta[weightsAt + a]) - Math.abs(theta[weightsAt + b]));
        for (const k of drawn) {
            const [to, from] = [Math.floor(k / n), k % n];
            const weight = theta[weightsAt + k];
            ctx.globalAlpha = (0.25 + 0.65 * strength(weight)) * fade * (isApart(hover, layer, from, to) ? 0.2 : 1);
            const width = Math.max(0.5, 6 * strength(weight) ** 1.5 * room);
            strokeWeight(ctx, weightEnds(layout, layer, from, to), signColor(weight, theme), width);
        }
    });
    ctx.globalAlpha = 1;
}

/** Whether a unit is hovered that this weight does not touch.
 * @param {Hit | null} hover
 * @param {number} layer
 * @param {number} from
 * @param {number} to */
function isApart(hover, layer, from, to) {
    if (hover?.kind === "input") return !(layer === 0 && from === hover.unit);
    if (hover?.kind === "unit")
        return !((layer === hover.layer && to === hover.unit) || (layer === hover.layer + 1 && from === hover.unit));
    return false;
}

/** @param {number} weight
 * @param {Theme} theme */
function signColor(weight, theme) {
    return weight < 0 ? theme.colors.negative : theme.colors.positive;
}

/** @param {Ctx} ctx
 * @param {{x0: number, y0: number, x1: number, y1: number}} ends
 * @param {string} color
 * @param {number} width */
function strokeWeight(ctx, { x0, y0, x1, y1 }, color, width) {
    const middle = (x0 + x1) / 2;
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.bezierCurveTo(middle, y0, middle, y1, x1, y1);
    ctx.stroke();
}

/**
 * Each map from −1 to 1, or to its own largest value where that is more (ReLU, identity).
 * @param {UnitMaps} maps
 * @param {Theme} theme
 */
function fillUnitMaps({ values, size, buffer }, theme) {
    const cells = size * size;
    const { pixels: colors } = theme.maps.signed;
    for (let start = 0; start < buffer.pixels.length; start += cells) {
        let largest = 1;
        for (let i = start; i < start + cells; i++) {
            const value = Math.abs(values[i]);
            if (value > largest && value < Infinity) largest = value;
        }
        const half = 0.5 / largest;
        for (let i = start; i < start + cells; i++) buffer.pixels[i] = colors[mapIndex(0.5 + values[i] * half)];
    }
    buffer.ctx.putImageData(buffer.image, 0, 0);
}

/** @param {Ctx} ctx
 * @param {{x: number, y: number, size: number}} tile
 * @param {UnitMaps | undefined} maps
 * @param {number} mapAt
 * @param {boolean} isHovered
 * @param {Theme} theme */
function paintTile(ctx, { x, y, size }, maps, mapAt, isHovered, theme) {
    const radius = size < 9 ? 0 : Math.min(4, size / 6);
    preserving(ctx, () => {
        roundedRect(ctx, { x, y, width: size, height: size }, radius);
        if (maps) {
            if (radius > 0) ctx.clip();
            ctx.imageSmoothingQuality = size < 9 ? "low" : "medium";
            ctx.drawImage(maps.buffer.canvas, 0, mapAt * maps.size, maps.size, maps.size, x, y, size, size);
        } else {
            ctx.fillStyle = theme.colors.raised;
            ctx.fill();
        }
    });
    if (size < 9 && !isHovered) return; // an outline would be all there is to see
    roundedRect(ctx, { x, y, width: size, height: size }, radius);
    ctx.strokeStyle = isHovered ? theme.colors.text : theme.colors.control;
    ctx.lineWidth = isHovered ? 2 : hairline(ctx);
    ctx.stroke();
}

/** @param {Ctx} ctx
 * @param {import("./canvas.js").Rect} rect
 * @param {number} bias
 * @param {Theme} theme */
function paintBias(ctx, { x, y, width, height }, bias, theme) {
    ctx.fillStyle = theme.maps.signed.css[mapIndex(0.5 + (Math.sign(bias) * strength(bias)) / 2)];
    ctx.fillRect(x, y, width, height);
    ctx.lineWidth = hairline(ctx);
    ctx.strokeStyle = signColor(bias, theme);
    if (width > 3) ctx.strokeRect(x, y, width, height);
}

/** @param {Ctx} ctx
 * @param {import("./layout.js").Column} column
 * @param {string[]} names
 * @param {Theme} theme */
function paintInputNames(ctx, { x, size, ys }, names, theme) {
    if (size < 11) return;
    ctx.font = theme.fonts.label;
    ctx.fillStyle = theme.colors.text;
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    names.forEach((name, unit) => ctx.fillText(name, x - 8, ys[unit] + size / 2));
}

/** The hovered weight or bias above everything, with its value.
 * @param {Ctx} ctx
 * @param {NetworkLayout} layout
 * @param {Float32Array} theta
 * @param {Theme} theme
 * @param {Hit} hover */
function paintHover(ctx, layout, theta, theme, hover) {
    if (hover.kind !== "weight" && hover.kind !== "bias") return;
    const value = theta[hover.index];
    const color = value < 0 ? theme.colors.negativeText : theme.colors.positiveText;
    const style = { color, halo: theme.colors.surface, font: theme.fonts.strong, align: /** @type {const} */ ("center") };
    if (hover.kind === "bias") {
        const { x, y, width, height } = biasRect(layout.columns[hover.layer + 1], hover.unit);
        ctx.strokeStyle = theme.colors.text;
        ctx.lineWidth = 1.5;
        ctx.strokeRect(x - 1, y - 1, width + 2, height + 2);
        return haloText(ctx, formatNumber(value), x + width / 2, y + height + 14, style);
    }
    const ends = weightEnds(layout, hover.layer, hover.from, hover.to);
    const width = Math.max(2.5, 6 * strength(value) ** 1.5);
    strokeWeight(ctx, ends, theme.colors.surface, width + 3);
    strokeWeight(ctx, ends, signColor(value, theme), width);
    haloText(ctx, formatNumber(value), (ends.x0 + ends.x1) / 2, (ends.y0 + ends.y1) / 2 - 6, style);
}
