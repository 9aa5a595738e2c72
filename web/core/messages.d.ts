/**
 * What figures ask of the core, and what they get: plain objects, numbers in Float32Arrays. A request holds all that its reply depends on.
 */
import type {
    ActivationName,
    Cause,
    Centre,
    CsvError,
    DatasetName,
    FeatureName,
    FormulaFault,
    GraphEdge,
    GraphNode,
    Layer,
    LayerStats,
    LossName,
    Minimum,
    Optimizer,
    OptimizerName,
    Paths,
    Points,
    SchemeName,
    SurfaceName,
    Sweep,
} from "./types.js";

/** Points of the reader's own; key stands for the contents. x and y may be left out where the worker has had them last. */
export interface KeyedPoints extends Omit<Points, "x" | "y"> {
    key: string;
    x?: Float32Array;
    y?: Float32Array;
}

export interface DataSpec {
    /** "csv" takes points. */
    name: DatasetName | "csv";
    n: number;
    noise: number;
    seed: number;
    /** Share of examples held back: 0 … 0.9. */
    testShare: number;
    /** What the network is fed, made of the two plane coordinates; "all": every column of a set that is drawn, as it is. */
    inputs: FeatureName[] | "all";
    /** The two columns that are the plane, of a set with more: [0, 1] by default. */
    columns?: number[];
    points?: KeyedPoints;
}

export interface NetSpec {
    hidden: number[];
    activation: ActivationName | ActivationName[];
    outputActivation?: ActivationName;
    loss: LossName;
    l1?: number;
    l2?: number;
    /** Of the hidden layers, one for all or one each; see NetworkOptions. */
    batchNorm?: boolean | boolean[];
    dropout?: number | number[];
    pieces?: number | number[];
    alpha?: number | number[];
    lower?: number | number[];
    upper?: number | number[];
    init?: SchemeName;
    std?: number;
    seed?: number;
}

export interface NetworkProblem {
    kind: "network";
    data: DataSpec;
    net: NetSpec;
}

export interface SurfaceProblem {
    kind: "surface";
    surface: SurfaceName;
}

export type Problem = NetworkProblem | SurfaceProblem;

/** [x min, x max, y min, y max] of the plane. */
export type Domain = ArrayLike<number>;

/** Why a run stopped, and after how many steps. */
export interface Divergence {
    cause: Cause;
    curvature: number;
    learningRate: number;
    limit: number;
    step: number;
    /** The step at which the curvature was measured, where that is not the last. */
    at?: number;
}

export interface Score {
    /** With penalties; infinite or NaN where the network has none. */
    loss: number;
    /** null for a regression. */
    accuracy: number | null;
}

/** The grid alphas × betas on the plane origin + alpha·u + beta·v. */
export interface GridSpec {
    problem: Problem;
    origin: Float32Array;
    u: Float32Array;
    v: Float32Array;
    alphas: Float32Array;
    betas: Float32Array;
}

export interface DatasetRequest {
    type: "dataset";
    data: DataSpec;
}
export interface DatasetReply {
    /** [n × 2] plane coordinates; of a set with one input the second is 0. */
    x: Float32Array;
    /** [n] class numbers or targets, as the network is to learn them. */
    y: Float32Array;
    nClasses: number;
    /** The first trainCount rows train, the rest test. */
    trainCount: number;
    /** Of the plane's one or two coordinates, then of the label. */
    columnNames: string[];
    classNames: string[];
    /** Of every column that could be a coordinate: what columns of DataSpec chooses from. */
    inputNames: string[];
    /** Coordinate c is scale·(measured − mean[c]) / deviation[c]. Only measured sets and CSVs are scaled, to about ±6. */
    mean: Float32Array;
    deviation: Float32Array;
    scale: number;
    /** [xmin, xmax, ymin, ymax] worth drawing; of a set with one input, y is the target. */
    domain: Float32Array;
}

export interface CsvRequest {
    type: "csv";
    text: string;
}
export interface CsvReply {
    points?: Required<KeyedPoints>;
    error?: CsvError;
}

export interface StartRequest {
    type: "start";
    problem: Problem;
}
export interface StartReply {
    theta: Float32Array;
    /** Of batch normalisation; empty without it. */
    running: Float32Array;
    layers: Layer[];
    nParameters: number;
}

