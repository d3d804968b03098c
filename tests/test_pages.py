"""The printed pages as files: their links, what they fold, that they need nothing but themselves."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from mclib.views.exercises import find

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"<a\b[^>]* href=\"([^\"]*)\"")
SOLUTION = re.compile(r'(?s)<details class="solution"><summary>Solution of (\w+),.*?</div></details>')
BINDER = re.compile(r"https://mybinder\.org/v2/[^\s)\"]*")

each = pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])


def read(pages, name):
    """(the page as it is read, without its scripts and styles)."""
    page = (pages / f"{name}.html").read_text(encoding="utf-8")
    return re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page)


def test_every_notebook_has_its_page_and_the_index_leads_to_each(pages):
    assert sorted(path.stem for path in pages.iterdir()) == [*NOTEBOOKS, "index"]
    assert [link for link in LINK.findall(read(pages, "index")) if link[0].isdigit()] == [
        f"{n}.html" for n in NOTEBOOKS
    ]


@each
def test_links_resolve(pages, name):
    for link in map(unescape, LINK.findall(read(pages, name))):
        if re.match(r"https?:", link):
            continue
        file, _, anchor = link.partition("#")
        assert not file or (pages / file).exists(), link
        target = read(pages, file.removesuffix(".html") or name)
        assert not anchor or unquote(anchor) in map(unescape, re.findall(r'\bid="([^"]*)"', target)), link


@each
def test_nothing_is_loaded(pages, name):
    page = (pages / f"{name}.html").read_text(encoding="utf-8")
    loaded = re.findall(r"<(?:link|script|img|iframe|source)\b[^>]*(?:href|src)=\"([^\"]*)|url\(\"?([^\")#]*)", page)
    assert [source for source in map("".join, loaded) if source and not source.startswith("data:")] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_opens_its_notebook_where_the_readme_does(pages, name):
    readme = BINDER.findall((ROOT / "README.md").read_text())
    (launch,) = set(BINDER.findall(unescape(read(pages, name))))
    assert launch in readme
    assert launch.endswith(f"{name}.ipynb")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_folded_in_the_notebook_is_folded_on_its_page(pages, name):
    """Each fold of a notebook is one here, and holds more than its question."""
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    texts += [out.data.get("text/html", "") for cell in cells for out in cell.get("outputs", ()) if "data" in out]
    page = SOLUTION.sub("", re.search(r"(?s)<main.*</main>", read(pages, name))[0])
    assert page.count("<details>") == sum(text.count("<details>") for text in texts)
    assert "<details open" not in page
    assert re.findall(r"</summary>\s*</details>", page) == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_an_exercise_has_its_solution_folded(pages, name):
    """In the notebook's own fold behind it; else the derivation, line by line."""
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    asked = [(re.search(r'mc\.exercise\("(\w+)"\)\s*$', cell.source), cells[k]) for k, cell in enumerate(cells[:-1], 1)]
    bare = [found[1] for found, behind in asked if found and "<details>" not in behind.source]
    assert [found[1] for found in SOLUTION.finditer(read(pages, name))] == bare
    assert all(found[0].count("<li>") > 1 for found in SOLUTION.finditer(read(pages, name)))


def test_a_solution_in_numbers_ends_with_them(pages):
    solutions = {found[1]: found[0] for name in NOTEBOOKS for found in SOLUTION.finditer(read(pages, name))}
    for kind, ends in (("numbers", r"<p>In numbers: (.*?)</p>"), ("value", r"</code> = (.*?)</p>")):
        asked = [name for name in solutions if find(name).kind == kind and find(name).at]
        assert asked
        for name in asked:
            told = re.search(ends, solutions[name])[1].replace("\N{MINUS SIGN}", "-")
            assert find(name).check(told).right, name
