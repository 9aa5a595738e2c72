/** The reader's learning rate: a native slider over a gauge on which the zones, the limit and the other panels' rates are marked. */
import { numberField } from "../control/number-field.js";
import { ParameterError, parse } from "../parameters.js";
import { formatNumber, logScale } from "../paint/scale.js";
import { haloText } from "../paint/canvas.js";
import { paintGauge } from "../paint/gauge.js";
import { paintMarker } from "../paint/path.js";

/** @type {import("../parameters.js").Spec} */
const TYPED = { name: "learningRate", type: "number", min: 1e-6, max: 100, default: 0 };
const HEIGHT = 74;
const STRIP = { top: 34, height: 10 };
/** Half the thumb: the track's ends are this far within the input's. */
const INSET = 11;
const POSITIONS = 1000;
/** Within this many positions of the limit the slider lands on it, as it could not otherwise. */
const SNAP = 4;

/**
 * @typedef {{momentum: number, nesterov: boolean}} Descent
 *
 * @typedef {object} Rates
 * @property {[number, number]} domain of η
 * @property {number[]} rates  one a panel
 * @property {number} mine     index of the reader's own among them
 * @property {number} limit    where the run is now, on which the slider can land; Infinity where nothing curves upwards
 * @property {Descent} descent
 * @property {string} verdict  of the reader's own rate
 */

/** The limit of a learning rate, in symbols. @param {Descent} descent */
export const limitNameOf = ({ momentum, nesterov }) => (!momentum ? "2/λmax" : nesterov ? "(2+2β)/((1+2β)λmax)" : "(2+2β)/λmax");

/** What ηλmax must stay below. @param {Descent} descent */
const boundOf = ({ momentum, nesterov }) => (2 + 2 * momentum) / (nesterov ? 1 + 2 * momentum : 1);

export class RateSlider {
    /** @type {Rates | null} */
    #rates = null;
    /** By a pointer: arrow keys can step past the limit one by one. */
    #held = false;

