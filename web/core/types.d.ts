/**
 * The public interface of valley-core.mjs: small neural networks, their loss surfaces, and descent over them.
 *
 *     import { loadCore } from "./valley-core.mjs";
 *     const core = await loadCore();
 *     const { x, y } = core.dataset("two-curves", { n: 500, noise: 0.1, seed: 1 });
 *     const net = core.network({ layers: [2, 8, 8, 1], activation: "tanh", loss: "bce" });
 *     net.optimizer = { name: "sgd", learningRate: 0.1 };
 *     const { losses } = net.train(x, y, { steps: 1000 });
 *
 * Everything is float32 and seeded: the same calls give the same bits in every browser, in Node and natively. Tables are row by row,
 * one example a row. A wrong call throws a RangeError or TypeError that names the argument, what it may be and what it got.
 */

/** Numbers, flat. */
export type Numbers = Float32Array | number[];
/** Examples: flat and row by row, or an array of rows. */
export type Rows = Numbers | (Float32Array | number[])[];

export type ActivationName =
    | "identity"
    | "sigmoid"
    | "tanh"
    | "relu"
    | "leaky-relu"
    | "elu"
    | "prelu"
    | "rrelu"
    | "maxout"
    | "softplus"
    | "gelu"
    | "silu";
/** mse: mean over examples and outputs of (a − y)². bce, softmax: cross-entropy of the logits in nats, mean over examples. half-mse: half of mse. */
export type LossName = "mse" | "bce" | "softmax" | "half-mse";
export type SchemeName =
    | "zeros"
    | "constant"
    | "normal"
    | "uniform"
    | "xavier-normal"
    | "xavier-uniform"
    | "he-normal"
    | "he-uniform"
    | "lecun-normal"
    | "orthogonal";
export type OptimizerName = "sgd" | "adagrad" | "rmsprop" | "adam" | "adamw";
export type ScheduleName = "constant" | "step" | "cosine";
export type SurfaceName = "bowl" | "ravine" | "saddle" | "double-well" | "himmelblau" | "rosenbrock" | "beale" | "rastrigin";
export type FeatureName = "x" | "y" | "x2" | "y2" | "xy" | "sin-x" | "sin-y";
export type DatasetName =
    | "circle"
    | "xor"
    | "gauss"
    | "spiral"
    | "two-curves"
    | "moons"
    | "rings"
    | "tangled"
    | "plane"
    | "sine"
    | "iris"
    | "penguins"
    | "parabola"
    | "ball"
    | "chebyshev";
/** Kinds of names that the core can list. */
export type Kind = "activation" | "loss" | "scheme" | "optimizer" | "dataset" | "surface" | "cause" | "schedule" | "op" | "fault";

export interface NetworkOptions {
    /** Inputs, units of each hidden layer, outputs: [2, 8, 8, 1]. */
    layers: number[];
    /** Of the hidden layers: one for all, or one each. "tanh" by default. */
    activation?: ActivationName | ActivationName[];
    /** "identity" by default, which bce and softmax need: they work on logits. */
    outputActivation?: ActivationName;
    /** "mse" by default. */
    loss?: LossName;
    /** Penalty l1·Σ|w| over all weights, not biases; 0 by default. */
    l1?: number;
    /** Penalty l2/2·Σw² over all weights, not biases; 0 by default. */
    l2?: number;
    /** dense → batch normalisation → activation, of batches of at least 2; like all that follows one for all hidden layers, or one each. false by default. */
    batchNorm?: boolean | boolean[];
    /** Share of a layer's outputs dropped in training, 0 … below 1; the rest is divided by 1 − dropout. 0 by default. */
    dropout?: number | number[];
    /** Of maxout, 1 … 16; 2 by default. */
    pieces?: number | number[];
    /** leaky-relu's slope (0.01 by default), elu's α (1), prelu's first slope (0.25). */
    alpha?: number | number[];
    /** Bounds of rrelu's slope: 1/8 and 1/3 by default. */
    lower?: number | number[];
    upper?: number | number[];
}

export interface ActivationOptions {
    alpha?: number;
    lower?: number;
    upper?: number;
}

