"""SymPy at the edge: a line of index notation as a SymPy expression, and scalars read in.

Our own tree is used inside because SymPy reorders factors and drops what a learner should see.
Whoever wants to go on in SymPy takes `.component`, `.entry` or `.cells`; whoever comes from it
passes its scalars in.
"""

import operator
from functools import reduce

from .functions import FUNCTIONS, Forms


def to_sympy(node, opened):
    """The node in SymPy: components as Indexed, sums as Sum, deltas as KroneckerDelta.

    `opened` gives the node an atom stands for.
    """
    import sympy as sp

    forms = SymPyForms(sp)

    def index(i):
        if isinstance(i, tuple):
            return length(i[1]) + 1 - index(i[0])
        return sp.Symbol(i, integer=True) if isinstance(i, str) else sp.Integer(i)

    def length(size):
        if isinstance(size, str):
            return sp.Symbol(size, integer=True, positive=True)
        return sp.Integer(size) if isinstance(size, int) else go(size)

    def call(function, args):
        if hasattr(function, "slot"):
            f = sp.Function(function.unknown.name)
            dummies = [sp.Dummy(f"xi_{k + 1}") for k in range(len(args))]
            return sp.Subs(sp.Derivative(f(*dummies), dummies[function.slot]), tuple(dummies), tuple(args))
        return forms(function, *args) if function.name in FUNCTIONS else sp.Function(function.name)(*args)

    def component(node):
        base, indices = node.args
        at = tuple(map(index, indices))
        if base.op == "symbol":
            name = base.args[0]
            return sp.IndexedBase(name)[at] if at else sp.Symbol(name)
        inner = opened(node)
        # what an unknown vector function gives stays a name with an index
        return sp.IndexedBase(sp.Symbol(str(base)))[at] if inner == node else go(inner)

    made = {
        "num": lambda value: sp.Rational(*value.as_integer_ratio()),
        "const": lambda name: getattr(sp, name),
        "size": length,
        "add": lambda *args: sp.Add(*map(go, args)),
        "mul": lambda *args: sp.Mul(*map(go, args)),
        "pow": lambda *args: sp.Pow(*map(go, args)),
        "apply": lambda function, *args: call(function, list(map(go, args))),
        "sum": lambda k, size, body: sp.Sum(go(body), (index(k), 1, length(size))),
        "delta": lambda a, b: sp.KroneckerDelta(index(a), index(b)),
        "upto": lambda a, b: forms.le(index(a), index(b)),
        "table": lambda rows: sp.Matrix([list(map(go, row)) for row in rows]),
    }

    def go(node):
        return component(node) if node.op == "idx" else made[node.op](*node.args)

    return go(node)


OWN = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "abs": "Abs", "maximum": "Max", "minimum": "Min"}


class SymPyForms(Forms):
    """The table's functions in SymPy's terms."""

    def __call__(self, function, *args):
        sp, name = self.library, function.name
        if function.symbol:
            return sp.Piecewise((1, getattr(sp, name.capitalize())(*args)), (0, True))
        own = getattr(sp, OWN.get(name, name), None)
        return own(*args) if own else function.value(*args, self)


def is_sympy(thing):
    return any((kind.__module__ or "").partition(".")[0] == "sympy" for kind in type(thing).__mro__)


def from_sympy(thing, scalar, number, functions):
    """A SymPy scalar in our language.

    `scalar` makes a symbol from a name, `number` an expression from a number, `functions` has the
    table's functions by name. Raises TypeError for what the language does not have.
    """
    import sympy as sp

    back = {ours: name for name, ours in OWN.items()}

    def call(e):
        name = type(e).__name__
        ours = functions.get(back.get(name, name))
        if ours and e.args:
            return ours(*map(go, e.args))
        raise TypeError(
            f"{e} is a SymPy {name}, which this vocabulary does not have. "
            "Scalars made of + - * / ** and functions such as sin or exp can be read, as 3*x**2*y."
        )

    # SymPy keeps its terms and factors in an order of its own: the one that it prints is taken
    kinds = (
        (lambda e: e.is_Symbol, lambda e: scalar(e.name)),
        (lambda e: isinstance(e, sp.Indexed), lambda e: scalar(f"{e.base}[{', '.join(map(str, e.indices))}]")),
        (lambda e: e.is_Rational, lambda e: number(int(e.p)) / number(int(e.q))),
        (lambda e: e.is_Float, lambda e: number(float(e))),
        (lambda e: e is sp.pi, lambda e: functions["pi"]),
        (lambda e: e is sp.E, lambda e: functions["exp"](number(1))),
        (lambda e: e.is_Add, lambda e: reduce(operator.add, map(go, e.as_ordered_terms()))),
        (lambda e: e.is_Mul, lambda e: reduce(operator.mul, map(go, e.as_ordered_factors()))),
        (lambda e: e.is_Pow, lambda e: go(e.base) ** go(e.exp)),
        (lambda e: True, call),
    )

    def go(e):
        return next(made for fits, made in kinds if fits(e))(e)

    return go(sp.sympify(thing) if not isinstance(thing, sp.Basic) else thing)
