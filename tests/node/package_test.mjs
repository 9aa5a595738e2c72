/** dist/ as npm packs it: installed in a project and bundled. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const dist = resolve(process.env.DIST ?? "dist");
const vite = fileURLToPath(new URL("../hosts/node_modules/vite/dist/node/index.js", import.meta.url));
let project;

before(async () => {
    project = await mkdtemp(join(tmpdir(), "valley-package-"));
    const packed = execFileSync("npm", ["pack", dist, "--json", "--silent"], { cwd: project, encoding: "utf8" });
    const installed = join(project, "node_modules/valley");
    await mkdir(installed, { recursive: true });
    execFileSync("tar", ["xzf", JSON.parse(packed)[0].filename, "--strip-components=1", "-C", installed], { cwd: project });
    await writeFile(join(project, "package.json"), '{ "type": "module", "private": true }');
});
after(() => rm(project, { recursive: true, force: true }));

async function write(name, text) {
    const file = join(project, name);
    await writeFile(file, text);
    return file;
}

const bundled = async (entry, options = {}) => {
    const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "esm", minify: true, logLevel: "silent", ...options }); // prettier-ignore
    return outputFiles[0].text;
};

test("the package has a licence, its manual and types for all that can be imported", async () => {
    const description = JSON.parse(await readFile(join(project, "node_modules/valley/package.json"), "utf8"));
    const files = await readdir(join(project, "node_modules/valley"));

    assert.equal(description.license, "MIT");
    for (const file of ["LICENSE", "README.md", "valley.js", "embed.html"]) assert.ok(files.includes(file), file);
    for (const { types, default: module } of Object.values(description.exports).filter((entry) => entry.types))
        for (const file of [types, module]) assert.ok(files.includes(file.slice(2)), file);
});

test('import "valley/core" runs in Node', async () => {
    const file = await write("program.mjs", 'import { loadCore } from "valley/core"; export const core = await loadCore();');

    const { core } = await import(pathToFileURL(file).href);

    assert.equal(core.dataset("xor", { n: 10, noise: 0, seed: 1 }).y.length, 10);
});

test("a bundle without a use of the core has none of it, and the element stays for what it does on import", async () => {
    const unused = await bundled(await write("unused.js", 'import { loadCore } from "valley/core"; console.log(1);'));
    const element = await bundled(await write("element.js", 'import "valley";'));

    assert.equal(unused.trim(), "console.log(1);");
    assert.match(element, /valley-figure/);
});

test("a bundle by esbuild, and one by Vite, train the same net as the core does", async () => {
    const source = `import { loadCore } from "valley/core";
        const core = await loadCore();
        const net = core.network({ layers: [2, 3, 1] });
        net.init({ seed: 7 });
        const { x, y } = core.dataset("xor", { n: 50, noise: 0.1, seed: 1 });
        export const losses = [...net.train(x, y, { steps: 20 }).losses];`;
    const file = await write("train.js", source);
    const { build: viteBuild } = await import(pathToFileURL(vite).href);

    const byEsbuild = await write("by-esbuild.mjs", await bundled(file, { target: "es2022" }));
    await viteBuild({
        root: project,
        configFile: false,
        logLevel: "error",
        build: {
            lib: { entry: file, formats: ["es"], fileName: () => "by-vite.mjs" },
            outDir: "vite",
            target: "es2022",
            minify: "esbuild",
        },
    });
    const [expected, ...others] = await Promise.all(
        [file, byEsbuild, join(project, "vite/by-vite.mjs")].map(async (path) => (await import(pathToFileURL(path).href)).losses),
    );

    assert.equal(expected.length, 20);
    for (const losses of others) assert.deepEqual(losses, expected);
});

test("TypeScript knows the element, its events and the core", async () => {
    const file = await write(
        "types.ts",
        `import { figures, loadCore, ValleyFigure } from "valley";
        import { loadCore as same } from "valley/core";
        const figure: ValleyFigure = document.querySelector("valley-figure")!;
        figure.parameters = { learningRate: 0.4 };
        figure.addEventListener("valley-error", ({ detail }) => console.log(detail.message.length));
        const names: string[] = figures.map(({ name }) => name);
        // @ts-expect-error: it may only be read
        figure.playing = true;
        export { names, loadCore, same };`,
    );

    const program = ts.createProgram([file], {
        strict: true,
        noEmit: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
        types: [],
    });
    const complaints = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));

    assert.deepEqual(complaints, []);
});
