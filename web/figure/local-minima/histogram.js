/** How often each loss was reached: bars stacked in the colours of the basins. */
import { paintAxes, plotArea } from "../../paint/axes.js";
import { basinColor } from "../../paint/basins.js";
import { haloText, preserving } from "../../paint/canvas.js";
import { countInto, paintHistogram } from "../../paint/histogram.js";
import { extent, linearScale, logScale } from "../../paint/scale.js";

import { lossText } from "./ends.js";

/** @typedef {import("./survey.js").Survey} Survey */
/** @typedef {import("../../paint/scale.js").Scale} Scale */

/** What a logarithm starts at: a descent that reached a loss of 0 stands there. */
const FLOOR = 1e-8;
const BAR = 9;
/** Losses closer than this all stand at the left, where the lowest do. */
const NARROWEST = 0.2;

/**
 * @param {Survey} survey
 * @param {"linear" | "log"} kind
 * @param {[number, number]} range
 * @returns {Scale}
 */
export function lossAxis({ losses }, kind, range) {
    const [low, high] = extent(losses);
    if (kind === "log") return logScale([Math.max(low / 2, FLOOR), Math.max(high * 2, FLOOR * 100)], range);
    const width = Math.max(high - low, NARROWEST);
    return linearScale([low - 0.05 * width, low + 1.05 * width], range);
}

/** Whether losses can stand on a logarithmic axis. @param {Survey} survey */
export const hasLogAxis = ({ losses }) => extent(losses)[0] >= 0;

/**
 * Bars of the first group, of the first two, … so that painted last to first they stand on each other.
 * @param {Survey} survey
 * @param {Scale} axis
 * @param {number} bins
 */
export function stacked({ losses, labels, groups }, axis, bins) {
    const [low] = axis.domain;
    return groups.map((_, group) => {
        const values = losses.filter((_, i) => labels[i] >= 0 && labels[i] <= group).map((loss) => Math.max(loss, low));
        return countInto(values, axis, bins);
    });
}

export class EndsHistogram {
    /** @param {import("../../host.js").Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.plot = host.plot(parent, { label: "localMinima.histogramLabel", height: 200 });
    }

    /**
     * @param {Survey} survey
     * @param {{axis: "linear" | "log", highlight: number, end: number | null}} how end: loss at the end of the dragged start
     */
    paint(survey, { axis, highlight, end }) {
        const { plot, host } = this;
        const { theme } = host;
        const labels = { xLabel: host.t("localMinima.endLoss"), yLabel: host.t("localMinima.startsAxis") };
        const rect = plotArea(plot.width, plot.height, labels);
        if (survey.groups.length === 0) {
            const style = { color: theme.colors.danger, halo: theme.colors.surface, font: theme.fonts.strong };
            return haloText(plot.ctx, host.t("localMinima.kinds.diverged"), plot.width / 2, plot.height / 2, { ...style, align: "center" });
        }
        const x = lossAxis(survey, hasLogAxis(survey) ? axis : "linear", [rect.x, rect.x + rect.width]);
        const stacks = stacked(survey, x, Math.max(10, Math.floor(rect.width / BAR)));
        const highest = Math.max(1, ...(stacks.at(-1)?.counts ?? []));
        const y = linearScale([0, highest * 1.12], [rect.y + rect.height, rect.y]);
        paintAxes(plot.ctx, { x, y }, theme, labels);
        preserving(plot.ctx, () => {
            for (let group = stacks.length - 1; group >= 0; group--) {
                const faded = highlight > 0 && highlight - 1 !== group;
                const color = faded ? theme.colors.line : basinColor(theme, group);
                paintHistogram(plot.ctx, withoutEmpty(stacks, group), { x, y }, theme, { color: () => color });
            }
        });
        if (end === null || !Number.isFinite(end)) return;
        const mark = {
            value: Math.max(end, x.domain[0]),
            text: host.t("localMinima.yours", { loss: lossText(end) }),
            color: theme.colors.path,
        };
        paintHistogram(plot.ctx, { edges: new Float64Array(1), counts: new Uint32Array(0) }, { x, y }, theme, { marks: [mark] });
    }
}

/** The bars that this group adds to; of the others nothing would be seen. @param {import("../../paint/histogram.js").Histogram[]} stacks @param {number} group */
function withoutEmpty(stacks, group) {
    const { edges, counts } = stacks[group];
    const below = group > 0 ? stacks[group - 1].counts : null;
    return { edges, counts: counts.map((count, bin) => (below && below[bin] === count ? 0 : count)) };
}
