"""What a Rule, a Step, a Derivation and a Jacobian are: frozen data.

Numerator layout, everywhere inside: one row for each output, one column for each input, so that a
gradient is a 1 x n row (Parr & Howard, section 3). The other layout is a way of showing the same
facts: `Jacobian.to("denominator")`.
"""

import math
import operator
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from itertools import chain, count, islice, takewhile
from typing import NamedTuple

from . import expressions as ex, indices as ix
from .evaluation import Evaluator, array, entries_at, explicit, well_defined
from .language import text
from .layout import LAYOUTS
from .lowering import closed_alike, lower, opened
from .naming import Name, names
from .points import Point, length_at, sample, size_names, sizes_of
from .products import product
from .symbolic import to_sympy


@dataclass(frozen=True)
class Rule:
    """A named rule: its formula as text and one sentence that says why it holds."""

    name: str
    formula: str
    why: str


@dataclass(frozen=True)
class Frame:
    """What is differentiated by what, and which index runs over what: (index, size) or None."""

    function: ex.Expression
    variable: object  # a symbol, or a tuple of scalar symbols
    rows: tuple | None
    cols: tuple | None
    shape: tuple
    named: tuple = ()  # (u, what it stands for) for the intermediate variables of the chain road

    variables = property(lambda self: self.variable if isinstance(self.variable, tuple) else (self.variable,))

    symbols = property(lambda self: tuple(dict.fromkeys((*self.function.symbols, *self.variables))))

    free_axes = property(
        lambda self: tuple(axis if isinstance(axis, tuple) else None for axis in (self.rows, self.cols)),
        doc="(rows, cols) as (index, size), None where there is one or where a table lists them.",
    )

    names = property(
        lambda self: taken(self.function, *self.variables), doc="Names of the user's that indices must not take."
    )

    def point(self, values, needed=None, np=None):
        """The values given for the symbols, checked; `needed` ones must be there, by default all of y."""
        needed = self.function.symbols if needed is None else needed
        point = Point(values, self.symbols, self.function.functions, needed, np)
        point.need(self.function.functions)
        for part in ex.within(self.function):  # how long an unknown vector function's value is: by calling it
            if part.op == "all" and getattr(part.shape[0], "op", "") == "size":
                (name,) = part.shape[0].args
                if name not in point.sizes:
                    point.sizes[name] = len(Evaluator(point).whole(part))
        point.need(sizes=self.shape)
        return point

    def undone(self):
        """The whole derivative as one line in which nothing is worked out."""
        rows, cols = self.free_axes
        if isinstance(self.rows, int):
            width = 1 if cols else self.cols
            return ix.table(ix.grid(self.rows, width, lambda i, j: self._open(i, cols[0] if cols else j)))
        return self._open(rows and rows[0], cols and cols[0])

    def _open(self, i, j):
        """The cell (i, j), not worked out yet; a matrix's own cell where that is differentiated by one scalar."""
        y, x = self.function, self.variable
        if isinstance(x, tuple):
            x = x[0] if y.kind == "matrix" else x[j - 1]
        return ix.deriv(closed_alike(lower(y, _places(y, i, j))), ix.idx(x, _places(x, j, i)))


def _places(e, first, second):
    """The indices of a component: those of a vector run over rows or over columns."""
    return {"scalar": (), "matrix": (first, second)}.get(e.kind, (first,))


def taken(*expressions):
    """The names of symbols, sizes and unknown functions that the expressions are made of."""
    return frozenset(
        {name for e in expressions for size in sizes_of(e) for name in size_names(size)}
        | {symbol.args[0] for e in expressions for symbol in e.symbols}
        | {function.name for e in expressions for function in e.functions}
    )


def free_letters(names):
    """Two letters for rows and columns: i and j, or what comes next where these are names already."""
    letters = chain("ijabcdefgh", map("i{}".format, count(1)))
    return tuple(islice((letter for letter in letters if letter not in names), 2))


def uniform(y, x):
    """The frame of a y that is one formula: rows run over y, columns over x; over a matrix both."""
    i, j = free_letters(taken(y, x))
    sides = [e.length if e.shape else 1 for e in (y, x) if e.kind != "matrix"]
    shape = y.shape if y.kind == "matrix" else x.shape[::-1] if x.kind == "matrix" else tuple(sides)
    tall, wide = y.shape or x.kind == "matrix", x.shape or y.kind == "matrix"
    return Frame(y, x, (i, shape[0]) if tall else None, (j, shape[1]) if wide else None, shape)


def numbers(line, frame, point):
    """The 2-D list, or array, that one line of a derivation stands for."""
    if isinstance(line, ex.Expression):
        for u, definition in frame.named[:-1]:
            point.values[u.args[0]] = Evaluator(point).values(definition)
        return explicit(line, [point.size(s) for s in frame.shape], Evaluator(point))
    if line.op == "open":
        return numbers(frame.undone(), frame, point)
    rows, cols = frame.free_axes
    return entries_at(line, rows, cols, point)