export interface TrainRequest {
    type: "train";
    problem: NetworkProblem;
    theta: Float32Array;
    /** Of batch normalisation, as the last reply had it; null to start anew. */
    running?: Float32Array | null;
    /** Of the optimiser (velocity, moments), as the last reply had it; null to start with none. */
    state: Float32Array | null;
    /** The optimiser that left the state; that of this request by default. A state of other numbers, or of another meaning, is not taken over. */
    stateOf?: OptimizerName;
    /** Steps done so far. */
    step: number;
    /** To do at most. */
    steps: number;
    /** At whose multiples to measure on the way; only at the end by default. */
    every?: number;
    /** Milliseconds after which no further slice of steps is begun. */
    budget?: number;
    optimizer: Optimizer;
    batchSize: number;
    /** Of the order of mini-batches; 0 by default. */
    seed?: number;
    /** What else to draw: grids of decision × decision and units × units points. */
    views?: { decision?: number; units?: number; domain: Domain };
}
export interface TrainReply {
    /** What was measured on the way, in its order. */
    before: Omit<TrainReply, "before">[];
    theta: Float32Array;
    running: Float32Array;
    state: Float32Array;
    step: number;
    /** Of the next step, as scheduled. */
    learningRate: number;
    /** Of the batch, before each step done here. */
    losses: Float32Array;
    /** At theta, over all examples. */
    train: Score;
    /** The loss over all examples as the network would be used: by the running values, nothing dropped. */
    evaluation: number;
    test: Score | null;
    diverged: Divergence | null;
    /** [size × size × outputs], at the middles of cells, rows from ymax down to ymin. */
    decision?: Float32Array;
    /** [units][size × size], likewise. */
    units?: Float32Array;
}

export type DirectionsRequest = { type: "directions"; problem: Problem; theta: Float32Array } & (
    | { kind: "weights"; a: number; b: number }
    | { kind: "random"; seed: number }
    /** From a valley's floor theta toward a start: v along the way, u across it, most curved. */
    | { kind: "valley"; from: Float32Array }
    /** The principal plane of a path [k × n]; theta does not matter. */
    | { kind: "path"; path: Float32Array; centre?: Centre }
    /** The two most curved ways at theta. */
    | { kind: "eigen" }
);
export interface DirectionsReply {
    u: Float32Array;
    v: Float32Array;
    /** Of "path": the shares of its first three components, and those of a random walk of as many points; see PathPlane of types.d.ts. */
    explained?: number[];
    random?: number[];
    /** Of "eigen": of u and v. */
    eigenvalues?: Float32Array;
    /** Of "path" and "eigen". */
    converged?: boolean;
}

export interface SurfaceRequest extends GridSpec {
    type: "surface";
}
export interface SurfaceReply {
    /** [betas × alphas] */
    losses: Float32Array;
}

export interface CurvatureRequest {
    type: "curvature";
    problem: Problem;
    theta: Float32Array;
    /** Such as the last maxVector: fewer products are then needed. */
    start?: Float32Array;
    optimizer: Optimizer;
    /** The optimiser's, as training left it: one that divides the gradient has a limit only where it is known by what. */
    state?: Float32Array | null;
}
export interface CurvatureReply {
    /** max, min and maxVector are of P^-½ H P^-½, with the P that the optimiser divides the gradient by. */
    preconditioned: boolean;
    max: number;
    min: number;
    maxVector: Float32Array;
    stableLearningRate: number;
    converged: boolean;
}

/** Full-batch training with the sharpness measured on the way: before each step whose number is a multiple of every. */
export interface SharpnessRequest {
    type: "sharpness";
    problem: NetworkProblem;
    theta: Float32Array;
    /** Of the optimiser, as the last reply had it; null to start with none. */
    state: Float32Array | null;
    /** As in TrainRequest. */
    stateOf?: OptimizerName;
    /** That of the last reply: fewer products are then needed. Lost where its length does not fit. */
    vector?: Float32Array | null;
    step: number;
    steps: number;
    every: number;
    /** Milliseconds after which no further stretch between two measurements is begun. */
    budget?: number;
    optimizer: Optimizer;
    /** Inputs of a one-input network at which to answer. */
    at?: Float32Array;
}
export interface SharpnessReply {
    theta: Float32Array;
    state: Float32Array;
    vector: Float32Array | null;
    step: number;
    /** Before each step done here. */
    losses: Float32Array;
    /** At theta. */
    loss: number;
    /** Steps at which the sharpness was measured. */
    measured: Float32Array;
    /** There λmax of the Hessian H, and for an optimiser that divides the gradient by P, of P^-½ H P^-½: NaN before the first step, when P is unknown. */
    sharpness: Float32Array;
    /** The sharpness at which the learning rate is on its limit. */
    limit: number;
    diverged: Divergence | null;
    /** [at] */
    answers?: Float32Array;
}

