"""SR-SNN: a structured recurrent spiking network that learns without backpropagation.

Bo Tang and Weiwei Xie, "Structured recurrent spiking neural networks" (arXiv 2605.00402, 2026).

**Published** (abstract): several recurrent layers of spiking neurons, dense inside, whose sparse
small-world long-range projections reach a readout population and are largely fixed; a
population-based winner-take-all teaching signal at the readout; fixed random broadcast feedback
through low-dimensional populations of modulatory neurons that gate three-factor updates with
eligibility traces; neither backpropagation nor surrogate gradients. On MNIST about 97.1 % is
reported, and more than 90 % with 5 % of the readout connections.

**Inferred here**, because the text with equations and constants was not accessible: every equation
and number below. docs/srsnn.md tells what was measured and what each part is worth.

- Leaky integrate-and-fire neurons reset by subtraction. Images come as constant currents
  (:class:`~swiftsnn.Analog`), sounds as spikes; with a ``field`` each neuron of the first layer
  sees the part of the image around a place of its own.
- Every synapse that learns gathers ``pre x post`` over the presentation in its eligibility. When
  the presentation ends, the competition of the groups' mean rates, a softmax, is compared with the
  label; this error reaches each hidden neuron once, through modulatory neurons and fixed random
  weights, and each readout neuron as the error of its class.
- Thresholds hold the hidden rates. Rates of learning are in units of what a synapse receives, so
  that they hold for any size, density and intensity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn._batches import batches
from swiftsnn.systems.srsnn_settings import SRSNNSettings, Stimuli


class SRSNN:
    """The network of the module's text, as a classifier.

    Parameters
    ----------
    stimuli : Stimuli
        What the training inputs are like.
    classes : int
    settings : SRSNNSettings
    batch : int
        Samples of one learning step.
    seed, threads
        As of :class:`swiftsnn.Network`.
    """

    name = "srsnn"

    def __init__(
        self,
        stimuli: Stimuli,
        classes: int,
        *,
        settings: SRSNNSettings | None = None,
        batch: int = 32,
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.settings = s = settings or SRSNNSettings()
        self.stimuli = stimuli
        self.classes = classes
        self.network = net = snn.Network(dt=1.0, seed=seed, batch=batch, threads=threads)
        source = snn.Analog() if stimuli.rate is None else snn.SpikeSource()
        self.input = net.population("input", stimuli.features, source, positions=self._pixels())
        self.hidden = [
            net.population(
                f"hidden {k + 1}",
                n,
                _cells(s.tau_m),
                positions=self._centres(n) if k == 0 else None,
            )
            for k, n in enumerate(s.hidden)
        ]
        self.readout = net.population("readout", classes * s.per_class, _cells(s.tau_readout))
        self.teacher = snn.PopulationError(
            self.readout,
            classes,
            rule="softmax",
            tau=None,
            start=s.duration - net.dt,
            temperature=s.temperature,
            delay=s.label_delay,
        )
        self.epoch = 0
        self.gains = [np.ones(n) for n in s.hidden]
        self.projections: dict[str, snn.Projection] = {}
        for k in range(len(s.hidden)):
            self._layer(k)

    # ---- Structure ---------------------------------------------------------------------------

    def _pixels(self) -> NDArray[np.float64] | None:
        """Where the inputs lie, in pixels."""
        if not self.settings.field:
            return None
        height, width = self.stimuli.shape
        rows, columns = np.divmod(np.arange(height * width), width)
        return np.stack([rows, columns], 1).astype(float)

    def _centres(self, size: int) -> NDArray[np.float64] | None:
        """What neurons of the first layer look at: places from half a radius inside the border."""
        radius = self.settings.field
        if not radius:
            return None
        extent = np.array(self.stimuli.shape) - 1.0
        inset = np.minimum(radius / 2, extent / 2)
        return np.random.default_rng(self.network.seed).uniform(inset, extent - inset, (size, 2))

    def _layer(self, k: int) -> None:
        """The synapses into and out of a hidden layer, and its homeostat."""
        s, net, layer = self.settings, self.network, self.hidden[k]
        rate = s.target_rate * 1e-3 * net.dt
        # Standard deviations such that what modulators bring is of order 1.
        scale = 2 / np.sqrt(s.modulators) if s.modulators else 1.0
        gate = snn.Broadcast(
            self.teacher, layer, through=s.modulators, scale_b=scale, sign=s.sign_only
        )
        if k == 0:
            self._input(gate)
        else:
            below = self.hidden[k - 1]
            self._connect(
                *("forward", k, below, layer, snn.AllToAll(), gate),
                spread=s.forward_scale / np.sqrt(below.size * rate),
                received=below.size * rate**2,
            )
        degree = s.module * s.module_density + s.shortcuts
        if s.recurrent_scale:
            self._connect(
                *("recurrent", k, layer, layer),
                snn.Modular(s.module, s.module_density) | snn.SmallWorld(s.shortcuts, s.rewire),
                gate,
                spread=s.recurrent_scale * s.forward_scale / np.sqrt(degree * rate),
                received=degree * rate**2,
                delay=snn.Uniform(*s.recurrent_delay),
            )
        reached = max(1, round(s.readout_density * self.readout.size))
        sources = layer.size * reached / self.readout.size
        everywhere = reached == self.readout.size
        self._connect(
            *("readout", k, layer, self.readout),
            snn.AllToAll() if everywhere else snn.SmallWorld(reached, s.rewire),
            snn.ClassGroups(self.teacher),
            spread=0.09 / np.sqrt(sources * rate),
            received=sources * rate**2,
        )
        if s.homeostasis_gain:
            target = s.target_rate
            if s.meanwhile == "silence":
                # Rates are means over the wait as well.
                target *= s.duration / (s.duration + s.label_delay)
            gain = s.homeostasis_gain / target
            net.homeostasis(
                layer, snn.ThresholdToRate(target=target, gain=gain, lower=0.3, upper=5.0)
            )

    def _input(self, gate: snn.Modulator) -> None:
        """Synapses from the input: what reaches each neuron has the same spread at first."""
        s, stimuli, layer = self.settings, self.stimuli, self.hidden[0]
        wiring: snn.Connector = snn.AllToAll()
        if s.field:
            wiring = snn.DistanceDependent(snn.StepProfile(p_max=1.0, radius=s.field))
        sees = self._sees(layer)
        variance = (stimuli.power if stimuli.rate is None else stimuli.rate) @ sees
        typical = max(float(variance.mean()), 1e-12)
        projection = self._connect(
            *("input", 0, self.input, layer, wiring, gate),
            spread=s.input_scale / np.sqrt(typical),
            received=float(stimuli.power @ sees.mean(1)),
        )
        relative = np.sqrt(np.maximum(variance / typical, 0.05))
        projection.weights[...] /= relative[projection.post].reshape(projection.weights.shape)

    def _sees(self, layer: snn.Population) -> NDArray[np.float64]:
        """1 where an input [row] reaches a neuron [column]."""
        pixels, centres = self.input.positions, layer.positions
        if pixels is None or centres is None:
            return np.ones((self.stimuli.features, layer.size))
        apart = pixels[:, None] - centres[None]
        return (np.hypot(apart[..., 0], apart[..., 1]) <= self.settings.field).astype(float)

    def _connect(
        self,
        kind: str,
        layer: int,
        source: snn.Population,
        target: snn.Population,
        wiring: snn.Connector,
        gate: snn.Modulator,
        *,
        spread: float,
        received: float,
        delay: snn.Distribution | float = 1.0,
    ) -> snn.Projection:
        """Synapses with normal weights that learn if their kind does.

        ``received`` is the sum of the squares of what a neuron receives in a step, of spikes of
        their chances.
        """
        s = self.settings
        learns = kind in s.learns
        rounds = s.bits > 0 and learns
        # Rounded weights lie within bounds.
        bound = 16 * spread if rounds else np.inf
        made = self.projections[f"{kind} {layer + 1}"] = self.network.connect(
            source,
            target,
            wiring,
            weight=snn.Normal(0.0, spread),
            delay=delay,
            plasticity=self._rules(kind, gate, received, bound) if learns else None,
            update=snn.WeightUpdate(levels=2**s.bits, stochastic_rounding=True) if rounds else None,
        )
        return made

    def _rules(
        self, kind: str, gate: snn.Modulator, received: float, bound: float
    ) -> list[snn.Rule]:
        """How synapses of a kind learn."""
        s = self.settings
        is_numbers = kind == "input" and self.stimuli.rate is None
        pre = snn.Spike() if is_numbers else snn.Trace(s.tau_trace)
        if not is_numbers:
            received /= -np.expm1(-self.network.dt / s.tau_trace)
        gain = s.readout_rate if kind == "readout" else s.hidden_rate
        rate = gain / (s.duration * max(received, 1e-12))
        eligibility = snn.Decay(s.tau_eligibility) if s.tau_eligibility else None
        if 0 < s.tau_eligibility < 1e9:
            # A trace that decays has unit area; learning counts its height.
            rate *= s.tau_eligibility
        return [
            snn.ThreeFactor(
                pre=pre, post=post, eligibility=eligibility, rate=each, w_min=-bound, w_max=bound
            ).gated_by(gate)
            for post, each in ([(snn.ONE, rate)] if kind == "readout" else self._post(rate))
        ]

    def _post(self, rate: float) -> list[tuple[snn.Factor | snn.Product, float]]:
        """The postsynaptic factors of hidden synapses, each with its rate."""
        s = self.settings
        match s.post:
            case "window":
                return [(snn.Window(s.window), rate)]
            case "spike":
                return [(snn.Spike(), rate)]
            case _:
                return [(snn.Spike(), rate), (snn.ONE, -rate * s.target_rate * 1e-3)]

    @property
    def _plastic(self) -> dict[str, snn.Projection]:
        return {name: made for name, made in self.projections.items() if made.plasticity}

    # ---- Learning ----------------------------------------------------------------------------

    def begin_epoch(self, epoch: int) -> None:
        """Lower the learning rates."""
        self.epoch = epoch
        for projection in self._plastic.values():
            projection.set_learning_rate(self.settings.rate_decay**epoch)

    def learn(
        self,
        inputs: NDArray[Any],
        labels: NDArray[np.int32],
        then: Sequence[NDArray[Any]] = (),
    ) -> NDArray[np.int64]:
        """Present a batch, learn when the labels come; returns what the readout said of it.

        ``then`` are the batches shown one after the other until labels come, where these are late;
        after them there is silence.
        """
        wait = self.settings.label_delay
        said = self.predict(inputs) if wait else None
        self._present([inputs, *then], wait, teach={self.teacher: labels})
        return self.teacher.decode() if said is None else said

    def predict(self, inputs: NDArray[Any]) -> NDArray[np.int64]:
        """Present a batch without learning; returns the classes that fired most."""
        self._present([inputs], learn=False)
        return self.teacher.decode()

    def _present(self, shown: Sequence[NDArray[Any]], wait: float = 0.0, **options: Any) -> None:
        """Show batches one after the other and, if need be, nothing more for a while."""
        duration = self.settings.duration + wait
        if self.stimuli.rate is None:
            mean = self.stimuli.mean.astype(np.float32)
            rows = [inputs - mean for inputs in shown]
            if wait:
                rows.append(np.zeros_like(rows[0]))
            self.network.feed(self.input, drive=np.stack(rows), interval=self.settings.duration)
        else:
            rasters = np.concatenate(shown, axis=1)[:, : self.network.steps(duration)]
            for lane, raster in enumerate(rasters):
                self.network.feed(self.input, raster=raster, lane=lane)
        self.network.present({}, duration, **options)

    def rates(self, inputs: NDArray[Any]) -> NDArray[np.float64]:
        """Mean rates (Hz) of the readout groups while each sample is shown, [sample, class]."""
        seconds = self.settings.duration * 1e-3
        found = []
        for part, size in batches(inputs, self.network.batch):
            self.predict(part)
            groups = self.readout.counts.reshape(len(part), self.classes, -1)
            found.append(groups[:size].mean(2) / seconds)
        return np.concatenate(found)

    def silence(self, part: float, seed: int = 0) -> None:
        """Cut a random part of each hidden layer off from all input, from now on."""
        draws = np.random.default_rng(seed)
        self._set_gains([(draws.random(h.size) >= part).astype(float) for h in self.hidden])

    def _set_gains(self, gains: list[NDArray[np.float64]]) -> None:
        self.gains = gains
        for layer, gain in zip(self.hidden, gains, strict=True):
            layer.set_gain(gain)

    # ---- State -------------------------------------------------------------------------------

    def weights(self) -> Mapping[str, NDArray[np.float32]]:
        """Copies of all plastic weights, by projection."""
        return {name: projection.weights.copy() for name, projection in self._plastic.items()}

    def state(self) -> dict[str, NDArray[np.float32]]:
        """Copies of what learning changes: plastic weights and thresholds, by name."""
        return {name: array.copy() for name, array in self._learned().items()}

    def restore(self, state: Mapping[str, NDArray[np.float32]]) -> None:
        """Go back to what :meth:`state` gave."""
        for name, array in self._learned().items():
            array[...] = state[name]

    def _learned(self) -> dict[str, NDArray[np.float32]]:
        weights = {name: projection.weights for name, projection in self._plastic.items()}
        return weights | {f"{h.name} v_thresh": h.state("v_thresh") for h in self.hidden}

    def __getstate__(self) -> dict[str, Any]:
        net = self.network
        made = {"batch": net.batch, "seed": net.seed, "threads": net.threads}
        made |= {"stimuli": self.stimuli, "classes": self.classes, "settings": self.settings}
        return {"made": made, "state": self.state(), "epoch": self.epoch, "gains": self.gains}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.__init__(**kept["made"])
        self.restore(kept["state"])
        self.begin_epoch(kept["epoch"])
        self._set_gains(kept["gains"])


def _cells(tau_m: float) -> snn.LIF:
    return snn.LIF(
        tau_m=tau_m,
        v_rest=0.0,
        v_reset=0.0,
        v_thresh=1.0,
        v_min=-1.0,
        tau_refrac=0.0,
        reset="subtract",
    )
