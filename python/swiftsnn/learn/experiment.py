"""One experiment from data set to report: what ``swiftsnn train`` runs."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn.datasets import Dataset, SpikeDataset
from swiftsnn.learn.cost import InferenceCost, cost
from swiftsnn.learn.recipes import follow, make, recipe_of
from swiftsnn.learn.report import TrainingRecord, write_report
from swiftsnn.learn.training import Training, classify, confusion
from swiftsnn.systems import SRSNN

COUNTED = 1000
"""Test samples over which the cost of an answer is counted."""


@dataclass(frozen=True)
class Outcome:
    """Result of an experiment; :meth:`summary` is what ``--json`` prints."""

    system: str
    data: str
    test_accuracy: float
    training: Training
    cost: InferenceCost
    n_neurons: int
    n_synapses: int
    threads: int
    seed: int
    folder: Path | None

    def summary(self) -> dict[str, Any]:
        """The figures, as JSON has them."""
        return {
            "system": self.system,
            "data": self.data,
            "test_accuracy": round(self.test_accuracy, 6),
            "train_s": round(self.training.seconds, 3),
            "epochs": self.training.epochs,
            "interrupted": self.training.interrupted,
            "n_neurons": self.n_neurons,
            "n_synapses": self.n_synapses,
            "spikes": self.training.spikes,
            "synaptic_events": self.training.synaptic_events,
            "spikes_per_sample": round(self.cost.spikes, 1),
            "events_per_sample": round(self.cost.events, 1),
            "multiplications_per_sample": round(self.cost.multiplications, 1),
            "joule_per_sample": self.cost.joule,
            "threads": self.threads,
            "seed": self.seed,
            "version": snn.version(),
            "report": str(self.folder / "report.html") if self.folder else None,
        }

    def line(self) -> str:
        """The figures, as a person reads them."""
        seconds = max(self.training.seconds, 1e-9)
        return (
            f"{self.system} on {self.data}: test accuracy {100 * self.test_accuracy:.2f} % after "
            f"{self.training.epochs} epochs in {seconds:.1f} s of training, "
            f"{self.training.spikes / seconds / 1e6:.1f} M spikes/s, "
            f"{self.training.synaptic_events / seconds / 1e6:.0f} M synaptic events/s, "
            f"{self.threads} threads\n{self.cost.line()}"
        )


def run(
    data: Dataset | SpikeDataset,
    *,
    epochs: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int, int, float], None] | None = None,
) -> Outcome:
    """Train, test and report.

    Parameters
    ----------
    data : Dataset or SpikeDataset
    epochs : int, optional
        The recipe's if None.
    seed, threads
        As of :class:`swiftsnn.Network`.
    folder : Path, optional
        Where ``runs`` lie: a folder of its own for the report and the weights is made inside; no
        report if None.
    progress : callable, optional
        See :func:`swiftsnn.learn.training.train`.
    """
    recipe = recipe_of(data.name)
    system = make(data, recipe.made(), seed, threads, recipe.batch)
    before = system.weights()
    training = follow(recipe, system, data, epochs=epochs, seed=seed, progress=progress)
    counted = _Rates(system)
    predicted = classify(counted, data.test_x)
    counters = system.network.counters
    made = _make_folder(folder, system.name, data.name) if folder else None
    outcome = Outcome(
        system=system.name,
        data=data.name,
        test_accuracy=float(np.mean(predicted == data.test_y)) if len(predicted) else 0.0,
        training=training,
        cost=cost(system, data.test_x[:COUNTED]),
        n_neurons=counters.neurons,
        n_synapses=counters.synapses,
        threads=system.network.threads,
        seed=seed,
        folder=made,
    )
    if made:
        np.savez_compressed(made / "weights.npz", **_arrays(system))
        (made / "result.json").write_text(json.dumps(outcome.summary(), indent=2) + "\n")
        write_report(_record(outcome, system, data, predicted, before, counted.hertz()), made)
    return outcome


class _Rates:
    """Counts the spikes of every neuron while it passes predictions on."""

    def __init__(self, system: SRSNN) -> None:
        self.system = system
        self.network = system.network
        self.populations = [*system.hidden, system.readout]
        self.spikes = {p.name: np.zeros(p.size) for p in self.populations}
        self.samples = 0

    def predict(self, inputs: NDArray[Any]) -> NDArray[np.int64]:
        predicted = self.system.predict(inputs)
        shown = inputs.reshape(len(inputs), -1).any(1)
        for population in self.populations:
            self.spikes[population.name] += population.counts[shown].sum(0)
        self.samples += int(shown.sum())
        return predicted

    def hertz(self) -> dict[str, NDArray[np.float64]]:
        seconds = max(self.samples, 1) * self.system.settings.duration * 1e-3
        return {name: spikes / seconds for name, spikes in self.spikes.items()}


def _make_folder(runs: Path, system: str, data: str) -> Path:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    for attempt in range(1000):
        suffix = f"-{attempt}" if attempt else ""
        folder = runs / f"{stamp}{suffix}-{system}-{data}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"no free name for a report in {runs}")


def _arrays(system: SRSNN) -> dict[str, Any]:
    thresholds = {f"{h.name} v_thresh": h.state("v_thresh").copy() for h in system.hidden}
    return {**system.weights(), **thresholds}


def _record(
    outcome: Outcome,
    system: SRSNN,
    data: Dataset | SpikeDataset,
    predicted: NDArray[np.int64],
    before: Mapping[str, NDArray[np.float32]],
    rates: dict[str, NDArray[np.float64]],
) -> TrainingRecord:
    """What the report shows; presents the first test sample once more, recorded."""
    populations = [*system.hidden, system.readout]
    if system.stimuli.rate is not None:
        populations.insert(0, system.input)
    recorders = {p.name: system.network.record(p, "spikes") for p in populations}
    start = system.network.t
    example = np.zeros_like(data.test_x, shape=(system.network.batch, *data.test_x.shape[1:]))
    example[0] = data.test_x[0]
    shown = int(system.predict(example)[0])
    rasters = {}
    for population in populations:
        times, neurons = recorders[population.name].events(lane=0)
        rasters[population.name] = (times - start, neurons, population.size)
    after = system.weights()
    training = outcome.training
    seconds = max(training.seconds, 1e-9)
    return TrainingRecord(
        system=outcome.system,
        data=outcome.data,
        version=snn.version(),
        settings={**asdict(system.settings), "batch": system.network.batch, "seed": outcome.seed},
        summary={
            "test accuracy": f"{100 * outcome.test_accuracy:.2f} %",
            "training time": f"{training.seconds:.1f} s for {training.epochs} epochs"
            + (" (interrupted)" if training.interrupted else ""),
            "neurons": f"{outcome.n_neurons:,}",
            "synapses": f"{outcome.n_synapses:,}",
            "spikes": f"{training.spikes / seconds:,.0f} a second",
            "synaptic events": f"{training.synaptic_events / seconds:,.0f} a second",
            "an answer": outcome.cost.line(),
            "threads": outcome.threads,
            "instruction set": snn.instruction_set(),
        },
        epochs=list(range(1, len(training.train_accuracy) + 1)),
        train_accuracy=training.train_accuracy,
        test_accuracy=None,
        confusion=confusion(data.test_y, predicted, data.classes),
        labels=data.labels,
        example=data.test_x[0] if data.shape else data.test_x[0].T,
        example_shape=data.shape or data.test_x[0].T.shape,
        example_label=data.labels[int(data.test_y[0])],
        example_prediction=data.labels[shown],
        rasters=rasters,
        duration_ms=system.settings.duration,
        weights={name: (before[name], weights) for name, weights in after.items()},
        receptive_fields=system.projections["input 1"].to_matrix().T if data.shape else None,
        rates_hz=rates,
        target_rate_hz=system.settings.target_rate,
    )
