/**
 * A stand-in for a canvas context that remembers every call with the settings it was made under.
 * @typedef {{name: string, args: unknown[], settings: Record<string, unknown>, depth: number}} Call
 */

const DEFAULTS = {
    fillStyle: "#000000",
    strokeStyle: "#000000",
    lineWidth: 1,
    lineCap: "butt",
    lineJoin: "miter",
    globalAlpha: 1,
    font: "10px sans-serif",
    textAlign: "start",
    textBaseline: "alphabetic",
    imageSmoothingEnabled: true,
    imageSmoothingQuality: "low",
    globalCompositeOperation: "source-over",
    dash: "",
};

/** @param {number} density device pixels in a CSS pixel */
export function recordingContext(density = 1) {
    /** @type {Call[]} */
    const calls = [];
    const stack = [];
    let settings = { ...DEFAULTS };
    const answers = {
        save: () => void stack.push({ ...settings }),
        restore: () => void (settings = stack.pop() ?? settings),
        setLineDash: (dash) => void (settings.dash = dash.join(",")),
        getTransform: () => ({ a: density }),
        measureText: (text) => ({ width: 6 * String(text).length }),
        createLinearGradient: () => ({ addColorStop() {} }),
        createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }),
    };
    const ctx = new Proxy(
        {},
        {
            get(_, name) {
                if (name in settings) return settings[name];
                return (...args) => {
                    calls.push({ name, args, settings: { ...settings }, depth: stack.length });
                    return answers[name]?.(...args);
                };
            },
            set(_, name, value) {
                if (!(name in settings)) throw new TypeError(`a canvas context has no setting ${String(name)}`);
                settings[name] = value;
                return true;
            },
        },
    );
    return {
        ctx,
        calls,
        /** @param {string[]} names */
        named: (...names) => calls.filter((call) => names.includes(call.name)),
        isRestored: () => stack.length === 0 && Object.keys(DEFAULTS).every((name) => settings[name] === DEFAULTS[name]),
    };
}

/** A makeCanvas for buffers.
 * @param {number} width
 * @param {number} height */
export function makeCanvas(width, height) {
    const { ctx, calls } = recordingContext();
    return { width, height, calls, getContext: () => ctx };
}
