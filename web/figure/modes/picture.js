/** A graph with one sweep over it: values in the boxes, the sweep in its colour. Pure: (ctx, graph, layout, what is shown) → pixels. */
import { haloText, preserving, roundedRect } from "../../paint/canvas.js";
import { formatNumber } from "../../paint/scale.js";
import { signOf } from "./names.js";

/** @typedef {import("../../paint/canvas.js").Ctx} Ctx */
/** @typedef {import("../../theme.js").Theme} Theme */
/** @typedef {import("./layout.js").Point} Point */
/**
 * @typedef {object} Shown
 * @property {string} color of the sweep
 * @property {(number | null)[]} derivatives [nodes] as far as the sweep has come
 * @property {Set<number>} passed edges
 * @property {Set<number>} now edges
 * @property {boolean} backwards arrows run against the data
 * @property {string[]} names
 */

/**
 * @param {Ctx} ctx
 * @param {NonNullable<import("../../core/messages.js").GraphReply["graph"]>} graph
 * @param {{size: import("./size.js").Size, layout: import("./layout.js").Layout}} plan
 * @param {Shown} shown
 * @param {Theme} theme
 */
export function paintGraph(ctx, graph, { size, layout }, shown, theme) {
    preserving(ctx, () => {
        const varies = (/** @type {number} */ edge) => graph.nodes[graph.edges[edge].from].varies;
        const order = graph.edges.map((_, edge) => edge).sort((a, b) => rank(shown, a) - rank(shown, b));
        for (const edge of order)
            paintEdge(ctx, layout.edges[edge], layout.upwards, edgeStyle(edge, varies(edge), shown, theme), shown.backwards);
        graph.nodes.forEach((node, i) => paintNode(ctx, node, i, layout.nodes[i], size, shown, graph.output === i, theme));
        for (const edge of order) {
            if (!varies(edge) || (size.name !== "large" && size.name !== "roomy" && !shown.now.has(edge))) continue;
            paintLocal(ctx, graph, layout, edge, shown, theme);
        }
    });
}

/**
 * Of a node's name and value, and of what stands small beside the name.
 * @param {import("./size.js").Size} size
 * @param {Theme["fonts"]} fonts
 */
function fontsOf({ name }, fonts) {
    if (name === "large") return { name: `600 15px ${fonts.family}`, value: `600 19px ${fonts.family}`, sign: `14px ${fonts.family}` };
    return { name: fonts.strong, value: name === "roomy" ? fonts.title : fonts.strong, sign: fonts.small };
}

/** What lies on top comes last. @param {Shown} shown @param {number} edge */
const rank = ({ passed, now }, edge) => (now.has(edge) ? 2 : passed.has(edge) ? 1 : 0);

/**
 * @param {number} edge
 * @param {boolean} varies
 * @param {Shown} shown
 * @param {Theme} theme
 */
function edgeStyle(edge, varies, { now, passed, color }, { colors }) {
    if (now.has(edge)) return { color, width: 3.5, dash: [], isNow: true };
    if (passed.has(edge)) return { color, width: 2, dash: [], isNow: false };
    return { color: varies ? colors.control : colors.line, width: 1.25, dash: varies ? [] : [3, 3], isNow: false };
}

/**
 * @param {Ctx} ctx
 * @param {Point[]} points
 * @param {boolean} upwards
 * @param {{color: string, width: number, dash: number[], isNow: boolean}} style
 * @param {boolean} backwards
 */
function paintEdge(ctx, points, upwards, { color, width, dash, isNow }, backwards) {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(points[0].x, points[0].y);
    for (let k = 1; k < points.length; k++) {
        const [a, b] = handles(points[k - 1], points[k], upwards);
        ctx.bezierCurveTo(a.x, a.y, b.x, b.y, points[k].x, points[k].y);
    }
    ctx.stroke();
    ctx.setLineDash([]);
    const tip = isNow && backwards ? points[0] : points[points.length - 1];
    paintTip(ctx, tip, direction(upwards, isNow && backwards), color, isNow ? 8 : 5);
}

/** Half way along, straight. @param {Point} from @param {Point} to @param {boolean} upwards */
function handles(from, to, upwards) {
    if (upwards) return [{ x: from.x, y: (from.y + to.y) / 2 }, { x: to.x, y: (from.y + to.y) / 2 }]; // prettier-ignore
    return [{ x: (from.x + to.x) / 2, y: from.y }, { x: (from.x + to.x) / 2, y: to.y }]; // prettier-ignore
}

/** Unit vector of the data's way, or against it. @param {boolean} upwards @param {boolean} against */
function direction(upwards, against) {
    const sign = against ? -1 : 1;
    return upwards ? { x: 0, y: -sign } : { x: sign, y: 0 };
}

/**
 * @param {Ctx} ctx
 * @param {Point} tip
 * @param {Point} way
 * @param {string} color
 * @param {number} length
 */
function paintTip(ctx, tip, way, color, length) {
    const side = length * 0.55;
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.moveTo(tip.x, tip.y);
    ctx.lineTo(tip.x - way.x * length - way.y * side, tip.y - way.y * length + way.x * side);
    ctx.lineTo(tip.x - way.x * length + way.y * side, tip.y - way.y * length - way.x * side);
    ctx.closePath();
    ctx.fill();
}

/**
 * The local derivative, on the last stretch of its edge; those of one node one after the other, so that none hides another.
 * @param {Ctx} ctx
 * @param {NonNullable<import("../../core/messages.js").GraphReply["graph"]>} graph
 * @param {import("./layout.js").Layout} layout
 * @param {number} edge
 * @param {Shown} shown
 * @param {Theme} theme
 */
