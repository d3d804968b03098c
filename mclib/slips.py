"""Derivations in which one rule is done wrongly: a table of slips.

A slip looks at an open derivative d(body)/d(wrt) and gives what a learner may write for it in one
step, or something false where it does not apply; every other step follows the rules. `slipped`
gives what comes out in the end. A mistake may have several slips: with each exponent in turn.
"""

from functools import lru_cache

from . import expressions as ex, indices as ix
from .derivation import Frame, unfold
from .evaluation import entries_at
from .functions import FUNCTIONS
from .lowering import lower
from .rules import NODE_FORMS, own, rule_for

INSIDE = ix.idx(ex.symbol("inside", ()))  # stands for the inside of a function


def slipped(frame, point, slip):
    """The Jacobians that come of a slip, in numbers: made in the general entry, and in each cell by itself."""
    alone = not {"component", "stack"}.isdisjoint(part.op for part in ex.within(frame.function))
    lines = ((_undone(frame), frame.free_axes), *[(_written_out(frame, point), (None, None))] * alone)
    return [entries_at(_done(line, slip), *at, point) for line, at in lines if _done(line, slip) != _done(line, None)]


_undone = lru_cache(maxsize=64)(Frame.undone)


@lru_cache(maxsize=64)
def _written_out(frame, point):
    """The table of open cells, with every sum written out."""

    def cell(i, j):
        return unfold(ix.rename(*ix.entry(_undone(frame), *frame.free_axes, i, j)), point.size)

    return ix.table(ix.grid(*map(point.size, frame.shape), cell))


@lru_cache(maxsize=4096)
def _done(line, slip):
    """The line with its open derivatives worked out, the slip (if any) made wherever it can be."""
    if line.op != "deriv":
        return ix.descend(line, lambda part: _done(part, slip))
    return _done((slip and slip(Open(*line.args))) or _by_rule(*line.args), slip)


def _by_rule(body, wrt):
    """One step; where a rule has a proof, what stands behind its short name."""
    row = rule_for(body, wrt)
    if row.proof:
        return ix.deriv(lower(row.proof[0](body.args[0].args[0]), body.args[1]), wrt)
    return row.rewrite(body, wrt)


class Open:
    """An open derivative, and what a slip may ask of it."""

    def __init__(self, body, wrt):
        self.body, self.wrt, self.op, self.parts = body, wrt, body.op, ix.kids(body)
        self.moving = [k for k, part in enumerate(self.parts) if ix.reads(part, wrt)]
        self.still = [part for k, part in enumerate(self.parts) if k not in self.moving]
        self.slopes = [ix.deriv(self.parts[k], wrt) for k in self.moving]
        # what each part that moves adds to the derivative of a sum or product, where there are several
        several = self.op if len(self.moving) > 1 else ""
        pairs = list(zip(self.moving, self.slopes, strict=True))
        self.factors = [self._with(lambda k, part, at=at, d=d: d if k == at else part) for at, d in pairs] * (
            several == "mul"
        )
        self.terms = self.slopes * (several == "add")
        # what moves in a function or power, by which slope, and whether it is more than the variable
        self.u, self.du = (self.parts[self.moving[0]], self.slopes[0]) if len(self.moving) == 1 else (None, None)
        self.name = getattr(body.args[0], "name", "") if self.op == "apply" and self.u else ""
        self.exponent = (
            self.parts[1].args[0] if self.op == "pow" and self.moving == [0] and self.parts[1].op == "num" else 0
        )
        self.composed = self.u and (self.op == "pow" or self.name in FUNCTIONS) and not own(self.u, wrt)

    def _with(self, change):
        return ix.with_kids(self.body, [change(k, part) for k, part in enumerate(self.parts)])

    def outer(self, at):
        """The slope of what stands outside, taken anywhere."""
        return _put_in(_by_rule(self._with(lambda k, part: INSIDE if k in self.moving else part), INSIDE), at)

    def on_ways(self, nearest):
        """Moved alone: what is nearest to the variable (itself, made of it, of all its entries), or all else."""
        places = [self.parts[k] for k in self.moving]
        ways = [(part.op != "idx" or part.args[0].op != "symbol") + (not ix.free(part)) for part in places]
        shares = zip(self.factors or self.terms, ways, strict=False)
        return len(set(ways)) > 1 and ix.add(*(share for share, way in shares if (way == min(ways)) == nearest))

    def without(self, *ops):
        """A product without the factors of some forms that stay still."""
        kept = [part for part in self.parts if part.op not in ops or part not in self.still]
        return self.op == "mul" and len(kept) < len(self.parts) and ix.deriv(ix.mul(*kept), self.wrt)


