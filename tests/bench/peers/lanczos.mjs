/** The largest eigenvalue of a symmetric matrix from products with it alone, as c/lanczos.c finds it; for libraries that have no such function. */

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

function normalise(v) {
    const length = Math.sqrt(dot(v, v));
    for (let i = 0; i < v.length; i++) v[i] /= length;
    return length;
}

/** Twice, since once leaves what cancellation left. */
function orthogonalise(v, basis) {
    for (let pass = 0; pass < 2; pass++)
        for (const q of basis) {
            const along = dot(v, q);
            for (let i = 0; i < v.length; i++) v[i] -= along * q[i];
        }
}

/** How many eigenvalues of the tridiagonal matrix lie below x (Sturm's sequence). */
function countBelow(alpha, beta, x) {
    let count = 0;
    let pivot = 1;
    for (let k = 0; k < alpha.length; k++) {
        pivot = alpha[k] - x - (k > 0 ? beta[k - 1] ** 2 : 0) / pivot || 1e-300;
        if (pivot < 0) count++;
    }
    return count;
}

function largestEigenvalue(alpha, beta) {
    const radius = (k) => (k > 0 ? beta[k - 1] : 0) + (k + 1 < alpha.length ? beta[k] : 0);
    let low = Math.min(...alpha.map((a, k) => a - radius(k)));
    let high = Math.max(...alpha.map((a, k) => a + radius(k)));
    for (let halving = 0; halving < 60; halving++) {
        const middle = (low + high) / 2;
        if (countBelow(alpha, beta, middle) === alpha.length) high = middle;
        else low = middle;
    }
    return high;
}

/** |β s₍last₎| for the unit eigenvector s of the largest eigenvalue: by how much that may be wrong. */
function residual(alpha, beta, value) {
    const s = [1];
    for (let k = 0; k + 1 < alpha.length; k++) s.push(((value - alpha[k]) * s[k] - (k > 0 ? beta[k - 1] * s[k - 1] : 0)) / beta[k]);
    return Math.abs(beta[alpha.length - 1] * s[alpha.length - 1]) / Math.sqrt(dot(s, s));
}

/**
 * @param {(v: Float64Array) => ArrayLike<number>} product
 * @param {number} n
 * @param {number} tolerance share of the eigenvalue by which it may be wrong
 */
export function largestOf(product, n, tolerance) {
    const basis = [];
    const alpha = [];
    const beta = [];
    let next = Float64Array.from({ length: n }, (_, i) => Math.sin(1 + i * i)); // as good as random
    normalise(next);
    for (;;) {
        basis.push(next);
        const last = next;
        next = Float64Array.from(product(last));
        alpha.push(dot(next, last));
        orthogonalise(next, basis);
        beta.push(normalise(next));
        const value = largestEigenvalue(alpha, beta);
        if (basis.length > 1 && (basis.length === n || residual(alpha, beta, value) <= tolerance * Math.abs(value))) return value;
    }
}

/** Products with the Hessian at theta from central differences of gradients h to either side; `gradient` may use its result's room again. */
export function differenceProduct(gradient, theta, h) {
    const from = Float64Array.from(theta);
    const at = (v, step) => gradient(from.map((each, i) => each + step * v[i])).slice();
    return (v) => {
        const above = at(v, h);
        const below = at(v, -h);
        return above.map((g, i) => (g - below[i]) / (2 * h));
    };
}
