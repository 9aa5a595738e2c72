import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Pool } from "../../web/core/client.js";
import { handle } from "../../web/core/requests.js";
import { compiledCore, newCore } from "./core.mjs";
import { createThread } from "./thread.mjs";

const module = compiledCore();

/** Workers that answer when told to: each notes what it was sent. */
function manualWorkers() {
    const workers = [];
    const createWorker = () => {
        const worker = { onmessage: null, onerror: null, sent: [], terminated: false, postMessage, terminate };
        function postMessage(message) {
            if (message.module) queueMicrotask(() => worker.onmessage({ data: { ready: true } }));
            else worker.sent.push(message.request);
        }
        function terminate() {
            worker.terminated = true;
        }
        workers.push(worker);
        return worker;
    };
    return { workers, createWorker };
}

/** A pool of such workers, all of them ready: brought up by as many parts of work. */
async function manualPool(size) {
    const { workers, createWorker } = manualWorkers();
    const pool = new Pool({ size, createWorker, module });
    const answer = async (worker, data) => {
        worker.onmessage({ data });
        await turn();
    };
    void pool.askAll("first", Array(size).fill(request("saddle")));
    while (workers.length < size || workers.at(-1).sent.length === 0) await turn();
    for (const worker of workers) {
        worker.sent.length = 0;
        await answer(worker, { reply: 1 });
    }
    return { pool, workers, answer };
}

const request = (name) => ({ type: "surfaceInfo", surface: name });
const named = (worker) => worker.sent.map(({ surface }) => surface);

for (const [where, createWorker] of [
    ["worker threads", createThread],
    ["the page", null],
])
    test(`${where} answer as handle does`, async () => {
        const pool = new Pool({ size: 2, createWorker, module });
        const data = { name: "moons", n: 50, noise: 0, seed: 1, testShare: 0, inputs: ["x", "y"] };
        const problem = { kind: "network", data, net: { hidden: [3], activation: "tanh", loss: "bce" } };
        const core = await newCore();
        const parts = [1, 2, 3, 4, 5].map((seed) => ({ type: "dataset", data: { ...data, seed } }));
        const seen = [];

        const start = await pool.ask("net", { type: "start", problem });
        const sets = await pool.askAll("sets", parts, (reply, index) => (seen[index] = reply));

        assert.deepEqual(start, handle(core, { type: "start", problem }));
        assert.deepEqual(
            sets,
            parts.map((part) => handle(core, part)),
        );
        assert.deepEqual(seen, sets);
        await assert.rejects(
            pool.ask("net", request("hill")),
            /^Error: surface must be one of bowl|^RangeError: surface must be one of bowl/,
        );
        pool.close();
    });

test("a thread that dies rejects its request by name, and another takes its place", async () => {
    const pool = new Pool({ size: 1, createWorker: createThread, module });

    await assert.rejects(pool.ask("a", { type: "crash" }), /^Error: a worker stopped: exit 1$/);
    const reply = await pool.ask("a", request("bowl"));

    assert.equal(reply.minima.length, 1);
    pool.close();
});

test("a later ask in the same slot supersedes, and waits for what its slot still has at work", async () => {
    const { pool, workers, answer } = await manualPool(2);
    const first = pool.ask("a", request("bowl"));
    const second = pool.ask("a", request("ravine"));
    const third = pool.ask("a", request("saddle"));
    const other = pool.ask("b", request("double-well"));

    assert.deepEqual([await first, await second], [null, null]);
    assert.deepEqual(workers.map(named), [["bowl"], ["double-well"]]);
    await answer(workers[0], { reply: "too late" });
    assert.deepEqual(named(workers[0]), ["bowl", "saddle"]);
    await answer(workers[0], { reply: "in time" });
    await answer(workers[1], { reply: "other" });

    assert.deepEqual([await third, await other], ["in time", "other"]);
    pool.close();
});

