/**
 * What the page costs its main thread, frame by frame, in Chromium over the DevTools protocol: index.html while a 2-8-8-1 network on 500 points trains
 * as fast as it can with every unit's map, the curves, the gauge and the live landscape on screen; and the story, and a page of thirty figures,
 * scrolled from top to bottom at a reader's pace. One line of JSON each, then a table.
 *
 * A frame is all the tasks of the page's main thread from one BeginMainFrame to the next: wall time, in which a busy machine counts too, and the
 * thread's own. There is no GPU here, so that the main thread also fills every canvas: elsewhere another process does. A frame is dropped when the
 * compositor says so of one that would have moved what is seen.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./chromium.mjs";
import { figures } from "../../web/figure/index.js";

const dist = resolve(process.env.DIST ?? "dist");
const SECONDS = 6;
const READING_SPEED = 800; // CSS pixels a second
const LONG_TASK = 50; // ms
const LONG_FRAME = 8; // ms
/** Milliseconds after a figure has come to life in which its first pictures are painted. */
const SETTLING = 100;

const categories = ["-*", "devtools.timeline", "blink.user_timing", "disabled-by-default-devtools.timeline"];
const frameCategories = ["disabled-by-default-devtools.timeline.frame", "cc", "benchmark"];

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const round = (number) => Math.round(10 * number) / 10;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The number that a share of all of them do not pass. @param {number[]} numbers @param {number} share */
function quantile(numbers, share) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Runs in the page before all else: marks when figures begin and are there, counts steps and the pictures that are new, by their size. */
function watch() {
    window.seen = { step: 0, images: {} };
    const begun = new WeakSet();
    const begins = new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
            if (!node.classList?.contains("figure") || begun.has(node)) continue;
            begun.add(node);
            performance.mark("figure begins");
        }
    });
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (options) {
        const root = attachShadow.call(this, options);
        if (this.localName === "valley-figure") begins.observe(root, { childList: true, subtree: true });
        return root;
    };
    addEventListener("valley-ready", () => performance.mark("figure stands"), true);
    addEventListener("valley-error", () => performance.mark("figure stands"), true);
    addEventListener("valley-step", ({ detail }) => (window.seen.step = detail.step), true);

    const { putImageData } = CanvasRenderingContext2D.prototype;
    const last = new WeakMap();
    CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
        const pixels = new Uint32Array(image.data.buffer);
        let hash = 0;
        for (let i = 0; i < pixels.length; i++) hash = (Math.imul(hash, 31) + pixels[i]) | 0;
        const size = `${image.width}×${image.height}`;
        if (last.get(this) !== hash) window.seen.images[size] = (window.seen.images[size] ?? 0) + 1;
        last.set(this, hash);
        return putImageData.call(this, image, ...rest);
    };
}

/**
 * What a trace tells of the page's main thread and of its frames, in milliseconds.
 * @param {any[]} events
 */
function read(events) {
    const thread = ({ pid, tid }) => `${pid}/${tid}`;
    const starts = events.filter(({ name }) => name === "BeginMainThreadFrame");
    const main = busiest(starts.map(thread));
    const begins = starts.filter((event) => thread(event) === main).map(({ ts }) => ts / 1000);
    const tasks = events
        .filter((event) => event.name === "RunTask" && event.ph === "X" && thread(event) === main)
        .map(({ ts, dur = 0, tdur = 0 }) => ({ at: ts / 1000, wall: dur / 1000, own: tdur / 1000 }));
    const marks = events.filter((event) => event.cat.includes("blink.user_timing") && thread(event) === main);
    const times = (name) => marks.filter((event) => event.name === name).map(({ ts }) => ts / 1000);
    const isOfMain = ({ pid }) => String(pid) === main?.split("/")[0];
    const reports = events
        .filter((event) => event.name === "PipelineReporter" && event.args.frame_reporter && isOfMain(event))
        .map(({ ts, args }) => ({
            at: ts / 1000,
            state: args.frame_reporter.state,
            affectsSmoothness: args.frame_reporter.affects_smoothness,
        }));
    return { begins, tasks, reports, lives: lives(times("figure begins"), times("figure stands")) };
}

