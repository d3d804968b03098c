"""What a learner can write: symbols, sizes, NumPy-style operators.

An expression is a frozen tree with a shape. Shapes are () for a scalar, (n, 1) for a column,
(1, n) for a row, (m, n) for a matrix; a size is an integer or an expression made of size names.
Vectors are columns.
"""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from .functions import FUNCTIONS
from .indices import Node, Tree, install_operators, joined, spread, walk
from .language import shape_text, size_text, text
from .refusals import WORDS, install_refusals
from .symbolic import from_sympy, is_sympy

__all__ = (
    "ShapeError concatenate cumsum diag functions identity matrices matrix mean norm ones outer pi reverse scalars "
    "sizes slope softmax stack sum trace unit vectors zeros"
).split()


class ShapeError(ValueError):
    """Shapes that do not fit together; says which, and what was probably meant."""


class Expression(Tree):
    """A function of symbols, as written. Compare forms with ==, mathematics with mc.check."""

    __slots__ = ("functions", "kind", "literal", "parts", "shape", "symbols")
    # what stands above puts its functions here: lowering.py and evaluation.py
    component = evaluate = None

    def __init__(self, op, *args, shape=()):
        super().__init__(op, *args)
        self.shape = shape
        self.kind = "scalar" if not shape else "column" if shape[1] == 1 else "row" if shape[0] == 1 else "matrix"
        given = flat(args)
        self.parts = tuple(a for a in given if isinstance(a, Expression))
        # of a line of index notation that is kept as it is
        bases = [part.args[0] for a in given if isinstance(a, Node) for part in walk(a) if part.op == "idx"]
        self.symbols = (self,) if op == "symbol" else _once(part.symbols for part in (*self.parts, *bases))
        unknown = getattr(args[0], "unknown", None) if op in ("apply", "all") else None
        self.functions = _once([[unknown] if unknown else [], *(part.functions for part in self.parts)])
        self.literal = op in ("stack", "matrix", "concatenate") or any(part.literal for part in self.parts)

    def __str__(self):
        return text(self)

    __repr__ = __str__

    length = property(lambda self: self.shape[0 if self.kind == "column" else 1], doc="How long a column or row is.")

    def spot(self, i, j):
        """The indices of the component that stands in row i and column j."""
        return {"scalar": (), "column": (i,), "row": (j,)}.get(self.kind, (i, j))

    lengths = property(
        lambda self: self.shape if self.kind == "matrix" else (self.length,), doc="Over what its indices run."
    )

    height, width = (property(lambda self, k=k: self.shape[k] if self.shape else 1) for k in (0, 1))

    T = property(lambda self: transpose(self))

    def at(self, /, **values):
        """The numbers at a point: a float, a 1-D array for a column, else a 2-D array."""
        return Expression.evaluate(self, values)

    def __getitem__(self, where):
        return component(self, where)

    def __pos__(self):
        return self

    def __abs__(self):
        return apply(FUNCTIONS["abs"], self)


def within(e):
    """The expression and all its parts, outermost first."""
    return [e, *(inner for part in e.parts for inner in within(part))]


def flat(args):
    """The arguments one by one, also those that stand in tuples."""
    return [leaf for arg in args for leaf in (flat(arg) if isinstance(arg, tuple) else (arg,))]


def _once(lists):
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


# ---- reading things in ---------------------------------------------------------------------


def number(value):
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not a number to calculate with; write a finite one, as 0.5")
    return Expression("num", Fraction(str(value)) if isinstance(value, float) else Fraction(value))


def as_expression(thing):
    """Anything a learner may hand over as an expression.

    Raises TypeError for what is none: text goes through mc.parse.
    """
    if isinstance(thing, Expression):
        return thing
    if isinstance(thing, (bool, int, float, Fraction)):
        return number(thing)
    if is_sympy(thing):
        if getattr(thing, "is_Matrix", False):
            return matrix(thing.tolist())
        return from_sympy(thing, _scalar_named, number, element_wise() | {"pi": pi})
    if hasattr(thing, "tolist"):  # NumPy's numbers and arrays
        return as_expression(thing.tolist())
    if isinstance(thing, (list, tuple)):
        return (matrix if thing and isinstance(thing[0], (list, tuple)) else stack)(thing)
    raise TypeError(
        f"{thing!r} is a {type(thing).__name__}, not an expression. An expression is made of symbols "
        'and numbers, as w * x after w, x = mc.vectors("w x"); text is read by mc.parse("w * x", w, x).'
    )


