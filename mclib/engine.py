"""derive(y, x): how d y / d x is found, one rule at a time.

The entries road: write out one component, differentiate it by x_j with scalar rules until only
deltas are left, let deltas pick terms out of sums, gather the cells into a matrix. Nothing is
looked up: `rules` and `structure` hold the tables, and here they are applied.
"""

from dataclasses import replace

from . import expressions as ex
from . import indices as ix
from . import rules
from .chain import chain_lines
from .derivation import Derivation, Frame, Jacobian, Rule, Step
from .language import shape_text, text
from .lowering import lower
from .structure import expanded, gather, structure_of, transposed


def derive(y, x, by="entries"):
    """A Derivation: how the derivative of y by x is found, step by step.

    y is an expression, a number or a list of scalar functions; x a symbol or a list of scalars.
    The Jacobian has one row for each output and one column for each input. Raises TypeError where x
    is no symbol, ShapeError where the derivative would need more than two indices, ValueError for
    a road that is not known. Parr & Howard, sections 2 to 6.
    """
    if by not in ("entries", "chain"):
        raise ValueError(f'by={by!r} is no road; there are two: by="entries" and by="chain"')
    frame = _frame(_function(y), _variable(x))
    entries = _Road(frame).derivation()
    return entries if by == "entries" else _by_chain(frame, entries)


def _by_chain(frame, entries):
    """The same Jacobian from intermediate variables; its lines are whole products."""
    if isinstance(frame.variable, tuple):
        raise ValueError('the chain road takes one variable at a time, as mc.derive(y, x, by="chain")')
    lines, named = chain_lines(frame.function, frame.variable, lambda u, v: derive(u, v))
    frame = replace(frame, named=tuple(named))
    before, steps = entries.start, []
    for rule, line, substeps in lines:
        if line != before:
            steps.append(Step(rule, before, line, frame, substeps))
            before = line
    short = _expression(frame, _tidied(frame, before))
    if len(text(short)) < len(text(before)):
        steps.append(Step(rules.COLLECT, before, short, frame))
        before = short
    kind = structure_of(before, frame.shape)
    jacobian = replace(entries.jacobian, expression=before, structure=kind, frame=frame)
    return Derivation(frame.function, frame.variable, entries.start, tuple(steps), jacobian)


def _tidied(frame, expression):
    """The entry (or table of entries) of an expression, sums and deltas worked out."""

    def tidy(line):
        for _, change in _TIDYING:
            line = change(line)
        return line

    if isinstance(frame.rows, int):
        width = frame.cols if isinstance(frame.cols, int) else 1
        spots = [[_spot(expression, i, j) for j in range(1, width + 1)] for i in range(1, frame.rows + 1)]
        return ix.table([[tidy(lower(expression, spot)) for spot in row] for row in spots])
    return tidy(lower(expression, tuple(axis[0] for axis in frame.free_axes if axis)))


def _spot(expression, i, j):
    return {"scalar": (), "column": (i,), "row": (j,)}.get(expression.kind, (i, j))


def jacobian(y, x):
    """The Jacobian alone; see `derive`."""
    return derive(y, x).jacobian


def gradient(f, x):
    """The Jacobian of a scalar function, a 1 x n row.

    Raises ShapeError for a vector function, which has a Jacobian.
    """
    y = _function(f)
    if y.shape not in ((), (1, 1)):
        raise ex.ShapeError(
            f"{text(y)} is {shape_text(y.shape)}: a vector function has a Jacobian, not a gradient. "
            "Write mc.jacobian(y, x), or take the gradient of a scalar function such as mc.sum(x)."
        )
    return jacobian(y, x)


def _function(y):
    made = ex.as_expression(y)
    if made.kind == "row" and not made.literal:
        return made.T  # a row as a function is differentiated as the column of its entries
    return made


