/** What a page is packed into comes out as it went in. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { unpack } from "../../web/pages/unpack.js";
import { bytesOf } from "../../web/pages/seven-bits.js";
import { inGB18030 } from "../../web/gb18030.mjs";
import { repack } from "../../web/repack.mjs";
import { asText } from "../../web/seven-bits.mjs";

/** xorshift: the same bytes every time */
function noise(n, state = 1) {
    return Uint8Array.from({ length: n }, () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return state;
    });
}
const repeated = (text, times) => new TextEncoder().encode(Array.from({ length: times }, (_, i) => text + (i % 7)).join(""));
const samples = {
    "one byte": Uint8Array.of(65),
    "noise, which cannot be packed": noise(5000),
    "one byte over and over, which is one copy of itself": new Uint8Array(3000).fill(7),
    "words, repeated from near by": repeated("the loss of a network ", 200),
    "noise, repeated from far away": Uint8Array.from([...noise(9000), ...noise(9000, 9), ...noise(9000), ...noise(300, 9)]),
    "numbers of four bytes": new Uint8Array(Float32Array.from({ length: 2000 }, (_, i) => Math.round(i ** 1.5)).buffer),
};

for (const [what, bytes] of Object.entries(samples)) {
    test(`what a page unpacks is ${what}`, async () => {
        const lzma = execFileSync("xz", ["--format=lzma", "--lzma1=preset=9e,pb=0", "-c"], { input: bytes });

        const back = await unpack(await repack(lzma, bytes.length), bytes.length);

        assert.deepEqual(back, bytes);
    });

    test(`characters of seven bits carry ${what}`, () => {
        const text = asText(bytes);

        assert.doesNotMatch(text, /[^\x01-\x0c\x0e-\x7f]/);
        assert.deepEqual(bytesOf(text).subarray(0, bytes.length), bytes);
    });
}

test("GB18030 has one, two or four bytes for a character, and brings each back", () => {
    const text = "η = 2/λmax − x² ≈ 学习率，“损失”。";

    const bytes = inGB18030(text);

    assert.equal(inGB18030("a学²").length, 1 + 2 + 4);
    assert.equal(new TextDecoder("gb18030").decode(bytes), text);
    assert.throws(() => inGB18030("𝜂"), /may not have 𝜂/);
});
