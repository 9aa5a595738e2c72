/** The map: ground, minima, every racer's path as far as it has come, its number at its head, and the start that all share. */
import { paintAxes } from "../../paint/axes.js";
import { clipTo, haloText, preserving, rectOf } from "../../paint/canvas.js";
import { paintPath } from "../../paint/path.js";
import { GroundPainter, planeScales } from "../ground.js";
import { lastInside } from "../paths.js";
import { dragStart, paintMinimum, paintStart } from "../start-handle.js";
import { paintDiscs, placeDiscs } from "./discs.js";
import { colorOf } from "../looks.js";

/** @typedef {import("./race.js").Race} Race */

export class RaceMap {
    /** @type {Race | null} */
    #race = null;
    #painter = new GroundPainter();

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {(start: [number, number]) => void} moveStart
     */
    constructor(host, parent, moveStart) {
        this.host = host;
        this.plot = host.plot(parent, { label: "optimizers.map", aspect: 1, role: "application" });
        const place = (/** @type {Race} */ race) => {
            return { scales: this.#scales(race), window: race.ground.plane.window, start: race.lanes[0].points };
        };
        dragStart(this.plot.canvas, () => this.#race && place(this.#race), moveStart);
    }

    /** @param {Race} race */
    #scales({ ground }) {
        const { width, height } = this.plot;
        return planeScales(ground.plane.window, { x: 34, y: 8, width: width - 42, height: height - 32 });
    }

    /**
     * @param {Race} race
     * @param {number} step
     */
    paint(race, step) {
        this.#race = race;
        if (this.plot.width < 60) return;
        const { theme } = this.host;
        const { ctx } = this.plot;
        const { ground, lanes } = race;
        const scales = this.#scales(race);
        this.#painter.paint(ctx, ground, scales, theme);
        paintAxes(ctx, scales, theme, { grid: false, frame: true });
        this.#paintNames(ground.problem.kind === "network", rectOf(scales));
        for (const lane of [...lanes].reverse()) this.#paintLane(lane, step, ground.plane.window, scales);
        for (const [x, y] of ground.minima) paintMinimum(ctx, scales.x(x), scales.y(y), theme);
        const rect = rectOf(scales);
        const [startX, startY] = [scales.x(lanes[0].points[0]), scales.y(lanes[0].points[1])];
        const heads = lanes.map(({ racer, points, steps }) => {
            const at = Math.min(step, steps, lastInside(points, ground.plane.window));
            return { racer, x: scales.x(points[2 * at]), y: scales.y(points[2 * at + 1]) };
        });
        paintStart(ctx, startX, startY, theme, theme.colors.text);
        const moved = heads.filter(({ x, y }) => Math.hypot(x - startX, y - startY) > 2);
        preserving(ctx, () => paintDiscs(ctx, moved, placeDiscs(moved, rect), theme));
    }

    /**
     * Of the axes, inside the frame.
     * @param {boolean} isNetwork
     * @param {import("../../paint/canvas.js").Rect} rect
     */
    #paintNames(isNetwork, { x, y, width, height }) {
        const { ctx } = this.plot;
        const { colors, fonts } = this.host.theme;
        const [across, up] = isNetwork ? ["across", "along"] : ["x", "y"];
        const style = { color: colors.text, halo: colors.casing, font: fonts.label };
        preserving(ctx, () => {
            haloText(ctx, `${this.host.t(`optimizers.axes.${across}`)} →`, x + width - 8, y + height - 8, { ...style, align: "right" });
            haloText(ctx, `↑ ${this.host.t(`optimizers.axes.${up}`)}`, x + 8, y + 18, style);
        });
    }

    /**
     * @param {import("./race.js").Lane} lane
     * @param {number} step
     * @param {readonly number[]} window
     * @param {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale}} scales
     */
    #paintLane({ racer, points, steps }, step, window, scales) {
        const { ctx } = this.plot;
        const { theme } = this.host;
        const seen = Math.min(step, steps, lastInside(points, window) + 1);
        preserving(ctx, () => {
            clipTo(ctx, rectOf(scales));
            const style = { color: colorOf(theme, racer), ends: false, arrow: false, dots: steps <= 400 };
            paintPath(ctx, points.subarray(0, 2 * seen + 2), scales, theme, style);
        });
    }
}
