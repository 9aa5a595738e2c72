/**
 * Data, network, decision map, every unit's map, loss curves, and the live landscape. What it shows after a number of steps depends on the
 * link alone: parameters, changes made on the way, steps.
 */
import { takenFrom } from "../share/taken.js";
import { Landscape } from "./playground/landscape.js";
import { parameters } from "./training/parameters.js";
import { Session } from "./training/session.js";
import { View } from "./playground/view.js";

/** Milliseconds between two notes of the step in the link while it plays. */
const LINK_INTERVAL = 1000;

/** @param {import("../host.js").Host} host */
function create(host) {
    const landscape = new Landscape(host);
    const session = new Session(host, { onDiverged });
    const view = new View(host, session, landscape);
    let noted = 0;
    /** Steps under way that no frame has shown yet. @type {Promise<void> | null} */
    let ahead = null;

    host.listen((name) => {
        if (name !== null || host.playing) return;
        ahead = null;
        session.note();
    });

    /** @param {any} diverged */
    function onDiverged(diverged) {
        host.pause();
        host.notice({ kind: "diverged", text: () => session.causeInWords(), action: session.wayBack });
        host.emit("valley-diverged", diverged);
    }

    const train = () => session.train(host.parameters.speed);

    /** Shows the steps that were asked for a frame ago, and asks for the next: the workers need not wait for the screen. */
    async function tick() {
        if (!session.ready) return;
        if (session.diverged) return host.pause();
        const training = ahead ?? train();
        ahead = null;
        await training;
        view.stepped();
        if (host.playing && session.ready && !session.diverged) ahead = train();
        if (performance.now() - noted < LINK_INTERVAL) return;
        noted = performance.now();
        session.note();
    }

    return {
        /** @param {Set<string>} names */
        async change(names) {
            await session.change(names);
        },
        tick,
        async step() {
            if (session.ready && !session.diverged) await session.train();
            session.note();
            view.stepped();
        },
        async reset() {
            await session.begin();
            view.stepped();
        },
        paint: () => view.paint(),
        describe: () => view.describe(),
        ...takenFrom(host, session),
        destroy: () => landscape.stop(),
    };
}

export const playground = { name: "playground", parameters, create };
