import assert from "node:assert/strict";
import { test } from "node:test";
import * as parameters from "../../web/parameters.js";
import { textIn } from "../../web/text/index.js";

const { check, format, formatAll, parse, parseAll, shared, shortest } = parameters;

const specs = {
    rate: { name: "learningRate", type: "number", min: 1e-4, max: 10, default: 0.1, scale: "log" },
    seed: { name: "seed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 1 },
    nesterov: { name: "nesterov", type: "boolean", default: false },
    data: { name: "data", type: "choice", choices: ["circle", "two-curves"], default: "circle" },
    hidden: { name: "hidden", type: "list", min: 1, max: 64, maxLength: 8, default: [4, 4] },
    inputs: { name: "inputs", type: "list", choices: ["x", "y", "x2"], minLength: 1, default: ["x", "y"] },
    start: { name: "start", type: "numbers", min: -6, max: 6, minLength: 2, maxLength: 2, default: [0.5, -1] },
    note: { name: "note", type: "text", maxLength: 5, check: (text) => (text.includes("!") ? "without !" : null), default: "" },
};
const table = Object.values(specs);

/** Every finite float32 is as likely: bits from a fixed stream (Numerical Recipes' generator). */
function* floats(count) {
    const view = new DataView(new ArrayBuffer(4));
    for (let bits = 7; count > 0; ) {
        bits = (Math.imul(bits, 1664525) + 1013904223) >>> 0;
        view.setUint32(0, bits);
        const value = view.getFloat32(0);
        if (!Number.isFinite(value)) continue;
        count -= 1;
        yield value;
    }
}

test("every float32 comes back from its text with the same bits", () => {
    const spec = { name: "x", type: "number", default: 0 };

    for (const value of [...floats(20_000), 2 ** -149, -(2 ** -149), 3.4028234663852886e38]) {
        const back = parse(spec, format(check(spec, value)));

        assert.equal(Math.fround(back), value);
    }
});

test("a number is kept as the shortest decimal of its float32, and keeping it again changes nothing", () => {
    assert.equal(check(specs.rate, Math.fround(0.1)), 0.1);
    assert.equal(check(specs.rate, 0.03), 0.03);
    for (const value of floats(2000)) assert.equal(shortest(shortest(value)), shortest(value));
});

test("minus zero is written, and read back, as zero", () => {
    assert.equal(format(check({ name: "x", type: "number", default: 0 }, -0)), "0");
});

const taken = [
    ["rate", "1e-3", 0.001],
    ["rate", "10", 10],
    ["seed", "2147483647", 2147483647],
    ["nesterov", "", true],
    ["nesterov", "false", false],
    ["data", "two-curves", "two-curves"],
    ["hidden", "8,8", [8, 8]],
    ["hidden", "", []],
    ["inputs", "x2,x", ["x", "x2"]],
    ["start", "0.25, -6", [0.25, -6]],
    ["note", "a,b", "a,b"],
];
for (const [name, text, value] of taken) {
    test(`${specs[name].name}=${text} is taken, and its own text gives it again`, () => {
        const parsed = parse(specs[name], text);

        assert.deepEqual(parsed, value);
        assert.deepEqual(parse(specs[name], format(parsed)), value);
    });
}

const refused = [
    ["rate", "11", "learning-rate=11: must be a number from 0.0001 to 10"],
    ["rate", "", "learning-rate=: must be a number from 0.0001 to 10"],
    ["rate", "Infinity", "learning-rate=Infinity: must be a number from 0.0001 to 10"],
    ["rate", "0x1", "learning-rate=0x1: must be a number from 0.0001 to 10"],
    ["rate", "1e39", "learning-rate=1e39: must be a number from 0.0001 to 10"],
    ["seed", "1.5", "seed=1.5: must be a whole number from 0 to 2147483647"],
    ["nesterov", "yes", "nesterov=yes: must be true or false"],
    ["data", "Circle", "data=Circle: must be one of circle, two-curves"],
    ["hidden", "9,900", "hidden-layers=9,900: must be 0 to 8 whole numbers, each from 1 to 64"],
    ["hidden", "1,1,1,1,1,1,1,1,1", "hidden-layers=1,1,1,1,1,1,1,1,1: must be 0 to 8 whole numbers, each from 1 to 64"],
    ["hidden", "4,", "hidden-layers=4,: must be 0 to 8 whole numbers, each from 1 to 64"],
    ["inputs", "x,x", "inputs=x,x: must be 1 to 3 of x, y, x2, each once"],
    ["start", "1", "start=1: must be 2 numbers, each from -6 to 6"],
    ["note", "a!", "note=a!: must be without !"],
    ["note", "abcdef", "note=abcdef: must be a text of at most 5 characters"],
];
for (const [name, text, message] of refused) {
    test(`${specs[name].name}=${text} is refused by saying what it may be`, () => {
        assert.throws(() => parse(specs[name], text), { name: "RangeError", message });
    });
}

test("a value of another type is refused, whatever it would turn into", () => {
    for (const spec of table) {
        for (const value of [null, undefined, NaN, {}, [{}], "1 ", Symbol.iterator.toString()]) {
            assert.throws(() => check(spec, spec === specs.note ? 7 : value), parameters.ParameterError);
        }
    }
});

test("optional numbers come all or none", () => {
    const spec = { name: "start", type: "numbers", min: -6, max: 6, maxLength: 2, default: [] };

    assert.deepEqual(parse(spec, "1,2"), [1, 2]);
    assert.deepEqual(parse(spec, ""), []);
    assert.throws(() => parse(spec, "1"), /start=1: must be 2 numbers, each from -6 to 6, or none/);
});

test("what is missing or refused is at its default, and every refusal is told", () => {
    const entries = new URLSearchParams("hidden=9,900&learning-rate=0.5&foo=1");

    const { values, errors } = parseAll(table, entries);

    assert.deepEqual(values.hidden, [4, 4]);
    assert.equal(values.learningRate, 0.5);
    assert.equal(values.data, "circle");
    assert.deepEqual(
        errors.map((error) => error.inWords(textIn("en"))),
        ["hidden=9,900: must be 0 to 8 whole numbers, each from 1 to 64; using the default", "foo: nothing here goes by that name"],
    );
    assert.equal(errors[0].inWords(textIn("zh")), "hidden=9,900：应是 0 到 8 个整数，每个在 1 到 64 之间；已改用默认值");
});

test("only what is not at its default is written, and reading that gives all values again", () => {
    const { values } = parseAll(table, [["hidden", "8,8"], ["learning-rate", "0.1"], ["nesterov", "true"]]); // prettier-ignore

    const written = formatAll(table, values);

    assert.deepEqual(written, [["nesterov", "true"], ["hidden", "8,8"]]); // prettier-ignore
    assert.deepEqual(parseAll(table, written).values, values);
});

test("values carry over to another table where it has the name and allows the value", () => {
    const other = [specs.data, { ...specs.hidden, max: 16 }, { ...specs.rate, max: 100 }];

    assert.deepEqual(shared(other, { data: "two-curves", hidden: [64], learningRate: 3, seed: 5 }), {
        data: "two-curves",
        learningRate: 3,
    });
});

test("the attribute of `hidden` is one that HTML does not own", () => {
    assert.equal(parameters.attributeName("hidden"), "hidden-layers");
    assert.equal(parameters.attributeName("learningRate"), "learning-rate");
});
