"""From an expression to one component of it, a line of index notation.

That is the paper's own method (section 4, "zoom in to the scalar equations"): w * x is w_i x_i.
"""

from functools import partial
from itertools import chain

from . import expressions as ex, indices as ix
from .functions import FUNCTIONS
from .language import shape_text
from .symbolic import to_sympy


def lower(expression, at=()):
    """The component at the indices `at`, as a line of index notation.

    One level: softmax and norm, arguments of functions that contain a sum and unknown vector
    functions stay as atoms, "(A @ x + c)_i"; `opened` opens an atom.
    """
    return _LOWER.get(expression.op, ix.idx)(expression, at)


def opened(node, length=None):
    """What an atom stands for, one level deep; any other node as it is.

    `length` gives the integers that sizes are, where they are known.
    """
    if node.op != "idx" or node.args[0].op == "symbol":
        return node
    base, at = node.args
    if base.op == "concatenate":
        known = length and isinstance(at[0], int)
        return _concatenate(base, at, length) if known else _selected(base, at) if base.symbols else node
    return _OPENED.get(base.op, lower)(base, at)


def closed_alike(line):
    """The line with one face for each vector: what is an atom somewhere is that atom everywhere."""
    line = ix.descend(line, closed_alike)  # under a sum, while its index stands still
    atoms = [part for part in ix.walk(line) if part.op == "idx" and part.args[0].op != "symbol"]
    faces = {opened(atom): atom for atom in atoms}

    def close(node):
        return faces[node] if node in faces else ix.descend(node, close)

    return close(line) if faces else line


def _expanded(arg, at):
    """A part's component; a scalar stands for a vector of equal entries."""
    return lower(arg, at if arg.shape else ())


def _closed(arg, at):
    """The same, as an atom where a sum stands in it."""
    node = _expanded(arg, at)
    closed = arg.op != "symbol" and ix.any_in(node, lambda part: part.op == "sum")
    return ix.idx(arg, at if arg.shape else ()) if closed else node


def _sum_over(arg, change=lambda node: node):
    """The sum over all entries of a vector or matrix, written out where it is a literal."""
    if arg.op == "concatenate":
        return ix.add(*(_sum_over(part, change) if part.shape else change(lower(part)) for part in arg.args))
    return summed(arg.lengths, lambda *at: change(lower(arg, at)), arg.literal)


def summed(lengths, body, written_out=False):
    """The sum of body(k, l, ...) over indices of these lengths."""
    if not lengths:
        return body()
    length, *others = lengths

    def inner(k):
        return summed(others, lambda *at: body(k, *at), written_out)

    if written_out and isinstance(length, int):
        return ix.add(*map(inner, range(1, length + 1)))
    k = ix.fresh()
    return ix.total(k, length, inner(k))


def by_parts(e, at):
    """The component of a sum or product with its parts as atoms; of anything else one level of it.

    As many levels as an expression has, this many steps: where numbers are wanted, each atom's is found once.
    """
    if e.op == "matmul":
        return _matmul(e, at, ix.idx)
    if e.op in ("add", "mul"):
        return getattr(ix, e.op)(*(ix.idx(a, at if a.shape else ()) for a in e.args))
    return opened(ix.idx(e, at))


def _matmul(e, at, lower=lower):
    a, b = e.args
    if a.kind == "column" and b.kind == "row":
        return ix.mul(lower(a, at[:1]), lower(b, at[1:]))
    if a.op == b.op == "concatenate" and [p.shape for p in a.args] == [p.shape for p in b.args]:
        pairs = zip(a.args, b.args, strict=True)  # w.x + b as one product: it is the sum of the parts' own
        return ix.add(*(lower(ex.matmul(p, q) if p.shape else ex.mul(p, q), ()) for p, q in pairs))
    i, j = (at[:1], at[1:]) if a.kind == "matrix" else ((), at)
    between = a.shape[0] if a.kind == "column" else a.shape[1]
    return summed([between], lambda k: ix.mul(lower(a, (*i, k)), lower(b, (k, *j))), a.literal or b.literal)


def _cumsum(e, at):
    (arg,) = e.args
    if arg.op == "identity":
        return ix.upto(at[-1], at[0])
    return summed([arg.shape[0]], lambda k: ix.mul(ix.upto(k, at[0]), lower(arg, (k, *at[1:]))), arg.literal)


def _listed(entry):
    """For what is a list of entries: one is had at an integer, any other place stays an atom."""
    return lambda e, at: entry(e, at) if all(isinstance(k, int) for k in at) else ix.idx(e, at)


def _one_of(e, at):
    """A component of a list at any place: each entry where it stands, 0 elsewhere."""
    if all(isinstance(k, int) for k in at):
        return lower(e, at)
    spots = dict.fromkeys(chain.from_iterable(ix.grid(*e.shape, e.spot)))
    return ix.add(*(ix.mul(*map(ix.delta, at, spot), lower(e, spot)) for spot in spots))


