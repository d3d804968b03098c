"""Problems with right answers and wrong ones that have a name, as in `answers.json`.

A row has symbols (name: sizes), the function y, the variable x (or a list of scalars), numbers for
sizes and symbols where the problem has them, the key, and wrong answers with the tags that explain
them (several where several are true).
"""

import json
from dataclasses import dataclass
from pathlib import Path

import mclib as mc

ROWS = json.loads((Path(__file__).parent / "answers.json").read_text())


@dataclass(frozen=True)
class Problem:
    """A row as things of mclib: what `mc.check` takes after the answer."""

    id: str
    y: object
    x: object
    at: dict | None
    key: str
    wrong: tuple  # (answer, tags)

    def check(self, answer):
        return mc.check(answer, self.y, self.x, at=self.at)

    def __repr__(self):
        return self.id


def _symbol(name, sizes, row):
    shape = [row.get(size, size) for size in sizes]
    if not shape:
        return mc.scalars(name)
    return mc.vectors(name, n=shape[0]) if len(shape) == 1 else mc.matrices(name, shape=tuple(shape))


def _problem(row):
    symbols = {name: _symbol(name, sizes, row) for name, sizes in row["symbols"].items()}
    names = row["x"].strip("[]").split(", ")
    x = [symbols[name] for name in names] if row["x"].startswith("[") else symbols[row["x"]]
    wrong = tuple((case["answer"], case["tags"]) for case in row["wrong"])
    return Problem(row["id"], mc.parse(row["y"], *symbols.values()), x, row.get("at"), row["key"], wrong)


PROBLEMS = [_problem(row) for row in ROWS]
WRONG = [(problem, answer, tags) for problem in PROBLEMS for answer, tags in problem.wrong]