def _scalar_named(name):
    if "[" in name:
        raise TypeError(f"{name}: write mc.vectors({name.partition('[')[0]!r}) for a vector, not SymPy's Indexed")
    return symbol(name, ())


def element_wise():
    """The functions of the table by name, as a learner calls them: exp(x), maximum(0, z)."""

    def made(row):
        def function(*args):
            if len(args) != row.arity:
                example = f"mc.{row.name}({', '.join('xw'[: row.arity])})"
                raise TypeError(f"mc.{row.name} takes {row.arity} argument(s), as {example}")
            return apply(row, *map(as_expression, args))

        return _called(function, row.name, f"{row.name}, element by element. {row.why}")

    return {row.name: made(row) for row in FUNCTIONS.values() if not row.symbol}


def _called(function, name, said):
    function.__name__ = function.__qualname__ = name
    function.__doc__ = said
    return function


# ---- sizes and symbols ---------------------------------------------------------------------


def as_size(value):
    """A size in its one form: an integer, or an expression of size names in alphabetical order."""
    if isinstance(value, str):
        return Expression("size", _check_name(value))
    if isinstance(value, bool) or not isinstance(value, (int, Expression, Fraction)):
        raise TypeError(
            f"{value!r} is no size. A size is a positive integer, a name or arithmetic of sizes: "
            'mc.vectors("x", n=3), mc.vectors("x", n="m").'
        )
    linear = {name: c for name, c in _linear(as_expression(value)).items() if c}
    constant = linear.pop(None, 0)
    if not linear:
        if constant.denominator != 1 or constant < 1:
            raise ValueError(f"a size must be a positive integer, not {constant}; for example n=3")
        return int(constant)
    return add(*(mul(number(c), Expression("size", name)) for name, c in sorted(linear.items())), number(constant))


def _linear(expression):
    """How often each name stands in a size; None for the constant."""
    op, args = expression.op, expression.args
    if op == "num":
        return {None: args[0]}
    if op == "size":
        return {args[0]: Fraction(1)}
    if op == "add":
        total = Counter()
        for part in args:
            total.update(_linear(part))
        return total
    if op == "mul" and len(args) == 2 and args[0].op == "num":
        return {name: c * args[0].args[0] for name, c in _linear(args[1]).items()}
    raise TypeError(f"{expression} is no size: sizes are whole numbers, names such as n, and n + 1")


def _check_name(name):
    if not name.isidentifier() or name in WORDS:
        what = "is a word of the vocabulary" if name in WORDS else "is no name"
        raise ValueError(f'{name!r} {what}: choose letters such as w, x or theta, as in mc.vectors("w x")')
    return name


def _for_each(names, make):
    """What is made of each name; of a single one the thing itself."""
    made = tuple(map(make, names.replace(",", " ").split())) if isinstance(names, str) else ()
    if not made:
        raise ValueError('symbols are named in text, as in mc.vectors("w x")')
    return made if len(made) > 1 else made[0]


def symbol(name, shape):
    return Expression("symbol", _check_name(name), shape, shape=shape)


def sizes(names):
    """Sizes, as numbers: n, m = mc.sizes("n m")."""
    return _for_each(names, as_size)


def scalars(names):
    """Scalars: z, b = mc.scalars("z b")."""
    return _for_each(names, lambda name: symbol(name, ()))


def vectors(names, n="n"):
    """Columns of length n: w, x = mc.vectors("w x")."""
    return _for_each(names, lambda name: symbol(name, (as_size(n), 1)))


def matrices(names, shape=("m", "n")):
    """Matrices, m x n unless shape says otherwise: A = mc.matrices("A")."""
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise ValueError(f'a matrix has two sizes, as shape=("m", "n") or shape=(2, 3), not {shape!r}')
    return _for_each(names, lambda name: symbol(name, tuple(map(as_size, shape))))


