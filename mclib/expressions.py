"""What a learner can write: symbols, sizes, NumPy-style operators.

An expression is a frozen tree with a shape. Shapes are () for a scalar, (n, 1) for a column,
(1, n) for a row, (m, n) for a matrix; a size is an integer or an expression made of size names.
Vectors are columns.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from .functions import FUNCTIONS
from .indices import Tree
from .language import shape_text, size_text, text
from .symbolic import from_sympy, is_sympy


class ShapeError(ValueError):
    """Shapes that do not fit together; says which, and what was probably meant."""


class Expression(Tree):
    """A function of symbols, as written. Compare forms with ==, mathematics with mc.check."""

    __slots__ = ("functions", "literal", "shape", "symbols")
    # what stands above puts its functions here: lowering.py and evaluation.py
    component = evaluate = None
    __array_ufunc__ = None  # so that NumPy leaves array * expression to us

    def __init__(self, op, *args, shape=()):
        super().__init__(op, *args)
        self.shape = shape
        below = [a for a in flat(args) if isinstance(a, Expression)]
        self.symbols = tuple(dict.fromkeys(s for a in below for s in a.symbols))
        self.functions = tuple(dict.fromkeys(f for a in below for f in a.functions))
        self.literal = op in ("stack", "matrix", "concatenate") or any(a.literal for a in below)
        if op == "symbol":
            self.symbols = (self,)
        elif op in ("apply", "all") and getattr(args[0], "unknown", None):
            self.functions = tuple(dict.fromkeys((args[0].unknown, *self.functions)))

    __hash__ = Tree.__hash__
    __eq__ = Tree.__eq__

    def __str__(self):
        return text(self)

    __repr__ = __str__

    @property
    def kind(self):
        """scalar, column, row or matrix."""
        if self.shape == ():
            return "scalar"
        return "column" if self.shape[1] == 1 else "row" if self.shape[0] == 1 else "matrix"

    @property
    def length(self):
        """How long a column or row is."""
        return self.shape[0] if self.shape[1] == 1 else self.shape[1]

    @property
    def T(self):
        return transpose(self)

    def at(self, **values):
        """The numbers at a point: a float, a 1-D array for a column, else a 2-D array."""
        return Expression.evaluate(self, values)

    def __getitem__(self, where):
        return component(self, where)

    def __iter__(self):
        raise TypeError(
            f"{self} has a symbolic length and cannot be walked through: write mc.sum({self}) for its "
            f"sum, mc.maximum(a, b) for the larger of two, {self}[1] for its first component."
        )

    def __bool__(self):
        raise TypeError(
            f"{self} is neither true nor false before the numbers are known. A comparison such as "
            "w > x is a vector of 0 and 1; for the larger of two write mc.maximum(w, x); compare "
            "forms with ==."
        )

    def __neg__(self):
        return neg(self)

    def __pos__(self):
        return self

    def __abs__(self):
        return apply(FUNCTIONS["abs"], self)


def flat(args):
    for arg in args:
        if isinstance(arg, tuple):
            yield from flat(arg)
        else:
            yield arg


def _rank(expression):
    return {"scalar": 0, "matrix": 2}.get(expression.kind, 1)


def _with(build, *operands):
    return build(*map(as_expression, operands))


def _install_operators():
    """Python's operators on expressions: one row each, forward and reflected."""
    rows = {
        "add": add,
        "sub": lambda a, b: add(a, neg(b)),
        "mul": mul,
        "truediv": divide,
        "pow": power,
        "matmul": matmul,
    }
    for name, build in rows.items():
        setattr(Expression, f"__{name}__", lambda self, other, build=build: _with(build, self, other))
        setattr(Expression, f"__r{name}__", lambda self, other, build=build: _with(build, other, self))
    for name in ("lt", "le", "gt", "ge"):
        row = FUNCTIONS[name]
        setattr(Expression, f"__{name}__", lambda a, b, row=row: _with(lambda *both: apply(row, *both), a, b))


# ---- reading things in ---------------------------------------------------------------------


def number(value):
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not a number to calculate with; write a finite one, as 0.5")
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    return Expression("num", exact)


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
        return from_sympy(thing, _scalar_named, number, _callables())
    if hasattr(thing, "tolist"):  # NumPy's numbers and arrays
        return as_expression(thing.tolist())
    if isinstance(thing, (list, tuple)):
        nested = thing and isinstance(thing[0], (list, tuple))
        return matrix(thing) if nested else stack(thing)
    raise TypeError(
        f"{thing!r} is a {type(thing).__name__}, not an expression. An expression is made of symbols "
        'and numbers, as w * x after w, x = mc.vectors("w x"); text is read by mc.parse.'
    )


