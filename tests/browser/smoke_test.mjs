import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";

inEveryBrowser("the page opens and draws without a complaint", {}, async (page) => {
    await page.waitForFunction(() => document.querySelector("valley-figure")?.shadowRoot?.querySelector("canvas"));

    const title = await page.title();

    assert.match(title, /Valley/);
});
