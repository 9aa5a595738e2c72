import { paintColorBar } from "../../paint/heatmap.js";
import { formatNumber } from "../../paint/scale.js";
import { LossPanel } from "../playground/loss-panel.js";
import { build, buildNetworkControls } from "./layout.js";
import { MapView } from "./map-view.js";
import { ReliefView } from "./relief-view.js";
import { SharpnessPanel } from "./sharpness-panel.js";
import { WeightPicker } from "./weight-picker.js";
import { weightName } from "./weights.js";

/** Everything the figure shows, painted from its session and terrain. */
export class View {
    /**
     * @param {import("../../host.js").Host} host
     * @param {import("../playground/session.js").Session} session
     * @param {import("./terrain.js").Terrain} terrain
     * @param {{onStart: (at: [number, number]) => void}} surroundings
     */
    constructor(host, session, terrain, { onStart }) {
        this.host = host;
        this.session = session;
        this.terrain = terrain;
        const places = build(host);
        this.#buildLand(places.land, onStart);
        this.#buildSlice(places.cut);
        this.sharpness = new SharpnessPanel(host, places.sharp, terrain);
        this.losses = new LossPanel(host, places.losses, session);
        this.readouts = this.#buildReadouts(places.readouts);
        this.rate = places.rate;
        buildNetworkControls(host, places.below);
    }

