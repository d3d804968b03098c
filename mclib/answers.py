"""Answers: read, compared with the right Jacobian by numbers, and understood where they differ.

`check` gives a `Verdict`. Right answers are computed, never stored; whether two matrices are equal
is decided at several points, in two sizes, so that every way of writing the same is the same.
What differs is held against the table of mistakes; what fits none is told what is true of it.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from . import expressions as ex
from . import indices as ix
from .derivation import sample_sizes, unfold
from .engine import derive
from .evaluation import Evaluator, well_defined
from .language import shape_text, text
from .layout import layout
from .lowering import lower
from .misconceptions import BY_TAG, TABLE, Case, transposed
from .parsing import Known, read
from .points import Point, length_at, sample, size_names
from .symbolic import from_sympy, is_sympy

CLOSE = 1e-7  # how far two equal numbers may lie apart
EFFORT = 300_000  # cells that may be worked out for one answer
CERTAIN = ("transposed", "treated-as-constant", "gate-ignored", "gate-inverted")  # of answers that are all zeros
SHAPED = ("transposed", "gate-ignored", "gate-inverted")  # of problems whose answer is all zeros


@dataclass(frozen=True)
class Prediction:
    """What an answer says of a small nudge, beside what really happens."""

    input: str  # the nudged input, as w_2
    size: float  # by how much
    where: str  # at which numbers
    output: str  # the output that is looked at, as y_1
    predicted: float
    real: float

    @property
    def sentence(self):
        move, real = f"{self.predicted:.3g}", f"{self.real:.3g}"
        says = f"your matrix says that {self.output} moves by {move}"
        really = "and so it does" if move == real else f"really it moves by {real}"
        return f"At {self.where}, nudge {self.input} by {self.size:g}: {says}, {really}."


@dataclass(frozen=True, repr=False)
class Verdict:
    """What is said about an answer."""

    right: bool
    message: str
    diagnoses: tuple = ()  # tags of the table; several mean: either this or that
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
    `exercise` maps tags to the wrong answers that cannot be made from the problem. No answer raises
    an error; a problem that cannot be derived does.
    """
    problem = _Problem(y, x, at)
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
        example = problem.known.example
        return Verdict(False, f'Not answered yet: put your answer in quotes instead of the dots, as "{example}".')
    shape = _as_shape(answer)
    try:
        given = problem.sizes(shape) if isinstance(shape, tuple) else problem.read(answer)
    except ex.ShapeError as refusal:
        return Verdict(False, f"The shapes in this answer do not fit: {refusal}")
    except (ValueError, TypeError, IndexError, ArithmeticError) as refusal:
        return Verdict(False, str(refusal))
    if isinstance(shape, tuple):
        return problem.shape_verdict(given)
    try:
        return problem.verdict(given, exercise or {})
    except _NoNumbers as refusal:
        return Verdict(False, str(refusal))


class _NoNumbers(Exception):
    """What an answer asks for cannot be worked out."""


def _as_shape(answer):
    """(2, 3), also as text, is a shape; everything else is left as it is."""
    if isinstance(answer, str) and (pair := re.fullmatch(r"\(([^,()]+),([^,()]+)\)", answer.strip())):
        return pair.groups()
    return answer


# ---- the numbers of an expression, part by part ---------------------------------------------------