test("the parts of a superseded job are dropped", async () => {
    const { pool, workers, answer } = await manualPool(1);
    const seen = [];
    const bulk = pool.askAll("map", ["bowl", "ravine", "saddle"].map(request), (reply, index) => seen.push([reply, index]));

    await answer(workers[0], { reply: "first" });
    const later = pool.askAll("map", [request("rosenbrock")]);
    await answer(workers[0], { reply: "dropped" });
    await answer(workers[0], { reply: "last" });

    assert.equal(await bulk, null);
    assert.deepEqual(await later, ["last"]);
    assert.deepEqual(seen, [["first", 0]]);
    assert.deepEqual(named(workers[0]), ["bowl", "ravine", "rosenbrock"]);
    pool.close();
});

test("a small request goes before the queued parts of a big one", async () => {
    const { pool, workers, answer } = await manualPool(1);
    const bulk = pool.askAll("map", ["bowl", "ravine"].map(request));
    const small = pool.ask("train", request("saddle"));

    await answer(workers[0], { reply: 1 });
    await answer(workers[0], { reply: 2 });
    await answer(workers[0], { reply: 3 });

    assert.deepEqual(named(workers[0]), ["bowl", "saddle", "ravine"]);
    assert.equal(await small, 2);
    assert.deepEqual(await bulk, [1, 3]);
    pool.close();
});

test("parts are spread over the workers, and replies stand in the order of the requests", async () => {
    const { pool, workers, answer } = await manualPool(2);
    const order = [];
    const bulk = pool.askAll("map", ["bowl", "ravine"].map(request), (_, index) => order.push(index));

    await answer(workers[1], { reply: "ravine" });
    await answer(workers[0], { reply: "bowl" });

    assert.deepEqual(await bulk, ["bowl", "ravine"]);
    assert.deepEqual(order, [1, 0]);
    pool.close();
});

test("an error rejects its job alone", async () => {
    const { pool, workers, answer } = await manualPool(1);
    const bulk = pool.askAll("map", ["bowl", "ravine", "saddle"].map(request));
    const other = pool.askAll("other", [request("rosenbrock")]);
    const rejected = assert.rejects(bulk, { message: "theta must be told" });

    await answer(workers[0], { error: "theta must be told" });
    await answer(workers[0], { reply: "fine" });

    await rejected;
    assert.deepEqual(await other, ["fine"]);
    assert.deepEqual(named(workers[0]), ["bowl", "rosenbrock"]);
    pool.close();
});

test("a trap is a crash: the worker is ended and replaced", async () => {
    const { pool, workers, answer } = await manualPool(1);
    const asked = assert.rejects(pool.ask("a", request("bowl")), { message: "a worker stopped: unreachable" });

    await answer(workers[0], { crash: "unreachable" });
    await asked;
    const again = pool.ask("a", request("ravine"));
    await turn();
    await answer(workers[1], { reply: "fine" });

    assert.equal(workers[0].terminated, true);
    assert.equal(await again, "fine");
    pool.close();
});

test("a slot comes back to the worker that knows its problem", async () => {
    const { pool, workers, answer } = await manualPool(2);
    void pool.ask("a", request("bowl"));
    void pool.ask("b", request("ravine"));
    await answer(workers[1], { reply: 1 });
    await answer(workers[0], { reply: 1 });

    void pool.ask("a", request("saddle"));
    void pool.ask("b", request("rosenbrock"));

    assert.deepEqual(workers.map(named), [
        ["bowl", "saddle"],
        ["ravine", "rosenbrock"],
    ]);
    pool.close();
});

