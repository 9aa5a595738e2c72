/**
 * Values over a bent lattice, filled in pixel by pixel: each takes the value where it lies, linear over either half of its square. Of squares that lie on one
 * another the largest value is seen. Far less work for a browser than some thousand polygons.
 *
 * @param {Float32Array} picture [height × width]; what lies on no square becomes −∞
 * @param {{width: number, height: number}} size
 * @param {Float32Array} places [corners × 2] x and y, in pixels; a square with a corner that lies nowhere is left out
 * @param {Float32Array} values of the corners
 * @param {{side: number, stride: number}} lattice corners in a row, and how many of its squares are one here, either way
 */
export function fillLattice(picture, size, places, values, { side, stride }) {
    picture.fill(-Infinity);
    for (let row = 0; row + stride < side; row += stride)
        for (let column = 0; column + stride < side; column += stride) {
            const corner = row * side + column;
            const [right, below] = [corner + stride, corner + stride * side];
            if (!Number.isFinite(places[2 * corner] + places[2 * right] + places[2 * below] + places[2 * (below + stride)])) continue;
            fillTriangle(picture, size, places, values, corner, right, below + stride);
            fillTriangle(picture, size, places, values, corner, below + stride, below);
        }
}

/**
 * A pixel belongs to it if its middle does; of two that share an edge, to one of them.
 * @param {Float32Array} picture
 * @param {{width: number, height: number}} size
 * @param {Float32Array} places
 * @param {Float32Array} values
 * @param {number} a corner
 * @param {number} b
 * @param {number} c
 */
function fillTriangle(picture, { width, height }, places, values, a, b, c) {
    const y = (/** @type {number} */ corner) => places[2 * corner + 1];
    if (y(b) < y(a)) [a, b] = [b, a];
    if (y(c) < y(b)) [b, c] = [c, b];
    if (y(b) < y(a)) [a, b] = [b, a]; // from top to bottom
    const [ax, ay, bx, by, cx, cy] = [places[2 * a], y(a), places[2 * b], y(b), places[2 * c], y(c)];
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (!area) return;
    const [toB, toC] = [values[b] - values[a], values[c] - values[a]];
    const across = (toB * (cy - ay) - toC * (by - ay)) / area;
    const down = (toC * (bx - ax) - toB * (cx - ax)) / area;
    const end = Math.min(height, Math.ceil(cy - 0.5));
    for (let row = Math.max(0, Math.ceil(ay - 0.5)); row < end; row++) {
        const middle = row + 0.5;
        const one = ax + ((middle - ay) * (cx - ax)) / (cy - ay);
        const other = middle < by ? ax + ((middle - ay) * (bx - ax)) / (by - ay) : bx + ((middle - by) * (cx - bx)) / (cy - by);
        const first = Math.max(0, Math.ceil(Math.min(one, other) - 0.5));
        const last = row * width + Math.min(width, Math.ceil(Math.max(one, other) - 0.5));
        let value = values[a] + (first + 0.5 - ax) * across + (middle - ay) * down;
        for (let i = row * width + first; i < last; i++, value += across) if (value > picture[i]) picture[i] = value;
    }
}
