import assert from "node:assert/strict";
import { test } from "node:test";
import { inGB18030 } from "../../web/gb18030.mjs";
import { en } from "../../web/text/en.js";
import { zh } from "../../web/text/zh.js";
import { browserNames, withPage } from "./browsers.mjs";

for (const browserName of browserNames)
    test(`the texts of the pages come out of GB18030 as they went in (${browserName})`, { timeout: 120_000 }, () =>
        withPage({ browserName, scheme: "file" }, async (page) => {
            const text = JSON.stringify([en, zh]);

            const decoded = await page.evaluate(
                (bytes) => new TextDecoder("gb18030").decode(Uint8Array.from(bytes)),
                Array.from(inGB18030(text)),
            );

            assert.equal(decoded, text);
        }),
    );
