/** The published numbers (Godoy 2018, ball data, five layers of 100), as geometric means of eight seeds, and the same of this core beside them. */
import { formatNumber } from "../../paint/scale.js";
import { deepProblem } from "../deep-network.js";

/** Standard deviations from the first hidden layer to the fifth, and the share of the fifth that is saturated. */
const PUBLISHED = [
    { activation: "sigmoid", std: 0.01, forward: [7.9e-3, 1.3e-2], gradient: [1.4e-11, 1.3e-4], saturated: 0 },
    { activation: "sigmoid", std: 0.1, forward: [0.077, 0.123], gradient: [1.1e-6, 5.2e-4], saturated: 0 },
    { activation: "sigmoid", std: 1, forward: [0.37, 0.43], gradient: [5e-3, 1.5e-2], saturated: 0.49 },
    { activation: "tanh", std: 0.01, forward: [3.2e-2, 3.0e-6], gradient: [1.4e-8, 4.3e-9], saturated: 0 },
    { activation: "tanh", std: 0.1, forward: [0.29, 0.22], gradient: [1.3e-3, 4.4e-4], saturated: 0 },
    { activation: "tanh", std: 1, forward: [0.87, 0.96], gradient: [0.287, 6.1e-3], saturated: 0.78 },
];
const DEPTH = 5;

/** @typedef {typeof PUBLISHED[0]} Fact */
/** @typedef {{forward: number[], gradient: number[], saturated: number}} Live */

export class Facts {
    /** @type {(Live | null)[]} */
    #live = PUBLISHED.map(() => null);
    #seed = -1;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     */
    constructor(host, parent) {
        this.host = host;
        this.cells = PUBLISHED.map(() => ["forward", "gradient", "saturated"].map(() => host.element("td")));
        const heads = ["setup", "forward", "gradient", "saturated"].map((key) =>
            host.element("th", { t: `init.facts.${key}`, scope: "col" }),
        );
        const rows = PUBLISHED.map(({ activation, std }, i) => {
            const show = host.element("button", { type: "button", class: "as-link", on: { click: () => this.#show(PUBLISHED[i]) } });
            host.translated(() => void (show.textContent = `${host.t(`choice.${activation}`)}, σ = ${formatNumber(std)}`));
            return host.element("tr", {}, [host.element("th", { scope: "row" }, [show]), ...this.cells[i]]);
        });
        parent.append(host.element("table", { class: "numbers facts" }, [host.element("tr", {}, heads), ...rows]));
        parent.append(host.element("p", { class: "hint", t: "init.facts.hint" }));
    }

    /** @param {Fact} fact */
    #show({ activation, std }) {
        this.host.set({ activation, std, init: "normal", layerCount: DEPTH, trained: 0 });
    }

    /** Measures all six with a seed, once the figure itself is seen. @param {number} seed */
    async measure(seed) {
        if (seed === this.#seed) return;
        this.#seed = seed;
        this.#live = PUBLISHED.map(() => null);
        const requests = PUBLISHED.map(({ activation, std }) => ({
            type: "layerStats",
            problem: deepProblem({ activation, std, init: "normal", layerCount: DEPTH, seed }),
        }));
        await this.host.askAll("facts", requests, (reply, i) => {
            if (seed !== this.#seed) return;
            this.#live[i] = liveOf(reply);
            this.host.invalidate();
        });
    }

    paint() {
        PUBLISHED.forEach((fact, i) => {
            const live = this.#live[i];
            const [forward, gradient, saturated] = this.cells[i];
            put(this.host, forward, course(fact.forward), live && course(live.forward));
            put(this.host, gradient, course(fact.gradient), live && course(live.gradient));
            put(this.host, saturated, percent(this.host, fact.saturated), live && percent(this.host, live.saturated));
        });
    }
}

/** @param {import("../../core/messages.js").LayerStatsReply} reply @returns {Live} */
export function liveOf({ layers }) {
    const [first, last] = [layers[0], layers[DEPTH - 1]];
    return {
        forward: [first.activation.std, last.activation.std],
        gradient: [first.weightGradient.std, last.weightGradient.std],
        saturated: last.saturated,
    };
}

/** @param {number[]} ends */
const course = ([from, to]) => `${formatNumber(from, 2)} → ${formatNumber(to, 2)}`;
/** @param {import("../../host.js").Host} host @param {number} share */
const percent = (host, share) => host.t("frame.percent", { share: formatNumber(100 * share, 2) });

/** @param {import("../../host.js").Host} host @param {HTMLElement} cell @param {string} published @param {string | null} live */
function put(host, cell, published, live) {
    const lines = [host.element("span", { text: published }), host.element("b", { text: live ?? "…" })];
    if (cell.textContent !== lines.map((line) => line.textContent).join("")) cell.replaceChildren(...lines);
}
