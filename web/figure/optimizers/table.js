/** A row a racer: its number, its name and learning rate, its loss now, and what became of it. */
import { formatNumber } from "../../paint/scale.js";
import { closed } from "../../text/index.js";
import { colorOf } from "../looks.js";
import { threwOut, wayTo } from "../way.js";
import { numberOf, RACERS } from "./racers.js";

/** Words' colours, by the verdict's kind: class of the element's style sheet. */
const TONE = {
    arrived: "good",
    passed: "warning",
    other: "warning",
    saddle: "warning",
    swinging: "warning",
    climbed: "danger",
    underway: "",
    thrownOut: "danger",
};

export class RaceTable {
    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     */
    constructor(host, parent) {
        this.host = host;
        this.rows = RACERS.map((racer) => {
            const number = host.element("span", { class: "number", text: String(numberOf(racer)), "aria-hidden": "true" });
            const name = host.element("b", { t: `optimizers.names.${racer}` });
            const rate = host.element("span", { class: "rate" });
            const loss = host.element("span", { class: "loss" });
            const words = host.element("p");
            const gauge = host.element("span", { class: "gauge" });
            const row = host.element("li", { "data-racer": racer }, [number, name, rate, loss, words, gauge]);
            return { racer, row, number, rate, loss, words, gauge };
        });
        this.list = host.element(
            "ul",
            { class: "racers" },
            this.rows.map(({ row }) => row),
        );
        parent.append(this.list, host.element("p", { class: "hint", t: "optimizers.gauge" }));
    }

    /**
     * @param {import("./race.js").Race} race
     * @param {number} step
     */
    paint(race, step) {
        for (const { racer, row, number, rate, loss, words, gauge } of this.rows) {
            const lane = race.lanes.find((one) => one.racer === racer);
            row.hidden = !lane;
            if (!lane) continue;
            const kind = kindAt(lane, step);
            number.style.background = colorOf(this.host.theme, racer);
            rate.textContent = ratesOf(this.host, lane);
            loss.textContent = formatNumber(lane.losses[Math.min(step, lane.steps)]);
            words.textContent = inWords(this.host, lane, step);
            words.className = TONE[kind];
            row.dataset.kind = kind;
            this.#showGauge(gauge, step < lane.steps ? null : sharpnessOf(lane));
        }
    }

    /** @param {HTMLElement} gauge @param {ReturnType<typeof sharpnessOf>} measured */
    #showGauge(gauge, measured) {
        const words = measured
            ? this.host.t("race.sharpness.known", { max: formatNumber(measured.max, 3), limit: formatNumber(measured.limit, 3) })
            : "";
        if (gauge.title === words && gauge.firstChild) return;
        gauge.title = words;
        gauge.replaceChildren(
            wayTo(measured && measured.max / measured.limit),
            this.host.element("span", { class: "unseen", text: words }),
        );
    }
}

/**
 * λmax where a racer ended, or what threw it out, and the one at which its learning rate would be too large.
 * @param {Pick<import("./race.js").Lane, "rate" | "limit" | "diverged">} lane
 * @returns {{max: number, limit: number} | null} null where the optimiser rescales the ground, nothing curves upwards, or it was not the curvature
 */
export function sharpnessOf({ rate, limit, diverged }) {
    if (diverged?.cause === "curvature") return threwOut(diverged);
    return limit && limit.max > 0 && limit.rate > 0 ? { max: limit.max, limit: (limit.max * limit.rate) / rate } : null;
}

/** @param {{t: (key: string, values?: Record<string, unknown>) => string}} host @param {import("./race.js").Lane} lane */
function ratesOf(host, { rate, momentum }) {
    const values = { rate: formatNumber(rate), momentum: formatNumber(momentum) };
    return host.t(momentum > 0 ? "optimizers.ratesMomentum" : "optimizers.rates", values);
}

/**
 * What can be said at a step: nothing is known of what is still to come.
 * @param {import("./race.js").Lane} lane
 * @param {number} step
 * @returns {import("./verdict.js").Kind}
 */
export function kindAt({ verdict, steps }, step) {
    const known = verdict.kind === "arrived" || verdict.kind === "passed" ? verdict.step : steps;
    return step >= known ? verdict.kind : "underway";
}

/**
 * @param {{t: (key: string, values?: Record<string, unknown>) => string}} host
 * @param {import("./race.js").Lane} lane
 * @param {number} step
 */
export function inWords(host, lane, step) {
    const { verdict, losses, steps, rate, diverged, end, limit } = lane;
    const kind = kindAt(lane, step);
    const at = Math.min(step, steps);
    const values = { step: kind === "underway" ? at : verdict.step, loss: formatNumber(losses[at]), rate: formatNumber(rate) };
    if (kind === "underway" && at === steps && end)
        return host.t("optimizers.words.ended", { ...values, slope: formatNumber(end.gradientNorm) });
    if (kind === "swinging" && limit)
        return host.t("optimizers.words.swinging", { ...values, max: formatNumber(limit.max), limit: formatNumber(limit.rate) });
    if (kind !== "thrownOut" || diverged?.cause !== "curvature") return host.t(`optimizers.words.${kind}`, values);
    const { curvature, learningRate } = diverged;
    return host.t("optimizers.words.aboveLimit", {
        ...values,
        rate: formatNumber(learningRate),
        limit: formatNumber(diverged.limit),
        max: formatNumber(curvature),
    });
}

/**
 * Who has arrived and when, what became of the others, and how many are still on their way: the values of the figure's sentence.
 * @param {{t: (key: string, values?: Record<string, unknown>) => string}} host
 * @param {import("./race.js").Race} race
 * @param {number} step
 */
export function standingsInWords(host, { lanes, steps }, step) {
    const nameOf = (/** @type {import("./race.js").Lane} */ { racer }) => host.t(`optimizers.names.${racer}`);
    const arrived = lanes.filter((lane) => kindAt(lane, step) === "arrived");
    const underway = step < steps ? lanes.filter((lane) => kindAt(lane, step) === "underway") : [];
    const rest = lanes
        .filter((lane) => !arrived.includes(lane) && !underway.includes(lane))
        .map((lane) => host.t("optimizers.told", { name: nameOf(lane), words: inWords(host, lane, step) }));
    if (underway.length > 0) rest.push(host.t("optimizers.underway", { count: underway.length }));
    const list = arrived.map((lane) => closed(host.t("optimizers.toldArrived", { name: nameOf(lane), step: lane.verdict.step })));
    return {
        arrived: arrived.length,
        count: lanes.length,
        arrivals: list.length > 0 ? host.t("optimizers.arrivals", { list: list.join(host.t("frame.comma")) }) : "",
        rest: rest.map((words) => host.t("optimizers.semicolon") + words).join(""),
    };
}
