import assert from "node:assert/strict";
import { inGB18030 } from "../../web/gb18030.mjs";
import { en } from "../../web/text/en.js";
import { zh } from "../../web/text/zh.js";
import { engineNames, testIn, withPage } from "./browsers.mjs";

for (const browserName of engineNames)
    testIn(browserName, `the texts of the pages come out of GB18030 as they went in (${browserName})`, () =>
        withPage({ browserName, scheme: "file" }, async (page) => {
            const text = JSON.stringify([en, zh]);

            const decoded = await page.evaluate(
                (bytes) => new TextDecoder("gb18030").decode(Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))),
                Buffer.from(inGB18030(text)).toString("base64"),
            );

            assert.equal(decoded, text);
        }),
    );