@dataclass(frozen=True, repr=False)
class Unknown:
    """An unknown smooth function of one to three arguments; acts element-wise."""

    name: str

    unknown = property(lambda self: self)

    def __call__(self, *args):
        if not 1 <= len(args) <= 3:
            raise TypeError(f"{self.name} takes one to three arguments, as {self.name}(x) or {self.name}(w, x)")
        return apply(self, *map(as_expression, args))

    def __repr__(self):
        return self.name


@dataclass(frozen=True)
class SlopeOf:
    """The partial slope of an unknown element-wise function by the argument in a slot."""

    unknown: Unknown
    slot: int  # counted from 0


@dataclass(frozen=True, repr=False)
class UnknownVector(Unknown):
    """An unknown smooth function; its i-th result may read the whole of its argument."""

    size: object = None  # how many results; None for as many as the argument is long

    def __call__(self, x):
        x = as_expression(x)
        if x.kind != "column":
            raise ShapeError(f"{self.name} reads a vector, as {self.name}(x); {x} is {shape_text(x.shape)}")
        return Expression("all", self, x, shape=(x.length if self.size is None else self.size, 1))


def functions(names, of="each", n=None):
    """Unknown smooth functions: f, g = mc.functions("f g"), element-wise.

    With of="all", F(x) is a vector of length n (by default that of x) whose i-th entry may read
    all of x. Raises ValueError for another `of`.
    """
    made = {
        "each": lambda name: Unknown(_check_name(name)),
        "all": lambda name: UnknownVector(_check_name(name), None if n is None else as_size(n)),
    }
    if of not in made:
        raise ValueError(f'of={of!r} is not known: of="each" acts element-wise, of="all" reads the whole vector')
    return _for_each(names, made[of])


pi = Expression("const", "pi")
ZERO, ONE, MINUS = number(0), number(1), number(-1)


# ---- element-wise ---------------------------------------------------------------------------


def _common_shape(what, args):
    shape, owner = (), None
    for arg in args:
        if arg.shape not in ((), shape):
            if owner is not None:
                raise ShapeError(_clash(what, owner, arg))
            shape, owner = arg.shape, arg
    return shape


def _clash(what, a, b):
    u, v = sorted((a, b), key=lambda e: e.kind)  # column, matrix, row
    kinds, behind = (u.kind, v.kind), f"({u})" if u.op in ("add", "mul") else u
    pairs = f"for the {shape_text((u.shape[0], v.shape[1]))} products of all pairs write mc.outer({u}, {v.T})"
    dot = f", for the dot product {a} @ {b}" * (a.kind == "row" and a.shape[1] == b.shape[0])
    hints = (
        (kinds == ("column", "row"), pairs + dot if what == "*" else "turn one of them, as x.T"),
        (
            (*kinds, what, v.shape[1]) == ("column", "matrix", "*", u.shape[0]),
            f"for the product of matrix and vector write {v} @ {behind}, to scale its columns {v} @ mc.diag({u})",
        ),
        (
            (*kinds, what, v.shape[0]) == ("column", "matrix", "*", u.shape[0]),
            f"to scale the rows write mc.diag({u}) @ {v}",
        ),
        (
            u.kind == v.kind or (*kinds, what) == ("column", "matrix", "*"),
            "both must have one shape, as w * x or (a scalar expands by itself) z * x",
        ),
        (True, "products of other shapes are written A @ x, mc.outer(u, v) or mc.diag(x) @ A"),
    )
    hint = next(hint for holds, hint in hints if holds)
    return f"{a} is {shape_text(a.shape)} and {b} is {shape_text(b.shape)}: {what} works element by element; {hint}."


def add(*args):
    shape = _common_shape("+ or -", args)
    parts = joined("add", [part for part in spread("add", args) if part.op != "zeros"], number)
    if _common_shape("+", parts) != shape:  # only the zeros carried the shape
        parts.insert(0, zeros_like(shape))
    return Expression("add", *parts, shape=shape) if len(parts) > 1 else parts[0] if parts else ZERO


