/** The shortest decimal that is nearest to the same float32. @param {number} value */
export function shortest(value) {
    const bits = Math.fround(value);
    for (let digits = 1; digits < 9; digits++) {
        const candidate = Number(bits.toPrecision(digits));
        if (Math.fround(candidate) === bits) return candidate;
    }
    return Number(bits.toPrecision(9));
}
