/** The story pages as built, held to what they promise: the same chapters, figures and formulas in both languages, in one small file each. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { figures } from "../../web/figure/index.js";
import { shown } from "../../web/pages/story/figures.js";
import { formulas } from "../../web/pages/story/formulas.js";
import { attributeName, parseAll } from "../../web/parameters.js";

const dist = resolve(process.env.DIST ?? "dist");
const languages = ["en", "zh"];
const pages = Object.fromEntries(
    await Promise.all(languages.map(async (language) => [language, await readFile(join(dist, `story.${language}.html`), "utf8")])),
);
const sources = Object.fromEntries(
    await Promise.all(
        languages.map(async (language) => [
            language,
            await readFile(new URL(`../../web/pages/story/${language}.html`, import.meta.url), "utf8"),
        ]),
    ),
);

const all = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);
const chaptersOf = (page) => [...page.matchAll(/<section id="([\w-]+)">(.*?)<\/section>/gs)].map(([, id, text]) => ({ id, text }));
const named = ["network", "bend", "cost", "descent", "minima", "rate", "fast", "by-hand", "activations", "init", "batch-norm", "stability"];

test("both languages tell the same twelve chapters with the same figures and formulas", () => {
    for (const page of Object.values(pages)) {
        const chapters = chaptersOf(page);
        const contents = all(page.match(/<nav .*?<\/nav>/s)[0], /href="#([\w-]+)"/g);

        assert.deepEqual(chapters.map(({ id }) => id), named); // prettier-ignore
        assert.deepEqual(contents, named);
    }
    const [en, zh] = languages.map((language) => chaptersOf(pages[language]));
    for (const [i, { id, text }] of en.entries()) {
        const parts = (chapter) => [...all(chapter, /(<valley-figure [^>]*>)/g), ...all(chapter, /(<math.*?<\/math>)/gs)];
        assert.deepEqual({ id, parts: parts(zh[i].text) }, { id, parts: parts(text) });
        assert.ok(text.includes("<math"), `${id} has a formula`);
    }
});

test("every figure that there is stands in the story once, in both sources", () => {
    for (const source of Object.values(sources)) {
        const told = all(source, /<valley-figure name="([\w-]+)">/g);

        assert.deepEqual([...told].sort(), Object.keys(shown).sort());
        assert.deepEqual(figures.map(({ name }) => name).filter((name) => !told.includes(name)), []); // prettier-ignore
    }
    for (const page of Object.values(pages)) {
        const live = all(page, /<valley-figure name="([\w-]+)"/g);
        assert.deepEqual([...live].sort(), figures.map(({ name }) => name).sort());
    }
});

test("every attribute of a figure in the story is a parameter of it, with a value it may have", () => {
    for (const [name, { attributes = {}, still = {} }] of Object.entries(shown)) {
        const figure = figures.find((each) => each.name === name);
        if (!figure) continue; // is left out until it is there
        const { errors } = parseAll(figure.parameters, Object.entries({ ...attributes, ...still }), attributeName);

        assert.deepEqual(errors.map(({ message }) => `${name}: ${message}`), []); // prettier-ignore
    }
});

test("every formula is used, and in every language", () => {
    for (const source of Object.values(sources))
        assert.deepEqual(all(source, /<math data-formula="([\w-]+)">/g).sort(), Object.keys(formulas).sort());
});

test("each chapter has something to try, and a fact with its number and source", () => {
    for (const page of Object.values(pages)) {
        for (const { id, text } of chaptersOf(page)) {
            const told = text.replace(/<aside[^>]*>.*?<\/aside>|<valley-figure .*?<\/valley-figure>/gs, "");
            const paragraphs = all(told, /<p>(.*?)<\/p>/gs).length;
            const [fact] = all(text, /<aside[^>]*>(.*?)<\/aside>/gs);

            assert.equal(all(text, /<p class="try">\s*<b>[^<]+<\/b>\s*(\S)/g).length, 1, id);
            assert.match(fact, /<b>[^<]*\d[^<]*<\/b>/, id);
            assert.match(fact, /<p class="source">.*\d{4}.*<\/p>/s, id);
            assert.ok(paragraphs >= 1 && paragraphs <= 3, `${id} has ${paragraphs} paragraphs`);
        }
    }
});

test("every figure holds a picture that shows without JavaScript, and a sentence", () => {
    for (const page of Object.values(pages)) {
        for (const [, name, inside] of page.matchAll(/<valley-figure name="([\w-]+)"[^>]*>(.*?)<\/valley-figure>/gs)) {
            const drawn = all(inside, /<(path|circle|text|image) /g);

            assert.ok(drawn.length > 8, `${name}: ${drawn.length} shapes`);
            assert.match(inside, /<svg class="still" [^>]*aria-label="[^"]+"/);
            assert.match(inside, /<p>[^<]{10,}<\/p>/);
            assert.doesNotMatch(inside, /NaN|undefined|Infinity/);
        }
    }
});

test("a story page weighs less than 400 kB", () => {
    for (const [language, page] of Object.entries(pages))
        assert.ok(Buffer.byteLength(page) < 400_000, `${language}: ${Buffer.byteLength(page)} bytes`);
});

test("a story page fetches nothing, and leads to the other language and to the gallery", () => {
    for (const [language, page] of Object.entries(pages)) {
        const fetched = all(page, /<(?:script|link|img|image|source|iframe|use)\b[^>]*?\s(?:src|href)=["']?([^"'\s>]*)/gi);
        const links = all(page, /<a\b[^>]*?\shref="([^"#]*)/g).filter(Boolean);

        assert.deepEqual(fetched.filter((address) => !/^(data:|#)/.test(address)), []); // prettier-ignore
        assert.deepEqual(links, ["gallery.html", `story.${language === "en" ? "zh" : "en"}.html`]);
        assert.doesNotMatch(page.slice(0, page.indexOf("<script")), /@import|url\((?!#)/);
    }
});

test("each page says what it is: language, title, description", () => {
    assert.match(pages.en, /<html lang="en">/);
    assert.match(pages.zh, /<html lang="zh-Hans">/);
    for (const page of Object.values(pages)) {
        assert.match(page, /<title>[^<]+<\/title>/);
        assert.match(page, /<meta name="description" content="[^"]{40,}"/);
    }
});

test("the Chinese text has full-width punctuation", () => {
    const prose = chaptersOf(pages.zh).flatMap(({ text }) => all(text.replace(/<(svg|math).*?<\/\1>/gs, "").replace(/<p class="source">.*?<\/p>/gs, ""), /<p[^>]*>(.*?)<\/p>/gs)); // prettier-ignore

    const wrong = prose.flatMap((text) => text.replace(/<[^>]*>/g, "").match(/.{0,6}[\u4e00-\u9fff] ?[,;:?!](?!\d).{0,6}/g) ?? []);

    assert.deepEqual(wrong, []);
});