def mul(*args):
    shape = _common_shape("*", args)
    parts = joined("mul", spread("mul", args), number)
    if any(part.op == "zeros" or part == ZERO for part in parts):
        return zeros_like(shape)
    return Expression("mul", *parts, shape=shape) if len(parts) > 1 else parts[0] if parts else ONE


def divide(a, b):
    return mul(a, power(b, MINUS))


def power(base, exponent):
    shape = _common_shape("**", (base, exponent))
    if exponent.op == "num":
        e = exponent.args[0]
        if e == 1:
            return base
        if base.op == "num" and e.denominator == 1:
            if base.args[0] == 0 and e < 0:
                raise ZeroDivisionError("division by zero: nothing can be divided by 0")
            return number(base.args[0] ** int(e))
        if base.op == "pow" and base.args[1].op == "num" and e == -1:
            return power(base.args[0], number(-base.args[1].args[0]))
    return Expression("pow", base, exponent, shape=shape)


def apply(function, *args):
    shape = _common_shape(getattr(function, "symbol", "") or repr(function), args)
    name = getattr(function, "name", "")
    if name in ("maximum", "minimum") and args[0] == args[1]:
        return args[0]  # else its slope would come out as 0
    if name in MIRROR and args[0].op == "num" != args[1].op:
        function, args = FUNCTIONS[MIRROR[name]], args[::-1]
    return Expression("apply", function, *args, shape=shape)


MIRROR = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}
install_operators(Expression, as_expression, add=add, sub=lambda a, b: add(a, -b), mul=mul, truediv=divide, pow=power)
for _name in MIRROR:
    setattr(Expression, f"__{_name}__", lambda a, b, row=FUNCTIONS[_name]: apply(row, a, as_expression(b)))


def slope(call, by, slot=None):
    """The slope of an unknown function's value, by the argument that equals `by`.

    slope(f(w, x), w) is element-wise; slope(F(x), x) a matrix, of a component of F(x) a row; a slot
    (1, 2 or 3) says which argument where several are equal. Raises ValueError where `by` is none.
    """
    call, by = as_expression(call), as_expression(by)
    if call.op == "component" and call.args[0].op == "all":
        full = slope(call.args[0], by)
        return Expression("component", full, call.args[1], shape=(1, full.shape[1]))
    if call.op == "all":
        if call.args[1] != by:
            raise ValueError(f"{call} reads {call.args[1]}, not {by}: write mc.slope({call}, {call.args[1]})")
        return Expression("slope", call, by, shape=(call.length, by.length))
    if call.op != "apply" or not isinstance(call.args[0], Unknown):
        raise ValueError(f"{call} is no value of an unknown function: mc.slope(f(x), x) has one")
    slots = [k for k, arg in enumerate(call.args[1:]) if arg == by and slot in (None, k + 1)]
    if len(slots) != 1:
        reason = "stands there twice: name the slot, as a third argument" if slots else "is none of its arguments"
        raise ValueError(f"slope of {call} by {by}: {by} {reason}; as in mc.slope(f(x, x), x, 1)")
    return apply(SlopeOf(call.args[0], slots[0]), *call.args[1:])


# ---- vectors and matrices -------------------------------------------------------------------


def transpose(arg):
    if arg.shape == ():
        return arg
    if arg.op == "transpose":
        return arg.args[0]
    if arg.op == "zeros":
        return zeros_like(arg.shape[::-1])
    return Expression("transpose", arg, shape=arg.shape[::-1])


def zeros_like(shape):
    return Expression("zeros", shape, shape=shape) if shape else ZERO


def _need(kinds, arg, call):
    """The argument, if it is of one of the kinds; the call is an example that fits."""
    arg = as_expression(arg)
    if arg.kind not in kinds:
        raise ShapeError(
            f"{call.partition('(')[0]} needs a {' or a '.join(kinds)}; {arg} is {shape_text(arg.shape)}. "
            f"For example {call}."
        )
    return arg


def _of_array(call, kinds, shape, said):
    """A function of one vector or matrix: an example, the kinds it takes, the shape of its value."""
    name = call[: call.index("(")]

    def function(x):
        x = _need(kinds, x, f"mc.{call}")
        return Expression(name, x, shape=shape(x))

    return _called(function, name, said)