function paintLocal(ctx, { nodes, edges }, layout, edge, shown, theme) {
    const { to, local } = edges[edge];
    const points = layout.edges[edge];
    const k = edge - nodes[to].firstEdge;
    const [from, end] = points.slice(-2);
    const [a, b] = handles(from, end, layout.upwards);
    const { x, y } = bezier(from, a, b, end, [0.46, 0.6, 0.32][k % 3]);
    const isSwept = shown.now.has(edge) || shown.passed.has(edge);
    haloText(ctx, formatNumber(local), x, y, {
        color: isSwept ? shown.color : theme.colors.muted,
        halo: theme.colors.surface,
        font: shown.now.has(edge) ? theme.fonts.strong : theme.fonts.small,
        align: "center",
        baseline: "middle",
    });
}

/** @param {Point} p @param {Point} q @param {Point} r @param {Point} s @param {number} t */
function bezier(p, q, r, s, t) {
    const u = 1 - t;
    const at = (/** @type {"x" | "y"} */ axis) =>
        u * u * u * p[axis] + 3 * u * u * t * q[axis] + 3 * u * t * t * r[axis] + t * t * t * s[axis];
    return { x: at("x"), y: at("y") };
}

/**
 * @param {Ctx} ctx
 * @param {import("./names.js").Node} node
 * @param {number} index
 * @param {Point} middle
 * @param {import("./size.js").Size} size
 * @param {Shown} shown
 * @param {boolean} isOutput
 * @param {Theme} theme
 */
function paintNode(ctx, node, index, middle, size, shown, isOutput, theme) {
    const { colors } = theme;
    const fonts = fontsOf(size, theme.fonts);
    const { width, height } = size.box;
    const rect = { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
    const derivative = shown.derivatives[index];
    const isConst = !node.varies;
    const rows = size.name === "small" ? 2 : 3;
    const row = height / rows;
    roundedRect(ctx, rect, 8);
    ctx.fillStyle = isConst ? colors.surface : colors.raised;
    ctx.fill();
    if (derivative !== null) paintBand(ctx, rect, row, shown.color);
    roundedRect(ctx, rect, 8);
    ctx.strokeStyle = derivative === null ? (isConst ? colors.line : colors.control) : shown.color;
    ctx.lineWidth = isOutput ? 2.5 : derivative === null ? 1 : 1.5;
    ctx.setLineDash(isConst ? [3, 3] : []);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.textBaseline = "middle";
    const line = (/** @type {number} */ k) => rect.y + row * (k + 0.5) + 0.5;
    const value = formatNumber(node.value);
    ctx.textAlign = "center";
    if (node.op === "const") {
        ctx.fillStyle = colors.muted;
        ctx.font = fonts.value;
        ctx.fillText(value, middle.x, middle.y);
        return;
    }
    const bad = !Number.isFinite(node.value);
    if (rows === 2)
        paintPair(ctx, shown.names[index], value, middle.x, line(0), width, fonts, [colors.text, bad ? colors.danger : colors.muted]);
    else {
        paintPair(ctx, shown.names[index], signOf(node), middle.x, line(0), width, fonts, [colors.text, colors.muted]);
        ctx.font = fonts.value;
        ctx.fillStyle = bad ? colors.danger : colors.text;
        ctx.fillText(value, middle.x, line(1));
    }
    if (derivative === null) return;
    ctx.font = fonts.name;
    ctx.fillStyle = shown.color;
    ctx.fillText(formatNumber(derivative), middle.x, line(rows - 1));
}

/**
 * The lowest row of a box, tinted.
 * @param {Ctx} ctx
 * @param {import("../../paint/canvas.js").Rect} rect
 * @param {number} row its height
 * @param {string} color
 */
function paintBand(ctx, rect, row, color) {
    preserving(ctx, () => {
        roundedRect(ctx, rect, 8);
        ctx.clip();
        ctx.globalAlpha = 0.16;
        ctx.fillStyle = color;
        ctx.fillRect(rect.x, rect.y + rect.height - row - 1, rect.width, row + 1);
    });
}

/**
 * A name and what it is or does, side by side in the middle; a long name is cut.
 * @param {Ctx} ctx
 * @param {string} name
 * @param {string} other
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {ReturnType<typeof fontsOf>} fonts
 * @param {[string, string]} colors
 */
function paintPair(ctx, name, other, x, y, width, fonts, [first, second]) {
    ctx.font = fonts.sign;
    const otherWidth = other ? ctx.measureText(other).width + 5 : 0;
    ctx.font = fonts.name;
    const shown = cut(ctx, name, width - 10 - otherWidth);
    const nameWidth = ctx.measureText(shown).width;
    const left = x - (nameWidth + otherWidth) / 2;
    ctx.textAlign = "left";
    ctx.fillStyle = first;
    ctx.fillText(shown, left, y);
    ctx.font = fonts.sign;
    ctx.fillStyle = second;
    ctx.fillText(other, left + nameWidth + 5, y);
    ctx.textAlign = "center";
}

/** @param {Ctx} ctx @param {string} text @param {number} room */
function cut(ctx, text, room) {
    if (ctx.measureText(text).width <= room) return text;
    const letters = [...text];
    while (letters.length > 1 && ctx.measureText(letters.join("") + "…").width > room) letters.pop();
    return letters.join("") + "…";
}