/** [z] each. */
export interface ActivationValues {
    /** f */
    value: Float32Array;
    /** f′; at a kink PyTorch's */
    slope: Float32Array;
    /** f″ */
    bend: Float32Array;
}

export interface InitOptions {
    /** "xavier-normal" by default. */
    scheme?: SchemeName;
    /** Standard deviation of "normal", bound of "uniform", value of "constant", where it may be below 0; 0.1 by default. */
    std?: number;
    seed?: number;
}

/**
 * How the learning rate goes with the steps, counted from 0. First, in each of them, warmUp steps rise in a straight line:
 * (k + 1)/(warmUp + 1). From there, over j = 0, 1 …, step: factor^⌊j/period⌋; cosine: from 1 down to factor in period steps.
 */
export interface Schedule {
    name: ScheduleName;
    /** Steps, at least 1. "step" and "cosine" need it, "constant" does not read it. */
    period?: number;
    /** At least 0. "step": 0.1 by default; "cosine": 0. */
    factor?: number;
    /** Steps; 0 by default. */
    warmUp?: number;
}

/**
 * As in torch.optim, with its rules (nn.h has them) and its defaults. A setting that the named optimiser does not have is refused, unless it
 * is at its default.
 */
export interface Optimizer {
    /** "sgd" by default. */
    name?: OptimizerName;
    /** At least 0. */
    learningRate: number;
    /** sgd, rmsprop: 0 … below 1; 0 by default. */
    momentum?: number;
    /** sgd: false by default. */
    nesterov?: boolean;
    /** Adds weightDecay·theta to the gradient; adamw instead shrinks theta by the factor 1 − learningRate·weightDecay. 0 by default, 0.01 for adamw. */
    weightDecay?: number;
    /** "weights": the dense weights alone, neither biases, gains nor slopes. "all" by default, as torch.optim has it. */
    decayOn?: "all" | "weights";
    /** rmsprop, the share of the mean square that stays in a step: 0 … below 1; 0.99 by default. */
    alpha?: number;
    /** adam, adamw, the share of the mean gradient that stays: 0 … below 1; 0.9 by default. */
    beta1?: number;
    /** adam, adamw, of the mean square: 0 … below 1; 0.999 by default. */
    beta2?: number;
    /** All but sgd: what is added to the root; at least 0; 1e-8 by default, 1e-10 for adagrad. */
    epsilon?: number;
    /** A constant rate by default. */
    schedule?: Schedule;
}

/** An optimiser with all its settings. */
export type OptimizerSettings = Readonly<Required<Omit<Optimizer, "schedule">>> & { readonly schedule: Readonly<Required<Schedule>> };

/**
 * Why a run diverged. "curvature": the learning rate is above the limit that the curvature sets; "l2": the penalty alone throws the weights
 * out; "overflow": neither, a number left float32.
 */
export type Cause = "curvature" | "l2" | "overflow";

export interface Diagnosis {
    cause: Cause;
    /** λmax where the run last stood, weight decay included; the strength of the penalty for "l2"; 0 where there is none to blame. */
    curvature: number;
    /** At that step. */
    learningRate: number;
    /** The learning rate it would have needed to stay below. */
    limit: number;
}

/** What a run that may diverge says of itself: the fields of Diagnosis are there if it did. */
export interface Outcome extends Partial<Omit<Diagnosis, "cause">> {
    diverged: boolean;
    cause: Cause | null;
}

export interface TrainOptions {
    /** 1 by default. */
    steps?: number;
    /** 1 … number of examples; all of them by default. */
    batchSize?: number;
    /** Of the order of examples in mini-batches. */
    seed?: number;
}

export interface TrainResult extends Outcome {
    /** [steps]: of the batch, before each step. */
    losses: Float32Array;
    /** Steps done; the parameters are the last that have a finite loss. */
    steps: number;
}

