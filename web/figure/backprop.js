/** One example through a small network, number by number: forward, the error back, the weights changed; the truth beside the way it is often drawn. */
import { Played } from "./playback.js";
import { button } from "../control/button.js";
import { networkJSON } from "../core/network-json.js";
import { setText } from "../dom.js";
import { formatNumber } from "../paint/scale.js";
import { shortest } from "../parameters.js";
import { valueField } from "./backprop/fields.js";
import { colorOf, paintPass, planNet } from "./backprop/picture.js";
import { layerOf, parametersOf, stepsOf, unitName } from "./backprop/steps.js";
import { ParameterTable } from "./backprop/table.js";
import { linesOf } from "./backprop/words.js";
import { CurvatureGauge } from "./training/gauge.js";

/** @typedef {import("./backprop/steps.js").Pass} Pass */

const ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "gelu", "silu", "identity"];
/** The four corners, and what each set wants of them. @type {Record<string, number[]>} */
const TARGETS = { xor: [0, 1, 1, 0], and: [0, 0, 0, 1] };
const CORNERS = [0, 0, 0, 1, 1, 0, 1, 1];
/** A step beyond any pass, and the most updates that a link replays. */
const END = 100;
const MOST = 1000;

/** What a text of numbers must be, or null when it is that. @param {string} text */
function checkNumbers(text) {
    const isNumber = (/** @type {string} */ entry) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(entry) && Math.abs(Number(entry)) <= 1e6;
    return text === "" || text.split(",").every(isNumber) ? null : "0.5,-0.2,… (−1e6 … 1e6)";
}

/** @type {import("../host.js").Figure} */
export const backprop = {
    name: "backprop",
    parameters: [
        { name: "hidden", type: "list", min: 1, max: 4, minLength: 1, maxLength: 2, default: [3] },
        { name: "activation", type: "choice", choices: ACTIVATIONS, default: "sigmoid" },
        { name: "outputActivation", type: "choice", choices: ACTIVATIONS, default: "sigmoid" },
        { name: "loss", type: "choice", choices: ["half-mse", "mse", "bce"], control: "select", default: "half-mse" },
        { name: "learningRate", type: "number", min: 0, max: 100, scale: "log", smallest: 0.001, default: 0.5 },
        { name: "passing", type: "choice", choices: ["true-gradient", "as-drawn"], default: "true-gradient" },
        { name: "examples", type: "choice", choices: ["one", "xor", "and"], default: "one" },
        { name: "x", type: "numbers", min: -1e6, max: 1e6, minLength: 2, maxLength: 2, default: [1, 0.5] },
        { name: "target", type: "number", min: -1e6, max: 1e6, default: 1 },
        { name: "seed", type: "integer", min: 0, max: 999_999, default: 1 },
        { name: "theta", type: "text", maxLength: 2000, check: checkNumbers, default: "" },
        { name: "iteration", type: "integer", min: 0, max: MOST, default: 0 },
        { name: "step", type: "integer", min: 0, max: END, default: 7 },
    ],
    /** @param {import("../host.js").Host} host */
    create: (host) => new Backprop(host),
};