class _Numbers:
    """The cells of expressions at one point, in plain Python.

    Each part is worked out once and then stands as a symbol with numbers: long products stay cheap.
    """

    WHOLE = ("symbol", "num", "const", "size", "ones", "zeros", "identity", "unit")

    def __init__(self, point):
        self.point = Point({}, ())
        self.point.sizes, self.point.functions = point.sizes, point.functions
        self.point.values = dict(point.values)
        self.kept, self.effort = {}, 0

    def __call__(self, e):
        """The cells as a list of rows; a scalar is 1 x 1."""
        if e not in self.kept:
            self.kept[e] = self._worked_out(e)
        return self.kept[e]

    def _worked_out(self, e):
        if e.op == "matrix":
            return [[self(cell)[0][0] for cell in row] for row in e.args[0]]
        if e.op == "stack":
            return [row for part in e.args for row in self(part)]
        rows, columns = map(self.point.size, e.shape or (1, 1))
        self.effort += rows * columns * (1 + max((self._longest(a) for a in e.args), default=1))
        if self.effort > EFFORT:
            raise _NoNumbers("This is too much to work out here: write the answer shorter, as in 2*x + 1.")
        part, evaluate = self._on_symbols(e), Evaluator(self.point)
        spot = {"scalar": lambda i, j: (), "column": lambda i, j: (i,), "row": lambda i, j: (j,)}.get(
            e.kind, lambda i, j: (i, j)
        )
        both = [[spot(i, j) for j in range(1, columns + 1)] for i in range(1, rows + 1)]
        return [[_number(evaluate, lower(part, at)) for at in row] for row in both]

    def _longest(self, arg):
        return max(map(self.point.size, arg.shape), default=1) if isinstance(arg, ex.Expression) else 1

    def _on_symbols(self, e):
        """The expression, its parts replaced by symbols that have their numbers."""
        if e.op in self.WHOLE:
            return e
        if e.op == "slope":
            call, x = e.args[0], self._symbol(e.args[1])
            return ex.Expression("slope", ex.Expression("all", call.args[0], x, shape=call.shape), x, shape=e.shape)
        args = [self._symbol(a) if isinstance(a, ex.Expression) else a for a in e.args]
        return ex.Expression(e.op, *args, shape=e.shape)

    def _symbol(self, e):
        if e.op == "symbol":
            return e
        name, cells = f"#{text(e)}", self(e)
        flat = [cell for row in cells for cell in row]
        self.point.values[name] = {"scalar": flat[0], "matrix": cells}.get(e.kind, flat)
        return ex.Expression("symbol", name, e.shape, shape=e.shape)


def _number(evaluate, line):
    try:
        value = evaluate(line)
        return math.nan if isinstance(value, complex) else float(value)
    except ArithmeticError:
        return math.nan
    except (IndexError, KeyError):
        raise _NoNumbers("This answer reads a component past the last one: the first is x[1].") from None


def _same(one, other):
    return len(one) == len(other) and all(
        len(r) == len(s) and all(_near(a, b) for a, b in zip(r, s, strict=True))
        for r, s in zip(one, other, strict=True)
    )


def _near(a, b):
    return abs(a - b) <= CLOSE * max(1.0, abs(b))


def _finite(cells):
    return all(math.isfinite(cell) for row in cells for cell in row)


# ---- one problem -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Given:
    """An answer that was read."""

    expression: ex.Expression
    flat: bool = False  # a list without rows: a row or a column, as the question needs

    def cells(self, numbers, shape):
        """The cells, in numerator layout; shape is the one that is needed."""
        cells = numbers(self.expression)
        if self.flat:
            return transposed(cells) if shape[0] == 1 else cells
        return transposed(cells) if layout() == "denominator" else cells

    def shape(self, needed):
        """The shape in numerator layout."""
        shape = self.expression.shape or (1, 1)
        turn = needed[0] == 1 if self.flat else layout() == "denominator"
        return shape[::-1] if turn else shape


