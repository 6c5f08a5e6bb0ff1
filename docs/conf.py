"""How the documentation is built: ``make docs``."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

import make_api  # noqa: E402
import make_c_api  # noqa: E402

import swiftsnn as snn  # noqa: E402
from swiftsnn._described import Described  # noqa: E402

project = "swiftsnn"
author = "the swiftsnn contributors"
version = release = snn.version()
language = "en_GB"
# Names in quotes are to be copied.
smartquotes = False

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.viewcode",
    "numpydoc",
    "myst_nb",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]
nitpicky = True
# Attributes stand in lists; types of the C language.
nitpick_ignore_regex = [("py:attr", r"[a-z_]+"), ("c:identifier", r"u?int\d+_t|size_t")]

html_theme = "furo"
html_title = f"swiftsnn {version}"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_theme_options = {"navigation_with_keys": True}
html_copy_source = False
html_show_copyright = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
# References from one page to another are checked; "text" beside code of other kinds is no lexer.
suppress_warnings = ["misc.highlighting_failure"]

nb_execution_mode = "force"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_in_temp = True
nb_merge_streams = True

autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
# Types of parameters are often units.
numpydoc_xref_param_type = False

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

NOTEBOOKS = HERE / "notebooks"
PYTHON = HERE / "reference" / "python"
C_FUNCTIONS = HERE / "reference" / "c-functions.rst"
C_OVERVIEW = HERE / "reference" / "c-overview.txt"


def write_pages(app: Sphinx) -> None:
    """Write what is made of the package, the header and the notebooks; git ignores it."""
    made = {PYTHON / f"{name}.rst": text for name, text in make_api.pages()}
    made[C_FUNCTIONS] = make_c_api.page()
    made[C_OVERVIEW] = make_c_api.overview()
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = notebook.read_text(encoding="utf-8")
        made[NOTEBOOKS / notebook.name] = text.replace("](../docs/", "](../")
    for folder in (NOTEBOOKS, PYTHON):
        folder.mkdir(exist_ok=True)
        for old in set(folder.iterdir()) - set(made):
            old.unlink()
    for path, text in made.items():
        # What has not changed is not read again.
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def link_folders(app: Sphinx, document: nodes.document) -> None:
    """Let a link to a folder of the checkout lead to its page ``index``, or be no link."""
    env = app.env
    for node in list(document.findall(pending_xref)):
        if node.get("reftype") != "myst" or node.get("refdomain"):
            continue
        relative, path = env.relfn2path(node["reftarget"].rstrip("/"), env.docname)
        if not Path(path).is_dir():
            continue
        if f"{relative}/index" in env.found_docs:
            page = {"refdomain": "doc", "reftarget": f"{relative}/index", "reftargetid": None}
            node.attributes |= page
        else:
            node.replace_self(node.children)


def escape(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """``|w|`` in a docstring is a size, not a substitution."""
    lines[:] = [re.sub(r"(?<![\w`$])\|(\w)\|", r"\\|\1\\|", line) for line in lines]


def sign(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, given: str, returned: str
) -> tuple[str, str] | None:
    """Signature of a dataclass: its fields, which `Described.__new__` hides."""
    if what != "class":
        return None
    if getattr(thing, "__new__", None) is Described.__new__ and not dataclasses.is_dataclass(thing):
        return "", ""
    if not dataclasses.is_dataclass(thing) or "__dataclass_fields__" not in vars(thing):
        return None
    shown = []
    signature = inspect.signature(thing.__init__)
    for parameter in list(signature.parameters.values())[1:]:
        shown.append(parameter.replace(annotation=inspect.Parameter.empty))
    text = str(inspect.Signature(shown))
    return re.sub(r"=<[^>]*>", "=...", text), ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Attach what is above."""
    write_pages(app)
    app.connect("doctree-read", link_folders)
    app.connect("autodoc-process-docstring", escape, priority=400)
    app.connect("autodoc-process-signature", sign)
    return {"parallel_read_safe": True}
