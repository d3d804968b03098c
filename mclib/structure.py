"""From the entry d y_i / d x_j back to a whole matrix: diag, identity, row, column, outer, sums.

`gather` reads a line of index notation and writes the expression of which it is the component:
the inverse of `expressions.lower`. It is display, not a normal form: equality is decided by
numbers. `STRUCTURES` names what kind of matrix an expression is, by its form alone: a zero that is
0 only here is not a structural zero.
"""

from . import expressions as ex
from . import indices as ix
from .writing import reciprocal


class _Unfit(Exception):
    """The line is no component of anything the vocabulary can write."""


# ---- scalars and vectors: one free index at most ----------------------------------------------


def lift(node, index=None, size=None):
    """The expression whose component at `index` is the node; a scalar where the node lacks it."""
    op, args = node.op, node.args
    if op in ("num", "const"):
        return ex.Expression(op, *args)
    if op == "size":
        return args[0]
    if op == "idx":
        return _lift_component(*args, index)
    if op in ("add", "mul"):
        return _LIFTED[op](*(lift(a, index, size) for a in args))
    if op == "pow":
        return ex.power(*(lift(a, index, size) for a in args))
    if op == "apply":
        return ex.apply(args[0], *(lift(a, index, size) for a in args[1:]))
    if op == "sum":
        return _lift_sum(node, index, size)
    if op == "delta":
        return _lift_delta(*args, index, size)
    raise _Unfit


def _product(*parts):
    """A product as it is printed: numbers, then what was written, x/n with the mean recognised."""
    sums = [p for p in parts if p.op == "sum"]
    for total in sums:
        inner = total.args[0]
        counts = inner.shape if inner.kind == "matrix" else (inner.length,)
        share = [ex.power(ex.as_expression(n), ex.MINUS) for n in counts]
        left = [p for p in parts if p is not total]
        if all(s in left for s in share):
            for s in share:
                left.remove(s)
            left.insert(min(parts.index(total), len(left)), ex.mean(inner))
            return ex.mul(*left)
    return ex.mul(*parts)


_LIFTED = {"add": ex.add, "mul": _product}


def _scaled_matrix(scalars, matrix):
    """Scalars times a matrix as it is printed: what divides stands behind it."""
    parts = [lift(s) for s in scalars]
    under = [p for p in parts if reciprocal(p) is not None]
    return _product(*(p for p in parts if p not in under), matrix, *under)


def _lift_component(base, indices, index):
    if index is None or all(index not in ix.names_in(i) for i in indices):
        if not all(isinstance(i, int) for i in indices):
            raise _Unfit
        return ex.component(base, indices) if indices else base
    if indices == (index,):
        return base.T if base.kind == "row" else base
    if len(indices) == 1 and isinstance(indices[0], ix.Reversed):
        return ex.reverse(_lift_component(base, (indices[0][0],), index))
    if len(indices) == 2 and indices[0] == index and isinstance(indices[1], int):
        return ex.matmul(base, ex.unit(base.shape[1], indices[1]))
    if len(indices) == 2 and indices[1] == index and isinstance(indices[0], int):
        return ex.matmul(base.T, ex.unit(base.shape[0], indices[0]))
    raise _Unfit


def _lift_delta(a, b, index, size):
    for one, other in ((a, b), (b, a)):
        if one == index and isinstance(other, int):
            return ex.unit(size, other)
        if isinstance(one, ix.Reversed) and one[0] == index and isinstance(other, int):
            return ex.reverse(ex.unit(size, other))
        if one == index and isinstance(other, ix.Reversed) and isinstance(other[0], int):
            return ex.reverse(ex.unit(size, other[0]))
    raise _Unfit


def _lift_sum(node, index, size):
    k, length, body = ix.opened(node)
    if index is None or index not in ix.free(body):
        return _closed_sum(k, length, body)
    outside, inside = _split(ix.factors(body), lambda f: k in ix.free(f))
    matrices, vector = _split(inside, lambda f: index in ix.free(f))[::-1]
    if len(matrices) != 1:
        raise _Unfit
    scale = lift(ix.mul(*outside), index, size)
    weights = lift(ix.mul(*vector), k, length)
    if weights.shape == ():
        scale, weights = ex.mul(scale, weights), ex.ones(length)
    if matrices[0] == ix.upto(k, index):
        return _product(scale, ex.cumsum(weights))
    return _product(scale, ex.matmul(lift_matrix(matrices[0], index, size, k, length), weights))