class Part(NamedTuple):
    """A part of a line and where it stands: the path of child positions from the top."""

    path: tuple
    tree: object


@dataclass(frozen=True)
class Step:
    """One rule, applied at every place of a line where it applies.

    `before` and `after` are lines: index notation, or an expression on the last line. `target` and
    `result` are the smallest parts that changed, in before and in after.
    """

    rule: Rule
    before: object
    after: object
    frame: Frame = field(repr=False)
    substeps: tuple = ()

    shape = property(lambda self: self.frame.shape)

    target = property(
        lambda self: tuple(Part(path, part_at(self.before, path)) for path in changes(self.before, self.after)[0])
    )

    result = property(
        lambda self: tuple(Part(path, part_at(self.after, path)) for path in changes(self.before, self.after)[1])
    )

    def at(self, /, **values):
        """The 2-D array that the line after this step stands for."""
        import numpy as np

        return np.array(numbers(self.after, self.frame, self.frame.point(values)), dtype=float)


def part_at(line, path):
    """The part of a line at a path of child positions."""
    return reduce(lambda part, k: _below(part)[k], path, line)


def _below(part):
    return part.parts if isinstance(part, ex.Expression) else ix.kids(part)


def changes(before, after):
    """The paths of the smallest parts that differ between two lines, in each of them."""
    whole = ((),), ((),)
    if type(before) is not type(after) or before.op != after.op:
        return whole
    old, new = _below(before), _below(after)
    if before.op in ("add", "mul") and len(old) != len(new):
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        gone, come = (tuple((k,) for k in range(head, len(side) - tail)) for side in (old, new))
        return (gone, come) if gone and come else whole
    same_head = before.op in ("table", "matrix") or _head(before) == _head(after)
    # where every factor of an expression is another they were multiplied out, and none has become the other
    out = before.op == "mul" and isinstance(before, ex.Expression) and not any(map(operator.eq, old, new))
    if not old or len(old) != len(new) or not same_head or out:
        return whole
    below = [(k, changes(a, b)) for k, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    return tuple(tuple((k, *path) for k, sides in below for path in sides[side]) for side in (0, 1))


def _alike(old, new):
    """In how many parts two lists agree from the front."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))


def _head(node):
    return [a for a in node.args if not any(a is kid for kid in _below(node))]


@dataclass(frozen=True)
class Jacobian:
    """The derivative of a function by a variable, as a matrix of the given (symbolic) shape."""

    expression: ex.Expression
    structure: str
    constant: bool
    frame: Frame = field(repr=False)
    line: object = field(repr=False)  # the entry, in index notation (a table for a stack)
    layout: str = "numerator"
    transposed: object = field(default=None, repr=False)  # how an expression is turned

    function = property(lambda self: self.frame.function)

    variable = property(lambda self: self.frame.variable)

    shape = property(lambda self: self.frame.shape if self.layout == "numerator" else self.frame.shape[::-1])

    @property
    def entry(self):
        """d y_i / d x_j as SymPy in i and j; a SymPy Matrix of entries for a stack."""
        line, turned = self.line, self.layout == "denominator"
        if line.op == "table":
            return to_sympy(line, opened).T if turned else to_sympy(line, opened)
        i, j = free_letters(self.frame.names)
        return to_sympy(ix.rename(line, {i: j, j: i}) if turned else line, opened)

    def cells(self, n=3, **sizes):
        """The explicit SymPy Matrix, with n for every size that is a name (m=2 sets another)."""
        import sympy as sp

        def length(size):
            return length_at(size, {name: sizes.get(name, n) for name in size_names(size)})

        def cell(i, j):
            line = ix.rename(*ix.entry(self.line, *self.frame.free_axes, i, j))
            return to_sympy(unfold(line, length), lambda node: node)

        matrix = sp.Matrix(ix.grid(*map(length, self.frame.shape), cell))
        return matrix if self.layout == "numerator" else matrix.T

    def at(self, /, **values):
        """The numbers at a point, as a 2-D NumPy array of this shape."""
        return array(self.expression, self._point(values))

    def jvp(self, v, /, **values):
        """The product J v with a vector of as many numbers as J has columns; J is never formed."""
        return product(self.expression, v, self._point(values), "jvp", self.shape[1])

    def vjp(self, u, /, **values):
        """The product u J with a vector of as many numbers as J has rows; J is never formed."""
        return product(self.transposed(self.expression), u, self._point(values), "vjp", self.shape[0])

    def _point(self, values):
        import numpy as np

        return self.frame.point(values, self.expression.symbols, np)

    def to(self, layout):
        """The same facts in the other layout: cells, shape and the order of factors turn."""
        if layout not in LAYOUTS:
            raise ValueError(f'{layout!r} is no layout; there are "numerator" and "denominator"')
        if layout == self.layout:
            return self
        return replace(self, expression=self.transposed(self.expression), layout=layout)

    def __str__(self):
        return text(self.expression)

    __repr__ = __str__


def unfold(node, length):
    """A line with concrete sizes: sums written out, atoms opened, lengths put in."""
    if node.op == "size":
        return ix.num(length(node.args[0]))
    if node.op == "sum":
        index, size, body = node.args
        return ix.add(*(unfold(ix.rename(body, {index: k}), length) for k in range(1, length(size) + 1)))
    if node.op in ix.LEAVES:
        node = ix.reindexed(node, lambda index: _concrete(index, length))
        inner = opened(node, length)
        return node if inner == node else unfold(inner, length)
    return ix.descend(node, lambda kid: unfold(kid, length))


def _concrete(index, length):
    return length(index[1]) + 1 - _concrete(index[0], length) if isinstance(index, ix.Reversed) else index


@dataclass(frozen=True)
class Verification:
    """What `Derivation.verify` found: the points, and each line's largest difference."""

    points: tuple
    differences: tuple  # one for each line: (rule name, largest absolute difference)
    tolerance: float

    largest = property(lambda self: float(max((d for _, d in self.differences), default=0.0)))

    right = property(lambda self: self.largest <= self.tolerance)

    def __bool__(self):
        return self.right

    def __str__(self):
        head = f"{len(self.differences)} lines at {len(self.points)} points; largest difference {self.largest:.1e}"
        return "\n".join([head, *(f"  {d:.1e}  {name}" for name, d in self.differences)])


@dataclass(frozen=True)
class Derivation:
    """A chain of equal lines from d y / d x to the Jacobian."""

    function: ex.Expression
    variable: object
    start: object  # the line before the first step
    steps: tuple[Step, ...]
    jacobian: Jacobian | None = None  # None for the substeps of a step

    def __repr__(self):
        return f"{len(self.steps)} steps to {self.jacobian}"

    frame = property(lambda self: self.steps[0].frame)

    lines = property(lambda self: (self.start, *(step.after for step in self.steps)))

    @cached_property
    def names(self):
        """The short names (see `naming`) that the lines are written with."""
        chain = tuple(Name(symbol, definition, definition, 1) for symbol, definition in self.frame.named)
        return chain or names(self.lines, self.frame.names)

    def short(self, k):
        """{expression: its name} for writing line k; whole expressions are written without."""
        whole = isinstance(self.lines[k], ex.Expression) or self.lines[k].op == "open"
        return {} if whole else {name.stands_for: name.symbol for name in self.names}

    def verify(self, seed=1, tolerance=None):
        """Evaluate every line at random points, in two sizes, beside the function's own slope.

        The slopes of unknown functions are differences, whose own error is allowed for.
        """
        tolerance = tolerance or (1e-3 if self.function.functions else 1e-6)
        frame = self.jacobian.frame
        lines = [(step.rule.name, step.after) for step in self.steps] + [("the Jacobian", self.jacobian.expression)]
        points, found = [], []
        for sizes in sample_sizes(frame):
            point = sample_point(frame, self.jacobian.line, sizes, seed)
            points.append({"sizes": dict(point.sizes), **point.values})
            true = numbers(frame.undone(), frame, point)
            found.append([difference(numbers(line, frame, point), true) for _, line in lines])
        worst = tuple((name, max(here)) for (name, _), *here in zip(lines, *found, strict=True))
        return Verification(tuple(points), worst, tolerance)


def difference(one, other):
    """The largest difference of two 2-D lists, relative where the numbers are large."""
    pairs = (pair for rows in zip(one, other, strict=True) for pair in zip(*rows, strict=True))
    return max((abs(u - v) / max(1.0, abs(v)) if u == u and v == v else math.inf for u, v in pairs), default=0.0)


def sample_sizes(frame):
    """Two choices of numbers for the symbolic sizes, all different within each."""
    names = dict.fromkeys(
        name
        for s in (*frame.symbols, frame.function)
        for size in (*sizes_of(s), *frame.shape)
        for name in size_names(size)
    )
    return [{name: start + 2 * k for k, name in enumerate(names)} for start in (3, 2)]


def sample_point(frame, line, sizes, seed):
    """A point where function and Jacobian are finite and no kink is near."""
    return sample(frame.symbols, frame.function.functions, sizes, seed, lambda point: defined(frame, line, point))


def defined(frame, line, point, margin=1e-2):
    """Whether function and Jacobian are finite at the point, and no kink is near."""
    return all(well_defined(part, *frame.free_axes, point, margin) for part in (frame.undone(), line))
