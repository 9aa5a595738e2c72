/** Areas in their hundreds, such as the squares of a bent plane, as one small image: written out they would take more room than the rest of a page. */
/** So many areas of one colour are a heap. */
const MANY = 100;

/** @param {{path?: any[][], style?: string}} item */
export const isHeap = ({ path, style }) =>
    path !== undefined && fillOf(style) !== null && path.filter(([command]) => command === "Z").length >= MANY;

/** Red, green and blue of the fill, where it is plain. @param {string} [style] */
function fillOf(style = "") {
    if (/opacity/.test(style)) return null;
    const [, hex, rgb] = /fill="(?:#([0-9a-f]{6})|rgb\(([\d, ]+)\))"/.exec(style) ?? [];
    if (hex) return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return rgb ? rgb.split(",").map(Number) : null;
}

/** @param {{path?: any[][], style?: string}[]} heaps in the order in which they were drawn, within the box @param {number[]} box @param {import("./svg.js").Writer["image"]} image */
export function heapImage(heaps, box, image) {
    const [left, top] = box.slice(0, 2).map(Math.floor);
    const [width, height] = [Math.ceil(box[2]) - left, Math.ceil(box[3]) - top];
    const data = new Uint8ClampedArray(4 * width * height);
    for (const { path = [], style } of heaps) for (const polygon of polygonsOf(path)) fill({ data, width, height }, polygon.map(([x, y]) => [x - left, y - top]), fillOf(style) ?? []); // prettier-ignore
    const place = `x="${left}" y="${top}" width="${width}" height="${height}"`;
    return `<image ${place} preserveAspectRatio="none" href="${image({ width, height, data }, 8)}"/>`;
}

/** @param {any[][]} path */
function polygonsOf(path) {
    const polygons = [];
    for (const [command, ...numbers] of path) {
        if (command === "M") polygons.push([numbers]);
        else if (command === "L") polygons[polygons.length - 1].push(numbers);
    }
    return polygons;
}

/** Every pixel whose middle lies within, and half a pixel more to each side, which closes the seams. @param {import("./svg.js").Pixels} picture @param {number[][]} polygon @param {number[]} color */
function fill({ data, width, height }, polygon, color) {
    const ys = polygon.map(([, y]) => y);
    const last = Math.min(height - 1, Math.ceil(Math.max(...ys)));
    for (let row = Math.max(0, Math.floor(Math.min(...ys)) - 1); row <= last; row++) {
        const middle = Math.max(Math.min(...ys), Math.min(Math.max(...ys), row + 0.5));
        if (Math.abs(middle - row - 0.5) > 0.5) continue;
        const crossings = polygon.flatMap(([x, y], i) => {
            const [nextX, nextY] = polygon[(i + 1) % polygon.length];
            if (Math.min(y, nextY) > middle || Math.max(y, nextY) < middle) return [];
            return y === nextY ? [x, nextX] : [x + ((middle - y) * (nextX - x)) / (nextY - y)];
        });
        const to = Math.min(width - 1, Math.floor(Math.max(...crossings)));
        for (let column = Math.max(0, Math.ceil(Math.min(...crossings) - 1)); column <= to; column++)
            data.set([...color, 255], 4 * (row * width + column));
    }
}