    /** @param {Element} land @param {(at: [number, number]) => void} onStart */
    #buildLand(land, onStart) {
        const { host, terrain } = this;
        const axes = () => this.#axes();
        const head = host.element("div", { class: "head" });
        land.append(head);
        head.append(/** @type {Element} */ (land.querySelector("h3")));
        const choice = host.element("div", { class: "chrome" });
        head.append(choice);
        host.control(choice, "view", { compact: true });
        this.views = host.element("div", { class: "views" });
        const [map, relief] = ["map", "relief"].map((name) => host.element("div", { class: name }));
        this.views.append(map, relief);
        land.append(this.views);
        this.map = new MapView(host, map, terrain, { onStart, axes });
        this.relief = new ReliefView(host, relief, terrain, { axes });
        this.words = host.element("p", { class: "hint words" });
        const bar = host.element("div", {});
        land.append(this.words, bar);
        this.bar = host.plot(bar, { label: "lossSurface.barLabel", height: 44 });
        land.append(host.element("p", { class: "hint", t: "lossSurface.legend" }));
    }

    /** @param {Element} cut */
    #buildSlice(cut) {
        const { host } = this;
        const group = host.element("div", { class: "column chrome" });
        cut.append(group);
        host.control(group, "plane", { compact: true });
        this.pickers = [
            new WeightPicker(host, group, { name: "weightA", label: "lossSurface.weight.across" }),
            new WeightPicker(host, group, { name: "weightB", label: "lossSurface.weight.up" }),
        ];
        this.pickerGroups = [...group.querySelectorAll(".weights")];
        this.random = host.element("div", { class: "row" });
        group.append(this.random);
        host.control(this.random, "planeSeed");
        const draw = () => host.set({ planeSeed: (host.parameters.planeSeed % 9999) + 1 });
        this.random.append(host.element("button", { type: "button", class: "button", t: "lossSurface.drawNew", on: { click: draw } }));
        for (const name of ["origin", "span", "size", "logHeight"]) host.control(group, name);
    }

    /** @param {Element} parent */
    #buildReadouts(parent) {
        const { host } = this;
        const names = ["step", "train", "test", "accuracy"];
        return names.map((name) => {
            const value = host.element("b", { "data-readout": name });
            const readout = host.element("div", { class: "readout" }, [host.element("span", { t: `lossSurface.readout.${name}` }), value]);
            parent.append(readout);
            return { value, readout };
        });
    }

    /** What the two axes are, and what stands at their zero. */
    #axes() {
        const { host, terrain, session } = this;
        const { key, plane } = terrain;
        const layers = session.run?.layers;
        if (key.length === 2 && layers && plane) {
            const t = host.t.bind(host);
            return { names: key.map((index) => weightName(t, layers, index, this.#inputs())), offsets: key.map((index) => plane.origin[index]) };
        }
        return { names: [1, 2].map((number) => host.t("lossSurface.direction", { number })), offsets: [0, 0] };
    }

    #inputs() {
        const { data, inputs } = this.host.parameters;
        const chosen = data === "sine" ? ["x"] : inputs;
        return chosen.map((/** @type {string} */ name) => this.host.t(`choice.${name}`));
    }

    paint() {
        const { host, terrain, session } = this;
        const { view, plane } = host.parameters;
        this.views.classList.toggle("both", view === "both");
        this.#show(this.map.plot.canvas, view !== "3d");
        this.#show(this.relief.plot.canvas, view !== "contour");
        this.random.hidden = plane !== "random";
        for (const group of this.pickerGroups) /** @type {HTMLElement} */ (group).hidden = plane !== "weights";
        const layers = session.run?.layers;
        if (layers && terrain.key.length === 2) this.pickers.forEach((picker, k) => picker.show(layers, terrain.key[k], this.#inputs()));
        if (view !== "3d") this.map.paint();
        if (view !== "contour") this.relief.paint();
        this.#paintBar();
        this.sharpness.paint();
        this.losses.paint();
        this.#writeReadouts();
        this.words.textContent = this.#words();
        const limit = terrain.curvature?.stableLearningRate;
        this.rate.mark(limit !== undefined && Number.isFinite(limit) ? limit : null, "2/λmax");
    }

    /** @param {HTMLElement} canvas @param {boolean} isShown */
    #show(canvas, isShown) {
        /** @type {HTMLElement} */ (canvas.parentElement).hidden = !isShown;
    }

    #paintBar() {
        const { bar, host, terrain } = this;
        const { picture, progress } = terrain.surface;
        if (!picture || bar.width === 0) return;
        const rect = { x: 6, y: 18, width: bar.width - 12, height: 9 };
        paintColorBar(bar.ctx, rect, { map: host.theme.maps.loss, scale: picture.normal, label: host.t("lossSurface.barTitle"), count: 6 }, host.theme);
        if (progress === null) return;
        bar.ctx.fillStyle = host.theme.colors.focus;
        bar.ctx.fillRect(rect.x, 0, rect.width * progress, 2);
    }

    #writeReadouts() {
        const { run } = this.session;
        if (!run?.last) return;
        const { train, test } = run.last;
        const accuracy = (test ?? train).accuracy;
        const texts = [String(run.step), formatNumber(train.loss, 4), test && formatNumber(test.loss, 4), accuracy !== null && `${Math.round(1000 * accuracy) / 10} %`];
        this.readouts.forEach(({ value, readout }, k) => {
            readout.hidden = texts[k] === null || texts[k] === false;
            value.textContent = texts[k] || "";
        });
    }

    /** What stands under the pointer. */
    #words() {
        const { host } = this;
        const { cursor } = this.map;
        if (!cursor || host.parameters.view === "3d") return host.t(host.parameters.view === "3d" ? "lossSurface.turnHint" : "lossSurface.startHint");
        const { names, offsets } = this.#axes();
        const [x, y] = cursor.at.map((coordinate, k) => formatNumber(coordinate + offsets[k], 3));
        const plane = cursor.loss === null ? "…" : formatNumber(cursor.loss, 4);
        if (!cursor.stop) return host.t("lossSurface.here", { a: names[0], b: names[1], x, y, plane });
        return host.t("lossSurface.atStop", { step: cursor.stop.step, loss: formatNumber(cursor.stop.loss, 4), plane });
    }

    describe() {
        const { host, session, terrain } = this;
        const { run } = session;
        if (!run?.last) return host.t("lossSurface.drawing");
        if (session.diverged) return session.causeInWords();
        const numbers = this.sharpness.numbers;
        const values = { step: run.step, loss: formatNumber(run.last.train.loss, 3) };
        if (!numbers) return host.t("lossSurface.describe", values);
        const sharp = { max: formatNumber(numbers.max, 3), limit: formatNumber(numbers.limit, 3), name: numbers.name };
        return host.t(numbers.isAbove ? "lossSurface.describeAbove" : "lossSurface.describeBelow", { ...values, ...sharp, measured: terrain.curvature?.step ?? 0 });
    }

    destroy() {
        this.relief.destroy();
    }
}
