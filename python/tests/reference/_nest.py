"""What the recording scripts share: a fresh kernel, spike lists, traces, and the JSON.

The scripts here run by hand, once, where NEST 3.10 is installed (`make bench-peers` builds such an
environment); the tests read only the JSON and need no NEST.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import nest  # pyright: ignore[reportMissingImports]
import numpy as np

SOURCE = "NEST 3.10.0"

CONVENTIONS = (
    "One thread, every time a multiple of dt_ms. A spike time is the end of the step that "
    "crossed. A sample at t is the state at the end of the step (t - dt, t]; the state before the "
    "first step is not sampled. A spike that a spike_generator sends at t over a connection with "
    "delay d arrives at t + d. I_e acts from t = 0 on where nothing else is said. "
)
"""What holds for every file, at the head of its protocol."""

_BOOKKEEPING = {
    "Ca", "beta_Ca", "tau_Ca", "tau_minus", "tau_minus_triplet", "post_trace", "archiver_length",
    "frozen", "global_id", "ignore_and_spike", "ignore_and_spike_interval",
    "ignore_and_spike_offset", "local", "model", "model_id", "element_type", "node_uses_wfr",
    "recordables", "synaptic_elements", "t_spike", "thread", "thread_local_id", "type_id", "vp",
    "elementsize", "available", "capacity", "instantiations", "has_connections",
}  # fmt: skip


def fresh(dt: float = 0.1, seed: int = 1) -> None:
    """An empty kernel with one thread."""
    if nest.__version__ != SOURCE.split()[1]:
        sys.exit(f"These values are recorded from {SOURCE}; this is {nest.__version__}.")
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=dt, local_num_threads=1, rng_seed=seed)


def plain(value: Any) -> Any:
    """The same value as plain Python, so that JSON writes it with every digit."""
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return value


def create(model: str, params: dict[str, Any], count: int = 1) -> tuple[Any, dict[str, Any]]:
    """Neurons, and every parameter and start value they have, the ones left alone included.

    Limits of infinite size mean "no limit" and are left out: JSON has no infinity.
    """
    neurons = nest.Create(model, count, params=params)
    stated = {
        key: plain(value)
        for key, value in sorted(neurons[0].get().items())
        if key not in _BOOKKEEPING and not key.startswith("recordables")
    }
    finite = {k: v for k, v in stated.items() if not isinstance(v, float) or abs(v) < 1e300}
    return neurons, finite


def spike_source(times: Any, dt: float = 0.1) -> Any:
    """A generator that sends at these times, on the grid to the last bit."""
    on_grid = np.round(np.round(np.asarray(times, float) / dt) * dt, 6)
    return nest.Create("spike_generator", params={"spike_times": on_grid.tolist()})


def spike_recorder(neurons: Any) -> Any:
    """A recorder of these neurons' spikes."""
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    return recorder


def spike_times(recorder: Any) -> list[float]:
    """The recorded times to 1e-6 ms, which undoes the rounding of multiplying by the step."""
    return [round(float(t), 6) for t in recorder.events["times"]]


def sampler(neurons: Any, names: list[str], interval: float) -> Any:
    """A multimeter on these neurons."""
    meter = nest.Create("multimeter", params={"interval": interval, "record_from": names})
    nest.Connect(meter, neurons)
    return meter


def samples(meter: Any, until: float, digits: int | None = None) -> dict[str, list[float]]:
    """What one neuron's multimeter saw up to ``until``, with all digits unless told otherwise.

    Simulate two milliseconds or more beyond ``until``: NEST hands samples over with a delay.
    """
    events = meter.events
    keep = events["times"] <= until + 1e-9
    series = {name: events[name][keep].tolist() for name in meter.record_from}
    if digits is not None:
        series = {name: [round(v, digits) for v in each] for name, each in series.items()}
    return series


def grid_times(
    rng: np.random.Generator, rate_hz: float, until: float, dt: float = 0.1
) -> list[float]:
    """A Poisson-like list of times on the grid from 1 ms on; a time may occur more than once."""
    steps = rng.integers(round(1.0 / dt), round(until / dt), rng.poisson(rate_hz * until / 1000.0))
    return [round(float(step) * dt, 6) for step in np.sort(steps)]


def _text(value: Any, indent: int) -> str:
    """JSON with one array of numbers a line and short objects on a line."""
    pad = " " * indent
    nested = isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
    if isinstance(value, dict):
        short = json.dumps(value, allow_nan=False)
        if len(short) < 100:
            return short
        lines = [f"{pad} {json.dumps(key)}: {_text(v, indent + 1)}" for key, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{pad}}}"
    if nested:
        return "[\n" + ",\n".join(f"{pad} {_text(v, indent + 1)}" for v in value) + f"\n{pad}]"
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def write(script: str, protocol: str, content: dict[str, Any]) -> None:
    """Writes ``x.json`` beside ``record_x.py``, the source and the protocol at its head."""
    path = Path(script).with_name(Path(script).stem.removeprefix("record_") + ".json")
    whole = {"source": SOURCE, "protocol": CONVENTIONS + protocol, **content}
    path.write_text(_text(plain(whole), 0) + "\n")
    print(f"{path.name}: {path.stat().st_size / 1000:.1f} kB")
