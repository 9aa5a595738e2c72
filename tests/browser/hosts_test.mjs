/** Sites of three generators, each with a stock theme and a post that has the lines of README.md: built, served and read. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { serve } from "../../web/serve.mjs";
import { dist, testIn, withPage } from "./browsers.mjs";
import { trains } from "./posts.mjs";

const hosts = fileURLToPath(new URL("../hosts", import.meta.url));
const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const directory = await mkdtemp(join(tmpdir(), "valley-hosts-"));
after(() => rm(directory, { recursive: true, force: true }));

/** The lines that README.md has for a post, with valley.js at that address. */
function lines(address, lang) {
    const blocks = [...readme.matchAll(/^```html\n(<script src="([^"]*)" defer>.*?)^```/gms)];
    const block = blocks.map(([, text]) => text).find((text) => text.includes(`lang="${lang}"`));
    assert.ok(block, `README.md has no lines in ${lang}`);
    return block.replace(/src="[^"]*"/, `src="${address}"`);
}

/** Where README.md's table says that valley.js goes on such a site, and what its posts say. */
function placeOf(host) {
    const [, folder, address] = new RegExp(`^\\| ${host} \\| ` + '`([^`]*)` \\| `src="([^"]*)"`', "m").exec(readme) ?? [];
    assert.ok(folder, `README.md does not say where valley.js goes in ${host}`);
    return { folder, address };
}

/** Puts a site's files where they belong. @param {Record<string, string>} files */
async function write(name, files) {
    const site = join(directory, name);
    for (const [file, text] of Object.entries(files)) {
        await mkdir(dirname(join(site, file)), { recursive: true });
        await writeFile(join(site, file), text);
    }
    return site;
}

/** Puts valley.js where README.md says. */
async function addScript(site, folder) {
    await mkdir(join(site, folder), { recursive: true });
    await copyFile(join(dist, "valley.js"), join(site, folder, "valley.js"));
}

/** Serves a built site and trains the figure in its post. */
async function read(site, path, lang, look = async () => {}) {
    const server = await serve(site);
    try {
        // What a stock theme asks of other places (fonts, scripts) does not matter here, nor that it cannot be had.
        const allowed = /left the page|request failed|404|net::ERR|Failed to load resource/;
        await withPage({ browserName: "chromium", address: server.url + path, allowed }, async (page) => {
            await trains(page);
            const { name, rate } = await page.$eval("valley-figure", (figure) => ({
                name: figure.getAttribute("name"),
                rate: figure.parameters.learningRate,
            }));
            assert.deepEqual({ name, rate }, { name: "learning-rate", rate: 0.4 });
            const sentence = await page.$eval("valley-figure >>> .caption", (caption) => caption.textContent);
            assert.equal(/[\u4e00-\u9fff]/.test(sentence), lang === "zh", sentence);
            await look(page);
        });
    } finally {
        await server.close();
    }
}

testIn("chromium", "in a post in Chinese of a Hexo site the figure trains", async () => {
    const { folder, address } = placeOf("Hexo");
    const site = await write("hexo", {
        "package.json": await readFile(join(hosts, "package.json"), "utf8").then((text) =>
            JSON.stringify({ ...JSON.parse(text), type: "commonjs", hexo: { version: "" } }),
        ),
        "_config.yml": "title: 山谷\nlanguage: zh-CN\nurl: http://127.0.0.1\nroot: /\npermalink: :title/\ntheme: landscape\n",
        "source/_posts/xuexilv.md": `---\ntitle: 学习率\ndate: 2026-01-01 00:00:00\n---\n学习率**太大**时，梯度下降会来回摆动。\n\n${lines(address, "zh")}\n再往下读。\n`,
    });
    await symlink(join(hosts, "node_modules"), join(site, "node_modules"));
    await addScript(site, folder);

    execFileSync(process.execPath, [join(hosts, "node_modules/hexo/bin/hexo"), "generate", "--silent"], { cwd: site });

    await read(join(site, "public"), "xuexilv/", "zh");
});

testIn("chromium", "in a post of a Hugo site the figure trains", async () => {
    const { folder, address } = placeOf("Hugo");
    const unsafe = /^```toml\n(.*?)^```/ms.exec(readme)?.[1];
    execFileSync("hugo", ["new", "site", "hugo"], { cwd: directory, stdio: "ignore" });
    execFileSync("hugo", ["new", "theme", "stock"], { cwd: join(directory, "hugo"), stdio: "ignore" });
    const site = await write("hugo", {
        "config.toml": `baseURL = "/"\ntitle = "Valley"\ntheme = "stock"\n${unsafe}`,
        "themes/stock/layouts/_default/single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .Content }}</article>{{ end }}',
        "content/posts/rate.md": `---\ntitle: The learning rate\n---\nToo **large**, and it swings.\n\n${lines(address, "en")}\nRead on.\n`,
    });
    await addScript(site, folder);

    execFileSync("hugo", ["--quiet"], { cwd: site });

    await read(join(site, "public"), "posts/rate/", "en");
});

testIn("chromium", "in a post of a Jekyll site the figure trains", async () => {
    const { folder, address } = placeOf("Jekyll");
    const site = await write("jekyll", {
        "_config.yml": "title: Valley\ntheme: minima\npermalink: /:title/\n",
        "_posts/2026-01-01-rate.md": `---\nlayout: post\ntitle: The learning rate\n---\nToo **large**, and it swings.\n\n${lines(address, "en")}\nRead on.\n`,
    });
    await addScript(site, folder);

    execFileSync("jekyll", ["build", "--quiet"], { cwd: site, env: { ...process.env, LANG: "C.UTF-8" } });

    await read(join(site, "_site"), "rate/", "en");
});

testIn("chromium", "in a page that Vite bundles for its usual browsers the figure trains, beside the page", async () => {
    const site = await write("vite", {
        "index.html": `<!doctype html><html lang="en"><body><valley-figure name="learning-rate" lang="en" learning-rate="0.4"></valley-figure>
            <script type="module" src="main.js"></script></body></html>`,
        "main.js": 'import "valley";',
    });
    const { build } = await import(pathToFileURL(join(hosts, "node_modules/vite/dist/node/index.js")).href);

    await build({ root: site, configFile: false, logLevel: "error", resolve: { alias: { valley: join(dist, "valley.mjs") } } });

    await read(join(site, "dist"), "", "en", async (page) => assert.ok(page.workers().length > 0, "no worker is there"));
});
