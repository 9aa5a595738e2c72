/** The hashes of tests/c/golden.c, through the public API: what a page computes is what the C program computes. */

const SIZE = 16;

/** FNV-1a, 64 bits, over the bytes of float32, least significant first. @param {...Float32Array} arrays */
function hash(...arrays) {
    let h = 0xcbf29ce484222325n;
    for (const array of arrays)
        for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
            h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n);
    return h.toString(16).padStart(16, "0");
}

/** −span … span in float32. @param {number} span */
function offsets(span) {
    return Float32Array.from({ length: SIZE }, (_, i) => Math.fround((2 * span * i) / (SIZE - 1)) - span);
}

/** @param {import("../../web/core/types.js").Core} core */
function basins(core) {
    const { x, y } = core.dataset("sine", { n: 32, noise: 0.1, seed: 3 });
    const net = core.network({ layers: [1, 2, 1] });
    net.init({ seed: 7 });
    const origin = net.parameters;
    origin[0] = origin[1] = 0;
    const [u, v] = [0, 1].map((k) => Float32Array.from(origin, (_, i) => (i === k ? 1 : 0)));
    const plane = { origin, u, v, alphas: offsets(3), betas: offsets(3) };

    const { losses, ends } = core.basins(net.objective(x, y), { ...plane, optimizer: { learningRate: 0.1 }, steps: 100 });

    return hash(losses, ends);
}

/** @param {import("../../web/core/types.js").Core} core */
export function golden(core) {
    const { x, y: classes } = core.dataset("spiral", { n: 500, noise: 0.1, seed: 3 });
    const y = classes.map((c) => (c > 0.5 ? 1 : -1));
    const net = core.network({ layers: [2, 8, 8, 1] });
    net.init({ seed: 7 });
    net.optimizer = { name: "sgd", learningRate: 0.03, momentum: 0.9 };

    const { losses } = net.train(x, y, { steps: 1000, batchSize: 32, seed: 11 });
    const plane = { u: net.direction(1), v: net.direction(2), alphas: offsets(1), betas: offsets(1) };
    const surface = core.surface(net.objective(x, y), plane);
    const { max, min, maxVector } = net.curvature(x, y, { ends: "max" });

    return {
        training: hash(losses, net.parameters),
        surface: hash(surface),
        basins: basins(core),
        curvature: hash(Float32Array.of(max, min), maxVector),
    };
}
