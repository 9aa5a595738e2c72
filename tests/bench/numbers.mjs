export const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
export const rounded = (x) => Number(x.toPrecision(4));

export const mapped = (object, map) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));

const times = { s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 };
const memory = { GB: 1e9, MB: 1e6, kB: 1e3, B: 1 };

/** In the largest unit of which there is one. */
function spelled(value, units) {
    const all = Object.entries(units);
    const [unit, size] = all.find(([, least]) => value >= least * (1 - 1e-9)) ?? all.at(-1);
    return `${Number((value / size).toPrecision(3))} ${unit}`;
}

export const spelledTime = (seconds) => spelled(seconds, times);
export const spelledBytes = (bytes) => spelled(bytes, memory);

/** Columns as wide as their widest cell, the first to the left. */
export function tableOf(rows) {
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)));
    const padded = (cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]));
    return rows.map((row) => row.map(padded).join("  ").trimEnd()).join("\n");
}
