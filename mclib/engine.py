"""derive(y, x): how d y / d x is found, one rule at a time.

The entries road: write out one component, differentiate it by x_j with scalar rules until only
deltas are left, let deltas pick terms out of sums, gather the cells into a matrix. Nothing is
looked up: `rules` and `structure` hold the tables, and here they are applied.
"""

from dataclasses import replace
from functools import lru_cache

from . import expressions as ex, indices as ix, rules
from .chain import IN_ENTRIES, chain_lines
from .derivation import Derivation, Frame, Jacobian, Rule, Step, free_letters, taken, uniform
from .gathering import gather, stacked
from .language import shape_text, text
from .lowering import lower
from .naming import names
from .structure import structure_of, transposed
from .tidying import TIDYING


def derive(y, x, by="entries"):
    """A Derivation: how the derivative of y by x is found, step by step.

    y is an expression, a number or a list of scalar functions; x a symbol or a list of scalars.
    The Jacobian has one row for each output and one column for each input. Raises TypeError where x
    is no symbol, ShapeError where the derivative would need more than two indices, ValueError for
    a road that is not known. Parr & Howard, sections 2 to 6.
    """
    if by not in ("entries", "chain"):
        raise ValueError(f'by={by!r} is no road; there are two: by="entries" and by="chain"')
    frame = frame_of(y, x)
    moves = set(frame.variables) & set(frame.function.symbols)
    return _by_chain(frame) if by == "chain" and moves else Road(frame).by_entries()


def _by_chain(frame):
    """The same Jacobian from intermediate variables; its lines are whole products."""
    if isinstance(frame.variable, tuple):
        raise ValueError('the chain road takes one variable at a time, as mc.derive(y, x, by="chain")')
    lines, named = chain_lines(frame.function, frame.variable, derive)
    road = Road(replace(frame, named=tuple(named)))
    for line in lines:
        road.step(*line)
    last = lines[-1][1]  # also where the line that stands there differs in brackets
    entry = _retraced(road.frame, last)
    found = _jacobian(road.frame, entry.steps[-1].before)
    if len(text(found.expression)) < len(text(last)):
        last = found.expression
        road.step(IN_ENTRIES, last, entry.steps)
    return road.ended(replace(found, expression=last, structure=structure_of(last, frame.shape)))


def _retraced(frame, expression):
    """The road on which an expression's entries (or table of entries) are worked out and gathered again."""
    road = Road(frame, expression)
    if isinstance(frame.rows, int):
        # a free index stands for all columns
        width, across = (frame.cols, None) if isinstance(frame.cols, int) else (1, frame.cols[0])
        line = ix.table(ix.grid(frame.rows, width, lambda i, j: lower(expression, expression.spot(i, across or j))))
    else:
        line = lower(expression, tuple(axis[0] for axis in frame.free_axes if axis))
    road.step(rules.WRITE_OUT_COMPONENT, line)
    for rule, change in _TIDYING:
        road.step(rule, _in_each(change, road.line))
    road.step(rules.GATHER, _expression(frame, road.line))
    return road


def _in_each(change, line):
    """The line changed, a table entry by entry."""
    return ix.descend(line, change) if line.op == "table" else change(line)


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
    # a row as a function is differentiated as the column of its entries
    return made.T if (made := ex.as_expression(y)).kind == "row" and not made.literal else made


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


def frame_of(y, x):
    """Which index runs over what; integers where the entries stand in a table. Raises what `derive` raises."""
    y, x = _function(y), _variable(x)
    if isinstance(x, tuple) or _is_listed(y, x):
        return _table_frame(y, x)
    if x.kind == "matrix" and y.shape:
        raise ex.ShapeError(
            f"a {y.kind} by a matrix has more than two indices. Possible is a scalar by a matrix, "
            f"as mc.derive(mc.sum({text(y)}), {x}), or a matrix by a scalar."
        )
    if y.kind == "matrix" and x.shape:
        raise ex.ShapeError(
            f"a matrix by a vector has more than two indices. Possible is a matrix by a scalar, or "
            f"a vector by a vector, as mc.derive({text(ex.matmul(y, x)) if y.width == x.height else 'A @ x'}, {x})."
        )
    return uniform(y, x)


