/**
 * Packs dist/ from web/ and nn.wasm: every file carries all it needs. Directories: $BUILD (nn.wasm is there) and $DIST.
 * Arguments: some of the parts (core index gallery story embed script module package), to save time; without any, all. Several may be at work at once.
 */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";
import ts from "typescript";
import { createCore } from "./core/inside.js";
import { inGB18030 } from "./gb18030.mjs";
import { repack } from "./repack.mjs";
import { asText } from "./seven-bits.mjs";
import { storyColors, storyText } from "./story.mjs";
import { sectionOf } from "./text/index.js";

const web = dirname(fileURLToPath(import.meta.url));
const buildDirectory = process.env.BUILD ?? "build";
const dist = process.env.DIST ?? "dist";
/** What the programs that this one calls read and write. */
const scratch = await mkdtemp(join(buildDirectory, "pack-"));

const shared = {
    absWorkingDir: web,
    bundle: true,
    alias: { gifenc: "./node_modules/gifenc/src/index.js" }, // its bundle stumbles, as its bundler does, over what a page adds to Object.prototype
    write: false,
    metafile: true,
    minify: true,
    charset: "utf8",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    legalComments: "none",
    logLevel: "warning",
};

/**
 * Text of one bundle and the files that went into it, relative to web/. Terser takes another 3 % off what esbuild makes of a script, in ten times the
 * time: for what has a limit to keep.
 */
async function bundle(options, { tight = false } = {}) {
    const { outputFiles, metafile } = await build({ ...shared, ...options });
    const text = outputFiles[0].text.trim();
    const files = Object.keys(metafile.inputs);
    return { text: tight ? await tightened(text, options.format === "esm") : text, files };
}

async function tightened(text, module = false) {
    const { code } = await minify(text, { ecma: 2020, module, toplevel: true, compress: { passes: 3, pure_getters: true, inline: 1 } });
    return code;
}

/** Names of properties that are used outside a page's script: the element's, and those of colours in style sheets. */
const known = ["parameters", "playing", "play", "pause", "step", "reset", "observedAttributes", "negativeText", "positiveText"];
known.push("connectedCallback", "disconnectedCallback", "adoptedCallback", "attributeChangedCallback");

/**
 * Short names for the properties that a script alone knows: no browser has one of that name (terser knows), and no text names it, by which it could be reached or
 * read. Saves 0.7 kB of a page.
 */
async function withShortNames(script, wasm) {
    const members = new Set();
    const said = new Set([...known, ...(await exportsOf(wasm)).map(({ name }) => name)]);
    const visit = (/** @type {ts.Node} */ node) => {
        if (ts.isPropertyAccessExpression(node)) members.add(node.name.text);
        if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
            for (const [word] of node.text.matchAll(/[\w$]+/g)) said.add(word);
        ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile("page.js", script, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS));
    const ownNames = [...members].filter((name) => /^\w{4,}$/.test(name) && !said.has(name));
    const mangle = { properties: { regex: new RegExp(`^(${ownNames.join("|")})$`) } };
    return (await minify(script, { ecma: 2020, toplevel: true, compress: { pure_getters: true }, mangle })).code;
}

/** An esbuild plugin that puts other texts in place of modules: {path relative to web/: text}. */
function replace(modules) {
    const texts = new Map(Object.entries(modules).map(([file, text]) => [join(web, file), text]));
    const load = ({ path }) => (texts.has(path) ? { contents: texts.get(path), resolveDir: dirname(path) } : undefined);
    return { name: "replace", setup: (bundler) => void bundler.onLoad({ filter: /\.js$/ }, load) };
}

/**
 * An esbuild plugin that takes the blanks out of style sheets that stand in a script: const style = `…`, or `${others}…`, and any template of a style.js.
 * @param {boolean} shares whether the page has a Share menu or sound: nothing else asks figures for their methods heard(), history() and network(); the one
 *     page without them, index.html, has no figure with a legend either
 */