def _variable(x):
    if isinstance(x, (list, tuple)):
        chosen = tuple(map(_variable, x))
        if not chosen or any(v.shape for v in chosen) or len(set(chosen)) < len(chosen):
            raise TypeError("differentiate by one symbol or by a list of different scalars, as [x, y]")
        return chosen
    try:
        made = ex.as_expression(x)
    except TypeError:
        made = None
    if made is None or made.op != "symbol":
        raise TypeError(
            f"{x} is no symbol, and only a symbol can be moved: differentiate by x, where "
            'x = mc.vectors("x"). For d y / d (2*x) give the product a name of its own.'
        )
    return made


def _frame(y, x):
    """Which index runs over what; integers where the entries stand in a table."""
    if isinstance(x, tuple) or _explicit(y, x):
        return _table_frame(y, x)
    if x.kind == "matrix":
        if y.shape:
            raise ex.ShapeError(
                f"a {y.kind} by a matrix has more than two indices. Possible is a scalar by a matrix, "
                f"as mc.derive(mc.sum({text(y)}), {x}), or a matrix by a scalar."
            )
        return Frame(y, x, ("i", x.shape[1]), ("j", x.shape[0]), x.shape[::-1])
    if y.kind == "matrix":
        if x.shape:
            raise ex.ShapeError(
                f"a matrix by a vector has more than two indices. Possible is a matrix by a scalar, or "
                f"a vector by a vector, as mc.derive({text(y)} @ {x}, {x}) where the shapes fit."
            )
        return Frame(y, x, ("i", y.shape[0]), ("j", y.shape[1]), y.shape)
    rows = ("i", y.length) if y.shape else None
    cols = ("j", x.length) if x.shape else None
    return Frame(y, x, rows, cols, (rows[1] if rows else 1, cols[1] if cols else 1))


def _explicit(y, x):
    """Whether the entries are best seen as a table: a stack, or components of a short vector."""
    if y.literal and y.kind != "scalar" and all(isinstance(n, int) for n in y.shape):
        return x.kind in ("scalar", "column")
    mentions = y.literal or _has_component_of(y, x)
    return y.shape == () and x.kind == "column" and isinstance(x.length, int) and mentions


def _has_component_of(e, x):
    if e.op == "component":
        return x in e.symbols
    return any(isinstance(a, ex.Expression) and _has_component_of(a, x) for a in ex.flat(e.args))


def _table_frame(y, x):
    width = len(x) if isinstance(x, tuple) else (x.length if x.shape else 1)
    cols = width if isinstance(width, int) else ("j", width)
    if y.kind == "matrix":
        if width != 1:
            raise ex.ShapeError("a matrix by several variables has more than two indices; take one scalar")
        return Frame(y, x, *y.shape, y.shape)
    height = y.length if y.shape else 1
    if not isinstance(height, int):
        raise ex.ShapeError(
            f"{text(y)} has the symbolic length {height}: by a list of scalars a table of cells needs a "
            'definite one. Differentiate by one scalar at a time, or give n, as mc.vectors("x", n=3).'
        )
    return Frame(y, x, height, cols, (height, width))


