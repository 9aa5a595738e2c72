import { readdir } from "node:fs/promises";
import { test } from "node:test";

async function readAll() {
    const files = await readdir(new URL(".", import.meta.url));
    for (const file of files.filter((name) => name.endsWith("_test.mjs")).sort()) await import(`./${file}`);
}

// The first test waits for the rest: were one over before the next is there, browsers would be closed as after the last.
const reading = readAll();
test("every file of browser tests is read", () => reading);
