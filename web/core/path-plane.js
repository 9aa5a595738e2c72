/** The principal plane of a path: where a run, seen in two dimensions, is seen most of. */
import { choice, floats, integer, options, show } from "./check.js";
import { outFloats, scratch } from "./wasm.js";

/** The order is that of nn_centre in nn.h. @type {readonly import("./types.js").Centre[]} */
const CENTRES = ["none", "with-final", "without-final"];

/**
 * @param {import("./wasm.js").Heap} heap
 * @param {import("./types.js").Numbers} path
 * @param {number} n
 * @param {import("./types.js").PathPlaneOptions} [wishes]
 * @returns {import("./types.js").PathPlane}
 */
export function pathPlane(heap, path, n, wishes = {}) {
    const { centre = "with-final" } = options("pathPlane options", wishes, ["centre"]);
    const which = choice("centre", centre, CENTRES);
    integer("n", n, { least: 2 });
    const points = floats("path", path);
    const count = points.length / n;
    if (!Number.isInteger(count) || count < 3) throw new RangeError(`path must hold k × ${n} numbers, k at least 3, got ${points.length}`);
    const counted = centre === "with-final" ? points : points.subarray(0, (count - 1) * n);
    const origin = points.slice((count - 1) * n);
    const first = centre === "none" ? origin : counted;
    if (counted.every((value, i) => value === first[i % n]))
        throw new RangeError(`path must hold points that differ, got ${show(count)} times the same`);
    const results = [outFloats(7), outFloats(n), outFloats(n), outFloats(2 * count)];
    const work = scratch(heap.value("path_plane_work_size", count, n));
    const [shares, u, v, coordinates] = heap.call("path_plane", ...results, points, work, count, n, which).out;
    return { u, v, origin, explained: [...shares.slice(0, 3)], random: [...shares.slice(3, 6)], coordinates, converged: shares[6] === 1 };
}
