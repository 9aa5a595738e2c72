/** The same data, and but for initialisers the same start: activations, initialisers or optimisers race until all points are right; then the race over many seeds. */
import { formatCount, formatNumber } from "../paint/scale.js";
import { lowestHeard, raceHistory } from "../share/history.js";
import { inARow } from "../text/index.js";
import { Played } from "./playback.js";
import { gaugeStyle, showGauges } from "./race/gauges.js";
import { keyStyle, showKey } from "./looks.js";
import { nameOf, parameters } from "./race/lanes.js";
import { LIMIT, PUBLISHED, median, paintEpochs, paintRatios, ratios, runSeeds } from "./race/seeds.js";
import { Maps, epochOf, mapsAt, paintLosses, runRace } from "./race/track.js";

const SEEDS = 200;
/** Of which so many must be there before anything is said of luck. */
const ENOUGH = 20;
const OF_RACE = new Set(["race", "activations", "inits", "optimizers", "activation", "init", "learningRate", "batchSize"]);

/** @type {import("../host.js").Figure} */
export const race = {
    name: "race",
    parameters,
    /** @param {import("../host.js").Host} host */
    create: (host) => new Race(host),
};

class Race extends Played {
    /** @type {import("./race/track.js").Run[]} */
    #runs = [];
    /** @type {import("./race/track.js").Picture | null} */
    #picture = null;
    /** @type {import("./race/seeds.js").Spread | null} */
    #spread = null;
    #spreading = false;
    /** Of the race, and of the race over seeds: which is the latest. */
    #turn = 0;
    #seedsTurn = 0;
    #mapping = false;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        super(host, 8);
        const { root } = host;
        host.style(style + gaugeStyle);
        this.own = this.#addControls(root);
        const maps = host.panel(root, "race.maps");
        this.maps = new Maps(host, maps);
        maps.append(host.element("p", { class: "hint", t: "race.mapsHint" }));
        const losses = host.panel(root, "race.losses", { class: "losses span-7" });
        this.losses = host.plot(losses, { label: "race.lossesLabel", height: 290 });
        const standings = host.panel(root, "race.standings", { class: "standings span-5" });
        this.table = host.element("table", { class: "numbers" });
        this.fact = host.element("p", { class: "words" });
        this.gauges = host.element("ul", { class: "gauges" });
        const title = host.element("h3", { t: "race.sharpness.title" });
        standings.append(this.table, this.fact, title, this.gauges);
        this.many = this.#addSeeds(root);
    }

    get last() {
        return this.#runs.length ? this.host.parameters.epochs : null;
    }

    /** @param {HTMLElement} root */
    #addControls(root) {
        const { host } = this;
        const row = host.element("div", { class: "race-top" });
        root.append(row);
        host.transport(row, { newSeed: true });
        const kind = host.controls(row);
        host.control(kind, "race");
        const lists = ["activations", "inits", "optimizers"].map((name) => ({ name, control: host.control(host.controls(row), name) }));
        const controls = host.controls(root);
        const rest = ["activation", "init", "learningRate", "batchSize", "epochs", "seed"].map((name) => ({
            name,
            control: host.control(controls, name),
        }));
        return [...lists, ...rest];
    }

    /** @param {HTMLElement} root */
    #addSeeds(root) {
        const { host } = this;
        const panel = host.panel(root, "race.many");
        const run = ["race.run", { count: SEEDS }];
        const button = host.element("button", { type: "button", class: "button", t: run, on: { click: () => this.#press() } });
        const progress = host.element("progress", { max: 1, value: 0, label: "race.progress" });
        const words = host.element("p", { class: "words" });
        const inside = host.element("div", { class: "many" });
        panel.append(host.element("div", { class: "row" }, [button, progress]), words, inside);
        const epochs = host.plot(host.element("div", {}), { label: "race.epochsLabel", height: 200 });
        const ratio = host.plot(host.element("div", {}), { label: "race.ratiosLabel", height: 200 });
        inside.append(.../** @type {Element[]} */ ([epochs, ratio].map(({ canvas }) => canvas.parentElement)));
        return { button, progress, words, inside, epochs, ratio };
    }

    /** Runs the race over seeds, or ends it with what there is. */
    #press() {
        if (!this.#spreading) return this.host.set({ seeds: this.#spread?.done === SEEDS ? 0 : SEEDS });
        const done = this.#spread?.done ?? 0;
        this.#endSeeds();
        this.host.set({ seeds: done }); // the link replays what is seen
    }

    #endSeeds() {
        this.#seedsTurn++;
        this.#spreading = false;
        void this.host.askAll("seeds", []);
    }

    /** @param {Set<string>} names */
    async change(names) {
        this.#showControls();
        if (names.size === 1 && names.has("step")) return this.playback.follow();
        const isOther = [...names].some((name) => OF_RACE.has(name));
        const isLink = names.has("race") && names.has("seeds");
        if (isOther && !isLink && this.host.parameters.seeds > 0) {
            this.#endSeeds();
            this.#spread = null;
            this.host.set({ seeds: 0 }); // they were of another race
        }
        if (names.has("seeds")) void this.#overSeeds();
        if (![...names].some((name) => name !== "seeds" && name !== "step")) return;
        const turn = ++this.#turn;
        const runs = await runRace(this.host, this.host.parameters);
        if (!runs || turn !== this.#turn) return;
        this.#runs = runs;
        this.playback.follow();
        await this.#look();
        for (const { racer, diverged } of runs) if (diverged) this.host.emit("valley-diverged", { racer, ...diverged });
    }

    async #overSeeds() {
        const p = this.host.parameters;
        if (this.#spread && this.#spread.done === p.seeds && !this.#spreading && p.seeds > 0) return; // stopped here
        const turn = ++this.#seedsTurn;
        this.#spread = null;
        this.#spreading = p.seeds > 0;
        if (!this.#spreading) return this.host.invalidate();
        await runSeeds(this.host, p, (spread) => {
            if (turn !== this.#seedsTurn) return;
            this.#spread = spread;
            this.host.invalidate();
        });
        if (turn !== this.#seedsTurn) return;
        this.#spreading = false;
        this.host.invalidate();
    }

    /** The maps of the epoch shown, one request at a time. */
    async #look() {
        const epoch = this.playback.step;
        if (this.#mapping || this.#runs.length === 0) return;
        if (this.#picture?.epoch === epoch && this.#picture.runs === this.#runs) return;
        this.#mapping = true;
        const picture = await mapsAt(this.host, this.#runs, epoch);
        this.#mapping = false;
        if (!picture) return;
        if (picture.runs === this.#runs) this.#picture = picture;
        this.host.invalidate(); // and asks again where the epoch is another by now
    }

    #showControls() {
        const { race: kind } = this.host.parameters;
        for (const { name, control } of this.own) {
            if (["activations", "inits", "optimizers"].includes(name)) control.hidden = name !== kind;
            if (name === "activation") control.hidden = kind === "activations";
            if (name === "init") control.hidden = kind === "inits";
        }
    }

    paint() {
        void this.#look();
        this.#paintSeeds();
        if (!this.#picture || this.#picture.runs !== this.#runs) return;
        const { step } = this.playback;
        this.maps.paint(this.#picture);
        paintLosses(this.host, this.losses, this.#runs, step, this.host.parameters.epochs);
        this.#fill(step);
        showGauges(this.host, this.gauges, this.#picture);
    }

    /** @param {number} step */
    #fill(step) {
        const { host } = this;
        const cell = (/** @type {"th" | "td"} */ tag, /** @type {string} */ text) => host.element(tag, { text });
        const heads = ["racer", "first", "ratio", "loss", "right"].map((name) => cell("th", host.t(`race.table.${name}`)));
        const reference = this.#runs[0].first;
        const rows = this.#runs.map((run) => {
            const at = epochOf(run, step);
            const isThere = run.first !== null && run.first <= step;
            const ratio = isThere && reference ? `${formatNumber(/** @type {number} */ (run.first) / reference, 2)}×` : "–";
            const name = cell("th", nameOf(host, run.racer));
            showKey(name, host.theme, run.racer);
            const first =
                run.diverged && at === run.losses.length - 1
                    ? host.t("race.thrownOut")
                    : isThere
                      ? formatCount(/** @type {number} */ (run.first))
                      : "–";
            const texts = [
                first,
                ratio,
                formatNumber(run.losses[at]),
                host.t("frame.percent", { share: formatNumber(100 * run.accuracies[at], 4) }),
            ];
            return host.element("tr", { "data-racer": run.racer }, [name, ...texts.map((text) => cell("td", text))]);
        });
        this.table.dataset.race = host.parameters.race;
        this.table.replaceChildren(host.element("tr", {}, heads), ...rows);
        this.fact.textContent = this.#factOfOne();
    }

    /** Where initial weights race, what all others share is what differs. @param {string} usual @param {string} inits */
    #ofRace(usual, inits) {
        return this.host.t(this.host.parameters.race === "inits" ? inits : usual);
    }

    /** What is published of this race, beside what it came to here. */
    #factOfOne() {
        const { host } = this;
        const thrown = this.#runs.find(({ diverged }) => diverged);
        if (thrown?.diverged) {
            const { cause, learningRate, limit, curvature, step } = thrown.diverged;
            const values = {
                name: nameOf(host, thrown.racer),
                rate: formatNumber(learningRate),
                limit: formatNumber(limit),
                max: formatNumber(curvature),
                step,
            };
            return host.t(cause === "curvature" ? "race.diverged.curvature" : "race.diverged.overflow", values);
        }
        const [tanh, relu] = ["tanh", "relu"].map((name) => this.#runs.find(({ racer }) => racer === name)?.first);
        if (host.parameters.race !== "activations" || !tanh || !relu) return this.#ofRace("race.fact.usual", "race.fact.inits");
        const values = { ratio: formatNumber(relu / tanh, 2), relu, tanh };
        return host.t(host.parameters.init === "recorded" ? "race.fact.recorded" : "race.fact.other", values);
    }

    #paintSeeds() {
        const { host, many } = this;
        const spread = this.#spread;
        const { seeds } = host.parameters;
        const isDone = spread !== null && !this.#spreading && spread.done === SEEDS;
        many.button.textContent = this.#spreading
            ? host.t("race.cancel")
            : isDone
              ? host.t("race.clear")
              : host.t("race.run", { count: SEEDS });
        many.progress.hidden = !this.#spreading;
        many.progress.value = spread ? spread.done / Math.max(1, spread.wanted) : 0;
        const isSeen = spread !== null && spread.done > 0;
        many.inside.hidden = !isSeen;
        many.words.textContent = isSeen
            ? this.#spreadInWords(spread)
            : seeds > 0
              ? host.t("race.running")
              : this.#ofRace("race.manyHint", "race.manyHintInits");
        if (!isSeen) return;
        paintEpochs(host, many.epochs, spread);
        /** @type {HTMLElement} */ (many.ratio.canvas.parentElement).hidden = spread.racers.length < 2;
        if (spread.racers.length > 1) paintRatios(host, many.ratio, spread);
    }

    /** @param {import("./race/seeds.js").Spread} spread */
    #spreadInWords(spread) {
        const { host } = this;
        const k = Math.max(1, spread.racers.indexOf("relu"));
        const count = spread.done;
        const solved = inARow(
            host.language,
            spread.racers.map((racer, i) =>
                host.t("race.solvedOne", { name: nameOf(host, racer), solved: spread.first[i].filter(Number.isFinite).length }),
            ),
        );
        const told = host.t("race.over", { count, limit: LIMIT, solved });
        if (spread.racers.length < 2) return told;
        const both = ratios(spread, k);
        const values = {
            name: nameOf(host, spread.racers[k]),
            first: nameOf(host, spread.racers[0]),
            ratio: formatNumber(median(both), 3),
            both: both.length,
        };
        const isTold =
            spread.racers[0] === "tanh" && spread.racers[k] === "relu" && both.length >= ENOUGH && median(both) > 1.1 * PUBLISHED;
        const faster = both.filter((ratio) => ratio <= PUBLISHED).length;
        const share = formatNumber((100 * faster) / Math.max(1, both.length), 3);
        return told + host.t(isTold ? "race.luck" : "race.medianRatio", { ...values, share });
    }

    describe() {
        const { host } = this;
        if (this.#runs.length === 0) return "";
        const { step } = this.playback;
        const told = this.#runs.map((run) => {
            const name = nameOf(host, run.racer);
            const at = epochOf(run, step);
            if (run.first !== null && run.first <= step) return host.t("race.told.solved", { name, epoch: run.first });
            if (run.diverged && at === run.losses.length - 1) return host.t("race.told.thrownOut", { name, epoch: at });
            return host.t("race.told.underway", { name, share: formatNumber(100 * run.accuracies[at], 3) });
        });
        return host.t("race.describe", {
            epoch: Math.min(step, host.parameters.epochs),
            told: inARow(host.language, told),
        });
    }

    heard() {
        return lowestHeard(this.#runs, this.playback.step);
    }

    history() {
        return raceHistory(this.#runs);
    }

    destroy() {
        this.#turn = this.#seedsTurn = Infinity;
    }
}

const style = `
.race-top { display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-5); align-items: center; }
.race-top > .controls { display: block; }
.race-top .chips > label { min-width: 64px; }
.race-top > .controls:has(> [hidden]) { display: none; }
.numbers { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.numbers th { font-weight: 600; text-align: start; } .numbers tr:first-child th { color: var(--muted); font-size: 12px; font-weight: 400; vertical-align: bottom; }
.numbers td, .numbers tr + tr th { white-space: nowrap; }
.standings { container: standings / inline-size; }
.losses { display: flex; flex-direction: column; }
.losses > canvas { flex: 1 0 auto; } /* ends where the standings do */
.numbers th, .numbers td { padding: 4px var(--space-2) 4px 0; border-bottom: 1px solid var(--grid); text-align: start; }
${keyStyle(".numbers tr + tr th")}
@container standings (max-width: 440px) {
    .numbers tr + tr th { white-space: normal; padding-inline-start: 22px; } /* a long name goes on below itself, not below its key */
    .numbers tr + tr th::before { width: 16px; margin-inline: -22px 6px; }
    .numbers th, .numbers td { padding-inline-end: 5px; }
}
/* What stands beside it or over its map gives way; activations have short names. */
@container standings (max-width: 345px) { .numbers:not([data-race="activations"]) :is(th, td):nth-child(3) { display: none; } }
@container standings (max-width: 315px) { .numbers { font-size: 12.5px; } .numbers :is(th, td):nth-child(3) { display: none; } }
@container standings (max-width: 265px) { .numbers:not([data-race="activations"]) :is(th, td):last-child { display: none; } .numbers { font-size: 12px; letter-spacing: -.02em; } .numbers tr + tr th { padding-inline-start: 16px; } .numbers tr + tr th::before { width: 11px; margin-inline: -16px 5px; } }
.words { font-size: 14px; text-wrap: pretty; font-variant-numeric: tabular-nums; }
.many { display: grid; gap: var(--space-4); grid-template-columns: minmax(0, 1fr); }
@container frame (min-width: 900px) { .many { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
progress { flex: 1 1 160px; height: 6px; accent-color: var(--focus); }
`;
