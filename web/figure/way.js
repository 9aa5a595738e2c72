/** How far λmax has come on the way to its limit: a small strip of the gauge's zones, with a dot; one a racer. */
import { make } from "../dom.js";
import { logScale } from "../paint/scale.js";
import { SPAN, ZONES } from "./training/gauge.js";

const percent = logScale(SPAN, [0, 100]);
const [crawling, swinging, stable] = [ZONES.crawling, ZONES.swinging, ZONES.stable].map(percent);

/** @param {number | null} part λmax over its limit; null where there is none @returns {HTMLElement} */
export function wayTo(part) {
    const way = make("span", { class: "way" });
    way.classList.toggle("unknown", part === null);
    if (part === null) return way;
    const dot = make("i");
    dot.style.insetInlineStart = `${Math.max(0, Math.min(100, percent(part)))}%`;
    way.append(dot);
    return way;
}

/**
 * What threw a racer out, as a λmax and the one at which its learning rate would have been too large.
 * @param {import("../core/messages.js").Divergence} diverged by its curvature
 */
export function threwOut({ curvature, limit, learningRate }) {
    return { max: curvature, limit: (curvature * limit) / learningRate };
}

export const wayStyle = `
.way { position: relative; height: 6px; border-radius: 3px; background: linear-gradient(to right, var(--control) ${crawling}%, var(--good) ${crawling}% ${swinging}%, var(--warning) ${swinging}% ${stable}%, var(--danger) ${stable}%); }
.way::after { content: ""; position: absolute; inset-block: -4px; inset-inline-start: ${stable}%; width: 2px; margin-inline-start: -1px; background: var(--curvature); }
.way.unknown { background: var(--grid); } .way.unknown::after { content: none; }
.way i { position: absolute; z-index: 1; top: 50%; width: 11px; height: 11px; margin: -5.5px; border: 2px solid var(--surface); border-radius: 50%; background: var(--curvature); }
`;
