"""Products with a Jacobian that is never formed: J v and u J, by the structure of J.

A table says what each kind of matrix does to a vector; time and memory grow with the vector.
"""

import math

from . import expressions as ex
from .evaluation import Evaluator, total
from .lowering import lower
from .points import finite, floats


def product(expression, v, point, name, size):
    """A matrix expression times a vector, by its structure; 1-D in, 1-D out."""
    import numpy as np

    length = point.size(size)
    try:
        v = np.asarray(v)
        v = floats(v.astype(float) if v.dtype == object else v, np)  # fractions are objects
    except (TypeError, ValueError):  # rows that differ, what is no number
        v = None
    if v is None or v.shape != (length,) or not finite([v], np):
        raise ValueError(f"{name} needs {length} finite numbers in a flat list, as {name}([1, 0, 2], ...)")
    point.need(expression.functions)
    found = np.atleast_1d(_times(Evaluator(point, np), expression, v))
    return found.copy() if np.may_share_memory(found, v) else found  # v stays its owner's


def _times(evaluate, e, v):
    """The product with a vector that never forms the matrix, by the first row of the table that fits."""
    return next(rule for fits, rule in _PRODUCTS if fits(e))(evaluate, e, v)


def _pieces(evaluate, e, v):
    """concatenate([A, B]).T @ v: each block takes its own piece of v."""
    ends = evaluate.np.cumsum([evaluate.point.size(part.height) for part in e.args])
    pieces = zip(e.args, evaluate.np.split(v, ends[:-1]), strict=True)
    return total([_times(evaluate, part.T, piece) for part, piece in pieces])


def _of(*ops, inside=None):
    """For the operations, of a matrix; with another one inside, where that is named."""
    return lambda e: e.op in ops and e.kind == "matrix" and (inside is None or e.args[0].op == inside)


# (for which expressions, the product with v); what is transposed turns its factors round.
# fmt: off
_PRODUCTS = (
    (_of("identity"), lambda evaluate, e, v: v),
    (_of("diag"), lambda evaluate, e, v: evaluate.vector(e.args[0]) * v),
    (_of("outer"), lambda evaluate, e, v: evaluate.vector(e.args[0]) * (evaluate.vector(e.args[1]) @ v)),
    (lambda e: e.op == "add", lambda evaluate, e, v: total([_times(evaluate, a, v) for a in e.args])),
    (lambda e: e.op == "mul" and sum(a.shape != () for a in e.args) == 1,
        lambda evaluate, e, v: math.prod(_times(evaluate, a, v) if a.shape else evaluate(lower(a)) for a in e.args)),
    (lambda e: e.op == "matmul" and e.shape,
        lambda evaluate, e, v: _times(evaluate, e.args[0], evaluate.np.atleast_1d(_times(evaluate, e.args[1], v)))),
    (_of("reverse", inside="identity"), lambda evaluate, e, v: v[::-1]),
    (_of("cumsum", inside="identity"), lambda evaluate, e, v: v.cumsum()),
    (_of("concatenate"), lambda evaluate, e, v: evaluate.np.concatenate(
        [evaluate.np.atleast_1d(_times(evaluate, part, v)) for part in e.args])),
    (_of("transpose", inside="cumsum"),
        lambda evaluate, e, v: _times(evaluate, e.args[0].args[0].T, v[::-1].cumsum()[::-1])),
    (_of("transpose", inside="identity"), lambda evaluate, e, v: v),
    (_of("transpose", inside="diag"), lambda evaluate, e, v: _times(evaluate, e.args[0], v)),
    (_of("transpose", inside="mul"),
        lambda evaluate, e, v: _times(evaluate, ex.mul(*(part.T for part in e.args[0].args)), v)),
    (_of("transpose", inside="matmul"),
        lambda evaluate, e, v: _times(evaluate, ex.matmul(*(part.T for part in e.args[0].args[::-1])), v)),
    (_of("transpose", inside="concatenate"), lambda evaluate, e, v: _pieces(evaluate, e.args[0], v)),
    (_of("transpose"), lambda evaluate, e, v: v @ evaluate.array(e.args[0])),
    (_of("ones"), lambda evaluate, e, v: evaluate.np.full(evaluate.point.size(e.shape[0]), v.sum())),
    (_of("zeros"), lambda evaluate, e, v: evaluate.np.zeros(evaluate.point.size(e.shape[0]))),
    (lambda e: e.kind == "row", lambda evaluate, e, v: evaluate.vector(e) @ v),
    (lambda e: e.kind == "column", lambda evaluate, e, v: evaluate.vector(e) * v[0]),
    (lambda e: True, lambda evaluate, e, v: evaluate.array(e) @ v),
)
# fmt: on
