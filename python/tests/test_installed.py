"""What an installed package does with NumPy alone; `make test-wheel` runs it on the wheel."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from _helpers import LIBRARY, python

import swiftsnn as snn

PACKAGE = Path(snn.__file__).parent
COMMAND = Path(sys.executable).with_name("swiftsnn")


def _swiftsnn(*arguments: str) -> str:
    if not COMMAND.is_file():
        pytest.skip(f"{COMMAND} is not installed")
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wheel_holds_the_package_and_nothing_beside_it() -> None:
    found = importlib.metadata.distribution("swiftsnn")
    if PACKAGE.parent.name != "site-packages":
        pytest.skip("an editable install")
    assert PACKAGE / LIBRARY.name == LIBRARY
    files = [path for path in found.files or [] if ".." not in path.parts]
    # What auditwheel or delocate graft would lie in swiftsnn.libs or swiftsnn/.dylibs.
    assert {path.parts[0] for path in files} == {
        "swiftsnn",
        f"swiftsnn-{snn.__version__}.dist-info",
    }
    assert [path.name for path in files if path.suffix in (".so", ".dylib")] == [LIBRARY.name]
    tags = re.findall(r"^Tag: (.+)$", found.read_text("WHEEL") or "", re.MULTILINE)
    assert tags
    for tag in tags:
        assert re.fullmatch(r"py3-none-(manylinux_2_\d+|macosx_\d+_0)_(x86_64|aarch64|arm64)", tag)


def test_metadata_package_and_library_have_one_version() -> None:
    assert importlib.metadata.version("swiftsnn") == snn.__version__ == snn.version()


def test_it_needs_numpy_alone() -> None:
    needed = importlib.metadata.requires("swiftsnn") or []
    assert [line for line in needed if "extra ==" not in line] == ["numpy>=1.26"]
    # Nothing else is loaded, whether it is there or not.
    others = python(
        """
        import sys
        from importlib.metadata import packages_distributions
        import numpy
        before = set(sys.modules)
        import swiftsnn
        loaded = {name.split(".")[0] for name in set(sys.modules) - before}
        print(sorted((loaded & packages_distributions().keys()) - {"numpy", "swiftsnn"}))
        """
    )
    assert others.strip() == "[]"


@pytest.mark.parametrize("precision", ["single", "double"])
def test_a_network_runs_and_has_the_same_bits_on_any_number_of_threads(precision: str) -> None:
    recorded = []
    for threads in (1, 2):
        net = snn.Network(dt=0.1, seed=1, threads=threads, precision=precision)
        exc = net.population("exc", 400, snn.LIF(tau_refrac=2.0))
        inh = net.population("inh", 100, snn.LIF(tau_refrac=2.0))
        for cells in (exc, inh):
            net.poisson_input(cells, 4000.0, 0.2)
            net.connect(exc, cells, snn.FixedInDegree(40), weight=0.2, delay=1.5)
            net.connect(inh, cells, snn.FixedInDegree(10), weight=-1.0, delay=1.5)
        spikes = net.record(exc)
        net.run(200.0)
        recorded.append(spikes.events())
    (times, neurons), (other_times, other_neurons) = recorded
    assert 1.0 < len(times) / 400 / 0.2 < 100.0
    np.testing.assert_array_equal(times, other_times)
    np.testing.assert_array_equal(neurons, other_neurons)


def test_synapses_learn_while_the_network_runs() -> None:
    net = snn.Network(dt=1.0, seed=2)
    inputs = net.population("inputs", 100, snn.Poisson(rate=20.0))
    cells = net.population("cells", 10, snn.LIF())
    synapses = net.connect(
        inputs, cells, snn.AllToAll(), weight=1.0, delay=1.0, plasticity=snn.PairSTDP(w_max=2.0)
    )
    net.run(2000.0)
    weights = synapses.weights
    assert weights.std() > 0.01
    assert 0.0 <= weights.min() <= weights.max() <= 2.0


def test_labels_are_learned_from_presentations() -> None:
    net = snn.Network(dt=1.0, seed=0, batch=4)
    cell = snn.LIF(v_rest=0.0, v_reset=0.0, v_thresh=1.0, v_min=-1.0, tau_refrac=0.0)
    inputs = net.population("inputs", 20, snn.Bernoulli(gain=0.5))
    readout = net.population("readout", 10, cell)
    error = snn.PopulationError(readout, classes=2, target=250.0)
    net.connect(
        inputs, readout, snn.AllToAll(), weight=snn.Normal(0.0, 0.05), plasticity=snn.Delta(error)
    )
    labels = np.arange(4) % 2
    patterns = np.random.default_rng(0).random((2, 20))[labels]
    for _ in range(30):
        net.present({inputs: patterns}, duration=50.0, teach={error: labels})
    net.present({inputs: patterns}, duration=50.0)
    assert error.decode().tolist() == labels.tolist()


def test_a_mistake_is_a_sentence() -> None:
    with pytest.raises(snn.InvalidArgumentError, match="tau_m"):
        snn.Network().population("cells", 1, snn.LIF(tau_m=-1.0))


def test_the_command_says_what_is_installed() -> None:
    facts = json.loads(_swiftsnn("info", "--json"))
    assert facts["version"] == snn.__version__
    assert facts["instruction_set"] == snn.instruction_set()
    assert facts["threads"] >= 1


def test_the_command_trains_a_network(tmp_path: Path) -> None:
    if not all(map(importlib.util.find_spec, ("sklearn", "tqdm"))):
        pytest.skip("the extra 'learn' is not installed")
    size = ["--epochs", "1", "--train-samples", "320", "--test-samples", "64"]
    said = _swiftsnn("train", *size, "--no-report", "--json", "--runs", str(tmp_path))
    assert 0.2 < json.loads(said.splitlines()[-1])["test_accuracy"] <= 1.0