def _is_listed(y, x):
    """Whether the entries are best seen as a table: a stack, or components of a short vector."""
    if y.literal and y.shape and all(isinstance(n, int) for n in y.shape):
        return x.kind in ("scalar", "column")
    short = y.shape == () and x.kind == "column" and isinstance(x.length, int)
    return short and (y.literal or any(e.op == "component" and x in e.symbols for e in ex.within(y)))


def _table_frame(y, x):
    width = len(x) if isinstance(x, tuple) else x.length if x.shape else 1
    if y.kind == "matrix":
        if width != 1:
            raise ex.ShapeError(
                "a matrix by several variables has more than two indices: take functions, as [x1*x2, x3], or one scalar"
            )
        return Frame(y, x, *y.shape, y.shape) if all(isinstance(n, int) for n in y.shape) else uniform(y, x[0])
    height = y.length if y.shape else 1
    if not isinstance(height, int):
        raise ex.ShapeError(
            f"{text(y)} has the symbolic length {height}: by a list of scalars a table of cells needs a "
            'definite one. Differentiate by one scalar at a time, or give n, as mc.vectors("x", n=3).'
        )
    _, j = free_letters(taken(y, *(x if isinstance(x, tuple) else (x,))))
    return Frame(y, x, height, width if isinstance(width, int) else (j, width), (height, width))


class Road:
    """The lines so far, and how the entries road comes to the next one."""

    def __init__(self, frame, start=None):
        self.frame = frame
        self.line = self.start = ix.Node("open", frame.function, frame.variable) if start is None else start
        self.steps = []

    def step(self, rule, line, substeps=()):
        if line != self.line and not (self.steps and _face(line) == _face(self.line)):
            self.steps.append(Step(rule, self.line, line, self.frame, substeps))
            self.line = line

    def ended(self, jacobian):
        return Derivation(self.frame.function, self.frame.variable, self.start, tuple(self.steps), jacobian)

    def by_entries(self):
        """The derivation from the line that stands here to its end, be the line right or not."""
        if self.line.op == "open":
            self._write_out()
        while _open(self.line):
            self._differentiate()
        for rule, change in _TIDYING:
            self.step(rule, _in_each(change, self.line))
        jacobian = _jacobian(self.frame, self.line)
        if self.line.op != "table" and not self._plain(self.line):
            self.step(rules.GATHER_SCALAR if self.frame.shape == (1, 1) else rules.GATHER, jacobian.expression)
        return self.ended(jacobian)

    def _plain(self, line):
        """Whether a line is a scalar that looks the same in index notation and in the language."""
        return not any(self.frame.free_axes) and not ix.any_in(
            line,
            lambda part: (
                part.op in ("sum", "delta", "upto")
                or (part.op == "idx" and (part.args[1] or part.args[0].op != "symbol"))
            ),
        )

    def _write_out(self):
        line = self.frame.undone()
        if line.op == "table" and self.frame.shape != (1, 1):
            self.step(rules.ROW_BY_ROW, line)
        elif line.op == "table" or self._plain(line.args[0]):
            self.start = self.line = line
        else:
            self.step(rules.WRITE_OUT_SCALAR if self.frame.shape == (1, 1) else rules.WRITE_OUT_COMPONENT, line)

    def _differentiate(self):
        """One step: the next rule, at all places where it applies; known zeros leave with it."""
        line = drop_zeros(self.line)
        found = [(d.args, rules.rule_for(*d.args)) for d in _open(line)]
        # short names are written out once nothing else can be done, in one line; so are the deltas
        last = {"write out": 1, "its own variable": 2, "constant": 3}
        row = min((row for _, row in found), key=lambda row: last.get(row.rule.name, 0))
        hits = [args for args, its in found if its is row]
        rule = _labelled(row, hits)
        if rule.name == "write out":  # of the short names known so far, those that are needed now
            known = names([*(step.before for step in self.steps), self.line], self.frame.names)
            said = [f" {own.symbol}" for own in known if own.stands_for in {body.args[0] for body, _ in hits}]
            rule = replace(rule, name=rule.name + ",".join(said))
        self.step(
            rule,
            _each_open(line, lambda d: row.rewrite(*d.args) if rules.rule_for(*d.args) is row else d),
            _proof(row, hits[0][0].args[0].op, hits[0][0].args[0].args[0].shape) if row.proof else (),
        )


