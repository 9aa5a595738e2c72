import { setText } from "../../dom.js";
import { paintContours } from "../../paint/contours.js";
import { paintGauge } from "../../paint/gauge.js";
import { paintHeatmap } from "../../paint/heatmap.js";
import { paintPath } from "../../paint/path.js";
import { formatNumber, linearScale, logScale } from "../../paint/scale.js";
import { bufferOf } from "../training/buffer.js";

/** The landscape around the net as it stands, and where its learning rate lies against the limit that the curvature sets. */
export class LandscapePanel {
    /** @type {import("../../paint/heatmap.js").Buffer | null} */
    #buffer = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./landscape.js").Landscape} landscape
     */
    constructor(host, parent, landscape) {
        this.host = host;
        this.landscape = landscape;
        const row = host.element("div", { class: "terrain" });
        parent.append(row);
        this.plot = host.plot(host.element("div", { class: "terrain-map" }), { label: "playground.landscapeLabel", aspect: 1 });
        const side = host.element("div", { class: "column terrain-side" });
        row.append(/** @type {Element} */ (this.plot.canvas.parentElement), side);
        this.verdict = host.element("p", { class: "verdict" });
        const strip = host.element("div", {});
        side.append(this.verdict, strip);
        parent.append(host.element("p", { class: "hint", t: "playground.landscapeHint" }));
        this.gauge = host.plot(strip, { label: "playground.gaugeLabel", height: 62 });
    }

    paint() {
        this.#paintMap();
        this.#paintGauge();
    }

    #paintMap() {
        const { host, plot } = this;
        const { look, reach } = this.landscape;
        if (!look || plot.width === 0) return;
        const scales = { x: linearScale([-reach, reach], [0, plot.width]), y: linearScale([-reach, reach], [plot.height, 0]) };
        const { columns, rows } = look.grid;
        this.#buffer = bufferOf(this.#buffer, columns, rows);
        paintHeatmap(plot.ctx, look.grid, scales, { map: host.theme.maps.loss, normal: look.normal, buffer: this.#buffer });
        paintContours(plot.ctx, look.contours, scales, host.theme);
        paintPath(plot.ctx, look.path, scales, host.theme, { color: host.theme.colors.path, width: 2 });
    }

    #paintGauge() {
        const { host, gauge } = this;
        const { curvature } = this.landscape;
        const { learningRate } = host.parameters;
        const stable = curvature?.stableLearningRate;
        setText(this.verdict, this.#words());
        this.verdict.classList.toggle("danger", stable !== undefined && learningRate > stable);
        if (!curvature || stable === undefined || !Number.isFinite(stable) || gauge.width === 0) return;
        const rect = { x: 8, y: 28, width: gauge.width - 16, height: 8 };
        const scale = logScale([stable / 300, stable * 10], [rect.x, rect.x + rect.width]);
        const limits = { crawling: stable / 60, swinging: stable / 2, stable };
        paintGauge(gauge.ctx, rect, limits, scale, host.theme, { value: learningRate, limit: formatNumber(stable, 2) });
        this.#paintRate(rect, Math.max(rect.x, Math.min(rect.x + rect.width, scale(learningRate))));
    }

    /** The learning rate itself, below the strip. @param {{x: number, y: number, width: number, height: number}} rect @param {number} at */
    #paintRate({ x, y, width, height }, at) {
        const { ctx } = this.gauge;
        const { colors, fonts } = this.host.theme;
        ctx.fillStyle = colors.text;
        ctx.beginPath();
        ctx.arc(at, y + height / 2, 6, 0, 7);
        ctx.fill();
        ctx.strokeStyle = colors.surface;
        ctx.lineWidth = 2;
        ctx.stroke();
        ctx.font = fonts.strong;
        ctx.textBaseline = "top";
        const words = `η = ${formatNumber(this.host.parameters.learningRate, 3)}`;
        const half = ctx.measureText(words).width / 2;
        ctx.fillText(words, Math.max(x, Math.min(x + width - 2 * half, at - half)), y + height + 8);
    }

    #words() {
        const { host } = this;
        const { curvature } = this.landscape;
        if (!curvature) return host.t("playground.measuring");
        const { learningRate } = host.parameters;
        const values = {
            max: formatNumber(curvature.max, 3),
            limit: formatNumber(curvature.stableLearningRate, 2),
            product: formatNumber(learningRate * curvature.max, 3),
        };
        if (!(curvature.max > 0) || !Number.isFinite(curvature.stableLearningRate)) return host.t("playground.flat", values);
        return host.t(learningRate > curvature.stableLearningRate ? "playground.beyond" : "playground.within", values);
    }
}
