/** 25 parameters: small enough to measure its curvature all along a path, large enough to be a network. */
export const smallNetwork = {
    kind: "network",
    data: { name: "circle", n: 200, noise: 0.1, seed: 1, testShare: 0, inputs: ["x", "y"] },
    net: { hidden: [6], activation: "tanh", outputActivation: "identity", loss: "mse", l1: 0, l2: 0, init: "xavier-normal", seed: 1 },
};
