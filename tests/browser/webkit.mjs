/**
 * WebKitGTK for the browser tests. Puppeteer cannot drive it, so this speaks WebDriver (https://www.w3.org/TR/webdriver2/) with its driver
 * and offers that part of puppeteer's Page which the tests use. WebDriver tells nothing of errors and requests: the pages it opens are
 * those of dist/ with a script before all others that collects them.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const libraries = process.arch === "arm64" ? "/usr/lib/aarch64-linux-gnu" : "/usr/lib/x86_64-linux-gnu";
const driver = process.env.WEBKIT_DRIVER ?? "WebKitWebDriver";

function miniBrowser() {
    const version = readdirSync(libraries).find((name) => /^webkit2?gtk-/.test(name) && existsSync(join(libraries, name, "MiniBrowser")));
    return process.env.MINIBROWSER ?? join(libraries, version ?? "webkit2gtk-4.1", "MiniBrowser");
}

/** What a page of dist/ runs first: see complaintsOf. */
function collect() {
    if (globalThis.name.startsWith("(")) (0, eval)(globalThis.name); // see evaluateOnNewDocument
    const complaints = (globalThis.complaints = []);
    const { error } = console;
    console.error = (...words) => {
        complaints.push(`console: ${words.join(" ")}`);
        error.apply(console, words);
    };
    const tell = (thrown) => complaints.push(`exception: ${thrown} ${thrown?.stack ?? ""}`);
    addEventListener(
        "error",
        (event) => {
            if (event instanceof ErrorEvent) tell(event.error ?? event.message);
            else complaints.push(`request failed: ${event.target.src ?? event.target.href}`);
        },
        true,
    );
    addEventListener("unhandledrejection", ({ reason }) => tell(reason));
    addEventListener("securitypolicyviolation", ({ blockedURI }) => complaints.push(`refused: ${blockedURI}`));
    const { fetch } = globalThis;
    globalThis.fetch = async (...request) => {
        const { href, hostname, protocol } = new URL(request[0]?.url ?? request[0], document.baseURI);
        if (/^https?:$/.test(protocol) && hostname !== "127.0.0.1") complaints.push(`left the page: ${href}`);
        const response = await fetch(...request);
        if (response.status >= 400) complaints.push(`${response.status}: ${href}`);
        return response;
    };
}

/** What was collected, and the other requests that went wrong or elsewhere. */
function collected() {
    const fetched = performance.getEntriesByType("resource").filter(({ initiatorType }) => initiatorType !== "fetch");
    const away = fetched.filter(({ name }) => /^https?:/.test(name) && new URL(name).hostname !== "127.0.0.1");
    const failed = fetched.filter(({ responseStatus }) => responseStatus >= 400);
    return [
        ...(globalThis.complaints ?? []),
        ...away.map(({ name }) => `left the page: ${name}`),
        ...failed.map(({ name, responseStatus }) => `${responseStatus}: ${name}`),
    ];
}

/** A copy of the folder whose pages collect what goes wrong. */
export async function collecting(folder) {
    const copy = await mkdtemp(join(tmpdir(), "valley-webkit-pages-"));
    await cp(folder, copy, { recursive: true });
    for (const name of (await readdir(copy)).filter((name) => name.endsWith(".html"))) {
        const html = await readFile(join(copy, name), "utf8");
        const collector = `<script>(${collect})()</script>`;
        await writeFile(
            join(copy, name),
            html.replace(/<meta charset=[^>]*>/i, (head) => head + collector),
        );
        if (!/<meta charset=/i.test(html)) throw new Error(`${name}: there is no place for the collector`);
    }
    return copy;
}

async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

/** The process of a page has ended: what a test asks of it is not answered any more. The message has what is known of it. */
export class PageLost extends Error {}

/** What the driver says then: of a script under way that it has no result, and nothing at all where it heard of the end in the same moment. */
const lost = /page crash|Could not parse script result|unknown error: $/;

/** What the kernel said last of faults; "" where it may not be read. */
async function lastFaults() {
    const { stdout } = await promisify(execFile)("dmesg").catch(() => ({ stdout: "" }));
    return stdout.split("\n").filter((line) => /segfault|traps:|general protection|out of memory/i.test(line)).slice(-2).join("\n"); // prettier-ignore
}