def _put_in(line, inside):
    return inside if line == INSIDE else ix.descend(line, lambda part: _put_in(part, inside))


def _plain(term):
    """A term without its minus."""
    first = ix.factors(term)[0]
    return -term if first.op == "num" and first.args[0] < 0 else term


def _gate(slope):
    """A gate's slope replaced by another, a function of (open derivative, the other argument)."""
    return lambda o: o.name in GATES and slope(o, *o.still or [ix.ZERO]) * o.du


EXPONENTS, FACTORS, GATES = (None, 2, 3, -1, 0.5), ("idx", "pow", "apply", "sum", "add"), ("relu", "maximum")
# fmt: off
SLIPS = {
    "constant-factor-dropped": [lambda o: o.without(*FACTORS), lambda o: o.without("idx")],
    "exponent-not-brought-down": [lambda o, p=p: o.exponent and p in (None, o.exponent)
                                  and ix.power(o.u, o.parts[1] - 1) * o.du for p in EXPONENTS],
    "power-not-lowered": [lambda o, p=p: o.exponent and p in (None, o.exponent) and o.parts[1] * o.body * o.du
                          for p in EXPONENTS],
    "power-rule-on-exp": [lambda o: o.op == "pow" and o.moving == [1] and o.u * ix.power(o.parts[0], o.u - 1) * o.du,
                          lambda o: o.name == "exp" and o.u * NODE_FORMS.exp(o.u - 1) * o.du],
    "minus-lost": [lambda o: o.name == "cos" and NODE_FORMS.sin(o.u) * o.du,
                   lambda o: o.op == "add" and ix.add(*(ix.deriv(_plain(part), o.wrt) for part in o.parts))],
    "product-rule-one-term": [lambda o, k=k: o.factors[k:] and o.factors[k] for k in range(3)],
    "product-of-derivatives": [lambda o: o.factors and ix.mul(*o.still, *o.slopes)],
    "one-path-forgotten": [lambda o, k=k: o.terms[k:] and o.terms[k] for k in range(3)],
    "direct-path-forgotten": [lambda o: o.on_ways(False)],
    "indirect-path-forgotten": [lambda o: o.on_ways(True)],
    "paths-multiplied": [lambda o: (ways := o.terms or o.factors) and ix.mul(*ways)],
    "constant-to-one": [lambda o: o.op == "add" and o.still and ix.add(*o.slopes, *(ix.ONE for _ in o.still))],
    "constant-kept": [lambda o: o.op == "add" and ix.add(*o.slopes, *o.still), lambda o: o.op == "num" and o.body],
    "index-i-vs-j": [lambda o: own(o.body, o.wrt) and o.wrt.args[1] and ix.ONE],
    "inner-derivative-forgotten": [lambda o: o.composed and o.outer(o.u)],
    "outer-derivative-forgotten": [lambda o: o.composed and o.du],
    "outer-at-wrong-point": [lambda o: o.composed and o.outer(o.wrt) * o.du],
    "composed-derivatives": [lambda o: o.composed and o.name not in GATES and o.outer(o.du)],
    "gate-ignored-outer-only": [_gate(lambda o, other: ix.ONE)],
    "gate-inverted": [_gate(lambda o, other: 1 - NODE_FORMS.gt(o.u, other))],
    "value-instead-of-slope": [_gate(lambda o, other: o.body)],
    "kink-other-side": [_gate(lambda o, other: NODE_FORMS.ge(o.u, other))],
    "kink-half": [_gate(lambda o, other: (NODE_FORMS.gt(o.u, other) + NODE_FORMS.ge(o.u, other)) / 2)],
}
# fmt: on
