/**
 * The ground that figures draw paths on: the loss over a plane through parameter space, ready to paint. Of an analytic surface the plane is
 * all there is; of a network it is the one in which its valley is seen from start to floor.
 *
 * @typedef {import("../paint/scale.js").Scale} Scale
 *
 * @typedef {object} Plane
 * @property {Float32Array} origin
 * @property {Float32Array} u
 * @property {Float32Array} v
 * @property {[number, number, number, number]} window left, right, bottom, top
 *
 * @typedef {object} Ground
 * @property {string} surface   name of an analytic one, or "network"
 * @property {any} problem
 * @property {Plane} plane
 * @property {Float32Array} start   parameters to descend from, [n]
 * @property {[number, number][]} minima known ones, in the plane
 * @property {import("../paint/heatmap.js").Grid} grid
 * @property {Scale} normal         loss → 0…1
 * @property {import("../paint/contours.js").Contour[]} contours
 */
import { contourLevels, traceContours } from "../core/level-lines.js";
import { density, rectOf } from "../paint/canvas.js";
import { makeBuffer, gridOfSamples, paintHeatmap } from "../paint/heatmap.js";
import { paintContours } from "../paint/contours.js";
import { lossScale } from "../paint/colormap.js";
import { linearScale } from "../paint/scale.js";
import { smallNetwork } from "./small-network.js";

const SIZE = 88;
const BANDS = 4;
/** A run whose end is a network's floor: plain descent at that share of the limit at the start. */
const GUIDE = { share: 0.5, steps: 120 };

/**
 * @param {import("../host.js").Host} host
 * @param {string} surface name of an analytic one, or "network"
 * @returns {Promise<Ground | null>} null: superseded
 */
export const groundOf = (host, surface) => (surface === "network" ? networkGround(host, smallNetwork) : surfaceGround(host, surface));

/** @param {import("../host.js").Host} host @param {string} surface */
async function surfaceGround(host, surface) {
    const problem = { kind: "surface", surface };
    const info = await host.ask("ground", { type: "surfaceInfo", surface });
    if (!info) return null;
    const plane = { origin: Float32Array.of(0, 0), u: Float32Array.of(1, 0), v: Float32Array.of(0, 1), window: info.window };
    return drawn(host, { surface, problem, plane, start: info.start, minima: info.minima });
}

/** @param {import("../host.js").Host} host @param {any} problem */
async function networkGround(host, problem) {
    const plain = (/** @type {number} */ learningRate) => ({ name: "sgd", learningRate, momentum: 0, nesterov: false });
    const begin = await host.ask("ground", { type: "start", problem });
    if (!begin) return null;
    const start = begin.theta;
    const curvature = await host.ask("ground", { type: "curvature", problem, theta: start, optimizer: plain(0) });
    if (!curvature) return null;
    const optimizer = plain(GUIDE.share * curvature.stableLearningRate);
    const guide = await host.ask("ground", { type: "descend", problem, start, optimizer, steps: GUIDE.steps });
    if (!guide) return null;
    const floor = guide.path.slice(-start.length);
    const directions = await host.ask("ground", { type: "directions", problem, kind: "valley", theta: floor, from: start });
    if (!directions) return null;
    const corners = await host.ask("ground", { type: "project", path: guide.path, origin: floor, ...directions });
    if (!corners) return null;
    const plane = { origin: floor, ...directions, window: windowAround(corners.points) };
    return drawn(host, { surface: "network", problem, plane, start, minima: [] });
}

/** A square that holds the guide with room to swing in: all it spans lies in the middle half.
 * @param {Float32Array} points
 * @returns {[number, number, number, number]} */
function windowAround(points) {
    const xs = points.filter((_, i) => i % 2 === 0);
    const ys = points.filter((_, i) => i % 2 === 1);
    const middle = (/** @type {Float32Array} */ of) => (Math.min(...of) + Math.max(...of)) / 2;
    const half = 0.9 * Math.max(...[xs, ys].map((of) => Math.max(...of) - Math.min(...of)));
    const [x, y] = [middle(xs), middle(ys)];
    return [x - half, x + half, y - half, y + half];
}

