"""What a step of a neuron costs in each model, in ns: ``python benchmarks/models.py``.

10,000 neurons on one thread, single precision, dt = 0.1 ms, Poisson input of 1000 Hz at the first
receptor included; the best of five runs of 500 steps.
"""

from __future__ import annotations

import time

import swiftsnn as snn

NEURONS = 10_000
STEPS = 500

CASES: dict[str, tuple[snn.Model, float]] = {
    "LIF": (snn.LIF(), 0.2),
    "LIFCurrExp": (snn.LIFCurrExp(), 0.05),
    "LIFCurrAlpha": (snn.LIFCurrAlpha(), 0.05),
    "LIFCondExp": (snn.LIFCondExp(), 0.005),
    "LIFCondAlpha": (snn.LIFCondAlpha(), 0.005),
    "LIF with CondExp and CondNMDA": (
        snn.LIF(receptors={"ampa": snn.CondExp(), "nmda": snn.CondNMDA()}),
        0.005,
    ),
    "ALIF": (snn.ALIF(), 0.05),
    "GIF": (snn.GIF(), 0.05),
    "EIF": (snn.EIF(), 0.005),
    "AdEx": (snn.AdEx(), 0.005),
    "Izhikevich": (snn.Izhikevich(), 2.0),
    "HHTraub (four parts a step)": (snn.HHTraub(), 0.005),
}


def cost(model: snn.Model, weight: float) -> float:
    """Nanoseconds a neuron and step."""
    with snn.Network(dt=0.1, seed=1, threads=1) as net:
        net.poisson_input(net.population("cells", NEURONS, model), 1000.0, weight)
        net.run(10.0)
        best = float("inf")
        for _ in range(5):
            start = time.perf_counter()
            net.run(STEPS * 0.1)
            best = min(best, time.perf_counter() - start)
    return best / NEURONS / STEPS * 1e9


if __name__ == "__main__":
    print("| model | ns a neuron and step |\n|---|---|")
    for name, (model, weight) in CASES.items():
        print(f"| {name} | {cost(model, weight):.1f} |")
