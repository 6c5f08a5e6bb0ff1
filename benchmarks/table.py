"""The table that ``compare.py`` prints: medians of all runs, set against one simulator's."""

from __future__ import annotations

from statistics import median
from typing import Any

HEAD = (
    "workload",
    "simulator",
    "threads",
    "sim_s [min-max]",
    "ratio",
    "rate Hz",
    "rate diff",
    "cv",
    "corr",
    "ns/event",
    "bytes/syn",
)
NOTE = (
    "sim_s: median of the rounds, at the number of threads where it is smallest. ratio: sim_s over "
    "that of {own}.\nrate: mean of all neurons over the whole run; rate diff: {own} against the "
    "simulator of the row, the largest\nof all populations in brackets where there are more than "
    "two."
)

Figures = dict[str, Any]


def table(figures: list[Figures], own: str) -> str:
    """One row a workload and simulator; ``own`` is what the others are set against."""
    groups: dict[str, dict[str, list[Figures]]] = {}
    for run in figures:
        groups.setdefault(run["job"], {}).setdefault(run["simulator"], []).append(run)
    rows = [HEAD]
    for workload, simulators in groups.items():
        best = {name: best_threads(runs) for name, runs in simulators.items()}
        ours = best.get(own)
        for name in sorted(best, key=lambda name: (name != own, _median(best[name], "sim_s"))):
            rows.append((workload, name, *_cells(best[name], ours, name == own)))
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = [
        "  ".join(_aligned(cell, w, i) for i, (cell, w) in enumerate(_zip(row, widths)))
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*(line.rstrip() for line in lines), "", NOTE.format(own=own)])


def crowded(figures: list[Figures], limit: float = 0.1) -> str:
    """A sentence where other processes kept more than ``limit`` cores busy during a run."""
    shares = [run.get("others_cores") or 0.0 for run in figures]
    busy = [share for share in shares if share > limit]
    if not busy:
        return ""
    return (
        f"Other processes kept up to {max(busy):.1f} cores busy during {len(busy)} of "
        f"{len(shares)} runs:\nratios from a machine that is not idle are rough, above all those "
        "with several threads.\n"
    )


def best_threads(runs: list[Figures]) -> list[Figures]:
    """The runs with the number of threads whose median ``sim_s`` is smallest."""
    by_threads: dict[int, list[Figures]] = {}
    for run in runs:
        by_threads.setdefault(run["threads"], []).append(run)
    return min(by_threads.values(), key=lambda some: _median(some, "sim_s"))


def _cells(runs: list[Figures], ours: list[Figures] | None, is_own: bool) -> tuple[str, ...]:
    times = [run["sim_s"] for run in runs]
    ratio = difference = "-"
    if ours is not None and not is_own:
        ratio = f"{median(times) / _median(ours, 'sim_s'):.2f}"
        difference = _difference(ours, runs)
    return (
        str(runs[0]["threads"]),
        f"{median(times):.3f} [{min(times):.3f}-{max(times):.3f}]",
        "1" if is_own else ratio,
        f"{_rate(runs, 'all'):.3f}",
        difference,
        _number(_median(runs, "cv"), ".3f"),
        _number(_median(runs, "corr"), ".4f"),
        _number(_median(runs, "ns_per_syn_event"), ".2f"),
        _number(_median(runs, "bytes_per_synapse"), ".1f"),
    )


def _difference(ours: list[Figures], theirs: list[Figures]) -> str:
    """How far our rates lie from theirs, in per cent."""

    def percent(population: str) -> float | None:
        other = _rate(theirs, population)
        return 100.0 * (_rate(ours, population) / other - 1.0) if other else None

    names = [n for n in ours[0]["rate_hz"] if n in theirs[0]["rate_hz"]]
    populations = [n for n in names if n not in ("all", "E_last_500ms")]
    text = _number(percent("all"), "+.2f", "%")
    if len(populations) > 2:
        largest = max((percent(n) or 0.0 for n in populations), key=abs)
        text += f" ({largest:+.1f}%)"
    return text


def _rate(runs: list[Figures], population: str) -> float:
    return median(run["rate_hz"][population] for run in runs)


def _median(runs: list[Figures], key: str) -> float | None:
    """Median of a figure; None where a run lacks it."""
    values = [run.get(key) for run in runs]
    return None if None in values else median(values)


def _number(value: float | None, form: str, unit: str = "") -> str:
    return "-" if value is None else format(value, form) + unit


def _zip(row: tuple[str, ...], widths: list[int]) -> Any:
    return zip(row, widths, strict=True)


def _aligned(cell: str, width: int, column: int) -> str:
    """Words on the left, numbers on the right."""
    return cell.ljust(width) if column < 2 else cell.rjust(width)