const stylesAnd = (shares) => ({
    name: "styles",
    setup(bundler) {
        bundler.onLoad({ filter: /[\\/](style|figure[\\/].*)\.js$/ }, async ({ path }) => {
            let contents = await readFile(path, "utf8");
            if (!shares) contents = contents.replace(/^( +)(?:async )?(heard|history|network)\(\) \{\n[^]*?^\1\},?\n/gm, "");
            if (!shares && /class: "legend"/.test(contents)) throw new Error(`${path} has a legend, for which index.html has no rules`);
            if (!shares) contents = contents.replace(/^\.legend .*\n/gm, "");
            const named = /[\\/]style\.js$/.test(path) ? "\\w+" : "\\w*[sS]tyle";
            const sheets = contents.matchAll(new RegExp(`\\b${named} = (\`(?:\\$\\{\\w+\\})?)((?:[^\`$]|\\$\\{[^}]*\\})*)\``, "g"));
            for (const [sheet, start, css] of [...sheets]) {
                const computed = [];
                const numbered = css.replace(/\$\{[^}]*\}/g, (expression) => 90000 + computed.push(expression)); // each stands before its unit
                const { code } = await transform(numbered, { loader: "css", minify: true, charset: "utf8" });
                const tight = code
                    .trim()
                    .replaceAll("\\", "\\\\")
                    .replace(/9\d{4}/g, (number) => computed[number - 90001] ?? number);
                contents = contents.replace(sheet, () => sheet.replace(start + css, () => start + tight));
            }
            return { contents };
        });
    },
});
const styles = stylesAnd(true);

/** What a packer makes of bytes. */
async function pack(name, bytes, packer, ...options) {
    const file = join(scratch, name);
    await writeFile(file, bytes);
    return execFileSync(packer, [...options, "-c", file], { maxBuffer: 1 << 26 });
}
/** What core/packed.js undoes. Zopfli's streams are 7 % smaller than zlib's best. */
const packForStream = async (name, bytes) => (await pack(name, bytes, "zopfli", "--zlib")).toString("base64");

/**
 * What pages/loader.js undoes: the shortest of so many efforts; which of them wins is chance. Where code repeats itself it does so at any distance from a
 * multiple of 4: pb=0.
 */
async function packForLoader(name, bytes, tries) {
    const texts = [];
    for (let effort = 72; effort > 72 - tries; effort--) {
        const options = `--lzma1=preset=9e,pb=0,nice=${effort},dict=1MiB`;
        const lzma = await pack(name, bytes, "xz", "--format=lzma", options, "--keep", "--no-warn");
        texts.push(asText(await repack(lzma, bytes.length)));
    }
    const whole = texts.filter((text) => !/<!--|<\/?script/i.test(text)); // by chance a text could end the script it stands in
    return whole.reduce((best, text) => (text.length < best.length ? text : best));
}

/** What a script says most often, found by trial: with a control character in place of each it packs into 1.2 kB less. The characters are the indices. */
const often =
    "surface|.map(|this.|function|=>|.length|Math.|return||||||let |if(|null|new |&&|learningRate|parameters|element|step|width|Float32Array|host|height|name|problem|network|hidden|loss";
const words = ["", ...often.split("|")];
if (words.slice(9, 14).some((word) => word)) throw new Error("white space stands for itself");

function shorten(script) {
    if (/[\x00-\x08\x0e-\x1f]/.test(script)) throw new Error("a script may have no control characters: they stand for words");
    return words.reduce((text, word, code) => (word ? text.replaceAll(word, String.fromCharCode(code)) : text), script);
}

/** A module that names what another exports, and has none of it. */
async function without(file) {
    const names = Object.keys(await import(pathToFileURL(join(web, file)).href));
    return `export const { ${names} } = {};`;
}

/**
 * Page and worker run the same modules, which a page carries once: as a function, whose own text, made a Blob, is the worker.
 * Returns that function's declaration, what takes the place of each module in the page's bundle, and the expression of the worker's text.
 * leftOut: {path: text} of modules that this page does without.
 */