    /**
     * @param {import("../host.js").Host} host
     * @param {Element} parent
     * @param {(rate: number) => void} choose
     */
    constructor(host, parent, choose) {
        this.host = host;
        this.choose = choose;
        const box = host.element("div", { class: "rate-slider" });
        this.gauge = host.plot(box, { label: "learningRate.gauge", height: HEIGHT });
        const range = { type: "range", min: 0, max: POSITIONS, step: 1, label: "learningRate.mine", on: { input: () => this.#moved() } };
        this.input = host.element("input", range);
        this.input.addEventListener("pointerdown", () => (this.#held = true));
        for (const type of ["pointerup", "pointercancel", "keydown"]) this.input.addEventListener(type, () => (this.#held = false));
        box.append(this.input);
        this.number = this.#field();
        this.snap = host.element("button", {
            type: "button",
            class: "button snap",
            on: { click: () => this.#rates && choose(this.#rates.limit) },
        });
        host.translated(() => this.#offerLimit());
        const title = host.element("span", { class: "name", t: "learningRate.mine" });
        parent.append(host.element("div", { class: "rate-head" }, [title, this.number.element, this.snap]), box);
    }

    #field() {
        const field = numberField(
            {
                parse: (text) => parse(TYPED, text),
                format: (rate) => String(Number(rate.toPrecision(4))),
                explain: (error) => (error instanceof ParameterError ? this.host.t(error.mustBe.key, error.mustBe.values) : String(error)),
            },
            (rate) => {
                field.show(rate); // at once: the run takes a moment
                this.choose(rate);
            },
        );
        field.show(0);
        this.host.translated((say) => field.element.setAttribute("aria-label", say("learningRate.mine")));
        return field;
    }

    /** @param {number} rate */
    #position(rate) {
        if (!this.#rates) return 0;
        return Math.round(POSITIONS * logScale(this.#rates.domain, [0, 1])(rate));
    }

    #moved() {
        if (!this.#rates) return;
        const at = Number(this.input.value);
        const { domain, limit } = this.#rates;
        if (this.#held && Math.abs(at - this.#position(limit)) <= SNAP) return this.choose(limit);
        this.choose(Number(logScale(domain, [0, POSITIONS]).invert(at).toPrecision(3)));
    }

    get #mine() {
        return this.#rates ? this.#rates.rates[this.#rates.mine] : 0;
    }

    /** @param {Rates | null} rates */
    show(rates) {
        this.#rates = rates;
        if (!rates) return;
        const text = formatNumber(this.#mine, 4);
        this.input.value = String(this.#position(this.#mine));
        this.input.setAttribute("aria-valuetext", `η = ${text}: ${rates.verdict}`);
        this.number.show(this.#mine);
        this.#offerLimit();
    }

    /** The button that goes exactly there. Hidden it keeps its place: nothing moves while it plays. */
    #offerLimit() {
        const { limit = NaN, domain = [0, 0] } = this.#rates ?? {};
        this.snap.style.visibility = limit >= domain[0] && limit <= domain[1] ? "" : "hidden";
        this.snap.textContent = this.host.t("learningRate.snap", { limit: formatNumber(limit) });
    }

    paint() {
        if (!this.#rates || this.gauge.width <= 4 * INSET) return;
        const { host, gauge } = this;
        const { domain, rates, mine, limit, descent } = this.#rates;
        const rect = { x: INSET, y: STRIP.top, width: gauge.width - 2 * INSET, height: STRIP.height };
        const scale = logScale(domain, [rect.x, rect.x + rect.width]);
        const names = ["crawling", "good", "swinging", "thrownOut"].map((kind) => host.t(`learningRate.kinds.${kind}`));
        const limits = { crawling: limit < Infinity ? 0.1 * limit : 0, swinging: 0.75 * limit, stable: limit };
        const words = `λmax = ${formatNumber(boundOf(descent) / limit)} → ${limitNameOf(descent)} = ${formatNumber(limit)}`;
        paintGauge(gauge.ctx, rect, limits, scale, host.theme, { names, limit: words, value: rates[mine] });
        if (limit === Infinity) this.#paintNoLimit(rect);
        rates.forEach((rate, panel) => panel !== mine && this.#paintOther(rate, panel, scale, rect));
    }

    /** @param {import("../paint/canvas.js").Rect} rect */
    #paintNoLimit({ x, y, width }) {
        const { colors, fonts } = this.host.theme;
        const style = { color: colors.curvature, halo: colors.surface, font: fonts.strong, align: /** @type {const} */ ("right") };
        haloText(this.gauge.ctx, this.host.t("learningRate.noLimit"), x + width, y - 14, style);
    }

    /**
     * @param {number} rate
     * @param {number} panel
     * @param {import("../paint/scale.js").Scale} scale
     * @param {import("../paint/canvas.js").Rect} rect
     */
    #paintOther(rate, panel, scale, rect) {
        const { ctx } = this.gauge;
        const { colors, fonts } = this.host.theme;
        const [x, y] = [scale(rate), rect.y + rect.height / 2];
        paintMarker(ctx, x, y, colors.surface, colors.text, 7);
        haloText(ctx, String(panel + 1), x, y + 0.5, {
            color: colors.text,
            halo: colors.surface,
            font: fonts.small,
            align: "center",
            baseline: "middle",
        });
    }
}

/** Under the figure's root; rate-row: where a slider stands beside the buttons that play. */
export const sliderStyle = `
.rate-row { display: flex; flex-wrap: wrap; gap: var(--space-3) var(--space-5); align-items: center; }
.rate-row > .controls { display: block; flex: 1 1 300px; min-width: 0; }
.rate-head { display: flex; flex-wrap: wrap; gap: var(--space-2) var(--space-3); align-items: center; }
.rate-head .name { font-weight: 600; }
.rate-head .field { width: 9em; }
.rate-head .snap { margin-inline-start: auto; }
.rate-slider { position: relative; }
.rate-slider canvas { display: block; width: 100%; }
.rate-slider input { position: absolute; inset: ${STRIP.top - 12}px 0 auto; width: 100%; height: ${STRIP.height + 24}px; margin: 0; padding: 0;
    appearance: none; -webkit-appearance: none; background: none; cursor: ew-resize; touch-action: pan-y; }
.rate-slider input::-webkit-slider-runnable-track { background: none; height: ${2 * INSET}px; }
.rate-slider input::-moz-range-track { background: none; }
.rate-slider input::-webkit-slider-thumb { appearance: none; -webkit-appearance: none; width: ${2 * INSET}px; height: ${2 * INSET}px; border-radius: 50%;
    background: var(--path); border: 3px solid var(--casing); box-shadow: 0 0 0 1.5px var(--path); box-sizing: border-box; }
.rate-slider input::-moz-range-thumb { width: ${2 * INSET}px; height: ${2 * INSET}px; border-radius: 50%; background: var(--path);
    border: 3px solid var(--casing); box-shadow: 0 0 0 1.5px var(--path); box-sizing: border-box; }
.rate-slider input:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: var(--radius); }
`;
