/** The figure of the two modes: where its boxes stand, how far a sweep has come, and that what it counts the core has counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { countsOf } from "../../web/figure/modes/counts.js";
import { arrange, crossings, layoutGraph, settle } from "../../web/figure/modes/layout.js";
import { namesOf } from "../../web/figure/modes/names.js";
import { paintGraph } from "../../web/figure/modes/picture.js";
import { PRESETS, presetOf } from "../../web/figure/modes/presets.js";
import { fitGraph } from "../../web/figure/modes/size.js";
import { stepWords } from "../../web/figure/modes/step-words.js";
import { lastStep, stateAt } from "../../web/figure/modes/sweep.js";
import { checkValues, readValues, writeValues } from "../../web/figure/modes/values.js";
import { textIn } from "../../web/text/index.js";
import { lightTheme as theme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();
const graphOf = (text, inputs) => handle(core, { type: "graph", text, inputs }).graph;

/** A sum of 12 tanh units of 2 inputs each, all weights their own: some 60 nodes that vary, 109 in all. */
const wide = `x = 1; z = 2; ${Array.from({ length: 12 }, (_, k) => `h${k} = tanh(u${k} × x + v${k} × z + b${k})`).join("; ")}; ${Array.from({ length: 12 }, (_, k) => `h${k}`).join(" + ")}`;
const deep = Array.from({ length: 30 }, (_, k) => `x${k + 1} = sin(x${k}) × x${k} + x0`).join("; ");
const formulas = { ...PRESETS, wide, deep, constant: "2 × 3", lone: "a", unused: "a = 1; b = a + 1; c" };

const options = { box: { width: 60, height: 40 }, along: 30, across: 10 };

for (const [name, text] of Object.entries(formulas))
    for (const upwards of [false, true])
        test(`the boxes of ${name} stay inside and apart, and every edge leads ${upwards ? "upwards" : "rightwards"}`, () => {
            const { nodes, edges } = graphOf(text);
            const { width, height } = options.box;

            const layout = layoutGraph(arrange(nodes), { ...options, upwards });

            const boxes = layout.nodes;
            boxes.forEach((one, i) => {
                assert.ok(one.x - width / 2 >= -1e-6 && one.x + width / 2 <= layout.width + 1e-6);
                assert.ok(one.y - height / 2 >= -1e-6 && one.y + height / 2 <= layout.height + 1e-6);
                for (const other of boxes.slice(0, i)) assert.ok(Math.abs(one.x - other.x) >= width || Math.abs(one.y - other.y) >= height);
            });
            edges.forEach(({ from, to }, edge) => {
                const route = layout.edges[edge].map(({ x, y }) => (upwards ? -y : x));
                route.slice(1).forEach((at, k) => assert.ok(at > route[k]));
                const [start, end] = [layout.edges[edge][0], layout.edges[edge].at(-1)];
                const side = (a, b) => (upwards ? Math.abs(a.x - b.x) <= width / 2 : Math.abs(a.y - b.y) <= height / 2);
                assert.ok(side(start, boxes[from]) && side(end, boxes[to]));
            });
        });

test("no edge passes through a box that it does not belong to", () => {
    for (const text of Object.values(formulas)) {
        const { nodes, edges } = graphOf(text);
        const layout = layoutGraph(arrange(nodes), options);
        const { width, height } = options.box;

        edges.forEach(({ from, to }, edge) => {
            for (const { x, y } of layout.edges[edge].slice(1, -1))
                layout.nodes.forEach((box, i) => {
                    const inside = Math.abs(x - box.x) <= width / 2 && Math.abs(y - box.y) < height / 2;
                    assert.ok(!inside || i === from || i === to);
                });
        });
    }
});

test("parallel edges are drawn apart", () => {
    const { nodes, edges } = graphOf(PRESETS.stages);
    const layout = layoutGraph(arrange(nodes), options);

    edges.forEach((one, i) =>
        edges.slice(0, i).forEach((other, k) => {
            if (one.from !== other.from || one.to !== other.to) return;
            const [a, b] = [layout.edges[i], layout.edges[k]];
            assert.ok(Math.abs(a[0].y - b[0].y) >= 8 && Math.abs(a.at(-1).y - b.at(-1).y) >= 8);
        }),
    );
});

