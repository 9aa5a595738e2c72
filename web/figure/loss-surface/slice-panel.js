import { isMade } from "./plane.js";
import { WeightPicker } from "./weight-picker.js";

/** Which slice of the landscape is shown: along what, through which network, how far and how finely. */
export class SlicePanel {
    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("./terrain.js").Terrain} terrain
     */
    constructor(host, parent, terrain) {
        this.host = host;
        this.terrain = terrain;
        const group = host.element("div", { class: "column chrome" });
        parent.append(group);
        host.control(group, "plane", { compact: true });
        this.weights = host.element("div", { class: "column" });
        this.pickers = [
            new WeightPicker(host, this.weights, { name: "weightA", label: "lossSurface.weight.across" }),
            new WeightPicker(host, this.weights, { name: "weightB", label: "lossSurface.weight.up" }),
        ];
        this.random = host.element("div", { class: "row" });
        this.made = host.element("p", { class: "hint" });
        group.append(this.weights, this.random, this.made);
        host.control(this.random, "planeSeed");
        const draw = () => host.set({ planeSeed: (host.parameters.planeSeed % 9999) + 1 });
        this.random.append(host.element("button", { type: "button", class: "button", t: "lossSurface.drawNew", on: { click: draw } }));
        for (const name of ["origin", "span", "size", "logHeight"]) host.control(group, name);
    }

    /**
     * @param {import("./weights.js").Layer[] | undefined} layers
     * @param {string[]} inputs names of what the network is fed
     */
    paint(layers, inputs) {
        const { plane } = this.host.parameters;
        const { key = [] } = this.terrain.plane ?? {};
        this.random.hidden = plane !== "random";
        this.weights.hidden = plane !== "weights";
        this.made.hidden = !isMade(plane);
        this.made.textContent = isMade(plane) ? this.host.t(`lossSurface.made.${plane}`) : "";
        if (layers && key.length === 2) this.pickers.forEach((picker, k) => picker.show(layers, key[k], inputs));
    }
}
