/** Forward and reverse mode on the graph of a formula, edge by edge, and what each costs against every path by itself. */
import { Played } from "./playback.js";
import { setText } from "../dom.js";
import { formatNumber } from "../paint/scale.js";
import { Counts, countsOf, pathsInWords } from "./modes/counts.js";
import { FormulaBox, shortened } from "./modes/formula-box.js";
import { Inputs } from "./modes/inputs.js";
import { namesOf } from "./modes/names.js";
import { paintGraph } from "./modes/picture.js";
import { PRESETS } from "./modes/presets.js";
import { fitGraph } from "./modes/size.js";
import { partial, stepWords } from "./modes/step-words.js";
import { lastStep, stateAt, sweepOf } from "./modes/sweep.js";
import { checkValues, readValues, writeValues } from "./modes/values.js";

/** @typedef {import("./modes/sweep.js").GraphOf} GraphOf */

/** A step beyond any sweep: all of it is shown. */
const END = 10_000;

/** @type {import("../host.js").Figure} */
export const modes = {
    name: "modes",
    parameters: [
        { name: "formula", type: "text", maxLength: 2048, default: PRESETS.textbook },
        { name: "values", type: "text", maxLength: 8192, check: checkValues, default: "" },
        { name: "mode", type: "choice", choices: ["reverse", "forward", "paths"], default: "reverse" },
        { name: "from", type: "text", maxLength: 24, default: "" },
        { name: "step", type: "integer", min: 0, max: END, default: END },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Modes(host),
};

class Modes extends Played {
    /** @type {GraphOf | null} the last that could be read */
    #graph = null;
    #drawn = "";
    /** @type {string[]} */
    #names = [];
    /** @type {import("./modes/formula-box.js").Fault | null} */
    #fault = null;
    /** @type {{key: string, plan: ReturnType<typeof fitGraph>} | null} */
    #plan = null;
    /** Which change() is the latest. */
    #turn = 0;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        super(host, 5);
        const { root } = host;
        host.style(style);
        const top = host.controls(root);
        top.classList.add("formulas");
        this.box = new FormulaBox(host, top, (formula) => host.set({ formula, step: END }));
        const row = host.element("div", { class: "sweep-row" });
        root.append(row);
        host.transport(row, { back: () => this.playback.backward() });
        const choices = host.controls(row);
        host.control(choices, "mode", { compact: true });
        this.from = host.element("select", { label: "modes.from", on: { change: () => host.set({ from: this.from.value }) } });
        this.fromBox = host.element("label", { class: "from" }, [
            host.element("span", { t: "modes.from" }),
            host.element("span", { class: "select" }, [this.from]),
        ]);
        choices.append(this.fromBox);
        const panel = host.panel(root, "modes.graph");
        this.window = host.element("div", { class: "window", tabindex: 0, role: "group", label: "modes.graph" });
        panel.append(this.window);
        this.plot = host.plot(this.window, { label: "modes.graphLabel", height: 300 });
        this.legend = host.element("ul", { class: "legend" });
        panel.append(this.legend);
        const step = host.panel(root, "modes.thisStep", { class: "span-6" });
        this.title = host.element("p", { class: "step-title" });
        this.lines = host.element("div", { class: "lines" });
        this.result = host.element("p", { class: "result" });
        step.append(this.title, this.lines, this.result);
        this.counts = new Counts(host, host.panel(root, "modes.counts", { class: "span-6" }));
        this.inputs = new Inputs(host, host.panel(root, "modes.inputs"), (name, value) => this.#setValue(name, value));
    }

    /** @param {string} name @param {number} value */
    #setValue(name, value) {
        const graph = this.#graph;
        if (!graph) return;
        const starts = Object.fromEntries(this.#inputNames.map((input, i) => [input, graph.starts[i]]));
        const values = { ...readValues(this.host.parameters.values), [name]: value };
        const moved = Object.entries(values).filter(([input, given]) => input in starts && Math.fround(given) !== starts[input]);
        this.host.set({ values: writeValues(Object.fromEntries(moved)) });
    }

    /** @returns {string[]} */
    get #inputNames() {
        return this.#graph ? this.#graph.inputs.map((node) => this.#names[node]) : [];
    }

    /** Index of the input that forward mode starts from: the first where the parameter names none. */
    get #input() {
        return Math.max(0, this.#inputNames.indexOf(this.host.parameters.from));
    }

    get last() {
        return this.#graph ? lastStep(this.#graph, this.host.parameters.mode, this.#input) : null;
    }

    /** @param {Set<string>} names */
    async change(names) {
        if (names.has("formula") || names.has("values")) await this.#read(names.has("formula") && !names.has("values"));
        this.playback.seconds = Math.min(20, Math.max(2, 0.6 * (this.last ?? 0)));
        this.playback.follow();
    }

    /** @param {boolean} isNew another formula, whose inputs keep the values that were given by hand where it begins with the same */
    async #read(isNew) {
        const turn = ++this.#turn;
        const { formula, values } = this.host.parameters;
        const ask = (/** @type {string} */ text) => this.host.ask("graph", { type: "graph", text, inputs: readValues(values) });
        let reply = await ask(formula);
        const fault = reply?.error ?? null;
        if (fault && !this.#graph) reply = await ask(PRESETS.textbook);
        if (!reply || turn !== this.#turn) return;
        this.#fault = fault;
        const before = this.#graph;
        const old = this.#inputNames;
        if (reply.graph) {
            this.#graph = reply.graph;
            this.#drawn = fault ? PRESETS.textbook : formula;
            this.#names = namesOf(reply.graph.nodes);
        }
        if (isNew && !fault && before && values) this.#keepValues(before, old);
        if (this.#graph?.diverged != null) this.host.emit("valley-diverged", { node: this.#names[this.#graph.diverged] });
    }

    /** A value set by hand stays where the formula gives the input the same start as before. @param {GraphOf} before @param {string[]} old */
    #keepValues(before, old) {
        const starts = this.#graph?.starts ?? [];
        const given = Object.entries(readValues(this.host.parameters.values));
        const kept = given.filter(([name]) => {
            const [was, is] = [old.indexOf(name), this.#inputNames.indexOf(name)];
            return was >= 0 && is >= 0 && before.starts[was] === starts[is];
        });
        this.host.set({ values: writeValues(Object.fromEntries(kept)) });
    }

    get #color() {
        const { colors } = this.host.theme;
        return { forward: colors.forward, reverse: colors.backward, paths: colors.text }[this.#mode];
    }

    /** @returns {import("./modes/sweep.js").Mode} */
    get #mode() {
        return this.host.parameters.mode;
    }

    paint() {
        const { formula } = this.host.parameters;
        this.box.show(formula);
        this.box.tell(this.#fault, this.#drawn);
        const graph = this.#graph;
        if (!graph) return;
        const { step } = this.playback;
        const state = stateAt(graph, this.#mode, this.#input, step);
        this.#paintGraph(graph, state);
        this.#fillFrom();
        this.inputs.show(this.#inputNames, graph.inputs.map((node) => graph.nodes[node].value)); // prettier-ignore
        this.counts.show(graph, this.#mode, this.#inputNames[this.#input] ?? "", state.edgeVisits);
        this.#showStep(graph, step);
        this.#fillLegend(graph);
    }

    /** @param {GraphOf} graph @param {import("./modes/sweep.js").State} state */
    #paintGraph(graph, state) {
        const { canvas, ctx } = this.plot;
        const room = this.window.clientWidth;
        if (room === 0) return;
        const plan = this.#planFor(graph, room - 2 * MARGIN);
        const { layout } = plan;
        const [width, height] = [Math.max(room, Math.ceil(layout.width) + 2 * MARGIN), Math.ceil(layout.height) + 2 * MARGIN];
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
        const isOff = Math.abs(this.plot.width - width) > 2 || Math.abs(this.plot.height - height) > 2;
        if (isOff) return; // painted when it has its size; paper, which no observer watches, rounds it otherwise
        ctx.translate((width - layout.width) / 2, MARGIN);
        const backwards = this.#mode === "reverse";
        paintGraph(ctx, graph, plan, { ...state, color: this.#color, backwards, names: this.#names }, this.host.theme);
    }

    /** @param {GraphOf} graph @param {number} room */
    #planFor(graph, room) {
        const key = `${room} ${graph.nodes.map(({ args }) => args).join(";")}`;
        if (this.#plan?.key !== key) this.#plan = { key, plan: fitGraph(graph.nodes, room) };
        return this.#plan.plan;
    }

    #fillFrom() {
        const names = this.#inputNames;
        const state = names.join(",");
        this.fromBox.hidden = this.#mode !== "forward" || names.length === 0;
        if (this.from.dataset.names !== state)
            this.from.replaceChildren(...names.map((name) => this.host.element("option", { value: name, text: name })));
        this.from.dataset.names = state;
        this.from.value = names[this.#input] ?? "";
    }

    /** @param {GraphOf} graph @param {number} step */
    #showStep(graph, step) {
        const { host } = this;
        const { title, lines } = stepWords(host.t.bind(host), graph, this.#names, { mode: this.#mode, input: this.#input, step });
        setText(this.title, title);
        this.lines.style.setProperty("--sweep", this.#color);
        const cells = lines.flatMap(([left, right], k) => [
            host.element("span", { class: "left", text: left }),
            host.element("span", { text: "=" }),
            host.element("span", { class: k === lines.length - 1 ? "right last" : "right", text: right }),
        ]);
        this.lines.replaceChildren(...cells);
        setText(this.result, step === this.last ? this.#resultText(graph, "modes") : "");
    }

    /** What the whole sweep found. @param {GraphOf} graph @param {"modes" | "modes.described"} section a sentence of its own, or part of one */
    #resultText(graph, section) {
        const { host } = this;
        if (graph.inputs.length === 0) return host.t(`${section}.constant`);
        if (this.#mode === "paths" && !graph.paths.walk) return "";
        const bad = this.#badText(graph, section);
        return bad || host.t(`${section}.result`, { list: this.#derivativeList(graph) });
    }

    /** @param {GraphOf} graph @param {string} section */
    #badText(graph, section) {
        const node = graph.diverged ?? (this.#mode === "paths" ? null : sweepOf(graph, this.#mode, this.#input)?.diverged);
        if (node === null || node === undefined) return "";
        const key = graph.diverged === null ? "badDerivative" : "badValue";
        return this.host.t(`${section}.${key}`, { name: this.#names[node], value: formatNumber(graph.nodes[node].value) });
    }

    /** @param {GraphOf} graph */
    #derivativeList(graph) {
        const output = this.#names[graph.output];
        const one = (/** @type {number} */ node, /** @type {number} */ value) =>
            `${partial(output, this.#names[node])} = ${formatNumber(value)}`;
        const { walk } = graph.paths;
        const first = this.#input;
        if (this.#mode === "forward") return one(graph.inputs[first], graph.forward[first].derivatives[graph.output]);
        const of = (/** @type {number} */ node, /** @type {number} */ i) =>
            this.#mode === "paths" ? (walk?.derivatives[i] ?? NaN) : graph.reverse.derivatives[node];
        const told = graph.inputs.slice(0, MOST_TOLD).map((node, i) => one(node, of(node, i)));
        return told.join(this.host.t("frame.comma")) + (graph.inputs.length > MOST_TOLD ? " …" : "");
    }

    /** @param {GraphOf} graph */
    #fillLegend(graph) {
        const { host } = this;
        const output = this.#names[graph.output];
        const input = this.#inputNames[this.#input] ?? "";
        const items = [
            [host.t(`modes.legend.${this.#mode}`, { output, input }), this.#color],
            [host.t("modes.legend.local"), host.theme.colors.muted],
        ];
        const nodes = items.map(([text, color]) => host.element("li", { text, style: { "--key": color } }));
        this.legend.replaceChildren(...nodes);
    }

    describe() {
        const graph = this.#graph;
        if (!graph) return "";
        const { host } = this;
        const counts = countsOf(graph);
        const { step } = this.playback;
        const done = stateAt(graph, this.#mode, this.#input, step).edgeVisits;
        const isWalked = counts.paths !== null;
        const paths = { paths: pathsInWords(graph), visits: counts.paths };
        const costs = {
            reverse: counts.reverse,
            forward: counts.forward,
            sweeps: graph.inputs.length,
            walked: host.t(isWalked ? "modes.described.walked" : "modes.described.notWalked", paths),
        };
        return host.t(`modes.describe.${this.#mode}`, {
            wrong: this.#fault ? host.t("modes.described.wrong", { column: this.#fault.column, formula: shortened(this.#drawn) }) : "",
            output: this.#names[graph.output],
            value: formatNumber(graph.nodes[graph.output].value),
            input: this.#inputNames[this.#input] ?? "",
            step,
            steps: this.last,
            done,
            found: step === this.last ? this.#resultText(graph, "modes.described") : "",
            costs: host.t("modes.described.costs", costs),
        });
    }

    destroy() {
        this.#turn = Infinity;
    }
}

/** Derivatives that a sentence names. */
const MOST_TOLD = 8;

/** CSS pixels around the graph. */
const MARGIN = 8;

const style = `
.root > .formulas { grid-template-columns: minmax(0, 1fr); }
@container frame (min-width: 720px) { .root > .formulas { grid-template-columns: 240px minmax(0, 1fr); } }
textarea.formula { min-height: var(--reach); height: var(--reach); padding: 7px 10px; resize: vertical; color: inherit; font: 13.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.wrong { margin-top: 4px; color: var(--danger); font-size: 13.5px; }
.place { display: block; margin-top: 2px; color: var(--text); font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.place > mark { padding: 1px 3px; border-radius: 3px; background: var(--danger); color: var(--surface); }
.sweep-row { display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-5); align-items: center; }
.sweep-row > .controls { display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-4); align-items: center; }
.from { display: inline-flex; gap: var(--space-2); align-items: center; color: var(--muted); font-size: 13.5px; }
.from select { min-width: 5em; color: var(--text); }
.window { overflow-x: auto; border-radius: var(--radius); }
[data-input].control { flex-direction: row; align-items: center; gap: var(--space-2); } [data-input] > .label { flex: none; min-width: 2.2em; overflow-wrap: anywhere; color: var(--text); } [data-input] > .slider { flex: 1; }
.step-title { font-weight: 600; overflow-wrap: anywhere; }
.lines { display: grid; grid-template-columns: max-content auto minmax(0, 1fr); gap: 4px 8px; min-height: 5em; align-content: start; font-size: 15px; font-variant-numeric: tabular-nums; }
.lines > .right { overflow-wrap: anywhere; } .lines > .last { color: var(--sweep); font-weight: 600; }
.result { min-height: 1.5em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.ways { display: grid; gap: var(--space-3); margin: 0; padding: 0; list-style: none; }
.ways > li { display: grid; grid-template-columns: 1fr auto; gap: 2px var(--space-3); align-items: baseline; }
.ways output { font: 600 16px/1.25 var(--font); font-variant-numeric: tabular-nums; }
.ways .lane { grid-column: 1 / -1; height: 8px; border-radius: 4px; background: var(--raised); overflow: hidden; }
.ways .bar { display: block; width: max(3px, calc(100% * var(--share, 0))); height: 100%; border-radius: 4px; background: var(--way); }
.ways .bar.unknown { background: repeating-linear-gradient(90deg, var(--way) 0 6px, transparent 6px 10px); }
.ways .hint { grid-column: 1 / -1; }
.ways .reverse { --way: var(--backward); } .ways .forward { --way: var(--forward); } .ways .paths { --way: var(--text); }
.ways .shown b::before { content: "▸ "; color: var(--way); }
`;