def _scalar_named(name):
    base, bracket, _ = name.partition("[")
    if bracket:
        raise TypeError(f"{name}: write mc.vectors({base!r}) for a vector, not SymPy's Indexed")
    return symbol(name, ())


def element_wise():
    """The functions of the table by name, as a learner calls them: exp(x), maximum(0, z)."""

    def made(row):
        def function(*args):
            if len(args) != row.arity:
                example = ", ".join(("x", "w")[: row.arity])
                raise TypeError(f"mc.{row.name} takes {row.arity} argument(s), as mc.{row.name}({example})")
            return _with(lambda *given: apply(row, *given), *args)

        function.__name__ = function.__qualname__ = row.name
        function.__doc__ = f"{row.name}, element by element. {row.why}"
        return function

    return {row.name: made(row) for row in FUNCTIONS.values() if not row.symbol}


def _callables():
    return element_wise() | {"pi": PI}


# ---- sizes and symbols ---------------------------------------------------------------------


def as_size(value):
    """A size in its one form: an integer, or an expression of size names in alphabetical order."""
    if isinstance(value, str):
        _check_name(value)
        return Expression("size", value)
    if isinstance(value, bool) or not isinstance(value, (int, Expression, Fraction)):
        raise TypeError(
            f"{value!r} is no size. A size is a positive integer, a name or arithmetic of sizes: "
            'mc.vectors("x", n=3), mc.vectors("x", n="m").'
        )
    linear = _linear(value) if isinstance(value, Expression) else {None: Fraction(value)}
    constant = linear.pop(None, 0)
    if not linear:
        if constant.denominator != 1 or constant < 1:
            raise ValueError(f"a size must be a positive integer, not {constant}; for example n=3")
        return int(constant)
    parts = [mul(number(c), Expression("size", name)) for name, c in sorted(linear.items()) if c]
    return add(*parts, number(constant))


def _linear(expression):
    op, args = expression.op, expression.args
    if op == "num":
        return {None: args[0]}
    if op == "size":
        return {args[0]: Fraction(1)}
    if op == "add":
        total = {}
        for part in map(_linear, args):
            for name, c in part.items():
                total[name] = total.get(name, 0) + c
        return total
    if op == "mul" and len(args) == 2 and args[0].op == "num":
        return {name: c * args[0].args[0] for name, c in _linear(args[1]).items()}
    raise TypeError(f"{expression} is no size: sizes are whole numbers, names such as n, and n + 1")


RESERVED = frozenset(FUNCTIONS) | frozenset(
    "sum mean norm softmax cumsum reverse diag ones zeros identity unit outer trace stack "
    "concatenate matrix slope pi T".split()
)


def _check_name(name):
    if not name.isidentifier() or name in RESERVED:
        what = "is a word of the vocabulary" if name in RESERVED else "is no name"
        raise ValueError(f'{name!r} {what}: choose letters such as w, x or theta, as in mc.vectors("w x")')
    return name


def _one_or_all(things):
    return things[0] if len(things) == 1 else tuple(things)


def _split(names):
    found = names.replace(",", " ").split()
    if not found:
        raise ValueError('name at least one symbol, as in mc.vectors("w x")')
    return found


def symbol(name, shape):
    _check_name(name)
    return Expression("symbol", name, shape, shape=shape)


def sizes(names):
    """Sizes, as numbers: n, m = mc.sizes("n m")."""
    return _one_or_all([as_size(name) for name in _split(names)])


def scalars(names):
    """Scalars: z, b = mc.scalars("z b")."""
    return _one_or_all([symbol(name, ()) for name in _split(names)])


def vectors(names, n="n"):
    """Columns of length n: w, x = mc.vectors("w x")."""
    shape = (as_size(n), 1)
    return _one_or_all([symbol(name, shape) for name in _split(names)])


def matrices(names, shape=("m", "n")):
    """Matrices, m x n unless shape says otherwise: A = mc.matrices("A")."""
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise ValueError(f'a matrix has two sizes, as shape=("m", "n") or shape=(2, 3), not {shape!r}')
    both = tuple(map(as_size, shape))
    return _one_or_all([symbol(name, both) for name in _split(names)])


