import { paintGauge } from "../../paint/gauge.js";
import { formatNumber, logScale } from "../../paint/scale.js";

/** How sharply the loss curves where training stands, on the way to the limit that the learning rate sets: 2/η for plain descent. */
export class SharpnessPanel {
    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./terrain.js").Terrain} terrain
     */
    constructor(host, parent, terrain) {
        this.host = host;
        this.terrain = terrain;
        this.gauge = host.plot(parent, { label: "lossSurface.gaugeLabel", height: 64 });
        this.verdict = host.element("p", { class: "verdict" });
        parent.append(this.verdict);
    }

    /** λmax, and the one at which steps would begin to grow. */
    get numbers() {
        const { curvature } = this.terrain;
        const { learningRate, momentum } = this.host.parameters;
        if (!curvature || !(curvature.max > 0) || !Number.isFinite(curvature.max) || !(learningRate > 0)) return null;
        const limit = (curvature.stableLearningRate / learningRate) * curvature.max;
        const name = momentum === 0 ? "2/η" : this.host.t("lossSurface.limitName");
        return { max: curvature.max, limit, name, isAbove: curvature.max > limit };
    }

    /** What the limit is called where learning rates are shown. */
    get rateLimitName() {
        return this.host.parameters.momentum === 0 ? "2/λmax" : this.host.t("lossSurface.limitName");
    }

    paint() {
        const { host, gauge, numbers } = this;
        this.verdict.textContent = this.#words();
        this.verdict.classList.toggle("danger", numbers?.isAbove ?? false);
        if (!numbers || gauge.width === 0) return;
        const { max, limit, name } = numbers;
        const rect = { x: 8, y: 28, width: gauge.width - 16, height: 8 };
        const scale = logScale([limit / 300, limit * 10], [rect.x, rect.x + rect.width]);
        const zones = { crawling: limit / 60, swinging: limit / 2, stable: limit };
        paintGauge(gauge.ctx, rect, zones, scale, host.theme, { value: max, limit: `${name} = ${formatNumber(limit, 3)}` });
        this.#paintMax(rect, Math.max(rect.x, Math.min(rect.x + rect.width, scale(max))), max);
    }

    /** @param {{x: number, y: number, width: number, height: number}} rect @param {number} at @param {number} max */
    #paintMax({ x, y, width, height }, at, max) {
        const { ctx } = this.gauge;
        const { colors, fonts } = this.host.theme;
        ctx.fillStyle = colors.curvature;
        ctx.strokeStyle = colors.surface;
        ctx.lineWidth = 2;
        ctx.beginPath();
        ctx.arc(at, y + height / 2, 6.5, 0, 7);
        ctx.fill();
        ctx.stroke();
        ctx.font = fonts.strong;
        ctx.textBaseline = "top";
        const words = `λmax = ${formatNumber(max, 3)}`;
        const half = ctx.measureText(words).width / 2;
        ctx.fillText(words, Math.max(x, Math.min(x + width - 2 * half, at - half)), y + height + 9);
    }

    #words() {
        const { host, numbers } = this;
        if (!this.terrain.curvature) return host.t("lossSurface.measuring");
        if (!numbers) return host.t("lossSurface.flat", { max: formatNumber(this.terrain.curvature.max, 3) });
        const { max, limit, name } = numbers;
        const values = { max: formatNumber(max, 3), limit: formatNumber(limit, 3), name };
        return host.t(numbers.isAbove ? "lossSurface.above" : "lossSurface.below", values);
    }
}