async function shareWithWorker(leftOut, tight) {
    const { files } = await bundle({ entryPoints: ["core/worker.js"], format: "esm" });
    const modules = files.filter((file) => file !== "core/worker.js" && !(file in leftOut));
    const namesOf = new Map(
        await Promise.all(modules.map(async (file) => [file, Object.keys(await import(pathToFileURL(join(web, file)).href))])),
    );
    // Each module's exports as a plain object: what a bundler makes of `export * as` stumbles over what a page adds to Object.prototype.
    const imports = modules.map((file, i) => `import { ${namesOf.get(file).map((name) => `${name} as m${i}_${name}`)} } from "./${file}";`);
    const objects = modules.map((file, i) => `m${i}: { ${namesOf.get(file).map((name) => `${name}: m${i}_${name}`)} }`);
    const contents = `${imports.join("\n")}\nObject.assign(modules, { ${objects} });`;
    const { text } = await bundle({ stdin: { contents, resolveDir: web }, format: "esm", plugins: [replace(leftOut)] }, tight);

    const stubs = { ...leftOut };
    for (const [i, file] of modules.entries()) stubs[file] = `export const { ${namesOf.get(file)} } = valleyCore.m${i};`;
    const declaration = `function valleyModules(modules){${text}\nreturn modules}const valleyCore=valleyModules({});`;
    const workerText = `"(" + valleyModules + ")({}).m${modules.indexOf("core/serve.js")}.serve(self)"`;
    return { declaration, stubs, workerText };
}

const exportsOf = async (wasm) => WebAssembly.Module.exports(await WebAssembly.compile(wasm));

/** The core without what a script does not name: an export is kept if its name stands in the text between quotes. */
async function coreFor(script, wasm) {
    const needed = (await exportsOf(wasm)).filter(({ name, kind }) => kind !== "function" || isNamed(script, name)).map(({ name }) => name);
    const graph = [
        { name: "script", reaches: needed.map((name) => `export ${name}`), root: true },
        ...needed.map((name) => ({ name: `export ${name}`, export: name })),
    ];
    const from = join(buildDirectory, "nn.wasm");
    const [graphFile, to] = ["graph.json", "page.wasm"].map((file) => join(scratch, file));
    await writeFile(graphFile, JSON.stringify(graph));
    execFileSync("wasm-metadce", ["--all-features", from, "--graph-file", graphFile, "-o", to], { stdio: ["ignore", "ignore", "inherit"] });
    execFileSync("wasm-opt", ["--all-features", "-Oz", "--converge", "--ignore-implicit-traps", to, "-o", to]); // C never relies on a trap
    return readFile(to);
}

/** As a string, as a property, or as the start of one: "net" is freed by `${name}_free`. */
function isNamed(script, name) {
    return new RegExp(`["'\`.]${name}\\b`).test(script) || /_free$/.test(name);
}

/** text with the one match of tag replaced. */
function put(text, tag, replacement) {
    if (!tag.test(text)) throw new Error(`a page has no ${tag}`);
    return text.replace(tag, () => replacement);
}

/** core/embedded.js of a script that carries the core as a text of its own. @param {Buffer} wasm @param {string} workerText an expression */
const embeddedCore = async (wasm, workerText) => `import { compile } from "./compile.js";
    import { unpack } from "./packed.js";
    export const coreModule = async () => compile(await unpack("${await packForStream("core", wasm)}")), workerText = ${workerText};`;

async function writeCore(wasm) {
    const embedded = await embeddedCore(wasm, '""');
    const { text } = await bundle(
        { entryPoints: ["core/public.js"], format: "esm", plugins: [replace({ "core/embedded.js": embedded })] },
        { tight: true },
    );
    await writeFile(join(dist, "valley-core.mjs"), text + "\n");
    await copyFile(join(web, "core/types.d.ts"), join(dist, "valley-core.d.ts"));
    await writeFile(join(dist, "valley-core.d.mts"), 'export * from "./valley-core.js";\n'); // where TypeScript looks for the types of an .mjs
    const header = await bundle({ entryPoints: ["share/c-header.js"], format: "esm" }, { tight: true }); // beside the core, which most load without
    await writeFile(join(dist, "valley-c-header.mjs"), header.text + "\n");
    await copyFile(join(web, "share/c-header.d.mts"), join(dist, "valley-c-header.d.mts"));
}

/**
 * valley.js, for any page. As it stands and not packed, since a page's policy may forbid to run what a script unpacks. It begins with the mark of
 * UTF-8: a page in another encoding would read its texts as its own.
 */
