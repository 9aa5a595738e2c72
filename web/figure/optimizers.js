/** Optimisers race from one start over one ground: their paths, their losses, who arrives, who is thrown out and why. */
import { groundOf } from "./ground.js";
import { paintLosses } from "./optimizers/curves.js";
import { RaceMap } from "./optimizers/map.js";
import { race } from "./optimizers/race.js";
import { RACERS, SURFACES } from "./optimizers/racers.js";
import { RaceTable, standingsInWords } from "./optimizers/table.js";
import { lowestHeard, pathHistory } from "../share/history.js";
import { Played } from "./playback.js";
import { wayStyle } from "./way.js";
import { formatNumber } from "../paint/scale.js";

/** A step beyond any run: the whole race is shown. */
const END = 2000;

/** @type {import("../host.js").Figure} */
export const optimizers = {
    name: "optimizers",
    parameters: [
        { name: "surface", type: "choice", choices: SURFACES, default: "ravine" },
        { name: "racers", type: "list", choices: RACERS, minLength: 1, default: RACERS },
        { name: "start", type: "numbers", min: -1000, max: 1000, maxLength: 2, default: [] },
        { name: "rate", type: "number", min: 0.05, max: 20, scale: "log", digits: 2, default: 1 },
        { name: "steps", type: "integer", min: 10, max: END, default: 200 },
        { name: "step", type: "integer", min: 0, max: END, default: END },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Optimizers(host),
};

class Optimizers extends Played {
    /** @type {import("./ground.js").Ground | null} */
    #ground = null;
    /** @type {import("./optimizers/race.js").Race | null} */
    #race = null;
    /** Which change() is the latest: an earlier one that still waits for a reply is over. */
    #turn = 0;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        super(host, 10);
        const { root } = host;
        host.style(style);
        const controls = host.controls(root);
        for (const name of ["surface", "rate", "steps"]) host.control(controls, name);
        const row = host.element("div", { class: "race-row" });
        root.append(row);
        host.transport(row);
        host.control(host.controls(row), "racers");
        const left = host.panel(root, "optimizers.paths", { class: "span-6" });
        this.map = new RaceMap(host, left, (start) => host.set({ start }));
        this.hint = host.element("p", { class: "hint" });
        left.append(this.hint);
        const right = host.element("div", { class: "column span-6" });
        root.append(right);
        this.losses = host.plot(host.panel(right, "optimizers.losses"), { label: "optimizers.losses", height: 240 });
        this.table = new RaceTable(host, host.panel(right, "optimizers.standings"));
    }

    get last() {
        return this.#race?.steps ?? null;
    }

    /** @param {Set<string>} names */
    async change(names) {
        if (names.size === 1 && names.has("step")) return this.playback.follow();
        const turn = ++this.#turn;
        const { surface, racers, start, rate, steps } = this.host.parameters;
        if (surface !== this.#ground?.surface) {
            if (names.has("surface") && start.length && !names.has("start")) this.host.set({ start: [] }); // it was a place on the old ground
            const ground = await groundOf(this.host, surface);
            if (!ground || turn !== this.#turn) return;
            this.#ground = ground;
        }
        if (!this.#ground) return;
        const from = names.has("surface") && !names.has("start") ? [] : start;
        const run = await race(this.host, this.#ground, { surface, racers, from, rate, steps });
        if (!run || turn !== this.#turn) return;
        this.#race = run;
        this.playback.follow();
        const lost = run.lanes.filter(({ diverged }) => diverged);
        for (const { racer, rate: learningRate, diverged } of lost) this.host.emit("valley-diverged", { racer, learningRate, ...diverged });
    }

    paint() {
        const run = this.#race;
        if (!run) return;
        const { step } = this.playback;
        this.map.paint(run, step);
        paintLosses(this.host, this.losses, run, step);
        this.table.paint(run, step);
        const isNetwork = run.ground.problem.kind === "network";
        this.hint.textContent = this.host.t(isNetwork ? "optimizers.hintNetwork" : "optimizers.hint", {
            goal: formatNumber(run.goal.loss),
        });
    }

    describe() {
        const run = this.#race;
        if (!run) return "";
        const { host } = this;
        const { step } = this.playback;
        return host.t("optimizers.describe", {
            surface: host.t(`choice.${host.parameters.surface}`),
            step: Math.min(step, run.steps),
            steps: run.steps,
            ...standingsInWords(host, run, step),
        });
    }

    heard() {
        return lowestHeard(this.#race?.lanes ?? [], this.playback.step);
    }

    history() {
        const { lanes = [], ground } = this.#race ?? {};
        const named = lanes.map(({ racer, rate, ...path }) => ({ ...path, names: { racer, "learning-rate": rate } }));
        return pathHistory(ground?.problem.kind === "network", named);
    }

    destroy() {
        this.#turn = Infinity;
    }
}

const style = `${wayStyle}
.race-row { display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-5); align-items: center; }
.race-row > .controls { display: block; flex: 1 1 300px; min-width: 0; }
.racers { display: grid; gap: var(--space-2); margin: 0; padding: 0; list-style: none; }
.racers > li { display: grid; grid-template-columns: 20px minmax(5.2em, auto) 1fr auto; gap: 0 var(--space-2); align-items: baseline; }
.racers .number { width: 17px; border-radius: 50%; color: var(--casing); font-size: 11px; font-weight: 600; line-height: 17px; text-align: center; }
@container frame (min-width: 480px) { .racers > li { grid-template-columns: 20px 11em 1fr auto; } .racers .rate { font-size: 14px; } }
.racers .rate { white-space: nowrap; font-size: 12.5px; color: var(--muted); font-variant-numeric: tabular-nums; }
.racers .loss { text-align: end; font-weight: 600; font-variant-numeric: tabular-nums; }
.racers p { grid-column: 2 / 4; font-size: 12.5px; line-height: 1.4; }
.racers .gauge { display: block; min-width: 84px; align-self: center; }
.racers .way { display: block; }
@container frame (max-width: 339.9px) {
    .racers > li { grid-template-columns: 20px minmax(0, 1fr) 88px; }
    .racers .rate { grid-area: 2 / 2 / auto / -1; } .racers .loss { grid-area: 1 / 3; }
    .racers p { grid-column: 2; } .racers .gauge { min-width: 0; }
}
`;
