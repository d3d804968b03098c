"""The tables of numbers that ship with the notebooks."""

import csv
from pathlib import Path

from numpy import array

FOLDER = Path("data")  # beside the notebook that asks: a kernel runs in its notebook's folder


def data(name):
    """Return the columns of data/name.csv as {heading: 1-D array of floats}.

    Raises FileNotFoundError that names the tables there are.
    """
    try:
        with open(FOLDER / f"{name}.csv", newline="") as file:
            headings, *rows = csv.reader(file)
    except FileNotFoundError:
        there = ", ".join(sorted(path.stem for path in FOLDER.glob("*.csv"))) or "none"
        raise FileNotFoundError(f"no table {name!r} beside this notebook; there are: {there}") from None
    return dict(zip(headings, array(rows, float).T, strict=True))
