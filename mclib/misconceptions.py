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

import operator
from collections import Counter, namedtuple
from functools import lru_cache
from itertools import chain, combinations, product
from math import prod

from . import expressions as ex, indices as ix
from .chain import replaced
from .functions import FUNCTIONS
from .lowering import lower
from .slips import SLIPS, slipped

# One row: a mistake that has a name. make: case -> lists of rows, or a false value; shape: (rows, columns) -> shapes.
Misconception = namedtuple("Misconception", "tag said make shape", defaults=[None])


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


def _each(combine, one, other):
    """Two tables joined cell by cell, in a list; an empty one where they are not of one shape."""
    alike = [*map(len, one)] == [*map(len, other)]
    return [[[*map(combine, r, s)] for r, s in zip(one, other, strict=True)]] if alike else []


def _product(one, other):
    """The product in a list; an empty one where the sizes between do not agree."""
    return (
        [[[sum(map(operator.mul, row, column)) for column in zip(*other, strict=True)] for row in one]]
        if len(one[0]) == len(other)
        else []
    )


# ---- other problems ----------------------------------------------------------------------------


def _others(c):
    """The Jacobians by the other symbols of the function."""
    return [cells for s in c.function.symbols if s not in c.frame.variables for cells in c.of(c.function, s)]


def _everything(c):
    by = (sum(map(sum, cells)) for s in c.function.symbols for cells in c.of(c.function, s))
    return c.function.shape == () and set(c.function.symbols) - set(c.frame.variables) and [[[sum(by)]]]


def _both_factors(c):
    product = any(e.op in ("mul", "matmul") for e in (c.function, *parts_of(c.function, c.frame.variables)))
    ways = (way for cells in _others(c) * (c.many and product) for way in (cells, *_as_column(cells)))
    return [made for way in ways for made in _each(operator.add, c.right, way)]


def _as_column(cells):
    """The diagonal of a square matrix as a column; nothing of others."""
    return [[[row[k]] for k, row in enumerate(cells)]] if len(cells) == len(cells[0]) else []


def _inner(c, variable=None):
    """The Jacobian of what is summed: of the inside of sum or mean, of the products of a dot product."""
    y = c.function
    dot = y.op == "matmul" and all(a.kind == "column" for a in y.args)
    inner = ex.mul(*y.args) if dot else y.args[0] if y.op in ("sum", "mean") else None
    return [] if inner is None or inner.kind == "matrix" else c.of(inner, variable)


def _terms(c):
    """The Jacobian of the terms that are added, of a mean with their 1/n; nothing where one cell stands for a row."""
    parts = (lambda cells: len(cells)) if c.function.op == "mean" else (lambda cells: 1)
    return [[[v / parts(cells) for v in row] for row in cells] for cells in _inner(c) if c.columns > 1]


def _instead(e, change):
    """The expression with the parts replaced for which `change` gives another."""
    new = change(e)
    return ex.rebuilt(e, lambda part: _instead(part, change)) if new is None else new


def _of_another(change):
    """A problem with some parts of its function replaced, solved rightly."""
    return lambda c: [] if (other := _instead(c.function, change)) == c.function else c.of(other)


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


# ---- a chain put together in another way -------------------------------------------------------


def parts_of(y, variables):
    """The scalars and columns inside a function that read its variables: what could be a variable of its own."""
    inside = (e for e in dict.fromkeys(ex.within(y)) if e.kind in ("scalar", "column") and e not in (y, *variables))
    return [e for e in inside if not set(variables).isdisjoint(e.symbols)]


def _in_terms_of(e, new):
    """The expression with names for some of its parts, also for those factors of a product that make one."""
    for part, u in new.items():
        if part.op == e.op == "mul" and Counter(part.args) <= Counter(e.args) and part.shape == e.shape:
            rest = (Counter(e.args) - Counter(part.args)).elements()
            return _in_terms_of(ex.mul(u, *rest), new)
    return new[e] if e in new else ex.rebuilt(e, lambda part: _in_terms_of(part, new))


