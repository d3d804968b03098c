"""Erroneous examples: a derivation in which one step is done wrongly, and every other one rightly.

The mistake is one of the table of mistakes, so that it can be made in any problem: as a slip in one
step, from which the rules go on (MISSTEPS), or as a change of a whole line, which all later lines
carry with it (CHANGES).
"""

from dataclasses import replace

from . import expressions as ex, indices as ix
from .chain import replaced
from .engine import continued
from .slips import SLIPS, misstep


def _by_slip(step, tag):
    return [misstep(step.before, slip, step.rule) for slip in SLIPS[tag]]


def _letters_mixed(step):
    """The slope of a component by itself, kept for all the others: both indices taken for the column's."""
    rows, columns = step.frame.free_axes
    made = _by_slip(step, "index-i-vs-j") if rows and columns and rows[1] == columns[1] else []
    return [ix.rename(line, {rows[0]: columns[0]}) for line in made if line != step.before]


def _turned(line):
    return ix.table(zip(*line.args[0], strict=True)) if line.op == "table" else line


def _on_a_diagonal(line):
    return ex.diag(line) if line.kind == "column" else line


def _in_the_other_order(line):
    """A product of two square matrices the wrong way round."""
    both = line.op == "matmul" and all(e.kind == "matrix" and e.shape[0] == e.shape[1] for e in line.args)
    return ex.Expression("matmul", *line.args[::-1], shape=line.shape) if both else line


def _as_if_symmetric(line):
    return replaced(line, {s.T: s for s in line.symbols if s.shape[:1] == s.shape[1:]})


# tag: step -> lines that a learner may write in place of the one that it makes
MISSTEPS = {tag: lambda step, tag=tag: _by_slip(step, tag) for tag in SLIPS} | {"column-filled": _letters_mixed}
# tag: (whether it is of lines of index notation, line -> the line that a learner may write)
CHANGES = {
    "transposed": (True, _turned),
    "diagonal-habit": (False, _on_a_diagonal),
    "order-swapped": (False, _in_the_other_order),
    "symmetry-assumed": (False, _as_if_symmetric),
}


def erroneous(derivation, tag):
    """(the derivation with that mistake in it, the number of the line that is wrong).

    Line 0 is the question. Raises ValueError where there is no place for the mistake, KeyError for a
    tag that no step makes.
    """
    for k, step in enumerate(derivation.steps, 1):
        for wrong, later in _ways(derivation, k, tag):
            if wrong not in (step.before, step.after):
                steps = (*derivation.steps[: k - 1], replace(step, after=wrong), *later(wrong))
                return replace(derivation, steps=steps, jacobian=None), k
    raise ValueError(f"there is no place for {tag} in the derivation of {derivation.function}")


def _ways(derivation, k, tag):
    """(a wrong line, what makes the steps after it) for each way of making the mistake in step k."""
    step, rest = derivation.steps[k - 1], derivation.steps[k:]
    if tag in MISSTEPS:
        made = MISSTEPS[tag](step) if isinstance(step.before, ix.Node) and "deriv" in ix.ops(step.before) else []
        return [(wrong, lambda wrong: continued(step.frame, wrong)) for wrong in made]

    def change(line):
        of_indices, changed = CHANGES[tag]
        return changed(line) if of_indices == isinstance(line, ix.Node) else line

    return [(change(step.after), lambda _: [replace(s, before=change(s.before), after=change(s.after)) for s in rest])]