/** The driver, on a screen that nobody sees. It has one session, so one page, at a time. */
export async function launchWebKit(profile) {
    const port = await freePort();
    // -noreset: else the screen begins anew whenever a session's browser leaves it, and refuses the next that comes meanwhile
    const screen = ["-a", "-s", "-screen 0 1600x1400x24 -noreset", driver, "--host=127.0.0.1", `--port=${port}`];
    // Painted and composited without GL: in software it breaks down (Mesa 22.3's swrast and LLVM, in a thread of the page's process).
    const withoutGL = { WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
    // WebAssembly is compiled at once: JavaScriptCore 2.50.6 broke down in a worker, in its interpreter that runs it before (IPInt).
    const compiled = { JSC_useWasmIPInt: "0" };
    const env = { ...process.env, HOME: profile, GDK_BACKEND: "x11", ...withoutGL, ...compiled };
    const child = spawn("xvfb-run", screen, { stdio: ["ignore", "ignore", "pipe"], detached: true, env });
    let said = "";
    child.stderr.on("data", (text) => void (said = (said + text).slice(-2000)));
    child.stderr.unref(); // whoever inherited it may outlive the tests
    const failed = new Promise((_, reject) => {
        child.on("error", reject);
        child.on("exit", (code) => reject(new Error(`${driver} ended: ${code}`)));
    });
    failed.catch(() => {});
    const call = (method, path, body) => send(`http://127.0.0.1:${port}${path}`, method, body);
    const isReady = () => call("GET", "/status").then(({ ready }) => ready, () => false); // prettier-ignore
    for (let ready = false; !ready; ready = await Promise.race([isReady(), failed])) await pause(20);
    /** One that its last test left in order: to begin a session takes longer than many a test. */
    let rested = null;
    const rest = (page) => void (rested = page);
    return {
        profile,
        async newPage() {
            if (!rested) said = "";
            const page = rested ?? (await newPage(call, rest, async () => said + (await lastFaults())));
            rested = null;
            return page;
        },
        async close() {
            await rested?.close();
            if (child.exitCode !== null || child.signalCode !== null) return; // it broke down, and its tests have failed
            const ended = once(child, "exit");
            process.kill(-child.pid, "SIGTERM"); // the driver and the screen too
            await ended;
        },
    };
}

async function send(url, method, body) {
    const response = await fetch(url, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKit: ${value.error}: ${value.message}`);
    return value;
}

/** Found in the page: all elements of a selector, in which >>> leads into shadow roots as in puppeteer. */
function findAll(selector) {
    const within = (root) =>
        [...root.querySelectorAll("*")].flatMap((node) => (node.shadowRoot ? [node.shadowRoot, ...within(node.shadowRoot)] : []));
    const rootsOf = (node) => [...(node.shadowRoot ? [node.shadowRoot, ...within(node.shadowRoot)] : []), ...within(node)];
    const [first, ...rest] = selector.split(">>>").map((part) => part.trim());
    return rest.reduce(
        (found, part) => found.flatMap((node) => [node, ...rootsOf(node)].flatMap((root) => [...root.querySelectorAll(part)])),
        [...document.querySelectorAll(first)],
    );
}

/** The node, if it is seen, can be clicked, and stands still from one frame to the next. */
async function standing(node) {
    if (!node?.checkVisibility() || node.disabled) return null;
    const place = () => JSON.stringify(node.getBoundingClientRect());
    const before = place();
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return place() === before ? node : null;
}

/** Where a page keeps what a test holds of it: by a symbol, so that no list of a page's names has it. */
const kept = 'globalThis[Symbol.for("kept")]';

const keys = { Enter: "\uE007", Tab: "\uE004", Escape: "\uE00C", ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015", Home: "\uE011", End: "\uE010", Backspace: "\uE003", PageUp: "\uE00E", PageDown: "\uE00F", Space: " " }; // prettier-ignore

/** @param {() => Promise<string>} witness what is known of a process that has ended */
async function newPage(call, rest, witness) {
    const wanted = {
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
        timeouts: { script: 120_000, pageLoad: 120_000 },
    };
    const { sessionId } = await call("POST", "/session", { capabilities: { alwaysMatch: wanted } });
    const session = (method, path, body) =>
        call(method, `/session/${sessionId}${path}`, body).catch(async (error) => {
            throw lost.test(error.message) ? new PageLost(`${error.message}\n${await witness()}`) : error;
        });

    async function run(expression, ...args) {
        const script = `const done = arguments[arguments.length - 1], given = JSON.parse(arguments[0]).map((one) => ${kept}?.[one?.kept] ?? one);
            (async () => (${expression}))().then(
                (value) => done(JSON.stringify({ value })),
                (error) => done(JSON.stringify({ error: String(error?.message ?? error) + "\\n" + error?.stack })),
            );`;
        const { value, error } = JSON.parse(await session("POST", "/execute/async", { script, args: [JSON.stringify(args)] }));
        if (error !== undefined) throw new Error(error);
        return value;
    }
    const act = (type, actions, more = {}) => session("POST", "/actions", { actions: [{ type, id: type, actions, ...more }] });
    const strokes = (text) => act("key", [...text].flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })))); // prettier-ignore
    const point = (...actions) => act("pointer", actions, { parameters: { pointerType: "mouse" } });
    const [down, up] = ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 }));
    const moveTo = (x, y) => ({ type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0 });
    const mouse = { x: 0, y: 0 };
    const hands = {
        strokes,
        click: (x, y) => point(moveTo(x, y), down, up),
        /** What runs in the frame that is kept under that number. */
        into: async (index) => {
            const id = await session("POST", "/execute/sync", { script: `return ${kept}[${index}]`, args: [] });
            return async (...given) => {
                await session("POST", "/frame", { id });
                try {
                    return await run(...given);
                } finally {
                    await session("POST", "/frame", { id: null });
                }
            };
        },
    };
    const page = {
        ...lookingInto(run, hands),
        mouse: {
            async move(x, y, { steps = 1 } = {}) {
                const share = (from, to, step) => from + ((to - from) * step) / steps;
                await point(...Array.from({ length: steps }, (_, k) => moveTo(share(mouse.x, x, k + 1), share(mouse.y, y, k + 1))));
                Object.assign(mouse, { x, y });
            },
            down: () => point(down),
            up: () => point(up),
            click: hands.click,
            wheel: ({ deltaX = 0, deltaY = 0 }) =>
                act("wheel", [{ type: "scroll", x: Math.round(mouse.x), y: Math.round(mouse.y), deltaX, deltaY, duration: 0 }]),
        },
        keyboard: { press: (key) => strokes([keys[key] ?? key]), type: strokes },
        /** Asks again where the window was still on its way to another size when it was asked. */
        async setViewport({ width, height }) {
            const fits = () => page.evaluate((width, height) => innerWidth === width && innerHeight === height, width, height);
            for (const end = performance.now() + 100_000; !(await fits()); ) {
                if (performance.now() > end) throw new Error(`the window does not become ${width} × ${height}`);
                const inner = await run("[innerWidth, innerHeight]");
                const outer = await session("GET", "/window/rect");
                await session("POST", "/window/rect", { width: outer.width + width - inner[0], height: outer.height + height - inner[1] });
                for (const soon = performance.now() + 1000; performance.now() < soon && !(await fits()); ) await pause(20);
            }
        },
        /** By the name that a window keeps whatever it shows. */
        evaluateOnNewDocument: (body) => run(`void (globalThis.name = ${JSON.stringify(`(${body})()`)})`),
        goto: (url) => session("POST", "/url", { url }),
        goBack: () => session("POST", "/back", {}),
        reload: () => session("POST", "/refresh", {}),
        title: () => session("GET", "/title"),
        screenshot: async () => Buffer.from(await session("GET", "/screenshot"), "base64"),
        complaints: () => page.evaluate(collected),
        /** For the next test, of which this one is to leave nothing behind. */
        async rest() {
            await run('void (globalThis.name = "", localStorage.clear(), sessionStorage.clear())').catch(() => {}); // where it may keep nothing
            await session("DELETE", "/actions");
            await page.mouse.move(0, 0);
            await page.goto("about:blank");
            rest(page);
        },
        close: () => session("DELETE", ""),
    };
    return page;
}

/** What puppeteer's Page and Frame have in common: a document, looked into. @param {(expression: string, ...args: any[]) => Promise<any>} run */
function lookingInto(run, hands) {
    const called = (body) => (typeof body === "function" ? `(${body})(...given)` : body);
    const all = (selector) => `(${findAll})(${JSON.stringify(selector)})`;
    const one = (selector) =>
        `((found) => { if (!found) throw new Error("nothing matches " + ${JSON.stringify(selector)}); return found; })(${all(selector)}[0])`;

    /** What an expression comes to is kept in the page under a number; null where that is nothing. */
    async function keep(expression, ...args) {
        const index = await run(`((value) => (value ? (${kept} ??= []).push(value) - 1 : null))(await ${expression})`, ...args);
        if (index === null) return null;
        const it = `${kept}[${index}]`;
        const evaluate = (body, ...args) => run(`(${body})(${it}, ...given)`, ...args);
        const handle = {
            kept: index, // which is what is left of it as an argument
            evaluate,
            asElement: () => handle,
            jsonValue: () => run(it),
            contentFrame: async () => lookingInto(await hands.into(index), hands),
            isVisible: () => evaluate((node) => node.checkVisibility()),
            focus: () => evaluate((node) => node.focus()),
            type: (text) => handle.focus().then(() => hands.strokes(text)),
            boundingBox: () =>
                evaluate((node) => {
                    const { x, y, width, height } = node.getBoundingClientRect();
                    return { x, y, width, height };
                }),
            async click({ offset } = {}) {
                await evaluate((node) => node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" }));
                const { x, y, width, height } = await handle.boundingBox();
                await hands.click(x + (offset?.x ?? width / 2), y + (offset?.y ?? height / 2));
            },
        };
        return handle;
    }
    /** Asked again and again: an answer that a script keeps back for long the driver cannot always read. */
    async function wait(expression, { timeout = 100_000, polling = 20 } = {}, ...args) {
        for (const end = performance.now() + timeout; ; await pause(polling)) {
            const found = await keep(expression, ...args);
            if (found) return found;
            if (performance.now() > end) throw new Error(`waited ${timeout} ms in vain for ${expression}`);
        }
    }

    const $eval = (selector, body, ...args) => run(`(${body})(${one(selector)}, ...given)`, ...args);
    return {
        evaluate: (body, ...args) => run(called(body), ...args),
        evaluateHandle: (body, ...args) => keep(called(body), ...args),
        $eval,
        $$eval: (selector, body, ...args) => run(`(${body})(${all(selector)}, ...given)`, ...args),
        $: (selector) => keep(`${all(selector)}[0]`),
        async $$(selector) {
            const count = await run(`${all(selector)}.length`);
            return Promise.all(Array.from({ length: count }, (_, k) => keep(`${all(selector)}[${k}]`)));
        },
        /** What a predicate asks for may not be there yet: where it throws it is asked again. */
        waitForFunction: (body, options, ...args) =>
            wait(`(async () => { try { return await (${called(body)}); } catch { return false; } })()`, options, ...args),
        async waitForSelector(selector, { visible, hidden, ...options } = {}) {
            const isThere = `((node) => (!${Boolean(visible)} || node?.checkVisibility()) && node)`;
            const isGone = "((node) => !node?.checkVisibility())";
            return wait(`${hidden ? isGone : isThere}(${all(selector)}[0])`, options);
        },
        focus: (selector) => $eval(selector, (node) => node.focus()),
        click: async (selector) => (await keep(one(selector))).click(),
        locator: (selector) => ({ click: async () => (await wait(`(${standing})(${all(selector)}[0])`)).click() }),
        select: (selector, value) =>
            $eval(
                selector,
                (field, value) => {
                    field.value = value;
                    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
                },
                value,
            ),
    };
}
