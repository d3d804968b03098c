"""The named mistakes: a table with one row for each.

A row says how the mistake makes its wrong answer from the problem, so that it works for any
problem, and what is said to the learner. After the transpose, which is named at once, come rows
that solve another problem (P), then transforms of the right Jacobian (J): where several make the
same answer, the first ones count.

`make` takes a case, the problem in numbers at one point (comparison.py), and gives every answer
that the mistake can make, as lists of rows; nothing where it cannot be made. `said` is filled in
with the case's own names. `shape` makes the shape that the mistake gives, for answers that are
shapes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from . import expressions as ex
from . import indices as ix
from .functions import FUNCTIONS
from .lowering import lower


@dataclass(frozen=True)
class Misconception:
    """One row: a mistake that has a name."""

    tag: str
    said: str
    make: Callable  # case -> lists of rows, or a false value
    shape: Callable | None = None  # (rows, columns) -> shapes


# ---- cells made of cells -----------------------------------------------------------------------


def transposed(cells):
    """The cells with rows and columns exchanged."""
    return [list(column) for column in zip(*cells, strict=True)]


def _made(c, cell):
    """Cells of the right shape, by a rule in i, j (counted from 1) and the right cell."""
    return [[cell(i, j, v) for j, v in enumerate(row, 1)] for i, row in enumerate(c.right, 1)]


def _diag(numbers):
    return [[a if i == j else 0.0 for j in range(len(numbers))] for i, a in enumerate(numbers)]


def _on_diagonal(cells):
    """A row or a column put on a diagonal; nothing of a matrix."""
    numbers = list(chain(*cells))
    return [_diag(numbers)] if len(numbers) == max(len(cells), len(cells[0])) > 1 else []


def _sum(one, other):
    return [[a + b for a, b in zip(r, s, strict=True)] for r, s in zip(one, other, strict=True)]


def _product(one, other):
    return [[_dot(row, column) for column in zip(*other, strict=True)] for row in one]


def _dot(u, v):
    return sum(a * b for a, b in zip(u, v, strict=True))


# ---- other problems ----------------------------------------------------------------------------


def _others(c):
    """The Jacobians by the other symbols of the function."""
    return [cells for s in c.function.symbols if s not in c.frame.variables for cells in c.of(c.function, s)]


def _everything(c):
    by = [sum(map(sum, cells)) for s in c.function.symbols for cells in c.of(c.function, s)]
    return c.function.shape == () and set(c.function.symbols) - set(c.frame.variables) and [[[sum(by)]]]


def _both_factors(c):
    if not c.many or all(e.op not in ("mul", "matmul") for e in ex.within(c.function)):
        return []
    ways = [way for cells in _others(c) for way in (cells, *_as_column(cells))]
    return [_sum(c.right, way) for way in ways if (len(way), len(way[0])) == (c.rows, c.columns)]


def _as_column(cells):
    """The diagonal of a square matrix as a column; nothing of others."""
    return [[[row[k]] for k, row in enumerate(cells)]] if len(cells) == len(cells[0]) else []


def _inner(c):
    """The Jacobian of what is summed: of the inside of sum or mean, of the products of a dot product."""
    y = c.function
    dot = y.op == "matmul" and all(a.kind == "column" for a in y.args)
    inner = ex.mul(*y.args) if dot else y.args[0] if y.op in ("sum", "mean") else None
    return [] if inner is None or inner.kind == "matrix" else c.of(inner)


def _terms(c):
    """The Jacobian of the terms that are added, of a mean with their 1/n; nothing where one cell stands for a row."""
    parts = (lambda cells: len(cells)) if c.function.op == "mean" else (lambda cells: 1)
    return [[[v / parts(cells) for v in row] for row in cells] for cells in _inner(c) if c.columns > 1]


def _of_another(change):
    """A problem with some parts of its function replaced, solved rightly."""

    def instead(e):
        new = change(e)
        return ex.rebuilt(e, instead) if new is None else new

    def make(c):
        other = instead(c.function)
        return [] if other == c.function else c.of(other)

    return make


def _open(e):
    gate = e.op == "apply" and e.args[0] in (FUNCTIONS["relu"], FUNCTIONS["maximum"])
    return next((a for a in e.parts if a.symbols and a.shape == e.shape), None) if gate else None


_ungated = _of_another(_open)


def _without_cross_terms(c):
    if c.function.op != "add" or c.function.shape:
        return []
    inputs = [ix.idx(*c.input_at(1, j)) for j in range(1, c.columns + 1)]
    alone = [t for t in c.function.args if sum(ix.reads(lower(t), x) for x in inputs) < 2]
    return 0 < len(alone) < len(c.function.args) and c.of(ex.add(*alone))


# ---- transforms of the right Jacobian ------------------------------------------------------------


def _many_on_diagonal(c):
    return c.only_diagonal and len(c.live) > 1


def _by_variable(c):
    """J @ diag(x), J z; J @ X for a matrix."""
    if len(c.inputs) == 1:  # of a matrix by a scalar, J has its shape
        return [_made(c, lambda i, j, v: c.inputs[0] * v)]
    matrix = not isinstance(c.variable, tuple) and c.variable.kind == "matrix"
    return [_product(c.right, c.values(c.variable) if matrix else _diag(c.inputs))]


def _elsewhere(c):
    """Whether the gradient points another way than the point itself."""
    if c.rows > 1 or c.columns == 1:
        return False
    (u,), v = c.right, c.inputs
    both = _dot(u, u) * _dot(v, v)
    return both - _dot(u, v) ** 2 > 1e-9 * both


QUARTERS = ([[0, -1], [1, 0]], [[0, 1], [-1, 0]])  # turns of the plane

# fmt: off
ROWS = (
    # named at once
    ("transposed", "Right entries, filed the other way: rows are outputs here, columns are inputs. Yours "
     "is denominator layout (and the shape in which PyTorch keeps the gradient of a weight).",
     lambda c: c.many and [transposed(c.right)], lambda m, n: [(n, m)]),
    # P: another problem, solved rightly
    ("wrong-variable", "That is the derivative by another variable. Here {c.x} moves.",
     lambda c: [made for cells in _others(c) for made in (cells, *_on_diagonal(cells))]),
    ("reduction-forgotten", "{c.function} is a single number: one row, so the rows are still to be added.", _inner),
    ("summed-wrong-axis", "Outputs are added, so go down the columns: one sum for each input.",
     lambda c: [made for cells in _terms(c) if (made := [[sum(row)] for row in cells]) != transposed(c.right)]),
    ("only-fi-of-xi", "A later term may read {c.x} too: column j collects all terms that do.",
     lambda c: [transposed(column) for cells in _terms(c) for column in _as_column(cells)]),
    ("sum-not-mean", "Off by exactly the 1/n of the mean.",
     _of_another(lambda e: ex.sum(e.args[0]) if e.op == "mean" else None)),
    ("gate-ignored", "A closed gate passes nothing on: there the slope is 0.", _ungated),
    ("gate-inverted", "Open and closed are exchanged: an open gate has slope 1, a closed one 0.",
     lambda c: [_sum(cells, _made(c, lambda i, j, v: -v)) for cells in _ungated(c)]),
    ("cross-term-forgotten", "A term with two variables in it moves with each of them.", _without_cross_terms),
    ("differentiated-everything", "You moved all letters and added. Move {c.x}, hold the others still.", _everything),
    ("both-product-terms", "You moved the other factor too; it does not contain {c.x}.", _both_factors),
    ("collapsed-to-output", "That is the function itself. How fast does it change with {c.x}?",
     lambda c: [y := c.values(c.function), transposed(y)], lambda m, n: [(m, 1)]),
    ("radial-guess", "That is the point itself: away from the origin, steepest only on round hills.",
     lambda c: _elsewhere(c) and [[c.inputs]]),
    # J: a transform of the right Jacobian
    ("sign", "Opposite sign: your answer predicts the move backwards.", lambda c: [_made(c, lambda i, j, v: -v)]),
    ("rows-swapped", "Row 1 belongs to the first output.", lambda c: c.rows > 1 and [c.right[::-1]]),
    ("order-of-variables", "Column 1 belongs to {c.first}.",
     lambda c: c.columns > 1 and [[row[::-1] for row in c.right]]),
    ("diagonal-as-vector", "That is the diagonal. Handy for element-wise products, but each output has a "
     "slope by each input: {c.shape}.", lambda c: c.square and [[c.diagonal], transposed([c.diagonal])]),
    ("diagonal-habit", "One {c.single}: there is nothing to be off-diagonal to.", lambda c: _on_diagonal(c.right)),
    ("ones-matrix", "Then every output would move with every input: {c.would_move}, but {c.not_read}.",
     lambda c: c.square and c.blank and len({round(v, 9) for v in c.diagonal}) == 1
        and [_made(c, lambda i, j, v: c.diagonal[0])]),
    ("column-filled", "Down each column stands one number: {c.would_move}, but {c.not_read}.",
     lambda c: _many_on_diagonal(c) and [_made(c, lambda i, j, v: c.diagonal[j - 1])]),
    ("row-filled", "Along each row stands one number: {c.would_move}, but {c.not_read}.",
     lambda c: _many_on_diagonal(c) and [_made(c, lambda i, j, v: c.diagonal[i - 1])]),
    ("off-diagonal-zeroed", "Outputs here read more than the input with their own number: the cells off "
     "the diagonal are not all 0.", lambda c: c.square and not c.only_diagonal and [_diag(c.diagonal)]),
    ("missing-dependence-not-zero", "Slope 0, not 1, where an input is not read: {c.not_read}.",
     lambda c: c.blank and c.live and [_made(c, lambda i, j, v: 1.0 if (i, j) in c.blank else v)]),
    ("identity-habit", "The identity says that each output moves exactly as its input. Nudge one and see.",
     lambda c: c.many and [_diag([1.0] * max(c.rows, c.columns))]),
    ("collapsed-to-scalar", "That value is right; which cells does it stand in?",
     lambda c: c.many and len(c.live) == 1 and [[[v]] for v in c.live], lambda m, n: [(1, 1)]),
    ("cells-added", "You added the slopes; a Jacobian keeps one for each output and input.",
     lambda c: c.many and [[[sum(map(sum, c.right))]]]),
    ("variable-not-removed", "Those are the terms of {c.function} still. Their slope has lost its {c.x}.",
     _by_variable),
    ("tangent-to-contour", "That points along the contour, where the function does not change at all.",
     lambda c: (c.rows, c.columns) == (1, 2) and [_product(c.right, turn) for turn in QUARTERS]),
    ("flattened", "All slopes are there; keep a row for each output.",
     lambda c: min(c.rows, c.columns) > 1 and [[list(chain(*c.right))]], lambda m, n: [(1, m * n)]),
    ("square-assumed", "Square only when as many come out as go in.", lambda c: [],
     lambda m, n: [(k, k) for k in (m, n) if k != 1]),
    ("treated-as-constant", "Here {c.x} is what moves; the others stay. Zeros say that nothing happens.",
     lambda c: [_made(c, lambda i, j, v: 0.0)]),
)
# fmt: on

TABLE = tuple(Misconception(*row) for row in ROWS)
BY_TAG = {row.tag: row for row in TABLE}
