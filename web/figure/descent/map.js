/** The map: ground, minima, the whole path faintly, what has been walked, and where downhill is. Its start follows pointer and arrow keys. */
import { paintAxes, plotArea } from "../../paint/axes.js";
import { clipTo, haloText, preserving } from "../../paint/canvas.js";
import { paintPath } from "../../paint/path.js";
import { GroundPainter, planeScales } from "../ground.js";
import { lastInside, paintTrail } from "../paths.js";
import { dragStart, paintMinimum, paintStart } from "../start-handle.js";

/** Length of the arrow that shows downhill, in pixels: it tells a direction. */
const ARROW = 52;
/** @typedef {import("./walk.js").Walk} Walk */
/** @typedef {import("./walk.js").Place} Place */

export class DescentMap {
    /** @type {Walk | null} */
    #run = null;
    #painter = new GroundPainter();

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {(start: [number, number]) => void} moveStart
     */
    constructor(host, parent, moveStart) {
        this.host = host;
        this.plot = host.plot(parent, { label: "descent.map", aspect: 0.97, role: "application" });
        const place = (/** @type {Walk} */ run) => ({ scales: this.#scales(run), window: run.ground.plane.window, start: run.points });
        dragStart(this.plot.canvas, () => this.#run && place(this.#run), moveStart);
    }

    /** @param {Walk} run */
    #scales({ ground }) {
        const { x, y, width, height } = plotArea(this.plot.width, this.plot.height, this.#labels(ground));
        const side = Math.min(width, height);
        return planeScales(ground.plane.window, { x, y, width: side, height: side });
    }

    /** @param {import("../ground.js").Ground} ground */
    #labels({ problem }) {
        if (problem.kind === "surface") return { xLabel: "x", yLabel: "y" };
        return { xLabel: this.host.t("descent.across"), yLabel: this.host.t("descent.upwards") };
    }

    /**
     * @param {Walk} run
     * @param {number} step
     * @param {Place | null} place null while it is not known
     */
    paint(run, step, place) {
        this.#run = run;
        const { ctx, width } = this.plot;
        if (width < 60) return;
        const { theme } = this.host;
        const { ground, points, steps } = run;
        const scales = this.#scales(run);
        this.#painter.paint(ctx, ground, scales, theme);
        paintAxes(ctx, scales, theme, { grid: false, frame: true, ...this.#labels(ground) });
        preserving(ctx, () => {
            ctx.globalAlpha = 0.3;
            paintPath(ctx, points.subarray(0, 2 * Math.min(steps, lastInside(points, ground.plane.window) + 1) + 2), scales, plain(theme), {
                width: 1,
                arrow: false,
                dots: false,
            });
        });
        for (const [x, y] of ground.minima) paintMinimum(ctx, scales.x(x), scales.y(y), theme);
        if (place) this.#paintDownhill(scales.x(points[2 * step]), scales.y(points[2 * step + 1]), place.downhill, scales);
        paintTrail(ctx, ground, run, { last: step }, scales, theme);
        paintStart(ctx, scales.x(points[0]), scales.y(points[1]), theme);
    }

    /**
     * @param {number} x
     * @param {number} y
     * @param {[number, number]} downhill
     * @param {{x: import("../../paint/scale.js").Scale, y: import("../../paint/scale.js").Scale}} scales
     */
    #paintDownhill(x, y, [alongX, alongY], scales) {
        const [dx, dy] = [scales.x(alongX) - scales.x(0), scales.y(alongY) - scales.y(0)];
        const size = Math.hypot(dx, dy);
        if (!(size > 0) || !Number.isFinite(size)) return;
        const [ux, uy] = [dx / size, dy / size];
        const { ctx, width, height } = this.plot;
        const { colors, fonts } = this.host.theme;
        const [tipX, tipY] = [x + ux * ARROW, y + uy * ARROW];
        preserving(ctx, () => {
            clipTo(ctx, { x: 0, y: 0, width, height });
            ctx.lineCap = ctx.lineJoin = "round";
            for (const [color, line] of /** @type {[string, number][]} */ ([
                [colors.casing, 6],
                [colors.text, 2.5],
            ])) {
                // prettier-ignore
                ctx.strokeStyle = color;
                ctx.lineWidth = line;
                ctx.beginPath();
                ctx.moveTo(x, y);
                ctx.lineTo(tipX, tipY);
                for (const turn of [-1, 1]) {
                    ctx.moveTo(tipX, tipY);
                    ctx.lineTo(tipX - 9 * ux + turn * 5 * uy, tipY - 9 * uy - turn * 5 * ux);
                }
                ctx.stroke();
            }
            const style = { color: colors.text, halo: colors.casing, font: fonts.strong, align: /** @type {const} */ ("center") };
            haloText(ctx, "−∇", tipX + uy * 14, tipY - ux * 14, { ...style, baseline: "middle" });
        });
    }
}

/** @param {import("../../theme.js").Theme} theme */
function plain(theme) {
    return { ...theme, colors: { ...theme.colors, path: theme.colors.text } };
}