@lru_cache(maxsize=8)
def _links(c):
    """[(dy/du, du/dx)] for each part u of the function (or two scalars) through which alone it reads the variable.

    du/dx is empty where it has more than two indices.
    """
    y, links = _instead(c.function, lambda e: ex.sum(e.args[0] ** 2) ** 0.5 if e.op == "norm" else None), []
    parts = parts_of(y, c.frame.variables)
    two = [(a, b) for a, b in combinations([e for e in parts if e.kind == "scalar"], 2) if a not in ex.within(b)]
    for us in [*((part,) for part in parts), *((a, b) for a, b in two if b not in ex.within(a))]:
        new = {part: ex.symbol(f"part{k}", part.shape) for k, part in enumerate(us)}
        through, u = _in_terms_of(y, new), tuple(new.values())
        bare = through.op == "stack" and {a for a in through.args if a.symbols} <= {*u}  # a list, nothing around
        if set(through.symbols).isdisjoint(c.frame.variables) and not bare:
            outer = c.of(through, u if us[1:] else u[0], c.beside(dict(zip(u, us, strict=True))))
            links += product(outer, c.of(ex.stack(us) if us[1:] else us[0]) or [[]])
    return links


def _joined(join):
    """The two Jacobians of each link put together in some way."""
    return lambda c: [made for outer, inner in _links(c) if inner for made in join(outer, inner)]


def _by_slips(tag):
    """The answers of all slips of one name: they have the shape that is needed."""
    return lambda c: [cells for slip in SLIPS[tag] for cells in slipped(c.frame, c.point, slip)] if c.fits else []


def _each_by_its_own(c):
    """The slopes of a product's factors, each by the variable that it reads, multiplied."""
    if c.function.op != "mul" or c.function.shape or c.columns == 1:
        return []
    still = [e for e in c.function.args if set(c.frame.variables).isdisjoint(e.symbols)]
    return [[[prod(sum(map(sum, c.values(e) if e in still else c.of(e)[0])) for e in c.function.args)]]]


# ---- transforms of the right Jacobian ------------------------------------------------------------


def _many_on_diagonal(c):
    return c.only_diagonal and len(c.live) > 1


def _by_variable(c):
    """J @ diag(x), J z (of a matrix by a scalar, J has its shape); J @ X for a matrix."""
    matrix = not isinstance(c.variable, tuple) and c.variable.kind == "matrix"
    behind = c.values(c.variable) if matrix else _diag(c.inputs)
    return [_made(c, lambda i, j, v: v * c.inputs[0])] if len(c.inputs) == 1 else _product(c.right, behind)


