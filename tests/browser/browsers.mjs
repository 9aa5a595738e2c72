/**
 * Runs one test in Chromium, Firefox and WebKitGTK, from a server and by double-click (file:), and fails it when the page complains:
 * an error on the console, an exception, a request that fails or one that leaves this machine.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { serve } from "../../web/serve.mjs";
import { collecting, launchWebKit, PageLost } from "./webkit.mjs";

export const dist = resolve(process.env.DIST ?? "dist");

const kinds = {
    chromium: {
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: [
            "--no-sandbox", // as root, in a container
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    },
    firefox: {
        browser: "firefox",
        executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
        extraPrefsFirefox: { "security.fileuri.strict_origin_policy": true }, // as a reader has it
    },
};
/** All, or those that a run is for: see in_chromium.mjs and its like. */
const wanted = process.env.ENGINES?.split(" ") ?? [...Object.keys(kinds), "webkit"];
export const browserNames = Object.keys(kinds).filter((name) => wanted.includes(name));
/** For tests that need no more of a page than webkit.mjs offers. */
export const engineNames = wanted;

/** Milliseconds after which what a test waits for will not come, on however slow a machine; and after which a test is over that waits for nothing. */
export const PATIENCE = 100_000;
const LONGEST = 300_000;

/** One test in one browser. @param {string} sentence true when it passes @param {() => Promise<void>} body */
export function testIn(browserName, sentence, body) {
    if (wanted.includes(browserName)) test(sentence, { timeout: LONGEST }, body);
}

const opened = new Map();

/** The browser of that name with a profile of its own, started once a process and closed after its tests. */
export async function browser(name) {
    if (!opened.has(name)) opened.set(name, launch(name));
    return (await opened.get(name)).browser;
}

async function launch(name) {
    const profile = await mkdtemp(join(tmpdir(), `valley-${name}-`));
    if (name === "webkit") return { profile, browser: await launchWebKit(profile) };
    const env = { ...process.env, HOME: profile };
    return { profile, browser: await puppeteer.launch({ headless: true, userDataDir: profile, env, timeout: PATIENCE, ...kinds[name] }) };
}

const servers = new Map();
let copy;

/** Where a file of dist/ is, by scheme "http" or "file". */
export async function addressOf(file, scheme, folder = dist) {
    if (scheme === "file") return pathToFileURL(join(folder, file)).href;
    if (!servers.has(folder)) servers.set(folder, serve(folder));
    return (await servers.get(folder)).url + file;
}