async function writeScript(wasm) {
    const { declaration, stubs, workerText } = await shareWithWorker({}, { tight: true });
    const pack = async (core) => {
        const modules = { ...stubs, ...(await textModules([])), "core/embedded.js": await embeddedCore(core, workerText) };
        const { text } = await bundle({ entryPoints: ["pages/valley.js"], format: "iife", plugins: [replace(modules), styles] });
        return tightened(`(()=>{${declaration}\n${text}\n})()`);
    };
    await writeFile(join(dist, "valley.js"), `\ufeff${await pack(await coreFor(await pack(wasm), wasm))}\n`);
}

/** valley.mjs. The worker is a text of its own: whoever bundles a module may move or rewrite its functions, but not its texts. */
async function writeModule(wasm) {
    const worker = await bundle({ entryPoints: ["core/worker.js"], format: "iife" }, { tight: true });
    const modules = { ...(await textModules([])), "core/embedded.js": await embeddedCore(wasm, JSON.stringify(worker.text)) };
    const { text } = await bundle(
        { entryPoints: ["pages/module.js"], format: "esm", plugins: [replace(modules), styles] },
        { tight: true },
    );
    await writeFile(join(dist, "valley.mjs"), text + "\n");
    await copyFile(join(web, "pages/module.d.mts"), join(dist, "valley.d.mts"));
}

/** What npm needs to know of dist/. */
async function writePackage() {
    const { name, version, license } = JSON.parse(await readFile(join(web, "package.json"), "utf8"));
    const element = { types: "./valley.d.mts", default: "./valley.mjs" };
    const core = { types: "./valley-core.d.mts", default: "./valley-core.mjs" };
    const description = {
        name,
        version,
        description: "Live figures of how a neural network learns: a custom element, and its core in WebAssembly",
        license,
        type: "module",
        exports: {
            ".": element,
            "./core": core,
            "./c-header": { types: "./valley-c-header.d.mts", default: "./valley-c-header.mjs" },
            "./valley.js": "./valley.js",
            "./embed.html": "./embed.html",
            "./package.json": "./package.json",
        },
        types: "./valley.d.mts",
        sideEffects: ["./valley.js", "./valley.mjs"],
        keywords: [
            "neural network",
            "gradient descent",
            "backpropagation",
            "loss landscape",
            "visualization",
            "webassembly",
            "custom element",
        ],
    };
    await writeFile(join(dist, "package.json"), JSON.stringify(description, null, 4) + "\n");
    for (const file of ["README.md", "LICENSE"]) await copyFile(join(web, "..", file), join(dist, file));
}

/**
 * Texts without those of figures that stand on another page: of these the tab's name is left, and no parameter or choice that is theirs alone. Such a page
 * has no menu for sharing and no sound either.
 */
async function textsFor(texts, elsewhere) {
    const { figures } = await import(pathToFileURL(join(web, "figure/index.js")).href);
    const specs = figures.filter(({ name }) => !elsewhere.includes(name)).flatMap(({ parameters }) => parameters);
    const kept = { parameter: specs.map(({ name }) => name), choice: specs.flatMap(({ choices = [] }) => choices) };
    const pick = (text, keys) => Object.fromEntries(Object.entries(text).filter(([key]) => keys.includes(key)));
    const sections = elsewhere.map(sectionOf);
    if (elsewhere.length > 0) kept.page = Object.keys(texts.page).filter((key) => key !== "reference"); // of gallery.html
    if (elsewhere.length > 0) kept.frame = Object.keys(texts.frame).filter((key) => key !== "unsupported"); // of pages with a policy, in valley.js
    const shorten = ([section, text]) => [
        section,
        section in kept ? pick(text, kept[section]) : sections.includes(section) ? { tab: text.tab } : text,
    ];
    const here = Object.entries(texts).filter(([section]) => !["share", "sound"].includes(section) || elsewhere.length === 0);
    return Object.fromEntries(here.map(shorten));
}

