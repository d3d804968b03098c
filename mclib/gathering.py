"""From the entry d y_i / d x_j back to a whole matrix: diag, identity, row, column, outer, sums.

`gather` reads a line of index notation and writes the expression of which it is the component:
the inverse of `lowering.lower`. It is display, not a normal form: equality is decided by numbers.

An axis is (index, size). A matrix has the axes rows and cols, a column has only rows, a row only
cols, a scalar neither; the factors of a term are told apart by the axes whose index they contain.
"""

from contextlib import suppress
from functools import reduce

from . import expressions as ex, indices as ix
from .functions import FUNCTIONS
from .lowering import opened
from .structure import apart, in_blocks, is_negative, product_of, scaled, shortest
from .tidying import collect, expanded, out_of_sum, split, spread_sums
from .writing import reciprocal


class _Unfit(Exception):
    """The line is no component of anything the vocabulary can write."""


# ---- entry by entry --------------------------------------------------------------------------------


def lift(node, rows=None, cols=None):
    """The expression whose entries are the node: a matrix, a column where it has no index of cols,
    a scalar where it has none of either."""
    rows, cols = (axis if axis and axis[0] in ix.free(node) else None for axis in (rows, cols))
    if (cols and not rows) or node.op not in _LIFTED:
        raise _Unfit
    return _LIFTED[node.op](node, rows, cols)


def _spread(node, rows, cols):
    """An argument of a function, where a vector stands in every column or in every row."""
    if node.op == "add":
        return _sum(*(_spread(term, rows, cols) for term in node.args))
    across, down = (bool(axis and axis[0] in ix.free(node)) for axis in (rows, cols))
    if cols and across != down:
        return ex.outer(_vector([node] * across, rows), _vector([node] * down, cols))
    return lift(node, rows, cols)


def _sum(*parts):
    """A sum as it is printed: no minus first; slopes by each entry of an argument as a row times a column."""
    paths = {}
    for part in parts:
        factors = part.args if part.op == "mul" else (part,)
        slopes = [f for f in factors if f.op == "component" and f.args[0].op == "slope"]
        if len(slopes) != 1:
            return ex.add(*(sorted(parts, key=is_negative) if is_negative(parts[0]) else parts))
        paths[slopes[0].args] = ex.mul(*(f for f in factors if f is not slopes[0]))
    whole, (i, _) = next(iter(paths))
    width = range(1, len(parts) + 1)
    if whole.shape[1] != len(parts) or paths.keys() != {(whole, (i, k)) for k in width}:
        return ex.add(*parts)
    return ex.matmul(_row(whole, i), ex.stack(paths[whole, (i, k)] for k in width))


def _row(whole, i):
    return ex.Expression("component", whole, (i,), shape=(1, whole.shape[1]))


def stacked(cells):
    """A stack of scalars or rows; one product where they are the rows of one matrix times one column."""
    first = cells[0]
    if first.op == "matmul" and first.args[0].op == "component":
        whole, column = first.args[0].args[0], first.args[1]
        rows = [_row(whole, i) for i in range(1, len(cells) + 1)]
        if whole.shape[0] == len(cells) and cells == [ex.matmul(row, column) for row in rows]:
            return ex.matmul(whole, column)
    return ex.stack(cells)


def _leaf(node, rows, cols):
    """A component, a delta or a comparison: one with a mirrored index turned round, a fixed place picked out."""
    at, i, j = ix.indices(node), rows and rows[0], cols and cols[0]
    if node.op == "idx" and not ix.free(node):
        return _fixed(node.args[0], at) if at else node.args[0]
    if rows and _has_diagonal(node, rows):
        return ex.matmul(product_of(_beside(node, rows), ex.identity(rows[1])), ex.ones(rows[1]))
    mirrored = {name for k in at if isinstance(k, ix.Reversed) for name in ix.names_in(k)}
    if mirrored - {i, j}:  # neither axis runs over it: turning an axis round would never end
        raise _Unfit
    if rows and mirrored:
        across = node.op == "idx" and cols and ix.mirrored(*cols) in at
        axis = cols if across else rows
        plain = lift(ix.rename(node, {axis[0]: ix.mirrored(*axis)}), rows, cols)
        return ex.matmul(plain, ex.reverse(ex.identity(cols[1]))) if across else ex.reverse(plain)
    base = node.args[0]
    turned = at[1:] == (i,)
    first, *others = at[::-1] if turned else at
    if node.op == "idx" and len(at) == 1 and first != i:
        first, others = i, [first]
    free = others in ([], [j])
    if first != i or not (free or not ix.names_in(others[0])):
        raise _Unfit
    if node.op == "delta":
        return ex.identity(rows[1]) if free else _place(others[0], rows[1])
    if node.op == "upto":
        base = ex.cumsum(ex.identity(rows[1]))
        base = base if turned else base.T
    elif turned or base.kind == "row":
        base = base.T
    return base if free else ex.matmul(base, _place(others[0], base.shape[-1] if len(at) > 1 else base.length))


