import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../web/clock.js";

/** A clock whose frames come when asked for, and a list of what it did. */
function arrange(tick = async () => {}) {
    const frames = [];
    globalThis.requestAnimationFrame = (callback) => frames.push(callback);
    globalThis.cancelAnimationFrame = () => (frames.length = 0);
    const done = [];
    const clock = new Clock({ tick: () => (done.push("tick"), tick()), paint: () => done.push("paint") });
    const frame = async () => {
        frames.shift()?.();
        await new Promise(setImmediate);
    };
    return { clock, done, frame };
}

test("off-screen nothing ticks or paints; on screen again it goes on", async () => {
    const { clock, done, frame } = arrange();

    clock.setPlaying(true);
    await frame();
    assert.deepEqual(done, []);
    clock.setActive(true);
    await frame();
    await frame();

    assert.deepEqual(done, ["tick", "paint", "tick"]);
});

test("once it has left the screen nothing ticks or paints, though a frame was asked for before", async () => {
    const { clock, done, frame } = arrange();
    clock.setActive(true);

    clock.setActive(false);
    clock.setPlaying(true);
    await frame();
    assert.deepEqual(done, []);
    clock.setActive(true);
    await frame();

    assert.deepEqual(done, ["tick", "paint"]);
});

test("no tick begins before the last one has ended, and painting does not wait for it", async () => {
    let end = () => {};
    const { clock, done, frame } = arrange(() => new Promise((resolve) => (end = resolve)));
    clock.setActive(true);
    clock.setPlaying(true);

    await frame();
    clock.invalidate();
    await frame();
    end();
    await frame();
    await frame();

    assert.deepEqual(done, ["tick", "paint", "paint", "tick"]);
});

test("any number of invalidations make one painting", async () => {
    const { clock, done, frame } = arrange();
    clock.setActive(true);

    for (let i = 0; i < 5; i++) clock.invalidate();
    await frame();
    await frame();

    assert.deepEqual(done, ["paint"]);
});

test("an ended clock stays still", async () => {
    const { clock, done, frame } = arrange();
    clock.setActive(true);
    clock.setPlaying(true);

    clock.end();
    clock.invalidate();
    await frame();

    assert.deepEqual(done, []);
});

test("while it is held no frame paints, though who must can; then what waited is painted", async () => {
    const { clock, done, frame } = arrange();
    clock.hold(Infinity);
    clock.setActive(true);

    await frame();
    assert.deepEqual(done, []);
    clock.paintNow();
    clock.invalidate();
    await frame();
    assert.deepEqual(done, ["paint"]);
    clock.hold(0);
    await frame();

    assert.deepEqual(done, ["paint", "paint"]);
});