/**
 * @param {import("../host.js").Host} host
 * @param {{surface: string, problem: any, plane: Plane, start: Float32Array, minima: [number, number][]}} what
 * @returns {Promise<Ground | null>}
 */
async function drawn(host, what) {
    const { problem, plane } = what;
    const { origin, u, v } = plane;
    const [left, right, bottom, top] = plane.window;
    const alphas = samples(left, right);
    const betas = samples(bottom, top);
    const rows = SIZE / BANDS;
    const requests = Array.from({ length: BANDS }, (_, band) => {
        return { type: "surface", problem, origin, u, v, alphas, betas: betas.slice(band * rows, (band + 1) * rows) };
    });
    const replies = await host.askAll("ground-map", requests);
    if (!replies) return null;
    const losses = new Float32Array(SIZE * SIZE);
    replies.forEach((reply, band) => losses.set(reply.losses, band * rows * SIZE));
    const grid = gridOfSamples(losses, alphas, betas);
    return { ...what, grid, normal: lossScale(losses), contours: traceContours(grid, contourLevels(losses, 14)) };
}

/**
 * The parameters at a point of the plane: where a descent of no steps ends.
 * @param {import("../host.js").Host} host
 * @param {Ground} ground
 * @param {readonly number[]} point
 * @returns {Promise<Float32Array | null>} null: superseded
 */
export async function pointAt(host, { problem, plane }, [alpha, beta]) {
    const { origin, u, v } = plane;
    const grid = { origin, u, v, alphas: Float32Array.of(alpha), betas: Float32Array.of(beta) };
    const optimizer = { name: "sgd", learningRate: 0 };
    const reply = await host.ask("start-point", { type: "basins", problem, ...grid, optimizer, steps: 0 });
    return reply && reply.ends;
}

/** The middles of equal cells.
 * @param {number} low
 * @param {number} high */
function samples(low, high) {
    return Float32Array.from({ length: SIZE }, (_, i) => low + ((i + 0.5) * (high - low)) / SIZE);
}

/**
 * Pixels of a plane's window within a rectangle; y upwards.
 * @param {[number, number, number, number]} window
 * @param {{x: number, y: number, width: number, height: number}} rect
 */
export function planeScales([left, right, bottom, top], rect) {
    return { x: linearScale([left, right], [rect.x, rect.x + rect.width]), y: linearScale([bottom, top], [rect.y + rect.height, rect.y]) };
}

/** @param {number} width
 * @param {number} height */
function newCanvas(width, height) {
    return Object.assign(document.createElement("canvas"), { width, height });
}

/** Keeps the picture of a ground: several panels show it, and it stays while paths move over it. */
export class GroundPainter {
    #buffer = makeBuffer(newCanvas, SIZE, SIZE);
    #picture = newCanvas(1, 1);
    /** What the picture shows. @type {unknown[]} */
    #shown = [];

    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {Ground} ground
     * @param {{x: Scale, y: Scale}} scales
     * @param {import("../theme.js").Theme} theme
     */
    paint(ctx, ground, scales, theme) {
        const { x, y, width, height } = rectOf(scales);
        const wanted = [ground, theme, width, height, density(ctx)];
        if (wanted.some((value, i) => value !== this.#shown[i])) this.#draw(ground, theme, width, height, density(ctx));
        this.#shown = wanted;
        ctx.drawImage(this.#picture, x, y, width, height);
    }

    /**
     * @param {Ground} ground
     * @param {import("../theme.js").Theme} theme
     * @param {number} width CSS pixels
     * @param {number} height
     * @param {number} perPixel device pixels in one of them
     */
    #draw({ grid, normal, contours, plane }, theme, width, height, perPixel) {
        this.#picture.width = Math.max(1, Math.round(width * perPixel));
        this.#picture.height = Math.max(1, Math.round(height * perPixel));
        const ctx = /** @type {CanvasRenderingContext2D} */ (this.#picture.getContext("2d"));
        ctx.scale(perPixel, perPixel);
        const scales = planeScales(plane.window, { x: 0, y: 0, width, height });
        paintHeatmap(ctx, grid, scales, { map: theme.maps.loss, normal, buffer: this.#buffer });
        paintContours(ctx, contours, scales, theme);
    }
}
