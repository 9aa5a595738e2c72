/** What the ground is like around one point of an objective: its slope and curvature along a step, and the plane of the valley it lies in. */
import { floats } from "./check.js";

/** @typedef {import("./objective.js").Objective} Objective */

/**
 * Along the way from theta to next, or down the gradient where no next is given:
 *     slope = gradient · direction,  curvature = directionᵀ H direction.
 * @param {Objective} objective
 * @param {Float32Array} theta
 * @param {Float32Array} [next]
 * @returns {import("./messages.js").SlopeReply}
 */
export function slopeAt(objective, theta, next) {
    const { n } = objective;
    const at = floats("theta", theta, n);
    const { loss, gradient } = objective.gradient(at);
    const toward = next ? minus(floats("next", next, n), at) : gradient.map((g) => -g);
    const { direction, length } = unit(toward);
    const product = objective.hessianVector(at, direction);
    return {
        loss,
        gradient,
        gradientNorm: Math.sqrt(dot(gradient, gradient)),
        direction,
        length: next ? length : 0,
        slope: dot(gradient, direction),
        curvature: dot(direction, product),
    };
}

/**
 * The plane in which a valley is seen from start to floor: v points from the floor to the start, u across it, the most curved way at the floor.
 * Both have unit length and are perpendicular; start and floor lie in it exactly.
 * @param {Objective} objective
 * @param {Float32Array} floor
 * @param {Float32Array} start
 * @returns {import("./messages.js").DirectionsReply}
 */
export function valleyPlane(objective, floor, start) {
    const theta = floats("theta", floor, objective.n);
    const { direction: v } = unit(minus(floats("from", start, objective.n), theta));
    const { maxVector } = objective.curvature(theta);
    const along = dot(maxVector, v);
    const { direction: u } = unit(maxVector.map((value, i) => value - along * v[i]));
    return { u, v };
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
function minus(a, b) {
    return a.map((value, i) => value - b[i]);
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
function dot(a, b) {
    return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Of length 0, a vector has no direction: it stays as it is.
 * @param {Float32Array} vector */
function unit(vector) {
    const length = Math.sqrt(dot(vector, vector));
    return { direction: length > 0 ? vector.map((value) => value / length) : vector, length };
}
