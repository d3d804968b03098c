"""How our things look at the end of a notebook cell: typeset where it can be, text everywhere.

The classes know nothing of rendering; `install` gives them their faces.
"""

from ..derivation import Derivation, Jacobian, Step
from ..expressions import Expression
from .latex import latex


def install():
    """Let notebooks show our things typeset."""
    for kind in (Expression, Jacobian, Derivation, Step):
        kind._repr_latex_ = lambda self: f"$\\displaystyle {latex(self)}$"
