/** The network with one example in it: a box a unit, what has been computed so far, and where the step that is shown draws from. Pure. */
import { haloText, preserving, roundedRect } from "../../paint/canvas.js";
import { formatNumber } from "../../paint/scale.js";
import { biasOf, layerOf, sourceName, unitName, weightsInto, weightsOutOf } from "./steps.js";

/** @typedef {import("../../paint/canvas.js").Ctx} Ctx */
/** @typedef {import("../../theme.js").Theme} Theme */
/** @typedef {import("./steps.js").Pass} Pass */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{width: number, height: number, box: {width: number, height: number}, gap: number, inputs: Point[], units: Point[]}} Plan middles of boxes */

const ROW = 19;
const BOX = { width: 92, height: 4 * ROW };
const NARROW = 66;
const PAUSE = 26;
/** Room below the output for target and loss. */
const FOOT = 44;

/**
 * @param {readonly import("../../core/types.js").Layer[]} layers
 * @param {number} width CSS pixels
 * @returns {Plan}
 */
export function planNet(layers, width) {
    const sizes = [layers[0].in, ...layers.map(({ out }) => out)];
    const wide = Math.min(BOX.width, Math.max(NARROW, (width - 4) / sizes.length - 44));
    const most = Math.max(...sizes);
    const gap = Math.min(190, (width - 4 - sizes.length * wide) / (sizes.length - 1));
    const left = (width - sizes.length * wide - (sizes.length - 1) * gap) / 2;
    const height = most * BOX.height + (most - 1) * PAUSE + 4 + (most === 1 ? FOOT : 0);
    const column = (/** @type {number} */ c) =>
        Array.from({ length: sizes[c] }, (_, k) => ({
            x: left + c * (wide + gap) + wide / 2,
            y: (height - (most === 1 ? FOOT : 0)) / 2 + (k - (sizes[c] - 1) / 2) * (BOX.height + PAUSE),
        }));
    const columns = sizes.map((_, c) => column(c));
    return { width, height, box: { width: wide, height: BOX.height }, gap, inputs: columns[0], units: columns.slice(1).flat() };
}

/**
 * @param {Ctx} ctx
 * @param {Pass} pass
 * @param {Plan} plan
 * @param {{steps: readonly import("./steps.js").Step[], done: number, asDrawn: boolean}} shown done: steps done
 * @param {Theme} theme
 */
export function paintPass(ctx, pass, plan, { steps, done, asDrawn }, theme) {
    const past = (/** @type {string} */ kind) => new Set(steps.slice(0, done).filter((step) => step.kind === kind).map(({ unit }) => unit)); // prettier-ignore
    const [forward, back, update] = ["forward", "back", "update"].map(past);
    const now = done > 0 ? steps[done - 1] : null;
    preserving(ctx, () => {
        pass.a.forEach((_, unit) => weightsInto(pass.layers, unit).forEach((weight) => paintWeight(ctx, pass, plan, weight, theme)));
        const used = now ? usedBy(pass, now) : [];
        for (const weight of used) paintFlow(ctx, plan, weight, now?.kind === "back", colorOf(now, theme));
        pass.a.forEach((_, unit) =>
            weightsInto(pass.layers, unit).forEach((weight, k, all) => {
                const isUsed = used.some(({ index }) => index === weight.index);
                if (!isUsed && (plan.gap < 70 || isDense(pass.layers, unit))) return;
                const value = update.has(unit) ? pass.next[weight.index] : pass.theta[weight.index];
                paintWeightValue(ctx, plan, weight, value, { isUsed, isNew: update.has(unit), share: 0.3 + (0.4 * k) / Math.max(1, all.length - 1) }, theme); // prettier-ignore
            }),
        );
        plan.inputs.forEach((middle, k) => paintInput(ctx, middle, plan, sourceName(-1 - k), pass.x[k], theme));
        plan.units.forEach((middle, unit) => {
            const state = {
                isForward: forward.has(unit),
                isBack: back.has(unit),
                isNow: now?.unit === unit,
                isNew: update.has(unit),
                asDrawn,
            };
            paintUnit(ctx, pass, unit, middle, plan, state, colorOf(now, theme), theme);
        });
        if (forward.has(pass.a.length - 1)) paintLoss(ctx, pass, plan, done > pass.a.length, theme);
    });
}

