/**
 * A small static server for one directory, on 127.0.0.1 only.
 *     node web/serve.mjs [directory]
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const types = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
};

/** The file a URL names, or null where it names none or one outside the directory. */
async function find(directory, url) {
    try {
        const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
        const file = normalize(join(directory, path.endsWith("/") ? path + "index.html" : path));
        return file.startsWith(directory + sep) && (await stat(file)).isFile() ? file : null;
    } catch {
        return null;
    }
}

async function answer(directory, request, response) {
    const file = await find(directory, request.url);
    if (!file) return response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "cache-control": "no-store" });
    if (request.method === "HEAD") return response.end();
    createReadStream(file).pipe(response);
}

/**
 * Serves directory on the port, or on a free one where it is taken or 0. Resolves when listening.
 * @returns {Promise<{url: string, close: () => Promise<void>}>} url ends with a slash
 */
export function serve(directory, port = 0) {
    const root = resolve(directory);
    const server = createServer((request, response) => answer(root, request, response));
    return new Promise((done, failed) => {
        server.on("error", (error) => (error.code === "EADDRINUSE" && port !== 0 ? server.listen(0, "127.0.0.1") : failed(error)));
        server.on("listening", () =>
            done({
                url: `http://127.0.0.1:${server.address().port}/`,
                close: () =>
                    new Promise((closed) => {
                        server.close(() => closed());
                        server.closeAllConnections();
                    }),
            }),
        );
        server.listen(port, "127.0.0.1");
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const { url } = await serve(process.argv[2] ?? "dist", 8080);
    console.log(`Valley is at ${url} (Ctrl+C stops it)`);
}
