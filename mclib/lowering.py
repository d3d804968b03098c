"""From an expression to one component of it, a line of index notation.

That is the paper's own method (section 4, "zoom in to the scalar equations"): w * x is w_i x_i.
"""

from . import expressions as ex
from . import indices as ix
from .functions import FUNCTIONS
from .language import shape_text
from .symbolic import to_sympy


def lower(expression, at=()):
    """The component at the indices `at`, as a line of index notation.

    One level: softmax and norm, arguments of functions that contain a sum and unknown vector
    functions stay as atoms, "(A @ x + c)_i"; `opened` opens an atom.
    """
    op, args = expression.op, expression.args
    if op in ("num", "const"):
        return ix.Node(op, *args)
    if op == "size":
        return ix.size(expression)
    if op == "symbol" or op in ("norm", "softmax", "all", "slope"):
        return ix.idx(expression, at)
    if op == "add":
        return ix.add(*(_expanded(a, at) for a in args))
    if op == "mul":
        return ix.mul(*(_expanded(a, at) for a in args))
    if op == "pow":
        return ix.power(_closed(args[0], at), _closed(args[1], at))
    if op == "apply":
        return ix.apply(args[0], *(_closed(a, at) for a in args[1:]))
    return _LOWER[op](expression, at)


def _expanded(arg, at):
    return lower(arg, at if arg.shape else ())


def _closed(arg, at):
    node = _expanded(arg, at)
    if ix.any_in(node, lambda part: part.op == "sum") and arg.op != "symbol":
        return ix.idx(arg, at if arg.shape else ())
    return node


def opened(node):
    """What an atom stands for, one level deep; any other node as it is."""
    if node.op != "idx" or node.args[0].op == "symbol":
        return node
    base, at = node.args
    if base.op == "norm":
        k = ix.fresh()
        square = ix.power(lower(base.args[0], (k,)), ix.num(2))
        return ix.apply(FUNCTIONS["sqrt"], ix.total(k, base.args[0].length, square))
    if base.op == "softmax":
        k, inner = ix.fresh(), base.args[0]
        exp = FUNCTIONS["exp"]
        below = ix.total(k, inner.length, ix.apply(exp, lower(inner, (k,))))
        return ix.mul(ix.apply(exp, lower(inner, at)), ix.power(below, ix.num(-1)))
    return lower(base, at)


def _sum_over(arg, body_of):
    """The sum over all entries of a vector or matrix, written out where it is a literal."""
    if arg.literal and all(isinstance(s, int) for s in arg.shape):
        places = range(1, arg.length + 1)
        if arg.kind == "matrix":
            both = ((i, j) for i in range(1, arg.shape[0] + 1) for j in range(1, arg.shape[1] + 1))
            return ix.add(*(body_of(spot) for spot in both))
        return ix.add(*(body_of((k,)) for k in places))
    if arg.kind == "matrix":
        k, l = ix.fresh(), ix.fresh()
        return ix.total(k, arg.shape[0], ix.total(l, arg.shape[1], body_of((k, l))))
    k = ix.fresh()
    return ix.total(k, arg.length, body_of((k,)))


def _lower_sum(e, at):
    return _sum_over(e.args[0], lambda spot: lower(e.args[0], spot))


def _lower_mean(e, at):
    arg = e.args[0]
    counts = arg.shape if arg.kind == "matrix" else (arg.length,)
    share = [ix.power(ix.size(c), ix.num(-1)) for c in counts]
    return ix.mul(*share, _lower_sum(e, at))


def _lower_matmul(e, at):
    a, b = e.args
    at = list(at)
    i = (at.pop(0),) if a.kind == "matrix" or (a.kind == "column" and b.kind == "row") else ()
    j = tuple(at)
    between = a.shape[0] if a.kind == "column" else a.shape[1]
    if a.kind == "column" and b.kind == "row":
        return ix.mul(lower(a, i), lower(b, j))

    def body(k):
        left = lower(a, (*i, k))
        right = lower(b, (k, *j) if b.kind in ("matrix", "column") else j)
        return ix.mul(left, right)

    if (a.literal or b.literal) and isinstance(between, int):
        return ix.add(*(body(k) for k in range(1, between + 1)))
    k = ix.fresh()
    return ix.total(k, between, body(k))


def _lower_cumsum(e, at):
    arg = e.args[0]
    if arg.op == "identity":
        return ix.upto(at[1], at[0])
    k = ix.fresh()
    return ix.total(k, arg.shape[0], ix.mul(ix.upto(k, at[0]), lower(arg, (k, *at[1:]))))


def _lower_stack(e, at):
    if not isinstance(at[0], int):
        return ix.idx(e, at)
    return lower(e.args[at[0] - 1], at[1:])


def _lower_matrix(e, at):
    if not all(isinstance(k, int) for k in at):
        return ix.idx(e, at)
    return lower(ex.component(e, at if e.kind == "matrix" else at[:1]))


def _lower_concatenate(e, at):
    if not isinstance(at[0], int) or not isinstance(e.length, int):
        return ix.idx(e, at)
    place = at[0]
    for part in e.args:
        length = 1 if part.shape == () else part.length
        if place <= length:
            return lower(part, (place,) if part.shape else ())
        place -= length
    raise IndexError(f"{e} has no entry {at[0]}")


def _lower_trace(e, at):
    k = ix.fresh()
    return ix.total(k, e.args[0].shape[0], lower(e.args[0], (k, k)))


def _lower_entries(e, at):
    node, rows, cols = e.args
    axes = [axis[0] for axis in (rows, cols) if axis]
    return ix.rename(node, dict(zip(axes, at, strict=True)))


def _lower_factor(e, at):
    return _lower_entries(ex.Expression("entries", *e.args[2:], shape=e.shape), at)


_LOWER = {
    "factor": _lower_factor,
    "entries": _lower_entries,
    "sum": _lower_sum,
    "mean": _lower_mean,
    "matmul": _lower_matmul,
    "transpose": lambda e, at: lower(e.args[0], at[::-1]),
    "diag": lambda e, at: ix.mul(ix.delta(*at), lower(e.args[0], at[:1])),
    "ones": lambda e, at: ix.ONE,
    "zeros": lambda e, at: ix.ZERO,
    "identity": lambda e, at: ix.delta(*at),
    "unit": lambda e, at: ix.delta(at[0], e.args[1]),
    "outer": lambda e, at: ix.mul(lower(e.args[0], at[:1]), lower(e.args[1], at[1:])),
    "trace": _lower_trace,
    "reverse": lambda e, at: lower(e.args[0], (ix.mirrored(at[0], e.shape[0]), *at[1:])),
    "cumsum": _lower_cumsum,
    "stack": _lower_stack,
    "matrix": _lower_matrix,
    "concatenate": _lower_concatenate,
    "component": lambda e, at: lower(e.args[0], (*e.args[1], *at)),
}


def component(self, *where):
    """The scalar an expression stands for at (i, j), as SymPy over indexed symbols.

    Without arguments the indices are i, or i and j. Raises ShapeError for a wrong number of them.
    """
    rank = {"scalar": 0, "matrix": 2}.get(self.kind, 1)
    where = where or ("i", "j")[:rank]
    if len(where) != rank:
        raise ex.ShapeError(f"{self} is {shape_text(self.shape)}: it has {rank} indices, as in A.component(1, 2)")
    return to_sympy(lower(self, tuple(i if isinstance(i, int) else str(i) for i in where)), opened)


ex.Expression.component = component
