import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { en } from "../../web/text/en.js";
import { closed, flat, languageOf, textIn } from "../../web/text/index.js";
import { zh } from "../../web/text/zh.js";
import { isOneSentence } from "../sentences.mjs";

const english = flat(en);
const chinese = flat(zh);
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("English and Chinese have the same keys in the same order", () => {
    assert.deepEqual([...chinese.keys()], [...english.keys()]);
});

test("each text takes the same values in both languages", () => {
    for (const [key, text] of english) {
        assert.deepEqual([...new Set(placeholders(chinese.get(key)))], [...new Set(placeholders(text))], key);
    }
});

test("no text is empty", () => {
    for (const table of [english, chinese]) for (const [key, text] of table) assert.notEqual(text.trim(), "", key);
});

test("Chinese is written with Chinese punctuation", () => {
    for (const [key, text] of chinese) assert.doesNotMatch(text, /\p{Script=Han}[,;:!?]|[,;:!?]\p{Script=Han}/u, key);
});

test("a count has its thousands apart in both languages, and what is written already stays as it is", () => {
    for (const language of ["en", "zh"]) {
        const t = textIn(language);

        assert.match(t("init.read", { step: 12345, loss: "1234.5" }), /12,345.*1234\.5/);
        assert.match(t("init.read", { step: 999, loss: 0.12345 }), /999.*0\.12345/);
    }
});

/** What stands inside a figure's sentence, with no stop of its own. */
const PARTS = [
    /^playground\.(linkFull|describe\w+Accuracy)$/,
    /^manifold\.describe\.test$/,
    /^descent\.(at|next)$/,
    /^activations\.(one|said\.\w+)$/,
    /^init\.(atStart|afterSteps|predictedTo|scheme\w+|course\.\w+|verdict\.\w+)$/,
    /^race\.told\.\w+$/,
    /^learningRate\.(other|kinds\.\w+|because\..+)$/,
    /^stability\.describe\.every$/,
    /^optimizers\.(told\w*|arrivals|underway|semicolon|names\.\w+|words\.\w+)$/,
    /^modes\.described\.\w+$/,
    /^backprop\.(at\.\w+|wrong\.\w+|outputUnit|describe(Same|Apart))$/,
    /^localMinima\.share\w*$/,
];
/** What a figure says of itself, whole. */
const SENTENCES = [
    /\.describe(\.|[A-Z]|$)/,
    /^playground\.(noTable|replayed|diverged\.\w+)$/,
    /^lossSurface\.drawing$/,
    /^localMinima\.allDiverged$/,
];

test("what a figure shows is said in one sentence, in either language", () => {
    const keys = [...english.keys()];
    for (const pattern of [...PARTS, ...SENTENCES]) assert.ok(keys.some((key) => pattern.test(key)), String(pattern)); // prettier-ignore
    for (const table of [english, chinese])
        for (const [key, text] of table) {
            const isPart = PARTS.some((parts) => parts.test(key));
            if (isPart) assert.doesNotMatch(text, /[。！？]|[.!?](\s|$)/u, key);
            else if (SENTENCES.some((sentences) => sentences.test(key))) assert.ok(isOneSentence(text), `${key}: ${text}`);
        }
});

test("one sentence is told from two, and from one that lacks its stop or has a space too many", () => {
    const one = ["Loss 0.5, at (1.2, 3): 2.84×10⁻⁶.", "损失 0.5，仍是“a = 2”：e = 6。"];
    const other = ["Loss 0.5. It falls.", "Loss 0.5. ", "Loss 0.5", "“No.” Yes.", "2 of  5 edges.", "损失 0.5。它在下降。", "损失 0.5"];

    for (const text of one) assert.ok(isOneSentence(text), text);
    for (const text of other) assert.ok(!isOneSentence(text), text);
});

test("every text that the code names exists", async () => {
    const files = await readdir(new URL("../../web/", import.meta.url), { recursive: true });
    const sources = files.filter((file) => file.endsWith(".js") && !file.startsWith("node_modules"));
    for (const file of sources) {
        const source = await readFile(new URL(`../../web/${file}`, import.meta.url), "utf8");
        const code = source.replace(/^\s*(\*|\/\*\*|\/\/).*$/gm, "");
        for (const [, key] of code.matchAll(/\bt\(\s*"([\w.-]+)"/g)) assert.ok(english.has(key), `${file}: ${key}`);
    }
});

test("values take their places, also when they look like places", () => {
    const t = textIn("en");

    assert.equal(t("parameters.refused", { refusal: "a={refusal}: $&" }), "a={refusal}: $&; using the default");
});

test("one step is no steps, and a share stays with its sign", () => {
    const t = textIn("en");

    assert.match(t("init.afterSteps", { step: 1, loss: 2 }), /1 step,/);
    assert.match(t("init.afterSteps", { step: "1,001", loss: 2 }), /1,001 steps,/);
    assert.equal(t("frame.percent", { share: 5 }), "5\u00a0%");
});

test("a space stands beside a Latin name, and none between Chinese characters", () => {
    assert.equal(closed("恒等 的斜率，ReLU 的斜率"), "恒等的斜率，ReLU 的斜率");
});

test("an unknown text and a missing value are named", () => {
    const t = textIn("zh");

    assert.throws(() => t("frame.nothing"), /no text frame\.nothing in zh/);
    assert.throws(() => t("frame.failed"), /text frame\.failed needs \{message\}/);
});

test("any Chinese is Chinese, and anything else English", () => {
    const tags = ["zh", "zh-Hans-CN", "ZH-TW", "en", "de", "", null];

    assert.deepEqual(tags.map(languageOf), ["zh", "zh", "zh", "en", "en", "en", "en"]);
});
