/** What the figure says: of all starts, of the one that is dragged, and what is known of the problem. */
import { formatNumber } from "../../paint/scale.js";
import { lossText, percent } from "./ends.js";

/** @typedef {import("../../host.js").Host} Host */
/** @typedef {import("./survey.js").Survey} Survey */
/** @typedef {import("./survey.js").Group} Group */

/** Valleys whose floors are this close are equally low. */
const AS_LOW = 0.01;
/** A start that is still higher than this above the floor has not reached it. */
const NEAR = 0.1;
/** Ends that are named one by one. */
const NAMED = 3;

/** Himmelblau has four lowest minima. @param {Group} group @param {Group[]} groups lowest first */
const isLowest = (group, [first]) => !group.isMixed && group.lowest - first.lowest < AS_LOW;

/** Starts that came as low as any. @param {Pick<Survey, "groups" | "labels" | "losses">} survey */
export function reachedLowest({ groups, labels, losses }) {
    const floor = groups.length > 0 ? groups[0].lowest : 0;
    return losses.reduce((sum, loss, i) => {
        const group = groups[labels[i]];
        return sum + (group && isLowest(group, groups) && loss - floor < NEAR ? 1 : 0);
    }, 0);
}

/** @param {Pick<Host, "t">} host @param {Survey} survey */
export function surveyInWords(host, survey) {
    const { groups, losses } = survey;
    const count = losses.length;
    if (groups.length === 0) return host.t("localMinima.allDiverged", { count });
    const reached = reachedLowest(survey);
    const values = { count, near: NEAR, loss: lossText(groups[0].lowest) };
    if (reached === losses.length) return host.t("localMinima.describeAll", { ...values, ends: groups.length });
    const rest = restInWords(host, survey).join(host.t("frame.comma"));
    return host.t("localMinima.describe", { ...values, share: percent(host, reached, losses.length), rest });
}

/** The ends that caught most, then the others together. @param {Pick<Host, "t">} host @param {Survey} survey */
function restInWords(host, survey) {
    const { groups, losses, diverged } = survey;
    const share = (/** @type {number} */ count) => percent(host, count, losses.length);
    const others = groups.filter((group) => !isLowest(group, groups) && !group.isMixed).sort((a, b) => b.count - a.count);
    const named = others.slice(0, NAMED);
    const words = named.map(({ count, loss }) => host.t("localMinima.share", { share: share(count), loss: lossText(loss) }));
    const elsewhere = losses.length - reachedLowest(survey) - diverged - named.reduce((sum, { count }) => sum + count, 0);
    if (elsewhere > 0) words.push(host.t("localMinima.shareElsewhere", { share: share(elsewhere) }));
    if (diverged > 0) words.push(host.t("localMinima.shareDiverged", { share: share(diverged) }));
    return words;
}

/**
 * @param {Pick<Host, "t">} host
 * @param {Survey} survey
 * @param {import("./trail.js").Trail} trail
 * @param {boolean} isNetwork
 */
export function pathInWords(host, { alphas, labels, size }, { cell, steps, losses, diverged }, isNetwork) {
    const values = { x: formatNumber(alphas[cell[0]]), y: formatNumber(alphas[cell[1]]), steps };
    if (diverged?.cause === "curvature") {
        const { limit, learningRate } = diverged;
        return host.t("localMinima.pathDiverged", { ...values, limit: formatNumber(limit), rate: formatNumber(learningRate) });
    }
    if (diverged) return host.t("localMinima.pathOverflow", values);
    const number = labels[cell[1] * size + cell[0]] + 1;
    const path = host.t("localMinima.path", { ...values, number, from: formatNumber(losses[0]), to: lossText(losses[steps]) });
    return isNetwork ? host.t("localMinima.projected", { path }) : path;
}

/** @param {Pick<Host, "t">} host @param {Record<string, any>} parameters */
export function factInWords(host, { problem, units }) {
    return host.t(`localMinima.fact.${problem === "xor" && units > 2 ? "xorWider" : problem}`, { units });
}