test("a formula that is a tree is drawn without crossings", () => {
    const { nodes } = graphOf("(a + b) × (c − d) + exp(f) ÷ (g × h)");
    const layout = layoutGraph(arrange(nodes), options);
    const layers = new Map();
    layout.nodes.forEach(({ x, y }, i) => layers.set(x, [...(layers.get(x) ?? []), { i, y }]));
    const order = [...layers].sort(([a], [b]) => a - b).map(([, row]) => row.sort((a, b) => a.y - b.y).map(({ i }) => i)); // prettier-ignore
    const layerOf = (node) => order.findIndex((row) => row.includes(node));
    const below = nodes.map(({ args }, i) => args.filter((arg) => layerOf(arg) === layerOf(i) - 1));

    assert.equal(crossings(order, below), 0);
});

test("two edges that cross are counted once", () => {
    assert.equal(crossings([[0, 1], [2, 3]], [[], [], [1], [0]]), 1); // prettier-ignore
    assert.equal(crossings([[0, 1], [2, 3]], [[], [], [0], [1]]), 0); // prettier-ignore
});

test("what may not come closer settles as near to its wishes as can be", () => {
    // Wishes 0, 1, 10 at distances of at least 4: the first two share the blame, the third has its way.
    assert.deepEqual(settle([0, 1, 10], [0, 4, 8], [1, 1, 1]), [-1.5, 2.5, 10]);
    // The heavy one gives way less: shifts 0 and −3 in the mean (3·0 + 1·(−3))/4.
    assert.deepEqual(settle([0, 1], [0, 4], [3, 1]), [-0.75, 3.25]);
});

test("a layout is the same every time", () => {
    const { nodes } = graphOf(wide);

    assert.deepEqual(layoutGraph(arrange(nodes), options), layoutGraph(arrange(nodes), options));
});

for (const [room, least] of [
    [334, "compact"],
    [1180, "large"],
])
    test(`the textbook's graph fits into ${room} px, ${least} at least`, () => {
        const { size, layout } = fitGraph(graphOf(PRESETS.textbook).nodes, room);

        assert.ok(layout.width <= room);
        assert.ok(["compact", "roomy", "large"].indexOf(size.name) >= ["compact", "roomy", "large"].indexOf(least), size.name);
    });

test("a graph of 109 nodes still has boxes that can be read, and is at most half as wide again as a phone", () => {
    const { nodes } = graphOf(wide);
    assert.ok(nodes.length >= 60);

    for (const [room, most] of [
        [334, 501],
        [1180, 1180],
    ]) {
        // prettier-ignore
        const { size, layout } = fitGraph(nodes, room);
        assert.ok(size.box.height >= 32 && size.box.width >= 60); // two lines of 11 px, and a number of five digits
        assert.ok(layout.width <= most, `${layout.width} > ${most}`);
    }
});

test("reverse mode is at every step where the core's sweep was", () => {
    const graph = graphOf(PRESETS.textbook);
    const [a, b, c, , d, e] = [0, 1, 2, 3, 4, 5];
    const at = (step) => stateAt(graph, "reverse", 0, step);

    assert.equal(lastStep(graph, "reverse", 0), 5);
    assert.deepEqual(at(0).derivatives, [null, null, null, null, null, 1]);
    assert.deepEqual([at(1).derivatives[d], at(1).derivatives[c]], [null, 2]);
    assert.deepEqual([at(3).derivatives[b], at(5).derivatives[b], at(5).derivatives[a], at(5).derivatives[e]], [3, 5, 2, 1]);
    assert.deepEqual([...at(5).now], [1]);
    assert.equal(at(5).passed.size, 5);
});

test("forward mode from b ends with the derivative of the output by b", () => {
    const graph = graphOf(PRESETS.textbook);
    const { derivatives, edgeVisits } = stateAt(graph, "forward", 1, lastStep(graph, "forward", 1));

    assert.deepEqual([derivatives[graph.inputs[1]], derivatives[graph.output], edgeVisits], [1, 5, 5]);
});

test("path by path the three stages take 81 edges where reverse mode takes 9", () => {
    const graph = graphOf(PRESETS.stages);
    const all = stateAt(graph, "paths", 0, 27);

    assert.deepEqual(countsOf(graph), { reverse: 9, forward: 9, paths: 81 });
    assert.equal(all.edgeVisits, graph.paths.walk.edgeVisits);
    assert.deepEqual([all.derivatives[0], stateAt(graph, "paths", 0, 14).derivatives[0]], [27, 14]);
});