@lru_cache(maxsize=32)
def _proof(row, op, shape):
    """The steps that prove the rule of softmax or norm, on a vector of its own."""
    x = ex.symbol("x", shape)
    written, put_back = row.proof
    *steps, last = derive(written(x), x).steps
    i, j = (axis and (axis[0],) for axis in last.frame.free_axes)
    proved = row.rewrite(ix.idx(ex.Expression(op, x, shape=last.frame.function.shape), i or ()), ix.idx(x, j))
    return (*steps, replace(last, rule=put_back, after=proved))


def _face(line):
    """A line as it is read: products without brackets, scalars first, an outer product as column times row."""
    if line.op == "ones" and line.kind == "matrix":
        line = ex.outer(*map(ex.ones, line.shape))
    if line.op == "outer":
        line = ex.matmul(line.args[0], line.args[1].T)
    if not isinstance(line, ex.Expression) or line.op not in ("add", "mul", "matmul"):
        return (line,)
    if line.op == "mul" and ex.ONE not in line.args and (tidied := ex.mul(*line.args)) != line:  # a 1 is seen
        return _face(tidied)
    faces = [_face(part) for part in sorted(line.args, key=lambda part: line.op == "mul" and part.shape != ())]
    return (line.op, *(part for face in faces for part in (face[1:] if face[0] == line.op else [face])))


def _labelled(row, hits):
    details = list(dict.fromkeys(row.detail(*hit) for hit in hits)) if row.detail else []
    whys = list(dict.fromkeys(row.why(*hit) for hit in hits)) if row.why else [row.rule.why]
    return Rule(row.rule.name + f" ({', '.join(details)})" * bool(details), row.rule.formula, " ".join(whys))


def _open(line):
    return [part for part in ix.walk(line) if part.op == "deriv"]


def _each_open(node, change):
    """The line with each open derivative changed."""
    if node.op == "deriv":
        return change(node)
    return ix.descend(node, lambda kid: _each_open(kid, change)) if "deriv" in ix.ops(node) else node


def drop_zeros(line):
    """The line without the open derivatives that are zero at sight, unless all are."""
    if all(not ix.reads(*d.args) for d in _open(line)):
        return line
    return _each_open(line, lambda d: d if ix.reads(*d.args) else ix.ZERO)


def _expression(frame, line):
    """The matrix whose entry, or table of entries, is the line."""
    if line.op != "table":
        return gather(line, frame.rows, frame.cols)
    cells = [[gather(entry, *frame.free_axes) for entry in row] for row in line.args[0]]
    if frame.shape == (1, 1):
        return cells[0][0]
    return stacked([row[0] for row in cells]) if frame.shape[1] == 1 or frame.free_axes[1] else ex.matrix(cells)


def _jacobian(frame, line):
    expression = _expression(frame, line)
    symbols = {s for part in ix.walk(line) if part.op == "idx" for s in part.args[0].symbols}
    constant = symbols.isdisjoint(frame.variables)
    return Jacobian(expression, structure_of(expression, frame.shape), constant, frame, line, transposed=transposed)


_TIDYING = tuple(zip((rules.LEAVES_SUM, rules.PICKS, rules.LEAVES_SUM, rules.COLLECT), TIDYING, strict=True))