class _Problem:
    """The derivative of y by x, and what is needed to judge an answer to it."""

    def __init__(self, y, x, at):
        self.jacobian = derive(y, x).jacobian
        self.frame = self.jacobian.frame
        self.at = None if at is None else self.frame.point(at)
        rows, columns = self.frame.shape
        lengths = {"n": columns, "m": rows}
        left = {k: v for k, v in lengths.items() if isinstance(v, int)}
        self.known = Known([self.frame.function, *self.frame.variables], left)

    # -- reading

    def read(self, answer):
        """The answer as an expression. Raises what parsing and building raise."""
        if isinstance(answer, str):
            made = read(answer, self.known)
            return _Given(made, flat=made.op == "stack" and answer.strip().startswith("["))
        if hasattr(answer, "tolist"):  # NumPy's and SymPy's
            answer = answer.tolist()
        if isinstance(answer, (list, tuple)):
            nested = any(isinstance(row, (list, tuple)) for row in answer)
            made = (
                ex.matrix([[self._cell(c) for c in row] for row in answer])
                if nested
                else ex.stack(map(self._cell, answer))
            )
            return _Given(made, flat=not nested)
        return _Given(self._cell(getattr(answer, "expression", answer)))

    def _cell(self, cell):
        if isinstance(cell, str):
            return read(cell, self.known)
        if is_sympy(cell):
            return from_sympy(cell, lambda name: read(name, self.known), ex.number, ex.element_wise() | {"pi": ex.PI})
        return ex.as_expression(cell)

    # -- points

    def trials(self, given):
        """The points to compare at, and whether they are of one size only, that of the answer."""
        if self.at:
            return [self.at], False
        general = sample_sizes(self.frame)
        read_in = max(_places(self.frame.function).values(), default=0)
        deepest = max(read_in, min(9, max(_places(given.expression).values(), default=0)))
        shift = max(0, deepest - 2)
        general = [{name: length + shift for name, length in sizes.items()} for sizes in general]
        own = _own_sizes(given, self.frame, read_in)
        if own:
            general = [{**sizes, **own} for sizes in general]
        return _points(self.jacobian, tuple(tuple(sizes.items()) for sizes in general)), bool(own)

    def case(self, point):
        numbers = _Numbers(point)

        def derivative(function, variable):
            jacobian = _derived(function, variable)
            return None if jacobian is None else numbers(jacobian.expression)

        right = numbers(self.jacobian.expression)
        inputs = [cell for v in self.frame.variables for row in _column(v, numbers(v)) for cell in row]
        return Case(self.frame, right, _blank(self.jacobian, point), inputs, numbers, derivative)

    # -- judging

    def verdict(self, given, listed):
        points, own_size = self.trials(given)
        needed = self.frame.shape if not (own_size or self.at) else tuple(map(points[0].size, self.frame.shape))
        cases = [self.case(point) for point in points]
        answers = [given.cells(case.values, (case.rows, case.columns)) for case in cases]
        defined = [k for k, cells in enumerate(answers) if _finite(cells)] or range(len(cases))
        cases, answers = [cases[k] for k in defined], [answers[k] for k in defined]
        prediction = self.prediction(given, points[0], own_size)
        if all(_same(cells, case.right) for cells, case in zip(answers, cases, strict=True)):
            return Verdict(True, self.praise(given, points[0] if own_size else None), (), prediction)
        tags = self.diagnoses(cases, answers, listed)
        shape = given.shape(needed)
        said = [] if shape == needed else [self.shape_sentence(shape, needed)]
        names = [self.sentence(tag, cases[0]) for tag in tags]
        if names:
            said += names if len(names) == 1 else [f"Either: {names[0]}", f"Or: {names[1]}"]
        elif not said:
            said = _truths(cases, answers) + self.strangers(given, cases[0])
        return Verdict(False, " ".join(said), tags, prediction)

    def praise(self, given, point):
        needed = self.jacobian.to(layout())
        found = needed.expression
        note = " (in denominator layout)" if layout() == "denominator" and self.frame.shape != (1, 1) else ""
        if point is not None:
            names = ", ".join(f"{name} = {length}" for name, length in point.sizes.items())
            return f"Right for {names}{note}. For any size it is {found}."
        same = self.at or given.expression == found or given.flat
        return f"Right{note}." if same else f"Right{note}: the same as {found}."

    def shape_sentence(self, shape, needed):
        if layout() == "denominator":
            shape, needed = shape[::-1], needed[::-1]
        rows = "row for each output, a column for each input"
        if layout() == "denominator":
            rows = "column for each output, a row for each input"
        return f"Your answer is {shape_text(shape)}; needed is {shape_text(needed)}: a {rows}."

    def sentence(self, tag, case):
        if tag == "transposed" and layout() == "denominator":
            return (
                "Right entries, filed the other way: that is numerator layout. Denominator layout is "
                "switched on, with a column for each output."
            )
        return BY_TAG[tag].said.format(c=case)

    def diagnoses(self, cases, answers, listed):
        """The tags of the first two rows of the table that make this answer at every point."""
        for tag, wrong in listed.items():
            other = self.read(wrong)
            if all(_same(other.cells(c.values, (c.rows, c.columns)), a) for c, a in zip(cases, answers, strict=True)):
                return (tag,)
        rows = TABLE
        if not any(cell for row in answers[0] for cell in row):
            rows = [row for row in rows if row.tag in CERTAIN]
        elif not cases[0].live:
            rows = [row for row in rows if row.tag in SHAPED]
        return tuple(row.tag for row in rows if _fits(row, cases, answers))[:2]

    def strangers(self, given, case):
        """A sentence about a cell that reads what its output never reads; none where there is no such cell."""
        y, numbers = self.frame.function, case.values
        point, size = numbers.point, (case.rows, case.columns)
        before = given.cells(numbers, size)
        for symbol in given.expression.symbols:
            for place in _entries(point.values[symbol.args[0]]):
                after = given.cells(_Numbers(_nudged(point, symbol, place, 0.01)), size)
                name = ix.idx(symbol, tuple(k + 1 for k in place))
                for i, j in ((i, j) for i in range(case.rows) for j in range(case.columns)):
                    line = lower(y, {"scalar": (), "matrix": (i + 1, j + 1)}.get(y.kind, (i + 1,)))
                    if before[i][j] != after[i][j] and not ix.reads(unfold(line, point.size), name):
                        never = f"{case.output(i + 1, j + 1)} never reads it"
                        return [f"Cell {(i + 1, j + 1)} of your answer contains {text(name)}, but {never}."]
        return []

    # -- shapes

    def shape_verdict(self, given):
        rows, columns = needed = self.frame.shape if not self.at else tuple(map(self.at.size, self.frame.shape))
        if layout() == "denominator":
            given = given[::-1]
        if given == needed:
            return Verdict(True, f"Right: {shape_text(needed if layout() == 'numerator' else needed[::-1])}.")
        tags = [row.tag for row in TABLE if row.shape and _shaped(row, rows, columns) == given]
        return Verdict(False, self.shape_sentence(given, needed), tuple(tags[:2]))

    def sizes(self, shape):
        """A shape as two sizes. Raises what reading them raises."""
        if len(shape) != 2:
            raise ValueError("A shape has two sizes, rows and columns, as (2, 3) or (m, n).")
        read_in = [read(s, self.known) if isinstance(s, str) else s for s in shape]
        return tuple(map(ex.as_size, read_in))

    # -- predicting

    def prediction(self, given, point, own_size):
        """A nudge at which the answer is off, or for a right one any; None where it has no say."""
        if self.frame.function.functions:
            return None
        point = self.at or _plain_point(self.jacobian, tuple(point.sizes.items())) or point
        numbers = _Numbers(point)
        right = numbers(self.jacobian.expression)
        cells = given.cells(numbers, (len(right), len(right[0])))
        if not _finite(cells) or (len(cells), len(cells[0])) != (len(right), len(right[0])):
            return None
        spots = [(i, j) for i in range(len(right)) for j in range(len(right[0]))]
        i, j = max(spots, key=lambda s: (round(abs(cells[s[0]][s[1]] - right[s[0]][s[1]]), 6), abs(right[s[0]][s[1]])))
        case = self.case(point)
        for size in (0.1, 0.01, 0.001):
            real = _move(self.frame, point, i, j, size)
            if abs(real - right[i][j] * size) <= 0.02 * size * max(abs(right[i][j]), 0.1):
                break
        values = {s.args[0]: point.values[s.args[0]] for s in self.frame.symbols if s.args[0] in point.values}
        where = ", ".join(
            f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {_listed(value)}"
            for name, value in values.items()
        )
        names = case.input(j + 1, i + 1), case.output(i + 1, j + 1)
        return Prediction(names[0], size, where, names[1], cells[i][j] * size, real)


