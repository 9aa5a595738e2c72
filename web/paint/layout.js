/**
 * Where a network's parts stand, and which of them lies under the pointer.
 *
 * @typedef {object} Layer
 * @property {number} in
 * @property {number} out
 * @property {number} weightsAt index into theta of W [out × in], row by row
 * @property {number} biasesAt  index into theta of b [out]
 * @property {number} unitsAt   number of units in the layers before this one
 *
 * @typedef {{x: number, size: number, ys: number[]}} Column tiles of one layer, or of the inputs: left edge, side, top edges; CSS pixels
 *
 * @typedef {object} NetworkLayout
 * @property {Layer[]} layers
 * @property {Column[]} columns the inputs first, then one a layer
 *
 * @typedef {{kind: "input", unit: number} | {kind: "unit", layer: number, unit: number}
 *         | {kind: "bias", layer: number, unit: number, index: number}
 *         | {kind: "weight", layer: number, from: number, to: number, index: number}} Hit
 *     index: into theta
 */

const MOST_WEIGHTS = 600; // more than these and no single one can be read

/**
 * @param {Layer[]} layers hidden and output
 * @param {import("./canvas.js").Rect} rect
 * @param {number} [largest] side of a tile where there is room
 * @returns {NetworkLayout}
 */
export function layoutNetwork(layers, rect, largest = 40) {
    const counts = [layers[0].in, ...layers.map((layer) => layer.out)];
    const step = rect.width / counts.length;
    const columns = counts.map((count, column) => {
        const slot = rect.height / count;
        const size = Math.max(2, Math.min(largest, slot - Math.min(14, slot * 0.28), step * 0.5));
        const pitch = Math.min(slot, size * 1.6);
        const top = rect.y + (rect.height - pitch * count) / 2 + (pitch - size) / 2;
        const x = rect.x + (counts.length === 1 ? 0 : (column * (rect.width - size)) / (counts.length - 1));
        return { x, size, ys: Array.from({ length: count }, (_, unit) => top + pitch * unit) };
    });
    return { layers, columns };
}

/**
 * The square of a bias, at the lower left corner of its tile; a sliver where tiles are small.
 * @param {Column} column
 * @param {number} unit
 * @returns {import("./canvas.js").Rect}
 */
export function biasRect({ x, size, ys }, unit) {
    if (size < 14) return { x: x - 3, y: ys[unit], width: 2, height: size };
    const side = Math.max(5, Math.min(8, size / 5));
    return { x: x - side - 2, y: ys[unit] + size - side, width: side, height: side };
}

/**
 * The ends of the curve of a weight; it leaves and arrives level.
 * @param {NetworkLayout} layout
 * @param {number} layer
 * @param {number} from
 * @param {number} to
 */
export function weightEnds({ columns }, layer, from, to) {
    const [left, right] = [columns[layer], columns[layer + 1]];
    return { x0: left.x + left.size, y0: left.ys[from] + left.size / 2, x1: right.x, y1: right.ys[to] + right.size / 2 };
}

/**
 * How large a weight of each layer must be to be drawn: 0 where all can be, else the size of the layer's strongest few.
 * @param {Layer[]} layers
 * @param {Float32Array} theta
 */
export function leastDrawn(layers, theta) {
    const most = Math.max(48, MOST_WEIGHTS / layers.length);
    const total = layers.reduce((sum, layer) => sum + layer.in * layer.out, 0);
    return layers.map(({ weightsAt, in: n, out }) => {
        if (total <= MOST_WEIGHTS || n * out <= most) return 0;
        const sizes = theta
            .slice(weightsAt, weightsAt + n * out)
            .map(Math.abs)
            .sort();
        return sizes[Math.floor(sizes.length - most)];
    });
}

/**
 * The unit, bias or drawn weight under the pointer, null when there is none.
 * @param {NetworkLayout} layout
 * @param {Float32Array} theta
 * @param {number} px CSS pixels
 * @param {number} py
 * @returns {Hit | null}
 */
export function networkHit(layout, theta, px, py) {
    for (let c = 0; c < layout.columns.length; c++) {
        const column = layout.columns[c];
        for (let unit = 0; unit < column.ys.length; unit++) {
            const bias = biasRect(column, unit);
            if (c > 0 && isInside(bias, px, py, 2))
                return { kind: "bias", layer: c - 1, unit, index: layout.layers[c - 1].biasesAt + unit };
            const tile = { x: column.x, y: column.ys[unit], width: column.size, height: column.size };
            if (isInside(tile, px, py, 1)) return c > 0 ? { kind: "unit", layer: c - 1, unit } : { kind: "input", unit };
        }
    }
    return weightHit(layout, theta, px, py);
}

/** @param {import("./canvas.js").Rect} rect
 * @param {number} px
 * @param {number} py
 * @param {number} margin */
function isInside({ x, y, width, height }, px, py, margin) {
    return px >= x - margin && px <= x + width + margin && py >= y - margin && py <= y + height + margin;
}

/** @param {NetworkLayout} layout
 * @param {Float32Array} theta
 * @param {number} px
 * @param {number} py
 * @returns {Hit | null} */
function weightHit(layout, theta, px, py) {
    const layer = layout.layers.findIndex((_, l) => px > layout.columns[l].x + layout.columns[l].size && px < layout.columns[l + 1].x);
    if (layer < 0) return null;
    const { in: n, out, weightsAt } = layout.layers[layer];
    const { x0, x1 } = weightEnds(layout, layer, 0, 0);
    const t = curveParameter((px - x0) / (x1 - x0));
    const least = leastDrawn(layout.layers, theta)[layer];
    /** @type {Hit | null} */
    let hit = null;
    let best = 5;
    for (let to = 0; to < out; to++) {
        for (let from = 0; from < n; from++) {
            const index = weightsAt + to * n + from;
            if (Math.abs(theta[index]) < least) continue;
            const { y0, y1 } = weightEnds(layout, layer, from, to);
            const slope = ((y1 - y0) * 6 * t * (1 - t)) / ((x1 - x0) * (1.5 - 3 * t + 3 * t * t));
            const distance = Math.abs(y0 + (y1 - y0) * (3 - 2 * t) * t * t - py) / Math.hypot(1, slope);
            if (distance < best) {
                best = distance;
                hit = { kind: "weight", layer, from, to, index };
            }
        }
    }
    return hit;
}

/** t at which a cubic with its handles half way across has come this share of the way: share = 1.5t − 1.5t² + t³, by Newton.
 * @param {number} share */
function curveParameter(share) {
    let t = share;
    for (let i = 0; i < 6; i++) t -= (t * (1.5 + t * (t - 1.5)) - share) / (1.5 - 3 * t + 3 * t * t);
    return t;
}