@dataclass(frozen=True)
class Unknown:
    """An unknown smooth function of one to three arguments; acts element-wise."""

    name: str
    kink = False

    @property
    def unknown(self):
        return self

    def __call__(self, *args):
        if not 1 <= len(args) <= 3:
            raise TypeError(f"{self.name} takes one to three arguments, as {self.name}(x) or {self.name}(w, x)")
        return _with(lambda *given: apply(self, *given), *args)

    def __repr__(self):
        return self.name


@dataclass(frozen=True)
class SlopeOf:
    """The partial slope of an unknown element-wise function by the argument in a slot."""

    function: Unknown
    slot: int  # counted from 0
    kink = False

    @property
    def unknown(self):
        return self.function


@dataclass(frozen=True)
class UnknownVector:
    """An unknown smooth function; its i-th result may read the whole of its argument."""

    name: str
    size: object = None  # how many results; None for as many as the argument is long

    @property
    def unknown(self):
        return self

    def __call__(self, x):
        x = as_expression(x)
        if x.kind != "column":
            raise ShapeError(f"{self.name} reads a vector, as {self.name}(x); {x} is {shape_text(x.shape)}")
        return Expression("all", self, x, shape=(x.length if self.size is None else self.size, 1))

    def __repr__(self):
        return self.name


def functions(names, of="each", n=None):
    """Unknown smooth functions: f, g = mc.functions("f g"), element-wise.

    With of="all", F(x) is a vector of length n (by default that of x) whose i-th entry may read
    all of x. Raises ValueError for another `of`.
    """
    if of not in ("each", "all"):
        raise ValueError(f'of={of!r} is not known: of="each" acts element-wise, of="all" reads the whole vector')
    found = [_check_name(name) for name in _split(names)]
    if of == "each":
        return _one_or_all([Unknown(name) for name in found])
    return _one_or_all([UnknownVector(name, None if n is None else as_size(n)) for name in found])


PI = Expression("const", "pi")
ZERO, ONE, MINUS = number(0), number(1), number(-1)


# ---- element-wise ---------------------------------------------------------------------------


def _common_shape(what, args):
    shape, owner = (), None
    for arg in args:
        if arg.shape == () or arg.shape == shape:
            continue
        if owner is not None:
            raise ShapeError(_clash(what, owner, arg))
        shape, owner = arg.shape, arg
    return shape


def _clash(what, a, b):
    hint = "both must have one shape, as w * x or (a scalar expands by itself) z * x"
    kinds = {a.kind, b.kind}
    if kinds == {"column", "row"}:
        u, v = (a, b) if a.kind == "column" else (b, a)
        hint = f"for the {shape_text((u.shape[0], v.shape[1]))} products of all pairs write mc.outer({u}, {v.T})"
        if a.kind == "row" and a.shape[1] == b.shape[0]:
            hint += f", for the dot product {a} @ {b}"
    elif kinds == {"matrix", "column"} and what == "*":
        m, v = (a, b) if a.kind == "matrix" else (b, a)
        if m.shape[1] == v.shape[0]:
            hint = f"for the product of matrix and vector write {m} @ {v}, to scale its columns {m} @ mc.diag({v})"
        elif m.shape[0] == v.shape[0]:
            hint = f"to scale the rows write mc.diag({v}) @ {m}"
    elif "matrix" in kinds and len(kinds) == 2:
        hint = "products of other shapes are written A @ x, mc.outer(u, v) or mc.diag(x) @ A"
    return f"{a} is {shape_text(a.shape)} and {b} is {shape_text(b.shape)}: {what} works element by element; {hint}."


def add(*args):
    shape = _common_shape("+ or -", args)
    flat, constant, place = [], Fraction(0), None
    for arg in args:
        for part in arg.args if arg.op == "add" else (arg,):
            if part.op == "num":
                constant += part.args[0]
                place = len(flat) if place is None else place
            elif part.op != "zeros" or len(args) == 1:
                flat.append(part)
    if constant:
        flat.insert(place, number(constant))
    if _common_shape("+", flat) != shape:  # the zeros carried the shape
        if not flat:
            return zeros_like(shape)
        flat.insert(0, zeros_like(shape))
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else Expression("add", *flat, shape=shape)


def mul(*args):
    shape = _common_shape("*", args)
    constant, flat = Fraction(1), []
    for arg in args:
        for part in arg.args if arg.op == "mul" else (arg,):
            if part.op == "num":
                constant *= part.args[0]
            else:
                flat.append(part)
    if constant == 0 or any(part.op == "zeros" for part in flat):
        return zeros_like(shape)
    if constant != 1 or not flat:
        flat.insert(0, number(constant))
    return flat[0] if len(flat) == 1 else Expression("mul", *flat, shape=shape)


