import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { buffersOf } from "../../web/core/serve.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const textbook = "c = a + b; d = b + 1; e = c × d";
const stages = "b = a + a + a; c = b + b + b; d = c + c + c";

/** The textbook's graph at a = 2, b = 1. */
function textbookGraph() {
    const graph = core.graph(textbook);
    graph.inputs = { a: 2, b: 1 };
    return graph;
}

test("a formula becomes nodes with values, arguments first", () => {
    const { nodes, output, inputNodes } = textbookGraph();

    assert.deepEqual(
        nodes.map(({ op, name, args, value, varies }) => [op, name, args, value, varies]),
        [
            ["input", "a", [], 2, true],
            ["input", "b", [], 1, true],
            ["add", "c", [0, 1], 3, true],
            ["const", "", [], 1, false],
            ["add", "d", [1, 3], 2, true],
            ["mul", "e", [2, 4], 6, true],
        ],
    );
    assert.equal(output, 5);
    assert.deepEqual(inputNodes, [0, 1]);
});

test("every edge has its local derivative, and stands where its node says", () => {
    const { nodes, edges } = textbookGraph();

    assert.deepEqual(
        edges.map(({ local }) => local),
        [1, 1, 1, 0, 2, 3],
    );
    nodes.forEach(({ args, firstEdge }, to) =>
        args.forEach((from, k) => assert.deepEqual([edges[firstEdge + k].from, edges[firstEdge + k].to], [from, to])),
    );
});

test("reverse mode finds every derivative of the textbook's output in one sweep of five edges", () => {
    const { derivatives, edges, products, sums, nodeVisits, edgeVisits, diverged } = textbookGraph().reverse();

    assert.deepEqual([...derivatives], [2, 5, 2, 0, 3, 1]);
    assert.deepEqual([...edges], [4, 5, 2, 0, 1]);
    assert.deepEqual([...products], [2, 3, 3, 2, 2]);
    assert.deepEqual([...sums], [2, 3, 3, 2, 5]);
    assert.deepEqual([nodeVisits, edgeVisits, diverged], [5, 5, null]);
});

test("forward mode finds every derivative by one input in a sweep of the same edges", () => {
    const graph = textbookGraph();

    assert.deepEqual([...graph.forward("a").derivatives], [1, 0, 1, 0, 0, 2]);
    assert.deepEqual([...graph.forward("b").derivatives], [0, 1, 1, 0, 1, 5]);
    assert.deepEqual([...graph.forward("b").edges], [0, 1, 2, 4, 5]);
});

test("three stages of three edges have 27 paths, and reverse mode visits 9 edges", () => {
    const graph = core.graph(stages);
    const { total, from, exact, walk } = graph.paths();

    assert.deepEqual([total, exact], [27, true]);
    assert.deepEqual([...from], [27, 9, 3, 1]);
    assert.equal(graph.reverse().edgeVisits, 9);
    assert.equal(walk.edgeVisits, 81);
    assert.deepEqual([...walk.derivatives], [27]);
    assert.equal(new Set(walk.paths.map(String)).size, 27);
    for (const path of walk.paths)
        assert.deepEqual(
            Array.from(path, (edge) => Math.floor(edge / 3)),
            [0, 1, 2],
        );
});

test("too many paths are counted and not walked", () => {
    const graph = core.graph(stages);

    assert.equal(graph.paths({ most: 26 }).walk, null);
    assert.equal(graph.paths({ most: 26 }).total, 27);
    assert.throws(() => graph.paths({ most: -1 }), { name: "RangeError", message: /^most must be a whole number ≥ 0/ });
});

test("inputs start where the formula says, keep what is not set again, and are copies", () => {
    const graph = core.graph("a = 2.5; b = -1; a*b*c");
    assert.deepEqual(graph.inputs, { a: 2.5, b: -1, c: 1 });

    graph.inputs = { b: 4 };
    graph.inputs.a = 100;

    assert.deepEqual(graph.inputs, { a: 2.5, b: 4, c: 1 });
    assert.equal(graph.nodes[graph.output].value, 10);
});

test("inputs that cannot be are refused by naming them, and the old ones stand", () => {
    const graph = textbookGraph();

    assert.throws(() => (graph.inputs = { a: 7, z: 1 }), { name: "TypeError", message: 'inputs has no "z"; it may have a, b' });
    assert.throws(() => (graph.inputs = { a: 7, b: Infinity }), {
        name: "RangeError",
        message: "inputs.b must be a finite number, got Infinity",
    });
    assert.throws(() => (graph.inputs = { a: "2" }), TypeError);
    assert.throws(() => graph.forward("e"), { name: "RangeError", message: 'input must be one of a, b; got "e"' });
    assert.deepEqual(graph.inputs, { a: 2, b: 1 });
});

