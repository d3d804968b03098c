"""How a Jacobian comes about, where the function's own structure says so: roads made of factors.

Along a road Jacobians multiply, across roads they add (Parr & Howard, section 4.5): the rows of a sum's terms, a scalar
stretched over n cells, the roads of a total derivative and f(g(x)) are all of that form.
"""

from ..chain import intermediates, replaced
from ..derivation import taken
from ..engine import derive
from ..expressions import ones, symbol
from ..expressions import sum as sum_of


def roads(y, x):
    """(kind, meaning, roads): a road is the names on it ((u,), or none) and its Jacobians, the outermost first.

    kind is "collapse", "stretch", "paths" or "product"; meaning says what each u stands for in terms of x.
    Raises ValueError where the function has no such structure.
    """
    *named, (_, outer) = intermediates(y, x)
    dot = y.op == "matmul" and {part.kind for part in y.args} == {"column"}
    kind = "collapse" if (not named and dot) or y.op in ("sum", "mean") else "product"
    letters = (c for c in ("fuvgacd" if kind == "collapse" else "uvgacd") if c not in taken(y, x))
    meaning = {}
    for u, definition in named:
        meaning[u] = replaced(definition, meaning)
    if not named:
        if kind == "product" and (x.shape or y.kind != "column" or y.literal):
            raise ValueError(f"{y} is one step in {x}")
        kind = "stretch" if kind == "product" else kind
        inner = x * ones(y.length) if kind == "stretch" else y.args[0] * y.args[1] if dot else y.args[0]
        u = symbol(next(letters), inner.shape)
        outer = replaced(y, {x: u}) if kind == "stretch" else sum_of(u) if dot else replaced(y, {y.args[0]: u})
        meaning = {u: inner}
    else:
        short = {u: symbol(next(letters), u.shape) for u in outer.symbols if u in meaning}
        outer, meaning = replaced(outer, short), {short[u]: meaning[u] for u in short}
    ways = [v for v in outer.symbols if v == x or v in meaning]
    if outer.shape != y.shape or any(v.kind == "matrix" for v in ways):
        raise ValueError(f"{y} is not made of vectors and scalars alone")
    found = [(v, [derive(outer, v).jacobian, *([derive(meaning[v], x).jacobian] if v != x else [])]) for v in ways]
    return "paths" if len(ways) > 1 else kind, meaning, found
