/** Pages of others, in which figures stand: served on 127.0.0.1 with what headers they have, beside the files of dist/. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";
import { after } from "node:test";
import { dist } from "./browsers.mjs";

const types = { ".js": "text/javascript", ".mjs": "text/javascript", ".html": "text/html; charset=utf-8" };
const pages = new Map();
let server;

async function answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const page = pages.get(pathname);
    if (page) return response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers }).end(page.body);
    if (pathname === "/favicon.ico") return response.writeHead(204).end();
    const body = await readFile(join(dist, basename(pathname))).catch(() => null);
    if (!body) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(pathname)] ?? "application/octet-stream" }).end(body);
}

async function start() {
    const started = createServer((request, response) => void answer(request, response));
    await new Promise((listening) => started.listen(0, "127.0.0.1", listening));
    return started;
}

after(async () => {
    if (!server) return;
    const started = await server;
    await new Promise((closed) => {
        started.close(closed);
        started.closeAllConnections();
    });
});

/** The address of a page with that body and those headers. @param {string | Buffer} body @param {Record<string, string>} [headers] */
export async function post(body, headers = {}) {
    server ??= start();
    const path = `/post-${pages.size}.html`;
    pages.set(path, { body, headers });
    return `http://127.0.0.1:${(await server).address().port}${path}`;
}

/** A page as a blog makes it. @param {string} content @param {string} [head] */
export const article = (content, head = "") =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A post</title>${head}</head><body>${content}</body></html>`;

/** Waits until the figure that the selector names can be used. */
export async function runs(page, selector = "valley-figure") {
    await page.waitForFunction(
        (figure) => document.querySelector(figure)?.shadowRoot?.querySelector(".caption")?.textContent,
        {},
        selector,
    );
}

/** Plays the figure until its sentence is another one, then stops it. */
export async function trains(page, selector = "valley-figure") {
    await runs(page, selector);
    const before = await page.evaluate((figure) => {
        const element = document.querySelector(figure);
        const before = element.shadowRoot.querySelector(".caption").textContent;
        element.play();
        return before;
    }, selector);
    await page.waitForFunction(
        (figure, before) => document.querySelector(figure).shadowRoot.querySelector(".caption").textContent !== before,
        {},
        selector,
        before,
    );
    await page.evaluate((figure) => document.querySelector(figure).pause(), selector);
}
