"""The tables that ship with the notebooks: read by name, small, and never without their licence."""

from pathlib import Path

import pytest

import mclib as mc

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TABLES = sorted((NOTEBOOKS / "data").glob("*.csv"))


@pytest.fixture(autouse=True)
def beside_the_notebooks(monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_read_by_column_and_is_small(path):
    columns = mc.data(path.stem)
    heading, *rows = path.read_text().splitlines()
    assert list(columns) == heading.split(",")
    assert len(rows) <= 150
    assert [column[0] for column in columns.values()] == [float(cell) for cell in rows[0].split(",")]
    assert {column.shape for column in columns.values()} == {(len(rows),)}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_its_source_and_licence_are_told(path):
    told = (path.parent / "README.md").read_text()
    assert path.name in told
    assert "licence" in told.lower()


def test_a_table_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(FileNotFoundError, match="'penguin' beside this notebook; there are: gentoo"):
        mc.data("penguin")
