/** The C header of a network compiles alone and predicts the bits of the core, with every compiler at hand. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { cHeader, literal } from "../../web/share/c-header.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const directory = await mkdtemp(join(tmpdir(), "valley-header-"));
after(() => rm(directory, { recursive: true }));

const STRICT = "-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -ffp-contract=off".split(" ");
/** Also where fused multiply-add is there and the compiler may use it: the header itself forbids it. */
const COMPILERS = [
    ["gcc", ...STRICT],
    ["gcc", "-O3", "-march=native", ...STRICT],
    ["gcc", "-O2", "-std=gnu11", "-march=native", "-Wall", "-Wextra", "-Werror"],
    ["clang", ...STRICT],
    ["clang", "-O3", "-march=native", ...STRICT],
    ["clang", "-O2", "-march=native", "-Wall", "-Wextra", "-Werror"],
];

/** Points from everyday to the ends of float32. [1000 × 2] */
const points = Float32Array.from({ length: 2000 }, (_, i) => {
    const turn = ((i * 40503) % 65536) / 32768 - 1;
    if (i < 1400) return 6 * turn;
    if (i < 1700) return turn * 10 ** ((i % 80) - 42);
    return [0, -0, 1e-45, -1e-45, 1e-38, 3.4028234663852886e38, -3.4028234663852886e38, 88.8, -104, 9.011, 5.6, -87][
        (i * 7 + (i >> 3)) % 12
    ];
});

/** Trained for a little, so that running values and slopes are not those of the start. */
function trained(options) {
    const { x, y } = core.dataset("two-curves", { n: 100, noise: 0.1, seed: 1 });
    const net = core.network({ layers: [2, 7, 5, 2], loss: "softmax", ...options });
    net.init({ scheme: "he-normal", seed: 3 });
    net.optimizer = { name: "adam", learningRate: 0.01 };
    const isClasses = options.loss === "mse"; // that takes no class numbers
    net.train(x, isClasses ? Float32Array.from({ length: 200 }, (_, i) => (i % 2 === y[i >> 1] ? 1 : -1)) : y, {
        steps: 60,
        batchSize: 20,
        seed: 1,
    });
    return net;
}

const networks = new Map();
for (const activation of core.names("activation"))
    for (const batchNorm of [false, true])
        networks.set(`${activation.replaceAll("-", "_")}${batchNorm ? "_normed" : ""}`, trained({ activation, batchNorm, pieces: 3 }));
networks.set("mixed", trained({ layers: [2, 4, 4, 4, 1], activation: ["elu", "leaky-relu", "rrelu"], alpha: [0.7, 0.2, 0], lower: 0.1, upper: 0.4, batchNorm: [false, true, false], loss: "bce" })); // prettier-ignore
for (const outputActivation of ["maxout", "prelu", "elu", "leaky-relu", "tanh"])
    networks.set(`out_of_${outputActivation.replace("-", "_")}`, trained({ outputActivation, loss: "mse", layers: [2, 3, 2] }));
networks.set("linear", trained({ layers: [2, 2] }));

/** Prints the bits of every network's outputs at the points that it reads. */
const program = `#include <stdio.h>
${[...networks.keys()].map((name) => `#include "${name}.h"`).join("\n")}
typedef void predict(const float *x, float *y);
int main(void) {
    predict *const all[] = {${[...networks.keys()].map((name) => `${name}_predict`)}};
    static const int outputs[] = {${[...networks.values()].map((net) => net.layers.at(-1).out)}};
    float x[2], y[2];
    while (fread(x, sizeof x, 1, stdin) == 1)
        for (unsigned k = 0; k < sizeof all / sizeof *all; k++) {
            all[k](x, y);
            fwrite(y, sizeof *y, (size_t)outputs[k], stdout);
        }
    return 0;
}
`;

await Promise.all([...networks].map(([name, net]) => writeFile(join(directory, `${name}.h`), cHeader(net.toJSON(), name))));
await writeFile(join(directory, "all.c"), program);

/** Where bits differ; of NaN only that it is one is fixed. */
function differences(got, wanted) {
    const [a, b] = [got, wanted].map((values) => new Uint32Array(values.buffer, values.byteOffset, values.length));
    return [...a.keys()].filter((i) => a[i] !== b[i] && !(Number.isNaN(got[i]) && Number.isNaN(wanted[i])));
}

for (const [compiler, ...flags] of COMPILERS)
    test(`every activation, with batch normalisation and without, predicts the core's bits: ${[compiler, ...flags].join(" ")}`, () => {
        const binary = join(directory, "all");
        execFileSync(compiler, [...flags, join(directory, "all.c"), "-o", binary]);

        const out = execFileSync(binary, { input: Buffer.from(points.buffer), maxBuffer: 1 << 24 });

        const all = new Float32Array(out.buffer.slice(out.byteOffset, out.byteOffset + out.length));
        const widths = [...networks.values()].map((net) => net.layers.at(-1).out);
        const stride = widths.reduce((sum, width) => sum + width, 0);
        assert.equal(all.length, 1000 * stride);
        let at = 0;
        for (const [name, net] of networks) {
            const { out: width } = net.layers.at(-1);
            const got = Float32Array.from({ length: 1000 * width }, (_, i) => all[Math.floor(i / width) * stride + at + (i % width)]);
            const wanted = net.predict(points);
            assert.deepEqual(differences(got, wanted), [], name);
            assert.ok(new Set(wanted).size > 100, `${name} predicts more than a few numbers`);
            at += width;
        }
    });