/** Modules like text/en.js and text/zh.js; the latter names no key: its texts come in the order of those in the former, whose keys a test holds equal. */
async function textModules(elsewhere) {
    const [en, zh] = await Promise.all(
        ["en", "zh"].map(async (language) =>
            textsFor((await import(pathToFileURL(join(web, `text/${language}.js`)).href))[language], elsewhere),
        ),
    );
    const walk = (one, other) =>
        Object.keys(one).flatMap((key) => (typeof one[key] === "string" ? other[key] : walk(one[key], other[key])));
    const chinese = `import { en } from "./en.js";
        const texts = ${JSON.stringify(walk(en, zh))};
        const fill = (section) => Object.fromEntries(Object.entries(section).map(([key, value]) => [key, typeof value === "string" ? texts.shift() : fill(value)]));
        export const zh = fill(en);`;
    return { "text/en.js": `export const en = ${JSON.stringify(en)};`, "text/zh.js": chinese };
}

/** What index.html leaves to gallery.html: figures, and the modules that only they use. */
const first = ["playground", "loss-surface", "descent", "learning-rate", "local-minima"];
const onlyElsewhere = [
    "core/activation.js",
    "core/activations-request.js",
    "core/backprop-request.js",
    "core/batch-norm-request.js",
    "core/graph-request.js",
    "core/graph.js",
    "core/layer-stats-request.js",
    "core/layer-stats.js",
    "core/manifold-request.js",
    "core/mean-field.js",
    "core/race-request.js",
    "core/sharpness.js",
    "core/trace.js",
];

/** index.html has "Copy link" above the figure, and no room for more. */
const noShare = { "share/index.js": "export const addShare = () => {};", "share/taken.js": "export const takenFrom = () => ({});" };

/** figure/index.js with the first figures alone; the others are named. */
async function firstFigures() {
    const source = await readFile(join(web, "figure/index.js"), "utf8");
    const { chapters } = await import(pathToFileURL(join(web, "figure/index.js")).href);
    const imports = [...source.matchAll(/^import \{ (\w+) \} from "\.\/([\w-]+)\.js";$/gm)].map(([line, variable, name]) => ({
        line,
        variable,
        name,
    }));
    const known = imports.filter(({ name }) => first.includes(name));
    const variableOf = (name) => known.find((each) => each.name === name)?.variable;
    const list = chapters.map(({ name, figures }) => {
        const here = figures.map((figure) => variableOf(figure.name)).filter(Boolean);
        const elsewhere = figures.map((figure) => figure.name).filter((figure) => !variableOf(figure));
        return `{ name: "${name}", figures: [${here}], elsewhere: ${JSON.stringify(elsewhere)} }`;
    });
    const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name)).filter((name) => !first.includes(name));
    const text = `${known.map(({ line }) => line).join("\n")}
        export const chapters = [${list}];
        export const figures = chapters.flatMap((chapter) => chapter.figures);`;
    return { text, elsewhere: names };
}

/**
 * The scripts of a page, with core and worker inside, as the elements that run them.
 * @param {string} entry
 * @param {string} style what the page is styled by
 * @param {Buffer} wasm the whole core
 * @param {{modules?: Record<string, string>, leftOut?: string[], elsewhere?: string[], tight?: boolean, tries?: number, shares?: boolean, rests?: boolean}} less modules in place of
 *     others, modules left out, figures that stand on another page, every trick that saves bytes, how often it is packed, whether figures can be shared,
 *     whether it unpacks itself in slices
 */
async function scripts(
    entry,
    style,
    wasm,
    { modules = {}, leftOut = [], elsewhere = [], tight = false, tries = 4, shares = true, rests = false },
) {
    const absent = Object.fromEntries(await Promise.all(leftOut.map(async (path) => [path, await without(path)])));
    const { declaration, stubs, workerText } = await shareWithWorker(absent, { tight });
    const embedded = `export const coreModule = () => valleyCoreModule, workerText = ${workerText};`;
    const plugins = [
        replace({ ...stubs, ...modules, ...(await textModules(elsewhere)), "core/embedded.js": embedded }),
        shares ? styles : stylesAnd(false),
    ];
    const script = await bundle({ entryPoints: [entry], format: "iife", plugins }, { tight });
    const loader = await bundle({ entryPoints: ["pages/loader.js"], format: "iife", plugins: [replace(rests ? {} : noRest)] }, { tight });

    const joined = `(()=>{const valleyCoreModule=document.currentScript.core;${declaration}\n${script.text}\n})()`;
    const whole = tight ? await withShortNames(await tightened(joined), wasm) : joined;
    const core = await coreFor(whole, wasm);
    const parts = [core, ...[tight ? words.join("\n") : "", tight ? shorten(whole) : whole, style].map(inGB18030)];
    const packed = await packForLoader("page", Buffer.concat(parts), tries);
    const lengths = parts.map((part) => part.length).join(" ");
    return `<script type="text/plain" data-lengths="${lengths}">${packed}</script><script>${loader.text}</script>`;
}