test("a reader's points are sent to a worker once", async () => {
    const { pool, workers, answer } = await manualPool(1);
    const points = (key) => ({
        key,
        x: Float32Array.of(1),
        y: Float32Array.of(1),
        nInputs: 1,
        nClasses: 0,
        columnNames: [],
        classNames: [],
    });
    const about = (key) => ({ type: "dataset", data: { name: "csv", points: points(key) } });
    const start = (key) => ({ type: "start", problem: { kind: "network", data: { name: "csv", points: points(key) } } });

    for (const asked of [about("one"), start("one"), start("two"), about("two"), about("one")]) {
        void pool.ask("a", asked);
        await answer(workers[0], { reply: 1 });
    }

    const sent = workers[0].sent.map((r) => (r.data ?? r.problem.data).points);
    assert.deepEqual(
        sent.map(({ key, x }) => [key, x !== undefined]),
        [
            ["one", true],
            ["one", false],
            ["two", true],
            ["two", false],
            ["one", true],
        ],
    );
    pool.close();
});

test("workers begin one after the other, the next when the last one stands and there is work for it", async () => {
    const workers = [];
    const createWorker = () => (workers.push({ postMessage() {}, terminate() {} }), workers.at(-1));
    const pool = new Pool({ size: 3, createWorker, module });
    const stands = async (worker) => {
        await turn();
        worker.onmessage({ data: { ready: true } });
        await turn();
    };

    const counts = [];
    void pool.ask("a", request("bowl"));
    await stands(workers[0]);
    counts.push(workers.length); // one request, one worker
    void pool.askAll("b", ["bowl", "ravine", "saddle", "himmelblau"].map(request));
    counts.push(workers.length);
    await stands(workers[1]);
    counts.push(workers.length);
    await stands(workers[2]);
    counts.push(workers.length); // there is still a part left, but the pool has its size

    assert.deepEqual(counts, [1, 2, 3, 3]);
    pool.close();
});

/** A worker that says nothing but, after a while, that it failed. */
function failing(delay) {
    const worker = { onmessage: null, onerror: null, postMessage() {}, terminate() {} };
    delay.then(() => worker.onerror?.({ message: "forbidden" }));
    return worker;
}

for (const [what, createWorker] of [
    [
        "throws",
        () => {
            throw new Error("SecurityError");
        },
    ],
    ["fails at once", () => failing(Promise.resolve())],
    ["fails later", () => failing(turn())],
])
    test(`where a new worker ${what}, the page works itself`, async () => {
        const late = turn().then(() => module); // as a module that is still being unpacked
        let tries = 0;
        const counted = () => (tries++, createWorker());
        const pool = new Pool({ size: 3, createWorker: counted, module: late });

        const reply = await pool.ask("a", request("himmelblau"));

        assert.equal(reply.minima.length, 4);
        assert.equal(tries, 1); // where one cannot start no other is tried
        pool.close();
    });

test("in the page, other tasks have their turn between the parts", async () => {
    const pool = new Pool({ createWorker: null, module });
    const order = [];
    const bulk = pool.askAll("map", new Array(4).fill(request("bowl")), (_, index) => order.push(index));

    await pool.ask("small", request("bowl"));
    order.push("small");
    await bulk;

    assert.deepEqual(order, [0, "small", 1, 2, 3]);
    pool.close();
});

test("a core that cannot be had is the answer to every ask", async () => {
    const { createWorker } = manualWorkers();
    const pool = new Pool({ size: 2, createWorker, module: Promise.reject(new Error("WebAssembly is forbidden here")) });

    await assert.rejects(pool.ask("a", request("bowl")), /WebAssembly is forbidden here/);
    await assert.rejects(pool.ask("b", request("bowl")), /WebAssembly is forbidden here/);
    pool.close();
});

test("close ends the workers and resolves what is asked to null", async () => {
    const { pool, workers } = await manualPool(2);
    const asked = [pool.ask("a", request("bowl")), pool.askAll("b", ["bowl", "ravine"].map(request))];

    pool.close();

    assert.deepEqual(await Promise.all(asked), [null, null]);
    assert.ok(workers.every(({ terminated }) => terminated));
    assert.equal(await pool.ask("a", request("bowl")), null);
});
