"""Convolutions as synapses, against sums written out, and delays as arrays."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false
import math
from typing import Any

import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses
from numpy.typing import NDArray

import swiftsnn as snn

INVALID, SHAPE = snn.InvalidArgumentError, snn.ShapeError


def _naive(
    image: NDArray[Any], kernel: NDArray[Any], stride: tuple[int, int], padding: tuple[int, int]
) -> NDArray[Any]:
    """Cross-correlation of [channels, height, width] with a kernel of four dimensions."""
    padded = np.pad(image, [(0, 0), (padding[0],) * 2, (padding[1],) * 2])
    size = kernel.shape[2:]
    height, width = ((padded.shape[1 + a] - size[a]) // stride[a] + 1 for a in (0, 1))
    out = np.zeros((len(kernel), height, width))
    for channel in range(len(kernel)):
        for row in range(height):
            for column in range(width):
                top, left = row * stride[0], column * stride[1]
                window = padded[:, top : top + size[0], left : left + size[1]]
                out[channel, row, column] = (window * kernel[channel]).sum()
    return out


CASES: dict[str, tuple[tuple[int, ...], tuple[int, ...], Any, Any]] = {
    "plain": ((1, 6, 7), (1, 1, 3, 3), 1, 0),
    "channels": ((3, 6, 5), (4, 3, 3, 2), 1, 0),
    "strides": ((2, 9, 8), (3, 2, 3, 3), (2, 3), 0),
    "padding": ((2, 5, 4), (2, 2, 3, 3), 1, 1),
    "both": ((2, 7, 6), (3, 2, 4, 3), (3, 2), (2, 1)),
    "1 by 1": ((3, 4, 4), (2, 3, 1, 1), 1, 0),
    "all at once": ((2, 4, 5), (3, 2, 4, 5), 1, 0),
    "much padding": ((1, 2, 2), (1, 1, 3, 3), 2, 3),
}


def _connect(rule: snn.Convolution, **given: Any) -> snn.Projection:
    net = snn.Network()
    source = net.population("image", math.prod(rule.input_shape), snn.SpikeSource())
    target = net.population("map", math.prod(rule.output_shape), snn.LIF())
    return net.connect(source, target, rule, **given)


@pytest.mark.parametrize("name", CASES)
def test_it_is_the_sum_written_out(name: str) -> None:
    shape, kernel_shape, stride, padding = CASES[name]
    rng = np.random.default_rng(1)
    kernel, image = rng.normal(size=kernel_shape), rng.normal(size=shape)
    rule = snn.Convolution(shape, kernel, stride, padding)
    pairs = [(a, a) if isinstance(a, int) else a for a in (stride, padding)]
    exact = _naive(image, kernel, *pairs)
    assert rule.output_shape == exact.shape
    made = _connect(rule)
    assert len(set(zip(made.pre.tolist(), made.post.tolist(), strict=True))) == len(made)
    found = image.ravel() @ made.to_matrix()
    np.testing.assert_allclose(found, exact.ravel(), atol=1e-4)


def test_flat_shapes_stand_for_one_channel() -> None:
    flat = _connect(snn.Convolution((5, 6), np.arange(9.0).reshape(3, 3)))
    full = _connect(snn.Convolution((1, 5, 6), np.arange(9.0).reshape(1, 1, 3, 3)))
    assert (flat.to_matrix() == full.to_matrix()).all()
    # A weight of 0 is a synapse.
    assert len(flat) == 12 * 9


def test_weights_and_delays_may_be_given_instead_and_learn_each_alone() -> None:
    rule = snn.Convolution((4, 4), np.ones((3, 3)))
    made = _connect(rule, weight=0.5, delay=2.0, plasticity=snn.PairSTDP())
    assert set(made.weights.tolist()) == {0.5}
    assert set(made.delays.tolist()) == {2.0}
    made.network.feed(made.source, [1.0], [5])
    made.network.run(5.0)
    assert len(made.weights) == 36


@pytest.mark.parametrize("rule", [snn.AllToAll(), snn.AllToAll(allow_self=False), snn.OneToOne()])
def test_delays_may_be_an_array_of_sources_and_targets(rule: snn.Connector) -> None:
    net = snn.Network(dt=0.5)
    cells = net.population("cells", 4, snn.LIF())
    delays = np.arange(1.0, 17.0).reshape(4, 4)
    weights = -delays
    made = net.connect(cells, cells, rule, weight=weights, delay=delays)
    assert len(made) == {snn.OneToOne(): 4, snn.AllToAll(allow_self=False): 12}.get(rule, 16)
    assert (made.delays == delays[made.pre, made.post]).all()
    assert (made.weights == weights[made.pre, made.post]).all()
    plain = net.connect(cells, cells, rule, weight=2.0, delay=delays.tolist())
    assert set(plain.weights.tolist()) == {2.0}
    assert (plain.delays == made.delays).all()


def _convolve(
    scene: Scene, *values: Any, source: int = 12, target: int = 4, **given: Any
) -> object:
    image = scene.net.population("image", source, snn.SpikeSource())
    return scene.net.connect(
        image,
        scene.net.population("map", target, snn.LIF()),
        snn.Convolution(*values),
        **given,
    )


_KERNEL = np.ones((2, 3))

MISTAKES: dict[str, Mistake] = {
    "source": (
        lambda s: _convolve(s, (3, 4), _KERNEL, source=13),
        SHAPE,
        "'image -> map' needs 12 neurons in its source | 1 x 3 x 4 | not 13",
    ),
    "target": (
        lambda s: _convolve(s, (3, 4), _KERNEL, target=5),
        SHAPE,
        "needs 4 neurons in its target, 1 x 2 x 2, not 5",
    ),
    "kernel of 3 axes": (
        lambda s: _convolve(s, (3, 4), np.ones((1, 2, 3))),
        SHAPE,
        "kernel of Convolution | (1, 2, 3)",
    ),
    "empty kernel": (lambda s: _convolve(s, (3, 4), np.ones((0, 2))), SHAPE, "kernel | (0, 2)"),
    "kernel of text": (lambda s: _convolve(s, (3, 4), "x"), INVALID, "kernel of Convolution"),
    "kernel nan": (
        lambda s: _convolve(s, (3, 4), np.full((2, 3), np.nan)),
        INVALID,
        "weight[0] | nan",
    ),
    "larger than its input": (lambda s: _convolve(s, (3, 4), np.ones((5, 5))), SHAPE, "not fit"),
    "other channels": (
        lambda s: _convolve(s, (3, 4), np.ones((1, 2, 2, 3))),
        SHAPE,
        "(1, 2, 2, 3) | 1 channels of 3 x 4",
    ),
    "input a number": (lambda s: _convolve(s, 12, _KERNEL), SHAPE, "input_shape | height | 12"),
    "input of 0": (lambda s: _convolve(s, (0, 4), _KERNEL), SHAPE, "input_shape | at least 1"),
    "input broken": (lambda s: _convolve(s, (3.5, 4), _KERNEL), INVALID, "input_shape | whole"),
    "stride 0": (lambda s: _convolve(s, (3, 4), _KERNEL, 0), INVALID, "stride | at least 1"),
    "stride of 3": (lambda s: _convolve(s, (3, 4), _KERNEL, (1, 1, 1)), SHAPE, "stride | two"),
    "padding": (lambda s: _convolve(s, (3, 4), _KERNEL, 1, -1), INVALID, "padding | at least 0"),
    "drawn weights": (
        lambda s: _convolve(s, (3, 4), _KERNEL, weight=snn.Normal(0, 1)),
        INVALID,
        "weight of 'image -> map' | a number or an array",
    ),
    "in a union": (lambda s: snn.Convolution((3, 4), _KERNEL) | snn.OneToOne(), INVALID, "a union"),
    "delays of a drawn rule": (
        lambda s: s.connect(snn.FixedProbability(0.5), delay=np.ones((2, 3))),
        INVALID,
        "delay of 'stim -> cells' | AllToAll",
    ),
    "delays turned": (
        lambda s: s.connect(delay=np.ones((3, 2))),
        SHAPE,
        "delay of 'stim -> cells' | (2, 3) | (3, 2)",
    ),
    "delays with drawn weights": (
        lambda s: s.connect(delay=np.ones((2, 3)), weight=snn.Normal(0, 1)),
        INVALID,
        "weight of 'stim -> cells'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)