def _closed_sum(k, length, body):
    if body.op == "sum":  # over both indices of a matrix
        l, width, inner = ix.opened(body)
        if all(len(ix.free(f)) == 2 for f in ix.factors(inner)):
            return ex.sum(lift_matrix(inner, k, length, l, width))
    if body.op == "idx" and body.args[1] == (k, k):
        return ex.trace(body.args[0])
    outside, inside = _split(ix.factors(body), lambda f: k in ix.free(f))
    scale = lift(ix.mul(*outside))
    parts = [lift(f, k, length) for f in inside]
    if len(parts) == 2 and parts[0] != parts[1] and all(p.op != "apply" for p in parts):
        return _product(scale, ex.matmul(*parts))
    vector = ex.mul(*parts) if parts else ex.ones(length)
    return _product(scale, ex.sum(vector))


def _split(parts, test):
    """(those that fail the test, those that pass it)"""
    return [p for p in parts if not test(p)], [p for p in parts if test(p)]


# ---- matrices: two free indices ----------------------------------------------------------------


def lift_matrix(node, i, m, j, n):
    """The matrix expression whose entry at (i, j) is the node, which contains both."""
    op, args = node.op, node.args
    if op == "idx":
        base, indices = args
        if indices == (i, j):
            return base
        if indices == (j, i):
            return base.T
        plain = tuple(a[0] if isinstance(a, ix.Reversed) else a for a in indices)
        if plain != indices and set(plain) == {i, j}:
            inner = lift_matrix(ix.idx(base, plain), i, m, j, n)
            mirrored = [a[0] for a in indices if isinstance(a, ix.Reversed)]
            inner = ex.reverse(inner) if i in mirrored else inner
            return ex.matmul(inner, ex.reverse(ex.identity(n))) if j in mirrored else inner
    if op == "delta":
        if set(args) == {i, j}:
            return ex.identity(m)
        mirrored = [a[0] if isinstance(a, ix.Reversed) else a for a in args]
        if set(mirrored) == {i, j} and sum(isinstance(a, ix.Reversed) for a in args) == 1:
            return ex.reverse(ex.identity(m))
    if op == "upto":
        below = ex.cumsum(ex.identity(m))
        plain = [a[0] if isinstance(a, ix.Reversed) else a for a in args]
        if set(plain) == {i, j}:
            if plain == list(args):
                return below if args == (j, i) else below.T
            return ex.reverse(below.T if isinstance(args[0], ix.Reversed) else below)
    if op == "sum":
        k, length, body = ix.opened(node)
        outside, inside = _split(ix.factors(body), lambda f: k in ix.free(f))
        left, rest = _split(inside, lambda f: i in ix.free(f))[::-1]
        right, middle = _split(rest, lambda f: j in ix.free(f))[::-1]
        if len(left) != 1 or len(right) != 1:
            raise _Unfit
        first = lift_matrix(left[0], i, m, k, length)
        last = lift_matrix(right[0], k, length, j, n)
        if middle:
            weights = lift(ix.mul(*middle), k, length)
            if weights.shape == ():
                first = ex.mul(weights, first)
            else:
                first = ex.matmul(first, ex.diag(weights))
        product = ex.matmul(first, last)
        return _scaled(outside, product, i, m, j, n) if outside else product
    if op in ("add", "mul", "pow", "apply"):
        return _lift_cellwise(node, i, m, j, n)
    raise _Unfit


def _lift_cellwise(node, i, m, j, n):
    def part(sub):
        found = ix.free(sub)
        if i in found and j in found:
            return lift_matrix(sub, i, m, j, n)
        if i in found or j in found:
            raise _Unfit
        return lift(sub)

    if node.op == "apply":
        return ex.apply(node.args[0], *map(part, node.args[1:]))
    build = {"add": ex.add, "mul": _product, "pow": ex.power}[node.op]
    return build(*map(part, node.args))