def neg(arg):
    return mul(MINUS, arg)


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
    name = function.name if hasattr(function, "name") else ""
    if name in ("maximum", "minimum") and args[0] == args[1]:
        return args[0]  # else its slope would come out as 0
    if name in MIRROR and args[0].op == "num" != args[1].op:
        function, args = FUNCTIONS[MIRROR[name]], args[::-1]
    return Expression("apply", function, *args, shape=shape)


MIRROR = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}


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
    given = call.args[1:]
    slots = [k for k, arg in enumerate(given) if arg == by]
    if slot is not None:
        slots = [slot - 1] if 1 <= slot <= len(given) and given[slot - 1] == by else []
    if len(slots) != 1:
        reason = "stands there twice: name the slot, as a third argument" if slots else "is none of its arguments"
        raise ValueError(f"slope of {call} by {by}: {by} {reason}; as in mc.slope(f(x, x), x, 1)")
    return apply(SlopeOf(call.args[0], slots[0]), *given)


# ---- vectors and matrices -------------------------------------------------------------------


def transpose(arg):
    if arg.shape == () or arg.op == "transpose":
        return arg if arg.shape == () else arg.args[0]
    if arg.op == "zeros":
        return zeros_like(arg.shape[::-1])
    return Expression("transpose", arg, shape=arg.shape[::-1])


def zeros_like(shape):
    return Expression("zeros", shape, shape=shape) if shape else ZERO


def _need(kinds, arg, call, example):
    if arg.kind not in kinds:
        raise ShapeError(
            f"{call} needs a {' or a '.join(kinds)}; {arg} is {shape_text(arg.shape)}. For example {example}."
        )
    return arg


def sum(x):
    """The sum of all entries of a vector or matrix, a scalar."""
    return Expression("sum", _need(("column", "row", "matrix"), as_expression(x), "mc.sum", "mc.sum(w * x)"))


def mean(x):
    """The mean of all entries of a vector or matrix, a scalar."""
    return Expression("mean", _need(("column", "row", "matrix"), as_expression(x), "mc.mean", "mc.mean(x)"))


def norm(x):
    """The Euclidean length of a vector, a scalar."""
    return Expression("norm", _need(("column",), as_expression(x), "mc.norm", "mc.norm(x)"))


def softmax(x):
    """exp(x) / sum(exp(x)), as long as x."""
    x = _need(("column",), as_expression(x), "mc.softmax", "mc.softmax(x)")
    return Expression("softmax", x, shape=x.shape)


def reverse(x):
    """A vector (or the rows of a matrix) in the opposite order."""
    x = _need(("column", "matrix"), as_expression(x), "mc.reverse", "mc.reverse(x)")
    return Expression("reverse", x, shape=x.shape)


def cumsum(x):
    """Running sums of a vector, or down each column of a matrix."""
    x = _need(("column", "matrix"), as_expression(x), "mc.cumsum", "mc.cumsum(x)")
    return Expression("cumsum", x, shape=x.shape)


def diag(x):
    """The n x n matrix with the vector x on its diagonal."""
    x = as_expression(x)
    x = _need(("column",), x.T if x.kind == "row" else x, "mc.diag", "mc.diag(x)")
    return Expression("diag", x, shape=(x.length, x.length))


def _shaped(op, sizes_given):
    if len(sizes_given) not in (1, 2):
        raise TypeError(f'mc.{op} takes one or two sizes, as mc.{op}(n) or mc.{op}(m, n) with n, m = mc.sizes("n m")')
    shape = tuple(map(as_size, sizes_given))
    shape = shape if len(shape) == 2 else (*shape, 1)
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


def outer(u, v):
    """The m x n matrix of the products u_i v_j."""
    u, v = (_need(("column",), as_expression(a), "mc.outer", "mc.outer(u, v)") for a in (u, v))
    return Expression("outer", u, v, shape=(u.length, v.length))


def trace(a):
    """The sum of the diagonal of a square matrix."""
    a = _need(("matrix",), as_expression(a), "mc.trace", "mc.trace(A @ X)")
    if a.shape[0] != a.shape[1]:
        raise ShapeError(f"a trace needs a square matrix; {a} is {shape_text(a.shape)}")
    return Expression("trace", a)


