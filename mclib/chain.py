"""derive(y, x, by="chain"): intermediate variables, a small Jacobian for each, their product.

Every step of the function gets a name u1, u2, ...; a Jacobian is found for each by the entries
road; along a path they are multiplied, the last step outermost, and across paths they are added
(Parr & Howard, section 4.5). On every line the whole product stands, with the factors that are not
worked out yet still open, so every line has the numbers of the Jacobian.
"""

from dataclasses import replace
from itertools import count

from . import expressions as ex, indices as ix
from .derivation import Rule, taken, uniform
from .gathering import gather
from .language import shape_text
from .lowering import lower
from .structure import shortened, times

NAMED = Rule(
    "introduce u",
    "u1 = ..., u2 = ...",
    "Give every step of the function a name: each is then easy to differentiate by what it reads.",
)
PRODUCT = Rule(
    "chain rule (product of Jacobians)",
    "dy/dx = (dy/du) (du/dx)",
    "Along a path the slopes multiply, the outermost step on the left; the inner sizes agree and are summed away.",
)
TOTAL = Rule(
    "chain rule (total derivative)",
    "dy/dx = dy/dx direct + sum over u of (dy/du) (du/dx)",
    "The variable reaches the result by several paths: multiply along a path, add across paths.",
)
IN_ENTRIES = Rule(
    "collect",
    "a + a = 2 a",
    "Worked out entry by entry, equal terms and factors are written once, and the cells are gathered again.",
)
ONLY = Rule(
    "one Jacobian",
    "dy/dx",
    "The function is one step, with nothing in between to be named: its Jacobian is found from the entries.",
)
SUBSTITUTE = Rule("substitute back", "u = ...", "The names were ours: put what they stand for in their place.")
MULTIPLY = Rule("multiply the factors", "I A = A, diag(a) diag(b) = diag(a * b)", "Structure makes products short.")


def intermediates(y, x):
    """[(name, definition in terms of x and earlier names)], the function itself last.

    Only scalars and vectors are named (by a matrix variable only scalars): their Jacobians have
    two indices. Multiples and sums stay in one piece with what they are part of.
    """
    found, names = {}, taken(y, x)
    letters = (f"u{k}" for k in count(1) if f"u{k}" not in names)

    def visit(e):
        """The expression with its parts named."""
        if x not in e.symbols or e == x:
            return e
        # the entries of a stack are its own; what they are made of has names
        inner = ex.rebuilt(e, visit if e.op != "stack" else lambda item: ex.rebuilt(item, visit))
        nameable = e.kind == "scalar" or (e.kind == "column" and "matrix" not in (x.kind, y.kind))
        bare = e.op in ("transpose", "component") or (e.op == "mul" and e.args[0].op == "num" and len(e.args) == 2)
        return inner if not nameable or bare or e.op in ("stack", "concatenate") else name(inner)

    def name(inner):
        if inner not in found:
            found[inner] = ex.Expression("symbol", next(letters), inner.shape, shape=inner.shape)
        return found[inner]

    top = visit(y)
    if top not in found.values():
        name(top)
    return [(symbol, definition) for definition, symbol in found.items()]


def factor(u, definition, v):
    """The open Jacobian d u / d v, as an expression that only has numbers."""
    frame = uniform(definition, v)
    shape = frame.shape if any(frame.free_axes) else ()
    return ex.Expression("factor", u, v, frame.undone(), *frame.free_axes, shape=shape)


def chain_lines(y, x, jacobian_of):
    """[(rule, line, substeps)] and the names; jacobian_of(definition, v) is the entries road."""
    named = intermediates(y, x)
    definitions = dict(named)

    through = {}  # d u / d x as a sum of products of open factors
    for u, definition in named:
        reads = [v for v in definition.symbols if v == x or v in definitions]
        through[u] = ex.add(*(_along(factor(u, definition, v), through.get(v)) for v in reads))

    line = through[named[-1][0]]
    if len(named) == 1:
        found = jacobian_of(named[-1][1], x)
        return [(ONLY, found.jacobian.expression, found.steps)], []
    where = ", ".join(f"{u} = {d}" for u, d in named)
    several = any(sum(v == x or v in definitions for v in d.symbols) > 1 for d in definitions.values())
    lines = [
        (Rule(NAMED.name, where, NAMED.why), ix.Node("open", named[-1][0], x), ()),
        (TOTAL if several else _with_shapes(PRODUCT, line), line, ()),
    ]
    for part in reversed(_factors(line)):
        u, v = part.args[:2]
        found, said = jacobian_of(definitions[u], v), f"{u} = {definitions[u]}"
        line = _filled(line, part, found.jacobian.expression)
        why = f"Everything but {v} stands still: {shape_text(part.shape)}."
        lines.append((Rule(f"one Jacobian (d {u} / d {v})", said, why), line, found.steps))
    lines += [(MULTIPLY, shorter, ()) for shorter in _multiplied(line)]
    line = lines[-1][1]
    for u, definition in reversed(named):
        line = replaced(line, {u: definition})
    return [*lines, (SUBSTITUTE, line, ()), (MULTIPLY, shortened(line), ())], named


def _along(outer, inner):
    """The next factor of a path; the first has none behind it."""
    return outer if inner is None else (ex.matmul if outer.shape and inner.shape else ex.mul)(outer, inner)


def _with_shapes(rule, line):
    """The product's rule with the shapes of its factors, where these are no plain numbers."""
    shapes = [factor.shape for factor in _factors(line)]
    return replace(rule, why=f"{rule.why} Here: ({') ('.join(map(shape_text, shapes))}).") if all(shapes) else rule


def _multiplied(line):
    """The lines in which products get short, a factor at a time from the left."""
    while (shorter := _leftmost(line)) != line:
        line = shorter
        yield line
    yield shortened(line)


def _leftmost(e):
    """The first two factors of each product made one where their structure lets them; identities leave at once."""
    if e.op != "matmul" or e.args[1].op != "matmul":
        return times(*e.args) if e.op == "matmul" else ex.rebuilt(e, _leftmost)
    first, (second, rest) = e.args[0], e.args[1].args
    if "identity" in str(second):
        return _leftmost(_along(times(first, second), rest))
    pair = times(first, second)
    return ex.matmul(first, _leftmost(e.args[1])) if pair.op == "matmul" else _along(pair, rest)


def _factors(e):
    """The open factors of a line, each once."""
    return list(dict.fromkeys(part for part in ex.within(e) if part.op == "factor"))


def _filled(line, part, value):
    """The line with a factor filled in and nothing else touched: a 1 stands until the factors are multiplied."""
    if line == part or line.op not in ("add", "mul", "matmul"):
        return value if line == part else line
    return ex.Expression(line.op, *(_filled(arg, part, value) for arg in line.args), shape=line.shape)


def replaced(e, new):
    """The expression with some parts replaced, also in a table of entries."""
    if e.op == "entries":
        return gather(put_in(e.args[0], new), *e.args[1:])
    return new[e] if e in new else ex.rebuilt(e, lambda part: replaced(part, new))


def put_in(node, new):
    """The same for a line of index notation: the component of what takes the place of a name."""
    if node.op == "idx":
        known = new.get(node.args[0])
        return ix.idx(replaced(node.args[0], new), node.args[1]) if known is None else lower(known, node.args[1])
    return ix.descend(node, lambda kid: put_in(kid, new))