def _scaled(parts, product, i, m, j, n):
    """diag(f) @ product @ diag(g), for further factors that contain i, j or neither."""
    scalars, f, g = [], [], []
    for part in parts:
        found = ix.free(part)
        (f if i in found else g if j in found else scalars).append(part)
    number, scalars = _split(scalars, lambda s: s.op != "num")
    if f and number:
        f = number + f
    elif g and number:
        g = number + g
    else:
        scalars = number + scalars
    if f:
        product = ex.matmul(ex.diag(lift(ix.mul(*f), i, m)), product)
    if g:
        product = ex.matmul(product, ex.diag(lift(ix.mul(*g), j, n)))
    return _scaled_matrix(scalars, product)


# ---- the whole matrix --------------------------------------------------------------------------


def expanded(node, wanted):
    """Brackets that contain a delta for which wanted(delta) holds, multiplied out."""
    if node.op == "add":
        return ix.add(*(expanded(t, wanted) for t in node.args))
    if node.op == "mul":
        for place, factor in enumerate(node.args):
            if factor.op == "add" and ix.any_in(factor, wanted):
                rest = (node.args[:place], node.args[place + 1 :])
                return ix.add(*(expanded(ix.mul(*rest[0], t, *rest[1]), wanted) for t in factor.args))
    return node


def _is_delta(i, j):
    return lambda part: part.op == "delta" and set(part.args) == {i, j}


def gather(node, rows, cols):
    """The matrix whose entry is the node; rows and cols are (index, size), or None for one.

    A line that nothing in the vocabulary can write is kept as a table of entries.
    """
    for line in (node, _spread_sums(node)):
        try:
            return _gathered(line, rows, cols)
        except _Unfit:
            pass
    shape = (rows[1] if rows else 1, cols[1] if cols else 1) if rows or cols else ()
    return ex.Expression("entries", node, rows, cols, shape=shape)


def _gathered(node, rows, cols):
    if rows and cols:
        return _matrix(node, *rows, *cols)
    if cols:
        return _row(node, *cols)
    if rows:
        column = lift(node, *rows)
        return column if column.shape else _times(column, ex.ones(rows[1]))
    return lift(node)


def _spread_sums(node):
    """Brackets multiplied out and sums of several terms as several sums, factors before them."""
    node = ix.descend(node, _spread_sums)
    if node.op == "mul":
        return expanded(node, lambda part: True)
    if node.op != "sum":
        return node
    index, length, body = ix.opened(node)
    parts = []
    for term in ix.terms(body):
        outside, inside = _split(ix.factors(term), lambda f: index in ix.free(f))
        parts.append(ix.mul(*outside, ix.total(index, length, ix.mul(*inside)) if inside else ix.size(length)))
    return ix.add(*parts)


def _times(scalar, matrix):
    """A scalar expression times a matrix as it is printed: what divides stands behind it."""
    parts = scalar.args if scalar.op == "mul" else (scalar,)
    under = [p for p in parts if reciprocal(p) is not None]
    return ex.mul(*(p for p in parts if p not in under), matrix, *under)


def _row(node, j, n):
    """A row: v.T, scaled; v.T @ M; sums of these, negative ones last."""
    plain, products = [], []
    for term in ix.terms(node):
        (products if _has_matrix(term, j) else plain).append(term)
    parts = [_row_product(term, j, n) for term in products]
    parts = _grouped(parts)
    if plain:
        parts.insert(0, _plain_row(ix.add(*plain), j, n))
    return _signed_sum(parts)


def _grouped(parts):
    """v.T @ A + v.T @ B as v.T @ (A + B)."""
    groups = {}
    for part in parts:
        key = part.args[0] if part.op == "matmul" else part
        groups.setdefault(key, []).append(part)
    return [
        same[0] if len(same) == 1 or first in same else ex.matmul(first, ex.add(*(p.args[1] for p in same)))
        for first, same in groups.items()
    ]


def _has_matrix(term, j):
    def test(part):
        return part.op == "sum" and j in ix.free(part)

    return any(test(f) for f in ix.factors(term))