export interface SlopeRequest {
    type: "slope";
    problem: Problem;
    theta: Float32Array;
    /** Where the step goes; down the gradient when left out. */
    next?: Float32Array;
}
export interface SlopeReply {
    loss: number;
    gradient: Float32Array;
    gradientNorm: number;
    /** Unit vector of the step. */
    direction: Float32Array;
    /** Of the step; 0 when no next was given. */
    length: number;
    /** Of the loss along direction. */
    slope: number;
    /** Second derivative of the loss along direction. */
    curvature: number;
}

export interface DescendRequest {
    type: "descend";
    problem: Problem;
    start: Float32Array;
    optimizer: Optimizer;
    steps: number;
}
export interface DescendReply {
    /** [(steps + 1) × n] */
    path: Float32Array;
    losses: Float32Array;
    steps: number;
    diverged: Divergence | null;
}

/** The lines of equal height in a grid. */
export interface ContoursRequest {
    type: "contours";
    grid: import("../paint/heatmap.js").Grid;
    /** How many levels there are; see contourLevels. */
    levels: number;
}

export interface ContoursReply {
    contours: import("./level-lines.js").Contour[];
}

export interface ProjectRequest {
    type: "project";
    problem?: Problem;
    /** [k × n] */
    path: Float32Array;
    origin: Float32Array;
    u: Float32Array;
    v: Float32Array;
}
export interface ProjectReply {
    /** [k × 2] least-squares coordinates in the plane. */
    points: Float32Array;
}

export interface BasinsRequest extends GridSpec {
    type: "basins";
    optimizer: Optimizer;
    steps: number;
}
export interface BasinsReply {
    /** [betas × alphas × n] */
    ends: Float32Array;
    /** [betas × alphas]; Infinity where a descent diverged. */
    losses: Float32Array;
}

export interface LabelRequest {
    type: "label";
    problem: Problem;
    ends: Float32Array;
    losses: Float32Array;
    /** Parameters; that of the problem when left out. */
    n?: number;
    /** See LabelOptions of types.d.ts. */
    distance?: number;
    lossDistance?: number;
    maxGroups?: number;
    tolerance?: number;
}
export interface LabelReply {
    /** [ends] index into minima, −1 for a descent that diverged. */
    labels: Float32Array;
    minima: Minimum[];
}

export interface SurfaceInfoRequest {
    type: "surfaceInfo";
    surface: SurfaceName;
}
export interface SurfaceInfoReply {
    /** [x min, x max, y min, y max] */
    window: [number, number, number, number];
    start: Float32Array;
    minima: [number, number][];
}

export interface GraphRequest {
    type: "graph";
    /** A formula: see Core.graph. */
    text: string;
    /** Values of inputs by name, in place of those that the formula gives; names that it does not have are passed over. */
    inputs?: Record<string, number>;
    /** Paths are walked one by one if there are no more than so many: 1000 by default. */
    maxPaths?: number;
}
/** The graph with both modes swept, or the error. */
export interface GraphReply {
    graph?: {
        nodes: GraphNode[];
        edges: GraphEdge[];
        /** Nodes, in order of appearance. */
        inputs: number[];
        /** Values of the inputs that the formula gives. */
        starts: number[];
        output: number;
        /** The first node whose value is not finite. */
        diverged: number | null;
        /** One sweep an input. */
        forward: Sweep[];
        /** Of all these sweeps together. */
        forwardVisits: { nodes: number; edges: number };
        reverse: Sweep;
        paths: Paths;
    };
    error?: { fault: FormulaFault; column: number; expected: string };
}

export interface ActivationsRequest {
    type: "activations";
    /** The axis. */
    z: Float32Array;
    shown: ActivationName[];
    /** Of leaky-relu, elu and prelu, where not the usual. */
    alphas?: Record<string, number>;
    /** Bounds of rrelu's slope. */
    lower?: number;
    upper?: number;
    /** Of maxout. */
    pieces?: number;
}
export interface ActivationCurve {
    name: ActivationName;
    /** [z] */
    value: Float32Array;
    /** [z] */
    slope: Float32Array;
}
export interface ActivationsReply {
    curves: ActivationCurve[];
}

