"""The arrows between modules: a file imports only from rows below its own (README, the map)."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "mclib"
# From the bottom up. A folder is one name; inside it, its files may import each other.
ROWS = (
    ("functions", "indices", "layout", "writing"),
    ("language", "notations", "refusals", "symbolic", "tidying"),
    ("expressions",),
    ("lowering",),
    ("points", "naming"),
    ("evaluation",),
    ("products",),
    ("derivation", "parsing"),
    ("rules", "structure", "comparison"),
    ("gathering", "slips"),
    ("chain",),
    ("engine", "misconceptions", "remarks"),
    ("answers",),
    ("render",),
    ("views",),
    ("__init__",),
)
ROW = {name: height for height, row in enumerate(ROWS) for name in row}
JUPYTER = {"anywidget", "ipywidgets", "IPython", "traitlets", "jupyterlab", "matplotlib"}
HEAVY = ("sympy", "numpy", "matplotlib", "ipywidgets", "anywidget", "ziamath", "lark")
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path):
    """The name in ROWS of the module or the folder that a file stands in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """(rooms of mclib, other packages) that a file imports anywhere, also inside functions."""
    ours, others = set(), set()
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top, _, rest = alias.name.partition(".")
                ours.add(rest.split(".")[0] or "__init__") if top == "mclib" else others.add(top)
        elif isinstance(node, ast.ImportFrom):
            top, _, rest = (node.module or "").partition(".")
            if node.level == 0 and top != "mclib":
                others.add(top)
            elif node.level == depth or node.level == 0:
                inside = rest if node.level == 0 else (node.module or "")
                ours |= {inside.split(".")[0]} if inside else {a.name for a in node.names}
            else:
                ours.add(room(path))
    return ours, others


def name(path):
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_file_has_a_place_in_the_house(path):
    assert room(path) in ROW


@pytest.mark.parametrize("path", FILES, ids=name)
def test_arrows_point_down(path):
    ours, _ = imports(path)
    # A name that is no room stands in __init__ itself, the top.
    heights = {target: ROW.get(target, ROW["__init__"]) for target in ours - {room(path)}}
    upward = {target for target, height in heights.items() if height >= ROW[room(path)]}
    assert not upward, f"{name(path)} imports from {upward}, which is not below it"


@pytest.mark.parametrize("path", [p for p in FILES if room(p) != "views"], ids=name)
def test_jupyter_and_matplotlib_live_in_views_alone(path):
    _, others = imports(path)
    assert not others & JUPYTER


def test_the_map_in_the_readme_is_true():
    """It names every room, from the bottom up, and nothing that is not in the table above."""
    readme = (PACKAGE.parent / "README.md").read_text()
    rooms = re.findall(r"^  (\w+)(?:\.py|/) ", readme, re.M)
    assert sorted(rooms) == sorted(ROW)
    assert [ROW[room] for room in rooms] == sorted(ROW[room] for room in rooms)
    assert set(ROW) >= {room(path) for path in FILES}


def test_importing_the_package_stays_light():
    code = f"import sys, mclib; print([name for name in {HEAVY} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_an_upward_arrow_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    (tmp_path / "render").mkdir()
    low, deep = tmp_path / "indices.py", tmp_path / "render" / "latex.py"
    low.write_text("def f():\n    from .engine import derive\n    from . import rules, views\n")
    deep.write_text("import numpy.linalg\nfrom ..views.player import P\nfrom .words import W\n")
    assert imports(low) == ({"engine", "rules", "views"}, set())
    assert imports(deep) == ({"views", "render"}, {"numpy"})