def _fits(row, cases, answers):
    """Whether one of the answers that a row makes is this one, at every point."""
    made = list(row.make(cases[0]))
    for k, cells in enumerate(made):
        if _same(cells, answers[0]) and all(
            k < len(more := list(row.make(case))) and _same(more[k], answer)
            for case, answer in zip(cases[1:], answers[1:], strict=True)
        ):
            return True
    return False


def _shaped(row, m, n):
    try:
        return row.shape(m, n)
    except TypeError:  # the larger of two names, or their product
        return None


def _listed(value):
    if isinstance(value, list):
        return f"[{', '.join(map(_listed, value))}]"
    return f"{value:g}"


def _column(symbol, cells):
    """A variable's numbers in the order of the Jacobian's columns."""
    return transposed(cells) if symbol.kind == "matrix" else cells


@lru_cache(maxsize=128)
def _derived(function, variable):
    try:
        return derive(function, list(variable) if isinstance(variable, tuple) else variable).jacobian
    except ex.ShapeError:
        return None


# ---- sizes and points ------------------------------------------------------------------------------


def _places(e):
    """The largest component that is read of each size that is a name."""
    found = {}
    if e.op in ("component", "unit"):
        sizes = e.args[0].shape if e.op == "component" else e.shape
        lengths = [s for s in sizes if s != 1]
        places = e.args[1] if e.op == "component" else e.args[1:]
        for size, place in zip(lengths, places, strict=False):
            for name in size_names(size):
                found[name] = place
    for arg in ex.flat(e.args):
        if isinstance(arg, ex.Expression):
            for name, place in _places(arg).items():
                found[name] = max(place, found.get(name, 0))
    return found