/** The input plane as each hidden layer in turn moves it. The problem has two classes, the inputs x and y, one output. */
export interface ManifoldRequest {
    type: "manifold";
    problem: NetworkProblem;
    theta: Float32Array;
    /** Of batch normalisation, as training left it. */
    running?: Float32Array | null;
    /** Squares a side of the lattice. */
    cells: number;
    domain: Domain;
    /** The axes of an earlier reply, a space each: those of a wide layer then do not turn or flip needlessly. */
    reference?: { u: Float32Array; v: Float32Array }[] | null;
}
/** Where the layer's units are seen: centre + a·u + b·v at (a, b). */
export interface ManifoldSpace {
    units: number;
    /** plane: two units as they are; line: one; principal: by two principal components; edge-on: the last layer, across along the output's weights. */
    kind: "plane" | "line" | "principal" | "edge-on";
    /** [units] */
    u: Float32Array;
    v: Float32Array;
    centre: Float32Array;
    /** Share of the training examples' squared distances from their mean that is seen; null where all is, or there is none. */
    explained: number | null;
    /** [points × 2] the pre-activations, seen alike; null of the inputs. */
    before: Float32Array | null;
    /** [points × 2] */
    after: Float32Array;
    /** The affine map, to + matrix · (p − from), that comes nearest to leading from the space before to `before`. */
    affine: { matrix: number[]; from: number[]; to: number[] } | null;
}
export interface ManifoldReply {
    /** The input plane first, then one a hidden layer. */
    spaces: ManifoldSpace[];
    /** [points × 2]: the lattice's corners row by row from ymax down, then the boundary, piece by piece from end to end, then the examples. */
    points: Float32Array;
    latticeCount: number;
    boundaryCount: number;
    /** [points], of the output unit before any squashing: class 1 above 0. */
    outputs: Float32Array;
    /** The boundary in the last space: normal · p + offset = 0. */
    separator: { normal: number[]; offset: number };
    /** Examples on the wrong side of the boundary. */
    wrong: { train: number; test: number };
}

export interface LayerStatsRequest {
    type: "layerStats";
    problem: NetworkProblem;
    /** Drawn, and the spreads predicted, when left out. */
    theta?: Float32Array;
}
/** What a step of plain descent would move in a layer. */
export interface Moving {
    /** Weights, and of them those whose gradient is not 0. */
    weights: number;
    movingWeights: number;
    /** Biases; γ, β and slopes are not counted. */
    biases: number;
    movingBiases: number;
    /** All its weights have one and the same gradient. */
    isEqual: boolean;
    /** It has several units, and all of them the same gradients. */
    isAlike: boolean;
}
/** Standard deviations that a layer would have at the start if it were endlessly wide: mean-field.js. */
export interface Spread {
    z: number;
    activation: number;
    delta: number;
    /** In proportion only: of the last hidden layer it is what was measured. NaN where there is no prediction. */
    weightGradient: number;
    /** By which the root mean square of z grows from this layer to the next, and that of δ from the next to this one; NaN in the last. */
    forward: number;
    backward: number;
}
export interface LayerStatsReply {
    theta: Float32Array;
    loss: number;
    /** The output's last. */
    layers: (LayerStats & { moving: Moving })[];
    /** null for weights that are no draw, and under batch normalisation. */
    predicted: Spread[] | null;
}

export interface BatchNormRequest {
    type: "batchNorm";
    problem: NetworkProblem;
    theta: Float32Array;
    running: Float32Array;
    /** Hidden layer whose units are listed, and unit of the first layer that is seen through; from 0. */
    layer: number;
    unit: number;
    batchSize: number;
    /** Of the order in which examples fall into batches. */
    seed?: number;
}
export interface BatchNormReply {
    /** [rows] each, of the layer; variances unbiased, as they are stored. */
    gamma: Float32Array;
    beta: Float32Array;
    runningMean: Float32Array;
    runningVariance: Float32Array;
    /** What one look at all the data would find. */
    mean: Float32Array;
    variance: Float32Array;
    /** [shown] of the unit of the first layer, one number an example: before normalisation, normalised in its batch, and by the running values. */
    before: Float32Array;
    inTraining: Float32Array;
    inEvaluation: Float32Array;
    /** [batches] the size of the batch that each stretch of these numbers was normalised in. */
    batches: Float32Array;
}