def _plain_row(node, j, n):
    scalars, vectors = _split(ix.factors(node), lambda f: j in ix.free(f))
    scale = lift(ix.mul(*scalars)) if scalars else ex.ONE
    if not vectors:
        return _times(scale, ex.ones(n).T)
    vector = lift(ix.mul(*vectors), j, n)
    return _times(scale, vector.T)


def _row_product(term, j, n):
    sums, others = _split(ix.factors(term), lambda f: f.op != "sum" or j not in ix.free(f))
    if len(sums) != 1:
        raise _Unfit
    k, length, body = ix.opened(sums[0])
    if body.op == "add":
        raise _Unfit
    outside, inside = _split(ix.factors(body), lambda f: k in ix.free(f))
    matrices, weights = _split(inside, lambda f: j in ix.free(f))[::-1]
    if len(matrices) != 1:
        raise _Unfit
    vector = lift(ix.mul(*weights), k, length)
    scalars, columns = _split([*others, *outside], lambda f: j in ix.free(f))
    if vector.shape == ():
        scalars, vector = [*scalars, *weights], ex.ones(length)
    product = ex.matmul(vector.T, lift_matrix(matrices[0], k, length, j, n))
    if columns:
        product = ex.matmul(product, ex.diag(lift(ix.mul(*columns), j, n)))
    return _scaled_matrix(scalars, product)


def _matrix(node, i, m, j, n):
    is_delta = _is_delta(i, j)
    on_diagonal, elsewhere = [], []
    for term in ix.terms(expanded(node, is_delta)):
        parts = ix.factors(term)
        deltas, rest = _split(parts, lambda f: not is_delta(f))
        if deltas:
            on_diagonal.append(ix.rename(ix.mul(*rest), {j: i}))
        else:
            elsewhere.append(term)
    parts = []
    if on_diagonal:
        vector = lift(ix.add(*on_diagonal), i, m)
        parts.append(ex.diag(vector) if vector.shape else _times(vector, ex.identity(m)))
    parts += [_matrix_term(term, i, m, j, n) for term in elsewhere if term != ix.ZERO]
    return _signed_sum(parts) if parts else ex.zeros(m, n)


def _matrix_term(term, i, m, j, n):
    parts = ix.factors(term)
    both, others = _split(parts, lambda f: not {i, j} <= ix.free(f))
    if both:
        return _scaled(others, lift_matrix(ix.mul(*both), i, m, j, n), i, m, j, n)
    scalars, f, g = [], [], []
    for part in others:
        found = ix.free(part)
        (f if i in found else g if j in found else scalars).append(part)
    if not f and not g:
        return _scaled_matrix(scalars, ex.ones(m, n))
    left = lift(ix.mul(*f), i, m) if f else ex.ones(m)
    right = lift(ix.mul(*g), j, n) if g else ex.ones(n)
    return _scaled_matrix(scalars, ex.outer(left, right))


def _signed_sum(parts):
    """The parts added, those with a minus last, each scale behind or before as it is printed."""
    return ex.add(*sorted(parts, key=_negative)) if parts else ex.ZERO


def _negative(e):
    return e.op == "mul" and e.args[0].op == "num" and e.args[0].args[0] < 0


# ---- products ----------------------------------------------------------------------------------


def times(a, b):
    """The product of two Jacobians, made short by their structure."""
    if a.shape == () or b.shape == ():
        return ex.mul(a, b)
    for one, other in ((a, b), (b, a)):
        scalars, rest = _parts(one)
        if len(rest) == 1 and rest[0].op == "identity":
            return ex.mul(*scalars, other)
    if a.op == "mul" and _parts(a)[0] and len(_parts(a)[1]) == 1:
        return ex.mul(*_parts(a)[0], times(_parts(a)[1][0], b))
    if b.op == "mul" and _parts(b)[0] and len(_parts(b)[1]) == 1:
        return ex.mul(*_parts(b)[0], times(a, _parts(b)[1][0]))
    if b.op == "matmul" and b.kind == "matrix":
        first = times(a, b.args[0])
        if a.kind == "row" or first != ex.matmul(a, b.args[0]):
            return times(first, b.args[1])
    if a.op == "transpose" and a.args[0].op == "ones" and b.kind == "column":
        return ex.sum(b)
    if a.op == "diag" and b.op == "diag":
        return ex.diag(ex.mul(a.args[0], b.args[0]))
    if a.op == "diag" and b.kind == "column":
        return ex.mul(a.args[0], b)
    if a.kind == "row" and b.op == "diag":
        row = a.T if a.T.op != "ones" else ex.ONE
        return ex.mul(row, b.args[0]).T
    if a.kind == "column" and b.kind == "row":
        return ex.outer(a, b.T)
    return ex.matmul(a, b)


