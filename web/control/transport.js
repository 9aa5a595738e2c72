import { make } from "../dom.js";
import { iconButton } from "./button.js";

/**
 * Play and pause, one step back, one step, start over, another seed: those that the figure has. Bound to a Host.
 * @param {import("../host.js").Host} host
 * @param {{newSeed?: boolean, back?: () => void}} options back: takes a step back
 */
export function transport(host, { newSeed = false, back }) {
    const play = iconButton({ icon: "play", label: "", class: "primary" }, () => (host.playing ? host.pause() : host.play()));
    const before = iconButton({ icon: "back", label: "" }, () => back?.());
    const step = iconButton({ icon: "step", label: "" }, () => void host.step());
    const reset = iconButton({ icon: "reset", label: "" }, () => void host.reset());
    const seed = iconButton({ icon: "newSeed", label: "" }, () => host.set({ seed: anotherSeed(host.parameters.seed) }));
    const bar = make("div", { class: "transport", role: "group" }, [
        play.element,
        back ? before.element : null,
        step.element,
        reset.element,
        newSeed ? seed.element : null,
    ]);

    const show = () => {
        play.show(host.playing ? "pause" : "play", host.t(host.playing ? "frame.pause" : "frame.play"));
        before.show("back", host.t("frame.back"));
        step.show("step", host.t("frame.step"));
        reset.show("reset", host.t("frame.reset"));
        seed.show("newSeed", host.t("frame.newSeed"));
        play.element.hidden = !host.live?.tick;
        step.element.hidden = !host.live?.step;
        reset.element.hidden = !host.live?.reset;
    };
    host.listen((name) => name === null && show());
    show();
    return bar;
}

/** Short, so that links stay so. @param {number} seed */
function anotherSeed(seed) {
    const other = 1 + Math.floor(999 * Math.random());
    return other === seed ? (other % 999) + 1 : other;
}