/** Between two layers of so many weights their numbers would hide each other. @param {Pass["layers"]} layers @param {number} unit */
function isDense(layers, unit) {
    const { in: n, out } = layers[layerOf(layers, unit)];
    return n * out > 9;
}

/** @param {import("./steps.js").Step | null} now @param {Theme} theme */
export function colorOf(now, { colors }) {
    if (!now) return colors.text;
    return { forward: colors.forward, loss: colors.forward, back: colors.backward, update: colors.backward }[now.kind];
}

/** The weights that the step reads or changes. @param {Pass} pass @param {import("./steps.js").Step} step */
function usedBy({ layers }, { kind, unit }) {
    if (kind === "loss") return [];
    return kind === "back" ? weightsOutOf(layers, unit) : weightsInto(layers, unit);
}

/** @param {Plan} plan @param {import("./steps.js").Weight} weight */
function endsOf({ inputs, units, box }, { from, unit }) {
    const start = from < 0 ? inputs[-1 - from] : units[from];
    return [
        { x: start.x + box.width / 2, y: start.y },
        { x: units[unit].x - box.width / 2, y: units[unit].y },
    ];
}

/** Wider where the weight is larger, in the colour of its sign. @param {Ctx} ctx @param {Pass} pass @param {Plan} plan @param {import("./steps.js").Weight} weight @param {Theme} theme */
function paintWeight(ctx, { theta }, plan, weight, { colors }) {
    const [start, end] = endsOf(plan, weight);
    const value = theta[weight.index];
    const size = Math.abs(value);
    ctx.globalAlpha = 0.45;
    ctx.strokeStyle = value < 0 ? colors.negative : colors.positive;
    ctx.lineWidth = 1 + (4 * size) / (1 + size);
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    ctx.lineTo(end.x, end.y);
    ctx.stroke();
    ctx.globalAlpha = 1;
}

/** @param {Ctx} ctx @param {Plan} plan @param {import("./steps.js").Weight} weight @param {boolean} backwards @param {string} color */
function paintFlow(ctx, plan, weight, backwards, color) {
    const [start, end] = endsOf(plan, weight);
    const [tail, tip] = backwards ? [end, start] : [start, end];
    const angle = Math.atan2(tip.y - tail.y, tip.x - tail.x);
    ctx.strokeStyle = ctx.fillStyle = color;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.moveTo(tail.x, tail.y);
    ctx.lineTo(tip.x - 6 * Math.cos(angle), tip.y - 6 * Math.sin(angle));
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(tip.x, tip.y);
    for (const side of [0.45, -0.45]) ctx.lineTo(tip.x - 10 * Math.cos(angle + side), tip.y - 10 * Math.sin(angle + side));
    ctx.closePath();
    ctx.fill();
}

/**
 * @param {Ctx} ctx
 * @param {Plan} plan
 * @param {import("./steps.js").Weight} weight
 * @param {number} value
 * @param {{isUsed: boolean, isNew: boolean, share: number}} style share of the way
 * @param {Theme} theme
 */
function paintWeightValue(ctx, plan, weight, value, { isUsed, isNew, share }, theme) {
    const [start, end] = endsOf(plan, weight);
    const font = isUsed || isNew ? theme.fonts.strong : theme.fonts.small;
    const text = formatNumber(value);
    ctx.font = font;
    const least = Math.min(0.5, (ctx.measureText(text).width / 2 + 4) / (end.x - start.x)); // clear of the boxes at either end
    const at = Math.min(1 - least, Math.max(least, share));
    haloText(ctx, text, start.x + at * (end.x - start.x), start.y + at * (end.y - start.y), {
        color: value < 0 ? theme.colors.negativeText : theme.colors.positiveText,
        halo: theme.colors.surface,
        font,
        align: "center",
        baseline: "middle",
    });
}

