/** activations, gradients, trajectories, surfaces and pca.json against the core's public interface. */
import { member, numberOf, numbers, ourName, present, withNet } from "./cases.mjs";
import { each, maxRelative, mixed, shareOf } from "./measures.mjs";

/** @typedef {(quantity: string, deviation: number) => void} Report */

/* ---- activations */

/** The slope of the file: as alpha, or as both bounds of a rrelu other than the usual one. @param {string} name @param {number?} slope */
function optionsOf(name, slope) {
    if (slope === null || slope === undefined) return {};
    if (name !== "rrelu") return { alpha: slope };
    const usual = (1 / 8 + 1 / 3) / 2;
    return Math.abs(slope - usual) > 1e-6 * usual ? { lower: slope, upper: slope } : {};
}

/**
 * ∂f/∂slope at each z, by the gradient of a net that is nothing but the activation: with weight 1, bias 0 and the loss (f − y)² its entry by
 * the slope is 2(f − y)·∂f/∂slope. y lies |f|, or 1, below f, so that the difference keeps its digits.
 */
function bySlope(core, z, f, slope) {
    const net = core.network({ layers: [1, 1], outputActivation: "prelu", loss: "mse" });
    net.parameters = [1, 0, slope];
    const derivatives = z.map((at, i) => {
        const y = Math.fround(f[i] - Math.max(1, Math.abs(f[i])));
        return net.gradient([at], [y]).gradient[net.layers[0].slopeAt] / (2 * Math.fround(f[i] - y));
    });
    net.free();
    return derivatives;
}

/** @param {any} core @param {Report} report @param {any} json @param {any} file */
export function checkActivation(core, report, json, file) {
    const z = numbers(file, "x");
    const { value, slope } = core.activation(ourName(json.name), z, optionsOf(json.name, json.slope));
    report("f", mixed(value, numbers(json, "f", z.length)));
    report("f'", mixed(slope, numbers(json, "df", z.length)));
    if (json.df_dslope) report("df/dslope", mixed(bySlope(core, z, value, json.slope), numbers(json, "df_dslope", z.length)));
}

/* ---- gradients */

/** In training mode: batch normalisation by the batch itself. */
function checkTraining(report, json, { net, x, y, n, batch, outputs }) {
    const { a, loss: dataLoss } = net.trace(x, y);
    const first = net.nUnits - outputs;
    const output = Float32Array.from({ length: batch * outputs }, (_, i) => a[(first + (i % outputs)) * batch + Math.floor(i / outputs)]);
    const { loss, gradient } = net.gradient(x, y);
    report("outputs", maxRelative(output, numbers(json, "outputs", batch * outputs)));
    report("data_loss", each([dataLoss], [numberOf(json, "data_loss")]));
    report("loss", each([loss], [numberOf(json, "loss")]));
    report("gradient", maxRelative(gradient, numbers(json, "gradient", n)));
}

