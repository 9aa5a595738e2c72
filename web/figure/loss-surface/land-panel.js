import { paintColorBar } from "../../paint/heatmap.js";
import { formatNumber } from "../../paint/scale.js";
import { madeWords } from "./made.js";
import { MapView } from "./map-view.js";
import { ReliefView } from "./relief-view.js";

/** The slice from above and in relief, what stands under the pointer, and what the colours mean. */
export class LandPanel {
    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} land
     * @param {import("./terrain.js").Terrain} terrain
     * @param {{onStart: (at: [number, number]) => void, axes: () => {names: string[], offsets: number[]}, isLost: () => boolean}} surroundings
     *     isLost: whether the run was thrown out
     */
    constructor(host, land, terrain, { onStart, axes, isLost }) {
        this.host = host;
        this.terrain = terrain;
        this.axes = axes;
        this.isLost = isLost;
        const choice = host.element("div", { class: "chrome" });
        land.append(host.element("div", { class: "head" }, [land.querySelector("h2"), choice]));
        host.control(choice, "view", { compact: true });
        this.places = ["map", "relief"].map((name) => host.element("div", { class: name }));
        this.views = host.element("div", { class: "views" }, this.places);
        land.append(this.views);
        this.map = new MapView(host, this.places[0], terrain, { onStart, axes });
        this.relief = new ReliefView(host, this.places[1], terrain);
        this.words = host.element("p", { class: "hint words" });
        const bar = host.element("div", {});
        this.made = host.element("p", { class: "hint made" });
        land.append(this.words, this.made, bar, host.element("p", { class: "hint", t: "lossSurface.legend" }));
        this.bar = host.plot(bar, { label: "lossSurface.barLabel", height: 44 });
    }

    paint() {
        const { view } = this.host.parameters;
        this.views.classList.toggle("both", view === "both");
        this.places[0].hidden = view === "3d";
        this.places[1].hidden = view === "contour";
        if (view !== "3d") this.map.paint();
        if (view !== "contour") this.relief.paint();
        this.#paintBar();
        this.words.textContent = this.#words();
        this.made.textContent = madeWords(this.host.t.bind(this.host), this.terrain.shownPlane, this.host.parameters.plane);
        this.made.hidden = this.made.textContent === "";
    }

    #paintBar() {
        const { bar, host, terrain } = this;
        const { picture, progress } = terrain.surface;
        if (!picture || bar.width === 0) return;
        const rect = { x: 6, y: 18, width: bar.width - 12, height: 9 };
        paintColorBar(
            bar.ctx,
            rect,
            { map: host.theme.maps.loss, scale: picture.normal, label: host.t("lossSurface.barTitle"), count: 6 },
            host.theme,
        );
        if (progress === null) return;
        bar.ctx.fillStyle = host.theme.colors.focus;
        bar.ctx.fillRect(rect.x, 0, rect.width * progress, 2);
    }

    /** What stands under the pointer, or what it can do. */
    #words() {
        const { host } = this;
        const { cursor } = this.map;
        const { lowest } = this.terrain.trail;
        if (this.isLost() && lowest && !cursor)
            return host.t("lossSurface.lost", { step: lowest.step, loss: formatNumber(lowest.loss, 4) });
        if (host.parameters.view === "3d") return host.t("lossSurface.turnHint");
        const isMade = this.terrain.shownPlane?.made;
        if (!cursor) return host.t(isMade ? "lossSurface.madeHint" : "lossSurface.startHint");
        const { offsets } = this.axes();
        const [a, b] = cursor.at.map((coordinate, k) => formatNumber(coordinate + offsets[k], 3));
        const plane = cursor.loss === null ? "…" : formatNumber(cursor.loss, 4);
        if (!cursor.stop) return host.t(isMade ? "lossSurface.hereInMade" : "lossSurface.here", { a, b, plane });
        return host.t("lossSurface.atStop", { step: cursor.stop.step, loss: formatNumber(cursor.stop.loss, 4), plane });
    }

    destroy() {
        this.relief.destroy();
    }
}