def _concatenate(e, at, length=lambda size: size):
    place, *across = at
    for part in e.args:
        high = length(part.height)
        if not isinstance(high, int):
            return ix.idx(e, at)
        if place <= high:
            return _expanded(part, tuple(across) if part.kind == "row" else (place, *across))
        place -= high
    raise IndexError(f"{e} has no entry {at[0]}")


def _selected(e, at):
    """A concatenation's component at any place: each part, spread over all places by a constant matrix."""
    place, across = at[:1], at[1:]

    def spread(part, width, own):
        return ex.concatenate(own if other is part else ex.zeros(other.height, *width) for other in e.args)

    def term(part):
        if part.kind in ("scalar", "row"):
            return ix.mul(lower(spread(part, (), ex.ONE), place), lower(part, across))
        whole = spread(part, (part.height,), ex.identity(part.height))
        return summed([part.height], lambda k: ix.mul(lower(whole, (*place, k)), lower(part, (k, *across))))

    return ix.add(*map(term, e.args))


def _entries(e, at):
    node, *axes = e.args[-3:]
    return ix.rename(node, dict(zip([axis[0] for axis in axes if axis], at, strict=True)))


_LOWER = {
    "num": lambda e, at: ix.Node("num", *e.args),
    "const": lambda e, at: ix.Node("const", *e.args),
    "size": lambda e, at: ix.size(e),
    "add": lambda e, at: ix.add(*(_expanded(a, at) for a in e.args)),
    "mul": lambda e, at: ix.mul(*(_expanded(a, at) for a in e.args)),
    "pow": lambda e, at: ix.power(*(_closed(a, at) for a in e.args)),
    "apply": lambda e, at: ix.apply(e.args[0], *(_closed(a, at) for a in e.args[1:])),
    "sum": lambda e, at: _sum_over(e.args[0]),
    "mean": lambda e, at: ix.mul(*(1 / ix.size(count) for count in e.args[0].lengths), _sum_over(e.args[0])),
    "trace": lambda e, at: summed(e.args[0].shape[:1], lambda k: lower(e.args[0], (k, k))),
    "matmul": _matmul,
    "transpose": lambda e, at: lower(e.args[0], at[::-1]),
    "diag": lambda e, at: ix.mul(ix.delta(at[0], at[-1]), lower(e.args[0], at[:1])),
    "ones": lambda e, at: ix.ONE,
    "zeros": lambda e, at: ix.ZERO,
    "identity": lambda e, at: ix.delta(at[0], at[-1]),
    "unit": lambda e, at: ix.delta(at[0], e.args[1]),
    "outer": lambda e, at: ix.mul(
        lower(e.args[0], (1,) if e.kind == "row" else at[:1]),
        lower(e.args[1], (1,) if e.kind == "column" else at[-1:]),
    ),
    "reverse": lambda e, at: lower(e.args[0], (ix.mirrored(at[0], e.shape[0]), *at[1:])),
    "cumsum": _cumsum,
    "stack": _listed(lambda e, at: lower(e.args[at[0] - 1], at[1:])),
    "matrix": _listed(lambda e, at: lower(ex.component(e, at))),
    "concatenate": _listed(_concatenate),
    "component": lambda e, at: lower(e.args[0], (*e.args[1], *at)),
    "entries": _entries,
    "factor": _entries,
}


_exp = partial(ix.apply, FUNCTIONS["exp"])


# What is an atom at any place, one level deep; softmax and norm stand for what they are made of.
_OPENED = {
    "stack": _one_of,
    "matrix": _one_of,
    "norm": lambda e, at: ix.apply(FUNCTIONS["sqrt"], _sum_over(e.args[0], lambda node: ix.power(node, ix.num(2)))),
    "softmax": lambda e, at: _exp(lower(e.args[0], at)) / _sum_over(e.args[0], _exp),
}


def component(self, *where):
    """The scalar an expression stands for at (i, j), as SymPy over indexed symbols.

    Without arguments the indices are i, or i and j. Raises ShapeError for a wrong number of them.
    """
    rank = len(self.spot("i", "j"))
    where = where or ("i", "j")[:rank]
    if len(where) != rank:
        raise ex.ShapeError(f"{self} is {shape_text(self.shape)}: it has {rank} indices, as in A.component(1, 2)")
    for k in where:
        if not isinstance(k, str) and not getattr(k, "is_Symbol", False) and (not isinstance(k, int) or k < 1):
            raise IndexError(f"places start at 1, as on paper, and {k!r} is none; the first is {self}[1]")
    return to_sympy(lower(self, tuple(i if isinstance(i, int) else str(i) for i in where)), opened)


ex.Expression.component = component