# ---- the other layout --------------------------------------------------------------------------


def transposed(e):
    """The transpose, pushed inside: factors turn round, symmetric matrices stay."""
    if e.shape == () or e.op in ("diag", "identity"):
        return e
    if e.op == "transpose":
        return e.args[0]
    if e.op == "matrix":
        return ex.matrix(zip(*e.args[0], strict=True))
    if e.op == "stack" and e.kind == "column":
        return ex.matrix([e.args])
    if e.op == "outer":
        return ex.outer(*e.args[::-1])
    if e.op == "add":
        return ex.add(*map(transposed, e.args))
    if e.op == "mul" and e.kind != "column":
        return ex.mul(*map(transposed, e.args))
    if e.op == "matmul" and e.kind == "matrix":
        return ex.matmul(*(transposed(a) for a in e.args[::-1]))
    if e.op in ("ones", "zeros") and e.kind == "matrix":
        return ex.Expression(e.op, e.shape[::-1], shape=e.shape[::-1])
    if e.op == "reverse" and e.args[0].op == "identity":
        return e
    return e.T


# ---- what kind of matrix -----------------------------------------------------------------------


def _parts(e):
    """(the scalar factors, the rest) of a product of scalars and one matrix."""
    if e.op == "mul":
        return [a for a in e.args if a.shape == ()], [a for a in e.args if a.shape != ()]
    return [], [e]


def _is_scaled(e, test):
    whole = _parts(e)[1]
    return len(whole) == 1 and test(whole[0])


def _diagonal(e):
    if e.op in ("diag", "identity"):
        return True
    if e.op in ("add", "matmul"):
        return all(map(_diagonal, e.args))
    if e.op == "matrix" and e.shape[0] == e.shape[1]:
        cells = e.args[0]
        return all(c == ex.ZERO for i, row in enumerate(cells) for j, c in enumerate(row) if i != j)
    return e.op == "mul" and _is_scaled(e, _diagonal)


def _low_rank(e):
    return _is_scaled(e, lambda m: m.op == "outer" or (m.op == "ones" and m.kind == "matrix"))


def _cells(e):
    return [c for row in e.args[0] for c in row] if e.op == "matrix" else []


def _zero(e):
    if e.op == "zeros" or e == ex.ZERO:
        return True
    if e.op == "stack":
        return all(a == ex.ZERO for a in e.args)
    return bool(_cells(e)) and all(c == ex.ZERO for c in _cells(e))


def _identity_literal(e, what):
    if e.op != "matrix" or not _diagonal(e):
        return False
    return what([e.args[0][k][k] for k in range(e.shape[0])])


# Each row: a name and the test of an expression and its shape; the first that fits is taken.
STRUCTURES = (
    ("zero", lambda e, shape: _zero(e)),
    ("scalar", lambda e, shape: shape == (1, 1)),
    (
        "identity",
        lambda e, shape: e.op == "identity" or _identity_literal(e, lambda d: all(c == ex.ONE for c in d)),
    ),
    (
        "scalar multiple of identity",
        lambda e, shape: (
            _is_scaled(e, lambda m: m.op == "identity") or _identity_literal(e, lambda d: len(set(d)) == 1)
        ),
    ),
    ("diagonal", lambda e, shape: _diagonal(e)),
    ("row", lambda e, shape: shape[0] == 1),
    ("column", lambda e, shape: shape[1] == 1),
    ("outer", lambda e, shape: _low_rank(e)),
    (
        "diagonal plus low rank",
        lambda e, shape: e.op == "add" and all(_diagonal(t) or _low_rank(t) for t in e.args),
    ),
    ("dense", lambda e, shape: True),
)


def structure_of(expression, shape):
    """The name of the first structure that fits."""
    return next(name for name, fits in STRUCTURES if fits(expression, shape))
