"""Equal by numbers: the cells of expressions at a point, and the points at which to compare.

Whether two ways of writing a matrix are the same is decided where both have numbers: at several
points, off kinks, in two sizes. Everything here is plain Python, so that answers are checked
without NumPy too. A matrix is a list of rows; places in it are counted from 1.
"""

import math
from contextlib import suppress
from copy import copy, deepcopy
from functools import cached_property, lru_cache, reduce
from itertools import cycle, repeat
from operator import getitem

from . import expressions as ex, indices as ix
from .derivation import defined, unfold
from .evaluation import Evaluator, entries_at, explicit
from .language import text
from .lowering import lower
from .points import Point, made_of, sample

CLOSE = 1e-7  # how far two equal numbers may lie apart
EFFORT, LONGEST = 300_000, 12  # terms that may be worked out for one answer, rows of a matrix that is written out
EASY = ((2, 5, 3, 7, 4, 6, 8, 9), (0.5, 1.2, 0.8, 1.5, 0.9, 1.4, 0.6, 1.1))  # numbers to calculate with


class NoNumbers(Exception):
    """What an expression asks for cannot be worked out; says why."""


class Cells:
    """The cells of expressions at one point; a scalar is 1 x 1."""

    def __init__(self, point):
        self.point, self.kept = point, {}

    def __call__(self, e):
        if e not in self.kept:
            self.kept[e] = self._worked_out(e)
        return self.kept[e]

    def _worked_out(self, e):
        try:
            if sum(map(self._effort, set(ex.within(e)))) > EFFORT:
                raise NoNumbers("This is too much to work out here: write the answer shorter, as in 2*x + 1.")
            rows, columns = map(self.point.size, e.shape or (1, 1))
            return explicit(e, (rows, columns), Evaluator(self.point))
        except ArithmeticError:
            return [[math.nan] * columns] * rows
        except (IndexError, KeyError):
            raise NoNumbers(
                "This answer reads a symbol or a size that the function does not have, or a component past the last "
                "one: the first is x[1]."
            ) from None

    def _effort(self, e):
        """How many terms are added up for all cells of an expression whose parts are known."""
        longest = max((self.point.size(s) for part in e.parts for s in part.shape), default=1)
        return math.prod(map(self.point.size, e.shape)) * longest


def flat(value):
    """All numbers of a value, in one list."""
    return [v for part in value for v in flat(part)] if isinstance(value, list) else [value]


def near(a, b, close=CLOSE):
    """Whether two numbers are the same but for rounding."""
    return abs(a - b) <= close * max(1.0, abs(b))


def same(one, other, close=CLOSE):
    """Whether two matrices have one shape and the same numbers."""
    return [*map(len, one)] == [*map(len, other)] and all(map(near, flat(one), flat(other), repeat(close)))


def finite(cells):
    """Whether all cells have a number."""
    return all(map(math.isfinite, flat(cells)))


def by_place(cells):
    """The cells by where they stand."""
    return {(i, j): cell for i, row in enumerate(cells, 1) for j, cell in enumerate(row, 1)}


# ---- a problem at a point ------------------------------------------------------------------------


