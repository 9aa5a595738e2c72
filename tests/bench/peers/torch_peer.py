"""
PyTorch on one thread as a contender: torch_peer.py DIRECTORY, on what `build/bench data DIRECTORY` wrote and jobs.json, the jobs of ../jobs.mjs. Answers
as c/bench.c's main does. Whole batches as tensors, gradients by autograd, in float32.
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)

GRID = 100
SIDE, ACROSS, UP = 64, 24, 25
DESCENT_STEPS = 100
TOLERANCE = 1e-3
LOG_LOWEST, LOG_HIGHEST, LOG_BINS, BINS = -45, 39, 336, 64


class Start:
    """What a job starts from."""

    def __init__(self, directory, task):
        with open(os.path.join(directory, "jobs.json"), encoding="utf-8") as file:
            job = json.load(file)[task]
        self.layers, self.batch, self.learning_rate = job["layers"], job["batch"], job["learningRate"]

        def numbers(what, dtype=torch.float32):
            path = os.path.join(directory, f"{task}.{what}")
            if not os.path.exists(path):
                return None
            with open(path, "rb") as file:
                return torch.frombuffer(bytearray(file.read()), dtype=dtype)

        self.x = numbers("x").view(-1, self.layers[0])
        self.y = numbers("y").view(-1, 1)
        self.n = len(self.y)
        self.theta = numbers("theta")
        self.order = numbers("order", torch.int32)
        self.starts = numbers("starts")

    def parameters(self, requires_grad=False):
        """[W, b] of every layer."""
        layers, at = [], 0
        for n_in, n_out in zip(self.layers, self.layers[1:]):
            weights = self.theta[at : at + n_in * n_out].view(n_out, n_in).clone()
            biases = self.theta[at + n_in * n_out :][:n_out].clone()
            layers.append([weights.requires_grad_(requires_grad), biases.requires_grad_(requires_grad)])
            at += (n_in + 1) * n_out
        return layers


def predict(layers, x):
    for weights, biases in layers[:-1]:
        x = torch.tanh(F.linear(x, weights, biases))
    return F.linear(x, *layers[-1])


def flat(layers):
    return [parameter for layer in layers for parameter in layer]


class Training:
    def __init__(self, start):
        order = torch.arange(start.n) if start.order is None else start.order.long()
        self.start = start
        self.layers = start.parameters(requires_grad=True)
        self.parameters = flat(self.layers)
        self.batches = list(zip(start.x[order].split(start.batch), start.y[order].split(start.batch)))
        self.next = 0

    def once(self):
        x, y = self.batches[self.next]
        gradients = torch.autograd.grad(F.mse_loss(predict(self.layers, x), y), self.parameters)
        with torch.no_grad():
            for parameter, gradient in zip(self.parameters, gradients):
                parameter.add_(gradient, alpha=-self.start.learning_rate)
        self.next = (self.next + 1) % len(self.batches)

    def result(self):
        return F.mse_loss(predict(self.layers, self.start.x), self.start.y).item()


class Predictions:
    def __init__(self, start):
        at = torch.linspace(-1, 1, GRID)
        self.layers = start.parameters()
        self.inputs = torch.cartesian_prod(at, at)

    @torch.inference_mode()
    def once(self):
        self.outputs = predict(self.layers, self.inputs)

    def result(self):
        return self.outputs.square().mean().item()


class Surface:
    """A row at once: the layer of the two weights as many times over, side by side. What lies below is computed once."""

    def __init__(self, start):
        self.start = start
        self.layers = start.parameters()
        n_weights = start.layers[0] * start.layers[1]
        self.weights, biases = self.layers[1]
        self.across, self.up = (index - n_weights - start.layers[1] for index in (ACROSS, UP))
        self.offsets = torch.linspace(-1, 1, SIDE)
        self.many = self.weights.flatten().repeat(SIDE, 1)
        self.many[:, self.across] += self.offsets
        self.many_biases = biases.repeat(SIDE)
        self.losses = torch.empty(SIDE, SIDE)

    @torch.inference_mode()
    def once(self):
        n_out, n_in = self.weights.shape
        below = torch.tanh(F.linear(self.start.x, *self.layers[0]))
        for row in range(SIDE):
            self.many[:, self.up] = self.weights.flatten()[self.up] + self.offsets[row]
            a = torch.tanh(F.linear(below, self.many.view(SIDE * n_out, n_in), self.many_biases))
            outputs = predict(self.layers[2:], a.view(-1, n_out)).view(-1, SIDE)
            self.losses[row] = (outputs - self.start.y).square().mean(0)

    def result(self):
        return self.losses.mean().item()


class Descents:
    """All at once: units [starts × 2 × examples]."""

    def __init__(self, start):
        self.start = start
        self.x, self.y = start.x.view(1, 1, -1), start.y.view(1, -1)

    def losses(self, inner, inner_biases, outer, outer_biases):
        a = torch.tanh(inner * self.x + inner_biases)
        return ((a * outer).sum(1) + outer_biases - self.y).square().mean(1)

    def once(self):
        theta = self.start.starts.view(-1, 7)
        parameters = [theta[:, k : k + 2].unsqueeze(2).clone() for k in (0, 2, 4)] + [theta[:, 6:].clone()]
        for parameter in parameters:
            parameter.requires_grad_()
        for _ in range(DESCENT_STEPS):
            gradients = torch.autograd.grad(self.losses(*parameters).sum(), parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients):
                    parameter.add_(gradient, alpha=-self.start.learning_rate)
        with torch.no_grad():
            self.last = self.losses(*parameters)

    def result(self):
        return self.last.mean().item()


class Curvature:
    """Lanczos' method on gradients of gradients: the first is derived once, its graph kept."""

    def __init__(self, start):
        self.start = start
        self.layers = start.parameters(requires_grad=True)

    def once(self):
        parameters = flat(self.layers)
        loss = F.mse_loss(predict(self.layers, self.start.x), self.start.y)
        gradient = torch.cat([g.flatten() for g in torch.autograd.grad(loss, parameters, create_graph=True)])

        def product(v):
            parts = torch.autograd.grad(gradient, parameters, v.float(), retain_graph=True)
            return torch.cat([part.flatten() for part in parts]).double()

        self.value = largest_of(product, len(gradient))

    def result(self):
        return self.value


