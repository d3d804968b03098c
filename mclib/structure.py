"""The form of a matrix: products and sums of Jacobians made short, its transpose, what kind it is.

All of it is read from the form of an expression, never from numbers: `STRUCTURES` names what kind of
matrix an expression is, and a zero that is 0 only here is not a structural zero.
"""

from . import expressions as ex
from .writing import reciprocal


def product_of(*parts):
    """A product as it is printed: a sum over how many there are is the mean."""
    for total in parts:
        if total.op != "sum":
            continue
        (inner,) = total.args
        left = [part for part in parts if part is not total]
        for count in inner.lengths:
            share = ex.power(ex.as_expression(count), ex.MINUS)
            if share not in left:
                break
            left.remove(share)
        else:
            left.insert(min(parts.index(total), len(left)), ex.mean(inner))
            return ex.mul(*left)
    return ex.mul(*parts)


def shortest(*found):
    return min(found, key=lambda e: len(ex.text(e))) if len(found) > 1 else found[0]


def scaled(scalars, array):
    """Scalars times an array as it is printed: what divides stands behind it."""
    front, behind = [], []
    for part in scalars:
        (front if reciprocal(part) is None else behind).append(part)
    return product_of(*front, array, *behind)


def is_negative(e):
    return e.op == "mul" and e.args[0].op == "num" and e.args[0].args[0] < 0


# ---- products and sums of Jacobians ------------------------------------------------------------


def apart(e):
    """(the scalar factors, the rest)"""
    if e.op == "transpose":
        scalars, array = apart(e.T)
        return scalars, array.T
    if e.op != "mul" or e.shape == ():
        return [], e
    return [part for part in e.args if part.shape == ()], ex.mul(*(part for part in e.args if part.shape))


def times(a, b):
    """The product of two Jacobians, made short by their structure: the first row of the table that fits."""
    return next(made for fits, made in _PAIRS if fits(a, b))(a, b)


def _is_shorter(a, b):
    """Whether structure makes a product short."""
    return times(a, b) != ex.matmul(a, b)


def _without_scalars(a, b):
    (front, one), (behind, other) = apart(a), apart(b)
    return scaled([*front, *behind], times(one, other))


# (for which two Jacobians, their product)
# fmt: off
_PAIRS = (
    (lambda a, b: a.shape == () or b.shape == (), ex.mul),
    (lambda a, b: a.kind == "column" and b.kind == "matrix",  # a column as well, as NumPy's 1-D
        lambda a, b: transposed(times(a.T, b)) if _is_shorter(a.T, b) else ex.matmul(a, b)),
    (lambda a, b: apart(a)[0] or apart(b)[0], _without_scalars),
    (lambda a, b: "identity" in (a.op, b.op), lambda a, b: b if a.op == "identity" else a),
    (lambda a, b: b.op == "matmul" and b.kind == "matrix" and (a.kind == "row" or _is_shorter(a, b.args[0])),
        lambda a, b: times(times(a, b.args[0]), b.args[1])),
    (lambda a, b: a.op == "transpose" and a.kind == "row" and b.kind == "column",
        lambda a, b: ex.sum(b) if a.T.op == "ones" else ex.matmul(a.T, b)),
    (lambda a, b: b.op == "outer", lambda a, b: times(times(a, b.args[0]), b.args[1].T)),
    (lambda a, b: a.op == b.op == "diag", lambda a, b: ex.diag(ex.mul(a.args[0], b.args[0]))),
    (lambda a, b: a.op == "diag" and b.kind == "column", lambda a, b: ex.mul(a.args[0], b)),
    (lambda a, b: a.kind == "row" and b.op == "diag",
        lambda a, b: scaled(*apart(ex.mul(a.T if a.T.op != "ones" else ex.ONE, b.args[0]).T))),
    (lambda a, b: a.kind == "column" and b.kind == "row", lambda a, b: ex.outer(a, b.T)),
    (lambda a, b: True, ex.matmul),
)
# fmt: on


def plus(*parts):
    """The sum of Jacobians; rows that are plain vectors are added before they lie down."""
    pairs = list(map(apart, parts))
    if all(array.op == "transpose" for _, array in pairs):
        return ex.add(*(ex.mul(*scalars, array.T) for scalars, array in pairs)).T
    return ex.add(*parts)


def shortened(e):
    """The expression with its products and sums made short by their structure."""
    e = ex.rebuilt(e, shortened)
    return {"matmul": times, "add": plus}[e.op](*e.args) if e.op in ("matmul", "add") else e


