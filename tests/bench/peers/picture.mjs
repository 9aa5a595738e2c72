/** What the init figure shows of a layer, as c/nn.h's nn_distribution; for libraries that have no such function. */

const nBins = 64;
const logBins = { lowest: -45, aDecade: 4, n: 336 };

/** @param {Float32Array} x */
export function distributionOf(x) {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
        const each = x[i];
        if (each < min) min = each;
        if (each > max) max = each;
        sum += each;
    }
    const mean = sum / x.length;
    const binsAUnit = max > min ? nBins / (max - min) : 0;
    const bins = new Uint32Array(nBins);
    const magnitudes = new Uint32Array(logBins.n);
    let squares = 0;
    for (let i = 0; i < x.length; i++) {
        const each = x[i];
        const apart = each - mean;
        squares += apart * apart;
        const bin = ((each - min) * binsAUnit) | 0;
        bins[bin < nBins ? bin : nBins - 1]++;
        if (each !== 0) magnitudes[((Math.log10(Math.abs(each)) - logBins.lowest) * logBins.aDecade) | 0]++;
    }
    return { mean, std: Math.sqrt(squares / x.length), min, max, bins, magnitudes };
}

/** Σ over layers of what c/bench.h names, each layer {z, a, delta, weightGradient}; n examples. */
export function describe(layers, n) {
    let sum = 0;
    for (const { z, a, delta, weightGradient } of layers) {
        const [ofZ, ofA, ofDelta, ofGradient] = [z, a, delta, weightGradient].map(distributionOf);
        sum += ofZ.std + ofA.std + n * ofDelta.std + ofGradient.std;
    }
    return sum;
}
