/** Thousands of starts, different valleys: the map of basins, the histogram of their end losses, and one start to drag. */
import { pathHistory } from "../share/history.js";
import { formatNumber } from "../paint/scale.js";
import { EndsHistogram, hasLogAxis } from "./local-minima/histogram.js";
import { EndsList, endsStyle, percent } from "./local-minima/ends.js";
import { BasinMap } from "./local-minima/map.js";
import { choiceOf, isNetwork, missing, PROBLEMS } from "./local-minima/problems.js";
import { cellMiddles, cellOf, surveyAll } from "./local-minima/survey.js";
import { follow, startOf } from "./local-minima/trail.js";
import { CurvatureGauge } from "./training/gauge.js";
import { factInWords, pathInWords, reachedLowest, surveyInWords } from "./local-minima/words.js";

const MAX_SPAN = 10;
/** What the survey follows from; the rest only changes how it is shown. */
const SURVEYED = ["problem", "span", "learningRate", "momentum", "nesterov", "steps", "starts"];
const OF_NETWORKS = ["units", "seed"];
export const localMinima = {
    name: "local-minima",
    parameters: /** @type {import("../host.js").Spec[]} */ ([
        { name: "problem", type: "choice", choices: PROBLEMS, default: "himmelblau", control: "segmented" },
        // 0: what suits the problem, which then takes its place
        { name: "span", type: "number", min: 0, max: MAX_SPAN, step: 0.1, default: 0 },
        { name: "learningRate", type: "number", min: 0, max: 10, scale: "log", smallest: 1e-4, default: 0 },
        { name: "steps", type: "integer", min: 0, max: 10000, scale: "log", smallest: 1, control: "slider", default: 0 },
        { name: "momentum", type: "number", min: 0, max: 0.99, step: 0.01, default: 0 },
        { name: "nesterov", type: "boolean", default: false },
        { name: "units", type: "integer", min: 2, max: 8, default: 2 },
        { name: "seed", type: "integer", min: 0, max: 999999, default: 1 },
        { name: "starts", type: "choice", choices: ["1024", "4096", "16384"], default: "4096", control: "segmented" },
        { name: "axis", type: "choice", choices: ["linear", "log"], default: "linear", control: "segmented" },
        { name: "start", type: "numbers", min: -MAX_SPAN, max: MAX_SPAN, maxLength: 2, default: [] },
        { name: "highlight", type: "integer", min: 0, max: 12, default: 0 },
    ]),
    /** @param {import("../host.js").Host} host */
    create: (host) => new LocalMinima(host),
};

class LocalMinima {
    /** @type {import("./local-minima/survey.js").Survey | null} */
    #survey = null;
    /** @type {import("./local-minima/trail.js").Trail | null} */
    #trail = null;
    /** Ends of the groups in the plane. @type {[number, number][]} */
    #ends = [];
    /** What the latest survey was asked for with. */
    #asked = "";
    /** The parameters that the survey shown belongs to. @type {Record<string, any>} */
    #of = {};
    #turn = 0;
    /** Share of the survey under way. */
    #progress = 1;

