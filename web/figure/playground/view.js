import { setText } from "../../dom.js";
import { formatCount, formatNumber } from "../../paint/scale.js";
import { ColumnChoice } from "./columns.js";
import { GraphPanel } from "./graph-panel.js";
import { LandscapePanel } from "./landscape-panel.js";
import { LossPanel } from "../training/loss-panel.js";
import { MapPanel } from "./map-panel.js";
import { showWhatApplies } from "../training/applies.js";
import { style } from "./style.js";
import { TablePanel } from "./table.js";

/** Everything that is seen: builds the panels and controls, and paints them from the session. */
export class View {
    /**
     * @param {import("../../host.js").Host} host
     * @param {import("../training/session.js").Session} session
     * @param {import("./landscape.js").Landscape} landscape
     */
    constructor(host, session, landscape) {
        this.host = host;
        this.session = session;
        this.landscape = landscape;
        host.style(style);
        this.bar = this.#buildBar();
        const { columns, table } = this.#buildData();
        const { graph, terrain } = this.#buildNetwork();
        const { map, loss, scores } = this.#buildResults();
        this.scores = scores;
        this.loss = loss;
        this.gauge = terrain.gauge;
        this.panels = [columns, table, graph, terrain, map, loss];
        table.acceptDrops(host.root);
    }

