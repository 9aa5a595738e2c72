import { paintAxes, plotArea } from "../../paint/axes.js";
import { paintCurves } from "../../paint/curve.js";
import { extent, formatCount, linearScale, logScale, niceDomain } from "../../paint/scale.js";

/** Times the first loss beyond which a curve leaves the linear plot, as it would flatten all before it. */
const THROWN_OUT = 4;

/** Training and test loss along the run, read out under the pointer. */
export class LossPanel {
    /** @type {number | null} */
    #pointer = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./session.js").Session} session
     */
    constructor(host, parent, session) {
        this.host = host;
        this.session = session;
        const of = () => [session.run?.last, this.#pointer, host.parameters];
        this.plot = host.plot(parent, { label: "playground.lossLabel", aspect: 2.1, of });
        const { canvas } = this.plot;
        canvas.addEventListener("pointermove", ({ offsetX }) => this.#point(offsetX));
        canvas.addEventListener("pointerleave", () => this.#point(null));
    }

    /** @param {number | null} x */
    #point(x) {
        this.#pointer = x;
        this.host.invalidate();
    }

    paint() {
        const { run } = this.session;
        const { plot, host } = this;
        if (!run || run.curve.points.length === 0 || !plot.stale || plot.width === 0) return;
        const points = this.#withNow(run);
        /** @type {("train" | "test")[]} */
        const kinds = points[0].test === null ? ["train"] : ["train", "test"];
        const series = kinds.map((kind) => this.#series(kind, points));
        const xLabel = host.t("playground.step").toLowerCase();
        const { x, y, width, height } = plotArea(plot.width, plot.height, { xLabel });
        const scales = {
            x: linearScale([0, Math.max(run.last.diverged ? 1 : 50, points[points.length - 1].step)], [x, x + width]),
            y: this.#vertical(
                series.flatMap(({ y }) => y),
                [y + height, y],
            ),
        };
        paintAxes(plot.ctx, scales, host.theme, { xLabel, formatX: formatCount });
        paintCurves(plot.ctx, series, scales, host.theme, this.#pointer === null ? {} : { crosshair: scales.x.invert(this.#pointer) });
    }

    /** The points that stand, and the moment itself. @param {import("./run.js").Run} run */
    #withNow({ curve, last, step }) {
        const newest = curve.points[curve.points.length - 1];
        if (newest.step >= step || !Number.isFinite(last.train.loss)) return curve.points;
        return [...curve.points, { ...newest, step, train: last.train.loss, test: last.test?.loss ?? null }];
    }

    /** @param {"train" | "test"} kind @param {any[]} points */
    #series(kind, points) {
        return {
            x: points.map(({ step }) => step),
            y: points.map((point) => point[kind] ?? NaN),
            color: this.host.theme.colors[kind],
            name: this.host.t(`playground.${kind}`),
            dash: kind === "test" ? [5, 3] : undefined,
            width: 1.75,
        };
    }

    /** @param {number[]} values @param {[number, number]} range */
    #vertical(values, range) {
        const shown = values.filter((value) => Number.isFinite(value));
        const highest = Math.max(1e-6, extent(shown)[1]);
        const isLog = this.host.parameters.logLoss || this.session.diverged !== null; // of a run that was thrown out only this shows how
        if (!isLog) {
            const usual = 2 * Float64Array.from(shown).sort()[shown.length >> 1]; // where it stays is in sight
            return linearScale(niceDomain([0, Math.min(highest, Math.max(THROWN_OUT * shown[0], usual) || highest)]), range);
        }
        const positive = shown.filter((value) => value > 0);
        const [low, high] = positive.length > 0 ? extent(positive) : [0.1, 1];
        return logScale([low / 1.2, Math.max(high * 1.1, low * 1.5)], range);
    }
}
