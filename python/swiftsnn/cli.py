"""The ``swiftsnn`` command: ``train`` a system, ``ablate`` it, learn ``online``, ``info``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import swiftsnn as snn
from swiftsnn import datasets
from swiftsnn._progress import EpochBar
from swiftsnn.learn.ablation import ABLATIONS, HEADING, Result, ablate
from swiftsnn.learn.online import changed_data, late_labels

SYSTEMS = ("srsnn",)
SPOKEN = "spoken"
ONLINE = {"late-labels": late_labels, "change": changed_data}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return options.action(options)
    except (snn.SwiftSNNError, OSError, ImportError, ValueError) as error:
        print(f"swiftsnn: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("swiftsnn: stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="swiftsnn", description="Spiking neural networks that learn by local rules."
    )
    parser.add_argument("--version", action="version", version=f"swiftsnn {snn.__version__}")
    actions = parser.add_subparsers(required=True, metavar="{train,ablate,online,info}")

    train = actions.add_parser("train", help="train a published system and report")
    train.set_defaults(action=_train)
    train.add_argument("--system", choices=SYSTEMS, default="srsnn", help="default: %(default)s")
    _add_data(train, *datasets.names(), SPOKEN)
    train.add_argument("--epochs", type=_count, help="default: what suits the data")
    train.add_argument("--threads", type=_count, help="default: all processors")
    train.add_argument("--seed", type=_seed, default=0, help="default: %(default)s")
    train.add_argument("--train-samples", type=_count, help="use only the first N training samples")
    train.add_argument("--test-samples", type=_count, help="use only the first N test samples")
    train.add_argument(
        "--runs", type=Path, default=Path("runs"), help="folder of reports (default: %(default)s)"
    )
    train.add_argument("--no-report", action="store_true", help="write no report")
    train.add_argument("--json", action="store_true", help="end with one JSON object")

    ablate = actions.add_parser("ablate", help="what each part of SR-SNN is worth, as a table")
    ablate.set_defaults(action=_ablate)
    ablate.add_argument("name", choices=ABLATIONS, metavar="NAME", help=", ".join(ABLATIONS))
    ablate.add_argument("--epochs", type=_count, help="default: what suits the data")
    _add_data(ablate, *datasets.names(), SPOKEN)
    _add_table(ablate)

    online = actions.add_parser("online", help="learn one sample at a time, as tables")
    online.set_defaults(action=_online)
    online.add_argument(
        "name",
        choices=ONLINE,
        metavar="NAME",
        help="late-labels: accuracy against their delay; change: of the data",
    )
    _add_data(online, *datasets.names())
    _add_table(online)

    info = actions.add_parser("info", help="version, instruction set, threads, data folder")
    info.set_defaults(action=_info)
    info.add_argument("--json", action="store_true", help="as one JSON object")
    return parser


def _add_data(parser: argparse.ArgumentParser, *names: str) -> None:
    parser.add_argument("--data", choices=names, default="digits", help="default: %(default)s")


def _add_table(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=_count, default=3, help="default: %(default)s")
    parser.add_argument("--threads", type=_count, help="default: all processors")
    parser.add_argument("--train-samples", type=_count, help="use only the first N")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of 1 or more, not '{text}'")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**64:
        raise argparse.ArgumentTypeError(f"must be a whole number below 2^64, not '{text}'")
    return int(text)


def _train(options: argparse.Namespace) -> int:
    from swiftsnn.learn import experiment

    data = _load(options.data)
    if options.train_samples or options.test_samples:
        data = data.take(options.train_samples or len(data.train_x), options.test_samples)
    with EpochBar() as bar:
        outcome = experiment.run(
            data,
            epochs=options.epochs,
            seed=options.seed,
            threads=options.threads,
            folder=None if options.no_report else options.runs,
            progress=bar,
        )
    if outcome.training.interrupted:
        print("stopped by Ctrl-C; what was learned until then was kept and tested")
    print(outcome.line())
    if outcome.folder:
        print(f"report: {outcome.folder / 'report.html'}")
    if options.json:
        print(json.dumps(outcome.summary()))
    return 0


def _ablate(options: argparse.Namespace) -> int:
    data = _load(options.data)
    return _table(
        options,
        data,
        lambda data: ablate(
            options.name, data, seeds=options.seeds, epochs=options.epochs, threads=options.threads
        ),
    )


def _online(options: argparse.Namespace) -> int:
    table = ONLINE[options.name]
    data = datasets.load(options.data)
    return _table(
        options, data, lambda data: table(data, seeds=options.seeds, threads=options.threads)
    )


def _table(
    options: argparse.Namespace, data: Any, results: Callable[[Any], Iterator[Result]]
) -> int:
    if options.train_samples:
        data = data.take(options.train_samples)
    print(f"{options.data}: a tenth of {len(data.train_x):,} training samples held out")
    print(HEADING, flush=True)
    for result in results(data):
        print(result.line(), flush=True)
    return 0


def _load(name: str) -> Any:
    return datasets.spoken_digits() if name == SPOKEN else datasets.load(name)


def _info(options: argparse.Namespace) -> int:
    with snn.Network() as network:
        threads = network.threads
    try:
        folder = datasets.data_folder()
        where = str(folder) if folder else "none (SWIFTSNN_DATA is not set; data are downloaded)"
    except (OSError, ValueError) as error:
        where = str(error)
    facts = {
        "version": snn.version(),
        "instruction set": snn.instruction_set(),
        "threads": threads,
        "data folder": where,
    }
    if options.json:
        print(json.dumps({name.replace(" ", "_"): value for name, value in facts.items()}))
    else:
        for name, value in facts.items():
            print(f"{name + ':':<17}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
