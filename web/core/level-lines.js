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
 * @param {Grid} grid one value a cell
 * @param {number[]} levels
 * @returns {Contour[]}
 */
export function traceContours(grid, levels) {
    return levels.map((level) => ({ level, lines: traceLevel(grid, level) }));
}

/**
 * For each set of corners at or above the level (1 north-west, 2 north-east, 4 south-east, 8 south-west) the sides that lines join, from and to, by pairs:
 * 0 north, 1 east, 2 south, 3 west. What lies above is always on the same hand, so pieces of neighbouring squares run on into each other.
 */
const JOINS = ["", "30", "01", "31", "12", "3012", "02", "32", "23", "20", "0123", "21", "13", "10", "03", ""];
/** Where two opposite corners are above and so is the middle of the square. */
const JOINS_ACROSS = new Map([
    [5, "1032"],
    [10, "0321"],
]);

/**
 * @param {Grid} grid one value a cell; where one is not finite there are no lines
 * @param {number} level
 * @returns {Float32Array[]} x0, y0, x1, y1 … in data units; a closed line ends where it began
 */
export function traceLevel({ values, columns, rows, edges }, level) {
    const stepX = (edges.right - edges.left) / columns;
    const stepY = (edges.last - edges.first) / rows;
    const { next, crossed } = joins(values, columns, rows, level);

    /** Adds where the level crosses an edge of the lattice: even from a sample to its eastern neighbour, odd to its southern. @param {number[]} line @param {number} edge */
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

/**
 * Which edge of the lattice a line goes to from each that is crossed, −1 from the others.
 * @param {Float32Array} values
 * @param {number} columns
 * @param {number} rows
 * @param {number} level
 */
function joins(values, columns, rows, level) {
    const next = new Int32Array(2 * columns * rows).fill(-1);
    const crossed = [];
    for (let j = 0; j + 1 < rows; j++) {
        let east = above(values, j * columns, columns, level);
        for (let at = j * columns; at + 1 < (j + 1) * columns; at++) {
            const west = east;
            east = above(values, at + 1, columns, level);
            const corners = (west & 1) | (east & 1 ? 2 : 0) | (east & 2 ? 4 : 0) | (west & 2 ? 8 : 0);
            if (corners === 0 || corners === 15) continue;
            const sum = values[at] + values[at + 1] + values[at + columns + 1] + values[at + columns];
            if (!Number.isFinite(sum)) continue;
            const sides = [2 * at, 2 * (at + 1) + 1, 2 * (at + columns), 2 * at + 1];
            const pairs = (sum / 4 >= level && JOINS_ACROSS.get(corners)) || JOINS[corners];
            for (let k = 0; k < pairs.length; k += 2) {
                const from = sides[Number(pairs[k])];
                next[from] = sides[Number(pairs[k + 1])];
                crossed.push(from);
            }
        }
    }
    return { next, crossed };
}

/** Whether a sample (1) and the one south of it (2) are at or above the level. @param {Float32Array} values @param {number} at @param {number} columns @param {number} level */
function above(values, at, columns, level) {
    return (values[at] >= level ? 1 : 0) | (values[at + columns] >= level ? 2 : 0);
}
