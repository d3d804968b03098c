"""Short names for what stands in a line as an atom: u_i for (A @ x + c)_i, "where u = A @ x + c".

Naming is writing: a line holds the expression itself. Scalars and vectors get names; what is as
short as a name keeps its own, as F_i(x) and the norm of x do.
"""

from itertools import chain, count
from typing import NamedTuple

from . import expressions as ex, indices as ix

# Letters by what is named; then come u1, u2, ... A difference that is squared is an error, e.
SOFTMAX, TOTAL, ERROR, OTHERS = "s", "S", "e", "uvacdg"


class Name(NamedTuple):
    """A symbol, what it stands for, the same in terms of earlier names, and the line that needs it first."""

    symbol: ex.Expression
    stands_for: ex.Expression
    definition: ex.Expression
    line: int


def names(lines, taken):
    """The Names that a derivation's lines are written with; none is in `taken`."""
    parts = [(k, part) for k, line in enumerate(lines) if isinstance(line, ix.Node) for part in ix.walk(line)]
    found = {atom: k for k, part in reversed(parts) if part.op == "idx" for atom in _atoms(part.args[0])}
    squared = {part.args[0].args[0] for _, part in parts if part.op == "pow"}
    named, taken = {}, set(taken)
    for atom, k in sorted(found.items(), key=lambda item: (item[1], len(str(item[0])))):  # parts first
        letters = chain(_letters(atom, atom in squared), OTHERS, map("u{}".format, count(1)))
        symbol = ex.symbol(next(letter for letter in letters if letter not in taken), atom.shape)
        taken.add(symbol.args[0])
        definition = _replaced(atom, {other: name.symbol for other, name in named.items()})
        named[atom] = Name(symbol, atom, definition, k)
    return tuple(named.values())


def _replaced(e, new):
    """The expression with some parts replaced."""
    return new[e] if e in new else ex.rebuilt(e, lambda part: _replaced(part, new))


def _letters(atom, squared):
    difference = atom.op == "add" and any(term.op == "mul" and term.args[0] == ex.number(-1) for term in atom.args)
    return {"softmax": SOFTMAX, "sum": TOTAL}.get(atom.op, ERROR if difference and squared else "")


def _atoms(base):
    """What of a component's base deserves a name: all of it, or what a function in it reads."""
    if base.op in ("all", "slope", "norm", "softmax"):
        below = [atom for part in base.parts for atom in _atoms(part)]
        return [base, *below] if base.op == "softmax" else below
    return [] if base.op in ("symbol", "component", "transpose") or base.kind == "matrix" else [base]
