/** The formulas of the story, the same in every language: MathML by name, each of one or two parts that stand side by side where there is room. */

const row = (/** @type {string[]} */ ...parts) => `<mrow>${parts.join("")}</mrow>`;
const i = (/** @type {string} */ name) => `<mi>${name}</mi>`;
/** Upright: a word, a function, a vector or a matrix. */
const word = (/** @type {string} */ name) => `<mi mathvariant="normal">${name}</mi>`;
const n = (/** @type {string | number} */ number) => `<mn>${number}</mn>`;
const o = (/** @type {string} */ sign) => `<mo>${sign}</mo>`;
const sub = (/** @type {string} */ base, /** @type {string} */ below) => `<msub>${base}${below}</msub>`;
const subsup = (/** @type {string} */ base, /** @type {string} */ below, /** @type {string} */ above) =>
    `<msubsup>${base}${below}${above}</msubsup>`;
const sup = (/** @type {string} */ base, /** @type {string} */ above) => `<msup>${base}${above}</msup>`;
const frac = (/** @type {string} */ top, /** @type {string} */ bottom) => `<mfrac>${top}${bottom}</mfrac>`;
const root = (/** @type {string} */ inner) => `<msqrt>${inner}</msqrt>`;
const under = (/** @type {string} */ base, /** @type {string} */ below) => `<munder>${base}${below}</munder>`;
const hat = (/** @type {string} */ base) => `<mover accent="true">${base}<mo>^</mo></mover>`;
const of = (/** @type {string} */ what) => row('<mo stretchy="false">(</mo>', what, '<mo stretchy="false">)</mo>');

const times = "<mo>&#x2062;</mo>"; // invisible
const [minus, plus, equals, becomes, comma] = ["−", "+", "=", "←", ","].map(o);
const loss = row(i("L"), of(i("θ")));
const gradient = row(o("∇"), loss);
const lambdaMax = sub(i("λ"), word("max"));
const [W, b, a, z, delta] = ["W", "b", "a", "z", "δ"].map(i);
const partial = (/** @type {string} */ of, /** @type {string} */ by) => frac(row(o("∂"), of), row(o("∂"), by));
const next = row(i("l"), plus, n(1));
const before = row(i("l"), minus, n(1));

/** @type {Record<string, string[]>} */
export const formulas = {
    unit: [row(i("a"), equals, i("φ"), `<mrow><mo>(</mo>${under(o("∑"), i("j"))}${sub(i("w"), i("j"))}${times}${sub(i("x"), i("j"))}${plus}${b}<mo>)</mo></mrow>`)], // prettier-ignore
    layers: [row(i("f"), of(i("x")), equals, sub(W, n(3)), times, i("φ"), of(row(sub(W, n(2)), times, i("φ"), of(row(sub(W, n(1)), i("x"), plus, sub(b, n(1)))), plus, sub(b, n(2)))), plus, sub(b, n(3)))], // prettier-ignore
    cost: [row(loss, equals, frac(n(1), i("n")), under(o("∑"), i("i")), i("ℓ"), of(row(i("f"), of(row(sub(i("x"), i("i")), o(";"), i("θ"))), comma, sub(i("y"), i("i")))))], // prettier-ignore
    descent: [row(i("θ"), becomes, i("θ"), minus, i("η"), times, gradient)], // prettier-ignore
    minimum: [row(gradient, equals, n(0)), row(sub(i("λ"), word("min")), o("≥"), n(0))], // prettier-ignore
    limit: [row(n(0), o("&lt;"), i("η"), o("&lt;"), frac(n(2), lambdaMax))], // prettier-ignore
    paths: [row(partial(i("L"), i("w")), equals, under(o("∑"), row(i("w"), o("→"), o("⋯"), o("→"), i("L"))), o("∏"), partial(i("v"), i("u")))], // prettier-ignore
    backprop: [row(sub(delta, i("l")), equals, row(i("φ"), o("′")), of(sub(z, i("l"))), o("⊙"), subsup(W, next, o("⊤")), sub(delta, next)), row(partial(i("L"), sub(W, i("l"))), equals, sub(delta, i("l")), subsup(a, before, o("⊤")))], // prettier-ignore
    sigmoid: [row(i("σ"), of(z), equals, frac(n(1), row(n(1), plus, sup(i("e"), row(minus, z))))), row(row(i("σ"), o("′")), of(z), equals, i("σ"), of(z), of(row(n(1), minus, i("σ"), of(z))), o("≤"), frac(n(1), n(4)))], // prettier-ignore
    spread: [row(sub(i("σ"), word("Xavier")), equals, root(frac(n(2), row(word("in"), plus, word("out"))))), row(sub(i("σ"), word("He")), equals, root(frac(n(2), word("in"))))], // prettier-ignore
    normalise: [row(hat(z), equals, frac(row(z, minus, i("μ")), root(row(i("v"), plus, i("ε"))))), row(i("y"), equals, i("γ"), times, hat(z), plus, i("β"))], // prettier-ignore
    edge: [row(lambdaMax, o("→"), frac(n(2), i("η")))], // prettier-ignore
};