    /** @param {import("../host.js").Host} host */
    constructor(host) {
        this.host = host;
        const { root } = host;
        host.style(style);
        this.controls = this.#addControls(root);
        const left = (this.left = host.panel(root, "localMinima.mapTitle", { class: "span-6" }));
        this.map = new BasinMap(host, left, {
            onStart: (place) => this.#drag(place),
            onStep: (columns, rows) => this.#move(columns, rows),
        });
        this.bar = host.element("div", {
            class: "progress",
            role: "progressbar",
            label: "localMinima.progress",
            "aria-valuemin": 0,
            "aria-valuemax": 100,
        });
        left.insertBefore(this.bar, this.map.plot.canvas);
        this.path = host.element("p", { class: "path-words" });
        this.hint = host.element("p", { class: "hint" });
        this.sharpness = host.element("div", { class: "path-words" });
        this.gauge = new CurvatureGauge(host, this.sharpness, () => this.#trail && this.#trail.curvature);
        left.append(this.path, this.sharpness, this.hint);
        const right = host.element("div", { class: "span-6 column results" });
        root.append(right);
        this.results = this.#addResults(right);
    }

    /** @param {HTMLElement} root */
    #addControls(root) {
        const { host } = this;
        const top = host.element("div", { class: "row tops" });
        root.append(top);
        const problem = host.control(host.controls(top), "problem");
        host.control(host.controls(top), "starts");
        problem.addEventListener("change", () =>
            host.set({ span: 0, learningRate: 0, momentum: 0, nesterov: false, steps: 0, start: [], highlight: 0 }),
        );
        const controls = host.controls(root);
        controls.classList.add("settings");
        const spans = ["localMinima.span.surface", "localMinima.span.network"].map((label) =>
            host.control(controls, "span", { label, format: (value) => `±${formatNumber(value)}` }),
        );
        host.control(controls, "learningRate");
        host.control(controls, "momentum");
        const nesterov = host.control(controls, "nesterov");
        host.control(controls, "steps");
        const ofNetworks = OF_NETWORKS.map((name) => host.control(controls, name, name === "seed" ? { label: "localMinima.seed" } : {}));
        return { spans, nesterov, ofNetworks };
    }