/** One page from pages/index.html, or another source. @param {string} file in dist/ @param {Buffer} wasm @param {Parameters<typeof scripts>[3] & {sheets?: string[]}} [less] with other style sheets */
async function writePage(file, wasm, less = {}, source = "pages/index") {
    const sheets = [`${source}.css`, ...(less.sheets ?? [])].map((sheet) => `@import "./${sheet}";`).join("\n");
    const style = await bundle({ stdin: { contents: sheets, loader: "css", resolveDir: web } });
    let page = await readFile(join(web, `${source}.html`), "utf8");
    page = page
        .replace(/\s+/g, " ")
        .replace(/ ?(\/?>) ?(<?) ?/g, "$1$2")
        .replaceAll("/>", ">"); // blocks alone stand between tags
    page = put(page, /<link rel="stylesheet"[^>]*>/, "");
    page = put(page, /<script type="module" src="[^"]*"><\/script>/, await scripts(`${source}.js`, style.text, wasm, less));
    await writeFile(join(dist, file), page);
}

/** The story, one page a language, with the same script. @param {Buffer} wasm */
async function writeStory(wasm) {
    const style = await bundle({ entryPoints: ["pages/story.css"] });
    const script = await scripts("pages/story.js", "", wasm, { modules: { ...here, ...noSound }, tight: true, rests: true });
    const core = await createCore(await WebAssembly.compile(wasm));
    for (const language of /** @type {const} */ (["en", "zh"])) {
        let page = await storyText(language, core);
        page = put(page, /<!-- style -->/, `<style>${storyColors()}${style.text}</style>`);
        page = put(page, /<!-- script -->/, script);
        await writeFile(join(dist, `story.${language}.html`), page);
    }
}

const wasm = await readFile(join(buildDirectory, "nn.wasm"));
const { text, elsewhere } = await firstFigures();

/** A page of ours tells its figures the theme, and keeps their room itself where it needs to. */
const noRoom = { "room.js": "export const roomFor = () => 0;" };
const noRest = { "pages/rest.js": "export const rest = null;" };
const noReference = { "pages/reference.js": "export const fillReference = () => {};" };
/** A page that gives its figures their parameters by script. */
const noAttributes = {
    "attributes.js": `import { parseAll } from "./parameters.js";
        export const attributesOf = () => [];
        export class Attributes {
            constructor(element, table) { this.read = () => parseAll(table(), []); }
            refusal() {}
            refuse() {}
            forget() {}
        }`,
};
const noSound = { "sound.js": "export const addSound = () => {};" };
const here = { "behind.js": "export const modeBehind = () => null, watchBehind = () => () => {};", ...noRoom };

/** What makes each part of dist/. Those named on the command line, or all. */
const makers = {
    core: () => writeCore(wasm),
    index: () =>
        writePage("index.html", wasm, {
            modules: { ...here, ...noReference, ...noAttributes, ...noSound, ...noShare, "figure/index.js": text },
            shares: false,
            leftOut: onlyElsewhere,
            elsewhere,
            tight: true,
            tries: 30,
        }),
    gallery: () => writePage("gallery.html", wasm, { modules: here, sheets: ["pages/reference.css"] }),
    story: () => writeStory(wasm),
    embed: () => writePage("embed.html", wasm, { modules: here }, "pages/embed"),
    script: () => writeScript(wasm),
    module: () => writeModule(wasm),
    package: writePackage,
};
await mkdir(dist, { recursive: true });
try {
    for (const [name, make] of Object.entries(makers)) if (process.argv.length < 3 || process.argv.includes(name)) await make();
} finally {
    await rm(scratch, { recursive: true });
}
