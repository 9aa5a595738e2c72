import assert from "node:assert/strict";
import { test } from "node:test";
import { carried, readFragment, writeFragment } from "../../web/pages/fragment.js";

const shape = [
    { name: "data", type: "choice", choices: ["circle", "spiral"], default: "circle" },
    { name: "hidden", type: "list", min: 1, max: 64, maxLength: 8, default: [4, 4] },
    { name: "learningRate", type: "number", min: 0, max: 10, default: 0.1 },
];
const figures = [
    { name: "playground", parameters: [...shape, { name: "changes", type: "text", default: "" }] },
    { name: "loss-surface", parameters: [...shape, { name: "view", type: "choice", choices: ["contour", "3d"], default: "contour" }] },
    { name: "descent", parameters: [{ name: "learningRate", type: "number", min: 0, max: 10, default: 0.5 }] },
];
const [playground, lossSurface, descent] = figures;

test("where all is at its default nothing is written", () => {
    assert.equal(writeFragment(figures, readFragment(figures, "").state), "");
    assert.equal(readFragment(figures, "").state.figure, "playground");
});

test("a fragment comes back as it was written", () => {
    const fragment = "#figure=loss-surface&lang=zh&theme=dark&data=spiral&hidden=8,8&view=3d";

    const { state, errors } = readFragment(figures, fragment);

    assert.deepEqual(errors, []);
    assert.deepEqual(state.parameters, { data: "spiral", hidden: [8, 8], learningRate: 0.1, view: "3d" });
    assert.equal(writeFragment(figures, state), fragment);
});

test("any text survives the fragment", () => {
    const changes = "a=b&c+d %25 #?é中 ,;:/";
    const { state } = readFragment(figures, "");

    const fragment = writeFragment(figures, { ...state, parameters: { ...state.parameters, changes } });

    assert.equal(readFragment(figures, fragment).state.parameters.changes, changes);
});

test("an unknown figure, language, key and a broken escape are told, and the rest is kept", () => {
    const { state, errors } = readFragment(figures, "#figure=hills&lang=fr&data=%E0%A4%A&hidden=8,8&=&nothing");

    assert.deepEqual(
        errors.map((error) => error.spec?.name ?? error.key),
        ["figure", "lang", "data", "", "nothing"],
    );
    assert.deepEqual(
        { figure: state.figure, lang: state.lang, hidden: state.parameters.hidden },
        { figure: "playground", lang: null, hidden: [8, 8] },
    );
});

test("the network goes along from the playground to its loss surface, and nowhere else", () => {
    const { parameters } = readFragment(figures, "#hidden=8,8&learning-rate=3").state;

    assert.deepEqual(carried(playground, parameters, lossSurface), { data: "circle", hidden: [8, 8], learningRate: 3 });
    assert.deepEqual(carried(playground, parameters, descent), {});
});
