/** What the jobs need beside a library: where parameters stand, the inputs of the grid, means. */
import { evenly, gridSide, surface } from "../jobs.mjs";

/** theta's layers: W [out × in] row by row, then biases. */
export function layersOf({ layers, theta }) {
    let at = 0;
    return layers.slice(1).map((n, l) => {
        const nIn = layers[l];
        const weights = theta.subarray(at, at + n * nIn);
        const biases = theta.subarray(at + n * nIn, at + n * nIn + n);
        at += n * nIn + n;
        return { n, nIn, weights, biases, weightsAt: at - n * nIn - n };
    });
}

/** The layer, unit and input of an entry of theta that is a weight. */
export function placeOf(start, index) {
    const layers = layersOf(start);
    const layer = layers.findIndex(({ weightsAt, n, nIn }) => index >= weightsAt && index < weightsAt + n * nIn);
    const { weightsAt, nIn } = layers[layer];
    return { layer, unit: Math.floor((index - weightsAt) / nIn), input: (index - weightsAt) % nIn };
}

/** Of n × width numbers. */
export const rowsOf = (numbers, width) =>
    Array.from({ length: numbers.length / width }, (_, i) => Array.from(numbers.subarray(i * width, (i + 1) * width)));

/** Of W4: [10,000 × 2]. */
export function gridInputs() {
    const at = evenly(gridSide);
    const inputs = new Float32Array(2 * gridSide * gridSide);
    for (let row = 0; row < gridSide; row++)
        for (let column = 0; column < gridSide; column++) inputs.set([at[column], at[row]], 2 * (row * gridSide + column));
    return inputs;
}

export const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
export const meanSquare = (numbers) => numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length;

export function repeated(once) {
    return (repeats) => {
        for (let r = 0; r < repeats; r++) once();
    };
}

/** W4 by `outputOf(input)`. */
export function predictionsBy(outputOf) {
    const inputs = rowsOf(gridInputs(), 2);
    const outputs = new Float32Array(inputs.length);
    const once = () => {
        for (let i = 0; i < inputs.length; i++) outputs[i] = outputOf(inputs[i]);
    };
    return { run: repeated(once), result: () => meanSquare(outputs) };
}

/** The mean of (output − target)² by `outputOf(input)`. */
export function lossBy(outputOf, inputs, targets) {
    let sum = 0;
    for (let i = 0; i < inputs.length; i++) sum += (outputOf(inputs[i]) - targets[i]) ** 2;
    return sum / inputs.length;
}

/** W5: `slotOf` a place in the net gives [array, index] of that weight, `loss()` that of the net as it is. */
export function surfaceBy(start, slotOf, loss) {
    const offsets = evenly(surface.side);
    const losses = new Float32Array(surface.side ** 2);
    const [[across, atAcross], [up, atUp]] = [surface.across, surface.up].map((index) => slotOf(placeOf(start, index)));
    const [left, low] = [start.theta[surface.across], start.theta[surface.up]];
    const once = () => {
        for (let row = 0; row < surface.side; row++)
            for (let column = 0; column < surface.side; column++) {
                across[atAcross] = left + offsets[column];
                up[atUp] = low + offsets[row];
                losses[row * surface.side + column] = loss();
            }
    };
    return { run: repeated(once), result: () => mean(losses) };
}