    /** @param {HTMLElement} parent */
    #addResults(parent) {
        const { host } = this;
        const ends = host.panel(parent, "localMinima.histogramTitle");
        const readout = (/** @type {string} */ name) => {
            const value = host.element("b");
            return { box: host.element("div", { class: "readout" }, [host.element("span", { t: `localMinima.${name}` }), value]), value };
        };
        const lowest = readout("reachedLowest");
        const number = readout("differentEnds");
        const row = host.element("div", { class: "row tops" }, [host.element("div", { class: "readouts" }, [lowest.box, number.box])]);
        ends.append(row);
        const axis = host.control(host.controls(row), "axis", { label: "localMinima.axisLabel" });
        const histogram = new EndsHistogram(host, ends);
        const panel = host.panel(parent, "localMinima.listTitle");
        panel.append(host.element("p", { class: "hint", t: "localMinima.listHint" }));
        const list = new EndsList(host, panel, (highlight) => host.set({ highlight }));
        const fact = host.element("p", { class: "hint" });
        return { lowest: lowest.value, number: number.value, histogram, axis, panel, list, fact };
    }

    /** @param {Set<string>} names */
    async change(names) {
        const { host } = this;
        const needed = missing(host.parameters);
        if (Object.keys(needed).length > 0) return host.set(needed);
        this.#showControls();
        const p = host.parameters;
        const names_ = isNetwork(p.problem) ? [...SURVEYED, ...OF_NETWORKS] : SURVEYED;
        const asked = JSON.stringify(names_.map((name) => p[name]));
        if (asked !== this.#asked) {
            this.#asked = asked;
            await this.#lookAnew(p);
        } else if (names.has("start")) await this.#follow();
    }

    /** Until the first map stands; the finer one follows by itself. @param {Record<string, any>} p @returns {Promise<void>} */
    #lookAnew(p) {
        const turn = ++this.#turn;
        const isWanted = () => turn === this.#turn;
        this.#progress = 0;
        return new Promise((seen) => {
            const onSurvey = (/** @type {import("./local-minima/survey.js").Survey} */ survey) => {
                if (!isWanted()) return;
                this.#survey = survey;
                this.#of = p;
                this.#progress = survey.final ? 1 : 0;
                this.#ends = isNetwork(p.problem) ? [] : survey.groups.map(({ theta }) => [theta[0], theta[1]]);
                void this.#follow().then(seen);
            };
            const onProgress = (/** @type {number} */ share) => {
                if (!isWanted()) return;
                this.#progress = share;
                this.#showProgress();
            };
            void surveyAll(this.host, p, { isWanted, onSurvey, onProgress }).then(() => seen());
        });
    }

    async #follow() {
        const survey = this.#survey;
        if (!survey) return;
        const { start } = this.host.parameters;
        const trail = await follow(this.host, survey, { ...this.#of, start });
        if (!trail || survey !== this.#survey) return;
        this.#trail = trail;
        if (trail.diverged) this.host.emit("valley-diverged", trail.diverged);
        this.host.invalidate();
    }

    #showControls() {
        const { problem, momentum } = this.host.parameters;
        this.controls.nesterov.hidden = momentum === 0; // it would change nothing
        this.controls.spans.forEach((control, index) => (control.hidden = (index === 1) !== isNetwork(problem)));
        for (const control of this.controls.ofNetworks) control.hidden = !isNetwork(problem);
        (isNetwork(problem) ? this.left : this.results.panel).append(this.results.fact); // beside a long list there is room
    }

    /** @param {[number, number]} place */
    #drag(place) {
        const { span, starts } = this.#of;
        if (!span) return;
        const middles = cellMiddles(span, Math.sqrt(Number(starts)));
        this.host.set({ start: cellOf(place, span, middles.length).map((index) => middles[index]) });
    }

    /** @param {number} columns @param {number} rows */
    #move(columns, rows) {
        const { span, starts } = this.#of;
        if (!span) return;
        const middles = cellMiddles(span, Math.sqrt(Number(starts)));
        const cell = cellOf(startOf({ ...this.#of, start: this.host.parameters.start }), span, middles.length);
        const to = (/** @type {number} */ index) => middles[Math.min(middles.length - 1, Math.max(0, index))];
        this.host.set({ start: [to(cell[0] + columns), to(cell[1] + rows)] });
    }

    reset() {
        this.host.set({ start: [], highlight: 0 });
    }

    paint() {
        this.#showProgress();
        const survey = this.#survey;
        if (!survey) return;
        const { results } = this;
        const { span, problem, steps } = this.#of;
        const { axis } = this.host.parameters;
        const highlight = this.host.parameters.highlight <= survey.groups.length ? this.host.parameters.highlight : 0;
        const trail = this.#trail;
        const shown = {
            survey,
            trail,
            highlight,
            ends: this.#ends,
            isNetwork: isNetwork(problem),
            lossDistance: choiceOf(problem).lossDistance,
        };
        this.map.paint(shown, { span, problem });
        results.histogram.paint(survey, { axis, highlight, end: trail && !trail.diverged ? trail.losses[trail.steps] : null });
        results.axis.hidden = !survey.groups[0] || !hasLogAxis(survey);
        results.list.show({ survey, highlight, isNetwork: isNetwork(problem), steps });
        results.lowest.textContent = percent(this.host, reachedLowest(survey), survey.losses.length);
        results.number.textContent = String(survey.groups.length);
        this.path.textContent = trail ? pathInWords(this.host, survey, trail, isNetwork(problem)) : "";
        this.sharpness.hidden = !trail?.curvature;
        this.gauge.paint();
        results.fact.textContent = factInWords(this.host, this.#of);
        this.hint.textContent = this.host.t(`localMinima.mapHint.${isNetwork(problem) ? "network" : "surface"}`);
    }

    #showProgress() {
        this.bar.style.setProperty("--done", `${100 * this.#progress}%`);
        this.bar.setAttribute("aria-valuenow", String(Math.round(100 * this.#progress)));
        this.bar.classList.toggle("over", this.#progress === 1);
    }

    describe() {
        return this.#survey ? surveyInWords(this.host, this.#survey) : "";
    }

    history() {
        return this.#trail && pathHistory(isNetwork(this.host.parameters.problem), [this.#trail]);
    }

    destroy() {
        this.#turn = Infinity;
    }
}

const style = `${endsStyle}
.progress { height: 3px; border-radius: 2px; background: linear-gradient(to right, var(--path) var(--done, 0%), var(--grid) 0); }
.progress.over { visibility: hidden; }
.tops { justify-content: space-between; }
.tops > .controls { display: flex; }
@container frame (min-width: 720px) { .root > .settings { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); align-items: end; } }
@container frame (max-width: 719.9px) { .root > .settings { order: 1; } .root > .results { order: 2; } }
.path-words { min-height: 3em; font-size: 14px; font-variant-numeric: tabular-nums; text-wrap: pretty; }
`;
