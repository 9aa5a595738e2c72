import { setText } from "../../dom.js";
import { paintGauge } from "../../paint/gauge.js";
import { formatNumber, logScale } from "../../paint/scale.js";

/** @typedef {Pick<import("../../core/messages.js").CurvatureReply, "max" | "stableLearningRate">} Curvature */

/** What a gauge shows, as parts of the limit: from where to where, and where its zones part. */
export const SPAN = /** @type {[number, number]} */ ([1 / 300, 10]);
export const ZONES = { crawling: 1 / 60, swinging: 1 / 2, stable: 1 };

/**
 * How sharply the loss curves where training stands, on the way to the limit that the learning rate sets: 2/η for plain descent. A figure with a
 * Session has it in one line, measured by itself, with LiveGauge; one that measures λmax anyway hands it over here.
 */
export class CurvatureGauge {
    /**
     * @param {import("../../host.js").Host} host with the parameters of training/parameters.js
     * @param {Element} parent
     * @param {() => Curvature | null} read what was measured last
     */
    constructor(host, parent, read) {
        this.host = host;
        this.read = read;
        this.verdict = host.element("p", { class: "verdict" });
        const strip = host.element("div");
        parent.append(this.verdict, strip);
        this.plot = host.plot(strip, { label: "curvature.label", height: 64, of: () => [read(), host.parameters] });
    }

    get #isPlain() {
        const { optimizer = "sgd", momentum = 0 } = this.host.parameters;
        return optimizer === "sgd" && momentum === 0;
    }

    /** λmax, and the one at which steps would begin to grow, as a number and told; null where nothing curves upwards or no limit is known. */
    get numbers() {
        const curvature = this.read();
        const { learningRate } = this.host.parameters;
        if (!curvature || !(curvature.max > 0) || !Number.isFinite(curvature.stableLearningRate) || !(learningRate > 0)) return null;
        const limit = (curvature.stableLearningRate / learningRate) * curvature.max;
        const told = (this.#isPlain ? "2/η = " : "") + formatNumber(limit, 3);
        return { max: curvature.max, limit, told, isAbove: curvature.max > limit };
    }

    /** What the limit is called where learning rates are shown. */
    get rateLimitName() {
        return this.#isPlain ? "2/λmax" : this.host.t("curvature.limitName");
    }

    paint() {
        const { plot, numbers } = this;
        if (!plot.stale) return;
        if (numbers && plot.width > 0) this.#paintStrip(numbers);
        setText(this.verdict, this.#words()); // last: a font that is set finds out first what new text has moved
        this.verdict.classList.toggle("danger", numbers?.isAbove ?? false);
    }

    /** @param {NonNullable<CurvatureGauge["numbers"]>} numbers */
    #paintStrip({ max, limit, told }) {
        const { plot } = this;
        const rect = { x: 8, y: 28, width: plot.width - 16, height: 8 };
        const scale = logScale(SPAN, [rect.x, rect.x + rect.width]);
        const words = this.#isPlain ? told : this.rateLimitName + " " + told;
        paintGauge(plot.ctx, rect, ZONES, scale, this.host.theme, { value: max / limit, limit: words });
        this.#paintMax(rect, Math.max(rect.x, Math.min(rect.x + rect.width, scale(max / limit))), max);
    }

    /** @param {{x: number, y: number, width: number, height: number}} rect @param {number} at @param {number} max */
    #paintMax({ x, y, width, height }, at, max) {
        const { ctx } = this.plot;
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
        const curvature = this.read();
        if (!curvature) return host.t("curvature.measuring");
        const max = formatNumber(curvature.max, 3);
        if (!numbers) return host.t(curvature.max > 0 ? "curvature.unknown" : "curvature.flat", { max });
        return host.t(numbers.isAbove ? "curvature.above" : "curvature.below", { max, limit: numbers.told });
    }
}