class _Road:
    """The entries road for one function: the lines so far, and the next one."""

    def __init__(self, frame):
        self.frame = frame
        self.line = self.start = ix.Node("open", frame.function, frame.variable)
        self.steps = []

    def step(self, rule, line):
        if line != self.line:
            self.steps.append(Step(rule, self.line, line, self.frame))
            self.line = line

    def derivation(self):
        frame = self.frame
        self._write_out()
        while _open(self.line):
            self._differentiate()
        for rule, tidy in _TIDYING:
            self._tidy(rule, tidy)
        line = self.line
        jacobian = _jacobian(frame, line)
        plain = frame.rows is None and frame.cols is None and _same_look(line)
        if line.op != "table" and not plain:
            self.step(rules.GATHER, jacobian.expression)
        return Derivation(frame.function, frame.variable, self.start, tuple(self.steps), jacobian)

    def _write_out(self):
        frame, line = self.frame, self.frame.undone()
        if line.op == "table":
            if len(line.args[0]) == len(line.args[0][0]) == 1:
                self.start = self.line = line
            else:
                self.step(rules.ROW_BY_ROW, line)
        elif frame.rows is None and frame.cols is None and _same_look(line.args[0]):
            self.start = self.line = line
        else:
            self.step(rules.WRITE_OUT_COMPONENT, line)

    def _differentiate(self):
        """One step: the next rule, at all places where it applies; known zeros leave with it."""
        line = drop_zeros(self.line)
        found = [(d, rules.rule_for(*d.args)) for d in _open(line)]
        later = ("its own variable", "constant")
        row = next((r for _, r in found if r.rule.name not in later), None)
        row = row or next((r for _, r in found if r.rule.name != "constant"), found[0][1])
        hits = [d.args for d, r in found if r is row]

        def rewrite(node):
            if node.op == "deriv" and rules.rule_for(*node.args) is row:
                return row.rewrite(*node.args)
            return ix.descend(node, rewrite)

        self.step(_labelled(row, hits), rewrite(line))

    def _tidy(self, rule, change):
        if self.line.op == "table":
            self.step(rule, ix.table([[change(e) for e in row] for row in self.line.args[0]]))
        else:
            self.step(rule, change(self.line))


def _labelled(row, hits):
    details = list(dict.fromkeys(row.detail(*hit) for hit in hits)) if row.detail else []
    name = f"{row.rule.name} ({', '.join(details)})" if details else row.rule.name
    whys = list(dict.fromkeys(row.why(*hit) for hit in hits)) if row.why else [row.rule.why]
    return Rule(name, row.rule.formula, " ".join(whys))


def _open(line):
    return [part for part in ix.walk(line) if part.op == "deriv"]


def drop_zeros(line):
    """The line without the open derivatives that are zero at sight, unless all are."""
    if all(not ix.reads(*d.args) for d in _open(line)):
        return line

    def drop(node):
        if node.op == "deriv":
            return node if ix.reads(*node.args) else ix.ZERO
        return ix.descend(node, drop)

    return drop(line)


def _same_look(node):
    """Whether a scalar line looks the same in index notation and in the language."""
    return not ix.any_in(
        node,
        lambda part: (
            part.op == "sum" or (part.op == "idx" and part.args[0].op != "symbol") or part.op in ("delta", "upto")
        ),
    ) and not ix.free(node)


def _expression(frame, line):
    """The matrix whose entry, or table of entries, is the line."""
    if line.op == "table":
        rows = line.args[0]
        cells = [[gather(e, *frame.free_axes) for e in row] for row in rows]
        if frame.shape == (1, 1):
            return cells[0][0]
        if frame.shape[1] == 1 or frame.free_axes[1]:
            return ex.stack([row[0] for row in cells])
        return ex.matrix(cells)
    return gather(line, frame.rows, frame.cols)


def _jacobian(frame, line):
    expression = _expression(frame, line)
    symbols = line_symbols(line)
    constant = not any(v in symbols for v in frame.variables)
    kind = structure_of(expression, frame.shape)
    return Jacobian(expression, kind, constant, frame, line, transposed=transposed)


def line_symbols(line):
    """The symbols that a line of index notation contains."""
    return {s for part in ix.walk(line) if part.op == "idx" for s in part.args[0].symbols}


# ---- after the derivatives: sums and deltas -----------------------------------------------------


def leave_sums(node):
    """Factors without the summation index go before the sum; n equal terms are n times one."""
    node = ix.descend(node, leave_sums)
    if node.op != "sum":
        return node
    index, length, body = ix.opened(node)
    inside = [f for f in ix.factors(body) if index in ix.free(f)]
    outside = [f for f in ix.factors(body) if index not in ix.free(f)]
    if not outside or body == ix.ONE:
        return ix.size(length) if body == ix.ONE else node
    return ix.mul(*outside, ix.total(index, length, ix.mul(*inside)) if inside else ix.size(length))


