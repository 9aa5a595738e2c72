import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { serve } from "../../web/serve.mjs";

const directory = await mkdtemp(join(tmpdir(), "valley-serve-"));
for (const name of ["index.html", "nn.wasm", "core.mjs"]) await writeFile(join(directory, name), name);
const { url, close } = await serve(directory);
after(async () => {
    await close();
    await rm(directory, { recursive: true });
});

/** Status of a path sent as it is; fetch would tidy it first. */
const statusOf = (path) =>
    new Promise((done, failed) => {
        const { hostname, port } = new URL(url);
        request({ hostname, port, path }, (response) => done(response.resume().statusCode))
            .on("error", failed)
            .end();
    });

test("only this machine is served", () => {
    assert.equal(new URL(url).hostname, "127.0.0.1");
});

test("a directory's address gives its index.html", async () => {
    const response = await fetch(url);

    assert.equal(await response.text(), "index.html");
    assert.match(response.headers.get("content-type"), /^text\/html/);
});

test("modules and wasm have the types that browsers insist on", async () => {
    const types = await Promise.all(["core.mjs", "nn.wasm"].map(async (name) => (await fetch(url + name)).headers.get("content-type")));

    assert.deepEqual(types, ["text/javascript; charset=utf-8", "application/wasm"]);
});

test("what is not there, or outside the directory, or no address, is not found", async () => {
    const statuses = await Promise.all(["/missing", "/../serve.mjs", "/%2e%2e/%2e%2e/etc/passwd", "/%", "//"].map(statusOf));

    assert.deepEqual(statuses, [404, 404, 404, 404, 404]);
});

test("where the port is taken, another one is found", async () => {
    const second = await serve(directory, Number(new URL(url).port));

    assert.notEqual(second.url, url);
    await second.close();
});
