/** How high each figure stands in the story, folded where it is narrow, as measured in both languages: the room that is kept for it until it runs. */

/** CSS pixels: of a figure; from 720 on it stands in columns. */
export const widths = [288, 328, 343, 460, 552, 710, 730, 900, 1139];
/** @type {Record<string, number[]>} at each of the widths */
export const heights = {
    playground: [1490, 1530, 1500, 1690, 1880, 2190, 1510, 1590, 1010],
    manifold: [860, 890, 900, 950, 940, 1000, 1520, 1610, 1270],
    "loss-surface": [1590, 1570, 1570, 1560, 1570, 1230, 2100, 1210, 1170],
    descent: [1450, 1460, 1470, 1430, 1500, 1550, 1090, 1070, 1000],
    "local-minima": [1350, 1350, 1340, 1300, 1310, 1430, 1000, 970, 920],
    "learning-rate": [2880, 1500, 1500, 1430, 1480, 1520, 770, 790, 810],
    optimizers: [1300, 1330, 1310, 1270, 1320, 1350, 960, 900, 890],
    modes: [1500, 1470, 1450, 1320, 1290, 1250, 1130, 1100, 1080],
    backprop: [2010, 1950, 1880, 1760, 1710, 1630, 1580, 1520, 1490],
    activations: [1700, 1570, 1560, 1510, 1510, 1470, 860, 840, 800],
    race: [1630, 1670, 1130, 1120, 900, 900, 1270, 1230, 1180],
    init: [1610, 1550, 1530, 1370, 1360, 1230, 1970, 1410, 1360],
    "batch-norm": [1840, 1780, 1750, 1660, 1800, 1720, 1450, 1420, 1300],
    stability: [1480, 1440, 1440, 1280, 1250, 1140, 1010, 970, 920],
};

/** @param {string} name of a figure @param {number} width CSS pixels @returns {number} CSS pixels */
export function heightAt(name, width) {
    const known = heights[name] ?? [0];
    const next = widths.findIndex((each) => each >= width);
    if (next <= 0) return known[next === 0 ? 0 : known.length - 1];
    const [from, to] = [widths[next - 1], widths[next]];
    return Math.round(known[next - 1] + ((known[next] - known[next - 1]) * (width - from)) / (to - from));
}
