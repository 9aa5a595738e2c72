/**
 * Lines of equal height by marching squares (Maple 2003). d3-contour makes filled areas, closed along the border, of which lines would have to be
 * cut out again.
 *
 * @typedef {import("./heatmap.js").Grid} Grid
 */

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
    const next = joins(values, columns, rows, level);

    /** Where the level crosses an edge of the lattice: even from a sample to its eastern neighbour, odd to its southern. @param {number} edge */
    const crossing = (edge) => {
        const at = edge >> 1;
        const share = (level - values[at]) / (values[at + (edge & 1 ? columns : 1)] - values[at]);
        const column = (at % columns) + 0.5 + (edge & 1 ? 0 : share);
        const row = Math.floor(at / columns) + 0.5 + (edge & 1 ? share : 0);
        return [edges.left + column * stepX, edges.first + row * stepY];
    };

    const ends = new Set(next.values());
    const open = [...next.keys()].filter((edge) => !ends.has(edge));
    /** @type {Float32Array[]} */
    const lines = [];
    for (const edges of [open, next.keys()]) {
        for (const start of edges) {
            if (!next.has(start)) continue;
            const points = [start];
            for (let edge = start; next.has(edge); ) {
                const to = /** @type {number} */ (next.get(edge));
                next.delete(edge);
                points.push((edge = to));
            }
            lines.push(Float32Array.from(points.flatMap(crossing)));
        }
    }
    return lines;
}

/**
 * Which edge of the lattice a line goes to from each that it crosses.
 * @param {Float32Array} values
 * @param {number} columns
 * @param {number} rows
 * @param {number} level
 */
function joins(values, columns, rows, level) {
    /** @type {Map<number, number>} */
    const next = new Map();
    for (let j = 0; j + 1 < rows; j++) {
        for (let i = 0; i + 1 < columns; i++) {
            const at = j * columns + i;
            const [a, b, c, d] = [values[at], values[at + 1], values[at + columns + 1], values[at + columns]];
            const sum = a + b + c + d;
            const above = Number(a >= level) | (Number(b >= level) << 1) | (Number(c >= level) << 2) | (Number(d >= level) << 3);
            if (above === 0 || above === 15 || !Number.isFinite(sum)) continue;
            const sides = [2 * at, 2 * (at + 1) + 1, 2 * (at + columns), 2 * at + 1];
            const pairs = (sum / 4 >= level && JOINS_ACROSS.get(above)) || JOINS[above];
            for (let k = 0; k < pairs.length; k += 2) next.set(sides[Number(pairs[k])], sides[Number(pairs[k + 1])]);
        }
    }
    return next;
}