export interface CurvatureOptions {
    /** Where to start the search, such as the maxVector of a point nearby. */
    start?: Numbers;
    /** Hessian-vector products to spend at most: 40 by default. */
    maxProducts?: number;
    /** Relative; 1e-4 by default. */
    tolerance?: number;
    /** "both" by default; "max" stops as soon as max is found, which takes fewer products. */
    ends?: "max" | "both";
    /**
     * A positive number a parameter, by which the optimiser divides the gradient, such as Network.preconditioner: max, min and maxVector are then of P^-½ H P^-½, on which its
     * stability depends (Cohen et al. 2022), start is in its coordinates too, and theta swings along maxVector[i] / √preconditioner[i].
     * The search is then for max alone.
     */
    preconditioner?: Numbers;
    /** For stableLearningRate; plain descent by default, a network's own for Network.curvature. */
    optimizer?: Optimizer;
}

export interface Curvature {
    /** The largest eigenvalue of the Hessian. */
    max: number;
    /** The smallest; where only max was sought or converged is false, no more than an upper bound of it. */
    min: number;
    /** Unit eigenvector of max. */
    maxVector: Float32Array;
    /**
     * Above it descent leaves a minimum of that curvature; Infinity where max ≤ 0. NaN for an optimiser that divides the gradient by its
     * size where no preconditioner is given: max then says nothing about it.
     */
    stableLearningRate: number;
    /** max, and min where both were sought, is within tolerance · the larger of |max| and |min|, by its residual. */
    converged: boolean;
    /** The Hessian has no finite value here. */
    diverged: boolean;
}

export interface EigenvectorOptions {
    /** 1 … 8, and no more than there are parameters; 2 by default. */
    count?: number;
    /** Hessian-vector products to spend on each at most: 128, the most there can be, by default. */
    maxProducts?: number;
    /** Relative to the largest eigenvalue by size; 1e-4 by default. */
    tolerance?: number;
}

export interface Eigenvectors {
    /** [count] the largest eigenvalues of the Hessian, largest first; one that it has several times comes as often. */
    values: Float32Array;
    /** [count] of unit length and perpendicular, the largest component of each positive. */
    vectors: Float32Array[];
    converged: boolean;
    /** The Hessian has no finite value here: values and vectors then mean nothing. */
    diverged: boolean;
}

/** A layer as it stands in the parameters and among the units; what it has not is at −1. */
export interface Layer {
    in: number;
    out: number;
    /** Pre-activations: out, times the pieces of maxout. */
    rows: number;
    /** Where W [rows][in] starts in the parameters. */
    weightsAt: number;
    /** Where b [rows] starts. */
    biasesAt: number;
    /** Where batch normalisation's γ [rows] starts. */
    gammaAt: number;
    /** Where batch normalisation's β [rows] starts. */
    betaAt: number;
    /** Where prelu's one slope stands. */
    slopeAt: number;
    /** Index of its first unit among all units behind the inputs. */
    unitsAt: number;
    /** Index of its first pre-activation among all. */
    rowsAt: number;
    /** Where its running mean [rows], then its running variance [rows], start among the running values. */
    runningAt: number;
}

export interface TraceOptions {
    /**
     * The error is passed down by the weights alone, as many pictures draw it, and f′ enters only in each unit's own update. false by default, and always under
     * batchNorm, where a unit depends on other examples, and with maxout of several pieces.
     */
    asDrawn?: boolean;
}

/** One pass back and forth. */
export interface Trace {
    /** [rows × n]: one row a pre-activation */
    z: Float32Array;
    /** [units × n]: one row a unit */
    a: Float32Array;
    /** [rows × n]: ∂L/∂z */
    delta: Float32Array;
    /** [parameters], without penalties */
    gradient: Float32Array;
    /** without penalties */
    loss: number;
}

/** How numbers are distributed. All but n and nNotFinite is of the finite ones; where there is none, moments and range are NaN. */
export interface Distribution {
    n: number;
    nZeros: number;
    nNotFinite: number;
    mean: number;
    /** Of the numbers themselves: divided by how many they are. */
    std: number;
    min: number;
    max: number;
    /** [64] counts, in bins of one width from min to max. Equal numbers are all in the first. */
    histogram: Uint32Array;
    /** [336] counts by size, the same bins for all: bin k holds 10^(k/4 − 45) ≤ |x| < 10^((k + 1)/4 − 45). Zeros are in none. */
    logHistogram: Uint32Array;
}

