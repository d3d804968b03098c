"""Answers: read, compared with the right Jacobian, and understood where they differ.

`check` gives a `Verdict`. Right answers are computed, never stored. What differs is held against
the table of mistakes; what fits none is told what is true of it.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from . import expressions as ex
from . import indices as ix
from .comparison import Cells, NoNumbers, blank, easy_point, entries, finite, move, near, nudged, output, points, same
from .derivation import sample_sizes, unfold
from .engine import derive
from .language import shape_text, text
from .layout import layout
from .misconceptions import BY_TAG, TABLE, Case, transposed
from .parsing import Known, read
from .points import size_names
from .symbolic import from_sympy, is_sympy

OF_ZEROS = {"transposed", "treated-as-constant", "gate-ignored", "gate-inverted"}  # too many fit zeros
STEPS = (0.1, 0.01, 0.001)  # sizes of a nudge: the first at which the function is nearly straight


@dataclass(frozen=True)
class Prediction:
    """What an answer says of a small nudge, beside what really happens."""

    where: str  # the numbers at which it is tried
    input: str  # the nudged input, as w_2
    size: float  # by how much
    output: str  # the output that is looked at, as y_1
    predicted: float
    real: float

    @property
    def sentence(self):
        move, real = (f"{round(v, 12) + 0.0:.3g}" for v in (self.predicted, self.real))
        close = abs(self.predicted - self.real) <= 0.05 * abs(self.real)
        really = "and so it does" if move == real else f"really {real}" + (", nearly the same" if close else "")
        nudge = f"At {self.where}, nudge {self.input} by {self.size:g}"
        return f"{nudge}: your answer says that {self.output} moves by {move}, {really}."


@dataclass(frozen=True, repr=False)
class Verdict:
    """What is said about an answer."""

    right: bool
    message: str
    diagnoses: tuple = ()  # tags of the table of mistakes; several mean: either this or that
    prediction: Prediction | None = None

    @property
    def diagnosis(self):
        return self.diagnoses[0] if self.diagnoses else None

    def __str__(self):
        return self.message + (f"\n{self.prediction.sentence}" if self.prediction else "")

    __repr__ = __str__


def check(answer, y, x, at=None, exercise=None):
    """A Verdict on an answer to "what is the derivative of y by x?".

    The answer may be text, an expression, a matrix of SymPy or NumPy, nested lists, a number, a
    tuple for its shape, or `...` while there is none. `at` asks for the numbers at a point;
    `exercise` maps tags to wrong answers that cannot be made from the problem. No answer raises an
    error; a problem that cannot be derived does.
    """
    problem = _Problem(y, x, at)
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
        example = problem.known.example
        return Verdict(False, f'Not answered yet: put your answer in quotes instead of the dots, as "{example}".')
    if isinstance(answer, str) and (pair := re.fullmatch(r"\(([^,()]+),([^,()]+)\)", answer.strip())):
        answer = pair.groups()
    try:
        if isinstance(answer, tuple):
            return problem.of_shape(problem.sizes(answer))
        given = problem.read(answer)
    except ex.ShapeError as refusal:
        return Verdict(False, f"The shapes in this answer do not fit: {refusal}")
    except (ValueError, TypeError, IndexError, ArithmeticError, RecursionError) as refusal:
        return Verdict(False, str(refusal))
    try:
        return problem.of(given, exercise or {})
    except NoNumbers as refusal:
        return Verdict(False, str(refusal))


@dataclass(frozen=True)
class _Given:
    """An answer that was read."""

    expression: ex.Expression
    flat: bool = False  # a list without rows: a row or a column, as the question needs

    def _turned(self, needed):
        return needed[0] == 1 if self.flat else layout() == "denominator"

    def cells(self, cells, needed):
        """The numbers, in numerator layout, where a matrix of the shape `needed` is asked for."""
        found = cells(self.expression)
        return transposed(found) if self._turned(needed) else found

    def shape(self, needed):
        shape = self.expression.shape or (1, 1)
        return shape[::-1] if self._turned(needed) else shape


class _Problem:
    """The derivative of y by x, and what is needed to judge an answer to it."""

    def __init__(self, y, x, at):
        self.jacobian = derive(y, x).jacobian
        self.frame = self.jacobian.frame
        self.at = None if at is None else self.frame.point(at, needed=self.frame.symbols)
        lengths = dict(zip("mn", self.frame.shape, strict=True))
        left = {name: length for name, length in lengths.items() if isinstance(length, int)}
        self.known = Known([self.frame.function, *self.frame.variables], left)

    # -- reading

    def read(self, answer):
        """The answer as an expression. Raises what parsing and building raise."""
        if isinstance(answer, str):
            made = read(answer, self.known)
            return _Given(made, flat=made.op == "stack" and answer.strip().startswith("["))
        if hasattr(answer, "tolist"):  # NumPy's and SymPy's
            answer = answer.tolist()
        if not isinstance(answer, (list, tuple)):
            return _Given(self._cell(getattr(answer, "expression", answer)))
        if any(isinstance(row, (list, tuple)) for row in answer):
            return _Given(ex.matrix([[self._cell(cell) for cell in row] for row in answer]))
        return _Given(ex.stack(map(self._cell, answer)), flat=True)

    def _cell(self, cell):
        if isinstance(cell, str):
            return read(cell, self.known)
        if is_sympy(cell):
            known = ex.element_wise() | {"pi": ex.PI}
            return from_sympy(cell, lambda name: read(name, self.known), ex.number, known)
        return ex.as_expression(cell)

    def sizes(self, shape):
        """A shape as two sizes. Raises what reading them raises."""
        if len(shape) != 2:
            raise ValueError("A shape has two sizes, rows and columns, as (2, 3) or (m, n).")
        return tuple(ex.as_size(read(s, self.known) if isinstance(s, str) else s) for s in shape)

    # -- where to look

    def trials(self, given):
        """The points to compare at, and whether their size is one that the answer has chosen."""
        if self.at:
            return [self.at], False
        mine, its = _places(given.expression), _places(self.frame.function)
        deepest = max([2, *its.values(), *(min(9, place) for place in mine.values())])
        own = self._chosen(given.shape(self.frame.shape)) or self._reached(mine, its)
        sizes = [{k: v + deepest - 2 for k, v in choice.items()} | own for choice in sample_sizes(self.frame)]
        return points(self.jacobian, tuple(tuple(choice.items()) for choice in sizes)), bool(own)

    def _chosen(self, shape):
        """The sizes for which an explicit matrix has as many rows and columns as are needed."""
        for needed in (self.frame.shape, self.frame.shape[::-1]):
            pairs = [(w.args[0], k) for k, w in zip(shape, needed, strict=True) if _names(w) and k != 1]
            if pairs and len(dict(pairs)) == len(set(pairs)) and all(isinstance(k, int) for _, k in pairs):
                return dict(pairs)
        return {}

    def _reached(self, mine, its):
        """The sizes for which a single number such as x1 + x2 + x3 is written out."""
        if self.frame.shape != (1, 1):
            return {}
        return {name: place for name, place in mine.items() if place > max(1, its.get(name, 0))}

    def case(self, point):
        """The problem in numbers at a point."""
        cells = Cells(point)

        def derivative(function, variable):
            jacobian = _derived(function, variable)
            return None if jacobian is None else cells(jacobian.expression)

        inputs = [cells(v) if v.kind != "matrix" else transposed(cells(v)) for v in self.frame.variables]
        flat = [cell for rows in inputs for row in rows for cell in row]
        right = cells(self.jacobian.expression)
        return Case(self.frame, right, blank(self.jacobian, point), flat, cells, derivative)

    # -- judging

    def of(self, given, listed):
        """The verdict on a matrix."""
        trials, own_size = self.trials(given)
        cases = [self.case(point) for point in trials]
        answers = [given.cells(case.values, (case.rows, case.columns)) for case in cases]
        defined = [k for k, cells in enumerate(answers) if finite(cells)] or range(len(cases))
        cases, answers = [cases[k] for k in defined], [answers[k] for k in defined]
        prediction = self.prediction(given, trials)
        if all(same(cells, case.right) for cells, case in zip(answers, cases, strict=True)):
            return Verdict(True, self.praise(given, trials[0].sizes if own_size else {}), (), prediction)
        needed = (cases[0].rows, cases[0].columns) if own_size or self.at else self.frame.shape
        shape, tags = given.shape(needed), self.diagnoses(cases, answers, listed)
        said = [] if shape == needed else [self.about_shape(shape, needed)]
        names = [self.sentence(tag, cases[0]) for tag in tags]
        said += names if len(names) < 2 else [f"Either: {names[0]}", f"Or: {names[1]}"]
        said = said or [*_truths(cases, answers), *self.strangers(given, cases[0])]
        return Verdict(False, " ".join(said), tags, prediction)

    def praise(self, given, sizes):
        found = self.jacobian.to(layout()).expression
        note = " in denominator layout" if layout() == "denominator" and self.frame.shape != (1, 1) else ""
        if sizes:
            names = ", ".join(f"{name} = {length}" for name, length in sizes.items())
            return f"Right{note}, for {names}. For any size it is {found}."
        told = self.at or given.flat or given.expression == found
        return f"Right{note}." if told else f"Right{note}: the same as {found}."

    def about_shape(self, shape, needed):
        sides = ["a row for each output", "a column for each input"]
        if layout() == "denominator":
            shape, needed, sides = shape[::-1], needed[::-1], ["a column for each output", "a row for each input"]
        mine = "a single number" if shape == (1, 1) else shape_text(shape)
        return f"Your answer is {mine}; needed is {shape_text(needed)}: {sides[0]}, {sides[1]}."

    def sentence(self, tag, case):
        if tag == "transposed" and layout() == "denominator":
            return (
                "Right entries, filed the other way: that is numerator layout, and denominator layout is switched on."
            )
        return BY_TAG[tag].said.format(c=case)

    def diagnoses(self, cases, answers, listed):
        """The tags of the first two rows of the table that make this answer at every point."""
        for tag, wrong in listed.items():
            other = self.read(wrong)
            made = [other.cells(case.values, (case.rows, case.columns)) for case in cases]
            if all(map(same, made, answers)):
                return (tag,)
        zeros = not any(map(any, answers[0])) or not cases[0].live
        rows = [row for row in TABLE if not zeros or row.tag in OF_ZEROS]
        return tuple(row.tag for row in rows if _fits(row, cases, answers))[:2]

    def strangers(self, given, case):
        """A sentence about a cell that reads what its output never reads; none where there is no such cell."""
        y, point, needed = self.frame.function, case.values.point, (case.rows, case.columns)
        before = given.cells(case.values, needed)
        spots = [(i, j) for i in range(case.rows) for j in range(case.columns)]
        for symbol in given.expression.symbols:
            for place in entries(point.values[symbol.args[0]]):
                after = given.cells(Cells(nudged(point, symbol, place, 0.01)), needed)
                name = ix.idx(symbol, tuple(k + 1 for k in place))
                for i, j in (spot for spot in spots if before[spot[0]][spot[1]] != after[spot[0]][spot[1]]):
                    if not ix.reads(unfold(output(y, i + 1, j + 1), point.size), name):
                        never = f"{case.output(i + 1, j + 1)} never reads it"
                        return [f"Cell {(i + 1, j + 1)} of your answer contains {text(name)}, but {never}."]
        return []

    def of_shape(self, given):
        """The verdict on a shape."""
        needed = self.frame.shape if not self.at else tuple(map(self.at.size, self.frame.shape))
        given = given[::-1] if layout() == "denominator" else given
        if given == needed:
            return Verdict(True, f"Right: {shape_text(needed if layout() == 'numerator' else needed[::-1])}.")
        tags = [row.tag for row in TABLE if row.shape and _shape_of(row, *needed) == given]
        return Verdict(False, self.about_shape(given, needed), tuple(tags[:2]))

    # -- predicting

    def prediction(self, given, trials):
        """A nudge at which the answer is most off; None where it has not the shape to say anything."""
        if self.frame.function.functions:
            return None
        easy = None if self.at else easy_point(self.jacobian, tuple(_small(trials[0].sizes).items()))
        case, mine = self._telling(given, [easy, *trials] if easy else trials)
        if mine is None:
            return None
        point = case.values.point
        spots = [(i, j) for i in range(case.rows) for j in range(case.columns)]
        off = {(i, j): (round(abs(mine[i][j] - case.right[i][j]), 6), abs(case.right[i][j])) for i, j in spots}
        i, j = max(spots, key=off.get)
        for size in STEPS:
            real, straight = move(self.frame, point, i, j, size), case.right[i][j]
            if abs(real - straight * size) <= 0.02 * size * max(abs(straight), 0.1):
                break
        where = ", ".join(f"{s} = {_listed(point.values[s.args[0]])}" for s in self.frame.symbols)
        names = case.input(j + 1, i + 1), case.output(i + 1, j + 1)
        return Prediction(where, names[0], size, names[1], mine[i][j] * size, real)

    def _telling(self, given, trials):
        """The first point at which the answer is off, with its cells there; else the first of all."""
        found = []
        for case in map(self.case, trials):
            mine = given.cells(case.values, (case.rows, case.columns))
            if finite(mine) and [*map(len, mine)] == [*map(len, case.right)]:
                found.append((case, mine))
                if not same(mine, case.right):
                    return case, mine
        return found[0] if found else (None, None)


def _small(sizes):
    """Sizes for a table that is read: n = 3, and others near it, where the general ones were drawn."""
    if min(sizes.values(), default=0) != 3 or len(sizes) == 1:
        return sizes
    return dict(zip(sorted(sizes, key=lambda name: name != "n"), (3, 2, 4, 5, 6, 7), strict=False))


def _fits(row, cases, answers):
    """Whether one of the answers that a row makes is this one, at every point."""
    made = [list(row.make(cases[0]))]
    if not any(same(cells, answers[0]) for cells in made[0]):
        return False
    made += [list(row.make(case)) for case in cases[1:]]
    return any(all(map(same, ways, answers)) for ways in zip(*made, strict=False))


def _shape_of(row, m, n):
    try:
        return row.shape(m, n)
    except TypeError:  # which of two names is the larger is not known
        return None


def _listed(value):
    return f"[{', '.join(map(_listed, value))}]" if isinstance(value, list) else f"{value:g}"


@lru_cache(maxsize=128)
def _derived(function, variable):
    try:
        return derive(function, variable).jacobian
    except ex.ShapeError:
        return None


def _names(size):
    """Whether a size is a name alone."""
    return not isinstance(size, int) and size.op == "size"


def _places(e):
    """How far an expression reads into each size that is a name: {"n": 3} for x[1] + x[3]."""
    found = {}
    if e.op in ("component", "unit"):
        owner = e.args[0].shape if e.op == "component" else e.shape
        places = e.args[1] if e.op == "component" else e.args[1:]
        for size, place in zip((s for s in owner if s != 1), places, strict=False):
            found |= dict.fromkeys(size_names(size), place)
    for arg in ex.flat(e.args):
        for name, place in _places(arg).items() if isinstance(arg, ex.Expression) else ():
            found[name] = max(place, found.get(name, 0))
    return found


# ---- what is true of an answer that no mistake explains -----------------------------------------


def _truths(cases, answers):
    """Sentences about an answer of the right shape: what is right in it and what cannot be."""
    case, cells = cases[0], answers[0]
    if not finite(cells):
        return ["This answer has no value at places where the function has a slope."]
    mine = {(i, j): v for i, row in enumerate(cells, 1) for j, v in enumerate(row, 1)}
    right = {(i, j): v for i, row in enumerate(case.right, 1) for j, v in enumerate(row, 1)}
    off = [spot for spot in mine if not near(mine[spot], right[spot])]
    full = [spot for spot in off if spot in case.blank]
    empty = [spot for spot in off if mine[spot] == 0]
    ratio, said = _ratio(cases, answers), []
    if all(abs(mine[s] - right[s]) <= 0.01 * abs(right[s]) for s in mine):
        said.append("Very near: is that rounding? Write more digits, or a fraction as 2/3.")
    elif ratio is not None:
        said.append(f"{'Every cell' if case.many else 'It'} is {ratio} times what it should be.")
    elif len(off) < len(mine):
        listed = ", ".join(map(str, off[:4])) + (" and others" if len(off) > 4 else "")
        said.append(f"{len(mine) - len(off)} of {len(mine)} cells are right; look again at {listed}.")
    for (i, j), is_zero in [(full[0], True)] if full else [(empty[0], False)] if empty else []:
        verb = ("is 0", "does not contain") if is_zero else ("is not 0", "moves with")
        said.append(f"Cell {(i, j)} {verb[0]}: {case.output(i, j)} {verb[1]} {case.input(j, i)}.")
    return said or ["The shape is right; no cell is, yet." if case.many else "That is not the slope yet."]


def _ratio(cases, answers):
    """What every cell was multiplied by, the same at all points; None where there is no such number."""
    found = set()
    for case, cells in zip(cases, answers, strict=True):
        pairs = [pair for rows in zip(cells, case.right, strict=True) for pair in zip(*rows, strict=True)]
        found |= {round(mine / right, 6) if right else None for mine, right in pairs if mine or right}
    if len(found) != 1 or None in found:
        return None
    ratio = found.pop()
    simple = Fraction(ratio).limit_denominator(12)
    return str(simple) if abs(float(simple) - ratio) < 1e-5 else f"{ratio:g}"
