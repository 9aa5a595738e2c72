/** The plot of growth.mjs: a column for each thing that grows, time above and memory below, everything logarithmic. SVG, for light and dark pages. */
import { native, node } from "./contenders.mjs";
import { spelledBytes, spelledTime } from "./numbers.mjs";

const panel = { width: 128, height: 112, left: 46, top: 34, gap: 14 };
const columnWidth = panel.left + panel.width + panel.gap;
const rowHeight = panel.top + panel.height + 24;

const style = `
    text { font: 11px system-ui, sans-serif; fill: #3a3a3a }
    .title { font-weight: 600 }
    .small { font-size: 10px }
    .power { font-size: 8px }
    .frame { fill: none; stroke: #8a8a8a }
    .grid { stroke: #8a8a8a; stroke-opacity: 0.25 }
    .native { stroke: #1f6fb4; fill: #1f6fb4 }
    .wasm { stroke: #c2571a; fill: #c2571a }
    .memory { stroke: #2c8a4b; fill: #2c8a4b }
    polyline { fill: none !important; stroke-width: 1.5 }
    @media (prefers-color-scheme: dark) {
        text { fill: #d4d4d4 }
        .native { stroke: #6cb2f0; fill: #6cb2f0 }
        .wasm { stroke: #f0955a; fill: #f0955a }
        .memory { stroke: #67cc8a; fill: #67cc8a }
    }`;

const fixed = (x) => Number(x.toFixed(1));

/** The powers of ten that hold all of the values. */
function decadesOf(values) {
    const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
    return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

const scale = (low, high, length) => (value) => (length * (Math.log10(value) - low)) / (high - low);

function lineOf(points, what, kind, x, y) {
    const at = points.map((point) => [fixed(x(point.size)), fixed(panel.height - y(point[what]))]);
    const dots = at.map(([cx, cy]) => `<circle class="${kind}" cx="${cx}" cy="${cy}" r="2"/>`).join("");
    return `<polyline class="${kind}" points="${at.map((pair) => pair.join(",")).join(" ")}"/>${dots}`;
}

/** At most five of them are spelled. */
function gridOf(decades, y, spelled) {
    const every = Math.ceil(decades.length / 5);
    return decades
        .map((decade, i) => {
            const at = fixed(panel.height - y(10 ** decade));
            const label =
                i % every === 0 ? `<text class="small" x="-4" y="${at + 3}" text-anchor="end">${spelled(10 ** decade)}</text>` : "";
            return `<line class="grid" x2="${panel.width}" y1="${at}" y2="${at}"/>${label}`;
        })
        .join("");
}

/** @param {{what: string, kind: string}[]} lines what stands in points */
function panelOf({ points }, lines, spelled, [title, note]) {
    const decades = decadesOf(points.flatMap((point) => lines.map(({ what }) => point[what])));
    const y = scale(decades[0], decades.at(-1), panel.height);
    const [first, last] = [points[0].size, points.at(-1).size];
    const x = scale(Math.log10(first), Math.log10(last), panel.width);
    return [
        `<text class="title" y="-20">${title}</text><text class="small" y="-7">${note}</text>`,
        gridOf(decades, y, spelled),
        `<rect class="frame" width="${panel.width}" height="${panel.height}"/>`,
        ...lines.map(({ what, kind }) => lineOf(points, what, kind, x, y)),
        `<text class="small" y="${panel.height + 13}">${first}</text>`,
        `<text class="small" x="${panel.width}" y="${panel.height + 13}" text-anchor="end">${last.toLocaleString("en")}</text>`,
    ].join("");
}

const power = (exponent) => `∝ n<tspan class="power" dy="-4">${exponent.toFixed(2)}</tspan>`;

/** @param {any[]} growth as growth.mjs measures it */
export function growthPlot(growth) {
    const times = [
        { what: native, kind: "native" },
        { what: node, kind: "wasm" },
    ];
    const panels = growth.flatMap((each, column) => {
        const place = (row, content) =>
            `<g transform="translate(${panel.left + column * columnWidth} ${panel.top + row * rowHeight})">${content}</g>`;
        return [
            place(0, panelOf(each, times, spelledTime, [each.name, `time ${power(each.exponents[node])}`])),
            place(
                1,
                panelOf(each, [{ what: "bytes", kind: "memory" }], spelledBytes, ["", `memory − fixed ${power(each.exponents.bytes)}`]),
            ),
        ];
    });
    const [width, height] = [growth.length * columnWidth, 2 * rowHeight + 18];
    const legend = [
        ["native", "time, native"],
        ["wasm", "time, WebAssembly in Node"],
        ["memory", "memory, WebAssembly"],
    ].map(
        ([kind, text], i) =>
            `<g transform="translate(${panel.left + i * 200} ${height - 10})"><circle class="${kind}" r="4"/><text x="9" y="4">${text}</text></g>`,
    );
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Time and memory of Valley's core against the number of points, width, depth, edge of the surface and starts; n: that number; fixed: what the smallest takes; scales are logarithmic</title>
<style>${style}
</style>
${[...panels, ...legend].join("\n")}
</svg>
`;
}
