/**
 * What planes that the run itself makes are called, and what they are worth: a principal plane by the share of the path that it holds, beside what
 * a random walk would put there (Antognini and Sohl-Dickstein 2018); one along eigenvectors by its curvatures.
 *
 * @typedef {import("./plane.js").Made} Made
 * @typedef {import("./weights.js").Translate} Translate
 */
import { formatNumber } from "../../paint/scale.js";

const AXES = ["A", "B"];

/** A share in per cent, to a tenth. @param {number} share */
export function percent(share) {
    return (100 * share).toFixed(1);
}

/** @param {Translate} t @param {Made} made */
export function madeAxes(t, { kind, explained, eigenvalues }) {
    return AXES.map((axis, k) => {
        if (kind === "path") return t("lossSurface.pathAxis", { axis, number: k + 1, share: percent(explained?.[k] ?? NaN) });
        return t("lossSurface.eigenAxis", { axis, number: k + 1, value: formatNumber(eigenvalues?.[k] ?? NaN, 3) });
    });
}

/**
 * @param {Translate} t
 * @param {import("./plane.js").Plane | null} plane that is shown
 * @param {string} wanted choice of the reader
 */
export function madeWords(t, plane, wanted) {
    const made = plane?.made;
    if (!made) return wanted === "path" ? t("lossSurface.noPathYet") : "";
    const rough = made.converged ? [] : [t("lossSurface.rough")];
    return [made.kind === "path" ? pathWords(t, made) : eigenWords(t, made), ...rough].join(" ");
}

/** @param {Translate} t @param {Made} made */
function pathWords(t, { explained = [], random = [], points, step }) {
    const [first, second] = explained;
    const [randomFirst, randomSecond] = random;
    return t("lossSurface.pathShares", {
        points,
        step,
        both: percent(first + second),
        first: percent(first),
        second: percent(second),
        randomBoth: percent(randomFirst + randomSecond),
        randomFirst: percent(randomFirst),
        randomSecond: percent(randomSecond),
    });
}

/** @param {Translate} t @param {Made} made */
function eigenWords(t, { eigenvalues, step }) {
    const [first, second] = Array.from(eigenvalues ?? [], (value) => formatNumber(value, 3));
    return t("lossSurface.eigenvalues", { step, first, second });
}