test("paths add up to what both modes find, each input for itself", () => {
    const graph = graphOf(PRESETS.network);
    const { walk } = graph.paths;

    graph.inputs.forEach((node, i) => {
        // Sums of a few products of at most 8 factors each, in another order: 20 roundings of terms not above 10.
        assert.ok(Math.abs(walk.derivatives[i] - graph.reverse.derivatives[node]) < 20 * 10 * 2 ** -24);
        assert.ok(Math.abs(graph.forward[i].derivatives[graph.output] - graph.reverse.derivatives[node]) < 20 * 10 * 2 ** -24);
    });
    assert.equal(walk.products.length, graph.paths.total);
});

test("forward mode's visits are those of all its sweeps", () => {
    const { forward, forwardVisits, inputs } = graphOf(PRESETS.neuron);

    assert.equal(forward.length, inputs.length);
    assert.equal(forwardVisits.edges, forward.reduce((sum, { edges }) => sum + edges.length, 0)); // prettier-ignore
});

test("ten stages have 3¹⁰ paths, which are counted and not walked", () => {
    const graph = graphOf(PRESETS.tenStages);

    assert.equal(graph.paths.total, 3 ** 10);
    assert.deepEqual(countsOf(graph), { reverse: 30, forward: 30, paths: null });
    assert.equal(lastStep(graph, "paths", 0), 0);
});

test("a step is told in symbols and in the numbers of the core", () => {
    const graph = graphOf(PRESETS.textbook);
    const words = (mode, input, step) => stepWords(textIn("en"), graph, namesOf(graph.nodes), { mode, input, step });

    assert.deepEqual(words("reverse", 0, 5), {
        title: "Edge 5 of 5: b → c",
        lines: [
            ["∂e/∂b", "so far + ∂e/∂c × local derivative of b → c"],
            ["", "3 + 2 × 1"],
            ["", "5"],
        ],
    });
    assert.deepEqual(words("reverse", 0, 1).lines.slice(1), [["", "1 × 2"], ["", "2"]]); // prettier-ignore
    assert.deepEqual(words("forward", 1, 5).lines, [
        ["∂e/∂b", "so far + ∂d/∂b × local derivative of d → e"],
        ["", "2 + 1 × 3"],
        ["", "5"],
    ]);
    assert.match(words("paths", 0, 1).title, /^Path 1 of 3: [ab] → [cd] → e$/);
    assert.match(words("reverse", 0, 0).title, /^Start at the output: e/);
});

test("every formula to begin with can be read, and is known again", () => {
    for (const [name, text] of Object.entries(PRESETS)) {
        assert.equal(graphOf(text).diverged, null);
        assert.equal(presetOf(text), name);
    }
    assert.equal(presetOf("a"), null);
});

test("values by name go into one text and back", () => {
    const values = { a: 2, 权重: -0.5, x1: 1e-7 };

    assert.deepEqual(readValues(writeValues(values)), values);
    assert.equal(checkValues(writeValues(values)), null);
    assert.deepEqual([readValues(""), writeValues({}), checkValues("")], [{}, "", null]);
    for (const wrong of ["a", "a:", "a:b", "a:1,", ":1", "a:1e99", "a: 1", "a:0x1"]) assert.equal(checkValues(wrong), "a:2,b:-0.5");
});

test("a request tells where its inputs start, whatever they are set to", () => {
    const graph = graphOf("a = 2; b × a", { a: 7 });

    assert.deepEqual(graph.starts, [2, 1]);
    assert.equal(graph.nodes[graph.inputs[0]].value, 7);
});

test("a painted graph names every node, leaves the context as it was, and colours what was swept", () => {
    const graph = graphOf(PRESETS.textbook);
    const plan = fitGraph(graph.nodes, 900);
    const { ctx, named, isRestored } = recordingContext();
    const state = stateAt(graph, "reverse", 0, 2);

    paintGraph(ctx, graph, plan, { ...state, color: "#a8328f", backwards: true, names: namesOf(graph.nodes) }, theme);

    assert.ok(isRestored());
    const texts = named("fillText").map(({ args }) => args[0]);
    for (const name of ["a", "b", "c", "d", "e", "6"]) assert.ok(texts.includes(name), name);
    const swept = named("stroke").filter(({ settings }) => settings.strokeStyle === "#a8328f" && settings.lineWidth >= 2);
    assert.equal(swept.length, 3); // two edges and the output's box
});
