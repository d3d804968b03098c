"""Exercises about a derivation or a pattern: find the slip, order the steps, build a function.

A puzzle says what stands below its prompt (`asks`), how an answer is read (`shown`, as HTML), what
is said of it (`check`), and which derivation is shown at the end. No answer is stored: the lines are the
engine's, the slip is a row of the table of mistakes, and a function is judged by its Jacobian.
"""

import re
from dataclasses import replace
from string import ascii_uppercase
from zlib import crc32

from ..answers import Verdict, check
from ..comparison import Case, Cells, near, points
from ..derivation import sample_sizes, unfold
from ..engine import derive
from ..erroneous import erroneous
from ..language import shape_text, text
from ..misconceptions import SAID
from ..render.html import html
from ..render.latex import line_latex
from ..render.sentences import SENTENCES

NUMBER = re.compile(r"(?:.*\bline\s*|no\.?\s*|\()?(\d+)[).]?", re.I)
CELLS = {"0": "0", "*": r"\bullet", "c": "c", "v": "v"}  # what stands for zero, not zero, constant, changing
MEETS = {"0": "0", "*": "cv", "c": "c", "v": "v"}  # which cells are as asked


class Lines:
    """The lines of a derivation that are shown, counted from 1, and why each follows from the one before."""

    def __init__(self, derivation, places):
        self.derivation, self.places = derivation, places or [*range(1, len(derivation.lines))]

    def written(self, marks, order):
        """Lines below one another, in some order, with a mark before each."""
        lines = zip(marks, order, strict=True)
        return "".join(f"\n{mark}  ${line_latex(self.derivation, self.places[n - 1])}$" for mark, n in lines)

    def reason(self, n):
        """The rules that lead to line n, and why the last of them holds."""
        steps = self.derivation.steps[self.places[n - 2] if n > 1 else 0 : self.places[n - 1]]
        names = [*dict.fromkeys(step.rule.name for step in steps)]
        return {
            "rules": ", ".join(names if len(names) < 4 else (names[0], "...", names[-1])),
            "why": steps[-1].rule.why,
        }


class Slip:
    """Which line is the first that is wrong? Its number, or what should come out."""

    def __init__(self, exercise):
        self.exercise, self.right = exercise, derive(exercise.y, exercise.x, exercise.row.get("by", "entries"))
        wrong, self.at = erroneous(self.right, exercise.row["slip"])
        self.lines = Lines(wrong, exercise.row.get("lines"))
        self.count = len(self.lines.places)
        self.number = next(n for n, k in enumerate(self.lines.places, 1) if k >= self.at)
        numbers = range(1, self.count + 1)
        self.asks = self.lines.written([f"({n})" for n in numbers], numbers) + "\n" + SENTENCES["slip_asks"]

    def shown(self, answer):
        number = NUMBER.fullmatch(answer.strip())
        return SENTENCES["slip_read"].format(n=number[1]) if number else html(self.exercise.read(answer))

    def check(self, answer):
        number, mended = NUMBER.fullmatch(answer.strip()), SENTENCES["slip_mended"].format(n=self.number)
        if not number:
            own = check(answer, self.exercise.y, self.exercise.x)
            return replace(own, message=f"{own.message} {mended}", shown=self.mended) if own.right else own
        n = int(number[1])
        if not 1 <= n <= self.count:
            return Verdict(False, SENTENCES["slip_range"].format(count=self.count))
        if n == self.number:
            found = SENTENCES["slip_found"].format(n=n, said=self._said(self.exercise.row["slip"]))
            return Verdict(True, f"{found} {mended}", shown=self.mended)
        before = SENTENCES["slip_line" if n > 1 else "slip_question"].format(n=n - 1)
        told = SENTENCES["slip_before" if n < self.number else "slip_after"]
        return Verdict(False, told.format(n=n, before=before, **self.lines.reason(n)))

    def _said(self, tag):
        """What the table says to whoever makes this mistake here."""
        jacobian = self.right.jacobian
        sizes = tuple(tuple(sizes.items()) for sizes in sample_sizes(jacobian.frame))
        return SAID[tag].format(c=Case(jacobian, points(jacobian, sizes)[0], jacobian.expression, None))

    @property
    def mended(self):
        """The wrong line as it should be."""
        return html(self.right.lines[self.at], self.right.frame.names, self.right.short(self.at))

    def derivation(self, answer):
        return self.right


