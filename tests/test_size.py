"""The size of the house, printed and held: a small helper package stays one."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "mclib"
LIMITS = {"mclib without views": 3500, "views, Python": 1500, "views, JavaScript": 2000}


def lines(paths):
    return sum(len(path.read_text().splitlines()) for path in paths)


def test_the_house_is_small(capsys):
    views = PACKAGE / "views"
    python = set(PACKAGE.rglob("*.py"))
    sizes = {
        "mclib without views": lines(path for path in python if views not in path.parents),
        "views, Python": lines(path for path in python if views in path.parents),
        "views, JavaScript": lines(views.rglob("*.js")),
    }
    with capsys.disabled():
        print()
        for part, size in sizes.items():
            print(f"{part}: {size} lines of at most {LIMITS[part]}")
    assert {part for part, size in sizes.items() if size > LIMITS[part]} == set()