/** @template T @param {T[]} things @param {(thing: T) => string} key */
function grouped(things, key) {
    /** @type {Map<string, T[]>} */
    const groups = new Map();
    for (const thing of things) groups.set(key(thing), [...(groups.get(key(thing)) ?? []), thing]);
    return groups;
}

/** @param {string[]} names @returns {string | undefined} the one that is there most often */
function busiest(names) {
    return [...grouped(names, (name) => name)].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
}

/** From when to when figures come to life: each from its beginning until it stands, and its first pictures. @param {number[]} begins @param {number[]} ends */
function lives(begins, ends) {
    const left = [...ends];
    return begins.map((from) => {
        const at = left.findIndex((end) => end >= from);
        return { from: from - 20, to: at < 0 ? Infinity : left.splice(at, 1)[0] + SETTLING };
    });
}

/** The work of each frame: the tasks that ended from its beginning until the next one's. @param {{begins: number[], tasks: {at: number, wall: number, own: number}[]}} trace */
function framesOf({ begins, tasks }) {
    const frames = begins.map((at) => ({ at, wall: 0, own: 0 }));
    let k = -1;
    for (const task of [...tasks].sort((a, b) => a.at + a.wall - b.at - b.wall)) {
        while (k + 1 < begins.length && begins[k + 1] <= task.at + task.wall) k++;
        if (k < 0) continue;
        frames[k].wall += task.wall;
        frames[k].own += task.own;
    }
    return frames.slice(0, -1);
}

/** @param {{at: number, wall: number, own: number}[]} frames */
function summary(frames) {
    const of = (kind) => frames.map((frame) => frame[kind]);
    return {
        p50: round(quantile(of("wall"), 0.5)),
        p95: round(quantile(of("wall"), 0.95)),
        longest: round(Math.max(0, ...of("wall"))),
        thread_p50: round(quantile(of("own"), 0.5)),
        thread_p95: round(quantile(of("own"), 0.95)),
    };
}

/** A fresh page at that address, and what the protocol says of it. */
async function withPage(browser, address, body, { width = 1280, height = 900 } = {}) {
    const page = await browser.newPage();
    try {
        await page.setViewport({ width, height });
        await page.evaluateOnNewDocument(watch);
        await page.goto(address);
        await page.bringToFront();
        return await body(page);
    } finally {
        await page.close();
    }
}

/** @param {import("puppeteer-core").Page} page @param {() => Promise<unknown>} what @returns {Promise<ReturnType<typeof read>>} */
async function traced(page, what) {
    await page.tracing.start({ categories: [...categories, ...frameCategories] });
    await what();
    const trace = new TextDecoder().decode(await page.tracing.stop());
    if (process.env.TRACE) await writeFile(process.env.TRACE, trace);
    return read(JSON.parse(trace).traceEvents);
}

/** index.html with the network that trains. It is tall enough to have all panels in sight. */
async function training(browser) {
    const fragment = "#figure=playground&hidden=8,8&n=500&speed=max&lang=en";
    const address = pathToFileURL(join(dist, "index.html")).href + fragment;
    return withPage(browser, address, measureTraining, { height: 1600 });
}

/** @param {import("puppeteer-core").Page} page */
async function measureTraining(page) {
    await page.waitForFunction(() => document.querySelector("valley-figure")?.shadowRoot?.querySelector(".caption")?.textContent);
    await page.evaluate(() => document.querySelector("valley-figure").play());
    await pause(2000); // the start: code is compiled, the curve has its few first points
    const counts = () => page.evaluate(() => ({ ...window.seen, images: { ...window.seen.images }, at: performance.now() }));
    let before, after;
    const trace = await traced(page, async () => {
        before = await counts();
        await pause(1000 * SECONDS);
        after = await counts();
    });
    const { batchSize } = await page.evaluate(() => document.querySelector("valley-figure").parameters);
    const seconds = (after.at - before.at) / 1000;
    const images = Object.keys(after.images).map((size) => [size, round((after.images[size] - (before.images[size] ?? 0)) / seconds)]);
    return {
        page: "index.html, training",
        unit: "ms",
        ...summary(framesOf(trace)),
        long_tasks: trace.tasks.filter(({ wall }) => wall > LONG_TASK).length,
        frames_a_second: round(trace.begins.length / seconds),
        examples_a_second: Math.round(((after.step - before.step) * batchSize) / seconds),
        new_images_a_second: Object.fromEntries(images),
    };
}

