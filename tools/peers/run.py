"""Measures the step of problem.py in this repository and in other programs, side by side:

    python3 tools/peers/run.py [--peers jax,torch,...] [--widths 32,64,128] [--rounds 9] [--seconds 0.3] [--python PATH]
    python3 tools/peers/run.py --peers= --ours node --beside CHECKOUT [--default]

It installs what it needs (a virtual environment in build/peers, npm packages beside this file), checks that every peer's residuals of the exact
solution are below 1e-9 in float64 (1e-6 where there is float32 only), then lets the programs take turns: in each round every program computes for --seconds of processor time
at every width, one after another on one core and with one thread. What is reported is the median over the rounds of the ratio to the first
program, and its quartiles, so that whatever else the machine does meets all alike; steps per second are medians of processor time.
Prints a Markdown table. With --beside ours are measured as another checkout of this repository has them, too, and come first; with --default
the step is the default one of transport-mode.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HOME = ROOT / "build" / "peers"
PYTHON = HOME / "venv" / "bin" / "python"
ONE_THREAD = {
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "GOMAXPROCS": "1",
}


def pip(*packages):
    """The Python that has the packages: the one of the virtual environment, where they are installed, unless --python names another."""
    if OPTIONS.python:
        return OPTIONS.python
    if not PYTHON.exists():
        venv.create(HOME / "venv", with_pip=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "-q", *packages], check=True, stdout=sys.stderr)
    return PYTHON


def go(root, target, env):
    HOME.mkdir(parents=True, exist_ok=True)
    program = HOME / (target if root == ROOT else f"beside-{target}")
    subprocess.run(["go", "build", "-o", program, "./tools/bench"], cwd=root, check=True, env={**os.environ, **env})
    return program


def serving(kernels):
    return ["-peer", "-kernels", kernels, *(["-default"] if OPTIONS.default else [])]


def native(kernels):
    return lambda root: [go(root, "bench", {}), *serving(kernels)]


def node(kernels):
    return lambda root: ["node", root / "tools/headless/exec.mjs", go(root, "bench.wasm", {"GOOS": "js", "GOARCH": "wasm"}), *serving(kernels)]


def python(script, *packages, arguments=()):
    def command():
        return [pip("numpy", *packages), HERE / script, *arguments]

    return command


def javascript(script):
    def command():
        subprocess.run(["npm", "install", "--silent", "--no-package-lock", "--ignore-scripts"], cwd=HERE, check=True, stdout=sys.stderr)
        return ["node", HERE / script, pip("numpy")]

    return command


OURS = {"native": native("simd"), "native-relaxed": native("relaxed"), "node": node("simd"), "node-relaxed": node("relaxed")}
PEERS = {
    "jax": python("peer_jax.py", "jax"),
    "torch": python("peer_torch.py", "torch", arguments=["eager"]),
    "torch-compile": python("peer_torch.py", "torch", arguments=["compile"]),
    "tfjs": javascript("peer_tfjs.mjs"),
    "jax-js": javascript("peer_jaxjs.mjs"),
}


FLOAT32 = {"tfjs"}  # programs without float64, whose residual is that of rounding


class Program:
    def __init__(self, name, command, core):
        self.name, self.steps = name, {}
        pin = ["taskset", "-c", str(core)] if shutil.which("taskset") else []
        self.process = subprocess.Popen([*pin, *map(str, command)], env={**os.environ, **ONE_THREAD}, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, line):
        print(line, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} ended; its message is above")
        return json.loads(answer)

    def rate(self, width, seconds):
        """Steps per second of processor time over about so many seconds of it."""
        if width not in self.steps:
            self.ask(f"{width} 5")
            self.steps[width] = max(1, round(seconds * self.once(width, 5)))
        return self.once(width, self.steps[width])

    def once(self, width, steps):
        answer = self.ask(f"{width} {steps}")
        return answer["steps"] / max(answer["seconds"], 1e-4)


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0], values[0]
    return statistics.quantiles(values, n=4, method="inclusive")


def processor():
    try:
        return re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]
    except (OSError, TypeError):
        return platform.processor()


def main():
    global OPTIONS
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", help="a Python that has the peers' packages; nothing is installed then")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--ours", default=",".join(OURS))
    parser.add_argument("--widths", default="32,64,128")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--beside", type=Path, help="another checkout of this repository")
    parser.add_argument("--default", action="store_true", help="the default step of transport-mode; without --peers")
    options = OPTIONS = parser.parse_args()
    widths = [int(w) for w in options.widths.split(",")]
    programs = []
    for name in filter(None, options.peers.split(",")):
        programs.append(Program(name, PEERS[name](), os.cpu_count() - 1))
        residual = programs[-1].ask("check")["residual"]
        print(f"{name}: largest residual of the exact solution {residual:.2g}", file=sys.stderr)
        if not residual < (1e-6 if name in FLOAT32 else 1e-9):
            raise SystemExit(f"{name} computes another equation")
    for root, label in ([(options.beside.resolve(), " beside")] if options.beside else []) + [(ROOT, "")]:
        for name in filter(None, options.ours.split(",")):
            programs.append(Program(name + label, OURS[name](root), os.cpu_count() - 1))
    samples = {(w, q.name): [] for w in widths for q in programs}
    for turn in range(options.rounds + 1):
        for w in widths:
            for q in programs:
                rate = q.rate(w, options.seconds)
                if turn:  # the first round warms up
                    samples[w, q.name].append(rate)
    first = programs[0].name
    print(f"{processor()}; one thread on one core; steps per second of processor time, and the ratio to {first} with quartiles over {options.rounds} rounds\n")
    print("| program | " + " | ".join(f"width {w}" for w in widths) + " |")
    print("|---" * (len(widths) + 1) + "|")
    for q in programs:
        cells = []
        for w in widths:
            low, middle, high = quartiles([a / b for a, b in zip(samples[w, q.name], samples[w, first])])
            cells.append(f"{statistics.median(samples[w, q.name]):.0f} ({middle:.2f}; {low:.2f} to {high:.2f})")
        print(f"| {q.name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
