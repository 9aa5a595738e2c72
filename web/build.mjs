/**
 * Packs dist/ from web/ and nn.wasm: every file carries all it needs. Directories: $BUILD (nn.wasm is there) and $DIST.
 */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";

const web = dirname(fileURLToPath(import.meta.url));
const buildDirectory = process.env.BUILD ?? "build";
const dist = process.env.DIST ?? "dist";

const shared = {
    absWorkingDir: web,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    charset: "utf8",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    legalComments: "none",
    logLevel: "warning",
};

/** Text of one bundle and the files that went into it, relative to web/. Terser takes another 3 % off what esbuild makes of a script. */
async function bundle(options) {
    const { outputFiles, metafile } = await build({ ...shared, ...options });
    const text = outputFiles[0].text.trim();
    const files = Object.keys(metafile.inputs);
    if (!options.format) return { text, files };
    const { code } = await minify(text, { ecma: 2020, module: options.format === "esm", toplevel: true, compress: { passes: 3 } });
    return { text: code, files };
}

/** An esbuild plugin that puts other texts in place of modules: {path relative to web/: text}. */
function replace(modules) {
    const texts = new Map(Object.entries(modules).map(([file, text]) => [join(web, file), text]));
    const load = ({ path }) => (texts.has(path) ? { contents: texts.get(path), resolveDir: dirname(path) } : undefined);
    return { name: "replace", setup: (bundler) => void bundler.onLoad({ filter: /\.js$/ }, load) };
}

/** An esbuild plugin that takes the blanks out of style sheets written as a template: `…` in a file called style.js. */
const styles = {
    name: "styles",
    setup(bundler) {
        bundler.onLoad({ filter: /[\\/]style\.js$/ }, async ({ path }) => {
            const source = await readFile(path, "utf8");
            const [template, css] = /`([^`$]*)`/.exec(source) ?? [];
            if (!template) return { contents: source };
            const { code } = await transform(css, { loader: "css", minify: true });
            return { contents: source.replace(template, () => JSON.stringify(code.trim())) };
        });
    },
};

/** What a packer makes of bytes, in base64. */
async function pack(name, bytes, packer, ...options) {
    const file = join(buildDirectory, name);
    await writeFile(file, bytes);
    return execFileSync(packer, [...options, "-c", file], { maxBuffer: 1 << 26 }).toString("base64");
}
/** What core/packed.js undoes. Zopfli's streams are 7 % smaller than zlib's best. */
const packForStream = (name, bytes) => pack(name, bytes, "zopfli", "--zlib");
/** What pages/loader.js undoes. Where code repeats itself it does so at any distance from a multiple of 4: pb=0. */
const packForLoader = (name, bytes) => pack(name, bytes, "xz", "--format=lzma", "--lzma1=preset=9e,pb=0,dict=1MiB", "--keep", "--no-warn");

/**
 * Page and worker run the same modules, which a page carries once: as a function, whose own text, made a Blob, is the worker.
 * Returns that function's declaration, what takes the place of each module in the page's bundle, and the expression of the worker's text.
 */
async function shareWithWorker() {
    const { files } = await bundle({ entryPoints: ["core/worker.js"], format: "esm" });
    const modules = files.filter((file) => file !== "core/worker.js");
    const contents = modules.map((file, i) => `export * as m${i} from "./${file}";`).join("\n");
    const { text } = await bundle({ stdin: { contents, resolveDir: web }, format: "cjs" });

    const stubs = {};
    for (const [i, file] of modules.entries()) {
        const names = Object.keys(await import(pathToFileURL(join(web, file)).href));
        stubs[file] = `export const { ${names} } = valleyCore.m${i};`;
    }
    const declaration = `function valleyModules(module){${text}\nreturn module.exports}const valleyCore=valleyModules({exports:{}});`;
    const workerText = `"(" + valleyModules + ")({exports:{}}).m${modules.indexOf("core/serve.js")}.serve(self)"`;
    return { declaration, stubs, workerText };
}

/** text with the one match of tag replaced. */
function put(text, tag, replacement) {
    if (!tag.test(text)) throw new Error(`pages/index.html has no ${tag}`);
    return text.replace(tag, () => replacement);
}

async function writeCore(wasm) {
    const embedded = `import { unpack } from "./packed.js";
        export const coreBytes = () => unpack("${await packForStream("core", wasm)}"), workerText = "";`;
    const { text } = await bundle({ entryPoints: ["core/public.js"], format: "esm", plugins: [replace({ "core/embedded.js": embedded })] });
    await writeFile(join(dist, "valley-core.mjs"), text + "\n");
    await copyFile(join(web, "core/types.d.ts"), join(dist, "valley-core.d.ts"));
    await writeFile(join(dist, "valley-core.d.mts"), 'export * from "./valley-core.js";\n'); // where TypeScript looks for the types of an .mjs
}

/** A module like text/zh.js that names no key: its texts in the order of those in text/en.js, whose keys a test holds equal. */
async function withoutKeys() {
    const { en } = await import(pathToFileURL(join(web, "text/en.js")).href);
    const { zh } = await import(pathToFileURL(join(web, "text/zh.js")).href);
    const walk = (one, other) =>
        Object.keys(one).flatMap((key) => (typeof one[key] === "string" ? other[key] : walk(one[key], other[key])));
    return `import { en } from "./en.js";
        const texts = ${JSON.stringify(walk(en, zh))};
        const fill = (section) => Object.fromEntries(Object.entries(section).map(([key, value]) => [key, typeof value === "string" ? texts.shift() : fill(value)]));
        export const zh = fill(en);`;
}

async function writePage(wasm) {
    const { declaration, stubs, workerText } = await shareWithWorker();
    const embedded = `export const coreBytes = async () => valleyCoreBytes, workerText = ${workerText};`;
    const script = await bundle({
        entryPoints: ["pages/index.js"],
        format: "iife",
        plugins: [styles, replace({ ...stubs, "core/embedded.js": embedded, "text/zh.js": await withoutKeys() })],
    });
    const style = await bundle({ entryPoints: ["pages/index.css"] });
    const loader = await bundle({ entryPoints: ["pages/loader.js"], format: "iife" });

    const whole = `(()=>{const valleyCoreBytes=document.currentScript.core;${declaration}\n${script.text}\n})()`;
    const both = Buffer.concat([wasm, Buffer.from(whole)]);
    const packed = await packForLoader("page", both);
    const scripts = `<script type="text/plain" data-core-length="${wasm.length}" data-length="${both.length}">${packed}</script><script>${loader.text}</script>`;

    let page = await readFile(join(web, "pages/index.html"), "utf8");
    page = page.replace(/>\s+</g, "> <");
    page = put(page, /<link rel="stylesheet"[^>]*>/, `<style>${style.text}</style>`);
    page = put(page, /<script type="module" src="[^"]*"><\/script>/, scripts);
    await writeFile(join(dist, "index.html"), page);
}

const wasm = await readFile(join(buildDirectory, "nn.wasm"));
await mkdir(dist, { recursive: true });
await writeCore(wasm);
await writePage(wasm);
