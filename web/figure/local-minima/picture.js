/** What the map of basins shows. */
import { contourLevels, traceContours } from "../../core/level-lines.js";
import { basinColor, paintBasins, paintEnds } from "../../paint/basins.js";
import { paintAxes } from "../../paint/axes.js";
import { preserving, rectOf } from "../../paint/canvas.js";
import { lossScale } from "../../paint/colormap.js";
import { paintContours } from "../../paint/contours.js";
import { gridOfSamples, makeBuffer } from "../../paint/heatmap.js";
import { paintMarker } from "../../paint/path.js";
import { paintTrail } from "../paths.js";
import { fadeOthers, hatchDiverged } from "./cells.js";

/**
 * @typedef {import("../../paint/canvas.js").Ctx} Ctx
 * @typedef {import("../../paint/canvas.js").Scales} Scales
 * @typedef {import("../../theme.js").Theme} Theme
 * @typedef {import("./survey.js").Survey} Survey
 * @typedef {import("./trail.js").Trail} Trail
 *
 * @typedef {object} Shown
 * @property {Survey} survey
 * @property {Trail | null} trail
 * @property {number} highlight       number of the group shown alone, 0 for all
 * @property {[number, number][]} ends of each group, in the plane; none for a network
 * @property {boolean} isNetwork
 * @property {number} lossDistance    within a group at most
 *
 * @typedef {object} Prepared
 * @property {Survey} survey
 * @property {import("../../paint/heatmap.js").Grid} labels
 * @property {Float32Array} shades 0…1, full colour to pale
 * @property {import("../../paint/contours.js").Contour[]} contours
 * @property {import("../../paint/scale.js").Scale} normal loss → 0…1
 * @property {import("../../paint/heatmap.js").Buffer} buffer
 */

/** How pale the highest start of a surface is, of 1. */
const RELIEF = 0.8;
const LEVELS = 12;

/** Keeps between paintings what follows from the survey alone. */
export class Picture {
    /** @type {Prepared | null} */
    #ready = null;

    /**
     * A surface is shaded by the loss at its starts, so that its valleys show. Of a network the plane is a thin slice and its relief says
     * little: it is shaded by what the end still has above the lowest of its group.
     * @param {Shown} shown
     * @returns {Prepared}
     */
    #prepare({ survey, isNetwork, lossDistance }) {
        if (this.#ready?.survey === survey) return this.#ready;
        const { size, alphas, heights, losses, labels, groups } = survey;
        const normal = lossScale(heights);
        const above = (/** @type {number} */ i) => (losses[i] - (groups[labels[i]]?.lowest ?? 0)) / lossDistance;
        const grid = gridOfSamples(heights, alphas, alphas);
        const kept = this.#ready?.survey.size === size ? this.#ready.buffer : null;
        return (this.#ready = {
            survey,
            labels: gridOfSamples(labels, alphas, alphas),
            shades: heights.map((height, i) => (isNetwork ? above(i) : RELIEF * normal(height))),
            contours: traceContours(grid, contourLevels(heights, LEVELS)),
            normal,
            buffer: kept ?? makeBuffer((width, height) => Object.assign(document.createElement("canvas"), { width, height }), size, size),
        });
    }

    /**
     * @param {Ctx} ctx
     * @param {Shown} shown
     * @param {Scales} scales
     * @param {Theme} theme
     * @param {{xLabel: string, yLabel: string}} axes
     */
    paint(ctx, shown, scales, theme, axes) {
        const { survey, highlight, ends, trail } = shown;
        const { labels, shades, contours, buffer, normal } = this.#prepare(shown);
        paintBasins(ctx, labels, scales, theme, { buffer, losses: shades });
        paintContours(ctx, contours, scales, theme);
        hatchDiverged(ctx, labels, scales, theme);
        if (highlight > 0) fadeOthers(ctx, labels, scales, highlight - 1, theme);
        paintAxes(ctx, scales, theme, { ...axes, grid: false, frame: true });
        ends.forEach(
            (place, label) => survey.groups[label].isMixed || paintPlace(ctx, place, label, survey.groups[label].end, scales, theme),
        );
        if (!trail) return;
        const ground = /** @type {any} */ ({
            problem: survey.plane.problem,
            normal,
            plane: { window: [...scales.x.domain, ...scales.y.domain] },
        });
        paintTrail(ctx, ground, trail, { last: trail.steps }, scales, theme);
        const label = survey.labels[trail.cell[1] * survey.size + trail.cell[0]];
        const last = trail.points.length - 2;
        if (label >= 0) paintPlace(ctx, [trail.points[last], trail.points[last + 1]], label, "minimum", scales, theme);
        paintStart(ctx, scales.x(trail.points[0]), scales.y(trail.points[1]), theme);
    }
}

/**
 * Where descents ended: the number of a minimum on a disc of its colour; a saddle or a slope as its own mark.
 * @param {Ctx} ctx
 * @param {[number, number]} place in data units
 * @param {number} label
 * @param {string} end
 * @param {Scales} scales
 * @param {Theme} theme
 */
function paintPlace(ctx, [x, y], label, end, scales, theme) {
    if (end !== "minimum") {
        const mark = { x, y, label, end: /** @type {"saddle" | "stuck"} */ (end), text: String(label + 1) };
        return paintEnds(ctx, [mark], scales, theme);
    }
    const rect = rectOf(scales);
    const [px, py] = [scales.x(x), scales.y(y)];
    if (!(px >= rect.x && px <= rect.x + rect.width && py >= rect.y && py <= rect.y + rect.height)) return;
    paintMarker(ctx, px, py, basinColor(theme, label), theme.colors.casing, 9.5);
    preserving(ctx, () => {
        ctx.font = theme.fonts.strong;
        ctx.fillStyle = theme.colors.surface;
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillText(String(label + 1), px, py + 0.5);
    });
}

/** A handle that says: take me. @param {Ctx} ctx @param {number} x CSS pixels @param {number} y @param {Theme} theme */
function paintStart(ctx, x, y, { colors }) {
    paintMarker(ctx, x, y, colors.path, colors.casing, 9);
    paintMarker(ctx, x, y, colors.casing, colors.casing, 2);
}
