"""How a tree is written as text: expressions in the language that a learner types.

`text(expression)` reads back with `mc.parse` to an equal expression. Lines of index notation have
a text as well (`w_i*x_i`, `sum_k w_k*x_k`, `d/dx_j (w_i*x_i)`), for plain-text readings; the names
of bound indices avoid those in `taken`.
"""

from fractions import Fraction

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
BOUND = "klpqrstuv"


def text(tree, taken=()):
    return _write(tree, frozenset(taken))[0]


def index_text(index, taken=()):
    """A free or bound index, an integer or a mirrored one, as it is read: i, k, 2, n+1-i."""
    if isinstance(index, tuple):
        return f"{size_text(index[1])}+1-{index_text(index[0], taken)}"
    if isinstance(index, str) and index[0] == "k" and index[1:].isdigit():
        letters = [letter for letter in BOUND if letter not in taken]
        place = int(index[1:])
        return letters[place] if place < len(letters) else f"k{place}"
    return str(index)


def size_text(size):
    return str(size) if isinstance(size, int) else text(size)


def shape_text(shape):
    """A shape in words: 3 x n, or "a scalar"."""
    return " x ".join(map(size_text, shape)) if shape else "a scalar"


def number_text(value):
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _paren(tree, least, taken):
    written, strength = _write(tree, taken)
    return written if strength >= least else f"({written})"


def _call(name, args, taken):
    return f"{name}({', '.join(_write(a, taken)[0] for a in args)})", ATOM


def split_factors(args):
    """The factors of a product as (sign, number, [(factor, is a denominator)])."""
    number, rest = Fraction(1), args
    if args[0].op == "num":
        number, rest = args[0].args[0], args[1:]
    parts = []
    for factor in rest:
        under = reciprocal(factor)
        parts.append((factor, False) if under is None else (under, True))
    return ("-" if number < 0 else ""), abs(number), parts


def reciprocal(tree):
    """What stands under the line when the tree is written as 1 / something; else None."""
    if tree.op == "pow" and tree.args[1].op == "num" and tree.args[1].args[0] < 0:
        exponent = -tree.args[1].args[0]
        if exponent == 1:
            return tree.args[0]
        return type(tree)("pow", tree.args[0], type(tree)("num", exponent))
    return None


def _product(args, taken):
    sign, number, parts = split_factors(args)
    written = "" if number.numerator == 1 and parts and not parts[0][1] else str(number.numerator)
    for factor, under in parts:
        piece = _paren(factor, POWER, taken)
        written += ("/" if under else "*" if written else "") + piece
    if number.denominator != 1:
        written += f"/{number.denominator}"
    return sign + written, PRODUCT


def _write(tree, taken):
    op, args = tree.op, tree.args
    writer = _WRITERS.get(op)
    if writer:
        return writer(args, taken)
    return _call(op, args, taken)


def _num(args, taken):
    value = args[0]
    strength = ATOM if value >= 0 and value.denominator == 1 else PRODUCT if value >= 0 else SUM
    return number_text(value), strength


def _add(args, taken):
    written = _paren(args[0], SUM, taken)
    for term in args[1:]:
        piece = _paren(term, PRODUCT, taken) if term.op != "num" else number_text(term.args[0])
        written += f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
    return written, SUM


def _pow(args, taken):
    base, exponent = args
    if exponent.op == "num" and exponent.args[0] < 0:
        under = base if exponent.args[0] == -1 else type(base)("pow", base, _negated(exponent))
        return f"1/{_paren(under, POWER, taken)}", PRODUCT
    return f"{_paren(base, ATOM, taken)}**{_paren(exponent, ATOM, taken)}", POWER


def _negated(number):
    return type(number)("num", -number.args[0])


def _apply(args, taken):
    function, *given = args
    if hasattr(function, "slot"):
        call = _call(function.function.name, given, taken)[0]
        by = _write(given[function.slot], taken)[0]
        unique = given.count(given[function.slot]) == 1
        return (
            f"slope({call}, {by})" if unique else f"slope({call}, {by}, {function.slot + 1})",
            ATOM,
        )
    symbol = getattr(function, "symbol", "")
    if symbol:
        a, b = (_paren(g, SUM, taken) for g in given)
        return f"{a} {symbol} {b}", 0
    return _call(function.name, given, taken)


def _matmul(args, taken):
    left = _paren(args[0], ATOM if args[0].op != "matmul" else PRODUCT, taken)
    return f"{left} @ {_paren(args[1], ATOM, taken)}", PRODUCT


def _component(args, taken):
    return f"{_paren(args[0], ATOM, taken)}[{', '.join(map(str, args[1]))}]", ATOM


def _shape_call(name):
    def write(args, taken):
        sizes = args[0] if isinstance(args[0], tuple) else args
        if len(sizes) == 2 and sizes[1] == 1:
            sizes = sizes[:1]
        return f"{name}({', '.join(map(size_text, sizes))})", ATOM

    return write


def _matrix(args, taken):
    rows = (", ".join(_write(e, taken)[0] for e in row) for row in args[0])
    return f"matrix([{', '.join(f'[{row}]' for row in rows)}])", ATOM


def _listed(name):
    return lambda args, taken: (f"{name}([{', '.join(_write(a, taken)[0] for a in args)}])", ATOM)


def _idx(args, taken):
    base, indices = args
    written = _paren(base, ATOM, taken)
    if not indices:
        return (written, ATOM) if base.op == "symbol" else _write(base, taken)
    subscript = ",".join(index_text(i, taken) for i in indices)
    return f"{written}_{subscript}" if len(subscript) == 1 else f"{written}_{{{subscript}}}", ATOM


def _sum(args, taken):
    return f"sum_{index_text(args[0], taken)} {_paren(args[2], PRODUCT, taken)}", PRODUCT - 0.5


def _delta(args, taken):
    inside = ",".join(index_text(i, taken) for i in args)
    return f"delta_{{{inside}}}", ATOM


def _deriv(args, taken):
    return f"d/d{_write(args[1], taken)[0]} ({_write(args[0], taken)[0]})", PRODUCT - 0.5


_WRITERS = {
    "num": _num,
    "const": lambda args, taken: (args[0], ATOM),
    "size": lambda args, taken: (args[0] if isinstance(args[0], str) else text(args[0]), ATOM),
    "symbol": lambda args, taken: (args[0], ATOM),
    "add": _add,
    "mul": lambda args, taken: _product(args, taken),
    "pow": _pow,
    "apply": _apply,
    "all": lambda args, taken: _call(args[0].name, args[1:], taken),
    "slope": lambda args, taken: _call("slope", args, taken),
    "matmul": _matmul,
    "transpose": lambda args, taken: (f"{_paren(args[0], ATOM, taken)}.T", ATOM),
    "component": _component,
    "ones": _shape_call("ones"),
    "zeros": _shape_call("zeros"),
    "identity": _shape_call("identity"),
    "unit": lambda args, taken: (f"unit({size_text(args[0])}, {args[1]})", ATOM),
    "matrix": _matrix,
    "table": _matrix,
    "stack": _listed("stack"),
    "concatenate": _listed("concatenate"),
    "idx": _idx,
    "sum": lambda args, taken: _sum(args, taken) if len(args) == 3 else _call("sum", args, taken),
    "delta": _delta,
    "upto": lambda args, taken: (
        f"[{index_text(args[0], taken)} <= {index_text(args[1], taken)}]",
        ATOM,
    ),
    "deriv": _deriv,
    "entries": lambda args, taken: _call("entries", args[:1], taken),
}