/** What the numbers of one layer look like, over all its units and all examples. */
export interface LayerStats {
    /** Pre-activations; under batch normalisation what goes into the activation. */
    z: Distribution;
    activation: Distribution;
    /** ∂L/∂z */
    delta: Distribution;
    /** ∂L/∂W, without penalties; biases are not counted. */
    weightGradient: Distribution;
    /** Share of outputs where f′ is 0, or which are within 0.01 of a level that f approaches: below .01 or above .99 for sigmoid. */
    saturated: number;
    /** Share of units, for maxout of pieces, that hand nothing back for any example. */
    dead: number;
}

/** A network with its parameters, its optimiser and how far it has been trained. */
export interface Network {
    readonly nParameters: number;
    /** All units behind the inputs. */
    readonly nUnits: number;
    /** All pre-activations. */
    readonly nRows: number;
    /** Running values of batch normalisation; 0 without it. */
    readonly nRunning: number;
    readonly layers: readonly Layer[];
    /**
     * Layer by layer: W [rows][in] row by row, b [rows], with batch normalisation γ [rows] and β [rows], for prelu its slope. Read or written, it is
     * a copy; writing starts training anew.
     */
    get parameters(): Float32Array;
    set parameters(theta: Numbers);
    /** What batch normalisation has seen in training and uses in evaluation. Read or written, it is a copy. */
    get running(): Float32Array;
    set running(running: Numbers);
    /** Changing it keeps its state (velocity, moments) if the new one has the same. */
    get optimizer(): OptimizerSettings;
    set optimizer(optimizer: Optimizer);
    /** What the optimiser divided the gradient by in its last step, a number a parameter, all 1 for sgd; null before the first step. */
    readonly preconditioner: Float32Array | null;
    /** Draws the weights; biases become 0. Training starts anew. */
    init(options?: InitOptions): void;
    /** One full-batch step. Returns the loss before it; Infinity if the step would diverge, and the parameters then stay as they are. */
    trainStep(x: Rows, y: Rows): number;
    /** Further steps: a run cut into calls gives the bits of one call. */
    train(x: Rows, y: Rows, options?: TrainOptions): TrainResult;
    /** [n × outputs], in evaluation; logits under bce and softmax. */
    predict(x: Rows): Float32Array;
    /** [units × n]: one row a unit, in evaluation. */
    units(x: Rows): Float32Array;
    /**
     * What training minimises, with penalties, but without its chances: batch normalisation by these examples, rrelu's mean slope, nothing dropped.
     * Targets: [n × outputs], or for softmax also class numbers [n].
     */
    loss(x: Rows, y: Rows): number;
    gradient(x: Rows, y: Rows): { loss: number; gradient: Float32Array };
    /** In evaluation: the loss with penalties, and the share of examples whose class is predicted. */
    evaluate(x: Rows, y: Rows): { loss: number; accuracy: number };
    /** That of evaluate(). */
    accuracy(x: Rows, y: Rows): number;
    /** Every number of one pass back and forth, as loss() sees the network. */
    trace(x: Rows, y: Rows, options?: TraceOptions): Trace;
    /** [layers] The same pass, described layer by layer. Numbers that are not finite are counted, not thrown. */
    layerStats(x: Rows, y: Rows): LayerStats[];
    /** The Hessian of the loss times v, exactly. */
    hessianVector(x: Rows, y: Rows, v: Numbers): Float32Array;
    curvature(x: Rows, y: Rows, options?: CurvatureOptions): Curvature;
    /** The loss on these examples as a function of the parameters. It copies the examples; once the network is freed, all it does but free() throws. */
    objective(x: Rows, y: Rows): Objective;
    /** A random direction, each unit's weights as long as in the parameters (Li et al. 2018); biases 0. */
    direction(seed: number): Float32Array;
    /** A given direction, each unit's weights rescaled to their length in the parameters, all else 0 (Li et al. 2018). */
    filterNormalise(direction: Numbers): Float32Array;
    /** What JSON.stringify(network) writes; Core.networkFromJSON reads it back bit for bit. */
    toJSON(): NetworkJSON;
    free(): void;
}