def in_blocks(e):
    """The same with constant concatenations multiplied in: concatenate([I, 0]) @ A as concatenate([A, 0])."""
    if e.op == "matmul" and e.args[0].op == "matmul" and _blocks(e) is None:
        left, middle = e.args[0].args
        whole = ex.matmul(middle, e.args[1]) if middle.shape[1] != 1 else e.args[1]
        return e if _blocks(whole) is None else ex.matmul(left, in_blocks(whole))
    terms = e.args if e.op == "add" else (e,)
    found = [_blocks(term) for term in terms]
    if None in found or len({tuple(b.shape[:1] or (1,) for b in blocks) for blocks in found}) > 1:
        return ex.add(*map(in_blocks, terms)) if e.op == "add" else e
    return ex.concatenate(ex.add(*blocks) for blocks in zip(*found, strict=True))


def _blocks(e):
    """What stands one below the other where constant blocks come first in a term; None elsewhere."""
    scalars, array = apart(e)
    if array.op == "concatenate" and not array.symbols:
        blocks = array.args
    elif array.op in ("matmul", "outer") and _blocks(array.args[0]):
        behind = array.args[1].T if array.op == "outer" else array.args[1]
        whole = _blocks(array.args[0])
        blocks = [ex.zeros_like((b.height, array.width)) if _is_zero(b) else times(b, behind) for b in whole]
    else:
        return None
    return [scaled(scalars, block) if scalars else block for block in blocks]


# ---- the other layout --------------------------------------------------------------------------


def transposed(e):
    """The transpose, pushed inside: factors turn round, symmetric matrices stay."""
    return _TRANSPOSED[e.op](e) if e.op in _TRANSPOSED and (e.kind == "matrix" or e.op in _OF_VECTORS) else e.T


_OF_VECTORS = ("add", "mul", "stack", "matrix")
_TRANSPOSED = {
    "diag": lambda e: e,
    "identity": lambda e: e,
    "reverse": lambda e: e if e.args[0].op == "identity" else e.T,
    "matrix": lambda e: ex.matrix(zip(*e.args[0], strict=True)),
    "stack": lambda e: ex.matrix([e.args]) if e.kind == "column" else e.T,
    "outer": lambda e: ex.outer(*e.args[::-1]),
    "add": lambda e: ex.add(*map(transposed, e.args)),
    "mul": lambda e: (
        ex.mul(*map(transposed, e.args)) if sum(a.shape != () for a in e.args) == 1 or e.kind == "matrix" else e.T
    ),
    "matmul": lambda e: ex.matmul(*map(transposed, e.args[::-1])),
    "ones": lambda e: ex.ones(*e.shape[::-1]),
    "zeros": lambda e: ex.zeros_like(e.shape[::-1]),
}


# ---- what kind of matrix -----------------------------------------------------------------------


def _is_zero(e):
    return e.op == "zeros" or e == ex.ZERO or (e.op in ("stack", "matrix") and all(map(_is_zero, e.parts)))


def _diagonal_cells(e):
    """The diagonal of a square literal in which all other cells are 0; of anything else nothing."""
    if e.op != "matrix" or e.shape[0] != e.shape[1]:
        return []
    rows = e.args[0]
    others = {cell for i, row in enumerate(rows) for j, cell in enumerate(row) if i != j}
    return [row[i] for i, row in enumerate(rows)] if others <= {ex.ZERO} else []


def _is_diagonal(e):
    if e.op in ("add", "matmul"):
        return all(map(_is_diagonal, e.args))
    return (
        e.op in ("diag", "identity") or bool(_diagonal_cells(e)) or (e.op == "mul" and any(map(_is_diagonal, e.args)))
    )


# Each row: a name and the test of an expression and its shape; the first that fits is taken.
# fmt: off
STRUCTURES = (
    ("zero", lambda e, shape: _is_zero(e)),
    ("scalar", lambda e, shape: shape == (1, 1)),
    ("identity", lambda e, shape: e.op == "identity" or set(_diagonal_cells(e)) == {ex.ONE}),
    ("scalar multiple of identity",
        lambda e, shape: apart(e)[1].op == "identity" or len(set(_diagonal_cells(e))) == 1),
    ("diagonal", lambda e, shape: _is_diagonal(e)),
    ("row", lambda e, shape: shape[0] == 1),
    ("column", lambda e, shape: shape[1] == 1),
    ("outer", lambda e, shape: apart(e)[1].op in ("outer", "ones")),
    ("diagonal plus low rank",
        lambda e, shape: e.op == "add"
        and all(_is_diagonal(part) or apart(part)[1].op in ("outer", "ones") for part in e.args)),
    ("dense", lambda e, shape: True),
)
# fmt: on


def structure_of(expression, shape):
    """The name of the first structure that fits."""
    return next(name for name, fits in STRUCTURES if fits(expression, shape))
