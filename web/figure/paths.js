/** How far a path is drawn, and in which colours. */

/**
 * A path coloured by its true losses takes the colours of the ground it lies on; a rim in the colour of paths keeps it in sight.
 * @param {import("../theme.js").Theme} theme
 */
export function rimmed(theme) {
    return { ...theme, colors: { ...theme.colors, casing: theme.colors.path } };
}

/**
 * The last step that lies in the picture. A path that is thrown out crosses the picture many times more; beyond the first step out for good
 * its lines would only fill it.
 * @param {Float32Array} points
 * @param {[number, number, number, number]} window
 */
export function lastInside(points, [left, right, bottom, top]) {
    for (let k = points.length / 2 - 1; k > 0; k--) {
        const [x, y] = [points[2 * k], points[2 * k + 1]];
        if (x >= left && x <= right && y >= bottom && y <= top) return k;
    }
    return 0;
}
