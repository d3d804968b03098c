"""derive(y, x, by="chain"): intermediate variables, a small Jacobian for each, their product.

Every step of the function gets a name u1, u2, ...; a Jacobian is found for each by the entries
road; along a path they are multiplied, the last step outermost, and across paths they are added
(Parr & Howard, section 4.5). On every line the whole product stands, with the factors that are not
worked out yet still open, so every line has the numbers of the Jacobian.
"""

from . import expressions as ex
from . import indices as ix
from .derivation import Rule
from .language import shape_text, text
from .lowering import lower
from .structure import times

NAMED = Rule(
    "introduce u",
    "u1 = ..., u2 = ...",
    "Give every step of the function a name: each is then easy to differentiate by what it reads.",
)
PRODUCT = Rule(
    "product of Jacobians",
    "dy/dx = (dy/du) (du/dx)",
    "Along a path the slopes multiply, the outermost step on the left; the inner sizes agree and are summed away.",
)
TOTAL = Rule(
    "total derivative",
    "dy/dx = dy/dx direct + sum over u of (dy/du) (du/dx)",
    "The variable reaches the result by several paths: multiply along a path, add across paths.",
)
SUBSTITUTE = Rule("substitute back", "u = ...", "The names were ours: put what they stand for in their place.")
MULTIPLY = Rule("multiply the factors", "I A = A, diag(a) diag(b) = diag(a * b)", "Structure makes products short.")


def intermediates(y, x):
    """[(name, definition in terms of x and earlier names)], the function itself last.

    Only scalars and vectors are named (by a matrix variable only scalars): their Jacobians have
    two indices. Multiples and sums stay in one piece with what they are part of.
    """
    taken = {s.args[0] for s in (*y.symbols, x)}
    found = {}

    def visit(e):
        """The expression with its parts named."""
        if x not in e.symbols or e == x:
            return e
        # the entries of a stack are its own; what they are made of has names
        inner = ex.rebuilt(e, visit if e.op != "stack" else lambda item: ex.rebuilt(item, visit))
        nameable = e.kind == "scalar" or (e.kind == "column" and x.kind != "matrix")
        bare = e.op in ("transpose", "component") or (e.op == "mul" and e.args[0].op == "num" and len(e.args) == 2)
        if not nameable or bare or e.op == "stack":
            return inner
        return found[inner] if inner in found else name(inner)

    def name(inner):
        number = len(found) + 1
        while f"u{number}" in taken:
            number += 1
        taken.add(f"u{number}")
        found[inner] = ex.Expression("symbol", f"u{number}", inner.shape, shape=inner.shape)
        return found[inner]

    top = visit(y)
    if top not in found.values():
        name(top)
    return [(symbol, definition) for definition, symbol in found.items()]


def factor(u, definition, v):
    """The open Jacobian d u / d v, as an expression that only has numbers."""
    tall, wide = u.kind == "matrix", v.kind == "matrix"
    m, n = u.shape if tall else v.shape[::-1] if wide else (u.length if u.shape else 1, v.length if v.shape else 1)
    rows = ("i", m) if u.shape or wide else None
    cols = ("j", n) if v.shape or tall else None
    at = ("i", "j") if tall else ("i",) if u.shape else ()
    node = ix.deriv(lower(definition, at), ix.idx(v, ("j", "i") if wide else ("j",) if v.shape else ()))
    shape = (m, n) if rows or cols else ()
    return ex.Expression("factor", u, v, node, rows, cols, shape=shape)


def chain_lines(y, x, jacobian_of):
    """[(rule, line, substeps)] and the names; jacobian_of(definition, v) is the entries road."""
    named = intermediates(y, x)
    definitions = dict(named)

    def through(u):
        """d u / d x as a sum of products of open factors."""
        parts = []
        for v in definitions[u].symbols:
            if v == x:
                parts.append(factor(u, definitions[u], x))
            elif v in definitions:
                outer, inner = factor(u, definitions[u], v), through(v)
                scalar = outer.shape == () or inner.shape == ()
                parts.append(ex.mul(outer, inner) if scalar else ex.matmul(outer, inner))
        return ex.add(*parts)

    line = through(named[-1][0])
    where = ", ".join(f"{text(u)} = {text(d)}" for u, d in named)
    several = any(sum(v == x or v in definitions for v in d.symbols) > 1 for d in definitions.values())
    last = ix.Node("open", definitions[named[-1][0]], x)
    lines = [(Rule(NAMED.name, where, NAMED.why), last, ()), (TOTAL if several else PRODUCT, line, ())]
    for open_factor in reversed(_factors(line)):
        u, v = open_factor.args[:2]
        found = jacobian_of(definitions[u], v)
        rule = Rule(
            f"one Jacobian (d {text(u)} / d {text(v)})",
            f"{text(u)} = {text(definitions[u])}",
            f"{text(u)} = {text(definitions[u])} by {text(v)} alone, {shape_text(open_factor.shape)}, as derived before.",
        )
        line = _replaced(line, {open_factor: found.jacobian.expression})
        lines.append((rule, line, found.steps))
    lines.append((MULTIPLY, _replaced(line, {}, times), ()))
    final = lines[-1][1]
    for u, definition in reversed(named):
        final = _replaced(final, {u: definition})
    lines.append((SUBSTITUTE, final, ()))
    lines.append((MULTIPLY, _replaced(final, {}, times), ()))
    return lines, named


def _factors(e):
    if e.op == "factor":
        return [e]
    found = [f for a in ex.flat(e.args) if isinstance(a, ex.Expression) for f in _factors(a)]
    return list(dict.fromkeys(found))


def _replaced(e, new, product=None):
    """The expression with some parts replaced, its products made by `product` where given."""
    if e in new:
        return new[e]
    made = ex.rebuilt(e, lambda part: _replaced(part, new, product))
    return product(*made.args) if product and made.op == "matmul" else made
