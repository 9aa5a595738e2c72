/** The list of ends: what each is, as measured, and how many starts it caught. A click shows its basin alone. */
import { basinColor } from "../../paint/basins.js";
import { formatNumber } from "../../paint/scale.js";

/** @typedef {import("./survey.js").Group} Group */
/** @typedef {import("../../host.js").Host} Host */

/**
 * What may be said of an end. A minimum only where the gradient vanishes and no curvature is negative; of a network not even then, for
 * what a plateau's last digits hide cannot be measured.
 * @param {Group} group
 * @param {boolean} isNetwork
 * @returns {"minimum" | "saddle" | "lowest" | "flat" | "stuck" | "mixed"}
 */
export function kindOf({ end, lambdaMin, number, isMixed }, isNetwork) {
    if (isMixed) return "mixed";
    if (isNetwork && number === 1) return "lowest";
    if (end === "saddle") return "saddle";
    if (end === "stuck") return "stuck";
    return !isNetwork && lambdaMin >= 0 ? "minimum" : "flat";
}

/** A share as a reader would write it: a few starts of thousands are not 0 %. @param {Pick<Host, "t">} host @param {number} count @param {number} of */
export function percent(host, count, of) {
    const share = (100 * count) / of;
    const isFew = count > 0 && share < 0.1;
    const isMost = count < of && share > 99.9;
    return host.t("frame.percent", { share: isFew ? "< 0.1" : isMost ? "> 99.9" : count % of ? share.toFixed(1) : share });
}

/** A loss to compare with others: what float32 leaves of zero is zero. @param {number} loss */
export function lossText(loss) {
    return Math.abs(loss) < 1e-6 ? "≈ 0" : formatNumber(loss);
}

export class EndsList {
    #shown = "";

    /** @param {Host} host @param {Element} parent @param {(number: number) => void} onChoose */
    constructor(host, parent, onChoose) {
        this.host = host;
        this.onChoose = onChoose;
        this.list = host.element("ol", { class: "ends" });
        parent.append(this.list);
    }

    /** @param {{survey: import("./survey.js").Survey, highlight: number, isNetwork: boolean, steps: number}} what */
    show({ survey, highlight, isNetwork, steps }) {
        const { host } = this;
        const of = survey.losses.length;
        const key = JSON.stringify([
            survey.groups.map(({ loss, count }) => [loss, count]),
            survey.diverged,
            highlight,
            steps,
            host.language,
            host.theme.mode,
        ]);
        if (key === this.#shown) return;
        this.#shown = key;
        const focused = [...this.list.children].findIndex((item) =>
            item.contains(/** @type {ShadowRoot} */ (this.list.getRootNode()).activeElement),
        );
        const items = survey.groups.map((group) => this.#item(group, { of, isNetwork, steps, chosen: group.number === highlight }));
        if (survey.diverged > 0) items.push(this.#divergedItem(survey.diverged, of));
        this.list.replaceChildren(...items);
        if (focused >= 0) this.list.children[focused]?.querySelector("button")?.focus();
    }

    /**
     * @param {Group} group
     * @param {{of: number, isNetwork: boolean, steps: number, chosen: boolean}} what
     */
    #item(group, { of, isNetwork, steps, chosen }) {
        const { host } = this;
        const { number, loss, count, gradientNorm, lambdaMin } = group;
        const color = basinColor(host.theme, number - 1);
        const say = (/** @type {string} */ text, /** @type {string} */ name) => host.element("span", { class: name, text });
        const measures = { loss: lossText(loss), gradient: formatNumber(gradientNorm, 2), curvature: formatNumber(lambdaMin, 2) };
        const measured = host.t("localMinima.measured", measures);
        const parts = [
            say(String(number), "number"),
            say(host.t(`localMinima.kinds.${kindOf(group, isNetwork)}`, { steps }), "kind"),
            say(percent(host, count, of), "share"),
            host.element("span", { class: "bar", style: { "--share": `${(100 * count) / of}%` } }),
            say(group.isMixed ? host.t("localMinima.above", { loss: lossText(loss) }) : measured, "measured"),
        ];
        const press = { click: () => this.onChoose(chosen ? 0 : number) };
        const button = host.element(
            "button",
            { type: "button", class: "end", "aria-pressed": String(chosen), style: { "--key": color }, on: press },
            parts,
        );
        return host.element("li", {}, [button]);
    }

    /** @param {number} count @param {number} of */
    #divergedItem(count, of) {
        const { host } = this;
        const say = (/** @type {string} */ text, /** @type {string} */ name) => host.element("span", { class: name, text });
        const parts = [
            say("", "number hatched"),
            say(host.t("localMinima.kinds.diverged"), "kind"),
            say(percent(host, count, of), "share"),
            host.element("span", { class: "bar", style: { "--share": `${(100 * count) / of}%` } }),
        ];
        return host.element("li", {}, [host.element("div", { class: "end", style: { "--key": host.theme.colors.danger } }, parts)]);
    }
}

export const endsStyle = `
.ends { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 2px var(--space-4); margin: 0; padding: 0; list-style: none; }
.end { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 2px var(--space-2); align-items: center; width: 100%; padding: 6px var(--space-2);
    border: 0; border-radius: var(--radius); background: none; color: inherit; font: inherit; font-size: 13px; text-align: start; font-variant-numeric: tabular-nums; }
button.end { cursor: pointer; }
button.end:hover { background: var(--raised); }
button.end[aria-pressed="true"] { background: var(--raised); box-shadow: inset 0 0 0 1.5px var(--key); }
.end > .number { display: grid; place-items: center; width: 22px; height: 22px; border-radius: 50%; background: var(--key); color: var(--surface); font-size: 12px; font-weight: 600; }
.end > .hatched { border-radius: 3px; background: repeating-linear-gradient(135deg, var(--key) 0 1.25px, transparent 1.25px 5px); box-shadow: inset 0 0 0 1px var(--line); }
.end > .kind { line-height: 1.3; }
.end > .share { font-weight: 600; }
.end > .bar { grid-column: 2 / 4; height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--key) var(--share), var(--grid) 0); }
.end > .measured { grid-column: 2 / 4; font-size: 12px; line-height: 1.4; color: var(--muted); }
`;
