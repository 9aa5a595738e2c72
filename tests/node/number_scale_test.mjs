/** Every position of every slider is a number of its own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "../../web/control/bind.js";
import { lastPosition, positionOf, valueAt } from "../../web/control/number-scale.js";
import { figures } from "../../web/figure/index.js";

for (const { name, parameters } of figures) {
    const sliders = parameters.filter((spec) => kindOf(spec) === "slider");
    if (sliders.length === 0) continue;

    test(`${name}: an arrow key always changes the number, and the slider stays where it was put`, () => {
        for (const spec of sliders) {
            const positions = Array.from({ length: lastPosition(spec) + 1 }, (_, position) => position);

            const values = positions.map((position) => valueAt(spec, position));

            for (const [position, value] of values.entries()) {
                assert.ok(position === 0 || value > values[position - 1], `${spec.name}: ${values[position - 1]}, then ${value}`);
                assert.equal(Math.round(positionOf(spec, value)), position, `${spec.name} = ${value}`);
            }
        }
    });
}
