/** One program, built in every way we build, must print the same bits. What it computes: tests/c/golden.c. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { engineNames, withPage } from "./browser/browsers.mjs";
import { runGolden } from "./golden.mjs";

const build = resolve(process.env.BUILD ?? "build");
const expected = JSON.parse(await readFile(new URL("golden.json", import.meta.url), "utf8"));

for (const name of ["golden-gcc", "golden-gcc-native", "golden-sanitizers"]) {
    test(`${name} prints the golden hashes`, () => {
        const printed = execFileSync(join(build, name), { encoding: "utf8" });

        assert.deepEqual(JSON.parse(printed), expected);
    });
}

for (const name of ["golden-simd.wasm", "golden-nosimd.wasm"]) {
    const module = readFile(join(build, name), "base64");

    test(`${name} prints the golden hashes in Node`, async () => {
        const printed = await runGolden(await module);

        assert.deepEqual(JSON.parse(printed), expected);
    });

    for (const browserName of engineNames) {
        test(`${name} prints the golden hashes in ${browserName}`, { timeout: 120_000 }, async () => {
            await withPage({ browserName, address: "about:blank" }, async (page) => {
                const printed = await page.evaluate(runGolden, await module);

                assert.deepEqual(JSON.parse(printed), expected);
            });
        });
    }
}
