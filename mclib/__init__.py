"""Matrix calculus, derived step by step: the vocabulary of the course.

`import mclib as mc` is the only import a lesson needs. Symbols and operators follow NumPy;
`mc.derive(w * x, w)` derives a Jacobian, `mc.show` and `mc.explore` show it, `mc.check` answers an
answer. Nothing heavy is loaded before it is needed.
"""

from .engine import derive, gradient, jacobian
from .expressions import (
    ShapeError,
    concatenate,
    cumsum,
    diag,
    functions,
    identity,
    matrices,
    matrix,
    mean,
    norm,
    ones,
    outer,
    reverse,
    scalars,
    sizes,
    slope,
    softmax,
    stack,
    sum,
    trace,
    unit,
    vectors,
    zeros,
)
from .expressions import element_wise as _element_wise

globals().update(_element_wise())  # exp, log, sin, ...: the rows of functions.py
