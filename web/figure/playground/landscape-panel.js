import { paintContours } from "../../paint/contours.js";
import { paintHeatmap } from "../../paint/heatmap.js";
import { paintPath } from "../../paint/path.js";
import { linearScale } from "../../paint/scale.js";
import { bufferOf } from "../training/buffer.js";
import { CurvatureGauge } from "../training/gauge.js";

/** The landscape around the net as it stands, and where its learning rate lies against the limit that the curvature sets. */
export class LandscapePanel {
    /** @type {import("../../paint/heatmap.js").Buffer | null} */
    #buffer = null;

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./landscape.js").Landscape} landscape
     */
    constructor(host, parent, landscape) {
        this.host = host;
        this.landscape = landscape;
        const row = host.element("div", { class: "terrain" });
        parent.append(row);
        this.plot = host.plot(host.element("div", { class: "terrain-map" }), {
            label: "playground.landscapeLabel",
            aspect: 1,
            of: () => [landscape.look],
        });
        const side = host.element("div", { class: "column terrain-side" });
        row.append(/** @type {Element} */ (this.plot.canvas.parentElement), side);
        this.gauge = new CurvatureGauge(host, side, () => landscape.curvature);
        parent.append(host.element("p", { class: "hint", t: "playground.landscapeHint" }));
    }

    paint() {
        this.#paintMap();
        this.gauge.paint();
    }

    #paintMap() {
        const { host, plot } = this;
        const { look, reach } = this.landscape;
        if (!look || !plot.stale || plot.width === 0) return;
        const scales = { x: linearScale([-reach, reach], [0, plot.width]), y: linearScale([-reach, reach], [plot.height, 0]) };
        const { columns, rows } = look.grid;
        this.#buffer = bufferOf(this.#buffer, columns, rows);
        paintHeatmap(plot.ctx, look.grid, scales, { map: host.theme.maps.loss, normal: look.normal, buffer: this.#buffer });
        paintContours(plot.ctx, look.contours, scales, host.theme);
        paintPath(plot.ctx, look.path, scales, host.theme, { color: host.theme.colors.path, width: 2 });
    }
}
