"""How a Jacobian comes about, where the function's own structure says so: roads made of factors.

Along a road Jacobians multiply, across roads they add (Parr & Howard, section 4.5): the rows of a sum's terms, a scalar
stretched over n cells, the roads of a total derivative and f(g(x)) are all of that form.
"""

from .. import expressions as ex
from ..chain import intermediates, replaced
from ..derivation import taken
from ..engine import derive


def roads(y, x):
    """(kind, meaning, roads): a road is its last name (x itself on the direct one) and its Jacobians, outermost first.

    kind is "collapse", "stretch", "roads" or "product"; meaning says what each name stands for in terms of x.
    Raises ValueError where the function has no such structure.
    """
    *named, (_, outer) = intermediates(y, x)
    dot = not named and y.op == "matmul" and {part.kind for part in y.args} == {"column"}
    kind = "collapse" if dot or y.op in ("sum", "mean") else "product" if named else "stretch"
    if kind == "stretch" and (x.shape or y.kind != "column" or y.literal):
        raise ValueError(f"{y} is one step in {x}")
    if not named:  # the terms of a sum, or n copies of a scalar
        part = x * ex.ones(y.length) if kind == "stretch" else y.args[0] * y.args[1] if dot else y.args[0]
        u = ex.Expression("symbol", "", part.shape, shape=part.shape)
        named, outer = [(u, part)], ex.sum(u) if dot else replaced(y, {x if kind == "stretch" else part: u})
    meaning = {}
    for u, definition in named:
        meaning[u] = replaced(definition, meaning)
    letters = (c for c in ("fuvgacd" if kind == "collapse" else "uvgacd") if c not in taken(y, x))
    short = {u: ex.symbol(next(letters), u.shape) for u in outer.symbols if u in meaning}
    outer, meaning = replaced(outer, short), {short[u]: meaning[u] for u in short}
    ways = [v for v in outer.symbols if v == x or v in meaning]
    if not ways or outer.shape != y.shape or any(v.kind == "matrix" for v in ways):
        raise ValueError(f"{y} is not made of vectors and scalars alone")
    found = [(v, [derive(outer, v).jacobian, *(derive(meaning[w], x).jacobian for w in [v] if w != x)]) for v in ways]
    return "roads" if len(ways) > 1 else kind, meaning, found
