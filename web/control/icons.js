/** Icons as strokes on a 20 × 20 grid; decoration only: the button they stand in has a name. */
const paths = {
    play: { fill: "M6.5 3.8 L16 10 L6.5 16.2 Z" },
    pause: { fill: "M5.5 4 H8.5 V16 H5.5 Z M11.5 4 H14.5 V16 H11.5 Z" },
    step: { fill: "M4.5 4.2 L12.5 10 L4.5 15.8 Z M13.5 4 H16 V16 H13.5 Z" },
    back: { fill: "M15.5 4.2 L7.5 10 L15.5 15.8 Z M6.5 4 H4 V16 H6.5 Z" },
    reset: { line: "M4.6 7.2 A6.4 6.4 0 1 1 3.7 11.2 M4.2 3.4 V7.6 H8.4" },
    newSeed: { line: "M4 4 H16 V16 H4 Z", fill: "M6.2 7.4a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0 -2.4 0 M11.4 12.6a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0 -2.4 0 M8.8 10a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0 -2.4 0" },
    plus: { line: "M10 5 V15 M5 10 H15" },
    minus: { line: "M5 10 H15" },
    close: { line: "M5.5 5.5 L14.5 14.5 M14.5 5.5 L5.5 14.5" },
    link: { line: "M8.2 11.8 L11.8 8.2 M9 6.2 L10.9 4.3 A3.4 3.4 0 0 1 15.7 9.1 L13.8 11 M11 13.8 L9.1 15.7 A3.4 3.4 0 0 1 4.3 10.9 L6.2 9" },
    check: { line: "M4.5 10.5 L8.3 14.3 L15.5 6" },
    light: { line: "M10 6.6a3.4 3.4 0 1 0 0 6.8a3.4 3.4 0 1 0 0 -6.8 M10 1.8V3.6 M10 16.4V18.2 M1.8 10H3.6 M16.4 10H18.2 M4.2 4.2L5.5 5.5 M14.5 14.5L15.8 15.8 M4.2 15.8L5.5 14.5 M14.5 5.5L15.8 4.2" },
    dark: { line: "M16.4 12.1 A7 7 0 1 1 7.9 3.6 A5.6 5.6 0 0 0 16.4 12.1 Z" },
    auto: { line: "M10 3.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0 -13.6", fill: "M10 3.2a6.8 6.8 0 0 1 0 13.6Z" },
    previous: { line: "M12.5 4.5 L7 10 L12.5 15.5" },
    next: { line: "M7.5 4.5 L13 10 L7.5 15.5" },
    down: { line: "M5 7.5 L10 12.5 L15 7.5" },
    open: { line: "M10 13 V3.8 M6.4 7.2 L10 3.6 L13.6 7.2 M4 12.5 V16 H16 V12.5" },
}; // prettier-ignore

const namespace = "http://www.w3.org/2000/svg";

/** @typedef {keyof typeof paths} IconName */

/** @param {IconName} name */
export const icon = (name) => drawing(paths[name]);

/** @param {{line?: string, fill?: string}} strokes */
export function drawing(strokes) {
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    for (const [kind, d] of Object.entries(strokes)) {
        const path = document.createElementNS(namespace, "path");
        path.setAttribute("d", d);
        path.setAttribute("class", kind);
        svg.append(path);
    }
    return svg;
}
