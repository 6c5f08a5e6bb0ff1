"""Runs every check and writes ``docs/validation.md`` with its figures: ``make validation``.

    python -m validation [TOPIC ...]

With topics, their rows are printed and nothing is written. The exit status is 1 if a row fails.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from validation import page
from validation.topics import LONG, TOPICS

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> int:
    """Run, write, and say what failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=", ".join(TOPICS))
    chosen = parser.parse_args().topics or list(TOPICS)
    if unknown := [name for name in chosen if name not in TOPICS]:
        parser.error(f"there is no topic {unknown[0]!r}; choose from {', '.join(TOPICS)}")
    found = {}
    for name in chosen:
        found[name] = TOPICS[name]()
        print(f"{name}: {page.verdict(found[name])}", flush=True)
    failed = [row for topic in found.values() for row in topic.rows if not row.passes]
    if len(chosen) == len(TOPICS):
        page.write(found, DOCS, LONG)
        print("\n".join(map(str, failed)))
    else:
        print("\n".join(str(row) for topic in found.values() for row in topic.rows))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