def largest_of(product, n):
    """The largest eigenvalue, as ../../../c/lanczos.c finds it."""
    generator = torch.Generator().manual_seed(1)
    after = torch.randn(n, generator=generator, dtype=torch.float64)
    after /= after.norm()
    basis = torch.empty(n, n, dtype=torch.float64)
    small = torch.zeros(n + 1, n + 1, dtype=torch.float64)
    for k in range(n):
        basis[k] = after
        after = product(after)
        small[k, k] = after @ basis[k]
        for _ in range(2):
            after -= basis[: k + 1].T @ (basis[: k + 1] @ after)
        beta = after.norm()
        values, vectors = torch.linalg.eigh(small[: k + 1, : k + 1])
        if k > 0 and beta * vectors[-1, -1].abs() <= TOLERANCE * values[-1].abs():
            break
        small[k, k + 1] = small[k + 1, k] = beta
        after /= beta
    return values[-1].item()


class Picture:
    def __init__(self, start):
        self.start = start
        self.layers = start.parameters(requires_grad=True)

    def once(self):
        a, rows, outputs = self.start.x, [], []
        for l, (weights, biases) in enumerate(self.layers):
            z = F.linear(a, weights, biases)
            a = torch.tanh(z) if l + 1 < len(self.layers) else z
            rows.append(z)
            outputs.append(a)
        loss = F.mse_loss(a, self.start.y)
        weights = [layer[0] for layer in self.layers]
        gradients = torch.autograd.grad(loss, rows + weights)
        with torch.no_grad():
            deltas, weight_gradients = gradients[: len(rows)], gradients[len(rows) :]
            self.sum = sum(
                std_of(z) + std_of(a) + self.start.n * std_of(delta) + std_of(gradient)
                for z, a, delta, gradient in zip(rows, outputs, deltas, weight_gradients)
            )

    def result(self):
        return self.sum


def std_of(x):
    """And all else that the picture shows of a layer's numbers."""
    return distribution_of(x)["std"]


def distribution_of(x):
    std, mean = torch.std_mean(x, unbiased=False)
    low, high = torch.aminmax(x)
    return {
        "mean": mean.item(),
        "std": std.item(),
        "min": low.item(),
        "max": high.item(),
        "bins": torch.histc(x, BINS, low.item(), high.item()),
        "magnitudes": torch.histc(x.abs().log10_(), LOG_BINS, LOG_LOWEST, LOG_HIGHEST),
    }


WORK = [Training, Training, Training, Predictions, Surface, Descents, Curvature, Picture]


def run(work, repeats):
    for _ in range(repeats):
        work.once()


def time_of(work):
    """Seconds a repeat: the fewest repeats, doubled, that take a fifth of a second."""
    repeats = 1
    while True:
        start = time.perf_counter()
        run(work, repeats)
        taken = time.perf_counter() - start
        if taken > 0.2:
            return taken / repeats
        repeats *= 2


def about():
    """Which library multiplies matrices: the reference BLAS is many times slower than OpenBLAS."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        libraries = {os.path.basename(line.split()[-1]) for line in maps if "blas" in line}
    return {"version": torch.__version__, "blas": sorted(libraries)}


def answer(directory, question):
    if question.strip() == "about":
        return about()
    verb, task, *rest = question.split()
    work = WORK[int(task)](Start(directory, int(task)))
    if verb == "time":
        return {"seconds": time_of(work)}
    run(work, int(rest[0]))
    return {"result": work.result()}


for line in sys.stdin:
    print(json.dumps(answer(sys.argv[1], line)), flush=True)