class Order:
    """Lines of a derivation, mixed: in which order do they follow from one another?"""

    def __init__(self, exercise):
        self.right = derive(exercise.y, exercise.x, exercise.row.get("by", "entries"))
        self.lines = Lines(self.right, exercise.row.get("lines"))
        mixed = sorted(range(1, len(self.lines.places) + 1), key=lambda n: crc32(f"{exercise.id}{n}".encode()))
        self.letters = ascii_uppercase[: len(mixed)]
        self.number = dict(zip(self.letters, mixed, strict=True))
        self.order = sorted(self.letters, key=self.number.get)
        asks = SENTENCES["order_asks"].format(letters=" ".join(self.letters))
        self.asks = self.lines.written(self.letters, mixed) + "\n" + asks

    def read(self, answer):
        """The letters of an answer. Raises ValueError where they are not these letters, once each."""
        given = re.sub(r"[\W_]+", "", answer).upper()
        if sorted(given) != [*self.letters]:
            wrong = {
                "order_strange": [c for c in dict.fromkeys(given) if c not in self.letters],
                "order_missing": [c for c in self.letters if c not in given],
                "order_double": [c for c in self.letters if given.count(c) > 1],
            }
            told = [SENTENCES[key].format(letters=", ".join(letters)) for key, letters in wrong.items() if letters]
            raise ValueError(" ".join([SENTENCES["order_asks"].format(letters=" ".join(self.letters)), *told]))
        return given

    def shown(self, answer):
        return " → ".join(self.read(answer))

    def check(self, answer):
        given = self.read(answer)
        k = next((k for k, letter in enumerate(given) if letter != self.order[k]), None)
        if k is None:
            return Verdict(True, SENTENCES["order_right"])
        n = self.number[given[k]]
        told = SENTENCES["order_until"].format(letters=" ".join(given[:k])) + " " if k else ""
        needed = {"late": given[k], "before": self.order[n - 2], **self.lines.reason(n)}
        return Verdict(False, told + SENTENCES["order_early"].format(**needed))

    def derivation(self, answer):
        return self.right


class Build:
    """Which function has a Jacobian with this pattern? Any that has is right."""

    def __init__(self, exercise):
        self.exercise, self.pattern = exercise, exercise.row["pattern"]
        rows = r" \\ ".join(" & ".join(CELLS[cell] for cell in row) for row in self.pattern)
        legend = ", ".join(SENTENCES["build_" + cell] for cell in CELLS if cell in "".join(self.pattern))
        how = SENTENCES["build_list" if len(self.pattern) > 1 else "build_one"].format(count=len(self.pattern))
        self.asks = f"\n$\\begin{{bmatrix}} {rows} \\end{{bmatrix}}$\n{legend}.\n{how}"

    def shown(self, answer):
        return html(self.exercise.read(answer))

    def derivation(self, answer):
        """Of the learner's own function. Raises what reading and deriving it raise."""
        return derive(self.exercise.read(answer), self.exercise.x)

    def check(self, answer):
        if (made := self.exercise.read(answer)).kind == "matrix" and 1 not in made.shape:
            return Verdict(False, SENTENCES["build_matrix"].format(own=shape_text(made.shape)))
        jacobian = self.derivation(answer).jacobian
        height, width = len(self.pattern), len(self.pattern[0])
        if jacobian.shape != (height, width):
            return Verdict(False, SENTENCES["build_shape"].format(own=shape_text(jacobian.shape), rows=height))
        found = points(jacobian, ((), ()))
        cells = [Cells(point)(jacobian.expression) for point in found]
        case = Case(jacobian, found[0], jacobian.expression, None)
        places = [(i, j) for i in range(1, height + 1) for j in range(1, width + 1)]
        kinds = {(i, j): _kind([at[i - 1][j - 1] for at in cells]) for i, j in places}
        off = [(i, j) for i, j in places if kinds[i, j] not in MEETS[self.pattern[i - 1][j - 1]]]
        if not off:
            return Verdict(True, SENTENCES["build_right"], shown=html(jacobian.expression))
        (i, j), fine = off[0], len(places) - len(off)
        told = SENTENCES[f"build_{self.pattern[i - 1][j - 1]}_but_{kinds[i, j]}"]
        line = text(unfold(case.line(i, j), case.point.size))
        names = {"cell": (i, j), "y": case.output(i, j), "x": case.input(i, j), "line": line}
        return Verdict(False, f"{told.format(**names)} {SENTENCES['build_fine'].format(fine=fine, all=len(places))}")


def _kind(values):
    """What a cell is, from its numbers at several points: zero, constant or changing."""
    return "v" if not all(near(v, values[0]) for v in values) else "0" if near(values[0], 0) else "c"


PUZZLES = {"slip": Slip, "order": Order, "build": Build}