def _fixed(base, at):
    """A component at fixed places: one counted from the end is a place of what is turned round."""
    if isinstance(at[0], ix.Reversed):
        base, at = ex.reverse(base), (at[0][0], *at[1:])
    return _fixed(base.T, at[::-1]) if isinstance(at[-1], ix.Reversed) else ex.component(base, at)


def _has_diagonal(node, axis):
    """Whether a matrix's diagonal, B_kk, or its other one stands in the node."""
    return ix.any_in(
        node, lambda part: part.op in ix.LEAVES and [*map(ix.names_in, ix.indices(part))] == [{axis[0]}] * 2
    )


def _beside(node, axis):
    """The matrix on whose diagonal the node stands: B_kk and x_k B_kk as B and diag(x) @ B."""
    other = ix.fresh()

    def change(part):
        if part.op in ix.LEAVES and _has_diagonal(part, axis):
            names = iter(({}, {axis[0]: other}))
            return ix.reindexed(part, lambda index: ix.rename_index(index, next(names)))
        return ix.descend(part, change)

    return lift(change(node), axis, (other, axis[1]))


def _place(k, size):
    """The unit vector of a fixed place; of one counted from the end, too."""
    return ex.reverse(ex.unit(*k[::-1])) if isinstance(k, ix.Reversed) else ex.unit(size, k)


def _with_softmax(parts):
    """The factors of a term with exp(u_i) / sum_k exp(u_k) written as softmax(u)_i."""
    for place, under in enumerate(parts):
        if reciprocal(under) is None or opened(under.args[0]).op != "sum":
            continue
        for k, part in enumerate(parts):
            share = _share(part, opened(under.args[0]))
            if share is not None:
                others = [part for p, part in enumerate(parts) if p not in (place, k)]
                return _with_softmax(ix.factors(ix.mul(share, ix.power(under.args[0], under.args[1] + 1), *others)))
    return parts


def _share(part, whole):
    """part / whole, where that is a component of a softmax or a sum with one in it; else None."""
    index, length, body = whole.args
    if part.op == "sum":
        k, size, inner = ix.opened(part)
        parts = list(ix.factors(inner))
        shares = [_share(factor, whole) for factor in parts]
        place = next((place for place, share in enumerate(shares) if share is not None), None)
        return None if place is None else ix.total(k, size, ix.mul(*parts[:place], shares[place], *parts[place + 1 :]))
    found = ix.free(part)
    if part.op == "apply" and part.args[0] is FUNCTIONS["exp"] and len(found) == 1:
        (i,) = found
        if ix.rename(part, {i: index}) == body:
            return ix.idx(ex.softmax(lift(part.args[1], (i, length))), (i,))
    return None


# ---- sums over an index ----------------------------------------------------------------------------


def _summed(node, rows, cols):
    """A sum over k of L_ik v_k R_kj: L @ diag(v) @ R, L @ v, v.T @ R, or a scalar."""
    index, length, body = ix.opened(node)
    k = (index, length)
    outer = out_of_sum(index, length, body)
    if outer.op != "sum":
        return _term(outer, rows, cols) if cols else lift(outer, rows)
    if not rows and not cols:
        return _total(k, body)
    left, right, between = split(ix.factors(body), rows, cols)
    weights = _vector(between, k)
    if not cols and ix.mul(*left) == ix.upto(index, rows[0]):
        return ex.cumsum(weights)
    middle = ([ex.diag(weights)] if between else []) if rows and cols else [weights if rows else weights.T]
    first = [lift(ix.mul(*left), rows, k)] if rows else []
    return reduce(ex.matmul, [*first, *middle, *([lift(ix.mul(*right), k, cols)] if cols else [])])


def _total(k, body):
    """A sum over k that is a scalar: of a matrix, a trace, a dot product, of a vector."""
    if body.op == "sum":
        index, width, inner = ix.opened(body)
        if all(len(ix.free(factor)) == 2 for factor in ix.factors(inner)):
            return ex.sum(lift(inner, k, (index, width)))
    if _has_diagonal(body, k):
        return ex.trace(_beside(body, k))
    vectors = [lift(part, k) for part in ix.factors(body)]
    if len(vectors) == 2 and vectors[0] != vectors[1] and all(v.op != "apply" for v in vectors):
        return ex.matmul(*vectors)
    return ex.sum(ex.mul(*vectors))


# What has a node for its entries, by its operation.
_LIFTED = {
    **dict.fromkeys(("num", "const"), lambda node, rows, cols: ex.Expression(node.op, *node.args)),
    **dict.fromkeys(ix.LEAVES, _leaf),
    "size": lambda node, rows, cols: node.args[0],
    "sum": _summed,
    "add": lambda node, rows, cols: _sum(*(lift(part, rows, cols) for part in node.args)),
    "mul": lambda node, rows, cols: (
        _term(node, rows, cols) if cols else product_of(*(lift(part, rows) for part in _with_softmax(node.args)))
    ),
    "pow": lambda node, rows, cols: ex.power(*(_spread(part, rows, cols) for part in node.args)),
    "apply": lambda node, rows, cols: ex.apply(node.args[0], *(_spread(part, rows, cols) for part in node.args[1:])),
}