for (const compiler of ["gcc", "clang"])
    test(`a header compiles alone and without a word, used or not, and needs no library: ${compiler}`, async () => {
        const source = `#include "gelu_normed.h"\n#include "sigmoid.h"\nvoid both(const float *x, float *y);
            void both(const float *x, float *y) { gelu_normed_predict(x, y); sigmoid_predict(x, y); }\n`;
        await writeFile(join(directory, "unused.c"), '#include "tanh_normed.h"\n');
        await writeFile(join(directory, "both.c"), source);

        execFileSync(compiler, [...STRICT, "-fsyntax-only", join(directory, "maxout.h")]);
        execFileSync(compiler, [...STRICT, "-fsyntax-only", join(directory, "unused.c")]);
        execFileSync(compiler, [...STRICT, "-O1", "-c", join(directory, "both.c"), "-o", join(directory, "both.o")]);
        const symbols = execFileSync("nm", ["-u", join(directory, "both.o")], { encoding: "utf8" });

        assert.equal(symbols, "");
    });

test("a literal names the very float32", async () => {
    const floats = Float32Array.of(0, -0, 1, -0.1, 1e-45, -1e-40, 1.1754943508222875e-38, 3.4028234663852886e38, 1 / 3, 65504);
    const source = `#include <stdio.h>\nint main(void) { static const float x[] = {${Array.from(floats, literal)}}; fwrite(x, sizeof x, 1, stdout); }`;
    await writeFile(join(directory, "literals.c"), source);
    execFileSync("cc", ["-std=c11", "-Wpedantic", "-Werror", join(directory, "literals.c"), "-o", join(directory, "literals")]);

    const out = execFileSync(join(directory, "literals"));

    assert.deepEqual(
        [...new Uint32Array(out.buffer.slice(out.byteOffset, out.byteOffset + out.length))],
        [...new Uint32Array(floats.buffer)],
    );
    assert.equal(literal(0.5), "0x1p-1f");
});

test("a name that C would not take is refused", () => {
    const json = networks.get("linear").toJSON();

    for (const name of ["", "2net", "my-net", "a b", "é"])
        assert.throws(() => cHeader(json, name), /^RangeError: name must be a name in C/);
});

test("a network that does not hold what its layers need is refused, and one without running values has those of the start", () => {
    const net = core.network({ layers: [2, 3, 1], batchNorm: true });
    const { running, ...json } = net.toJSON();

    assert.equal(cHeader(json), cHeader(net));
    assert.throws(() => cHeader({ ...json, parameters: [1, 2] }), /^RangeError: parameters must be 19 numbers, got 2/);
    assert.throws(() => cHeader({ ...json, running: [...running, 1] }), /^RangeError: running must be 6 numbers, got 7/);
});

test("what is no network, or holds what is no number, is refused by its name", () => {
    const { running, parameters, ...json } = core.network({ layers: [2, 2, 1], batchNorm: true }).toJSON();
    const withNumber = (number) => cHeader({ ...json, parameters: [...parameters.slice(0, -1), number], running });
    const last = parameters.length - 1;

    assert.throws(() => cHeader(null), /^TypeError: network must be a network, or what its toJSON\(\) gives, got null$/);
    assert.throws(() => cHeader({}), /^TypeError: layers must be an array of at least 2 sizes, .*; got undefined$/);
    assert.throws(() => cHeader({ layers: [2, "2"] }), /^TypeError: layers\[1\] must be a whole number ≥ 1, got "2"$/);
    assert.throws(() => cHeader({ layers: [2, 1] }), /^TypeError: parameters must be .* array of numbers, got undefined$/);
    for (const [number, error] of [[NaN, "RangeError"], ["2", "TypeError"], [null, "TypeError"], [1e39, "RangeError"]]) // prettier-ignore
        assert.throws(() => withNumber(number), new RegExp(`^${error}: parameters\\[${last}\\] must be a finite number, got `));
    assert.throws(() => cHeader({ ...json, parameters, running: [0, 0, -1, 1] }), /^RangeError: running\[2\] must be .* ≥ 0, got -1$/);
    assert.equal(cHeader({ ...json, parameters: Float32Array.from(parameters), running }), cHeader({ ...json, parameters, running }));
});

test("an activation that is none is refused by its name, with what it may be", () => {
    const json = core.network({ layers: [2, 2, 2, 1] }).toJSON();
    const may = core.names("activation").join(", ");

    assert.throws(() => cHeader({ ...json, activation: ["tanh", "swish"] }), {
        name: "RangeError",
        message: `activation[1] must be one of ${may}; got "swish"`,
    });
    assert.throws(() => cHeader({ ...json, activation: "Tanh" }), { message: `activation must be one of ${may}; got "Tanh"` });
    assert.throws(() => cHeader({ ...json, activation: ["tanh"] }), { name: "TypeError", message: /^activation\[1\] .*; got undefined$/ });
    assert.throws(() => cHeader({ ...json, outputActivation: "toString" }), { message: /^outputActivation must be .*; got "toString"$/ });
});

test("what is said at its head cannot end the comment", () => {
    const header = cHeader(networks.get("linear").toJSON(), "linear", "data: */ int NAME;");

    assert.match(header, /^ \* data: \* \/ int NAME;$/m);
    assert.equal(header.indexOf("*/"), header.indexOf("*/\n#ifndef LINEAR_H"));
});
