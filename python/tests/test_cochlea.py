"""The cochlea: what it hears, when and how loud."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn.encoders import Cochlea

RATE_HZ = 8000
LEVELS = 3


def _tone(hz: float, ms: float = 300.0, amplitude: float = 1.0) -> NDArray[np.float64]:
    t = np.arange(round(ms * RATE_HZ / 1000)) / RATE_HZ
    return amplitude * np.sin(2 * np.pi * hz * t)


def _by_channel(raster: NDArray[np.uint8]) -> NDArray[np.int64]:
    return raster.sum(axis=0, dtype=np.int64).reshape(-1, LEVELS).sum(axis=1)


def test_centres_are_equally_spaced_in_erb() -> None:
    ear = Cochlea()
    assert ear.cells == 192
    assert ear.centres[[0, -1]] == pytest.approx([100, 3800])
    apart = np.diff(21.4 * np.log10(4.37 * ear.centres / 1000 + 1))
    np.testing.assert_allclose(apart, apart[0])


@pytest.mark.parametrize("channel", [4, 12, 25, 40, 58])
def test_a_tone_excites_its_channel_most(channel: int) -> None:
    ear = Cochlea()
    spikes = _by_channel(ear.encode(_tone(ear.centres[channel]))[50:])
    loudest = np.flatnonzero(spikes == spikes.max())
    # Neighbours overlap by more than half: several may fire as often.
    assert abs(loudest.mean() - channel) <= 1.5
    assert spikes[channel] >= 0.95 * spikes.max()
    assert spikes[channel] > 3 * spikes[abs(np.arange(64) - channel) > 20].max()


def test_the_gain_of_a_filter_is_that_of_its_centre() -> None:
    # A tone louder than a level makes its cell fire, a quieter one does not. Long membranes, as
    # the cell of a low channel else follows the waveform.
    ear = Cochlea(full_scale=1.0, adaptation=0.0, levels=(-40.0,), tau=50.0)
    for channel in (20, 40, 60):
        heard = [
            ear.encode(_tone(ear.centres[channel], 1000.0, 10 ** (db / 20)))[500:, channel].any()
            for db in (-43, -37)
        ]
        assert heard == [False, True]


def test_a_louder_tone_fires_more_and_less_sensitive_cells() -> None:
    ear = Cochlea(full_scale=1.0)
    counts = [
        ear.encode(_tone(1000.0, 300.0, 10 ** (db / 20))).reshape(300, -1, LEVELS).sum(axis=(0, 1))
        for db in (-60, -45, -30, -10, 0)
    ]
    assert counts[0].tolist() == [0, 0, 0]
    assert counts[1][0] > 0 and counts[1][1] == 0
    assert counts[2][1] > 0 and counts[2][2] == 0
    assert counts[3][2] > 0
    totals = [count.sum() for count in counts]
    assert totals == sorted(set(totals))


def test_loudness_is_relative_to_the_recording_unless_said() -> None:
    quiet, loud = _tone(700.0), 32 * _tone(700.0)
    assert np.array_equal(Cochlea().encode(quiet), Cochlea().encode(loud))
    assert np.array_equal(
        Cochlea(full_scale=1.0).encode(quiet), Cochlea(full_scale=32.0).encode(loud)
    )
    word = np.round(9000 * _tone(700.0)).astype(np.int16)
    assert np.array_equal(Cochlea().encode(word), Cochlea().encode(word.tolist()))


def test_a_click_is_heard_at_high_frequencies_first() -> None:
    click = np.zeros(1600)
    click[400] = 1  # at 50 ms
    raster = Cochlea().encode(click)
    heard = raster.reshape(200, -1, LEVELS)[:, :, 0]
    assert not heard[:50].any()
    assert heard.any(axis=0).all()
    first = heard.argmax(axis=0)
    # Quiet low channels take longer: within two steps from one to the next, and on the whole.
    assert np.all(np.diff(first) <= 2)
    assert first[:8].mean() - first[-8:].mean() > 4
    assert first[-8:].mean() < 54


def test_onsets_are_emphasised() -> None:
    sound = np.concatenate([np.zeros(400), _tone(1500.0, 400.0)])
    fired = Cochlea().encode(sound)[50:].sum(axis=1)
    assert fired[:20].mean() > 1.5 * fired[-200:].mean()
    steady = Cochlea(adaptation=0.0).encode(sound)[50:].sum(axis=1)
    assert fired[-200:].mean() < 0.6 * steady[-200:].mean()


def test_a_cell_rests_after_a_spike() -> None:
    raster = Cochlea(refractory=4.0, adaptation=0.0).encode(_tone(500.0))
    times, cells = np.nonzero(raster)
    apart = [np.diff(times[cells == cell]) for cell in np.unique(cells)]
    assert np.concatenate(apart).min() == 5


def test_silence_gives_no_spikes() -> None:
    for kind in (np.float64, np.int16):
        raster = Cochlea().encode(np.zeros(803, kind))
        assert raster.shape == (101, 192)
        assert raster.dtype == np.uint8
        assert not raster.any()
    assert Cochlea(trim=True).encode(np.zeros(803)).shape == (0, 192)
    assert not Cochlea().encode([5.0]).any()


def test_shifted_sound_gives_a_shifted_raster() -> None:
    rng = np.random.default_rng(2)
    word = rng.normal(size=6000) * np.hanning(6000)
    raster = Cochlea().encode(word)
    shifted = Cochlea().encode(np.concatenate([np.zeros(800), word]))
    assert not shifted[:100].any()
    # Rounding of the transforms may move a spike that is at its threshold.
    assert np.mean(shifted[100:] != raster) < 1e-4
    trimmed = Cochlea(trim=True).encode(np.concatenate([np.zeros(800), word, np.zeros(800)]))
    assert trimmed[0].any() and trimmed[-1].any()
    fired = np.flatnonzero(shifted.any(axis=1))
    assert len(trimmed) >= fired[-1] + 1 - fired[0]


def test_many_sounds_are_encoded_as_one_by_one() -> None:
    rng = np.random.default_rng(3)
    sounds = [rng.normal(size=n) for n in (900, 1, 20000, 899, 4096)]
    ear = Cochlea(channels=20)
    rasters = ear.encode_all(sounds)
    again = Cochlea(channels=20).encode_all(sounds)
    for sound, raster, same in zip(sounds, rasters, again, strict=True):
        assert raster.shape == (-(-len(sound) // 8), 60)
        assert np.array_equal(raster, ear.encode(sound))
        assert np.array_equal(raster, same)
        assert raster.max(initial=0) <= 1
    assert ear.encode_all([]) == []


def test_steps_need_not_be_whole_samples() -> None:
    ear = Cochlea(rate_hz=22050.0, high=10000.0, dt=0.5, channels=32)
    t = np.arange(22050) / 22050
    raster = ear.encode(np.sin(2 * np.pi * ear.centres[16] * t))
    assert raster.shape == (2000, 96)
    assert abs(_by_channel(raster).argmax() - 16) <= 1


def test_a_network_hears() -> None:
    ear = Cochlea()
    raster = ear.encode(_tone(440.0, 50.0))
    net = snn.Network(dt=ear.dt, threads=1)
    nerve = net.population("nerve", ear.cells, snn.SpikeSource())
    net.feed(nerve, raster=raster)
    spikes = net.record(nerve, "spikes")
    net.run(len(raster) * ear.dt)
    heard = np.zeros_like(raster)
    heard[np.rint(spikes.times / ear.dt).astype(int) - 1, spikes.neurons] = 1
    assert np.array_equal(heard, raster)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rate_hz": 0}, r"rate_hz of a Cochlea is 0; it should be 1 to 1e\+06 Hz"),
        ({"channels": 0}, "channels of a Cochlea is 0; it should be 1 to 4096"),
        ({"channels": 2.5}, "channels must be a whole number"),
        ({"low": -1.0}, "low of a Cochlea is -1.0"),
        ({"high": 4001.0}, r"high .* above low \(100 Hz\) and at most rate_hz / 2 \(4000 Hz\)"),
        ({"low": 900.0, "high": 800.0}, r"above low \(900 Hz\)"),
        ({"dt": 0.1}, r"at least one sample long \(0.125 ms\)"),
        ({"dt": float("nan")}, "dt of a Cochlea is nan"),
        ({"levels": ()}, r"levels of a Cochlea is \(\)"),
        ({"levels": (-20.0, 3.0)}, "one or more numbers of -200 to 0 dB"),
        ({"levels": "loud"}, "levels of a Cochlea must be an array of numbers"),
        ({"power": 0.0}, "power of a Cochlea is 0.0"),
        ({"tau": 0.0}, "tau of a Cochlea is 0.0"),
        ({"refractory": -1.0}, "refractory of a Cochlea is -1.0"),
        ({"adaptation": -0.1}, "adaptation of a Cochlea is -0.1"),
        ({"tau_adaptation": "slow"}, "tau_adaptation of a Cochlea must be a number, not 'slow'"),
        ({"full_scale": 0.0}, "full_scale of a Cochlea is 0.0"),
    ],
)
def test_parameters_out_of_range_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(snn.InvalidArgumentError, match=sentence):
        Cochlea(**change)


def test_sounds_that_are_none_are_refused() -> None:
    ear = Cochlea()
    with pytest.raises(snn.ShapeError, match=r"the sound has shape \(0,\).*at least one"):
        ear.encode([])
    with pytest.raises(snn.ShapeError, match=r"sound 1 has shape \(2, 100\).*one channel"):
        ear.encode_all([np.ones(100), np.ones((2, 100))])
    with pytest.raises(snn.InvalidArgumentError, match=r"the sound has nan as sample 7"):
        ear.encode(np.where(np.arange(20) == 7, np.nan, 1.0))
    with pytest.raises(snn.InvalidArgumentError, match=r"samples of the sound must be an array"):
        ear.encode("hello")  # type: ignore[arg-type]
