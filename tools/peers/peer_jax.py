"""The step in JAX, sixteen steps compiled as a whole: the form in which JAX is fastest, without a call from Python for every step."""

import sys

import jax
import jax.numpy as jnp
import numpy as np

import problem as p

CALL = 16  # steps of a call
CELL = np.repeat(np.arange(p.STRATA), p.POINTS)


def residuals(rho, g, eps):
    """Both residuals from jets: rho (3, n, 1) and g (3, n, 16) hold value, t and x derivative; eps is (n, 1)."""
    project = lambda m: jnp.asarray(m, rho.dtype)
    macro = rho[1] + g[2] @ project(p.FLUX)
    micro = eps**2 * g[1] + eps * (g[2] @ project(p.STREAM)) + rho[2] * project(p.V) + g[0]
    return macro, micro


def tanh(z):
    y = jnp.tanh(z[0])
    return jnp.concatenate([y[None], (1 - y * y) * z[1:]])


def dense(h, w, b):
    """X W + b on jets, one product for all three."""
    z = (h.reshape(-1, h.shape[-1]) @ w).reshape(*h.shape[:-1], -1)
    return z.at[0].add(b)


def product(a, b):
    return jnp.stack([a[0] * b[0], a[1] * b[0] + a[0] * b[1], a[2] * b[0] + a[0] * b[2]])


def network(params, t, x, code):
    w = iter(params)
    e = code
    for _ in range(2):
        e = jnp.tanh(e @ next(w) + next(w))
    e = e @ next(w)
    zero = jnp.zeros_like(t)
    c, s, c2, s2 = jnp.cos(x), jnp.sin(x), jnp.cos(2 * x), jnp.sin(2 * x)
    h = jnp.stack([
        jnp.stack([c, s, c2, s2, 2 * t - 1], 1),
        jnp.stack([zero, zero, zero, zero, zero + 2], 1),
        jnp.stack([-s, c, -2 * s2, 2 * c2, zero], 1),
    ])
    z = dense(h, next(w), next(w))
    h = tanh(z.at[0].add(e[CELL]))
    for _ in range(p.DEPTH - 1):
        h = tanh(dense(h, next(w), next(w)))
    return dense(h, next(w), next(w))


def state(params, t, x, eps, rate):
    out = network(params, t, x, jnp.stack([1 + jnp.log10(eps) / 3, 2 * eps - 1], 1))
    e, r = eps[CELL], rate[CELL]
    zero = jnp.zeros_like(t)
    clock = jnp.stack([t, zero + 1, zero])[..., None]
    rho0, g0 = p.wave(t, x, e, jnp, r, start=True)
    _, g1 = p.wave(t, x + np.pi / 2, e, jnp, r, start=True)  # its x derivative
    base = jnp.stack([rho0, zero, -p.AMPLITUDE * jnp.sin(x)])[..., None]
    micro0 = jnp.stack([g0, jnp.zeros_like(g0), g1])
    projected = (out[..., 1:].reshape(-1, p.VELOCITIES) @ jnp.asarray(p.PROJECT, t.dtype)).reshape(3, -1, p.VELOCITIES)
    return base + product(out[..., :1], clock), micro0 + product(projected, clock), e[:, None]


def loss(params, term, t, x, eps, rate):
    r = residuals(*state(params, t, x, eps, rate))[term]
    return jnp.mean(r * r @ jnp.asarray(p.W, r.dtype)[:, None]) if term else jnp.mean(r * r)


def step(s, batch):
    t, x, eps, rate = batch
    params, moments, last, second, p1, p2 = s
    grads = [jax.grad(loss)(params, k, t[k], x[k], eps, rate) for k in range(2)]
    moments = [[p.BETA1 * m + (1 - p.BETA1) * g for m, g in zip(ms, gs)] for ms, gs in zip(moments, grads)]
    p1, p2 = p1 * p.BETA1, p2 * p.BETA2
    dot = lambda a, b: sum(jnp.vdot(u, v) for u, v in zip(a, b))
    k11, k12, k22 = dot(moments[0], moments[0]), dot(moments[0], moments[1]), dot(moments[1], moments[1])
    n1, n2 = jnp.sqrt(k11), jnp.sqrt(k22)
    half = jnp.sqrt((1 + k12 / (n1 * n2)) / 2)  # cosine between either gradient and the bisector
    length = (n1 + n2) * half
    w1, w2 = length / (2 * half * n1), length / (2 * half * n2)
    combined = [w1 * a + w2 * b for a, b in zip(*moments)]
    pseudo = [(c - p.BETA1 * l) / (1 - p.BETA1) for c, l in zip(combined, last)]
    second = [p.BETA2 * v + (1 - p.BETA2) * q * q for v, q in zip(second, pseudo)]
    params = [w - p.RATE / (1 - p1) * (c / (jnp.sqrt(v / (1 - p2)) + p.DELTA)) for w, c, v in zip(params, combined, second)]
    return params, moments, combined, second, p1, p2


def make(width):
    params = [jnp.asarray(w, jnp.float32) for w in p.parameters(width)]
    zeros = lambda: [jnp.zeros_like(w) for w in params]
    s = (params, [zeros(), zeros()], zeros(), zeros(), jnp.float32(1), jnp.float32(1))
    data = [tuple(jnp.asarray(a, jnp.float32) for a in (t, x, eps, p.decay(eps))) for t, x, eps in p.batches(CALL)]
    data = tuple(jnp.stack(a) for a in zip(*data))
    compiled = jax.jit(lambda s: jax.lax.scan(lambda s, b: (step(s, b), None), s, data)[0], donate_argnums=0)
    box = [s]

    def run(steps):
        s = box[0]
        calls = -(-steps // CALL)
        for _ in range(calls):
            s = compiled(s)
        box[0] = jax.block_until_ready(s)
        if not all(bool(jnp.isfinite(w).all()) for w in box[0][0]):
            raise FloatingPointError("the run diverged")
        return calls * CALL

    return run


def check():
    with jax.enable_x64(True):
        t, x, eps = p.batches(1)[0]
        t, x, e = jnp.asarray(t[0]), jnp.asarray(x[0]), jnp.asarray(eps[CELL])
        rate = jnp.asarray(p.decay(eps)[CELL])
        f = lambda t, x: p.wave(t, x, e, jnp, rate)
        one, zero = jnp.ones_like(t), jnp.zeros_like(t)
        (rho, g), (rho_t, g_t) = jax.jvp(f, (t, x), (one, zero))
        _, (rho_x, g_x) = jax.jvp(f, (t, x), (zero, one))
        r = residuals(jnp.stack([rho, rho_t, rho_x])[..., None], jnp.stack([g, g_t, g_x]), e[:, None])
        assert r[0].dtype == jnp.float64
        return max(float(jnp.abs(q).max()) for q in r)


if __name__ == "__main__":
    print(f"jax {jax.__version__}", file=sys.stderr)
    p.serve(make, check)
