"""The coverage-guided fuzz test of the C interface (Tests/Fuzz, make fuzz) leaves nothing out."""

from __future__ import annotations

import re

import pytest
from _helpers import ROOT

import swiftsnn as snn
from swiftsnn import _capi

SOURCES = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "Tests" / "Fuzz").glob("*.c"))
}
NEVER_FAIL = {"snn_version", "snn_instruction_set", "snn_last_error", "snn_catalogue"}
CREATES_AND_ENDS = {"snn_network_create", "snn_network_destroy"}


def test_every_function_of_the_header_is_called() -> None:
    text = "".join(SOURCES.values())
    # What any call has to keep to is checked by CALL.
    checked = set(re.findall(r"CALL\(\s*(snn_\w+)", text))
    called = set(re.findall(r"\b(snn_\w+)\(", text))
    assert checked == set(_capi.PROTOTYPES) - NEVER_FAIL - CREATES_AND_ENDS
    assert called >= NEVER_FAIL | CREATES_AND_ENDS


def test_every_table_of_calls_is_chosen_from() -> None:
    """A call that is in no table is a function that the compiler finds unused."""
    tables = re.findall(r"^const operation (\w+)\[\]", "".join(SOURCES.values()), re.MULTILINE)
    chosen = re.search(r"sections\[\] = \{(.*?)\}", SOURCES["main.c"], re.DOTALL)
    assert chosen is not None
    assert set(tables) == set(re.findall(r"\w+", chosen[1]))


@pytest.mark.parametrize("table", snn.catalogue())
def test_every_table_of_the_catalogue_is_drawn_from(table: str) -> None:
    assert f'"{table}"' in "".join(SOURCES.values())