# ---- rows and matrices, term by term ---------------------------------------------------------------


def gather(node, rows, cols):
    """The matrix whose entry is the node; rows and cols are (index, size), or None for one.

    A line that nothing in the vocabulary can write is kept as a table of entries.
    """
    found = []
    for line in dict.fromkeys((node, spread_sums(node) if rows or cols else node)):
        with suppress(_Unfit, ex.ShapeError):
            found.append(in_blocks(_gathered(line, rows, cols)))
    if found:
        return shortest(*found)
    shape = (rows[1] if rows else 1, cols[1] if cols else 1) if rows or cols else ()
    return ex.Expression("entries", node, rows, cols, shape=shape)


def _gathered(node, rows, cols):
    if not cols:
        column = lift(node, rows)
        return column if column.shape or not rows else scaled(map(lift, ix.factors(node)), ex.ones(rows[1]))

    def is_delta(part):
        return rows and part.op == "delta" and set(part.args) == {rows[0], cols[0]}

    def is_plain(term):
        """Whether a term belongs on the diagonal of a matrix, or is a vector lying as a row."""
        parts = ix.factors(term)
        return any(map(is_delta, parts)) if rows else all(p.op != "sum" or cols[0] not in ix.free(p) for p in parts)

    terms = [term for term in ix.terms(expanded(node, is_delta)) if term != ix.ZERO]
    plain = [term for term in terms if is_plain(term)]
    parts = [_term(term, rows, cols) for term in terms if term not in plain]
    if plain and rows:
        bare = [ix.mul(*(part for part in ix.factors(term) if not is_delta(part))) for term in plain]
        line = collect(ix.rename(ix.add(*bare), {cols[0]: rows[0]}))
        scalars = [_beside(line, rows)] if _has_diagonal(line, rows) else map(lift, ix.factors(line))
        plain_vector = ix.free(line) and not _has_diagonal(line, rows)
        parts.insert(0, ex.diag(lift(line, rows)) if plain_vector else scaled(scalars, ex.identity(rows[1])))
    elif not rows:
        parts = [_term(ix.add(*plain), rows, cols)] * bool(plain) + _grouped(parts)
    parts.sort(key=is_negative)
    return _factored(parts) if parts else ex.zeros_like((rows[1] if rows else 1, cols[1]))


def _factored(parts):
    """diag(s) @ B - outer(s, B.T @ s) as (diag(s) - outer(s, s)) @ B, where that is shorter."""
    right = next((array.args[1] for array in (apart(p)[1] for p in parts) if array.op == "matmul"), None)
    lefts = [_before(right, part) for part in parts] if right is not None and len(parts) > 1 else [None]
    return ex.add(*parts) if None in lefts else shortest(ex.add(*parts), ex.matmul(ex.add(*lefts), right))


def _before(right, part):
    """What a part is times a matrix on its right; None where it is not a multiple of it."""
    scalars, array = apart(part)
    if array.op == "matmul" and array.args[1] == right:
        return scaled(scalars, array.args[0])
    if array.op == "outer" and array.args[1].op == "matmul" and array.args[1].args[0] == right.T:
        return scaled(scalars, ex.outer(array.args[0], array.args[1].args[1]))
    return None


def _term(term, rows, cols):
    """One term as scalars * diag(f) @ M @ diag(g); as outer(f, g) or g.T where no factor is a matrix."""
    parts = _with_softmax(ix.factors(term))
    both = {axis[0] for axis in (rows, cols) if axis}
    wide = [part for part in parts if both <= ix.free(part) and (rows or part.op == "sum")]
    left, right, scalars = split([part for part in parts if part not in wide], rows, cols)
    if wide:
        whole = product_of(*(_summed(p, rows, cols) if p.op == "sum" else lift(p, rows, cols) for p in wide))
        if left or right:  # a number goes inside: A @ diag(2*x)
            (left or right)[:0] = [part for part in scalars if part.op == "num"]
            scalars = [part for part in scalars if part.op != "num"]
        whole = ex.matmul(ex.diag(_vector(left, rows)), whole) if left else whole
        whole = ex.matmul(whole, ex.diag(_vector(right, cols))) if right else whole
    elif rows:
        whole = ex.outer(_vector(left, rows), _vector(right, cols)) if left or right else ex.ones(rows[1], cols[1])
    else:
        whole = _vector(right, cols).T
    return scaled(map(lift, scalars), whole)


def _vector(parts, axis):
    """The column whose entry is the product of the parts."""
    return lift(ix.mul(*parts), axis) if parts else ex.ones(axis[1])


def _grouped(parts):
    """v.T @ A + v.T @ B as v.T @ (A + B)."""
    groups = {}
    for part in parts:
        groups.setdefault(part.args[0] if part.op == "matmul" else part, []).append(part)
    return [
        same[0] if len(same) == 1 else ex.matmul(first, ex.add(*(part.args[1] for part in same)))
        for first, same in groups.items()
    ]