/** @param {import("puppeteer").Browser} browser @param {string} name @param {string} address */
async function scrolling(browser, name, address) {
    return withPage(browser, address, async (page) => {
        await pause(1500); // what it loads with is not its scrolling
        const session = await page.createCDPSession();
        const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
        const trace = await traced(page, () =>
            session.send("Input.synthesizeScrollGesture", {
                x: 640,
                y: 450,
                yDistance: -height,
                speed: READING_SPEED,
                gestureSourceType: "mouse",
                preventFling: true,
            }),
        );
        return { page: name, unit: "ms", pixels: height, ...ofScrolling(trace) };
    });
}

/** Frames while nothing but scrolling happens, and those in which a figure comes to life. @param {ReturnType<typeof read>} trace */
function ofScrolling(trace) {
    const isComing = ({ at }) => trace.lives.some(({ from, to }) => at >= from && at <= to);
    const isDropped = ({ state, affectsSmoothness }) => state === "STATE_DROPPED" && affectsSmoothness;
    const frames = framesOf(trace);
    const tell = (isPart) => {
        const own = frames.filter(isPart);
        return {
            frames: trace.reports.filter(isPart).length,
            dropped: trace.reports.filter(isPart).filter(isDropped).length,
            ...summary(own),
            over_8_ms: own.filter(({ wall }) => wall > LONG_FRAME).length,
            thread_over_8_ms: own.filter((frame) => frame.own > LONG_FRAME).length,
        };
    };
    return { ...tell((frame) => !isComing(frame)), coming_to_life: { figures: trace.lives.length, ...tell(isComing) } };
}

/** A page as a blog makes it, with thirty figures. @param {string} directory */
async function crowd(directory) {
    const texts = Array.from(
        { length: 30 },
        (_, i) => `<p>${i}</p><valley-figure name="${figures[i % figures.length].name}" lang="en"></valley-figure>`,
    );
    const script = `<script>${(await readFile(join(dist, "valley.js"), "utf8")).replaceAll("</script", "<\\/script")}</script>`;
    const file = join(directory, "thirty.html");
    await writeFile(file, `<!doctype html><html lang="en"><meta charset="utf-8"><title>Thirty</title><body>${texts.join("")}${script}`);
    return pathToFileURL(file).href;
}

/** @param {any[]} results */
function table(results) {
    const columns = [
        "page",
        "p50",
        "p95",
        "longest",
        "thread p50",
        "thread p95",
        "dropped",
        "> 8 ms",
        "long tasks",
        "frames/s",
        "examples/s",
    ];
    const rows = results.flatMap((result) => {
        const parts = [
            result,
            ...(result.coming_to_life ? [{ page: `  ${result.coming_to_life.figures} come to life`, ...result.coming_to_life }] : []),
        ];
        return parts.map((row) => [
            row.page, row.p50, row.p95, row.longest, row.thread_p50, row.thread_p95,
            row.dropped, row.over_8_ms, row.long_tasks, row.frames_a_second, row.examples_a_second,
        ]); // prettier-ignore
    });
    const widths = columns.map((name, c) => Math.max(name.length, ...rows.map((row) => String(row[c] ?? "").length)));
    return [columns, ...rows]
        .map((row) => row.map((cell, c) => (c === 0 ? String(cell).padEnd(widths[c]) : String(cell ?? "").padStart(widths[c]))).join("  "))
        .join("\n");
}

const directory = await mkdtemp(join(tmpdir(), "valley-bench-"));
const browser = await launchChromium(join(directory, "profile"));
const jobs = {
    training: () => training(browser),
    story: () => scrolling(browser, "story.en.html, scrolled", pathToFileURL(join(dist, "story.en.html")).href),
    thirty: async () => scrolling(browser, "thirty figures, scrolled", await crowd(directory)),
};
try {
    const results = [];
    for (const [name, job] of Object.entries(jobs)) {
        if (process.argv.length > 2 && !process.argv.includes(name)) continue;
        const result = await job();
        console.log(JSON.stringify(result));
        results.push(result);
    }
    console.log(table(results));
} finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
