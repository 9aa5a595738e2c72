import assert from "node:assert/strict";
import { test } from "node:test";
import { fillLattice } from "../../web/paint/lattice.js";

const SIDE = 9;
const size = { width: 64, height: 48 };

/** Corners in rows, as many a side, moved by place, with a value each. */
function lattice(place, value) {
    const corners = Array.from({ length: SIDE * SIDE }, (_, k) => [(k % SIDE) / (SIDE - 1), Math.floor(k / SIDE) / (SIDE - 1)]);
    return { places: Float32Array.from(corners.flatMap(place)), values: Float32Array.from(corners, value) };
}

function filled({ places, values }, stride = 1) {
    const picture = new Float32Array(size.width * size.height);
    fillLattice(picture, size, places, values, { side: SIDE, stride });
    return picture;
}

const acrossAll = ([s, t]) => [64 * s, 48 * t];
const count = (picture) => picture.filter((value) => value !== -Infinity).length;

for (const stride of [1, 2, 4])
    test(`values that are linear stay so between the corners, ${stride} squares in one`, () => {
        const picture = filled(lattice(acrossAll, ([s, t]) => 3 * s - t), stride); // prettier-ignore

        picture.forEach((value, i) => {
            const [x, y] = [(i % 64) + 0.5, Math.floor(i / 64) + 0.5];
            assert.ok(Math.abs(value - (3 * x) / 64 + y / 48) < 1e-5, `${x}, ${y}: ${value}`); // some sums of single precision, at most 3
        });
    });

test("squares that are bent leave no gap between them, and nothing outside", () => {
    const wave = ([s, t]) => [8.3 + 48 * s + 3 * Math.sin(9 * t), 6 + 36 * t];
    const picture = filled(lattice(wave, () => 1));

    for (let row = 0; row < 48; row++) {
        const here = [...picture.subarray(64 * row, 64 * row + 64)].map((value) => (value === 1 ? "#" : " ")).join("");
        assert.match(here, row >= 6 && row < 42 ? /^ +#{48} +$/ : /^ +$/, `row ${row}: ${here}`); // every row is shifted, and as wide
    }
});

test("a square that faces the other way is filled as well", () => {
    const mirrored = filled(lattice(([s, t]) => [64 - 64 * s, 48 * t], ([s]) => s)); // prettier-ignore

    mirrored.forEach((value, i) => assert.ok(Math.abs(value - (1 - ((i % 64) + 0.5) / 64)) < 1e-5));
});

test("where a fold lies on itself the larger value is seen", () => {
    const folded = filled(lattice(([s, t]) => [64 * (1 - Math.abs(2 * s - 1)), 48 * t], ([s]) => s)); // prettier-ignore

    folded.forEach((value, i) => assert.ok(Math.abs(value - (1 - ((i % 64) + 0.5) / 128)) < 1e-5, `${i}: ${value}`));
});

test("what lies outside is left out, however far", () => {
    const far = filled(lattice(([s, t]) => [1e5 * (s - 0.5), 1e5 * (t - 0.5)], () => 2)); // prettier-ignore
    const away = filled(lattice(([s, t]) => [100 + 64 * s, -90 + 48 * t], () => 2)); // prettier-ignore

    assert.equal(count(far), 64 * 48);
    assert.equal(count(away), 0);
});

test("a square with a corner that lies nowhere, and one without an area, are left out", () => {
    const { places, values } = lattice(acrossAll, () => 1);
    places[2 * (4 * SIDE + 4)] = NaN;

    assert.equal(count(filled({ places, values })), 64 * 48 - 4 * 8 * 6);
    assert.equal(count(filled(lattice(([s]) => [64 * s, 20], () => 1))), 0); // prettier-ignore
});
