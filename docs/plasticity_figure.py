"""Make docs/images/plasticity_window.png by running the first example of docs/plasticity.md."""

from __future__ import annotations

import os
import re
from pathlib import Path

import matplotlib

HERE = Path(__file__).parent


def code_blocks() -> list[str]:
    """The Python code of the page, block by block."""
    page = (HERE / "plasticity.md").read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def main() -> None:
    """The example saves its figure in the working directory."""
    matplotlib.use("Agg")
    os.chdir(HERE / "images")
    exec(compile(code_blocks()[0], "plasticity.md", "exec"), {})


if __name__ == "__main__":
    main()
