import { setText } from "../../dom.js";
import { formatCount, formatNumber } from "../../paint/scale.js";
import { showWhatApplies } from "../training/applies.js";
import { LiveGauge } from "../training/live-gauge.js";
import { LossPanel } from "../training/loss-panel.js";
import { fitting } from "./parameters.js";
import { Stage } from "./stage.js";
import { factInWords, resultInWords } from "./words.js";

/** Everything that is seen: builds panels and controls, and paints them from the session. */
export class View {
    /**
     * @param {import("../../host.js").Host} host
     * @param {import("../training/session.js").Session} session
     * @param {import("./bend.js").Bend} bend
     */
    constructor(host, session, bend) {
        this.host = host;
        this.session = session;
        this.bend = bend;
        host.style(style);
        this.bar = this.#buildBar();
        const stage = host.panel(host.root, "manifold.stage.title", { class: "span-7" });
        const side = host.element("div", { class: "span-5 column" });
        host.root.append(side);
        const row = host.panel(side, "manifold.row");
        this.stage = new Stage(host, { stage, row }, bend);
        this.fact = host.element("p", { class: "hint" });
        row.append(host.element("p", { class: "hint", t: "manifold.rowHint" }), this.fact);
        const losses = host.panel(side, "manifold.losses");
        this.losses = new LossPanel(host, losses, session);
        this.epoch = host.element("p", { class: "hint" });
        losses.append(this.epoch);
        this.gauge = new LiveGauge(host, host.panel(side, "lossSurface.sharpness"), session);
        this.#buildNetwork();
    }

    #buildBar() {
        const { host } = this;
        const bar = host.element("div", { class: "panel run-bar" });
        host.root.append(bar);
        host.transport(bar, { newSeed: true });
        const readouts = host.element("div", { class: "readouts" });
        bar.append(readouts);
        const values = Object.fromEntries(["step", "train", "test", "wrong"].map((name) => [name, this.#readout(readouts, name)]));
        const controls = host.controls(bar);
        const data = host.control(controls, "data");
        data.addEventListener("change", () => host.set(fitting[host.parameters.data] ?? {}));
        for (const name of ["learningRate", "speed"]) host.control(controls, name);
        return values;
    }

    /** @param {Element} parent @param {string} name */
    #readout(parent, name) {
        const value = this.host.element("b", { "data-readout": name });
        const box = this.host.element("div", { class: "readout" }, [this.host.element("span", { t: `manifold.read.${name}` }), value]);
        parent.append(box);
        return { box, value };
    }

    #buildNetwork() {
        const { host } = this;
        const panel = host.panel(host.root, "manifold.network");
        host.control(host.controls(panel), "hidden").classList.add("layers");
        const usual = host.controls(panel);
        for (const name of ["activation", "noise", "momentum", "batchSize"]) host.control(usual, name);
        const more = host.element("details", { class: "more chrome" }, [host.element("summary", { t: "lossSurface.more" })]);
        panel.append(more);
        const others = host.controls(more);
        for (const name of ["n", "testShare", "loss", "init", "std", "l1", "l2", "nesterov", "seed", "logLoss"]) host.control(others, name);
    }

    paint() {
        const { host, session } = this;
        showWhatApplies(host.root, host.parameters, session);
        this.stage.paint();
        this.losses.paint();
        this.gauge.paint();
        this.#writeReadouts();
        setText(this.fact, factInWords(host, Math.max(...host.parameters.hidden)));
    }

    #writeReadouts() {
        const { run } = this.session;
        const { reply, data } = this.bend;
        if (!run?.last || !reply || !data) return;
        const { train, test } = run.last;
        setText(this.bar.step.value, formatCount(run.step));
        setText(this.epoch, this.host.t("manifold.epoch", { steps: run.stepsPerEpoch }));
        setText(this.bar.train.value, formatNumber(train.loss, 3));
        this.bar.test.box.hidden = !test;
        setText(this.bar.test.value, test ? formatNumber(test.loss, 3) : "");
        setText(this.bar.wrong.value, this.host.t("manifold.read.of", { wrong: reply.wrong.train, count: data.trainCount }));
    }

    describe() {
        const { host, session } = this;
        const { run, replaying } = session;
        const { reply, step, data } = this.bend;
        if (!run?.last || !reply || !data) return "";
        if (session.diverged) return session.causeInWords();
        if (replaying) return host.t("playground.replayed", { step: replaying.step, of: replaying.of });
        return resultInWords(host, reply, step, data.trainCount, data.y.length - data.trainCount);
    }
}

const style = `
.run-bar { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-3) var(--space-5); }
.run-bar.panel > * + * { margin-top: 0; }
.run-bar > .controls { flex: 1 1 420px; grid-template-columns: minmax(0, 3fr) minmax(0, 5fr) minmax(0, 3fr); gap: var(--space-3) var(--space-4); }
.run-bar .readout { min-width: 4.2em; white-space: nowrap; }
@container frame (max-width: 479.9px) {
    .run-bar > .controls { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
    .run-bar > .controls > [data-parameter="learningRate"] { grid-column: 1 / -1; grid-row: 2; }
}
.draggable { cursor: ew-resize; touch-action: pan-y; }
.depth { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--space-2); align-items: start; }
.depth-names { display: flex; justify-content: space-between; margin-top: -4px; font-size: 12px; color: var(--muted); }
.depth-names > span { flex: 0 0 16px; display: flex; justify-content: center; white-space: nowrap; }
.depth-names > span:first-child { justify-content: flex-start; } .depth-names > span:last-child { justify-content: flex-end; }
.stage-words { font-size: 14px; font-variant-numeric: tabular-nums; text-wrap: pretty; min-height: 1.5em; }
.layers { grid-column: 1 / -1; }
.more > summary { cursor: pointer; color: var(--muted); font-size: 13px; }
.more > .controls { margin-top: var(--space-3); }
`;