after(async () => {
    for (const launched of opened.values()) {
        const { browser, profile } = await launched;
        await browser.close();
        await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
    for (const server of servers.values()) await (await server).close();
    if (copy) await rm(await copy, { recursive: true, force: true });
});

const isLocal = (url) => /^(file|data|blob|about):/.test(url) || new URL(url).hostname === "127.0.0.1";

/** Everything the page complains about from now on, as it comes. */
function listen(page) {
    const complaints = [];
    const note = (text) => complaints.push(text);
    page.on("console", (message) => message.type() === "error" && note(`console: ${message.text()}`));
    page.on("pageerror", (error) => note(`exception: ${error.stack ?? error}`));
    page.on("request", (request) => isLocal(request.url()) || note(`left the page: ${request.url()}`));
    page.on("requestfailed", (request) => note(`request failed: ${request.url()} ${request.failure()?.errorText}`));
    page.on("response", (response) => response.status() >= 400 && note(`${response.status()}: ${response.url()}`));
    return complaints;
}

/**
 * Opens a file of dist/, or an address, in a fresh page, runs body, closes the page. Without complaints but those that are allowed, or it rejects.
 * The pages of a browser share its profile, in which no page of ours keeps anything.
 * @param {{browserName: string, scheme?: string, file?: string, address?: string, fragment?: string, width?: number, height?: number, allowed?: RegExp}} where
 * @param {(page: import("puppeteer-core").Page, url: string) => Promise<void>} body what it clicks while the layout may still move it finds with page.locator,
 *     which waits until it stands still
 */
export async function withPage(
    { browserName, scheme, file = "index.html", address, fragment = "", width = 1280, height = 800, allowed },
    body,
) {
    if (browserName === "webkit") return withWebKitPage({ scheme, file, address, fragment, width, height, allowed }, body);
    const page = await (await browser(browserName)).newPage(); // a tab: a window of its own takes Chromium as long as many a test
    try {
        const complaints = listen(page);
        page.setDefaultTimeout(PATIENCE);
        makePatient(page);
        await page.setViewport({ width, height });
        const url = address ?? (await addressOf(file, scheme));
        await page.goto(url + fragment, { waitUntil: "load" });
        await body(page, url);
        await heardAll(page);
        assertNone(complaints, allowed);
    } finally {
        await page.close();
    }
}

/**
 * From now on what a wait asks for may not be there yet: a predicate that throws, at null for one, is asked again. Puppeteer would look no more, and wait
 * in vain until its time is over.
 */
function makePatient(page) {
    const wait = page.waitForFunction.bind(page);
    page.waitForFunction = (body, ...given) => {
        const asked = typeof body === "function" ? `(${body})(...given)` : body;
        return wait(new Function(`return async (...given) => { try { return await (${asked}); } catch { return false; } }`)(), ...given);
    };
}

/** Resolves when all that the page has said so far has been heard: what it says next is. An answer could come before it. */
async function heardAll(page) {
    const last = "the end of the test";
    const heard = new Promise((done) => page.on("console", (message) => message.text() === last && done()));
    await page.evaluate((last) => console.debug(last), last);
    await heard;
}

/** How many more of WebKitGTK's pages may be lost in this run. */
export const losses = { left: 2 };

/**
 * WebKitGTK's processes break down by faults of their own, four times in some dozens of runs: in Mesa, in its compositor, in its WebAssembly interpreter
 * (webkit.mjs leaves out all three), and once it was not found where. Such a page is opened once more, and the run says so; what ends it again, or often,
 * is a fault that a test is to find.
 */
async function withWebKitPage(where, body) {
    try {
        await openInWebKit(where, body);
    } catch (error) {
        if (!(error instanceof PageLost) || losses.left === 0) throw error;
        losses.left--;
        console.log(`WebKitGTK lost a page, which is opened once more: ${error.message}`);
        await openInWebKit(where, body);
    }
}

async function openInWebKit({ scheme, file, address, fragment, width, height, allowed }, body) {
    const page = await (await browser("webkit")).newPage();
    try {
        await page.setViewport({ width, height });
        const url = address ?? (await addressOf(file, scheme, await (copy ??= collecting(dist))));
        await page.goto(url + fragment);
        await body(page, url);
        assertNone(await page.complaints(), allowed);
        await page.rest();
    } catch (error) {
        await page.close().catch(() => {}); // a lost one may be closed already
        throw error;
    }
}

function assertNone(complaints, allowed) {
    assert.deepEqual(
        complaints.filter((complaint) => !allowed?.test(complaint)),
        [],
    );
}

export const bothSchemes = ["http", "file"];
/** How a browser opens a test's page unless the test says how: between them both ways are gone, and figures know nothing of the way. */
const usualSchemes = { chromium: ["http"], firefox: ["file"], webkit: ["http"] };

/** CSS pixels: the window of WebKitGTK's MiniBrowser does not become narrower, for its tools. */
const NARROWEST = 450;

/**
 * One test for each browser and scheme. options: what withPage takes; schemes: bothSchemes, where the way could matter, or one;
 * engines: browserNames where webkit.mjs cannot do what it takes.
 * @param {string} sentence true when it passes
 */
export function inEveryBrowser(sentence, { schemes, engines, ...options }, body) {
    engines ??= options.width < NARROWEST ? browserNames : engineNames;
    for (const browserName of engines) {
        for (const scheme of schemes ?? usualSchemes[browserName]) {
            testIn(browserName, `${sentence} (${browserName}, ${scheme})`, () => withPage({ browserName, scheme, ...options }, body));
        }
    }
}