def _square(a):
    if a.shape[0] != a.shape[1]:
        raise ShapeError(f"a trace needs a square matrix; {a} is {shape_text(a.shape)}")
    return ()


_ANY, _VECTOR, _TALL = ("column", "row", "matrix"), ("column",), ("column", "matrix")
# fmt: off
sum = _of_array("sum(w * x)", _ANY, lambda x: (), "The sum of all entries of a vector or matrix, a scalar.")
mean = _of_array("mean(x)", _ANY, lambda x: (), "The mean of all entries of a vector or matrix, a scalar.")
norm = _of_array("norm(x)", _VECTOR, lambda x: (), "The Euclidean length of a vector, a scalar.")
softmax = _of_array("softmax(x)", _VECTOR, lambda x: x.shape, "exp(x) / sum(exp(x)), as long as x.")
reverse = _of_array("reverse(x)", _TALL, lambda x: x.shape, "A vector (or the rows of a matrix) in the opposite order.")
cumsum = _of_array("cumsum(x)", _TALL, lambda x: x.shape, "Running sums of a vector, or down each column of a matrix.")
trace = _of_array("trace(A @ X)", ("matrix",), _square, "The sum of the diagonal of a square matrix.")
# fmt: on


def diag(x):
    """The n x n matrix with the vector x on its diagonal."""
    x = as_expression(x)
    x = _need(_VECTOR, x.T if x.kind == "row" else x, "mc.diag(x)")
    return Expression("diag", x, shape=(x.length, x.length))


def outer(u, v):
    """The m x n matrix of the products u_i v_j."""
    u, v = (_need(_VECTOR, a, "mc.outer(u, v)") for a in (u, v))
    return Expression("outer", u, v, shape=(u.length, v.length))


def _shaped(op, sizes_given):
    if len(sizes_given) not in (1, 2):
        raise TypeError(f'mc.{op} takes one or two sizes, as mc.{op}(n) or mc.{op}(m, n) with n, m = mc.sizes("n m")')
    shape = (*map(as_size, sizes_given), 1)[:2]
    return Expression(op, shape, shape=shape)


def ones(*sizes_given):
    """A column of n ones, or an m x n matrix of ones."""
    return _shaped("ones", sizes_given)


def zeros(*sizes_given):
    """A column of n zeros, or an m x n matrix of zeros."""
    return _shaped("zeros", sizes_given)


def identity(n):
    """The n x n identity."""
    n = as_size(n)
    return Expression("identity", n, shape=(n, n))


def unit(n, k):
    """The column of length n with a 1 at place k (counted from 1) and zeros elsewhere."""
    n = as_size(n)
    return Expression("unit", n, _place(k, n, "mc.unit(n, k)"), shape=(n, 1))


def matmul(a, b):
    """a @ b as in NumPy: dot products, matrix with vector, matrix with matrix."""
    if a.shape == () or b.shape == ():
        raise ShapeError(f"@ is no product with a scalar: for {a} times {b} write {text(mul(a, b))}")
    left = a.T if a.kind == "column" and b.kind != "row" else a
    if left.shape[1] != b.shape[0]:
        raise ShapeError(
            f"{a} is {shape_text(a.shape)} and {b} is {shape_text(b.shape)}: @ sums over the size between "
            f"them, and {size_text(left.shape[1])} is not {size_text(b.shape[0])}{_matmul_hint(a, b)}."
        )
    shape = (left.shape[0], b.shape[1])
    if a.kind == "column" and b.kind == "matrix":
        shape = shape[::-1]  # NumPy's 1-D result, which is a column here
    return Expression("matmul", a, b, shape=() if shape == (1, 1) else shape)


install_operators(Expression, as_expression, matmul=matmul)
install_refusals(Expression, as_expression)


def _matmul_hint(a, b):
    if a.kind == b.kind == "matrix":
        for left, right in ((b, a), (a.T, b), (a, b.T)):
            if left.shape[1] == right.shape[0]:
                return f"; {left} @ {right} would fit"
    if a.kind == "column" and b.kind == "row":
        return f"; for all pairs write mc.outer({a}, {b.T})"
    return "; the sizes between must agree, as in A @ x with n columns and n entries"


