/** The programs in README.md run as they stand there. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

const build = resolve(process.env.BUILD ?? "build");
const dist = resolve(process.env.DIST ?? "dist");
const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const directory = await mkdtemp(join(tmpdir(), "valley-readme-"));
after(() => rm(directory, { recursive: true }));

/** The only block of README.md in that language. */
function program(language) {
    const blocks = [...readme.matchAll(new RegExp("^```" + language + "\n(.*?)^```", "gms"))];
    assert.equal(blocks.length, 1);
    return blocks[0][1];
}

test("the lines for C learn XOR", async () => {
    await writeFile(join(directory, "xor.c"), program("c"));

    execFileSync("cc", ["-Wall", "-Werror", `-I${build}`, "xor.c", join(build, "libnn.a"), "-o", "xor"], { cwd: directory });
    const loss = Number(execFileSync(join(directory, "xor"), { encoding: "utf8" }));

    assert.ok(loss < 1e-3, `the loss after training is ${loss}`);
});

test("the lines for JavaScript train a net and measure its curvature", async () => {
    await copyFile(join(dist, "valley-core.mjs"), join(directory, "valley-core.mjs"));
    await writeFile(join(directory, "program.mjs"), program("js") + "export { losses, max, stableLearningRate };");

    const { losses, max, stableLearningRate } = await import(pathToFileURL(join(directory, "program.mjs")).href);

    assert.ok(losses[999] < losses[0] / 10, `the loss went from ${losses[0]} to ${losses[999]}`);
    assert.ok(Math.abs(stableLearningRate * max - 2) < 1e-5); // 2 / max, rounded to float32
});
