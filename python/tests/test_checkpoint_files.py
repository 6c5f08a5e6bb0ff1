"""Checkpoint files that are whole, damaged, of others, or cannot be written."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _checkpointing import forged, goes_on, run, same

import swiftsnn as snn
from swiftsnn import _checkpoint, _state


def _small() -> snn.Network:
    net = snn.Network(dt=1.0, seed=1)
    cells = net.population("cells", 4, snn.LIF(i_offset=1.0))
    net.connect(cells, cells, snn.AllToAll(), weight=0.5)
    net.run(30.0)
    return net


def test_cut_and_damaged_files_are_refused(tmp_path: Path) -> None:
    net, path = _small(), tmp_path / "net.safetensors"
    content = _checkpoint.to_bytes(net)
    draws = np.random.default_rng(0)
    for cut in [0, 1, 7, 8, *draws.integers(9, len(content), 40)]:
        path.write_bytes(content[:cut])
        with pytest.raises(
            snn.InvalidArgumentError, match=r"net\.safetensors.*(no whole|no checkpoint|damaged)"
        ):
            snn.Network.load(path)
    for place in draws.integers(0, len(content), 60):
        changed = bytearray(content)
        changed[place] ^= 1 << draws.integers(0, 8)
        path.write_bytes(changed)
        with pytest.raises(snn.InvalidArgumentError, match=r"net\.safetensors"):
            snn.Network.load(path)
    before = _state.arrays(net)
    same(net, _checkpoint.from_bytes(content))
    assert all((values == before[name]).all() for name, values in _state.arrays(net).items())


def _rewritten(change: Callable[[dict[str, Any]], None]) -> bytes:
    """A checkpoint of another description."""
    text, arrays = _checkpoint._read(_checkpoint.to_bytes(_small()), "it")
    described = json.loads(text)
    change(described)
    return forged(json.dumps(described), arrays)


STRANGE: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a newer format": (lambda d: d.update(format=99), "format 99.*reads format 1"),
    "an unknown call": (lambda d: d["entries"][0].update(call="os.system"), "unknown call"),
    "another class": (
        lambda d: d["entries"][0]["given"][3].update({"class": "subprocess.Popen"}),
        "class 'subprocess.Popen', which this program lacks",
    ),
    "a class that cannot be": (
        lambda d: d["entries"][0]["given"][3]["named"].update(tau_m=-5.0),
        "tau_m.*-5",
    ),
    "fewer calls": (lambda d: d["entries"].pop(), "lacks|is it of another"),
    "other numbers": (lambda d: d["network"].update(seed="x"), "seed|invalid"),
    "another size": (
        lambda d: d["entries"][0]["given"].__setitem__(2, 5),
        "of another",
    ),
}


@pytest.mark.parametrize("change", STRANGE.values(), ids=STRANGE)
def test_strange_descriptions_are_refused(change: Any) -> None:
    alter, words = change
    with pytest.raises(snn.InvalidArgumentError, match=words):
        _checkpoint.from_bytes(_rewritten(alter))


class Gentle(snn.Rule):
    """A rule of a user's, without fields."""

    def terms(self) -> list[snn.Term]:
        return [snn.Term(snn.Trace(20.0), snn.Spike(), 0.01)]


class Own(snn.Rule):
    """A rule of a user's that takes something of its own."""

    def __init__(self, strength: float) -> None:
        object.__setattr__(self, "strength", strength)

    def terms(self) -> list[snn.Term]:
        return [snn.Term(snn.Trace(20.0), snn.Spike(), 0.01)]


def _with(rule: snn.Rule) -> snn.Network:
    net = snn.Network(dt=1.0, seed=2)
    noise = net.population("noise", 20, snn.Poisson(rate=50.0))
    cells = net.population("cells", 10, snn.LIF())
    net.connect(noise, cells, snn.AllToAll(), weight=1.0, plasticity=rule)
    net.run(40.0)
    return net


def test_rules_of_users_go_on_where_their_fields_say_all() -> None:
    other = goes_on(_with(Gentle()), run)
    assert isinstance(other.projections[0].plasticity[0], Gentle)


