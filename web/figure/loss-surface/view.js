import { formatCount, formatNumber } from "../../paint/scale.js";
import { showWhatApplies } from "../training/applies.js";
import { CurvatureGauge } from "../training/gauge.js";
import { LossPanel } from "../training/loss-panel.js";
import { LandPanel } from "./land-panel.js";
import { build, buildNetworkControls } from "./layout.js";
import { SlicePanel } from "./slice-panel.js";
import { axesOf } from "./weights.js";

const READOUTS = ["step", "train", "test", "accuracy"];

/** Everything the figure shows, painted from its session and terrain. */
export class View {
    /**
     * @param {import("../../host.js").Host} host
     * @param {import("../training/session.js").Session} session
     * @param {import("./terrain.js").Terrain} terrain
     * @param {{onStart: (at: [number, number]) => void}} surroundings
     */
    constructor(host, session, terrain, { onStart }) {
        this.host = host;
        this.session = session;
        this.terrain = terrain;
        const places = build(host);
        const axes = () => axesOf(host.t.bind(host), terrain, session.run?.layers, this.#inputs());
        this.land = new LandPanel(host, places.land, terrain, { onStart, axes, isLost: () => session.diverged !== null });
        this.slice = new SlicePanel(host, places.cut, terrain);
        this.sharpness = new CurvatureGauge(host, places.sharp, () => terrain.curvature);
        this.losses = new LossPanel(host, places.losses, session);
        const scale = host.element("div", { class: "chrome" });
        places.losses.append(scale);
        host.control(scale, "logLoss");
        this.readouts = READOUTS.map((name) => this.#addReadout(places.readouts, name));
        this.rate = places.rate;
        buildNetworkControls(host, places.below);
    }

    /** @param {Element} parent @param {string} name */
    #addReadout(parent, name) {
        const { host } = this;
        const value = host.element("b", { "data-readout": name });
        const readout = host.element("div", { class: "readout" }, [host.element("span", { t: `lossSurface.readout.${name}` }), value]);
        parent.append(readout);
        return { value, readout };
    }

    /** Names of what the network is fed. */
    #inputs() {
        const { data, inputs } = this.host.parameters;
        const chosen = data === "sine" ? ["x"] : inputs;
        return chosen.map((/** @type {string} */ name) => this.host.t(`choice.${name}`));
    }

    paint() {
        const limit = this.terrain.curvature?.stableLearningRate;
        showWhatApplies(this.host.root, this.host.parameters, this.session);
        this.land.paint();
        this.slice.paint(this.session.run?.layers, this.#inputs());
        this.sharpness.paint();
        this.losses.paint();
        this.#writeReadouts();
        this.rate.mark(limit !== undefined && Number.isFinite(limit) ? limit : null, this.sharpness.rateLimitName);
    }

    #writeReadouts() {
        const { run } = this.session;
        if (!run?.last) return;
        const { train, test } = run.last;
        const { accuracy } = test ?? train;
        const texts = [
            formatCount(run.step),
            formatNumber(train.loss, 4),
            test ? formatNumber(test.loss, 4) : "",
            accuracy === null ? "" : this.host.t("frame.percent", { share: Math.round(1000 * accuracy) / 10 }),
        ];
        this.readouts.forEach(({ value, readout }, k) => {
            readout.hidden = texts[k] === "";
            value.textContent = texts[k];
        });
    }

    describe() {
        const { host, session, terrain } = this;
        const { run } = session;
        if (!run?.last) return host.t("lossSurface.drawing");
        if (session.diverged) return session.causeInWords();
        const numbers = this.sharpness.numbers;
        const values = { step: run.step, loss: formatNumber(run.last.train.loss, 3) };
        if (!numbers) return host.t("lossSurface.describe", values);
        const sharp = {
            max: formatNumber(numbers.max, 3),
            limit: numbers.told,
            measured: terrain.curvature?.step ?? 0,
        };
        return host.t(numbers.isAbove ? "lossSurface.describeAbove" : "lossSurface.describeBelow", { ...values, ...sharp });
    }

    destroy() {
        this.land.destroy();
    }
}
