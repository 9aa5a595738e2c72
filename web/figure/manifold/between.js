/**
 * Pictures between two spaces. From k to k + ½ the affine part of layer k + 1 goes on: it turns, while it stretches along its own axes, and it shifts; from k + ½ to
 * k + 1 the activation bends every unit by itself. Whole and half depths are as the core sent them.
 *
 * @typedef {import("../../core/messages.js").ManifoldSpace} Space
 * @typedef {{from: number, share: number, part: "affine" | "bend"}} Stage from: the space it leaves; share: of the part that is done
 */

/** @param {number} depth @param {number} layers at least 1 @returns {Stage} */
export function stageAt(depth, layers) {
    const from = Math.min(Math.floor(depth), layers - 1);
    const share = 2 * (depth - from);
    return share <= 1 ? { from, share, part: "affine" } : { from, share: share - 1, part: "bend" };
}

/**
 * @param {Space[]} spaces
 * @param {number} depth 0 … layers
 * @returns {Float32Array} [points × 2]
 */
export function positionsAt(spaces, depth) {
    const { from, share, part } = stageAt(depth, spaces.length - 1);
    const { before, after, affine } = spaces[from + 1];
    const start = spaces[from].after;
    if (!before || !affine || share === 0) return part === "affine" || !before ? start : before;
    if (part === "bend") return share === 1 ? after : start.map((_, i) => before[i] + share * (after[i] - before[i]));
    return share === 1 ? before : moved(start, before, affine, share);
}

/**
 * @param {Float32Array} start
 * @param {Float32Array} end
 * @param {NonNullable<Space["affine"]>} affine which leads from one to the other, but for what a projection does not show
 * @param {number} share
 */
function moved(start, end, { matrix, from, to }, share) {
    const [turn, ...stretch] = turnAndStretch(matrix);
    const now = times(rotation(share * turn), towards([1, 0, 0, 1], stretch, share));
    const centre = towards(from, to, share);
    const image = (/** @type {number[]} */ m, /** @type {number[]} */ c, /** @type {number} */ i) => {
        const [x, y] = [start[2 * i] - from[0], start[2 * i + 1] - from[1]];
        return [c[0] + m[0] * x + m[1] * y, c[1] + m[2] * x + m[3] * y];
    };
    const places = new Float32Array(start.length);
    for (let i = 0; i < start.length / 2; i++) {
        const [whole, part] = [image(matrix, to, i), image(now, centre, i)];
        for (const c of [0, 1]) places[2 * i + c] = part[c] + share * (end[2 * i + c] - whole[c]);
    }
    return places;
}

/** A matrix as a turn after a stretch along two perpendicular axes. @param {number[]} matrix @returns {number[]} angle, then the stretch row by row */
function turnAndStretch([a, b, c, d]) {
    const angle = Math.atan2(c - b, a + d);
    return [angle, ...times(rotation(-angle), [a, b, c, d])];
}

/** @param {number} angle */
function rotation(angle) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [cos, -sin, sin, cos];
}

/** @param {number[]} m @param {number[]} n */
function times([a, b, c, d], [e, f, g, h]) {
    return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

/** @param {number[]} from @param {number[]} to @param {number} share */
function towards(from, to, share) {
    return from.map((value, i) => value + share * (to[i] - value));
}
