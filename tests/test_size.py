"""The size of the house, printed and held: a small helper package stays one.

Python is held in statements: a table or a call that is broken over several lines counts once,
docstrings and comments do not count, so that explaining costs nothing. The lines are printed
beside. The views' JavaScript is held in lines with code.
"""

import ast
import tokenize
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "mclib"
VIEWS = PACKAGE / "views"
HOUSE = [path for path in PACKAGE.rglob("*.py") if VIEWS not in path.parents]


def lines(paths):
    return sum(len(path.read_text().splitlines()) for path in paths)


def code(paths):
    """Lines of JavaScript, without those that explain."""
    bare = (line.strip() for path in paths for line in path.read_text().splitlines())
    return sum(bool(line) and not line.startswith(("//", "/*", "*")) for line in bare)


def statements(paths):
    return sum(_statements(path) for path in paths)


def _statements(path):
    with path.open("rb") as file:
        ends = sum(token.type == tokenize.NEWLINE for token in tokenize.tokenize(file.readline))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = ast.walk(ast.parse(path.read_text()))
    return ends - sum(isinstance(node, documented) and ast.get_docstring(node) is not None for node in nodes)


def test_the_house_is_small(capsys):
    sizes = {
        "mclib without views, statements": (statements(HOUSE), 3500),
        "views, statements of Python": (statements(VIEWS.rglob("*.py")), 1500),
        "views, lines of JavaScript": (code(VIEWS.rglob("*.js")), 2000),
    }
    with capsys.disabled():
        print(
            f"\nmclib without views: {lines(HOUSE)} lines with their explanations; views: {lines(VIEWS.rglob('*.py'))}"
        )
        for part, (size, limit) in sizes.items():
            print(f"{part}: {size} of at most {limit}")
    assert [part for part, (size, limit) in sizes.items() if size > limit] == []
