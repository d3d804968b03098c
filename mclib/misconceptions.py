"""The named mistakes: a table with one row for each.

A row says how the mistake makes its wrong answer from the problem, so that it works for any
problem, and what is said to the learner. After the transpose, which
is named at once, come rows that solve another problem (P), then transforms of the right Jacobian
(J): where several make the same answer, the first ones count.

`make` takes a `Case`, the problem in numbers at one point, and gives every answer that the mistake
can make: matrices as lists of rows. What needs a derivation is passed in with the case. `said` is
filled in with the case's own names. `shape` makes the shape that the mistake gives, for answers
that are shapes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from . import expressions as ex
from . import indices as ix
from .functions import FUNCTIONS
from .language import shape_text, text
from .lowering import lower


@dataclass(frozen=True)
class Misconception:
    """One row: a mistake that has a name."""

    tag: str
    said: str
    make: Callable  # Case -> lists of rows
    shape: Callable | None = None  # (rows, columns) -> the shape answered


@dataclass(frozen=True)
class Case:
    """One problem at one point: what a row may ask for."""

    frame: object  # a derivation.Frame
    right: list  # the right cells
    blank: frozenset  # the cells that are zero whatever the numbers are, counted from 1
    inputs: list  # the variable's numbers, in the order of the columns
    values: Callable  # expression -> its cells here
    derivative: Callable  # (function, variable) -> the cells of that Jacobian here, None for none

    # -- in numbers

    @property
    def rows(self):
        return len(self.right)

    @property
    def columns(self):
        return len(self.right[0])

    @property
    def many(self):
        return self.rows * self.columns > 1

    @property
    def square(self):
        return self.rows == self.columns > 1

    @property
    def diagonal(self):
        return _diagonal(self.right)

    @property
    def only_diagonal(self):
        """Whether a square matrix is zero off its diagonal, whatever the numbers are."""
        both = range(1, self.rows + 1)
        return self.square and all((i, j) in self.blank for i in both for j in both if i != j)

    @property
    def live(self):
        """The different numbers in the cells that are not zero for good."""
        cells = [(i, j) for i in range(self.rows) for j in range(self.columns)]
        return {round(self.right[i][j], 9) for i, j in cells if (i + 1, j + 1) not in self.blank}

    def of(self, function, variable=None):
        """The Jacobian of another function, or by another variable; nothing where there is none."""
        found = self.derivative(function, self.frame.variable if variable is None else variable)
        return [] if found is None else [found]

    # -- in words

    @cached_property
    def letter(self):
        """A letter for the function that nobody has taken."""
        return next(c for c in "yfghqs" if c not in self.frame.names)

    @property
    def x(self):
        return " and ".join(str(v) for v in self.frame.variables)

    @property
    def y(self):
        return text(self.frame.function)

    @property
    def shape(self):
        return shape_text(self.frame.shape)

    def output(self, i, j=1):
        """The name of an output: y_2, or y for a scalar."""
        kind = self.frame.function.kind
        return self.letter + {"scalar": "", "matrix": f"_{i}{j}"}.get(kind, f"_{i}")

    def input(self, j, i=1):
        """The name of an input: x_2, or X_12 for the cell (2, 1)."""
        variable = self.frame.variable
        if isinstance(variable, tuple):
            return str(variable[j - 1])
        return str(variable) + {"scalar": "", "matrix": f"_{j}{i}"}.get(variable.kind, f"_{j}")

    @property
    def spot(self):
        """The cell that must be zero at which one looks first: below the diagonal, if it can be."""
        return min(self.blank, key=lambda cell: (cell[0] <= cell[1], cell))

    @property
    def not_read(self):
        """Why that cell is zero."""
        i, j = self.spot
        y = self.frame.function
        line = lower(y, {"scalar": (), "matrix": (i, j)}.get(y.kind, (i,)))
        return f"{self.output(i, j)} = {text(line)} does not contain {self.input(j, i)}"

    @property
    def single(self):
        """Of what there is only one."""
        return "input, one column" if self.columns == 1 else "output, one row"

    @property
    def first(self):
        return self.input(1)

    @property
    def moved(self):
        i, j = self.spot
        return f"cell {self.spot} says that {self.output(i, j)} moves with {self.input(j, i)}"


# ---- making ----------------------------------------------------------------------------------


def transposed(cells):
    """The cells with rows and columns exchanged."""
    return [list(column) for column in zip(*cells, strict=True)]


def _each(change, cells):
    return [[change(cell) for cell in row] for row in cells]


def _made(c, cell):
    """Cells of the right shape, by a rule in i and j, counted from 0."""
    return [[cell(i, j) for j in range(c.columns)] for i in range(c.rows)]


def _diag(numbers):
    return [[a if i == j else 0.0 for j in range(len(numbers))] for i, a in enumerate(numbers)]


def _diagonal(cells):
    return [row[k] for k, row in enumerate(cells) if k < len(row)]


def _flat(cells):
    return [cell for row in cells for cell in row]


def _on_diagonal(cells):
    """A row or a column put on a diagonal; nothing of a matrix."""
    return [_diag(_flat(cells))] if 1 in (len(cells), len(cells[0])) and len(_flat(cells)) > 1 else []


def _sum(one, other):
    return [[a + b for a, b in zip(r, s, strict=True)] for r, s in zip(one, other, strict=True)]


def _size(cells):
    return len(cells), len(cells[0])


def _others(c):
    """The Jacobians by the other symbols of the function."""
    y, moving = c.frame.function, c.frame.variables
    return [cells for s in y.symbols if s not in moving for cells in c.of(y, s)]


def _wrong_variable(c):
    return [made for cells in _others(c) for made in (cells, *_on_diagonal(cells))]


def _everything(c):
    by = [_flat(cells) for s in c.frame.function.symbols for cells in c.of(c.frame.function, s)]
    other = set(c.frame.function.symbols) - set(c.frame.variables)
    return [[[sum(map(sum, by))]]] if c.frame.function.shape == () and other else []


def _both_factors(c):
    if not _anywhere(c.frame.function, lambda e: e.op in ("mul", "matmul")):
        return []
    fitting = []
    for cells in _others(c):
        column = [[cells[k][k]] for k in range(len(cells))] if len(cells) == len(cells[0]) else cells
        fitting += [made for made in (cells, column) if _size(made) == _size(c.right)]
    return [_sum(c.right, made) for made in fitting]


def _reduced(function):
    """What is summed: the inside of sum or mean, the products of a dot product; None for others."""
    if function.op in ("sum", "mean"):
        return function.args[0]
    dot = function.op == "matmul" and all(a.kind == "column" for a in function.args)
    return ex.mul(*function.args) if dot else None


def _inner(c):
    """The Jacobian of what is summed."""
    inner = _reduced(c.frame.function)
    return [] if inner is None or inner.kind == "matrix" else c.of(inner)


def _row_sums(cells):
    return [[sum(row)] for row in cells]


def _anywhere(e, test):
    return test(e) or any(_anywhere(a, test) for a in ex.flat(e.args) if isinstance(a, ex.Expression))


def _instead(e, change):
    """The expression with parts replaced by others of the same shape, outermost first."""
    new = change(e)
    if new is not None:
        return new

    def inside(arg):
        if isinstance(arg, tuple):
            return tuple(map(inside, arg))
        return _instead(arg, change) if isinstance(arg, ex.Expression) else arg

    if e.op in ("num", "const", "size", "symbol", "ones", "zeros", "identity", "unit"):
        return e
    return ex.Expression(e.op, *map(inside, e.args), shape=e.shape)


def _of_another(change):
    """A problem with some parts of its function replaced, solved rightly."""

    def make(c):
        other = _instead(c.frame.function, change)
        return [] if other == c.frame.function else c.of(other)

    return make


_summed = _of_another(lambda e: ex.sum(e.args[0]) if e.op == "mean" else None)


def _open(e):
    if e.op != "apply" or e.args[0] not in (FUNCTIONS["relu"], FUNCTIONS["maximum"]):
        return None
    return next((a for a in e.args[1:] if a.shape == e.shape), None)


_ungated = _of_another(_open)


def _gate_inverted(c):
    return [_sum(cells, _each(lambda v: -v, c.right)) for cells in _ungated(c)]


def _without_cross_terms(c):
    y = c.frame.function
    if y.op != "add" or y.shape:
        return []
    alone = [t for t in y.args if sum(ix.reads(lower(t), x) for x in _input_nodes(c)) < 2]
    return c.of(ex.add(*alone)) if 0 < len(alone) < len(y.args) else []


def _input_nodes(c):
    if isinstance(c.frame.variable, tuple):
        return [ix.idx(v) for v in c.frame.variable]
    if c.frame.variable.kind != "column":
        return []
    return [ix.idx(c.frame.variable, (k,)) for k in range(1, c.columns + 1)]


def _by_variable(c):
    """J @ diag(x), J z; J @ X for a matrix."""
    variable, x = c.frame.variable, c.inputs
    if len(x) == 1:
        return [_each(lambda v: v * x[0], c.right)]
    if not isinstance(variable, tuple) and variable.kind == "matrix":
        across = transposed(c.values(variable))
        return [[[sum(a * b for a, b in zip(row, column, strict=True)) for column in across] for row in c.right]]
    return [[[v * x[j] for j, v in enumerate(row)] for row in c.right]]


def _tangent(c):
    (a, b) = c.right[0]
    return [[[b, -a]], [[-b, a]]]


def _where(condition, make):
    """`make` where the condition holds; nothing elsewhere."""
    return lambda c: make(c) if condition(c) else []


def _many(c):
    return c.many


def _one_on_diagonal(c):
    return c.square and c.blank and len({round(v, 9) for v in c.diagonal}) == 1


def _many_on_diagonal(c):
    return c.only_diagonal and len(c.live) > 1


def _elsewhere(c):
    """Whether the gradient points another way than the point itself."""
    u, v = c.right[0], c.inputs
    if c.rows > 1 or c.columns == 1:
        return False
    uu, vv, uv = (sum(a * b for a, b in zip(*pair, strict=True)) for pair in ((u, u), (v, v), (u, v)))
    return uu * vv - uv**2 > 1e-9 * uu * vv


# fmt: off
TABLE = (
    # named at once
    Misconception("transposed", "Right entries, filed the other way: rows are outputs here, columns are inputs. Yours "
                  "is denominator layout (and the shape in which PyTorch keeps the gradient of a weight).",
                  _where(_many, lambda c: [transposed(c.right)]), lambda m, n: (n, m)),
    # P: another problem, solved rightly
    Misconception("wrong-variable", "That is the derivative by another variable. Here {c.x} moves.", _wrong_variable),
    Misconception("reduction-forgotten", "{c.y} is a single number: one row, so the rows are still to be added.",
                  _inner),
    Misconception("summed-wrong-axis", "Outputs are added, so go down the columns: one sum for each input.",
                  lambda c: [made for cells in _inner(c) if (made := _row_sums(cells)) != transposed(c.right)]),
    Misconception("only-fi-of-xi", "A later term may read {c.x} too: column j collects all terms that do.",
                  lambda c: [[_diagonal(cells)] for cells in _inner(c) if len(cells) == len(cells[0])]),
    Misconception("sum-not-mean", "Off by exactly the 1/n of the mean.", _summed),
    Misconception("gate-ignored", "A closed gate passes nothing on: there the slope is 0.",
                  _ungated),
    Misconception("gate-inverted", "Open and closed are exchanged: an open gate has slope 1, a closed one 0.",
                  _gate_inverted),
    Misconception("cross-term-forgotten", "A term with two variables in it moves with each of them.",
                  _without_cross_terms),
    Misconception("differentiated-everything", "You moved all letters and added. Move {c.x}, hold the others still.",
                  _everything),
    Misconception("both-product-terms", "You moved the other factor too; it does not contain {c.x}.",
                  _where(_many, _both_factors)),
    Misconception("collapsed-to-output", "That is the function itself. How fast does it change with {c.x}?",
                  lambda c: [y := c.values(c.frame.function), transposed(y)], lambda m, n: (m, 1)),
    Misconception("radial-guess", "That is the point itself: away from the origin, steepest only on round hills.",
                  _where(_elsewhere, lambda c: [[c.inputs]])),
    # J: a transform of the right Jacobian
    Misconception("sign", "Opposite sign: your answer predicts the move backwards.",
                  lambda c: [_each(lambda v: -v, c.right)]),
    Misconception("rows-swapped", "Row 1 belongs to the first output.",
                  _where(lambda c: c.rows > 1, lambda c: [c.right[::-1]])),
    Misconception("order-of-variables", "Column 1 belongs to {c.first}.",
                  _where(lambda c: c.columns > 1, lambda c: [[row[::-1] for row in c.right]])),
    Misconception("diagonal-as-vector", "That is the diagonal. Handy for element-wise products, but each output has a "
                  "slope by each input: {c.shape}.",
                  _where(lambda c: c.square, lambda c: [[[v] for v in c.diagonal], [c.diagonal]])),
    Misconception("diagonal-habit", "One {c.single}: there is nothing to be off-diagonal to.",
                  lambda c: _on_diagonal(c.right)),
    Misconception("ones-matrix", "Then every output would move with every input: {c.moved}, but {c.not_read}.",
                  _where(_one_on_diagonal, lambda c: [_made(c, lambda i, j: c.diagonal[0])])),
    Misconception("column-filled", "Down each column stands one number: {c.moved}, but {c.not_read}.",
                  _where(_many_on_diagonal, lambda c: [_made(c, lambda i, j: c.diagonal[j])])),
    Misconception("row-filled", "Along each row stands one number: {c.moved}, but {c.not_read}.",
                  _where(_many_on_diagonal, lambda c: [_made(c, lambda i, j: c.diagonal[i])])),
    Misconception("off-diagonal-zeroed", "Outputs here read more than the input with their own number: the cells off "
                  "the diagonal are not all 0.",
                  _where(lambda c: c.square and not c.only_diagonal, lambda c: [_diag(c.diagonal)])),
    Misconception("missing-dependence-not-zero", "Slope 0, not 1, where an input is not read: {c.not_read}.",
                  _where(lambda c: c.blank and c.live,
                         lambda c: [_made(c, lambda i, j: 1.0 if (i + 1, j + 1) in c.blank else c.right[i][j])])),
    Misconception("identity-habit", "The identity says that each output moves exactly as its input. Nudge one and see.",
                  _where(_many, lambda c: [_diag([1.0] * max(c.rows, c.columns))])),
    Misconception("collapsed-to-scalar", "That value is right; which cells does it stand in?",
                  _where(lambda c: c.many and len(c.live) == 1, lambda c: [[[v]] for v in c.live]),
                  lambda m, n: (1, 1)),
    Misconception("cells-added", "You added the slopes; a Jacobian keeps one for each output and input.",
                  _where(_many, lambda c: [[[sum(_flat(c.right))]]])),
    Misconception("variable-not-removed", "Those are the terms of {c.y} still. Their slope has lost its {c.x}.",
                  _by_variable),
    Misconception("tangent-to-contour", "That points along the contour, where the function does not change at all.",
                  _where(lambda c: (c.rows, c.columns) == (1, 2), _tangent)),
    Misconception("flattened", "All slopes are there; keep a row for each output.",
                  _where(lambda c: min(c.rows, c.columns) > 1, lambda c: [[_flat(c.right)]]), lambda m, n: (1, m * n)),
    Misconception("square-assumed", "Square only when as many come out as go in.",
                  lambda c: [], lambda m, n: (max(m, n), max(m, n))),
    Misconception("treated-as-constant", "Here {c.x} is what moves; the others stay. Zeros say that nothing happens.",
                  lambda c: [_made(c, lambda i, j: 0.0)]),
)
# fmt: on

BY_TAG = {row.tag: row for row in TABLE}
