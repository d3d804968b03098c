"""SymPy at the edge: a line of index notation as a SymPy expression, and scalars read in.

Our own tree is used inside because SymPy reorders factors and drops what a learner should see.
Whoever wants to go on in SymPy takes `.component`, `.entry` or `.cells`; whoever comes from it
passes its scalars in.
"""

from .functions import FUNCTIONS


def to_sympy(node, opened):
    """The node in SymPy: components as Indexed, sums as Sum, deltas as KroneckerDelta.

    `opened` gives the node an atom stands for.
    """
    import sympy as sp

    def index(i):
        if isinstance(i, tuple):
            return length(i[1]) + 1 - index(i[0])
        return sp.Symbol(i, integer=True) if isinstance(i, str) else sp.Integer(i)

    def length(size):
        return sp.Integer(size) if isinstance(size, int) else go(size)

    def call(function, args):
        if hasattr(function, "slot"):
            f = sp.Function(function.function.name)
            dummies = [sp.Dummy(f"xi_{k + 1}") for k in range(len(args))]
            slope = sp.Derivative(f(*dummies), dummies[function.slot])
            return sp.Subs(slope, tuple(dummies), tuple(args))
        if function.name not in FUNCTIONS:
            return sp.Function(function.name)(*args)
        return SymPyForms(sp)(function, *args)

    def go(node):
        op, args = node.op, node.args
        if op == "num":
            return sp.Rational(args[0].numerator, args[0].denominator)
        if op == "const":
            return getattr(sp, args[0])
        if op == "size":
            return sp.Symbol(args[0], integer=True, positive=True) if isinstance(args[0], str) else go(args[0])
        if op == "add":
            return sp.Add(*map(go, args))
        if op == "mul":
            return sp.Mul(*map(go, args))
        if op == "pow":
            return sp.Pow(*map(go, args))
        if op == "apply":
            return call(args[0], [go(a) for a in args[1:]])
        if op == "sum":
            return sp.Sum(go(args[2]), (index(args[0]), 1, length(args[1])))
        if op == "delta":
            return sp.KroneckerDelta(*map(index, args))
        if op == "upto":
            return sp.Piecewise((1, sp.Le(*map(index, args))), (0, True))
        if op == "table":
            return sp.Matrix([[go(e) for e in row] for row in args[0]])
        base, indices = args
        if base.op == "symbol":
            name = base.args[0]
            return sp.IndexedBase(name)[tuple(map(index, indices))] if indices else sp.Symbol(name)
        inner = opened(node)
        if inner is not node:
            return go(inner)
        # what an unknown vector function gives stays a name with an index
        return sp.IndexedBase(sp.Symbol(str(base)))[tuple(map(index, indices))]

    return go(node)


OWN = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "abs": "Abs", "maximum": "Max", "minimum": "Min"}
RELATION = {"gt": "Gt", "ge": "Ge", "lt": "Lt", "le": "Le"}


class SymPyForms:
    """The table's functions in SymPy's terms."""

    def __init__(self, sp):
        self.sp = sp

    def __call__(self, function, *args):
        sp, name = self.sp, function.name
        if name in RELATION:
            return sp.Piecewise((1, getattr(sp, RELATION[name])(*args)), (0, True))
        own = getattr(sp, OWN.get(name, name), None)
        return own(*args) if own else function.value(*args, self)

    def __getattr__(self, name):
        return lambda *args: self(FUNCTIONS[name], *args)


def is_sympy(thing):
    return type(thing).__module__.partition(".")[0] == "sympy"


def from_sympy(thing, scalar, number, functions):
    """A SymPy scalar in our language.

    `scalar` makes a symbol from a name, `number` an expression from a number, `functions` has the
    table's functions by name. Raises TypeError for what the language does not have.
    """
    import sympy as sp

    back = {ours: name for name, ours in OWN.items()}

    def go(e):
        if e.is_Symbol:
            return scalar(e.name)
        if isinstance(e, sp.Indexed):
            return scalar(f"{e.base}[{', '.join(map(str, e.indices))}]")
        if e.is_Rational:
            return number(int(e.p)) / number(int(e.q))
        if e.is_Float:
            return number(float(e))
        if e is sp.pi or e is sp.E:
            return functions["pi"] if e is sp.pi else functions["exp"](number(1))
        if e.is_Add or e.is_Mul:
            # SymPy keeps its terms in an order of its own: take the one that it prints
            parts = e.as_ordered_terms() if e.is_Add else e.as_ordered_factors()
            result = go(parts[0])
            for part in parts[1:]:
                result = result + go(part) if e.is_Add else result * go(part)
            return result
        if e.is_Pow:
            return go(e.base) ** go(e.exp)
        if isinstance(e, sp.exp):
            return functions["exp"](go(e.args[0]))
        name = type(e).__name__
        ours = functions.get(back.get(name, name))
        if ours and e.args:
            return ours(*map(go, e.args))
        raise TypeError(
            f"{e} is a SymPy {name}, which this vocabulary does not have. "
            "Scalars made of + - * / ** and functions such as sin or exp can be read, as 3*x**2*y."
        )

    return go(sp.sympify(thing) if not isinstance(thing, sp.Basic) else thing)