/**
 * A network as JSON: its options, one entry a hidden layer where there may be several; its parameters; and what it needs to go on training. Every
 * float32 is the shortest decimal nearest to it, so whoever rounds to float32 has the bits. −0, which JSON.stringify would write as 0, is −1e-46,
 * and an infinite number of the optimiser's state ±1e39: these too are rounded to it. Read back, only format, version, layers and parameters must be there.
 */
export interface NetworkJSON extends NetworkOptions {
    format: "valley-network";
    version: 1;
    /** [nParameters] in the order of Network.parameters. */
    parameters: number[];
    /** [nRunning] as a new network has them by default. */
    running?: number[];
    /** Plain descent by default. */
    optimizer?: Optimizer;
    /** Velocity, moments; zeros by default. */
    optimizerState?: number[];
    /** Steps it was trained for; 0 by default. */
    step?: number;
    /** Whatever else is known, such as what its inputs are: the core does not read it, and toJSON of the network made from it does not have it. */
    about?: object;
}

/** A function of one flat vector: an analytic surface, or a network on its data. */
export interface Objective {
    /** Parameters. */
    readonly n: number;
    /** Of an analytic surface; null for a network. */
    readonly surface: SurfaceInfo | null;
    value(theta: Numbers): number;
    gradient(theta: Numbers): { loss: number; gradient: Float32Array };
    hessianVector(theta: Numbers, v: Numbers): Float32Array;
    curvature(theta: Numbers, options?: CurvatureOptions): Curvature;
    eigenvectors(theta: Numbers, options?: EigenvectorOptions): Eigenvectors;
    free(): void;
}

export interface SurfaceInfo {
    name: SurfaceName;
    /** [x min, x max, y min, y max] worth drawing. */
    window: [number, number, number, number];
    /** A start worth descending from. */
    start: [number, number];
    minima: [number, number][];
}

/**
 * A grid on the plane origin + alpha·u + beta·v. By default origin is the network's parameters, and a surface is seen in its window;
 * u and v are the two axes of a surface, and must be given for a network.
 */
export interface Plane {
    origin?: Numbers;
    u?: Numbers;
    v?: Numbers;
    /** ±span, or [alpha min, alpha max, beta min, beta max]; ends included. */
    span?: number | Numbers;
    /** Points a side: 64 by default. */
    size?: number;
    /** In place of span and size. */
    alphas?: Numbers;
    betas?: Numbers;
}

export interface DescendOptions {
    /** The surface's, or the network's parameters, by default. */
    start?: Numbers;
    optimizer: Optimizer;
    /** 100 by default. */
    steps?: number;
}

export interface Descent extends Outcome {
    /** [(steps + 1) × n]: every point, start first, as long as the loss is finite. */
    path: Float32Array;
    /** [steps + 1]. */
    losses: Float32Array;
    steps: number;
}

export interface LabelOptions {
    /** Ends nearer than that, with losses as near as lossDistance, are one minimum. Below 0: by loss alone. 0.1 for surfaces, −1 for networks. */
    distance?: number;
    /** 0.01 by default. */
    lossDistance?: number;
    /** 16 by default. */
    maxGroups?: number;
    /** ‖gradient‖ up to which an end counts as stationary; 0.01 by default. */
    tolerance?: number;
}

export interface BasinsOptions extends Plane, LabelOptions {
    optimizer: Optimizer;
    /** 100 by default. */
    steps?: number;
}

export interface Minimum {
    theta: Float32Array;
    loss: number;
    /** What the place is; "stuck" where the gradient has not vanished. */
    end: "minimum" | "saddle" | "stuck" | "diverged";
    gradientNorm: number;
    lambdaMin: number;
    /** Descents that ended here. */
    count: number;
}

export interface Basins {
    /** [betas × alphas]: index into minima, −1 for a descent that diverged. */
    label: Int32Array;
    minima: Minimum[];
    /** [betas × alphas × n] */
    ends: Float32Array;
    /** [betas × alphas] at the ends; Infinity for a descent that diverged. */
    losses: Float32Array;
}

/**
 * What the principal directions of a path are directions from: its last point ("none"), the mean of all points, or the mean of all but the last,
 * which then does not count.
 */
export type Centre = "none" | "with-final" | "without-final";

