"""Erroneous examples: a derivation in which one step is done wrongly, and every other one rightly.

The mistake is one of the table of mistakes, so that it can be made in any problem: as a slip in one
step, from which the rules go on (MISSTEPS, as in slips.py), or as a change of a whole line, which all
later lines carry with it (CHANGES).
"""

from dataclasses import replace

from .. import expressions as ex, indices as ix
from ..chain import replaced
from ..engine import Road
from ..rules import own, rule_for
from ..slips import SLIPS, Open


def _square(e):
    return e.kind == "matrix" and e.shape[0] == e.shape[1]


# fmt: off
MISSTEPS = SLIPS | {
    "cross-term-forgotten": [lambda o: o.op == "add" and ix.add(*(ix.deriv(part, o.wrt) for part in o.parts
        if not {e for e in ix.walk(part) if e.op == "idx"} > {o.wrt}))],
    "column-filled": [lambda o: o.op == "mul" and o.u and own(o.u, o.wrt) and o.wrt.args[1]  # i is taken for j
        and ix.rename(ix.mul(*o.still), dict(zip(o.u.args[1], o.wrt.args[1], strict=True)))],
}
# Of a line of index notation, or of an expression; where there is nothing to be changed, the line itself.
CHANGES = {
    "transposed": lambda e: ix.table(zip(*e.args[0], strict=True)) if e.op == "table" else e,
    "diagonal-habit": lambda e: ex.diag(e) if getattr(e, "kind", "") == "column" else e,
    "order-swapped": lambda e: ex.matmul(*e.args[::-1]) if e.op == "matmul" and all(map(_square, e.args)) else e,
    "symmetry-assumed": lambda e: e if isinstance(e, ix.Node) else replaced(
        e, {s.T: s for s in filter(_square, e.symbols)}),
}
# fmt: on


def erroneous(derivation, tag):
    """(the derivation with that mistake in it, the number of the line that is wrong).

    Line 0 is the question. Raises ValueError where there is no place for the mistake, KeyError for a
    tag that no step makes.
    """
    change = CHANGES.get(tag)
    for k, step in enumerate(derivation.steps, 1):
        slips = () if change or not isinstance(step.before, ix.Node) else MISSTEPS[tag]
        for wrong in [change(step.after)] if change else [_misstep(step.before, slip, step.rule) for slip in slips]:
            if wrong not in (step.before, step.after):
                carried = (replace(s, after=change(s.after)) for s in derivation.steps[k:] if change)
                later = carried if change else Road(step.frame, wrong).by_entries().steps
                steps = (*derivation.steps[: k - 1], replace(step, after=wrong), *later)
                return replace(derivation, steps=steps, jacobian=None), k
    raise ValueError(f"there is no place for {tag} in the derivation of {derivation.function}")


def _misstep(line, slip, rule):
    """The line with a slip made in each open derivative that the rule is for, and nothing else done."""
    if line.op != "deriv":
        return ix.descend(line, lambda part: _misstep(part, slip, rule))
    return (rule.name.startswith(rule_for(*line.args).rule.name) and slip(Open(*line.args))) or line
