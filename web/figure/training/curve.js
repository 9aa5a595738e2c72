/**
 * Losses along a run, at steps that depend on nothing but the step count: every multiple of `stride` and, once `capacity` of them stand,
 * every other of those, with twice the stride. So the curve of a replayed run is the curve that was seen.
 *
 * @typedef {{step: number, train: number, test: number | null, trainAccuracy: number, testAccuracy: number | null}} CurvePoint
 */
export class Curve {
    /** @type {CurvePoint[]} */
    points = [];

    /**
     * @param {number} stride in steps, at least 1
     * @param {number} [capacity]
     */
    constructor(stride, capacity = 400) {
        this.stride = stride;
        this.capacity = capacity;
    }

    /** Takes the point if its step is one at which points stand. @param {CurvePoint} point */
    add(point) {
        if (point.step % this.stride !== 0 || point.step <= (this.points.at(-1)?.step ?? -1)) return;
        this.points.push(point);
        if (this.points.length <= this.capacity) return;
        this.stride *= 2;
        this.points = this.points.filter(({ step }) => step % this.stride === 0);
    }

    /** Forgets what came after a step, which a run goes back to. @param {number} step */
    cut(step) {
        this.points = this.points.filter((point) => point.step <= step);
    }
}

/** About five points an epoch to begin with. @param {number} stepsPerEpoch */
export function firstStride(stepsPerEpoch) {
    return Math.max(1, Math.ceil(stepsPerEpoch / 5));
}
