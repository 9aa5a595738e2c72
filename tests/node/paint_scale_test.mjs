import assert from "node:assert/strict";
import { test } from "node:test";
import {
    extent,
    formatCount,
    formatDistinct,
    formatNumber,
    linearScale,
    logScale,
    niceDomain,
    offsetLogScale,
    symlogScale,
} from "../../web/paint/scale.js";

const scales = {
    linear: linearScale([-2, 7], [300, 10]),
    log: logScale([1e-4, 10], [40, 400]),
    symlog: symlogScale([-1000, 50], [0, 200], 0.1),
    "offset log": offsetLogScale([0, 890], [0, 1], 0.5),
};

for (const [name, scale] of Object.entries(scales)) {
    test(`a ${name} scale takes the ends of its domain to the ends of its range and every value back to itself`, () => {
        const [low, high] = scale.domain;
        const size = Math.abs(scale.range[1] - scale.range[0]);

        const shares = Array.from({ length: 21 }, (_, i) => scale.range[0] + ((scale.range[1] - scale.range[0]) * i) / 20);

        // a few roundings of numbers the size of the range or the domain
        assert.ok(Math.abs(scale(low) - scale.range[0]) <= 8 * Number.EPSILON * Math.max(size, ...scale.range));
        assert.ok(Math.abs(scale(high) - scale.range[1]) <= 8 * Number.EPSILON * Math.max(size, ...scale.range));
        for (const pixel of shares) assert.ok(Math.abs(scale(scale.invert(pixel)) - pixel) <= 1e-9 * size, `${pixel}`);
    });

    test(`the ticks of a ${name} scale ascend and stay within its domain`, () => {
        for (const count of [2, 3, 5, 8, 12]) {
            const ticks = scale.ticks(count);

            assert.ok(ticks.length >= 2 && ticks.length <= 3 * count + 2, `${count}: ${ticks}`);
            for (let i = 0; i < ticks.length; i++) {
                assert.ok(ticks[i] >= scale.domain[0] - 1e-9 && ticks[i] <= scale.domain[1] + 1e-9, `${ticks}`);
                if (i > 0) assert.ok(ticks[i] > ticks[i - 1], `${ticks}`);
            }
        }
    });
}

test("linear ticks are round numbers without a binary tail", () => {
    const ticks = linearScale([0, 0.5], [0, 1]).ticks(5);

    assert.deepEqual(ticks, [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test("log ticks are powers of ten, with their threes or twos and fives where few powers fit", () => {
    assert.deepEqual(logScale([1e-3, 1], [0, 1]).ticks(3), [0.001, 0.01, 0.1, 1]);
    assert.deepEqual(logScale([1, 100], [0, 1]).ticks(6), [1, 2, 5, 10, 20, 50, 100]);
    assert.deepEqual(logScale([1e-6, 1e6], [0, 1]).ticks(4), [1e-6, 1e-3, 1, 1e3, 1e6]);
});

test("symlog ticks show both sides and zero", () => {
    const ticks = symlogScale([-1000, 1000], [0, 1], 1).ticks(6);

    assert.ok(ticks.includes(0));
    assert.deepEqual(ticks.map((tick) => (tick === 0 ? 0 : -tick)).reverse(), ticks);
});

test("a log scale sends zero and below infinitely far and keeps NaN", () => {
    const scale = logScale([1e-3, 1], [0, 100]);

    assert.equal(scale(0), -Infinity);
    assert.equal(scale(-1), -Infinity);
    assert.ok(Number.isNaN(scale(NaN)));
});

test("a domain of a single value maps to the middle of the range", () => {
    const scale = linearScale([3, 3], [10, 30]);

    assert.equal(scale(3), 20);
    assert.equal(scale.invert(20), 3);
    assert.deepEqual(scale.ticks(), [3]);
});

test("the extent leaves out what is not finite", () => {
    assert.deepEqual(extent([NaN, 3, -Infinity, -2, Infinity]), [-2, 3]);
    assert.deepEqual(extent([NaN, 4]), [4, 4]);
    assert.deepEqual(extent([]), [0, 1]);
});

test("a nice domain holds the old one and ends on round numbers", () => {
    const [low, high] = niceDomain([0.13, 9.7], 5);

    assert.deepEqual([low, high], [0, 10]);
});

test("numbers are written with a true minus sign and powers of ten only where needed", () => {
    assert.equal(formatNumber(-0.25), "−0.25");
    assert.equal(formatNumber(1234.5), "1235");
    assert.equal(formatNumber(1e-4), "10⁻⁴");
    assert.equal(formatNumber(2.5e7), "2.5×10⁷");
    assert.equal(formatNumber(0), "0");
    assert.equal(formatNumber(Infinity), "∞");
    assert.equal(formatNumber(NaN), "NaN");
});

test("numbers that stand beside each other are told apart, and large ones written alike, as are small ones", () => {
    assert.deepEqual(formatDistinct([0.1, 0.5]), ["0.1", "0.5"]);
    assert.deepEqual(formatDistinct([1.661, 1.684]), ["1.66", "1.68"]);
    assert.deepEqual(formatDistinct([10, 1e3, 1e4]), ["10", "1000", "10000"]);
    assert.deepEqual(formatDistinct([10, 1e3, 1e5, 1e7]), ["10", "10³", "10⁵", "10⁷"]);
    assert.deepEqual(formatDistinct([1e-4, 1e-3, 0.01, 0.1, 1]), ["10⁻⁴", "10⁻³", "10⁻²", "0.1", "1"]);
    assert.deepEqual(formatDistinct([0, 5e-4, 1e-3]), ["0", "5×10⁻⁴", "10⁻³"]);
    assert.deepEqual(formatDistinct([1e-3, 0.01, 0.1]), ["0.001", "0.01", "0.1"]);
    assert.deepEqual(formatDistinct([-1e5, -5e4, 0, 5e4]), ["−10⁵", "−5×10⁴", "0", "5×10⁴"]);
});

test("a count has its thousands apart", () => {
    assert.deepEqual([0, 999, 1000, 59049, 1234567].map(formatCount), ["0", "999", "1,000", "59,049", "1,234,567"]);
});