def matmul(a, b):
    """a @ b as in NumPy: dot products, matrix with vector, matrix with matrix."""
    if a.shape == () or b.shape == ():
        raise ShapeError(f"@ is no product with a scalar: for {a} times {b} write {text(mul(a, b))}")
    left = a.T if a.kind == "column" and b.kind in ("column", "matrix") else a
    if left.shape[1] != b.shape[0]:
        raise ShapeError(
            f"{a} is {shape_text(a.shape)} and {b} is {shape_text(b.shape)}: @ sums over the size between "
            f"them, and {size_text(left.shape[1])} is not {size_text(b.shape[0])}{_matmul_hint(a, b)}."
        )
    shape = (left.shape[0], b.shape[1])
    if shape == (1, 1):
        shape = ()
    elif a.kind == "column" and b.kind == "matrix":
        shape = shape[::-1]  # NumPy's 1-D result, which is a column here
    return Expression("matmul", a, b, shape=shape)


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
    rows = [a for a in made if a.kind == "row"]
    if rows and len(rows) == len(made):
        widths = {a.shape[1] for a in rows}
        if len(widths) == 1:
            return Expression("stack", *made, shape=(len(made), widths.pop()))
    for a in made:
        if a.shape != () and a.shape != (1, 1):
            raise ShapeError(
                f"a stack holds scalar functions; {a} is {shape_text(a.shape)}. "
                "For example mc.stack([x[1]*x[2], mc.sum(x)]), or mc.concatenate([w, x]) for vectors."
            )
    return Expression("stack", *made, shape=(len(made), 1))


def matrix(rows):
    """A literal: mc.matrix([[6*x*y, 3*x**2], [2, 8*y**7]])."""
    made = tuple(tuple(map(as_expression, row)) for row in rows)
    widths = {len(row) for row in made}
    if not made or widths == {0} or len(widths) > 1:
        raise ShapeError("a literal matrix has rows of one length, as mc.matrix([[1, 0], [0, 1]])")
    for entry in flat(made):
        if entry.shape not in ((), (1, 1)):
            raise ShapeError(f"the cells of a literal matrix are scalars; {entry} is {shape_text(entry.shape)}")
    return Expression("matrix", made, shape=(len(made), widths.pop()))


def concatenate(parts):
    """Vectors and scalars one below the other: mc.concatenate([w, b]) has length n + 1."""
    made = tuple(map(as_expression, parts))
    if not made:
        raise ValueError("nothing to concatenate; for example mc.concatenate([w, b])")
    for a in made:
        _need(("column", "scalar"), a, "mc.concatenate", "mc.concatenate([w, b])")
    length = as_size(add(*(number(1) if a.shape == () else _size_number(a.length) for a in made)))
    return Expression("concatenate", *made, shape=(length, 1))


def _size_number(size):
    return number(size) if isinstance(size, int) else size


def _place(k, n, call):
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise IndexError(f"{call}: places start at 1, as on paper, and {k!r} is none; the first is x[1]")
    if isinstance(n, int) and k > n:
        raise IndexError(f"{call}: there are {n} places, and {k} is past the last, which is x[{n}]")
    return k


def component(base, where):
    where = where if isinstance(where, tuple) else (where,)
    if base.shape == ():
        raise ShapeError(f"{base} is a scalar and has no components; vectors have, as x[1]")
    if len(where) != _rank(base):
        example = "A[1, 2]" if base.kind == "matrix" else "x[1]"
        raise IndexError(f"{base} is {shape_text(base.shape)}: it takes {_rank(base)} indices, as {example}")
    lengths = base.shape if base.kind == "matrix" else (base.length,)
    spot = tuple(_place(k, n, f"{base}[...]") for k, n in zip(where, lengths, strict=True))
    if base.op == "stack" and base.kind == "column":
        return base.args[spot[0] - 1]
    if base.op == "matrix":
        return base.args[0][spot[0] - 1][spot[1] - 1] if len(spot) == 2 else _flat_list(base)[spot[0] - 1]
    return Expression("component", base, spot)


def _flat_list(base):
    return list(flat(base.args[0]))


_BUILDERS = {
    "add": add,
    "mul": mul,
    "pow": power,
    "apply": apply,
    "matmul": matmul,
    "transpose": transpose,
    "sum": sum,
    "mean": mean,
    "norm": norm,
    "softmax": softmax,
    "reverse": reverse,
    "cumsum": cumsum,
    "diag": diag,
    "outer": outer,
    "trace": trace,
    "slope": slope,
    "component": component,
    "matrix": matrix,
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


_install_operators()
