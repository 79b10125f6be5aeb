"""The step that is measured: transport-mode of this repository, micro-macro form, nodal head.

f = rho + eps g on 16 Gauss nodes v, <.> the mean over v in [-1, 1]:

    macro  rho_t + <v g>_x = 0
    micro  eps^2 g_t + eps (v g_x - <v g_x>) + v rho_x + g = 0

rho = rho0 + t R, g = g0 + t G; (R, G) is a tanh network of three hidden layers over (cos x, sin x, cos 2x, sin 2x, 2t-1), with an
encoder of eps (two layers of 16) added into the first. Derivatives in t and x are carried forward with the values. 6 strata of eps
with 32 points each for either term; the gradients of the two terms are kept apart, averaged (beta 0.9) and combined by ConFIG
(arXiv 2408.11104); Adam's second moment is fed with the pseudo gradient. Points are drawn beforehand and cycle: programs of others
pay nothing for them, ours draws them in the step.

Everything here is NumPy and shared; a peer implements the step in its own way.
"""

import numpy as np

STRATA, POINTS, VELOCITIES, ENCODER, DEPTH, FEATURES = 6, 32, 16, 16, 3, 5
BETA1, BETA2, DELTA, RATE, AMPLITUDE = 0.9, 0.999, 1e-8, 5e-3, 0.5

V, W = np.polynomial.legendre.leggauss(VELOCITIES)
W = W / W.sum()
PROJECT = np.eye(VELOCITIES) - W[:, None] * np.ones((1, VELOCITIES))  # g @ PROJECT = g - <g>
FLUX = (W * V)[:, None]  # g @ FLUX = <v g>
STREAM = np.diag(V) - (W * V)[:, None] * np.ones((1, VELOCITIES))  # g @ STREAM = v g - <v g>


def decay(eps):
    """lambda = (1 - eps cot eps)/eps^2."""
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = (1 - eps / np.tan(eps)) / eps**2
    return np.where(eps < 0.03, 1 / 3 + eps**2 * (1 / 45 + eps**2 * (2 / 945)), exact)


def wave(t, x, eps, np=np, rate=None, start=False):
    """rho and g of the exact solution, or with start those that the network corrects, at points (n,) and nodes (n, 16)."""
    rate = decay(eps) if rate is None else rate
    s = 1 - eps**2 * rate
    a = AMPLITUDE if start else AMPLITUDE * np.exp(-rate * t)
    rho = 1 + a * np.cos(x)
    eps, s, rate, a, x = (y[:, None] if getattr(y, "ndim", 0) else y for y in (eps, s, rate, a, x))
    d = s**2 + eps**2 * V**2
    g = a * (np.cos(x) * eps * (s * rate - V**2) + np.sin(x) * V) / d
    return rho, g


def codes(eps):
    return np.stack([1 + np.log10(eps) / 3, 2 * eps - 1], axis=1)


def batches(count, seed=1):
    """Lists of (t, x, eps): t and x are (2 terms, strata*points), eps is (strata,)."""
    r = np.random.default_rng(seed)
    out = []
    for _ in range(count):
        eps = 10 ** (-6 * (1 - (np.arange(STRATA) + r.random(STRATA)) / STRATA))
        t = (np.arange(POINTS) + r.random((2, STRATA, POINTS))) / POINTS
        x = 2 * np.pi * (np.arange(POINTS) + r.random((2, STRATA, POINTS))) / POINTS
        for a in (t, x):
            r.permuted(a, axis=2, out=a)
        out.append((t.reshape(2, -1), x.reshape(2, -1), eps))
    return out


def parameters(width, seed=2):
    """Weights and biases in the order encoder 0 and 1, join (no bias), trunk layers, output."""
    r = np.random.default_rng(seed)
    shapes = [(2, ENCODER, True), (ENCODER, ENCODER, True), (ENCODER, width, False), (FEATURES, width, True)]
    shapes += [(width, width, True)] * (DEPTH - 1) + [(width, 1 + VELOCITIES, True)]
    out = []
    for i, (n, m, bias) in enumerate(shapes):
        gain = 0.5 if i == len(shapes) - 1 else 1.0
        out.append(gain * np.sqrt(6 / (n + m)) * (2 * r.random((n, m)) - 1))
        if bias:
            out.append(np.zeros(m))
    return out


def serve(make, check):
    """Answers the lines of run.py: "check" by the largest residual of the exact solution in float64, "WIDTH STEPS" by the seconds of
    processor time of so many steps or a few more, and their number. make(width) returns a function that makes at least so many steps and
    returns how many."""
    import json
    import sys
    import time

    runs = {}
    for line in sys.stdin:
        words = line.split()
        if words == ["check"]:
            answer = {"residual": float(check())}
        else:
            width, steps = map(int, words)
            if width not in runs:
                runs[width] = make(width)
                runs[width](3)
            start = time.process_time()
            steps = runs[width](steps)
            answer = {"seconds": time.process_time() - start, "steps": steps}
        print(json.dumps(answer), flush=True)


def dump(width):
    """All that a peer in another language needs, as JSON: constants, parameters, sixteen batches with what they determine without the
    network, and the exact solution's jets at the points of the first."""
    import json

    lists = lambda a: np.asarray(a).tolist()
    cell = np.repeat(np.arange(STRATA), POINTS)
    known = []
    for t, x, eps in batches(16):
        e, rate, terms = eps[cell], decay(eps)[cell], []
        for tk, xk in zip(t, x):
            zero, c, s, c2, s2 = np.zeros_like(tk), np.cos(xk), np.sin(xk), np.cos(2 * xk), np.sin(2 * xk)
            rho0, g0 = wave(tk, xk, e, np, rate, start=True)
            _, g1 = wave(tk, xk + np.pi / 2, e, np, rate, start=True)
            features = [[c, s, c2, s2, 2 * tk - 1], [zero, zero, zero, zero, zero + 2], [-s, c, -2 * s2, 2 * c2, zero]]
            terms.append({"features": lists(np.stack([np.stack(f, 1) for f in features])), "t": lists(tk), "rho0": lists(rho0),
                          "rho0x": lists(-AMPLITUDE * s), "g0": lists(g0), "g0x": lists(g1)})
        known.append({"eps": lists(e), "codes": lists(codes(eps)), "terms": terms})
    t, x, eps = batches(1)[0]
    e, rate, t, x = eps[cell], decay(eps)[cell], t[0], x[0]
    rho, g = wave(t, x, e, np, rate)
    rho_x, g_x = wave(t, x + np.pi / 2, e, np, rate)
    jets = {"rho": [rho, -rate * (rho - 1), rho_x - 1], "g": [g, -rate[:, None] * g, g_x], "eps": e}
    print(json.dumps({
        "strata": STRATA, "points": POINTS, "depth": DEPTH, "beta1": BETA1, "beta2": BETA2, "delta": DELTA, "rate": RATE,
        "v": lists(V), "w": lists(W), "project": lists(PROJECT), "flux": lists(FLUX), "stream": lists(STREAM),
        "parameters": [lists(w) for w in parameters(width)], "batches": known, "exact": {k: lists(v) for k, v in jets.items()},
    }))


if __name__ == "__main__":
    import sys

    dump(int(sys.argv[1]))