# fmt: off
ROWS = (
    # named at once
    ("transposed", "The same cells, filed the other way: rows are outputs here, columns are inputs. Yours "
     "is denominator layout (and the shape in which PyTorch keeps the gradient of a weight).",
     lambda c: c.many and [transposed(c.right)], lambda m, n: [(n, m)]),
    # accepted, with a note
    ("kink-other-side", "At the kink there is no derivative: the paper, and we, choose 0 there."),
    ("kink-half", "A two-sided difference gives a half at the kink; the convention here is 0."),
    # P: another problem, solved rightly
    ("wrong-variable", "That is the derivative by another variable. Here {c.x} moves.",
     lambda c: [made for cells in _others(c) for made in (cells, *_on_diagonal(cells))]
        + [transposed(cells) for s in c.function.symbols if s not in c.frame.variables
           for cells in _inner(c, s) if len(cells[0]) == 1]),
    ("reduction-forgotten", "{c.function} is a single number: one row, so the rows are still to be added.",
     lambda c: [way for cells in _inner(c) for way in (cells, transposed(cells))]),
    ("summed-wrong-axis", "Outputs are added, so go down the columns: one sum for each input.",
     lambda c: [way for cells in _terms(c) if (made := [[sum(row)] for row in cells]) != transposed(c.right)
                for way in (made, transposed(made))]),
    ("only-fi-of-xi", "You kept one term for each input. Others read it too: column j collects every term that does.",
     lambda c: [transposed(column) for cells in _terms(c) for column in _as_column(cells)]),
    ("sum-not-mean", "Off by exactly the factor of the mean: 1/n for n terms.",
     _of_another(lambda e: ex.sum(e.args[0]) if e.op == "mean" else None)),
    ("gate-ignored", "A closed gate passes nothing on: there the slope is 0.", _ungated),
    ("cross-term-forgotten", "A term with two variables in it moves with each of them.", _without_cross_terms),
    ("differentiated-everything", "You moved all letters and added. Move {c.x}, hold the others still.", _everything),
    ("both-product-terms", "You moved the other factor too; it does not contain {c.x}.", _both_factors),
    ("collapsed-to-output", "That is the function itself. How fast does it change with {c.x}?",
     lambda c: [y := c.values(c.function), transposed(y)], lambda m, n: [(m, 1)]),
    ("radial-guess", "That is the point itself, where you stand: steepest on round hills only.",
     lambda c: c.rows == 1 < c.columns and [[c.inputs]]),
    # D: a derivation with one rule done wrongly (slips.py where nothing is made here)
    ("gate-ignored-outer-only", "The value uses the gate; its slope must use it too."),
    ("gate-inverted", "Open and closed are exchanged: an open gate has slope 1, a closed one 0."),
    ("value-instead-of-slope", "An open gate passes slope 1, whatever the value is."),
    ("mean-over-active-only", "Examples behind a closed gate add 0, but they still count in the mean.",
     lambda c: [_made(c, lambda i, j, v, rows=rows: v * len(rows) / sum(map(any, rows)))
                for rows in _inner(c) if c.function.op == "mean" and any(map(any, rows))]),
    ("exponent-not-brought-down", "The exponent comes down as a factor; in 1/u it is -1."),
    ("power-not-lowered", "The exponent goes down by one."),
    ("power-rule-on-exp", "The variable is in the exponent: this is an exponential, not a power."),
    ("minus-lost", "A minus belongs to this rule: the slope of cos is -sin, that of a - u is -u'."),
    ("product-rule-one-term", "Both factors of a product move with {c.x}; you moved one of them."),
    ("direct-path-forgotten", "There is also a direct road from {c.x} to the result, past what is made of it."),
    ("indirect-path-forgotten", "What is made of {c.x} moves as well: that is a second road to the result."),
    ("one-path-forgotten", "That is one road of several from {c.x} to the result, and roads add."),
    ("paths-multiplied", "Along a road slopes multiply; across roads they add."),
    ("product-of-derivatives", "A product moves through each factor in turn: the factors' slopes are not multiplied.",
     lambda c: [*_by_slips("product-of-derivatives")(c), *_each_by_its_own(c)]),
    ("constant-to-one", "A term that stays still adds 0 to the slope, not 1."),
    ("constant-kept", "A term that stays still adds nothing to the slope."),
    ("composed-derivatives", "The slope went inside. Take the outer slope at the inside, then multiply."),
    ("outer-at-wrong-point", "The outer slope is taken where the inside stands, not at {c.x}."),
    ("order-swapped", "The right factors; the outer function's Jacobian stands on the left.",
     lambda c: c.many and _joined(lambda outer, inner: _product(inner, outer))(c)),
    ("factor-transposed", "In numerator layout no factor of a chain is transposed.",
     _joined(lambda outer, inner: [*_product(transposed(outer), inner), *_product(outer, transposed(inner))])),
    ("hadamard-not-matmul", "Cell (i, j) collects all middle steps k: multiply the factors with @.",
     _joined(lambda outer, inner: _each(operator.mul, outer, inner))),
    ("jacobians-added", "Steps in a row multiply; only parallel roads add.",
     _joined(lambda outer, inner: _each(operator.add, outer, inner))),
    ("constant-factor-dropped", "A factor that stays still stays in the answer."),
    ("symmetry-assumed", "That holds if the matrix is symmetric. Try one that is not.",
     lambda c: [c.values(replaced(c.jacobian.expression, {s.T: s})) for s in c.function.symbols
                if c.rows == 1 and s.kind == "matrix" and s.shape[0] == s.shape[1]]),
    ("inner-derivative-forgotten", "The right slope of what stands outside. How fast does the inside move?",
     lambda c: [*_by_slips("inner-derivative-forgotten")(c), *(outer for outer, _ in _links(c))]),
    ("outer-derivative-forgotten", "That is how fast the inside moves; what stands around it has a slope too.",
     lambda c: [*_by_slips("outer-derivative-forgotten")(c), *_joined(lambda outer, inner: [inner])(c)]),
    ("inner-outer-swapped", "One slope for each weight: a column times a row, not a single number.",
     lambda c: c.square and not c.only_diagonal and [[[sum(c.diagonal)]]]),
    ("index-i-vs-j", "Only the terms that contain {c.x} with the index of the column move."),
    # J: a transform of the right Jacobian
    ("sign", "Opposite sign: your answer predicts the move backwards.", lambda c: [_made(c, lambda i, j, v: -v)]),
    ("rows-swapped", "Row 1 belongs to the first output.", lambda c: c.rows > 1 and [c.right[::-1]]),
    ("order-of-variables", "Column 1 belongs to {c.first}.",
     lambda c: c.columns > 1 and [[row[::-1] for row in c.right]]),
    ("diagonal-as-vector", "That is the diagonal. Handy for element-wise products, but each output has a "
     "slope by each input: a square of them.", lambda c: c.square and [[c.diagonal], transposed([c.diagonal])]),
    ("diagonal-habit", "One {c.single}: there is nothing to be off-diagonal to.", lambda c: _on_diagonal(c.right)),
    ("ones-matrix", "So every output would move with every input: {c.would_move}, but {c.not_read}.",
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
    ("collapsed-to-scalar", "Which cells does that number stand in?",
     lambda c: c.many and len(c.live - {0}) == 1 and [[[v]] for v in c.live - {0}], lambda m, n: [(1, 1)]),
    ("one-cell-only", "That is one cell of the answer: each of the others has a slope of its own.",
     lambda c: len(c.live - {0}) > 1 and [[[v]] for v in chain(*c.right) if v]),
    ("cells-added", "You added up the cells; each keeps a place of its own.",
     lambda c: [[[added]] for added in [sum(chain(*c.right))]
                if c.many and (abs(added) > 1e-9) == any(chain(*c.right))]),
    ("variable-not-removed", "That is the slope times {c.x}. A slope is for one unit of {c.x}: leave that factor out.",
     _by_variable),
    ("tangent-to-contour", "That points along the contour, where the function does not change at all.",
     lambda c: (c.rows, c.columns) == (1, 2) and [[[b, -a]] for a, b in (c.right[0], [-v for v in c.right[0]])]),
    ("flattened", "All slopes are there; keep a row for each output.",
     lambda c: min(c.rows, c.columns) > 1 and [[list(chain(*c.right))]], lambda m, n: [(1, m * n)]),
    ("square-assumed", "Square only when as many come out as go in.", lambda c: [],
     lambda m, n: [(k, k) for k in (m, n) if k != 1]),
    ("treated-as-constant", "Here you move {c.x}, and the others stay. Zeros say that nothing happens.",
     lambda c: [_made(c, lambda i, j, v: 0.0), *[[[0.0]]] * any(chain(*c.right))]),
)
# fmt: on

# What says the least stands last, and is said where nothing else fits.
LEAST = ("radial-guess", "gate-ignored-outer-only", "one-path-forgotten", "paths-multiplied", "composed-derivatives",
         "constant-factor-dropped", "inner-derivative-forgotten", "outer-derivative-forgotten", "index-i-vs-j",
         "product-of-derivatives")  # fmt: skip
TABLE = tuple(
    Misconception(*row, *[_by_slips(row[0])] * (len(row) == 2)) for row in sorted(ROWS, key=lambda row: row[0] in LEAST)
)
BY_TAG = {row.tag: row for row in TABLE}

# Mistakes that are seen in how an answer is written.
WRITTEN = {
    "not-substituted": "Correct so far. Put {names} back, so that the answer is in the inputs alone.",
    "mixed-layout": "In this sum one term is filed the other way round: two layouts in one line. Turn one of them.",
}
# Mistakes that cannot be made from the problem alone: an exercise lists the answer.
LISTED = {
    "inner-dimension-kept": "The size in the middle is summed away; the outer sizes stay.",
    "ascent-not-descent": "Uphill: the loss would rise. The gradient points up, and a step goes against it.",
    "gradient-not-step": "That is the step; add it to where you stand.",
    "learning-rate-forgotten": "The right direction, and the whole gradient long: how far is one step?",
    "row-minus-column": "A column minus a row: turn the gradient first.",
    "direction-not-normalised": "Too long: a direction has length 1.",
    "dot-product-not-summed": "Those are the parts; they still have to be added.",
    "used-gradient-length": "That is the slope the steepest way; along this direction it is less.",
    "nudge-forgotten": "Those are the slopes alone; how far does each input move?",
    "exact-not-difference": "That is the limit; h is not 0 here.",
    "forgot-divide-by-h": "That is the rise; divide by the run.",
    "true-change-not-linear": "That is what really happens; the gradient predicts along the tangent.",
}
SAID = {row.tag: row.said for row in TABLE} | WRITTEN | LISTED
