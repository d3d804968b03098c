"""Equal by numbers: the cells of expressions at a point, and the points at which to compare.

Whether two ways of writing a matrix are the same is decided where both have numbers: at several
points, off kinks, in two sizes. Everything here is plain Python, so that answers are checked
without NumPy too.
"""

import math
from functools import lru_cache

from . import expressions as ex
from . import indices as ix
from .derivation import unfold
from .evaluation import Evaluator, well_defined
from .language import text
from .lowering import lower
from .points import Point, length_at, sample

CLOSE = 1e-7  # how far two equal numbers may lie apart
EFFORT = 300_000  # terms that may be worked out for one answer
EASY = ((2, 5, 3, 7, 4, 6, 8, 9), (0.5, 1.2, 0.8, 1.5, 0.9, 1.4, 0.6, 1.1))  # numbers to calculate with


class NoNumbers(Exception):
    """What an expression asks for cannot be worked out; says why."""


class Cells:
    """The cells of expressions at one point, as a list of rows; a scalar is 1 x 1.

    Each part is worked out once and then stands as a symbol with numbers: long products stay cheap.
    """

    WHOLE = ("symbol", "num", "const", "size", "ones", "zeros", "identity", "unit")

    def __init__(self, point):
        self.point = _copy(point)
        self.kept, self.effort = {}, 0

    def __call__(self, e):
        if e not in self.kept:
            self.kept[e] = self._worked_out(e)
        return self.kept[e]

    def _worked_out(self, e):
        if e.op == "matrix":
            return [[self(cell)[0][0] for cell in row] for row in e.args[0]]
        if e.op == "stack":
            return [row for part in e.args for row in self(part)]
        shape = e.shape or (1, 1)
        rows, columns = (range(1, self.point.size(s) + 1) for s in shape)
        inside = [self.point.size(s) for a in e.args if isinstance(a, ex.Expression) for s in a.shape]
        self.effort += len(rows) * len(columns) * max(inside, default=1)
        if self.effort > EFFORT:
            raise NoNumbers("This is too much to work out here: write the answer shorter, as in 2*x + 1.")
        part, evaluate = self._on_symbols(e), Evaluator(self.point)
        return [[_number(evaluate, lower(part, _spot(e, i, j))) for j in columns] for i in rows]

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


def _spot(e, i, j):
    """The indices of a cell, as `lower` wants them."""
    return {"scalar": (), "column": (i,), "row": (j,)}.get(e.kind, (i, j))


def _number(evaluate, line):
    try:
        value = evaluate(line)
    except ArithmeticError:
        return math.nan
    except (IndexError, KeyError):
        raise NoNumbers("This answer reads a component past the last one: the first is x[1].") from None
    return math.nan if isinstance(value, complex) else float(value)


def near(a, b):
    """Whether two numbers are the same but for rounding."""
    return abs(a - b) <= CLOSE * max(1.0, abs(b))


def same(one, other):
    """Whether two lists of rows have one shape and the same numbers."""
    if list(map(len, one)) != list(map(len, other)):
        return False
    return all(near(a, b) for r, s in zip(one, other, strict=True) for a, b in zip(r, s, strict=True))


def finite(cells):
    """Whether all cells have a number."""
    return all(math.isfinite(cell) for row in cells for cell in row)


# ---- what is zero for good, and what is read ---------------------------------------------------


def blank(jacobian, point):
    """The cells (i, j) that are zero whatever the numbers are: by their form, never by a number."""
    line, axes = jacobian.line, jacobian.frame.free_axes

    def cell(i, j):
        entry = line.args[0][0 if axes[0] else i - 1][0 if axes[1] else j - 1] if line.op == "table" else line
        return unfold(ix.rename(entry, {axis[0]: k for axis, k in zip(axes, (i, j), strict=True) if axis}), point.size)

    rows, columns = (range(1, point.size(s) + 1) for s in jacobian.frame.shape)
    return frozenset((i, j) for i in rows for j in columns if cell(i, j) == ix.ZERO)


def output(y, i, j=1):
    """The line of one output of a function, counted from 1; of a matrix it has two places."""
    return lower(y, _spot(y, i, j))


def entries(value):
    """The places of all numbers in a value, counted from 0."""
    if not isinstance(value, list):
        return [()]
    return [(k, *place) for k, part in enumerate(value) for place in entries(part)]


# ---- points ------------------------------------------------------------------------------------


def _copy(point):
    copy = Point({}, ())
    copy.sizes, copy.functions, copy.values = point.sizes, point.functions, dict(point.values)
    return copy


@lru_cache(maxsize=256)
def points(jacobian, sizes):
    """Points for two choices of the sizes, and one at which all numbers are positive, if there is one.

    There the function and its Jacobian are defined and off kinks. Raises ValueError where none is found.
    """
    frame = jacobian.frame

    def drawn(chosen, seed, accepted):
        return sample(frame.symbols, frame.function.functions, dict(chosen), seed, accepted)

    def positive(point):
        return min(_flat(list(point.values.values())), default=1) > 0 and _defined(jacobian, point)

    plans = ((sizes[0], 1), (sizes[0], 2), (sizes[1], 3))
    found = [drawn(*plan, lambda point: _defined(jacobian, point)) for plan in plans]
    try:
        return [*found, drawn(sizes[0], 4, positive)]
    except ValueError:
        return found


def _flat(value):
    return [v for part in value for v in _flat(part)] if isinstance(value, list) else [value]


def _defined(jacobian, point):
    rows, cols = jacobian.frame.free_axes
    return all(well_defined(line, rows, cols, point) for line in (jacobian.frame.undone(), jacobian.line))


@lru_cache(maxsize=256)
def easy_point(jacobian, sizes):
    """A point with numbers that are easy to calculate with; None where the function has none."""
    frame, sizes = jacobian.frame, dict(sizes)
    for supply in EASY:
        used, values = 0, {}
        for s in frame.symbols:
            rows, columns = (length_at(size, sizes) for size in s.shape or (1, 1))
            flat = [float(supply[(used + k) % len(supply)]) for k in range(rows * columns)]
            table = [flat[k : k + columns] for k in range(0, len(flat), columns)]
            values[s.args[0]] = {"scalar": flat[0], "matrix": table}.get(s.kind, flat)
            used += len(flat)
        point = Point(values, frame.symbols)
        point.sizes = {**sizes, **point.sizes}
        cells = Cells(point)
        small = max(abs(v) for v in _flat([cells(frame.function), cells(jacobian.expression)])) < 1000
        if small and _defined(jacobian, point):
            return point
    return None


def nudged(point, symbol, place, size):
    """The point with one number of one symbol moved; the place is counted from 0."""
    moved, name = _copy(point), symbol.args[0]

    def shifted(value, place):
        if not place:
            return value + size
        return [shifted(v, place[1:]) if k == place[0] else v for k, v in enumerate(value)]

    moved.values[name] = shifted(point.values[name], place)
    return moved


def move(frame, point, i, j, size):
    """How far output i really moves when input j is nudged; both counted from 0."""
    y, x = frame.function, frame.variable
    if isinstance(x, tuple):
        x, place = x[j], ()
    else:
        place = {"scalar": (), "matrix": (j, i)}.get(x.kind, (j,))
    row, column = {"scalar": (0, 0), "matrix": (i, j)}.get(y.kind, (i, 0))
    before, after = Cells(point)(y), Cells(nudged(point, x, place, size))(y)
    return after[row][column] - before[row][column]