export interface PathPlaneOptions {
    /** "with-final" by default. */
    centre?: Centre;
}

export interface PathPlane {
    /** [n] the first principal direction: unit length, largest component positive. */
    u: Float32Array;
    /** [n] the second, perpendicular; a random one where the path is straight. */
    v: Float32Array;
    /** [n] the last point. */
    origin: Float32Array;
    /** Shares of the first three components in the sum of squared distances from the centre. */
    explained: number[];
    /** The same of a random walk of as many points in very many dimensions (Antognini and Sohl-Dickstein 2018). */
    random: number[];
    /** [k × 2] the points as origin + a·u + b·v. */
    coordinates: Float32Array;
    /** false where so many components are of nearly one size that no first can be told. */
    converged: boolean;
}

export interface DatasetOptions {
    /** 500 by default; a measured set has no more than it has. */
    n?: number;
    /** 0 … 0.5; 0 by default. A measured set ignores it. */
    noise?: number;
    seed?: number;
}

export interface Points {
    /** [n × nInputs] */
    x: Float32Array;
    /** [n]: class numbers, or the targets of a regression. */
    y: Float32Array;
    nInputs: number;
    /** 0 for a regression. */
    nClasses: number;
    /** Of the inputs, then of the label; "" where there is none. */
    columnNames: string[];
    classNames: string[];
}

/** Where and why a CSV was refused; both count from 1. */
export interface CsvError {
    line: number;
    column: number;
    expected: string;
}

export type OpName = "input" | "const" | "add" | "sub" | "mul" | "div" | "pow" | "neg" | "exp" | "log" | "sin" | "cos" | "tanh";

/**
 * What was not found where a formula was refused. "operand": a number, a name, a function, a minus or (. "operator": an operator or the end.
 * "close": an operator or ). "function": an operator in front of (, since what stands there is no function. "call": ( behind a function.
 * "new-name": a name that is not yet taken, in front of =. "other-name": a name other than the one being defined. "named": a name and = in front of
 * all definitions but the last. "number": a number that float32 holds. The others are limits: 2048 bytes, names of 24 characters, 64 operators and parentheses
 * open at once, 256 nodes.
 */
export type FormulaFault =
    | "operand"
    | "operator"
    | "close"
    | "function"
    | "call"
    | "new-name"
    | "other-name"
    | "named"
    | "number"
    | "text-length"
    | "name-length"
    | "depth"
    | "nodes";

/** Where and why a formula was refused: what core.graph throws. column counts characters (code points) from 1. */
export interface FormulaError extends RangeError {
    fault: FormulaFault;
    column: number;
    /** In English. */
    expected: string;
}

export interface GraphNode {
    op: OpName;
    /** "" where it has none. */
    name: string;
    /** Of its arguments, all of them smaller than its own; one may stand there several times, and each is an edge of its own. */
    args: number[];
    /** Edge firstEdge + k leads here from args[k]. */
    firstEdge: number;
    /** It depends on an input. Derivatives pass along no edge that comes from a node that does not. */
    varies: boolean;
    /** At the inputs that are set; not finite where the graph has no value. */
    value: number;
}

export interface GraphEdge {
    from: number;
    to: number;
    /** Derivative of the node `to` by this argument; 0 where that does not vary. */
    local: number;
}

/** One sweep of forward or reverse mode, edge by edge. */
export interface Sweep {
    /** [nodes]: of every node by the input, or of the output by every node. */
    derivatives: Float32Array;
    /** [edgeVisits], in the order they were visited. */
    edges: Uint32Array;
    /** [edgeVisits]: local derivative along the edge × derivative of the node it was reached from. */
    products: Float32Array;
    /** [edgeVisits]: of the node the edge led to, the sum of all such products so far. */
    sums: Float32Array;
    /** Both counted while sweeping. */
    nodeVisits: number;
    edgeVisits: number;
    /** The first node visited whose derivative is not finite. */
    diverged: number | null;
}

