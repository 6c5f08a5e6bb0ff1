"""Builds the engine into the wheel, and into the source tree for an editable install."""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
from build_engine import BuildError, build_engine, install


class EngineBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        try:
            library = build_engine(root)
        except BuildError as error:
            sys.exit(f"swiftsnn: {error}")
        if version == "editable":
            install(library, root / "python" / "swiftsnn")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{_platform(root)}"
        build_data["force_include"][str(library)] = f"swiftsnn/{library.name}"


def _platform(root: Path) -> str:
    """As the tag of the wheel has it; on Linux auditwheel finds which manylinux it is."""
    if sys.platform != "darwin":
        return sysconfig.get_platform().replace("-", "_").replace(".", "_")
    # What the library is built for; Python may be for both processors and an earlier macOS.
    (least,) = re.findall(r"\.macOS\(\.v(\d+)\)", (root / "Package.swift").read_text("utf-8"))
    return f"macosx_{least}_0_{platform.machine()}"