def _own_sizes(given, frame, read_in):
    """Numbers for the sizes of a problem of any size that an explicit answer has chosen; or none."""
    shape = given.shape(frame.shape)
    for needed in (frame.shape, frame.shape[::-1]):
        chosen = {}
        for mine, wanted in zip(shape, needed, strict=True):
            if isinstance(mine, int) and mine > 1 and not isinstance(wanted, int) and wanted.op == "size":
                chosen.setdefault(wanted.args[0], set()).add(mine)
        if chosen and all(len(lengths) == 1 for lengths in chosen.values()):
            return {name: length for name, (length,) in chosen.items()}
    if frame.shape == (1, 1) or shape == (1, 1):
        return {name: place for name, place in _places(given.expression).items() if place > max(read_in, 1)}
    return {}


@lru_cache(maxsize=256)
def _points(jacobian, sizes):
    """Points for two choices of the sizes, and one at which all numbers are positive."""
    plans = [(sizes[0], 1, False), (sizes[0], 2, False), (sizes[1], 3, False), (sizes[0], 4, True)]
    found = [_sampled(jacobian, dict(chosen), seed, positive) for chosen, seed, positive in plans]
    return [point for point in found if point is not None]


def _sampled(jacobian, sizes, seed, positive):
    """A random point where function and Jacobian are defined, off kinks; None if none is positive."""
    frame = jacobian.frame

    def judge(point):
        return (not positive or _positive(point)) and _defined(jacobian, point)

    try:
        return sample(frame.symbols, frame.function.functions, sizes, seed, judge)
    except ValueError:
        if positive:
            return None
        raise


def _positive(point):
    return all(_entry(value, place) > 0 for value in point.values.values() for place in _entries(value))


def _entry(value, place):
    for k in place:
        value = value[k]
    return value


def _defined(jacobian, point):
    rows, cols = jacobian.frame.free_axes
    return all(well_defined(line, rows, cols, point) for line in (jacobian.frame.undone(), jacobian.line))


WHOLE, TENTHS = (2, 5, 3, 7, 4, 6, 8, 9), (0.5, 1.2, 0.8, 1.5, 0.9, 1.4, 0.6, 1.1)


@lru_cache(maxsize=256)
def _plain_point(jacobian, sizes):
    """A point with numbers that are easy to calculate with; None where the function has none."""
    frame, sizes = jacobian.frame, dict(sizes)
    for supply in (WHOLE, TENTHS):
        used, values = 0, {}
        for s in frame.symbols:
            rows, columns = (length_at(size, sizes) for size in s.shape or (1, 1))
            flat = [float(supply[(used + k) % len(supply)]) for k in range(rows * columns)]
            table = [flat[k : k + columns] for k in range(0, len(flat), columns)]
            values[s.args[0]] = {"scalar": flat[0], "matrix": table}.get(s.kind, flat)
            used += len(flat)
        point = Point(values, frame.symbols)
        point.sizes = {**sizes, **point.sizes}
        numbers = _Numbers(point)
        small = all(abs(v) < 1000 for e in (frame.function, jacobian.expression) for row in numbers(e) for v in row)
        if small and _defined(jacobian, point):
            return point
    return None


def _nudged(point, symbol, place, size):
    """The point with one entry of one symbol moved; the place is counted from 0."""
    moved, name = Point({}, ()), symbol.args[0]
    moved.sizes, moved.functions, moved.values = point.sizes, point.functions, dict(point.values)

    def shifted(value, place):
        if not place:
            return value + size
        return [shifted(v, place[1:]) if k == place[0] else v for k, v in enumerate(value)]

    moved.values[name] = shifted(point.values[name], place)
    return moved


