/**
 * Lines of equal height by marching squares (Maple 2003). d3-contour makes filled areas, closed along the border, of which lines would have to be
 * cut out again.
 *
 * @typedef {import("../paint/heatmap.js").Grid} Grid
 * @typedef {{level: number, lines: Float32Array[]}} Contour lines: x0, y0, x1, y1 … in data units
 */

/**
 * Levels, ascending, at which lines show the floor of a valley and the far walls alike: half way between equal shares of the
 * area and equal ratios of height.
 * @param {Float32Array} values
 * @param {number} count
 */
export function contourLevels(values, count) {
    const sorted = values.filter(Number.isFinite).sort();
    const low = sorted[0];
    const high = sorted[sorted.length - 1];
    if (!(high > low)) return [];
    const offset = Math.max((sorted[sorted.length >> 2] - low) / 8, (high - low) * 1e-6);
    const ratio = Math.log((high - low) / offset + 1);
    return Array.from({ length: count }, (_, k) => {
        const share = (k + 0.5) / count;
        const byArea = Math.log((sorted[Math.floor(share * (sorted.length - 1))] - low) / offset + 1);
        return low + offset * Math.expm1((byArea + share * ratio) / 2);
    });
}

/**
 * Once a grid; painting the result is cheap. Kept apart so that a caller can keep the lines while the view turns.
 * @param {Grid} grid one value a cell; where one is not finite there are no lines
 * @param {number[]} levels ascending
 * @returns {Contour[]} lines that close end where they began
 */
export function traceContours(grid, levels) {
    return joins(grid, levels).map((joined, k) => ({ level: levels[k], lines: linesAlong(grid, levels[k], joined) }));
}

/**
 * What one level joins on the lattice of samples, whose edges are even from a sample to its eastern neighbour, odd to its southern.
 * @typedef {{next: Int32Array, crossed: number[]}} Joins next: the edge that a line goes to from each, −1 from those that it does not cross
 */

/**
 * For each set of corners at or above the level (1 north-west, 2 north-east, 4 south-east, 8 south-west) the sides that lines join, from and to, by pairs:
 * 0 north, 1 east, 2 south, 3 west. What lies above is always on the same hand, so pieces of neighbouring squares run on into each other.
 */
const JOINS = [[], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2], [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], []]; // prettier-ignore
/** Where two opposite corners are above and so is the middle of the square. */
const JOINS_ACROSS = new Map([
    [5, [1, 0, 3, 2]],
    [10, [0, 3, 2, 1]],
]);

/**
 * Of all levels in one pass: few lines cross a square, and most squares none.
 * @param {Grid} grid
 * @param {number[]} levels
 * @returns {Joins[]}
 */
function joins({ values, columns, rows }, levels) {
    const joined = levels.map(() => ({ next: new Int32Array(2 * columns * rows).fill(-1), crossed: /** @type {number[]} */ ([]) }));
    const ranks = ranksAmong(levels, values);
    for (let j = 0; j + 1 < rows; j++) {
        for (let at = j * columns; at + 1 < (j + 1) * columns; at++) {
            const south = at + columns;
            const a = ranks[at];
            const b = ranks[at + 1];
            const c = ranks[south + 1];
            const d = ranks[south];
            if (a === b && b === c && c === d) continue;
            const middle = (values[at] + values[at + 1] + values[south + 1] + values[south]) / 4;
            if (!Number.isFinite(middle)) continue;
            const sides = [2 * at, 2 * (at + 1) + 1, 2 * south, 2 * at + 1];
            for (let k = Math.min(a, b, c, d); k < Math.max(a, b, c, d); k++) {
                const corners = (a > k ? 1 : 0) | (b > k ? 2 : 0) | (c > k ? 4 : 0) | (d > k ? 8 : 0);
                const pairs = (middle >= levels[k] && JOINS_ACROSS.get(corners)) || JOINS[corners];
                for (let i = 0; i < pairs.length; i += 2) {
                    joined[k].next[sides[pairs[i]]] = sides[pairs[i + 1]];
                    joined[k].crossed.push(sides[pairs[i]]);
                }
            }
        }
    }
    return joined;
}

/** How many of the levels each value reaches. @param {number[]} levels ascending @param {Float32Array} values */
function ranksAmong(levels, values) {
    const ranks = new Uint16Array(values.length);
    for (let i = 0; i < values.length; i++) {
        let rank = i > 0 ? ranks[i - 1] : 0; // its neighbour's, or near it
        while (rank < levels.length && values[i] >= levels[rank]) rank++;
        while (rank > 0 && !(values[i] >= levels[rank - 1])) rank--;
        ranks[i] = rank;
    }
    return ranks;
}

/**
 * Uses the joins up.
 * @param {Grid} grid
 * @param {number} level
 * @param {Joins} joined
 * @returns {Float32Array[]} x0, y0, x1, y1 … in data units
 */
function linesAlong({ values, columns, rows, edges }, level, { next, crossed }) {
    const stepX = (edges.right - edges.left) / columns;
    const stepY = (edges.last - edges.first) / rows;

    /** Adds where the level crosses an edge of the lattice. @param {number[]} line @param {number} edge */
    const addCrossing = (line, edge) => {
        const at = edge >> 1;
        const share = (level - values[at]) / (values[at + (edge & 1 ? columns : 1)] - values[at]);
        const column = (at % columns) + 0.5 + (edge & 1 ? 0 : share);
        const row = Math.floor(at / columns) + 0.5 + (edge & 1 ? share : 0);
        line.push(edges.left + column * stepX, edges.first + row * stepY);
    };

    const isEnd = new Uint8Array(next.length);
    for (const edge of crossed) isEnd[next[edge]] = 1;
    /** @type {Float32Array[]} */
    const lines = [];
    for (const isOpen of [true, false]) {
        for (const start of crossed) {
            if (next[start] < 0 || (isOpen && isEnd[start])) continue;
            /** @type {number[]} */
            const line = [];
            for (let edge = start, to; edge >= 0; edge = to) {
                addCrossing(line, edge);
                to = next[edge];
                next[edge] = -1;
            }
            lines.push(new Float32Array(line));
        }
    }
    return lines;
}