def test_what_cannot_be_saved_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        snn.StateError, match=r"Own, whose __init__ is no dataclass's, cannot be saved"
    ):
        _with(Own(2.0)).save(tmp_path / "net.safetensors")
    assert not list(tmp_path.iterdir())


def test_a_failed_save_leaves_the_older_file(tmp_path: Path) -> None:
    net, path = _small(), tmp_path / "net.safetensors"
    net.save(path)
    content = path.read_bytes()
    net.close()
    with pytest.raises(snn.StateError):
        net.save(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(FileNotFoundError):
        _small().save(tmp_path / "no" / "net.safetensors")
    with pytest.raises(FileNotFoundError):
        snn.Network.load(tmp_path / "none")


def test_a_rule_with_a_modulator_from_elsewhere_is_refused(tmp_path: Path) -> None:
    net = snn.Network(dt=1.0, seed=2)
    noise = net.population("noise", 20, snn.Poisson(rate=50.0))
    reward = snn.Reward(net, tau=20.0)

    class Global(snn.Rule):
        def terms(self) -> list[snn.Term]:
            return [snn.Term(snn.Trace(20.0), snn.Spike(), 0.01, modulator=reward)]

    cells = net.population("cells", 10, snn.LIF())
    net.connect(noise, cells, snn.AllToAll(), weight=1.0, plasticity=Global())
    with pytest.raises(snn.StateError, match=r"Global, whose modulator is none of its fields"):
        net.run(40.0, save_to=tmp_path / "net.safetensors")
    assert net.t == 0.0


@dataclass(frozen=True)
class Rewarded(snn.Rule):
    """As the README has it."""

    reward: snn.Reward

    def terms(self) -> list[snn.Term]:
        return [snn.Term(snn.Trace(20.0), snn.Spike(), 0.01, modulator=self.reward)]


def test_a_rule_whose_field_is_a_modulator_goes_on() -> None:
    net = snn.Network(dt=1.0, seed=2)
    noise = net.population("noise", 20, snn.Poisson(rate=50.0))
    cells = net.population("cells", 10, snn.LIF())
    reward = snn.Reward(net, tau=20.0)
    net.connect(noise, cells, snn.AllToAll(), weight=1.0, plasticity=Rewarded(reward))
    reward.give(1.0)
    net.run(40.0)
    goes_on(net, run)


def test_what_cannot_be_written_is_refused_before_a_run(tmp_path: Path) -> None:
    net = _small()
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        net.run(10.0, save_to=tmp_path / "no" / "net.safetensors")
    with pytest.raises(snn.InvalidArgumentError, match="is no file"):
        net.save(tmp_path)
    assert net.t == 30.0


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks Linux")
def test_a_file_system_that_takes_no_files_is_found_before_a_run(tmp_path: Path) -> None:
    net = _small()
    for path in ("/proc/net.safetensors", tmp_path / ("x" * 250)):
        with pytest.raises(OSError, match=f"cannot be saved.*'{path}'"):
            net.run(10.0, save_to=path)
    assert net.t == 30.0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", [None, 3, "", "a\0b"])
def test_a_path_must_be_one(given: Any) -> None:
    with pytest.raises(snn.InvalidArgumentError, match="must be a path"):
        _small().save(given)
    with pytest.raises(snn.InvalidArgumentError, match="must be a path"):
        snn.Network.load(given)


def test_files_of_others_are_told_from_cut_ones(tmp_path: Path) -> None:
    path = tmp_path / "other"
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    safetensors = pytest.importorskip("safetensors.numpy")
    own = _checkpoint.to_bytes(_small())
    for content, words in (
        (b"", "is empty"),
        (b"some text, longer than eight characters", "is no checkpoint of swiftsnn"),
        ((tmp_path / "other.npz").read_bytes(), "is no checkpoint of swiftsnn"),
        (safetensors.save({"a": np.zeros(3)}), "is no checkpoint of swiftsnn"),
        (
            safetensors.save({"a": np.zeros(3)}, {"by": "others"}),
            "has arrays, but is no checkpoint",
        ),
        (own[: len(own) // 2], "may have been cut short"),
        (own[:100], "may have been cut short"),
    ):
        path.write_bytes(content)
        with pytest.raises(snn.InvalidArgumentError, match=f"other' .*{words}"):
            snn.Network.load(path)


def test_threads_that_cannot_be_are_no_fault_of_the_file(tmp_path: Path) -> None:
    _small().save(tmp_path / "net")
    for given in (0, "2", 1.5):
        with pytest.raises(snn.InvalidArgumentError, match=r"^threads must be"):
            snn.Network.load(tmp_path / "net", threads=given)  # pyright: ignore


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    net, path = _small(), tmp_path / "net.safetensors"
    net.save(path)
    path.chmod(0o640)
    net.save(path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_private_file_is_private_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, path = _small(), tmp_path / "net.safetensors"
    net.save(path)
    path.chmod(0o600)
    modes: list[int] = []

    def look(_: int) -> None:
        modes.extend(each.stat().st_mode & 0o777 for each in tmp_path.iterdir() if each.is_file())

    monkeypatch.setattr("os.fsync", look)
    net.save(path)
    assert set(modes) == {0o600}


def test_a_file_system_without_modes_takes_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    net, path = _small(), tmp_path / "net.safetensors"
    net.save(path)
    monkeypatch.setattr("os.chmod", refuse)
    net.run(10.0)
    net.save(path)
    assert snn.Network.load(path).t == 40.0


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    _small().save(link)
    assert link.is_symlink()
    assert snn.Network.load(target).t == 30.0


def _built() -> snn.Network:
    class Again(snn.Rule):
        def terms(self) -> list[snn.Term]:
            return [snn.Term(snn.Trace(20.0), snn.Spike(), 0.01)]

    return _with(Again())


def test_a_class_that_was_defined_twice_is_saved() -> None:
    goes_on(_built(), run)
    goes_on(_built(), run)


def test_what_is_left_of_a_difference_of_times_is_nothing(tmp_path: Path) -> None:
    net = snn.Network(dt=0.1)
    net.run(0.3)
    net.run(0.3 - net.t, save_to=tmp_path / "net")
    assert snn.Network.load(tmp_path / "net").t == net.t


class Signed(snn.Rule):
    """A rule of a user's with what is no field."""

    sign = 1.0

    def terms(self) -> list[snn.Term]:
        return [snn.Term(snn.Trace(20.0), snn.Spike(), 0.01 * self.sign)]


def test_terms_that_fields_do_not_say_are_found_before_a_run(tmp_path: Path) -> None:
    rule = Signed()
    object.__setattr__(rule, "sign", -1.0)
    net = _with(rule)
    for use in (
        lambda: net.run(10.0, save_to=tmp_path / "net"),
        lambda: net.save(tmp_path / "net"),
        lambda: copy.deepcopy(net),
    ):
        with pytest.raises(snn.StateError, match="fields of Signed give other terms"):
            use()
    assert net.t == 40.0


def test_a_class_that_has_changed_since_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _checkpoint.to_bytes(_with(Signed()))
    monkeypatch.setattr(Signed, "sign", 2.0)
    with pytest.raises(snn.InvalidArgumentError, match="fields of Signed give other terms"):
        _checkpoint.from_bytes(content)


def test_release_with_a_probability_that_is_no_number_ends_no_process() -> None:
    net = snn.Network(dt=1.0, seed=1)
    noise = net.population("noise", 20, snn.Poisson(rate=200.0))
    cells = net.population("cells", 10, snn.LIF())
    dynamics = snn.TsodyksMarkram(sites=3)
    net.connect(noise, cells, snn.AllToAll(), weight=1.0, dynamics=dynamics)
    net.run(20.0)
    state = _state.arrays(net)
    for variable in ("u", "x"):
        state[f"projection/0/dynamics/{variable}"][:] = np.nan
    _state.restore(net, state)
    net.run(50.0)
    assert net.t == 70.0