def pick_terms(node):
    """sum_k delta_kj u_k = u_j, innermost sums first."""
    node = ix.descend(node, pick_terms)
    if node.op != "sum":
        return node
    index, length, body = ix.opened(node)

    def binds(part):
        return part.op == "delta" and index in ix.names_in(part.args[0]) | ix.names_in(part.args[1])

    shared = _shared_delta(body, binds)
    if shared is not None:
        body = shared
    picked, left = [], []
    for term in ix.terms(expanded(body, binds)):
        parts = list(ix.factors(term))
        hit = next((f for f in parts if binds(f)), None)
        if hit is None:
            left.append(term)
            continue
        parts.remove(hit)
        a, b = hit.args
        if index not in ix.names_in(a):
            a, b = b, a
        value = ix.mirrored(b, length) if isinstance(a, ix.Reversed) else b
        picked.append(ix.rename(ix.mul(*parts), {index: value}))
    rest = ix.total(index, length, ix.add(*left)) if left else ix.ZERO
    return ix.add(*picked, rest) if picked else node


def _shared_delta(body, binds):
    """The body with a delta that every term of one of its brackets has, taken out of the bracket."""
    for place, bracket in enumerate(body.args if body.op == "mul" else ()):
        if bracket.op != "add":
            continue
        found = [[f for f in ix.factors(term) if binds(f)] for term in bracket.args]
        if all(found) and len({f[0] for f in found}) == 1:
            shared = found[0][0]
            bare = [ix.mul(*_without(ix.factors(t), shared)) for t in bracket.args]
            rest = (body.args[:place], body.args[place + 1 :])
            return ix.mul(*rest[0], shared, ix.add(*bare), *rest[1])
    return None


def _without(parts, one):
    place = parts.index(one)
    return parts[:place] + parts[place + 1 :]


def collect(node):
    """Equal terms and equal factors written once; a number multiplied in where that is shorter."""
    node = ix.descend(node, collect)
    if node.op == "mul":
        return _collect_factors(node)
    if node.op == "add":
        return _collect_terms(node)
    return node


def _collect_factors(node):
    powers, number = {}, ix.ONE
    for factor in node.args:
        if factor.op == "num":
            number = factor
            continue
        base, exponent = factor.args if factor.op == "pow" else (factor, ix.ONE)
        powers[base] = ix.add(powers[base], exponent) if base in powers else exponent
    deltas = [b for b in powers if b.op == "delta"]
    merged = [b if b in deltas else ix.power(b, collect(e)) for b, e in powers.items()]
    product = ix.mul(number, *merged)
    if number != ix.ONE and len(merged) == 1 and merged[0].op == "add":
        spread = ix.add(*(ix.mul(number, term) for term in merged[0].args))
        if _leaves(spread) < _leaves(product):
            return spread
    return product


def _leaves(node):
    below = ix.kids(node)
    return sum(map(_leaves, below)) if below else 1


def _collect_terms(node):
    counts, shown = {}, {}
    for term in node.args:
        number, rest = _coefficient(term)
        deltas = [f for f in rest if f.op == "delta" and all(isinstance(a, str) for a in f.args)]
        names = {d.args[1]: d.args[0] for d in deltas}
        key = frozenset(_counted(f if f in deltas else ix.rename(f, names) for f in rest).items())
        counts[key] = counts.get(key, 0) + number
        shown.setdefault(key, rest)
    if len(counts) == len(node.args):
        return node
    return ix.add(*(ix.mul(ix.num(c), *shown[key]) for key, c in counts.items()))


def _coefficient(term):
    parts = ix.factors(term)
    if parts[0].op == "num":
        return parts[0].args[0], parts[1:]
    return 1, parts


def _counted(parts):
    found = {}
    for part in parts:
        found[part] = found.get(part, 0) + 1
    return found


_TIDYING = (
    (rules.LEAVES_SUM, leave_sums),
    (rules.PICKS, pick_terms),
    (rules.LEAVES_SUM, leave_sums),
    (rules.COLLECT, collect),
)