export interface BackpropRequest {
    type: "backprop";
    /** One output; no maxout, no batch normalisation. */
    net: { layers: number[]; activation?: ActivationName; outputActivation?: ActivationName; loss: LossName };
    /** To start from; drawn by seed when null. */
    theta?: Float32Array | number[] | null;
    seed?: number;
    /** [n × inputs] and [n × outputs]: each iteration takes the next example, the first again after the last. */
    x: Float32Array | number[];
    y: Float32Array | number[];
    /** Updates done before the pass that is shown: 0 … 1000. */
    iterations: number;
    learningRate: number;
    /** Updates by the gradient as drawn; see TraceOptions. */
    asDrawn: boolean;
}
/** One pass; arrays by unit or by parameter. */
export interface BackpropReply {
    /** Less than were asked for where the next update would leave float32: diverged. */
    iteration: number;
    diverged: boolean;
    /** Which of the examples it is. */
    example: number;
    layers: Layer[];
    theta: Float32Array;
    x: Float32Array;
    y: Float32Array;
    z: Float32Array;
    a: Float32Array;
    /** f′(z) */
    slopes: Float32Array;
    /** Under bce, σ of the logit. */
    probability: number | null;
    loss: number;
    /** ∂L/∂z */
    delta: Float32Array;
    /** The error that is passed down by the weights alone; of the output it is ∂L/∂a. */
    drawnDelta: Float32Array;
    gradient: Float32Array;
    drawnGradient: Float32Array;
    /** How many entries of the two are not the same but for rounding, and which is farthest off. */
    apart: number;
    farthest: number;
    /** Central differences of the loss, and how far each may be off. */
    differences: Float32Array;
    errors: Float32Array;
    /** Of the example's loss before the update. */
    curvature: Pick<CurvatureReply, "max" | "stableLearningRate"> & { diverged: boolean };
    /** After the update, and the loss of this example then: NaN where one is not finite. */
    next: Float32Array;
    nextLoss: number;
}

/** A racer: the network 2-2-1 on two parabolas, binary cross-entropy. */
export interface RaceLane {
    activation: ActivationName;
    /** recorded: the one start that the published demonstration kept; demo: drawn as it draws. */
    init: SchemeName | "recorded" | "demo";
    optimizer: Optimizer;
    batchSize: number;
}
export interface RaceRequest {
    type: "race";
    lane: RaceLane;
    /** Of the start and of the order of the mini-batches. */
    seed: number;
    epochs: number;
}
export interface RaceReply {
    /** [epochs + 1] over all points, before the first epoch and after each; shorter where the run diverged. */
    losses: Float32Array;
    accuracies: Float32Array;
    /** [(epochs + 1) × parameters] */
    thetas: Float32Array;
    /** The first epoch after which all points are right. */
    first: number | null;
    diverged: Divergence | null;
}
export interface RaceMapRequest {
    type: "raceMap";
    lanes: RaceLane[];
    thetas: Float32Array[];
    size: number;
    domain: Domain;
}
export interface RaceMapReply {
    /** [size × size] logits each, rows from ymax down. */
    maps: Float32Array[];
    /** λmax where each network stands, and the one above which steps would grow: NaN where that depends on the optimiser's past or nothing curves upwards. */
    sharpness: { max: number; limit: number }[];
    /** The points of the race [n × 2] and their classes [n]. */
    x: Float32Array;
    y: Float32Array;
}
export interface RaceSeedsRequest {
    type: "raceSeeds";
    lanes: RaceLane[];
    seeds: number[];
    /** At most. */
    epochs: number;
}
export interface RaceSeedsReply {
    /** [seeds × lanes] the first epoch after which all points are right; NaN where there is none. */
    first: Float32Array;
}

/** Each request's type with its request and reply. */
export interface Messages {
    dataset: [DatasetRequest, DatasetReply];
    csv: [CsvRequest, CsvReply];
    start: [StartRequest, StartReply];
    train: [TrainRequest, TrainReply];
    directions: [DirectionsRequest, DirectionsReply];
    surface: [SurfaceRequest, SurfaceReply];
    curvature: [CurvatureRequest, CurvatureReply];
    sharpness: [SharpnessRequest, SharpnessReply];
    slope: [SlopeRequest, SlopeReply];
    descend: [DescendRequest, DescendReply];
    project: [ProjectRequest, ProjectReply];
    contours: [ContoursRequest, ContoursReply];
    basins: [BasinsRequest, BasinsReply];
    label: [LabelRequest, LabelReply];
    surfaceInfo: [SurfaceInfoRequest, SurfaceInfoReply];
    activations: [ActivationsRequest, ActivationsReply];
    backprop: [BackpropRequest, BackpropReply];
    graph: [GraphRequest, GraphReply];
    manifold: [ManifoldRequest, ManifoldReply];
    layerStats: [LayerStatsRequest, LayerStatsReply];
    batchNorm: [BatchNormRequest, BatchNormReply];
    race: [RaceRequest, RaceReply];
    raceMap: [RaceMapRequest, RaceMapReply];
    raceSeeds: [RaceSeedsRequest, RaceSeedsReply];
}

export type RequestType = keyof Messages;
export type Request = Messages[RequestType][0];
export type Reply = Messages[RequestType][1];
/** The reply to a request. */
export type ReplyTo<R extends Request> = R extends { type: infer T extends RequestType } ? Messages[T][1] : never;
