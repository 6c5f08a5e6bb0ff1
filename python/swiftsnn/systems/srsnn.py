"""SR-SNN: a structured recurrent spiking network that learns without backpropagation.

Bo Tang and Weiwei Xie, "Structured recurrent spiking neural networks" (arXiv 2605.00402, 2026).

**Published** (abstract): several recurrent layers of spiking neurons, dense inside, whose sparse
small-world long-range projections reach a readout population and are largely fixed; a
population-based winner-take-all teaching signal at the readout; fixed random broadcast feedback
through low-dimensional populations of modulatory neurons that gate three-factor updates with
eligibility traces; neither backpropagation nor surrogate gradients. On MNIST about 97.1 % is
reported, and more than 90 % with 5 % of the readout connections.

**Inferred here**, because the text with equations and constants was not accessible: every equation
and number below. Leaky integrate-and-fire neurons reset by subtraction (Samadi, Lillicrap & Tweed
2017 for time constants and the burn-in), modules of 50 neurons with half of the pairs connected,
Watts-Strogatz shortcuts, the graded form of the winner-take-all error, one layer of memoryless
tanh modulatory neurons with normal random weights, threshold homeostasis, and which weights learn:
here the feed-forward and local recurrent ones by the three-factor rule, those onto the readout by
the delta rule; the long-range *wiring* stays as drawn. A learning step is a batch: changes are
summed over each presentation and averaged.

**Measured.** On the handwritten digits a network whose hidden weights stand still does at least as
well (98.0 against 97.6 %, held-out training data, 3 seeds, standard error near 0.5): there the
readout does the work. On 20,000 MNIST images, 3 epochs, one seed, learning hidden weights gave
92.8 % against 91.6 % of 12,000 held-out images.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import swiftsnn as snn


@dataclass(frozen=True, kw_only=True)
class SRSNNSettings:
    """Sizes and constants of :class:`SRSNN`; all inferred, see the module's text.

    Attributes
    ----------
    hidden : tuple of int
        Neurons of each recurrent layer.
    per_class : int
        Readout neurons a class.
    modulators : int
        Modulatory neurons of each hidden layer.
    module, module_density
        Neighbours that form a locally dense module, and the part of its pairs connected.
    shortcuts, rewire
        Small-world synapses out of each hidden neuron, and the part of them rewired.
    readout_density : float
        Part of the hidden-to-readout pairs connected, small-world like.
    duration, burn_in : ms
        Of a presentation; no error during the burn-in.
    input_gain : float
        Probability of an input spike in a ms at full intensity.
    input_scale, forward_scale, recurrent_scale : mV
        Spread of the initial weights into a hidden neuron, times the root of its expected input
        spikes in a ms (input), of the layer's size (forward) and of the in-degree (recurrent).
    tau_m, tau_trace, tau_eligibility : ms
    post : {"spike", "window", "trace", "one"}
        Postsynaptic factor of the hidden layers: spikes, nearness to the threshold, the trace of
        spikes (20 ms), or none.
    window : mV
        Half width for ``post="window"``.
    hidden_rate, readout_rate : mV
        Learning rates, see :class:`swiftsnn.Term`; that of a hidden layer is divided by the spikes
        a ms expected over its feed-forward inputs.
    rate_decay : float
        Factor on both after each epoch.
    teaching : str
        Rule of the error, see :class:`swiftsnn.PopulationError`.
    teacher_rate : Hz
        Rate the labelled group is taught.
    target_rate : Hz
        Rate the threshold homeostasis holds the hidden neurons at.
    homeostasis_gain : mV / Hz
    """

    hidden: tuple[int, ...] = (400, 400)
    per_class: int = 20
    modulators: int = 16
    module: int = 50
    module_density: float = 0.5
    shortcuts: int = 16
    rewire: float = 0.1
    readout_density: float = 0.5
    duration: float = 60.0
    burn_in: float = 10.0
    input_gain: float = 1.0
    input_scale: float = 0.5
    forward_scale: float = 0.7
    recurrent_scale: float = 0.1
    tau_m: float = 20.0
    tau_trace: float = 20.0
    tau_eligibility: float = 5.0
    post: str = "spike"
    window: float = 0.5
    hidden_rate: float = 6e-3
    readout_rate: float = 2e-3
    rate_decay: float = 0.85
    teaching: str = "winner_take_all"
    teacher_rate: float = 250.0
    target_rate: float = 80.0
    homeostasis_gain: float = 5e-4

    def post_factor(self) -> snn.Factor | snn.Product:
        """What ``post`` names."""
        known: dict[str, snn.Factor | snn.Product] = {
            "spike": snn.Spike(),
            "window": snn.Window(self.window),
            "trace": snn.Trace(),
            "one": snn.ONE,
        }
        if self.post not in known:
            raise snn.InvalidArgumentError(
                f"post must be one of {', '.join(known)}, not {self.post!r}"
            )
        return known[self.post]


class SRSNN:
    """The network of the module's text, as a classifier.

    Parameters
    ----------
    features : int
        Inputs, each in 0 to 1.
    classes : int
    intensity : float
        Mean input over features and samples of the training data: scales the input weights so that
        first-layer neurons are driven alike for sparse and dense images.
    settings : SRSNNSettings
    batch : int
        Samples of one learning step.
    seed, threads
        As of :class:`swiftsnn.Network`.
    """

    name = "srsnn"

    def __init__(
        self,
        features: int,
        classes: int,
        *,
        intensity: float = 0.13,
        settings: SRSNNSettings | None = None,
        batch: int = 16,
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.settings = s = settings or SRSNNSettings()
        self.network = net = snn.Network(dt=1.0, seed=seed, batch=batch, threads=threads)
        cells = snn.LIF(
            tau_m=s.tau_m,
            v_rest=0.0,
            v_reset=0.0,
            v_thresh=1.0,
            v_min=-1.0,
            tau_refrac=0.0,
            reset="subtract",
        )
        self.input = net.population("input", features, snn.Bernoulli(gain=s.input_gain))
        self.hidden = [net.population(f"hidden {k + 1}", n, cells) for k, n in enumerate(s.hidden)]
        self.readout = net.population("readout", classes * s.per_class, cells)

        self.teacher = snn.PopulationError(
            self.readout, classes, rule=s.teaching, start=s.burn_in, target=s.teacher_rate
        )
        self._plastic = [
            projection
            for k in range(len(self.hidden))
            for projection in self._layer(k, max(intensity, 1e-3) * features * s.input_gain)
        ]

    def _layer(self, k: int, input_drive: float) -> list[snn.Projection]:
        """Feed-forward, local and long-range synapses of a hidden layer, and its homeostat.

        ``input_drive`` is the expected number of input spikes a ms.
        """
        s, net, layer = self.settings, self.network, self.hidden[k]
        if k == 0:
            below, drive = self.input, input_drive
            spread = s.input_scale / np.sqrt(drive)
        else:
            below = self.hidden[k - 1]
            drive = below.size * s.target_rate * 1e-3
            spread = s.forward_scale / np.sqrt(below.size)
        gate = snn.Broadcast(self.teacher, layer, through=s.modulators)
        learning = snn.ThreeFactor(
            pre=snn.Trace(s.tau_trace),
            post=s.post_factor(),
            eligibility=snn.Decay(s.tau_eligibility) if s.tau_eligibility > 0 else None,
            rate=s.hidden_rate / drive,
        ).gated_by(gate)
        net.homeostasis(
            layer,
            snn.ThresholdToRate(
                target=s.target_rate, gain=s.homeostasis_gain, lower=0.3, upper=5.0
            ),
        )
        degree = s.module * s.module_density + s.shortcuts
        reached = max(1, round(s.readout_density * self.readout.size))
        return [
            net.connect(
                below,
                layer,
                snn.AllToAll(),
                weight=snn.Normal(0.0, spread),
                plasticity=learning,
            ),
            net.connect(
                layer,
                layer,
                snn.Modular(s.module, s.module_density) | snn.SmallWorld(s.shortcuts, s.rewire),
                weight=snn.Normal(0.0, s.recurrent_scale / np.sqrt(degree)),
                plasticity=learning,
            ),
            net.connect(
                layer,
                self.readout,
                snn.SmallWorld(reached, s.rewire),
                weight=snn.Normal(0.0, 0.3 / np.sqrt(layer.size * s.readout_density)),
                plasticity=snn.Delta(self.teacher, rate=s.readout_rate, tau=s.tau_trace),
            ),
        ]

    def begin_epoch(self, epoch: int) -> None:
        """Lower the learning rates."""
        for projection in self._plastic:
            projection.set_learning_rate(self.settings.rate_decay**epoch)

    def learn(self, inputs: NDArray[np.float32], labels: NDArray[np.int32]) -> NDArray[np.int64]:
        """Present a batch, learn at its end; returns what the readout said meanwhile."""
        self.network.present(
            {self.input: inputs}, self.settings.duration, teach={self.teacher: labels}
        )
        return self.teacher.decode()

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.int64]:
        """Present a batch without learning; returns the classes that fired most."""
        self.network.present({self.input: inputs}, self.settings.duration, learn=False)
        return self.teacher.decode()

    def weights(self) -> Mapping[str, NDArray[np.float32]]:
        """Copies of all plastic weights, by projection."""
        return {projection.name: projection.weights.copy() for projection in self._plastic}
