/** How high each figure stands in the story, folded where it is narrow, as measured in both languages: the room that is kept for it until it runs. */

/** CSS pixels: of a figure; from 720 on it stands in columns. */
export const widths = [288, 328, 343, 460, 552, 710, 730, 900, 1139];
/** @type {Record<string, number[]>} at each of the widths */
export const heights = {
    playground: [1490, 1530, 1500, 1690, 1870, 2200, 1510, 1590, 1010],
    manifold: [880, 890, 900, 930, 950, 1010, 1540, 1610, 1270],
    "loss-surface": [1590, 1570, 1570, 1570, 1580, 1230, 2100, 1280, 1210],
    descent: [1520, 1510, 1520, 1390, 1490, 1620, 1170, 1150, 1000],
    "local-minima": [1350, 1350, 1350, 1290, 1310, 1430, 1060, 1030, 920],
    "learning-rate": [2960, 1550, 1560, 1430, 1490, 1600, 850, 850, 820],
    optimizers: [1300, 1320, 1310, 1270, 1310, 1360, 990, 930, 920],
    modes: [1530, 1480, 1460, 1340, 1310, 1280, 1150, 1120, 1090],
    backprop: [2050, 1980, 1930, 1780, 1740, 1650, 1450, 1380, 1360],
    activations: [1720, 1590, 1570, 1520, 1530, 1460, 850, 850, 800],
    race: [1680, 1700, 1170, 1150, 920, 900, 1290, 1250, 1270],
    init: [1170, 1120, 1080, 920, 900, 770, 1990, 1420, 1380],
    "batch-norm": [2020, 1930, 1910, 1830, 1820, 1730, 1460, 1440, 1370],
    stability: [1490, 1440, 1440, 1300, 1260, 1160, 950, 900, 930],
};

/** @param {string} name of a figure @param {number} width CSS pixels @returns {number} CSS pixels */
export function heightAt(name, width) {
    const known = heights[name] ?? [0];
    const next = widths.findIndex((each) => each >= width);
    if (next <= 0) return known[next === 0 ? 0 : known.length - 1];
    const [from, to] = [widths[next - 1], widths[next]];
    return Math.round(known[next - 1] + ((known[next] - known[next - 1]) * (width - from)) / (to - from));
}
