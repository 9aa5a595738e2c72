/**
 * The cost of the network that is training: its loss over two of its weights, two random directions, its path's own plane or the two most curved
 * ways, from above and in relief, with the way that training took. What it shows after a number of steps depends on the link alone: parameters, start, changes made on the way, steps.
 */
import { specOf, urlKey } from "../parameters.js";
import { takenFrom } from "../share/taken.js";
import { parameters } from "./loss-surface/parameters.js";
import { Terrain } from "./loss-surface/terrain.js";
import { View } from "./loss-surface/view.js";
import { Session } from "./training/session.js";
import { STRUCTURAL } from "./training/parameters.js";

/** Milliseconds between two notes of the step in the link while it plays. */
const LINK_INTERVAL = 1000;
/** Of which the start of the run is made, of which the slice, and what concerns neither run nor slice. */
const START = ["start", "startPlane"];
const AXES = ["weightA", "weightB"];
const LOOKS = ["view", "turn", "logHeight", "logLoss", "speed", "steps"];
const SLICE = ["plane", "weightA", "weightB", "planeSeed", "origin", "span", "size"];

/** @param {import("../host.js").Host} host */
function create(host) {
    const terrain = new Terrain(host);
    const session = new Session(host, {
        onDiverged,
        onDrawn: (run) => terrain.begin(run),
        onPoint: (run) => terrain.note(run),
        hasMaps: false,
    });
    const view = new View(host, session, terrain, { onStart: startFrom });
    let noted = 0;
    /** What was looked at last. @type {{theta: Float32Array | null, live: boolean}} */
    let seen = { theta: null, live: false };

    host.listen((name) => {
        if (name === null && !host.playing) session.note();
    });

    /** @param {any} diverged */
    function onDiverged(diverged) {
        host.pause();
        host.notice({ kind: "diverged", text: () => session.causeInWords(), action: session.wayBack });
        host.emit("valley-diverged", diverged);
    }

    /** Has the surface drawn for where training stands, when it moved or came to rest. */
    function lookWhenMoved() {
        const { run } = session;
        const live = host.playing || !session.ready;
        if (!run?.last || (run.theta === seen.theta && !(seen.live && !live))) return;
        seen = { theta: run.theta, live };
        void terrain.refresh(run, { live });
    }

    function lookAgain() {
        seen = { theta: null, live: false };
        host.invalidate();
    }

    const useWeights = {
        text: () => host.t("choice.weights"),
        run() {
            host.clearNotice();
            host.set({ plane: "weights" });
        },
    };

    /** @param {[number, number]} at coordinates in the plane that is shown */
    function startFrom(at) {
        const { made = null, key = [] } = terrain.shownPlane ?? {};
        if (made) return host.notice({ kind: "info", text: () => host.t("lossSurface.noStart"), action: useWeights });
        host.set({ start: at.map((coordinate) => Number(coordinate.toPrecision(4))), startPlane: [...key], steps: 0, changes: "" });
        host.play();
    }

    /** Another network has other weights: a start among the old ones means nothing there. @param {Set<string>} names @returns {boolean} whether it did */
    function forgetsStart(names) {
        const isHand = !START.some((name) => names.has(name)) && !names.has("steps");
        if (!isHand || host.parameters.start.length === 0 || ![...names].some((name) => STRUCTURAL.has(name))) return false;
        host.set({ start: [], startPlane: [], steps: 0, changes: "" });
        return true;
    }

    async function tick() {
        if (!session.ready) return;
        if (session.diverged) return host.pause();
        await session.train(host.parameters.speed);
        host.invalidate();
        if (performance.now() - noted < LINK_INTERVAL) return;
        noted = performance.now();
        session.note();
    }

    /** Of a link; the figure's own axes give way to what the network has. */
    function tellMissingAxes() {
        const p = host.parameters;
        const chosen = AXES.filter((name) => p.plane === "weights" && p[name] !== specOf(parameters, name).default);
        session.tellMissing(chosen.map((name) => [`${urlKey(name)}=${p[name]}`, p[name]]));
    }

    return {
        /** @param {Set<string>} names */
        async change(names) {
            if (forgetsStart(names)) return; // and is called again
            if (START.some((name) => names.has(name))) await session.begin({ replay: true });
            else await session.change(names);
            if (!session.run) return;
            if (AXES.every((name) => names.has(name))) tellMissingAxes();
            if (SLICE.some((name) => names.has(name))) await terrain.cutAgain(session.run);
            if (names.has("logHeight")) terrain.surface.restyle();
            if ([...names].some((name) => !LOOKS.includes(name))) lookAgain();
        },
        tick,
        async step() {
            if (session.ready && !session.diverged) await session.train();
            session.note();
        },
        reset: () => session.begin(),
        paint() {
            lookWhenMoved();
            view.paint();
        },
        describe: () => view.describe(),
        ...takenFrom(host, session),
        destroy: () => view.destroy(),
    };
}

export const lossSurface = { name: "loss-surface", parameters, create };
