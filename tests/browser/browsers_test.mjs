/** The other browser tests can fail: each kind of complaint reaches them, and so does a page that is lost again, or after too many. */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { browser, engineNames, losses, testIn, withPage } from "./browsers.mjs";
import { PageLost } from "./webkit.mjs";

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

/** Ends the processes of this run's pages, as a fault does. */
async function endPages() {
    const { profile } = await browser("webkit");
    for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
        const of = (what) => readFile(`/proc/${id}/${what}`, "utf8").catch(() => ""); // ended meanwhile
        if ((await of("comm")).startsWith("WebKitWebProc") && (await of("environ")).includes(profile)) process.kill(Number(id), "SIGABRT");
    }
}

/** Opens a page that is lost so many times while it answers, where so many more may be; tells how often it was opened. */
async function lose(times, allowed) {
    const { left } = losses;
    let opened = 0;
    losses.left = allowed;
    try {
        await withPage({ browserName: "webkit", scheme: "http" }, async (page) => {
            const answer = page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
            answer.catch(() => {}); // told below, after what may take longer
            if (++opened <= times) await endPages();
            await answer;
        });
        return opened;
    } finally {
        losses.left = left;
    }
}

testIn("webkit", "a page whose process breaks down is opened once more (webkit)", async () => {
    assert.equal(await lose(1, 1), 2);
});

testIn("webkit", "a page whose process breaks down each time fails its test, as does one after too many (webkit)", async () => {
    await assert.rejects(lose(2, 2), PageLost);
    await assert.rejects(lose(1, 0), PageLost);
});
