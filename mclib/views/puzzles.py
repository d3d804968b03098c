"""What an exercise is about, by its kind: a derivative, or a puzzle with a derivation or a pattern.

A puzzle says what stands below its prompt (`asks`), how an answer is read (`shown`, as HTML), what is
said of it (`check`), and which derivation is shown at the end. No answer is stored: the lines are the
engine's, the slip is a row of the table of mistakes, and a function is judged by its Jacobian.
"""

import re

from ..answers import Verdict, check
from ..comparison import Case, Cells, near, points
from ..derivation import sample_sizes, unfold
from ..engine import derive
from ..language import shape_text, text
from ..misconceptions import SAID
from ..render.html import html
from ..render.latex import line_latex
from ..render.sentences import SENTENCES
from .erroneous import erroneous

NUMBER = re.compile(r"(?:.*\bline\s*|no\.?\s*|\()?(\d+)[).]?", re.I)
CELLS = {"0": "0", "*": r"{\times}", "c": "c", "v": "v"}  # what stands for zero, not zero, constant, changing
MEETS = {"0": "0", "*": "cv", "c": "c", "v": "v"}  # which cells are as asked


class Derivative:
    """A derivative is asked for: nothing stands below the prompt."""

    asks = ""

    def __init__(self, exercise):
        self.exercise = exercise

    def shown(self, answer):
        """Nothing for a shape. Raises what reading the answer raises."""
        return "" if self.exercise.kind == "shape" else html(self.exercise.read(answer))

    def derivation(self, answer=""):
        """What is shown at the end."""
        return derive(self.exercise.y, self.exercise.x, self.exercise.row.get("by", "entries"))


class Lines(Derivative):
    """Some lines of a derivation are shown, counted from 1; a row names them by their places in it."""

    def __init__(self, exercise):
        super().__init__(exercise)
        row, self.right = exercise.row, self.derivation()
        self.told, self.at = erroneous(self.right, row["slip"]) if "slip" in row else (self.right, 0)
        self.places = row.get("lines") or [*range(1, len(self.told.lines))]

    def written(self, marks, order):
        """Lines below one another, in some order, with a mark before each."""
        return "".join(
            f"\n{mark}  ${line_latex(self.told, self.places[n - 1])}$" for mark, n in zip(marks, order, strict=True)
        )

    def reason(self, n):
        """How line n follows: from what, by which rules, and why the last of them holds."""
        steps = self.told.steps[self.places[n - 2] if n > 1 else 0 : self.places[n - 1]]
        rules = [*dict.fromkeys(step.rule.name for step in steps)]
        return {
            "before": SENTENCES["slip_line" if n > 1 else "slip_question"].format(n=n - 1),
            "rules": ", ".join([*rules[:2], *["..."] * (len(rules) > 3), *rules[2:][-1:]]),
            "why": steps[-1].rule.why,
        }


class Slip(Lines):
    """Which line is the first that is wrong? Its number, or what should come out."""

    def __init__(self, exercise):
        super().__init__(exercise)
        self.numbers = range(1, len(self.places) + 1)
        self.asks = self.written([f"({n})" for n in self.numbers], self.numbers) + "\n" + SENTENCES["slip_asks"]
        self.number = next(n for n in self.numbers if self.places[n - 1] >= self.at)

    def shown(self, answer):
        """Nothing for a line's number. Raises what reading another answer raises."""
        return "" if NUMBER.fullmatch(answer.strip()) else super().shown(answer)

    def check(self, answer):
        number, jacobian = NUMBER.fullmatch(answer.strip()), self.right.jacobian
        own = Verdict(True, "") if number else check(answer, self.exercise.y, self.exercise.x)
        if not own.right:
            return own
        n = int(number[1]) if number else self.number
        if n == self.number:
            found = points(jacobian, tuple(tuple(sizes.items()) for sizes in sample_sizes(jacobian.frame)))
            said = SAID[self.exercise.row["slip"]].format(c=Case(jacobian, None, found[0], jacobian.expression))
            return Verdict(
                right=True,
                message=(own.message or SENTENCES["slip_found"].format(n=n, said=said))
                + SENTENCES["slip_mended"].format(n=n),
                shown=html(self.right.lines[self.at], self.right.frame.names, self.right.short(self.at)),
            )
        key = "slip_range" if n not in self.numbers else "slip_before" if n < self.number else "slip_after"
        reason = self.reason(min(n, len(self.places)))
        return Verdict(False, SENTENCES[key].format(n=n, count=len(self.places), **reason))


