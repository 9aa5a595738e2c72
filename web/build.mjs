/**
 * Packs dist/ from web/ and nn.wasm: every file carries all it needs. Directories: $BUILD (nn.wasm is there) and $DIST.
 */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync, constants } from "node:zlib";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));
const buildDirectory = process.env.BUILD ?? "build";
const dist = process.env.DIST ?? "dist";

const shared = {
    bundle: true,
    write: false,
    minify: true,
    charset: "utf8",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    legalComments: "none",
    logLevel: "warning",
};

/** Puts real texts in place of core/embedded.js; what is not given stays empty. */
function embed({ packedWasm = "", workerText = "" }) {
    const contents = Object.entries({ packedWasm, workerText })
        .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`)
        .join("\n");
    return { name: "embed", setup: (bundler) => void bundler.onLoad({ filter: /core[\\/]embedded\.js$/ }, () => ({ contents })) };
}

async function bundle(entry, options) {
    const result = await build({ ...shared, entryPoints: [join(web, entry)], ...options });
    return result.outputFiles[0].text;
}

/** A text that may stand inside <script> or <style>: there "</script" and "<!--" would end or change the element. */
function inside(text) {
    return text.replace(/<(?=\/(script|style)|!--)/gi, "\\x3C");
}

/** The page with its style sheet and script in place of the tags that name them. */
function inlined(html, { style, script }) {
    const put = (text, tag, replacement) => {
        if (!tag.test(text)) throw new Error(`pages/index.html has no ${tag}`);
        return text.replace(tag, () => replacement);
    };
    html = put(html, /<link rel="stylesheet"[^>]*>/, `<style>${style.trim()}</style>`);
    return put(html, /<script type="module" src="[^"]*"><\/script>/, `<script>${inside(script.trim())}</script>`);
}

const packedWasm = deflateSync(await readFile(join(buildDirectory, "nn.wasm")), { level: constants.Z_BEST_COMPRESSION }).toString("base64");
await mkdir(dist, { recursive: true });

await writeFile(join(dist, "valley-core.mjs"), await bundle("core/public.js", { format: "esm", plugins: [embed({ packedWasm })] }));
await copyFile(join(web, "core/types.d.ts"), join(dist, "valley-core.d.ts"));
await writeFile(join(dist, "valley-core.d.mts"), 'export * from "./valley-core.js";\n'); // where TypeScript looks for the types of an .mjs

const workerText = await bundle("core/worker.js", { format: "iife" });
const script = await bundle("pages/index.js", { format: "iife", plugins: [embed({ packedWasm, workerText })] });
const style = await bundle("pages/index.css", {});
const page = inlined(await readFile(join(web, "pages/index.html"), "utf8"), { style, script });
await writeFile(join(dist, "index.html"), page);