/** @param {Ctx} ctx @param {Point} middle @param {Plan} plan @param {string} name @param {number} value @param {Theme} theme */
function paintInput(ctx, middle, { box }, name, value, { colors, fonts }) {
    const rect = { x: middle.x - box.width / 2, y: middle.y - ROW - 4, width: box.width, height: 2 * ROW + 8 };
    paintBox(ctx, rect, colors.raised, colors.control, 1);
    center(ctx, name, middle.x, middle.y - ROW / 2, fonts.strong, colors.text);
    center(ctx, formatNumber(value), middle.x, middle.y + ROW / 2, fonts.title, colors.text);
}

/**
 * @param {Ctx} ctx
 * @param {Pass} pass
 * @param {number} unit
 * @param {Point} middle
 * @param {Plan} plan
 * @param {{isForward: boolean, isBack: boolean, isNow: boolean, isNew: boolean, asDrawn: boolean}} state
 * @param {string} color of the step that is shown
 * @param {Theme} theme
 */
function paintUnit(ctx, pass, unit, middle, { box }, { isForward, isBack, isNow, isNew, asDrawn }, color, { colors, fonts }) {
    const rect = { x: middle.x - box.width / 2, y: middle.y - box.height / 2, width: box.width, height: box.height };
    paintBox(ctx, rect, colors.raised, isNow ? color : isForward ? colors.forward : colors.control, isNow ? 3 : isForward ? 1.5 : 1);
    if (isBack)
        preserving(ctx, () => {
            roundedRect(ctx, rect, 8);
            ctx.clip();
            ctx.globalAlpha = 0.18;
            ctx.fillStyle = colors.backward;
            ctx.fillRect(rect.x, rect.y + 3 * ROW, rect.width, ROW);
        });
    const line = (/** @type {number} */ k) => rect.y + ROW * (k + 0.5) + 1;
    const index = biasOf(pass.layers, unit);
    const bias = isNew ? pass.next[index] : pass.theta[index];
    center(
        ctx,
        `b ${formatNumber(bias, 2)}`,
        middle.x,
        line(0),
        isNew ? fonts.strong : fonts.small,
        bias < 0 ? colors.negativeText : colors.positiveText,
    );
    if (!isForward) return center(ctx, unitName("a", unit), middle.x, line(1.5), fonts.title, colors.muted);
    center(ctx, `z ${formatNumber(pass.z[unit])}`, middle.x, line(1), fonts.small, colors.muted);
    center(ctx, `${unitName("a", unit)} ${formatNumber(pass.a[unit])}`, middle.x, line(2), fonts.strong, colors.text);
    if (!isBack) return;
    const error = (asDrawn ? pass.drawnDelta : pass.delta)[unit];
    center(ctx, `${asDrawn ? "e" : "δ"} ${formatNumber(error)}`, middle.x, line(3), fonts.strong, colors.backward, box.width - 8);
}

/** Target and loss, below the output. @param {Ctx} ctx @param {Pass} pass @param {Plan} plan @param {boolean} isKnown @param {Theme} theme */
function paintLoss(ctx, { y, loss, layers }, { units, box }, isKnown, { colors, fonts }) {
    const middle = units[units.length - 1];
    if (layerOf(layers, units.length - 1) < 0) return;
    const top = middle.y + box.height / 2;
    center(ctx, `t ${formatNumber(y[0])}`, middle.x, top + 14, fonts.strong, colors.text);
    if (isKnown) center(ctx, `L ${formatNumber(loss)}`, middle.x, top + 32, fonts.strong, colors.text);
}

/** @param {Ctx} ctx @param {import("../../paint/canvas.js").Rect} rect @param {string} fill @param {string} line @param {number} width */
function paintBox(ctx, rect, fill, line, width) {
    roundedRect(ctx, rect, 8);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.strokeStyle = line;
    ctx.lineWidth = width;
    ctx.stroke();
}

/** @param {Ctx} ctx @param {string} text @param {number} x @param {number} y @param {string} font @param {string} color @param {number} [mostWidth] */
function center(ctx, text, x, y, font, color, mostWidth) {
    ctx.font = font;
    ctx.fillStyle = color;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text, x, y, mostWidth);
}
