/** What a reader takes away as text: links and embed code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { figures } from "../../web/figure/index.js";
import { attributeName, defaults, parseAll } from "../../web/parameters.js";
import { embedCode, iframeCode, linkTo, readLink } from "../../web/share/code.js";
import { webmOf } from "../../web/share/webm.js";

const playground = figures.find(({ name }) => name === "playground");
const state = {
    figure: playground,
    language: "zh",
    parameters: { ...defaults(playground.parameters), hidden: Object.freeze([4, 3]), learningRate: 0.25, changes: "10:learning-rate:0.5" },
};

test("the attributes of the embed code give the same parameters, hidden under a name that hides nothing", () => {
    const code = embedCode(state);

    const attributes = [...code.split("<valley-figure")[1].matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name, text]) => [name, text]);
    const { values, errors } = parseAll(playground.parameters, attributes.slice(2), attributeName);
    assert.deepEqual(attributes.slice(0, 2), [["name", "playground"], ["lang", "zh"]]); // prettier-ignore
    assert.deepEqual(errors, []);
    assert.deepEqual(values, state.parameters);
    assert.match(code, /^<script src="valley\.js" defer><\/script>\n<valley-figure .* hidden-layers="4,3"/);
});

test("the address in the frame's code gives the same parameters, and its title cannot break out of the markup", () => {
    const code = iframeCode(state, { title: 'A "title" & more', height: 640 });

    const address = code.match(/src="([^"]*)"/)[1].replaceAll("&amp;", "&");
    const asked = [...new URL(address, "https://example.org/").searchParams];
    const { values, errors } = parseAll(playground.parameters, asked.slice(2));
    assert.deepEqual(asked.slice(0, 2), [["name", "playground"], ["lang", "zh"]]); // prettier-ignore
    assert.deepEqual(errors, []);
    assert.deepEqual(values, state.parameters);
    assert.match(code, /title="A &quot;title&quot; &amp; more" width="100%" height="640" loading="lazy"/);
});

test("a link leads to the page it was taken from and holds what is not at its default", () => {
    const link = linkTo(state, "https://example.org/2026/a%20post/?page=2#figure=race&lang=en&theme=dark&seed=3");

    assert.ok(link.startsWith("https://example.org/2026/a%20post/?page=2#figure=playground&lang=en&theme=dark&"), link);
    const { name, entries } = readLink(new URL(link).hash);
    assert.equal(name, "playground");
    assert.deepEqual(parseAll(playground.parameters, entries), { values: state.parameters, errors: [] });
});

test("a page that was asked for the figure is asked again, in its new state", () => {
    const link = linkTo(state, "https://example.org/embed.html?name=playground&theme=dark&seed=9&learning-rate=1#here");

    const asked = [...new URL(link).searchParams];
    assert.deepEqual(asked.slice(0, 2), [["name", "playground"], ["theme", "dark"]]); // prettier-ignore
    assert.deepEqual(parseAll(playground.parameters, asked.slice(2)), { values: state.parameters, errors: [] });
    assert.ok(!link.includes("#"));
});

test("a fragment that speaks of no figure is no link to one", () => {
    assert.equal(readLink("#chapter-3"), null);
    assert.equal(readLink(""), null);
});

/** The elements of a WebM file side by side: [name, content]. Lengths stand in eight bytes. */
function elementsOf(bytes) {
    const found = [];
    for (let at = 0; at < bytes.length; ) {
        const nameLength = Math.clz32(bytes[at]) - 23;
        const name = Buffer.from(bytes.subarray(at, at + nameLength)).toString("hex");
        const start = at + nameLength + 8;
        const length = Number(new DataView(bytes.buffer, bytes.byteOffset + at + nameLength).getBigUint64(0) & 0xffffffffffffffn);
        found.push([name, bytes.subarray(start, start + length)]);
        at = start + length;
    }
    return found;
}

test("a WebM file holds each frame at its time, a cluster for each key frame", () => {
    const chunks = [0, 50, 100, 2000].map((time, i) => ({ data: Uint8Array.of(7, i), time, isKey: i % 2 === 0 }));

    const [[head], [segment, body]] = elementsOf(webmOf({ width: 640, height: 360, codec: "V_VP8", duration: 2050, chunks }));

    assert.deepEqual([head, segment], ["1a45dfa3", "18538067"]);
    const parts = elementsOf(body);
    assert.deepEqual(parts.map(([name]) => name), ["1549a966", "1654ae6b", "1f43b675", "1f43b675"]); // prettier-ignore
    const duration = elementsOf(parts[0][1]).find(([name]) => name === "4489")[1];
    assert.equal(new DataView(duration.buffer, duration.byteOffset).getFloat64(0), 2050);
    const frames = parts.slice(2).flatMap(([, cluster]) => {
        const [[, start], ...blocks] = elementsOf(cluster);
        const time = Buffer.from(start).readUIntBE(0, start.length);
        return blocks.map(([, block]) => [time + Buffer.from(block).readInt16BE(1), block[3] === 0x80, ...block.subarray(4)]);
    });
    assert.deepEqual(frames, [[0, true, 7, 0], [50, false, 7, 1], [100, true, 7, 2], [2000, false, 7, 3]]); // prettier-ignore
});
