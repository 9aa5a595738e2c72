/**
 * Hidden layers as transformations: the input plane's grid and the data on it, moved by each layer in turn, until a straight line separates what it can. What
 * it shows after a number of steps depends on the link alone: parameters, changes made on the way, steps.
 */
import { Bend } from "./manifold/bend.js";
import { parameters } from "./manifold/parameters.js";
import { View } from "./manifold/view.js";
import { takenFrom } from "../share/taken.js";
import { Session } from "./training/session.js";

/** Milliseconds between two notes of the step in the link while it plays. */
const LINK_INTERVAL = 1000;
/** Milliseconds between two pictures while a link is replayed. */
const REPLAY_INTERVAL = 120;

/** @param {import("../host.js").Host} host */
function create(host) {
    const bend = new Bend(host);
    const session = new Session(host, { onDiverged, onDrawn: (run) => bend.begin(run), hasMaps: false });
    const view = new View(host, session, bend);
    let noted = 0;
    let pictured = 0;
    /** Hidden layers that the depth was chosen among. */
    let layers = host.parameters.hidden.length;

    host.listen((name) => {
        if (name === null && !host.playing) session.note();
    });

    /** @param {any} diverged */
    function onDiverged(diverged) {
        host.pause();
        host.notice({ kind: "diverged", text: () => session.causeInWords(), action: session.wayBack });
        host.emit("valley-diverged", diverged);
    }

    /** Who looks at the last space goes on to do so in a network of more layers, or of fewer. @param {Set<string>} names */
    function keepToLast(names) {
        const now = host.parameters.hidden.length;
        if (now !== layers && !names.has("depth") && host.parameters.depth >= layers) host.set({ depth: now });
        layers = now;
    }

    /** A replay is not held up by its pictures. */
    function followAtRest() {
        const now = performance.now();
        if (session.replaying && now - pictured < REPLAY_INTERVAL) return;
        pictured = now;
        void bend.follow(session);
    }

    return {
        /** @param {Set<string>} names */
        async change(names) {
            if (names.has("hidden")) keepToLast(names);
            await session.change(names);
            await bend.follow(session);
        },
        async tick() {
            if (!session.ready) return;
            if (session.diverged) return host.pause();
            await session.train(host.parameters.speed);
            await bend.follow(session);
            if (performance.now() - noted < LINK_INTERVAL) return;
            noted = performance.now();
            session.note();
        },
        async step() {
            if (session.ready && !session.diverged) await session.train();
            session.note();
            await bend.follow(session);
        },
        async reset() {
            await session.begin();
            await bend.follow(session);
        },
        paint() {
            if (!host.playing) followAtRest();
            view.paint();
        },
        describe: () => view.describe(),
        ...takenFrom(host, session),
        destroy: () => view.stage.depth.stop(),
    };
}

/** @type {import("../host.js").Figure} */
export const manifold = { name: "manifold", parameters, create };