/** @type {[string, string, number][]} */
const wrong = [
    ["a + # b", "operand", 5],
    ["a b", "operator", 3],
    ["(a + b", "close", 7],
    ["sqrt(a)", "function", 5],
    ["tanh a", "call", 6],
    ["𝑎 + 1", "operand", 1],
    ["权重 × 𝑎", "operand", 6],
    ["exp = 1", "new-name", 1],
    ["c = c + 1", "other-name", 5],
    ["a; b", "named", 1],
    ["1e40", "number", 1],
    ["a" + "+a".repeat(1024), "text-length", 2049],
    ["a".repeat(25), "name-length", 1],
    ["(".repeat(65), "depth", 65],
    ["a" + "-a".repeat(256), "nodes", 514],
];

for (const [text, fault, column] of wrong)
    test(`"${text.slice(0, 20)}" is refused at column ${column}: ${fault}`, () => {
        assert.throws(() => core.graph(text), {
            fault,
            column,
            message: new RegExp(`^text must be a formula; expected at column ${column}: .+`),
        });
        assert.ok(core.names("fault").includes(fault));
    });

test("what is no text is refused", () => {
    assert.throws(() => core.graph(5), { name: "TypeError", message: "text must be a string, got 5" });
});

test("a value or derivative that is not finite is told with its node", () => {
    const graph = core.graph("l = log(x); y = l + x");
    assert.equal(graph.diverged, null);

    graph.inputs = { x: -1 };
    assert.equal(graph.diverged, 1);
    assert.ok(Number.isNaN(graph.nodes[2].value));
    const root = core.graph("x = 0; x^0.5");
    assert.equal(root.diverged, null);
    assert.equal(root.reverse().diverged, 0);
});

test("a formula without inputs has a value and nothing to differentiate", () => {
    const graph = core.graph("2 × 3 + 1");

    assert.equal(graph.nodes[graph.output].value, 7);
    assert.deepEqual(graph.inputs, {});
    assert.equal(graph.reverse().edgeVisits, 0);
    assert.deepEqual(graph.paths().walk.paths, []);
});

test("with and without SIMD a graph has the same bits", async () => {
    const plain = await newCore("nn-nosimd.wasm");
    const text = "h = tanh(w*x + b); s = sin(h) × cos(x); 1/(1 + exp(-h^3)) + log(s + 3)^0.7";
    const run = (of) => {
        const graph = of.graph(text);
        graph.inputs = { w: 1.7, x: -0.3, b: 0.1 };
        return [graph.nodes, graph.edges, graph.reverse(), graph.forward("x"), graph.paths()];
    };

    assert.deepEqual(run(plain), run(core));
});

test("a freed graph says so", () => {
    const graph = textbookGraph();
    graph.free();
    graph.free();

    assert.throws(() => graph.reverse(), /this graph was freed/);
});

const ask = (request) => handle(core, { type: "graph", ...request });

test("one request holds the graph, a sweep an input, the sweep back and the paths", () => {
    const { graph, error } = ask({ text: textbook, inputs: { a: 2, b: 1, gone: 5 } });
    const made = textbookGraph();

    assert.equal(error, undefined);
    assert.deepEqual(graph.nodes, made.nodes);
    assert.deepEqual(graph.edges, made.edges);
    assert.deepEqual([graph.inputs, graph.output, graph.diverged], [[0, 1], 5, null]);
    assert.deepEqual(graph.forward, [made.forward("a"), made.forward("b")]);
    assert.deepEqual(graph.reverse, made.reverse());
    assert.deepEqual(graph.paths, made.paths());
    assert.equal(ask({ text: stages, maxPaths: 10 }).graph.paths.walk, null);
});

test("a request that is no formula is answered with the place", () => {
    assert.deepEqual(ask({ text: "a +" }), {
        error: { fault: "operand", column: 4, expected: "a number, a name, a function, a minus or an opening parenthesis" },
    });
    assert.throws(() => ask({ text: null }), TypeError);
    assert.throws(() => ask({ text: "a", inputs: { a: NaN } }), RangeError);
});

test("a graph's reply may be handed over", () => {
    const request = { text: stages, inputs: { a: 2 } };
    const reply = ask(request);
    const given = structuredClone(reply, { transfer: buffersOf(reply) });

    assert.deepEqual(ask(request), given);
});