/** Every path walked and multiplied out by itself: what forward and reverse mode save. */
export interface PathWalk {
    /** The edges of each path, from its input to the output. */
    paths: Uint32Array[];
    /** [paths]: of the local derivatives along each. */
    products: Float32Array;
    /** [paths]: of the products of all paths so far that start at the same input. */
    sums: Float32Array;
    /** [inputs]: of the output by each, added up path by path. */
    derivatives: Float32Array;
    /** Counted while walking. */
    nodeVisits: number;
    edgeVisits: number;
}

export interface Paths {
    /** From all inputs to the output. */
    total: number;
    /** [nodes]: from each node that varies to the output. */
    from: Float64Array;
    /** These numbers are exact: none is above 2⁵³, where they stay. */
    exact: boolean;
    /** null where there are more paths than were to be walked. */
    walk: PathWalk | null;
}

/** A formula as a graph: every intermediate number is a node, with an edge from each of its arguments. */
export interface Graph {
    /** Arguments come before what uses them. */
    readonly nodes: GraphNode[];
    readonly edges: GraphEdge[];
    /** Nodes of the inputs, in order of appearance. */
    readonly inputNodes: readonly number[];
    /** Node of the output. */
    readonly output: number;
    /** The first node whose value is not finite. */
    readonly diverged: number | null;
    /** By name. Read it is a copy; written, inputs that are not named keep their values. */
    get inputs(): Record<string, number>;
    set inputs(values: Record<string, number>);
    /** Every node's derivative by one input. */
    forward(input: string): Sweep;
    /** The output's derivative by every node. */
    reverse(): Sweep;
    /** Walks them if there are no more than `most`, 1000 by default. */
    paths(options?: { most?: number }): Paths;
    free(): void;
}

export interface Core {
    /**
     * Reads a formula: numbers, names, parentheses, exp log sin cos tanh, and + − × ÷ ^, or - * · / for them. Several definitions, name = expression, may
     * stand one after the other with semicolons or line ends between them; the last is the output and may go without a name. A name given a plain
     * number, a = 2, is an input that starts there; a name that is not defined is an input that starts with 1. Only a name makes two uses one node.
     * A run of + or of × is one node. Throws a FormulaError.
     */
    graph(text: string): Graph;
    network(options: NetworkOptions): Network;
    /** The network that toJSON() described, from that or from its text: it predicts, and goes on training, with the same bits. */
    networkFromJSON(json: NetworkJSON | string): Network;
    /** An activation and its derivatives at z, in evaluation; not of maxout, which is no function of one number. */
    activation(name: ActivationName, z: Numbers, options?: ActivationOptions): ActivationValues;
    objective(surface: SurfaceName): Objective;
    /** Losses [betas × alphas], one row a beta. A loss that is not finite stands as it is. */
    surface(objective: Objective, plane?: Plane): Float32Array;
    descend(objective: Objective, options: DescendOptions): Descent;
    /** A descent from every point of a plane, and where each ended. */
    basins(objective: Objective, options: BasinsOptions): Basins;
    /** The plane that shows most of a path [k × n], k at least 3 and n at least 2, whose points are not all one. */
    pathPlane(path: Numbers, n: number, options?: PathPlaneOptions): PathPlane;
    dataset(name: DatasetName, options?: DatasetOptions): Points;
    /** A table of numbers with a column of labels: the last, or the one named label, class or species. */
    csv(text: string): { points: Points } | { error: CsvError };
    /** Features [n × features], in the order of FeatureName, of points [n × 2]. */
    features(points: Rows, features: FeatureName[]): Float32Array;
    /** Each column scaled to mean 0 and deviation `scale` (1 by default). */
    standardise(x: Rows, columns: number, scale?: number): { x: Float32Array; mean: Float32Array; deviation: Float32Array };
    /** A random order of 0 … n − 1. */
    permutation(n: number, seed: number): Uint32Array;
    /** n standard normal numbers. */
    randomDirection(n: number, seed: number): Float32Array;
    /** Of a step counted from 0, as the optimiser's schedule has it. */
    learningRateAt(optimizer: Optimizer, step: number): number;
    /** Every name of a kind that this core knows. */
    names(kind: Kind): string[];
}

export interface LoadOptions {
    /** The core's module or its bytes; what is embedded in the file by default. */
    wasm?: BufferSource | WebAssembly.Module;
}

export function loadCore(options?: LoadOptions): Promise<Core>;
