import { make } from "../../dom.js";
import { formatNumber } from "../../paint/scale.js";
import { keyStyle, showKey } from "../looks.js";
import { threwOut, wayStyle, wayTo } from "../way.js";
import { nameOf } from "./lanes.js";
import { epochOf } from "./track.js";

/**
 * Where a racer was thrown out, what it was thrown out by: far out, where it ended, the curvature says nothing.
 * @param {import("./track.js").Run} run
 * @param {number} epoch
 * @param {{max: number, limit: number}} measured
 */
export function judged(run, epoch, measured) {
    const { diverged, losses } = run;
    if (diverged?.cause !== "curvature" || epochOf(run, epoch) < losses.length - 1) return measured;
    return threwOut(diverged);
}

/**
 * How sharply the loss curves where each racer stands, on the way to the limit of its learning rate: a row a racer.
 * @param {import("../../host.js").Host} host
 * @param {Element} list
 * @param {import("./track.js").Picture} picture
 */
export function showGauges(host, list, { runs, sharpness, epoch }) {
    const rows = runs.map((run, i) => {
        const { racer } = run;
        const { max, limit } = judged(run, epoch, sharpness[i]);
        const values = { max: formatNumber(max, 3), limit: formatNumber(limit, 3) };
        const isKnown = max > 0 && limit > 0;
        const words = host.t(`race.sharpness.${isKnown ? "known" : max > 0 ? "unknown" : "flat"}`, values);
        const name = make("span", { class: "racer", text: nameOf(host, racer) });
        showKey(name, host.theme, racer);
        const told = make("span", { class: "told", text: words });
        told.classList.toggle("danger", max > limit);
        const way = max > 0 && !isKnown ? [] : [wayTo(isKnown ? max / limit : null)]; // without a limit there is no way to it: its words have the room
        return make("li", {}, [name, ...way, told]);
    });
    list.replaceChildren(...rows);
}

export const gaugeStyle = `${wayStyle}
.gauges { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--space-2) var(--space-3); grid-template-columns: max-content minmax(80px, 1fr) max-content; align-items: center; font-size: 13px; font-variant-numeric: tabular-nums; }
.standings h3 { margin: var(--space-3) 0 0; font-size: 13px; }
.gauges li { display: contents; }
.gauges .racer { font-weight: 600; }
${keyStyle(".gauges .racer")}
.gauges .racer + .told { grid-column: 2 / -1; }
.gauges .danger { color: var(--danger); font-weight: 600; }
@container standings (max-width: 440px) { .gauges { grid-template-columns: max-content minmax(0, 1fr); } .gauges .racer ~ .told { grid-column: 1 / -1; margin-block-end: var(--space-2); } }
`;
