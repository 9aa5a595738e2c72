/** The other browser tests can fail: each kind of complaint reaches them. */
import assert from "node:assert/strict";
import { engineNames, testIn, withPage } from "./browsers.mjs";

const mischief = {
    "an error on the console": [() => console.error("mischief"), /console: mischief/],
    "an exception": [
        () => new Promise((done) => setTimeout(() => setTimeout(done), Promise.reject(new Error("mischief")))),
        /exception: .*mischief/,
    ],
    "a request that leaves this machine": [() => fetch("http://valley.invalid/").catch(() => 0), /left the page: http:\/\/valley\.invalid/],
    "a file that is not there": [() => fetch("missing.json"), /404: .*missing\.json/],
};

for (const browserName of engineNames) {
    for (const [what, [act, complaint]] of Object.entries(mischief)) {
        testIn(browserName, `${what} fails a test (${browserName})`, async () => {
            const visit = withPage({ browserName, scheme: "http" }, (page) => page.evaluate(act).then(() => {}));

            await assert.rejects(visit, complaint);
        });
    }
}