class Case:
    """One problem and an answer to it at one point: what a mistake may ask for, and the words it is named in."""

    def __init__(self, jacobian, opened, point, given):
        self.jacobian, self.frame, self.point, self.opened = jacobian, jacobian.frame, point, opened
        self.function, self.variable = self.frame.function, self.frame.variable
        self.values = Cells(point)  # expression -> its cells here
        self.right, self.mine = self.values(jacobian.expression), self.values(given)
        self.rows, self.columns = len(self.right), len(self.right[0])
        self.many, self.square = self.rows * self.columns > 1, self.rows == self.columns > 1
        self.diagonal = [cell for (i, j), cell in by_place(self.right).items() if i == j]
        self.fits = [*map(len, self.mine)] == [*map(len, self.right)]
        self.wrong, self.telling = not same(self.mine, self.right), any(flat([self.mine, self.right]))  # not all 0
        # words
        self.x = ", ".join(map(str, self.frame.variables)).join(
            "()" if self.frame.variables[1:] else ("", "")
        )  # (x, t)
        self.first = self.input(1, 1)
        self.single = "input, one column" if self.columns == 1 else "output, one row"

    # -- in numbers

    def of(self, function, variable=None, point=None):
        """The Jacobian of another function, by another variable or at another point; nothing where there is none."""
        found = self.opened(function, self.variable if variable is None else variable)
        return [entries_at(*found, point or self.point)] if found else []

    def beside(self, parts):
        """This point with values for symbols that stand for parts: {symbol: part}."""
        there, cells = copy(self.point), {u.args[0]: self.values(part) for u, part in parts.items()}
        there.values = there.values | {name: flat(v) if len(v) > 1 else v[0][0] for name, v in cells.items()}
        return there

    inputs = property(
        lambda self: [v for variable in self.frame.variables for v in flat(self.values(variable.T))],
        doc="The variable's numbers, in the order of the columns.",
    )

    @cached_property
    def blank(self):
        """The cells that are zero whatever the numbers are: by their form, which is asked where the number is 0."""

        def cell(i, j):
            return unfold(ix.rename(*ix.entry(self.jacobian.line, *self.frame.free_axes, i, j)), self.point.size)

        return frozenset(place for place, v in by_place(self.right).items() if near(v, 0) and cell(*place) == ix.ZERO)

    only_diagonal = property(
        lambda self: self.square and all(i == j or (i, j) in self.blank for i, j in by_place(self.right)),
        doc="Whether a square matrix is zero off its diagonal, whatever the numbers are.",
    )

    live = property(
        lambda self: {round(cell, 9) for place, cell in by_place(self.right).items() if place not in self.blank},
        doc="The different numbers in the cells that are not zero for good.",
    )

    # -- what a cell is about

    def line(self, i, j):
        """The line of its output."""
        return lower(self.function, _indices(self.function, i, j))

    def input_at(self, i, j):
        """Its input: a symbol and the indices in it."""
        if isinstance(self.variable, tuple):
            return self.variable[j - 1], ()
        return self.variable, _indices(self.variable, j, i)

    def moved(self, i, j, size):
        """How far its output really moves when its input is nudged."""
        line, there = self.line(i, j), nudged(self.point, *self.input_at(i, j), size)
        return Evaluator(there)(line) - Evaluator(self.point)(line)

    # -- in words

    def output(self, i, j=1):
        """The name of an output: y_2, or y for a scalar; another letter where y is taken."""
        return _name(next(c for c in "yfghqs" if c not in self.frame.names), _indices(self.function, i, j))

    def input(self, i, j):
        """The name of an input: x_2, or X_12 for the cell (2, 1)."""
        return _name(*self.input_at(i, j))

    _spot = property(
        lambda self: min(self.blank, key=lambda cell: (cell[0] <= cell[1], cell)),
        doc="The cell that must be zero at which one looks first: below the diagonal, if it can be.",
    )

    not_read = property(
        lambda self: (
            f"{self.output(*self._spot)} = {text(unfold(self.line(*self._spot), self.point.size))} does not contain "
            f"{self.input(*self._spot)}"
        ),
        doc="Why that cell is zero.",
    )

    would_move = property(
        lambda self: f"cell {self._spot} says that {self.output(*self._spot)} moves with {self.input(*self._spot)}",
        doc="What a number in that cell would mean.",
    )


def _indices(thing, i, j):
    """The indices of number i of a vector, of (i, j) in a matrix; none of a scalar."""
    return (i, j)[: len(thing.spot(1, 1))]


def _name(letter, indices):
    return f"{letter}_{''.join(map(str, indices))}" if indices else str(letter)


# ---- points ------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def points(jacobian, sizes):
    """Points for two choices of the sizes, and one at which all numbers are positive, if there is one.

    There the function and its Jacobian are defined and off kinks. Raises ValueError where none is found.
    """

    def drawn(chosen, seed, least=-math.inf):
        def accepted(point):
            values = flat(list(point.values.values()))
            return min(values, default=1) > least and defined(jacobian.frame, jacobian.line, point)

        frame = jacobian.frame
        return sample(frame.symbols, frame.function.functions, dict(chosen), seed, accepted)

    found = [drawn(sizes[0], 1), drawn(sizes[0], 2), drawn(sizes[1], 3)]
    with suppress(ValueError):
        found.append(drawn(sizes[0], 4, least=0))
    return found


@lru_cache(maxsize=256)
def easy_point(jacobian, sizes):
    """A point with numbers that are easy to calculate with; None where the function has none."""
    frame, sizes = jacobian.frame, dict(sizes)
    for numbers in map(cycle, EASY):
        point = Point(made_of(numbers.__next__, frame.symbols, sizes), frame.symbols)
        point.sizes = {**sizes, **point.sizes}
        cells = Cells(point)
        height, slope = (max(map(abs, flat(cells(e)))) for e in (frame.function, jacobian.expression))
        if 0.001 < slope < 1000 > height and defined(
            jacobian.frame, jacobian.line, point
        ):  # not where all stands still
            return point
    return None


def nudged(point, symbol, indices, size):
    """The point with one number of one symbol moved."""
    moved = deepcopy(point)
    *outer, last = symbol.args[0], *(k - 1 for k in indices)
    reduce(getitem, outer, moved.values)[last] += size
    return moved
