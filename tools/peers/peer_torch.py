"""The step in PyTorch, eager or with torch.compile of the losses."""

import sys

import numpy as np
import torch

import problem as p

CELL = torch.as_tensor(np.repeat(np.arange(p.STRATA), p.POINTS))
torch.set_num_threads(1)
CONSTANTS = {}


def matrix(m, like):
    """A constant array in the precision of a tensor, converted once."""
    key = id(m), like.dtype
    if key not in CONSTANTS:
        CONSTANTS[key] = torch.as_tensor(m, dtype=like.dtype)
    return CONSTANTS[key]


def residuals(rho, g, eps):
    macro = rho[1] + g[2] @ matrix(p.FLUX, g)
    micro = eps**2 * g[1] + eps * (g[2] @ matrix(p.STREAM, g)) + rho[2] * matrix(p.V, g) + g[0]
    return macro, micro


def tanh(z):
    y = torch.tanh(z[0])
    return torch.cat([y[None], (1 - y * y) * z[1:]])


def dense(h, w, b):
    z = h @ w
    return torch.cat([(z[0] + b)[None], z[1:]])


def product(a, b):
    return torch.stack([a[0] * b[0], a[1] * b[0] + a[0] * b[1], a[2] * b[0] + a[0] * b[2]])


class Known:
    """What a batch determines without the network."""

    def __init__(self, t, x, eps, dtype=torch.float32):
        t, x, eps, rate = (torch.as_tensor(a, dtype=dtype) for a in (t, x, eps, p.decay(eps)))
        zero = torch.zeros_like(t)
        c, s, c2, s2 = torch.cos(x), torch.sin(x), torch.cos(2 * x), torch.sin(2 * x)
        self.features = torch.stack([
            torch.stack([c, s, c2, s2, 2 * t - 1], 1),
            torch.stack([zero, zero, zero, zero, zero + 2], 1),
            torch.stack([-s, c, -2 * s2, 2 * c2, zero], 1),
        ])
        self.codes = torch.stack([1 + torch.log10(eps) / 3, 2 * eps - 1], 1)
        self.clock = torch.stack([t, zero + 1, zero])[..., None]
        e = eps[CELL]
        self.eps = e[:, None]
        wave = lambda x: numbers(t, x, e, rate[CELL])
        rho0, g0 = wave(x)
        _, g1 = wave(x + np.pi / 2)
        self.rho0 = torch.stack([rho0, zero, -p.AMPLITUDE * s])[..., None]
        self.g0 = torch.stack([g0, torch.zeros_like(g0), g1])


def numbers(t, x, eps, rate, start=True):
    s = 1 - eps**2 * rate
    a = p.AMPLITUDE * torch.ones_like(t) if start else p.AMPLITUDE * torch.exp(-rate * t)
    rho = 1 + a * torch.cos(x)
    v = matrix(p.V, t)
    eps, s, rate, a, x = (y[:, None] for y in (eps, s, rate, a, x))
    return rho, a * (torch.cos(x) * eps * (s * rate - v**2) + torch.sin(x) * v) / (s**2 + eps**2 * v**2)


def loss(params, term, features, codes, clock, rho0, g0, eps):
    w = iter(params)
    e = codes
    for _ in range(2):
        e = torch.tanh(e @ next(w) + next(w))
    e = (e @ next(w))[CELL]
    z = dense(features, next(w), next(w))
    h = tanh(torch.cat([(z[0] + e)[None], z[1:]]))
    for _ in range(p.DEPTH - 1):
        h = tanh(dense(h, next(w), next(w)))
    out = dense(h, next(w), next(w))
    rho = rho0 + product(out[..., :1], clock)
    g = g0 + product(out[..., 1:] @ matrix(p.PROJECT, out), clock)
    r = residuals(rho, g, eps)[term]
    return (r * r @ matrix(p.W, r)[:, None]).mean() if term else (r * r).mean()


def make(width):
    params = [torch.tensor(w, dtype=torch.float32, requires_grad=True) for w in p.parameters(width)]
    data = [[Known(t[k], x[k], eps) for k in range(2)] for t, x, eps in p.batches(16)]
    zeros = lambda: [torch.zeros_like(w) for w in params]
    moments, last, second = [zeros(), zeros()], zeros(), zeros()
    objective = torch.compile(loss) if MODE == "compile" else loss
    powers = [1.0, 1.0]

    def step(batch):
        nonlocal last
        for k in range(2):
            b = batch[k]
            grads = torch.autograd.grad(objective(params, k, b.features, b.codes, b.clock, b.rho0, b.g0, b.eps), params)
            torch._foreach_mul_(moments[k], p.BETA1)
            torch._foreach_add_(moments[k], grads, alpha=1 - p.BETA1)
        powers[0] *= p.BETA1
        powers[1] *= p.BETA2
        dot = lambda a, b: sum(torch.dot(u.flatten(), v.flatten()) for u, v in zip(a, b))
        k11, k12, k22 = dot(moments[0], moments[0]), dot(moments[0], moments[1]), dot(moments[1], moments[1])
        n1, n2 = k11.sqrt(), k22.sqrt()
        half = ((1 + k12 / (n1 * n2)) / 2).sqrt()
        length = (n1 + n2) * half
        w1, w2 = length / (2 * half * n1), length / (2 * half * n2)
        with torch.no_grad():
            combined = [w1 * a + w2 * b for a, b in zip(*moments)]
            pseudo = torch._foreach_div(torch._foreach_sub(combined, torch._foreach_mul(last, p.BETA1)), 1 - p.BETA1)
            torch._foreach_mul_(second, p.BETA2)
            torch._foreach_addcmul_(second, pseudo, pseudo, 1 - p.BETA2)
            root = torch._foreach_sqrt(torch._foreach_div(second, 1 - powers[1]))
            torch._foreach_add_(root, p.DELTA)
            torch._foreach_addcdiv_(params, combined, root, -p.RATE / (1 - powers[0]))
            last = combined

    def run(steps):
        for i in range(steps):
            step(data[i % 16])
        if not all(bool(torch.isfinite(w).all()) for w in params):
            raise FloatingPointError("the run diverged")
        return steps

    return run


def check():
    t, x, eps = p.batches(1)[0]
    t, x = (torch.tensor(a[0], requires_grad=True) for a in (t, x))
    e, rate = torch.as_tensor(eps)[CELL], torch.as_tensor(p.decay(eps))[CELL]
    value = numbers(t, x, e, rate, start=False)

    def derivative(f, by):
        columns = f[:, None] if f.ndim == 1 else f
        return torch.stack([torch.autograd.grad(c.sum(), by, retain_graph=True, allow_unused=True)[0] for c in columns.unbind(1)], 1)

    rho = torch.stack([value[0][:, None], derivative(value[0], t), derivative(value[0], x)])
    g = torch.stack([value[1], derivative(value[1], t), derivative(value[1], x)])
    return max(float(r.abs().max()) for r in residuals(rho, g, e[:, None]))


if __name__ == "__main__":
    MODE = sys.argv[1]
    print(f"torch {torch.__version__}, {MODE}", file=sys.stderr)
    p.serve(make, check)