def _move(frame, point, i, j, size):
    """How far output i really moves when input j is nudged; both counted from 0."""
    variable = frame.variable
    if isinstance(variable, tuple):
        moved = _nudged(point, variable[j], (), size)
    else:
        place = {"scalar": (), "matrix": (j, i)}.get(variable.kind, (j,))
        moved = _nudged(point, variable, place, size)
    before, after = _Numbers(point)(frame.function), _Numbers(moved)(frame.function)
    if frame.function.kind == "matrix":
        return after[i][j] - before[i][j]
    if frame.function.shape == ():
        return after[0][0] - before[0][0]
    return after[i][0] - before[i][0]


def _entries(value):
    """The places of all numbers in a value, counted from 0."""
    if not isinstance(value, list):
        return [()]
    return [(k, *place) for k, part in enumerate(value) for place in _entries(part)]


# ---- what is true of an answer that no mistake explains ---------------------------------------------


def _cell(jacobian, point, i, j):
    """One cell of the Jacobian with all indices concrete."""
    line, axes = jacobian.line, jacobian.frame.free_axes
    if line.op == "table":
        line = line.args[0][0 if axes[0] else i - 1][0 if axes[1] else j - 1]
    names = {axis[0]: k for axis, k in zip(axes, (i, j), strict=True) if axis}
    return unfold(ix.rename(line, names), point.size)


def _blank(jacobian, point):
    """The cells that are zero whatever the numbers are: by their form, never by a number."""
    rows, columns = map(point.size, jacobian.frame.shape)
    both = ((i, j) for i in range(1, rows + 1) for j in range(1, columns + 1))
    return frozenset(spot for spot in both if _cell(jacobian, point, *spot) == ix.ZERO)


def _truths(cases, answers):
    """Sentences about an answer of the right shape: what is right in it and what cannot be."""
    case, cells = cases[0], answers[0]
    spots = [(i, j) for i in range(1, case.rows + 1) for j in range(1, case.columns + 1)]
    mine = {spot: cells[spot[0] - 1][spot[1] - 1] for spot in spots}
    right = {spot: case.right[spot[0] - 1][spot[1] - 1] for spot in spots}
    if not _finite(cells):
        return ["This answer has no value at some places where the function has a slope."]
    off = [spot for spot in spots if not _near(mine[spot], right[spot])]
    said = []
    ratio = _ratio(cases, answers)
    if ratio is not None:
        said.append(_times(ratio, case.many))
    elif all(abs(mine[s] - right[s]) <= 0.01 * abs(right[s]) for s in spots):
        said.append("Very near: is that rounding? Write more digits, or a fraction as 2/3.")
    elif case.many and len(off) < len(spots):
        said.append(f"{len(spots) - len(off)} of {len(spots)} cells are right; look again at {_few(off)}.")
    full = [s for s in off if s in case.blank]
    if full:
        (i, j) = full[0]
        said.append(f"Cell {full[0]} is 0: {case.output(i, j)} does not contain {case.input(j, i)}.")
    empty = [s for s in off if mine[s] == 0 and s not in case.blank]
    if empty and not full:
        (i, j) = empty[0]
        said.append(f"Cell {empty[0]} is not 0: {case.output(i, j)} moves with {case.input(j, i)}.")
    return said or ["The shape is right; no cell is, yet." if case.many else "That is not the slope yet."]


def _ratio(cases, answers):
    """What every cell was multiplied by, the same at all points; None where there is no such number."""
    found = set()
    for case, cells in zip(cases, answers, strict=True):
        pairs = [pair for mine, right in zip(cells, case.right, strict=True) for pair in zip(mine, right, strict=True)]
        found |= {round(mine / right, 6) if right else None for mine, right in pairs if mine or right}
    return found.pop() if len(found) == 1 else None


def _times(ratio, many):
    what = "Every cell is" if many else "It is"
    simple = Fraction(ratio).limit_denominator(12)
    factor = str(simple) if abs(simple - Fraction(ratio)) < Fraction(1, 10**5) else f"{ratio:g}"
    return f"{what} {factor} times what it should be."


def _few(spots):
    listed = ", ".join(map(str, spots[:4]))
    return listed + (" and others" if len(spots) > 4 else "")