class Order(Lines):
    """Lines of a derivation, mixed: in which order do they follow from one another?"""

    def __init__(self, exercise):
        super().__init__(exercise)
        mixed = sorted(range(1, len(self.places) + 1), key=lambda n: 7 ** (n + len(exercise.prompt)) % 101)
        self.number = dict(zip("ABCDEFGH", mixed, strict=False))
        self.order = sorted(self.number, key=self.number.get)
        how = SENTENCES["order_asks"].format(letters=" ".join(self.number))
        self.asks = self.written(self.number, mixed) + "\n" + how

    def shown(self, answer):
        """The letters of an answer. Raises ValueError where they are not these letters, once each."""
        given = re.sub(r"[\W_]+", "", answer).upper()
        if sorted(given) != [*self.number]:
            raise ValueError(SENTENCES["order_letters"].format(letters=" ".join(self.number), given=" ".join(given)))
        return " → ".join(given)

    def check(self, answer):
        given = self.shown(answer).split(" → ")
        k = next((k for k, letter in enumerate(given) if letter != self.order[k]), None)
        if k is None:
            return Verdict(True, SENTENCES["order_right"])
        told = SENTENCES["order_until"].format(letters=" ".join(given[:k])) * bool(k) + SENTENCES["order_early"]
        names = self.reason(n := self.number[given[k]]) | {"late": given[k], "before": self.order[n - 2]}
        return Verdict(False, told.format(**names))


class Build(Derivative):
    """Which function has a Jacobian with this pattern? Any that has is right."""

    def __init__(self, exercise):
        super().__init__(exercise)
        self.pattern = exercise.row["pattern"]
        self.asks = SENTENCES["build_asks"].format(
            rows=r" \\ ".join(" & ".join(CELLS[cell] for cell in row) for row in self.pattern),
            legend=", ".join(SENTENCES["build_" + cell] for cell in CELLS if cell in "".join(self.pattern)),
            how=SENTENCES["build_list" if len(self.pattern) > 1 else "build_one"].format(count=len(self.pattern)),
        )

    def shown(self, answer):
        """A function that can be derived. Raises what reading and deriving it raise."""
        return html(self.derivation(answer).function)

    def derivation(self, answer=""):
        """Of the learner's own function, where there is one."""
        return derive(self.exercise.read(answer), self.exercise.x) if answer else super().derivation()

    def check(self, answer):
        made, wanted = self.exercise.read(answer), dict(enumerate(self.pattern, 1))
        if [size for size in made.shape if size != 1] != [len(wanted)] * (len(wanted) > 1):
            return Verdict(
                False,
                SENTENCES["build_shape" if wanted.keys() > {1} else "build_shape_1"].format(
                    own=shape_text(made.shape), rows=len(wanted)
                ),
            )
        found = points(jacobian := derive(made, self.exercise.x).jacobian, ((), ()))
        cells = [Cells(point)(jacobian.expression) for point in found]
        kinds = {(i, j): (_kind([at[i - 1][j] for at in cells]), w) for i in wanted for j, w in enumerate(wanted[i])}
        off = [place for place, (kind, want) in kinds.items() if kind not in MEETS[want]]
        if not off:
            return Verdict(True, SENTENCES["build_right"], shown=html(jacobian.expression))
        (i, j), (kind, want) = off[0], kinds[off[0]]
        case = Case(jacobian, None, found[0], jacobian.expression)
        told = SENTENCES[f"build_{want}_but_{kind}"].format(
            cell=(i, j + 1),
            y=case.output(i, j + 1),
            x=case.input(i, j + 1),
            line=text(unfold(case.line(i, j + 1), case.point.size)),
        )
        return Verdict(False, told + SENTENCES["build_fine"].format(fine=len(kinds) - len(off), all=len(kinds)))


def _kind(values):
    """What a cell is, from its numbers at several points: zero, constant or changing."""
    return "v" if not all(near(v, values[0]) for v in values) else "0" if near(values[0], 0) else "c"


PUZZLES = {"slip": Slip, "order": Order, "build": Build}
