/** What dist/ holds, used as its readers will. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";

const dist = resolve(process.env.DIST ?? "dist");

test("valley-core.mjs trains a net from its embedded wasm", async () => {
    const { loadCore } = await import(pathToFileURL(join(dist, "valley-core.mjs")).href);
    const core = await loadCore();
    const { x, y } = core.dataset("xor", { n: 200, noise: 0, seed: 1 });
    const net = core.network({ layers: [2, 8, 1], activation: "tanh", loss: "bce" });
    net.init({ scheme: "xavier-normal", seed: 7 });
    net.optimizer = { name: "sgd", learningRate: 0.3 };

    const { losses, steps, diverged } = net.train(x, y, { steps: 300 });

    assert.equal(steps, 300);
    assert.ok(!diverged);
    assert.ok(losses[299] < losses[0] / 2, `the loss went from ${losses[0]} to ${losses[299]}`);
    net.free();
});

test("valley-core.mjs, made short, still refuses an objective whose network was freed", async () => {
    const { loadCore } = await import(pathToFileURL(join(dist, "valley-core.mjs")).href);
    const core = await loadCore();
    const net = core.network({ layers: [2, 4, 1] });
    const objective = net.objective([0, 0, 0, 1, 1, 0, 1, 1], [0, 1, 1, 0]);
    const along = new Float32Array(17).fill(1);

    net.free();

    const freed = { name: "TypeError", message: "the network of this objective was freed" };
    assert.throws(() => core.surface(objective, { u: along, v: along, size: 2 }), freed);
    assert.throws(() => objective.value(along), freed);
    objective.free();
});

test("valley-c-header.mjs writes the network of valley-core.mjs as C", async () => {
    const { loadCore } = await import(pathToFileURL(join(dist, "valley-core.mjs")).href);
    const { cHeader } = await import(pathToFileURL(join(dist, "valley-c-header.mjs")).href);
    const core = await loadCore();

    const header = cHeader(core.network({ layers: [2, 3, 1], activation: "gelu" }), "xor");

    assert.match(header, /^static inline void xor_predict\(const float \*x, float \*y\) \{$/m);
    assert.match(header, /a1\[o\] = xor_gelu\(z\);/);
});

/** What TypeScript has to say about a program that stands beside dist/valley-core.mjs. */
async function complaintsAbout(source) {
    const directory = await mkdtemp(join(tmpdir(), "valley-types-"));
    try {
        for (const name of ["valley-core.d.ts", "valley-core.d.mts", "valley-c-header.d.mts"])
            await writeFile(join(directory, name), await readFile(join(dist, name)));
        const file = join(directory, "consumer.ts");
        await writeFile(file, source);
        const { ES2022, ESNext } = { ...ts.ScriptTarget, ...ts.ModuleKind };
        const program = ts.createProgram([file], {
            strict: true,
            noEmit: true,
            target: ES2022,
            module: ESNext,
            moduleResolution: ts.ModuleResolutionKind.Bundler,
            lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
            types: [],
        });
        return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    } finally {
        await rm(directory, { recursive: true });
    }
}

test("the shipped types accept a right program", async () => {
    const complaints = await complaintsAbout(`
        import { cHeader } from "./valley-c-header.mjs";
        import { loadCore } from "./valley-core.mjs";
        const core = await loadCore();
        const net = core.network({ layers: [2, 8, 1], activation: ["tanh"], loss: "mse", l2: 0.01 });
        net.init({ scheme: "he-normal", seed: 1 });
        net.optimizer = { name: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true };
        const { x, y } = core.dataset("spiral", { n: 100, noise: 0.1, seed: 1 });
        const losses: Float32Array = net.train(x, y, { steps: 10, batchSize: 32, seed: 1 }).losses;
        const limit: number = net.curvature(x, y).stableLearningRate;
        core.networkFromJSON(JSON.stringify(net)).parameters = net.toJSON().parameters;
        const header: string = cHeader(net, "spiral") + cHeader(net.toJSON());
        net.free();
        export { losses, limit, header };`);

    assert.deepEqual(complaints, []);
});

test("the shipped types refuse a wrong program", async () => {
    const complaints = await complaintsAbout(`
        import { loadCore } from "./valley-core.mjs";
        (await loadCore()).network({ layers: [2, 8, 1], activation: "softmax" });`);

    assert.match(complaints.join("\n"), /softmax/);
});

test("index.html weighs less than 250 kB, and 120 kB compressed", async () => {
    const page = await readFile(join(dist, "index.html"));

    assert.ok(page.length < 250_000, `${page.length} bytes`);
    assert.ok(gzipSync(page).length < 120_000, `${gzipSync(page).length} bytes compressed`);
});

test("gallery.html, with every figure, weighs less than 400 kB", async () => {
    const page = await readFile(join(dist, "gallery.html"));

    assert.ok(page.length < 400_000, `${page.length} bytes`);
});

/**
 * Bytes as built, as they stand and with gzip (1 kB is 1,000). valley.js holds fourteen figures, both languages and the core, and is not packed, since a
 * page's policy may forbid to run what a script unpacks.
 */
const weights = {
    "valley.js": [616_000, 244_000],
    "valley.mjs": [678_000, 266_000],
    "valley-core.mjs": [90_500, 55_500],
    "embed.html": [242_000, 211_500],
};
for (const [file, [raw, packed]] of Object.entries(weights)) {
    test(`${file} has not grown by a twentieth`, async () => {
        const bytes = await readFile(join(dist, file));

        assert.ok(bytes.length < 1.05 * raw, `${bytes.length} bytes`);
        assert.ok(gzipSync(bytes).length < 1.05 * packed, `${gzipSync(bytes).length} bytes compressed`);
    });
}

test("the core has not grown by a twentieth", async () => {
    const { size } = await stat(join(process.env.BUILD ?? "build", "nn.wasm"));

    assert.ok(size < 1.05 * 98_700, `${size} bytes`);
});

test("index.html names no file beside itself", async () => {
    const page = await readFile(join(dist, "index.html"), "utf8");

    const named = [...page.matchAll(/<(?:script|link|img|source|iframe)\b[^>]*?\b(?:src|href)=["']?([^"'\s>]*)/gi)].map(
        ([, address]) => address,
    );

    assert.deepEqual(
        named.filter((address) => !/^(data:|#)/.test(address)),
        [],
    );
});
