"""A run that saves itself now and then loses at most the last interval when it is killed.

``SWIFTSNN_KILLS=50 pytest python/tests/test_killed.py`` kills it 50 times.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import swiftsnn as snn
from swiftsnn import _state

KILLS = int(os.environ.get("SWIFTSNN_KILLS", "6"))
INTERVAL, DURATION = 20.0, 200_000.0

PROGRAM = """
import sys
from pathlib import Path
import swiftsnn as snn

path = Path(sys.argv[1])
if path.exists():
    net = snn.Network.load(path)
else:
    net = snn.Network(dt=0.5, seed=3)
    noise = net.population("noise", 200, snn.Poisson(rate=20.0))
    cells = net.population("cells", 200, snn.LIF())
    for source in (noise, cells):
        net.connect(
            *(source, cells, snn.FixedProbability(0.1)),
            weight=snn.Uniform(0.0, 1.0),
            delay=snn.Uniform(1.0, 5.0),
            plasticity=snn.PairSTDP(w_max=2.0),
        )
print(net.t, flush=True)
net.run(float(sys.argv[2]) - net.t, save_to=path, save_every=float(sys.argv[3]))
"""


def _started(path: Path, duration: float) -> tuple[subprocess.Popen[str], float]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(duration), str(INTERVAL)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, float(process.stdout.readline())


def _ended(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    process.stdout.close()
    return process.wait()


def test_a_killed_run_goes_on_from_its_last_save(tmp_path: Path) -> None:
    path, draws = tmp_path / "net.safetensors", np.random.default_rng(1)
    reached = 0.0
    for _ in range(KILLS):
        process, began = _started(path, DURATION)
        # It began with what the last one had saved: whole, whenever that was killed.
        assert began == reached
        time.sleep(draws.uniform(0.1, 0.6))
        process.send_signal(signal.SIGKILL)
        _ended(process)
        reached = snn.Network.load(path).t if path.exists() else 0.0
        assert reached % INTERVAL == 0.0
        assert reached >= began
    assert reached > 0.0
    process, _ = _started(path, reached + 55.0)
    assert _ended(process) == 0
    # All pieces together are one run.
    whole = tmp_path / "whole.safetensors"
    process, _ = _started(whole, reached + 55.0)
    assert _ended(process) == 0
    pieces, one = (_state.arrays(snn.Network.load(each)) for each in (path, whole))
    for name, values in one.items():
        np.testing.assert_array_equal(values, pieces[name], err_msg=name)
    # At most what a kill cut short is left beside it.
    assert len(list(tmp_path.iterdir())) <= 2 + KILLS