def stack(items):
    """A vector of scalar functions, each with its own formula (or rows, one below the other)."""
    made = tuple(map(as_expression, items))
    if not made:
        raise ValueError("an empty stack has no functions in it; a stack is a list as [3*x**2*y, 2*x + y**8]")
    if {a.kind for a in made} == {"row"} and len({a.shape for a in made}) == 1:
        return Expression("stack", *made, shape=(len(made), made[0].shape[1]))
    for a in made:
        if a.shape not in ((), (1, 1)):
            raise ShapeError(
                f"a list of functions has one number in each place, and {a} is {shape_text(a.shape)}: write "
                "components, as in mc.stack([x[1]*x[2], mc.sum(x)]), or mc.concatenate([w, x]) for vectors"
            )
    return Expression("stack", *made, shape=(len(made), 1))


def matrix(rows):
    """A literal: mc.matrix([[6*x*y, 3*x**2], [2, 8*y**7]])."""
    made = tuple(tuple(map(as_expression, row)) for row in rows)
    widths = {len(row) for row in made}
    if widths == {0} or len(widths) != 1:
        raise ShapeError("the rows of a matrix have one length, as in [[1, 0], [0, 1]]")
    for entry in flat(made):
        if entry.shape not in ((), (1, 1)):
            raise ShapeError(
                f"each cell of a matrix is one number, and {entry} is {shape_text(entry.shape)}; a component is x[1]"
            )
    return Expression("matrix", made, shape=(len(made), widths.pop()))


def concatenate(parts):
    """Vectors and scalars (or matrices and rows) one below the other: mc.concatenate([w, b]) has length n + 1."""
    made = tuple(map(as_expression, parts))
    if not made:
        raise ValueError("nothing to concatenate; for example mc.concatenate([w, b])")
    first, *others = made
    for part in others:
        if part.width != first.width:
            raise ShapeError(
                f"{first} is {shape_text(first.shape)} and {part} is {shape_text(part.shape)}: what stands one below "
                "the other has one width. For example mc.concatenate([w, b]), of a vector and a scalar."
            )
    height = as_size(add(*(as_expression(part.height) for part in made)))
    return Expression("concatenate", *made, shape=(height, first.width))


def _place(k, n, call):
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        given = "a part of it" if isinstance(k, slice) else repr(k)
        raise IndexError(f"{call}: places start at 1, as on paper, and {given} is none; the first is x[1]")
    if isinstance(n, int) and k > n:
        raise IndexError(f"{call}: there are {n} places, and {k} is past the last, which is x[{n}]")
    return k


def component(base, where):
    where = where if isinstance(where, tuple) else (where,)
    if base.shape == ():
        raise ShapeError(f"{base} is a scalar and has no components; vectors have, as x[1]")
    if len(where) != len(base.lengths):
        example = "A[1, 2]" if base.kind == "matrix" else "x[1]"
        raise IndexError(f"{base} is {shape_text(base.shape)}: it takes {len(base.lengths)} indices, as {example}")
    spot = tuple(_place(k, n, f"{base}[...]") for k, n in zip(where, base.lengths, strict=True))
    if base.op == "stack" and base.kind == "column":
        return base.args[spot[0] - 1]
    if base.op == "matrix":
        return base.args[0][spot[0] - 1][spot[1] - 1] if len(spot) == 2 else flat(base.args)[spot[0] - 1]
    return Expression("component", base, spot)


_BUILDERS = {
    **{build.__name__: build for build in (add, mul, apply, matmul, transpose, slope, component, matrix, diag, outer)},
    **{build.__name__: build for build in (sum, mean, norm, softmax, reverse, cumsum, trace)},
    "pow": power,
    "all": lambda function, x: function(x),
    "stack": lambda *items: stack(items),
    "concatenate": lambda *parts: concatenate(parts),
}


def rebuilt(e, change):
    """The expression with `change` applied to every part right under it."""
    if e.op not in _BUILDERS:
        return e

    def changed(arg):
        if isinstance(arg, tuple):
            return tuple(map(changed, arg))
        return change(arg) if isinstance(arg, Expression) else arg

    return _BUILDERS[e.op](*map(changed, e.args))