/** A step of rate 0 leaves the parameters and moves the running values, which evaluation then uses. */
function checkEvaluation(report, json, { net, x, y, batch, outputs }) {
    net.optimizer = { name: "sgd", learningRate: 0 };
    net.trainStep(x, y);
    const { running, layers } = net;
    report("outputs_eval", maxRelative(net.predict(x), numbers(json, json.bn ? "outputs_eval" : "outputs", batch * outputs)));
    for (const entry of json.bn ?? []) {
        const { rows, runningAt } = layers[entry.layer];
        report("running values", maxRelative(running.slice(runningAt), numbers(entry, "running_mean_after", rows)));
        report("running values", maxRelative(running.slice(runningAt + rows), numbers(entry, "running_var_after", rows)));
    }
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkGradient(core, report, json) {
    withNet(core, json, (c) => {
        checkTraining(report, json, c);
        checkEvaluation(report, json, c);
    });
}

/* ---- trajectories */

/** Each optimiser with the settings that the file has for it. */
function optimizerOf(json) {
    const { name, lr, momentum, nesterov, weight_decay, decay_on, alpha, beta1, beta2, eps } = member(json, "optimiser");
    return present({
        name,
        learningRate: lr,
        momentum,
        nesterov,
        weightDecay: weight_decay,
        decayOn: decay_on,
        alpha,
        beta1,
        beta2,
        epsilon: eps,
    });
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkTrajectory(core, report, json) {
    withNet(core, json, ({ net, x, y, n }) => {
        const steps = numberOf(json, "steps");
        net.optimizer = optimizerOf(json);
        const run = net.train(x, y, { steps });
        if (run.diverged) throw new Error(`diverged after ${run.steps} steps`);
        report("losses", each(run.losses, numbers(json, "losses", steps)));
        report("final_loss", each([net.loss(x, y)], [numberOf(json, "final_loss")]));
        report("final_params", maxRelative(net.parameters, numbers(json, "final_params", n)));
    });
}

/* ---- surfaces */

/** Index among the parameters of a weight given by layer, unit and input, the bias being the input "bias". */
function indexOfWeight(net, { layer, unit, input }) {
    const { weightsAt, biasesAt, in: n } = net.layers[layer];
    return input === "bias" ? biasesAt + unit : weightsAt + unit * n + input;
}

/** @param {Report} report @param {any} json @param {{net: any, n: number}} c @param {"x" | "y"} axis */
function directionOf(report, json, { net, n }, axis) {
    const direction = new Float32Array(n);
    if (json.kind === "weights") {
        const weight = member(json, `weight_${axis}`);
        report("weight index", shareOf(1, indexOfWeight(net, weight), weight.index));
        direction[weight.index] = 1;
        return direction;
    }
    direction.set(numbers(json, `direction_${axis}`, n));
    if (json.kind === "directions") return direction;
    if (json.kind !== "filter_normalised") throw new Error(`there is no kind "${json.kind}"`);
    const normalised = net.filterNormalise(direction);
    report("normalised directions", maxRelative(normalised, numbers(json, `normalised_${axis}`, n)));
    return normalised;
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkSurface(core, report, json) {
    withNet(core, json, (c) => {
        const [alphas, betas] = [numbers(json, "alphas"), numbers(json, "betas")];
        const [u, v] = [directionOf(report, json, c, "x"), directionOf(report, json, c, "y")];
        const losses = core.surface(c.objective, { origin: c.theta, u, v, alphas, betas });
        report("loss", each(losses, numbers(json, "loss", alphas.length * betas.length)));
        report("loss", each([c.objective.value(c.theta)], [numberOf(json, "loss_at_params")]));
    });
}

/* ---- pca */

const WAYS = { none: "uncentred", "with-final": "centred_with_final", "without-final": "centred_without_final" };

/**
 * A singular value is the root of Σ squared distances from the centre along its direction; coordinates are from the last point. The third lies
 * outside the plane, and is known by its share.
 */
function singularValues(centre, { coordinates, explained }) {
    const rows = coordinates.length / 2 - (centre === "without-final" ? 1 : 0);
    const [first, second] = [0, 1].map((k) => {
        const along = Array.from({ length: rows }, (_, i) => coordinates[2 * i + k]);
        const middle = centre === "none" ? 0 : along.reduce((sum, x) => sum + x, 0) / rows;
        return Math.sqrt(along.reduce((sum, x) => sum + (x - middle) ** 2, 0));
    });
    return [first, second, first * Math.sqrt(explained[2] / explained[0])];
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkPlane(core, report, json) {
    const [n, snapshots] = [numberOf(json, "n"), numberOf(json, "snapshots")];
    const path = numbers(json, "trajectory", n * snapshots);
    for (const [centre, way] of Object.entries(WAYS)) {
        const expected = member(json, way);
        const plane = core.pathPlane(path, n, { centre });
        const ratio = numbers(expected, "explained_ratio", 2);
        report("directions", maxRelative(plane.u, numbers(expected, "direction_1", n)));
        report("directions", maxRelative(plane.v, numbers(expected, "direction_2", n)));
        report("coordinates", maxRelative(plane.coordinates, numbers(expected, "coordinates", 2 * snapshots)));
        report("explained_ratio", maxRelative(plane.explained, ratio));
        report("explained_ratio", shareOf(ratio[0], plane.explained[2], numberOf(expected, "explained_ratio_third")));
        report("singular_values", maxRelative(singularValues(centre, plane), numbers(expected, "singular_values", 3)));
    }
}
