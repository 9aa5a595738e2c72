import { paintAxes } from "../../paint/axes.js";
import { haloText } from "../../paint/canvas.js";
import { paintCurves } from "../../paint/curve.js";
import { paintMarker } from "../../paint/path.js";
import { extent, linearScale } from "../../paint/scale.js";

/** The net's curve against the data. */
export class FitPanel {
    /** @param {import("../../host.js").Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.plot = host.plot(parent, { label: "stability.fitChart", aspect: 1.25, maxHeight: 280 });
    }

    /** @param {import("./run.js").EdgeRun} run @param {import("../../core/messages.js").DatasetReply} data */
    paint({ at, answers }, { x: places, y: targets }) {
        const { host, plot } = this;
        const { ctx, width, height } = plot;
        if (width < 60) return;
        const { colors, fonts } = host.theme;
        const scales = { x: linearScale([-1.06, 1.06], [34, width - 8]), y: linearScale([-1.5, 1.5], [height - 22, 26]) };
        paintAxes(ctx, scales, host.theme, { yLabel: host.t("stability.answer") });
        targets.forEach((target, i) => paintMarker(ctx, scales.x(places[2 * i]), scales.y(target), colors.surface, colors.text, 3.5));
        paintCurves(ctx, [{ x: at, y: answers, color: colors.forward, width: 2.25 }], scales, host.theme);
        const [low, high] = extent(answers);
        if (answers.length === 0 || (low < scales.y.domain[1] && high > scales.y.domain[0])) return;
        const style = { color: colors.danger, halo: colors.surface, font: fonts.strong, align: /** @type {const} */ ("center") };
        haloText(ctx, host.t("stability.beyond"), scales.x(0), scales.y(1.25), { ...style, baseline: "middle" });
    }
}