class Backprop extends Played {
    /** @type {Pass | null} the last that could be computed */
    #pass = null;
    /** How it was computed. */
    #how = { loss: "half-mse", learningRate: 0, asDrawn: false };
    /** Of which network it is. @type {any} */
    #net = null;
    /** Says why the parameters as they are have no pass; null where they have one. @type {(() => string) | null} */
    #wrong = null;
    #turn = 0;
    /** @type {ReturnType<typeof valueField>[]} of the example */
    fields = [];

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        super(host, 12);
        this.outcome = host.element("p", { class: "outcome" });
        const { root } = host;
        host.style(style);
        const controls = host.controls(root);
        for (const name of ["hidden", "activation"]) host.control(controls, name);
        this.output = host.control(controls, "outputActivation");
        for (const name of ["loss", "learningRate", "examples"]) host.control(controls, name);
        const row = host.element("div", { class: "pass-row" });
        root.append(row);
        host.transport(row, { newSeed: true, back: () => this.#back() });
        this.nextPass = button({ text: "" }, () => this.#goTo(this.#iteration + 1, 0));
        this.nextPass.classList.add("next-pass");
        host.translated((say) => setText(this.nextPass, say("backprop.nextPass")));
        row.append(this.nextPass);
        host.control(host.controls(row), "passing", { compact: true });
        const [left, right] = ["span-7", "span-5"].map((span) => host.element("div", { class: `column ${span}` }));
        root.append(left, right);
        const net = host.panel(left, "backprop.net");
        this.plot = host.plot(net, { label: "backprop.netLabel", height: 300 });
        net.append(this.#legend());
        this.sharp = host.panel(left, "lossSurface.sharpness");
        this.gauge = new CurvatureGauge(host, this.sharp, () => this.#pass?.curvature ?? null);
        const now = host.panel(right, "backprop.thisStep");
        this.title = host.element("p", { class: "step-title" });
        this.lines = host.element("div", { class: "lines" });
        now.append(this.title, this.lines);
        this.#makeExample(host.panel(right, "backprop.example"));
        const all = host.panel(root, "backprop.table");
        this.verdict = host.element("p", { class: "truth" });
        all.append(this.verdict);
        this.table = new ParameterTable(host, all, (index, value) => this.#setWeight(index, value));
        all.append(host.element("p", { class: "hint", t: "backprop.tableHint" }));
    }

    #legend() {
        const item = (/** @type {string} */ key, /** @type {string} */ color) =>
            this.host.element("li", { t: `backprop.legend.${key}`, style: { "--key": `var(--${color})` } });
        const items = [item("forward", "forward"), item("back", "backward"), item("negative", "negative"), item("positive", "positive")];
        return this.host.element("ul", { class: "legend" }, items);
    }

    /** @param {Element} parent */
    #makeExample(parent) {
        const { host } = this;
        const fields = ["x₁", "x₂", "t"].map((name, k) => {
            const field = valueField(host, name, (value) => this.#setExample(k, value));
            return { name, field };
        });
        this.fields = fields.map(({ field }) => field);
        const boxes = fields.map(({ name, field }) =>
            host.element("label", { class: "value-box" }, [host.element("span", { text: name }), field.element]),
        );
        parent.append(host.element("div", { class: "values" }, boxes), this.outcome);
    }

    get #steps() {
        return this.#pass ? stepsOf(this.#pass.layers) : [];
    }

    get #iteration() {
        return this.#pass?.iteration ?? 0;
    }

    /** @param {number} k @param {number} value */
    #setExample(k, value) {
        if (!this.#pass) return;
        const x = [...this.#pass.x];
        const { host } = this;
        if (k < 2) host.set({ examples: "one", x: x.map((old, i) => (i === k ? value : shortest(old))), target: this.#pass.y[0] });
        else host.set({ examples: "one", x: x.map(shortest), target: value });
    }

    /** A weight set by hand: a new start, from the weights as they are. @param {number} index @param {number} value */
    #setWeight(index, value) {
        if (!this.#pass) return;
        const theta = Array.from(this.#pass.theta, (old, i) => shortest(i === index ? value : old));
        this.host.set({ theta: theta.join(","), iteration: 0 });
    }

    /** @param {number} iteration @param {number} step */
    #goTo(iteration, step) {
        this.host.pause();
        this.host.set({ iteration: Math.min(MOST, Math.max(0, iteration)), step });
    }

    #back() {
        if (this.playback.step === 0 && this.#iteration > 0) this.#goTo(this.#iteration - 1, this.#steps.length);
        else this.playback.backward();
    }

    get last() {
        return this.#pass && this.#steps.length;
    }

    /** @param {Set<string>} names */
    async change(names) {
        const { hidden, seed, theta, loss } = this.host.parameters;
        if (theta && ((names.has("hidden") && !names.has("theta")) || (names.has("seed") && !names.has("theta"))))
            return this.host.set({ theta: "", iteration: 0 });
        if (names.has("seed") && seed && !names.has("iteration") && this.host.parameters.iteration > 0)
            return this.host.set({ iteration: 0 });
        this.output.hidden = loss === "bce";
        if (names.size > 1 || !names.has("step")) await this.#compute(hidden);
        this.playback.follow();
    }

    /** @param {readonly number[]} hidden */
    async #compute(hidden) {
        const turn = ++this.#turn;
        const { activation, outputActivation, loss, learningRate, passing, examples, x, target, seed, theta, iteration } =
            this.host.parameters;
        const layers = [2, ...hidden, 1];
        const given = theta === "" ? null : theta.split(",").map(Number);
        const wanted = layers.slice(1).reduce((sum, size, l) => sum + size * (layers[l] + 1), 0);
        this.#wrong = this.#whyWrong({ loss, examples, target, given, wanted });
        if (this.#wrong && this.#pass) return;
        const isOne = examples === "one";
        const how = { loss, learningRate, asDrawn: passing === "as-drawn" };
        const net = { layers, activation, outputActivation: loss === "bce" ? "identity" : outputActivation, loss };
        const reply = await this.host.ask("pass", {
            type: "backprop",
            net,
            theta: given?.length === wanted ? given : null,
            seed,
            x: isOne ? x : CORNERS,
            y: isOne ? [loss === "bce" ? Number(target >= 0.5) : target] : TARGETS[examples],
            iterations: iteration,
            learningRate,
            asDrawn: how.asDrawn,
        });
        if (!reply || turn !== this.#turn) return;
        this.#pass = reply;
        this.#how = how;
        this.#net = net;
        if (reply.diverged) this.host.emit("valley-diverged", { iteration: reply.iteration });
    }

    /** @param {{loss: string, examples: string, target: number, given: number[] | null, wanted: number}} state */
    #whyWrong({ loss, examples, target, given, wanted }) {
        const { host } = this;
        if (given && given.length !== wanted) return () => host.t("backprop.wrong.theta", { got: given.length, wanted });
        if (loss === "bce" && examples === "one" && target !== 0 && target !== 1)
            return () => host.t("backprop.wrong.target", { target: formatNumber(target) });
        return null;
    }

    step() {
        if (this.playback.step < this.#steps.length) this.playback.forward();
        else this.#goTo(this.#iteration + 1, 0);
    }

    reset() {
        this.#goTo(0, 0);
    }

    paint() {
        const pass = this.#pass;
        if (!pass) return;
        this.#paintNet(pass);
        this.#showStep(pass);
        this.fields.forEach((field, k) => field.show(k < 2 ? pass.x[k] : pass.y[0]));
        this.#showOutcome(pass);
        this.sharp.hidden = this.#how.asDrawn || pass.curvature.diverged; // no descent of this loss, so that no limit holds; or no numbers
        this.gauge.paint();
        this.table.show(pass, this.#how.asDrawn);
        setText(this.verdict, this.#verdict(pass));
        this.nextPass.disabled = pass.iteration >= MOST || pass.diverged;
    }

    /** @param {Pass} pass */
    #paintNet(pass) {
        const { canvas, ctx, width } = this.plot;
        if (width === 0) return;
        const plan = planNet(pass.layers, width);
        const height = Math.ceil(plan.height);
        canvas.style.height = `${height}px`;
        if (this.plot.height !== height) return; // painted when it has its size
        paintPass(ctx, pass, plan, { steps: this.#steps, done: this.playback.step, asDrawn: this.#how.asDrawn }, this.host.theme);
    }

    /** @param {Pass} pass */
    #showStep(pass) {
        const { host } = this;
        const { step } = this.playback;
        const now = this.#steps[step - 1] ?? null;
        setText(this.title, this.#titleOf(pass, step));
        const lines = now ? linesOf(pass, now, this.#how) : [];
        this.lines.style.setProperty("--sweep", colorOf(now, host.theme));
        const cells = lines.flatMap(([left, right], k) => [
            host.element("span", { class: "left", text: left }),
            host.element("span", { text: now?.kind === "update" ? "←" : "=" }),
            host.element("span", { class: isResult(lines, k, now) ? "right last" : "right", text: right }),
        ]);
        this.lines.replaceChildren(...cells);
    }

    /** @param {Pass} pass @param {number} step */
    #titleOf(pass, step) {
        const { host } = this;
        const now = this.#steps[step - 1];
        if (!now) return host.t("backprop.at.start");
        const unit = unitName("a", now.unit);
        const isOutput = layerOf(pass.layers, now.unit) === pass.layers.length - 1;
        const key = now.kind === "back" ? (this.#how.asDrawn ? "drawn" : "back") : now.kind;
        return host.t(`backprop.at.${key}`, {
            step,
            steps: this.#steps.length,
            unit: isOutput ? host.t("backprop.outputUnit", { unit }) : unit,
        });
    }

    /** @param {Pass} pass */
    #showOutcome(pass) {
        const { host } = this;
        const begun = pass.diverged && Number.isFinite(pass.loss) ? 1 : 0; // the pass stands; the update after it left all numbers behind
        const values = { iteration: pass.iteration + begun, loss: formatNumber(pass.loss, 4), next: formatNumber(pass.nextLoss, 4) };
        const key = pass.diverged ? "backprop.diverged" : Number.isFinite(pass.nextLoss) ? "backprop.outcome" : "backprop.overflows";
        setText(this.outcome, this.#wrong ? host.t("backprop.stands", { wrong: this.#wrong() }) : host.t(key, values));
        this.outcome.classList.toggle("danger", this.#wrong !== null || key !== "backprop.outcome");
    }

    /** Whether the picture is the truth, with the numbers of the pass. @param {Pass} pass */
    #verdict(pass) {
        const { host } = this;
        if (pass.apart === 0) return host.t(`backprop.same.${this.#whySame(pass)}`, { count: pass.theta.length });
        return host.t("backprop.apart", {
            ...farthestOf(pass),
            difference: formatNumber(pass.differences[pass.farthest]),
            slope: formatNumber(pass.slopes[pass.slopes.length - 1]),
            output: unitName("z", pass.slopes.length - 1),
        });
    }

    /** @param {Pass} pass */
    #whySame({ slopes, layers }) {
        const isLinear = slopes.slice(layers[0].out).every((slope) => slope === 1); // of the units through which an error passes on
        if (!isLinear) return "chance";
        return this.#how.loss === "bce" ? "crossEntropy" : "linear"; // whose output is kept without its sigmoid
    }

    /** The same in the sentence of the figure, where it is what is drawn. @param {Pass} pass */
    #shortVerdict(pass) {
        if (!this.#how.asDrawn) return "";
        return this.host.t(pass.apart === 0 ? "backprop.describeSame" : "backprop.describeApart", farthestOf(pass));
    }

    describe() {
        const pass = this.#pass;
        if (!pass) return "";
        const { host } = this;
        const { step } = this.playback;
        return host.t(this.#wrong ? "backprop.describeWrong" : "backprop.describe", {
            wrong: this.#wrong?.(),
            iteration: pass.iteration,
            title: this.#titleOf(pass, step),
            inputs: [...pass.x].map((value) => formatNumber(value)).join(host.t("frame.comma")),
            output: formatNumber(pass.probability ?? pass.a[pass.a.length - 1]),
            target: formatNumber(pass.y[0]),
            loss: formatNumber(pass.loss, 4),
            next: Number.isFinite(pass.nextLoss) ? formatNumber(pass.nextLoss, 4) : host.t("backprop.beyond"),
            verdict: this.#shortVerdict(pass),
        });
    }

    /** As it is before the update that is shown. */
    async network() {
        if (!this.#pass) return null;
        const { theta, iteration } = this.#pass;
        return networkJSON(this.#net, { parameters: theta, optimizer: { learningRate: this.#how.learningRate }, step: iteration });
    }

    destroy() {
        this.#turn = Infinity;
    }
}

/**
 * For how many numbers what is drawn is not the true gradient, and where it is farthest off.
 * @param {Pass} pass
 */
function farthestOf({ layers, theta, apart, farthest, drawnGradient, gradient }) {
    return {
        apart,
        count: theta.length,
        name: parametersOf(layers).find(({ index }) => index === farthest)?.name ?? "",
        drawn: formatNumber(drawnGradient[farthest]),
        truth: formatNumber(gradient[farthest]),
    };
}

/** Results stand out: the last line, of a forward step also z, of an update every line but the rule. @param {[string, string][]} lines @param {number} k @param {import("./backprop/steps.js").Step | null} now */
function isResult(lines, k, now) {
    if (now?.kind === "update") return k > 0;
    return k === lines.length - 1 || (now?.kind === "forward" && k === 2);
}

const style = `
.pass-row { display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-4); align-items: center; }
.pass-row > .controls { display: block; }
.step-title { font-weight: 600; min-height: 3em; }
.lines { display: grid; grid-template-columns: max-content auto minmax(0, 1fr); gap: 4px 8px; min-height: 8.5em; align-content: start; font-size: 14.5px; font-variant-numeric: tabular-nums; }
.lines > .right { overflow-wrap: anywhere; } .lines > .last { color: var(--sweep); font-weight: 600; }
.values { display: flex; gap: var(--space-4); }
.value-box { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px; align-items: center; flex: 1; min-width: 0; font-weight: 600; }
.outcome { min-height: 3em; font-variant-numeric: tabular-nums; }
.window { overflow-x: auto; }
.numbers { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.numbers th, .numbers td { padding: 2px var(--space-3) 2px 0; border-bottom: 1px solid var(--grid); text-align: end; white-space: nowrap; }
.numbers th[scope="row"] { text-align: start; font-weight: 600; } .numbers th.name { text-align: start; }
.numbers thead th { color: var(--muted); font-size: 12px; font-weight: 400; white-space: normal; text-wrap: balance; vertical-align: bottom; }
.numbers .field { width: 112px; height: 28px; padding: 0 8px; text-align: end; border-color: transparent; background: var(--raised); }
.numbers .field:hover { border-color: var(--control); }
.numbers .true, .numbers .drawn { color: var(--backward); } .numbers td.drawn.danger { color: var(--danger); }
.numbers tr:not(.as-drawn) > td.true, .numbers tr.as-drawn > td.drawn { font-weight: 600; }
@media (pointer: coarse) { .numbers .field { height: 40px; } }
`;