    #buildBar() {
        const { host } = this;
        const transport = host.element("div", { class: "pg-transport span-4" });
        host.root.append(transport);
        host.transport(transport, { newSeed: true });
        const readouts = host.element("div", { class: "readouts" });
        const epoch = this.#readout(readouts, "playground.epoch");
        const step = this.#readout(readouts, "playground.step");
        const progress = host.element("progress", { max: 1, value: 0, hidden: true, label: "playground.replaying" });
        transport.append(readouts, progress);
        const controls = host.controls(host.root, "playground.training");
        controls.classList.add("pg-rates", "span-8");
        const rate = host.control(controls, "learningRate");
        for (const name of ["activation", "loss", "speed"]) host.control(controls, name);
        return { epoch, step, rate, progress };
    }

    /** @param {Element} parent @param {string} name text key */
    #readout(parent, name) {
        const value = this.host.element("b", {});
        parent.append(this.host.element("div", { class: "readout" }, [this.host.element("span", { t: name }), value]));
        return value;
    }

    #buildData() {
        const { host, session } = this;
        const column = host.element("div", { class: "pg-column pg-data span-3" });
        host.root.append(column);
        const data = host.panel(column, "playground.data");
        const choice = host.controls(data);
        host.control(choice, "data");
        const columns = new ColumnChoice(host, data, session);
        const table = new TablePanel(host, data, (points) => void session.take(points));
        host.control(host.controls(data), "inputs");
        const amounts = host.controls(data);
        for (const name of ["n", "noise", "testShare"]) host.control(amounts, name);
        const training = host.panel(column, "playground.training");
        const rates = host.controls(training);
        for (const name of ["optimizer", "momentum", "nesterov", "alpha", "beta1", "beta2", "epsilon", "l1", "l2", "batchSize"])
            host.control(rates, name);
        const start = host.controls(training);
        for (const name of ["init", "std", "seed"]) host.control(start, name);
        return { columns, table };
    }

    #buildNetwork() {
        const { host, session, landscape } = this;
        const column = host.element("div", { class: "pg-column pg-network span-5" });
        host.root.append(column);
        const network = host.panel(column, "playground.network");
        const layers = host.controls(network);
        host.control(layers, "hidden").classList.add("pg-layers");
        host.control(layers, "batchNorm");
        const graph = new GraphPanel(host, network, session);
        const terrain = new LandscapePanel(host, host.panel(column, "playground.landscape"), landscape);
        return { graph, terrain };
    }

    #buildResults() {
        const { host, session } = this;
        const column = host.element("div", { class: "pg-column pg-results span-4" });
        host.root.append(column);
        const output = host.panel(column, "playground.output");
        const map = new MapPanel(host, output, session);
        this.#options(output, ["showTest", "discretise"]);
        const losses = host.panel(column, "playground.losses");
        const train = this.#score("playground.train", "--train");
        const test = this.#score("playground.test", "--test", "dashed");
        losses.append(host.element("div", { class: "scores" }, [train.box, test.box]));
        const loss = new LossPanel(host, losses, session);
        this.#options(losses, ["logLoss"]);
        return { map, loss, scores: { train, test } };
    }

    /** @param {Element} parent @param {string[]} names of parameters */
    #options(parent, names) {
        const group = this.host.controls(parent);
        group.classList.add("pg-options");
        for (const name of names) this.host.control(group, name, { label: `playground.${name}` });
    }

    /** @param {string} name text key @param {string} color custom property @param {string} [mark] */
    #score(name, color, mark = "") {
        const { host } = this;
        const value = host.element("b", {});
        const detail = host.element("span", {});
        const box = host.element("div", { class: mark, style: { "--key": `var(${color})` } }, [
            host.element("span", { t: name }),
            value,
            detail,
        ]);
        return { box, value, detail };
    }

    /** The run came a frame further. */
    stepped() {
        if (this.session.run) this.landscape.follow(this.session.run);
        this.host.invalidate();
    }

    paint() {
        const { session, host } = this;
        const { run, replaying } = session;
        if (run) this.landscape.follow(run);
        const { epoch, step, progress } = this.bar;
        progress.toggleAttribute("hidden", replaying === null);
        if (replaying) progress.value = replaying.step / Math.max(1, replaying.of);
        for (const panel of this.panels) panel.paint();
        if (this.loss.plot.stale) {
            showWhatApplies(host.root, host.parameters, session);
            setCount(epoch, run?.epoch);
            setCount(step, run?.step);
            this.#paintScores();
        }
        if (this.gauge.plot.stale) this.#paintLimit();
    }

    #paintScores() {
        const { last } = this.session.run ?? {};
        for (const kind of /** @type {const} */ (["train", "test"])) {
            const score = last?.[kind];
            const place = this.scores[kind];
            place.box.hidden = !score;
            if (!score) continue;
            setText(place.value, inNumbers(score.loss));
            setText(
                place.detail,
                score.accuracy === null ? "" : this.host.t("playground.accuracy", { share: formatNumber(100 * score.accuracy, 3) }),
            );
        }
    }

    /** The limit on the slider of the learning rate itself. */
    #paintLimit() {
        const limit = this.landscape.curvature?.stableLearningRate;
        const isKnown = limit !== undefined && Number.isFinite(limit) && this.landscape.isOf(this.session.run);
        this.bar.rate.mark(isKnown ? limit : null, isKnown ? this.host.t("playground.limitMark", { limit: formatNumber(limit, 2) }) : "");
    }

    describe() {
        const { run, replaying } = this.session;
        const { host } = this;
        if (host.parameters.data === "csv" && !this.session.points) return host.t("playground.noTable");
        if (!run?.last) return "";
        if (replaying) return host.t("playground.replayed", { step: replaying.step, of: replaying.of });
        const { train, test } = run.last;
        const share = (test ?? train).accuracy;
        const key = test ? "playground.describeTestAccuracy" : "playground.describeTrainAccuracy";
        const accuracy = share === null ? "" : host.t(key, { share: formatNumber(100 * share, 3) });
        const more = run.overfull ? accuracy + host.t("playground.linkFull") : accuracy;
        const values = { step: run.step, train: inNumbers(train.loss), test: test ? inNumbers(test.loss) : "", more };
        return host.t(test ? "playground.describeBoth" : "playground.describeTrain", values);
    }
}

/** In as much room as its digits take. @param {HTMLElement} node @param {number} [count] */
function setCount(node, count = 0) {
    const text = formatCount(count);
    setText(node, text);
    node.style.width = `${text.length}ch`;
}

/** @param {number} loss */
function inNumbers(loss) {
    return Number.isFinite(loss) ? formatNumber(loss, 3) : "∞";
}
