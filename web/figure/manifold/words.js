/** What is said of the spaces. */
import { formatNumber } from "../../paint/scale.js";
import { stageAt } from "./between.js";

/** @typedef {import("../../host.js").Host} Host */
/** @typedef {import("../../core/messages.js").ManifoldReply} Reply */
/** @typedef {import("../../core/messages.js").ManifoldSpace} Space */

/** Activations that undo nothing and fold nothing: seen from outside, what is inside stays inside. */
const INVERTIBLE = ["tanh", "sigmoid", "identity"];

/** @param {Host} host @param {number} index of a space */
export function spaceName(host, index) {
    return index === 0 ? host.t("manifold.input") : host.t("manifold.layer", { layer: index });
}

/** Where between the layers the picture is. @param {Host} host @param {Space[]} spaces @param {number} depth */
export function stageInWords(host, spaces, depth) {
    const { from, share, part } = stageAt(depth, spaces.length - 1);
    const values = { layer: from + 1, percent: Math.round(100 * share), activation: host.t(`choice.${host.parameters.activation}`) };
    if (part === "affine") {
        if (share === 0) return from === 0 ? host.t("manifold.stage.input") : host.t("manifold.stage.layer", { layer: from });
        return host.t(share === 1 ? "manifold.stage.before" : "manifold.stage.affine", values);
    }
    return share === 1 ? host.t("manifold.stage.layer", { layer: from + 1 }) : host.t("manifold.stage.bend", values);
}

/** How much of a space is seen, where that is not all. @param {Host} host @param {Space[]} spaces @param {number} depth */
export function projectionInWords(host, spaces, depth) {
    const { from, share, part } = stageAt(depth, spaces.length - 1);
    const { units, kind, explained } = spaces[part === "affine" && share === 0 ? from : from + 1];
    if (kind === "plane") return "";
    if (kind === "line") return host.t("manifold.seen.line");
    return host.t(`manifold.seen.${kind === "edge-on" ? "edgeOn" : "principal"}`, {
        units,
        share: explained === null ? "–" : formatNumber(100 * explained, 3),
    });
}

/** Of the axes, at rest or before the activation; on the way there they are nobody's. @param {Host} host @param {Space[]} spaces @param {number} depth */
export function axisNames(host, spaces, depth) {
    const { from, share, part } = stageAt(depth, spaces.length - 1);
    if (part === "affine" && share > 0 && share < 1) return { across: "", up: "" };
    const index = part === "affine" && share === 0 ? from : from + 1;
    if (index === 0) return { across: "x", up: "y" };
    const { kind } = spaces[index];
    const isBefore = index === from + 1 && !(part === "bend" && share === 1);
    const unit = (/** @type {number} */ number) => host.t(isBefore ? "manifold.axis.before" : "manifold.axis.unit", { unit: number });
    if (kind === "plane") return { across: unit(1), up: unit(2) };
    if (kind === "line") return { across: unit(1), up: "" };
    const component = (/** @type {number} */ number) => host.t("manifold.axis.component", { number });
    if (kind === "principal") return { across: component(1), up: component(2) };
    return { across: host.t("manifold.axis.acrossBoundary"), up: host.t("manifold.axis.along") };
}

/** What there is to know of these data and this network. @param {Host} host @param {number} widest units of the widest hidden layer */
export function factInWords(host, widest) {
    const { data, activation } = host.parameters;
    const isRound = data === "rings" || data === "circle";
    if (isRound && widest <= 2 && INVERTIBLE.includes(activation)) return host.t("manifold.fact.round");
    if (isRound) return host.t("manifold.fact.lifted");
    if (data === "tangled") return host.t("manifold.fact.tangled");
    if (data === "spiral") return host.t("manifold.fact.spiral");
    return host.t("manifold.fact.usual");
}

/** The sentence of the figure. @param {Host} host @param {Reply} reply @param {number} step @param {number} trainCount @param {number} testCount */
export function resultInWords(host, { wrong, spaces }, step, trainCount, testCount) {
    const counted = (/** @type {number} */ count, /** @type {number} */ wrong) => ({
        count,
        wrong,
        share: formatNumber((100 * wrong) / count, 3),
    });
    const test = testCount === 0 ? "" : host.t("manifold.describe.test", counted(testCount, wrong.test));
    const values = { step, layer: spaces.length - 1, ...counted(trainCount, wrong.train), test };
    return host.t(wrong.train === 0 ? "manifold.describe.separated" : "manifold.describe.mixed", values);
}
