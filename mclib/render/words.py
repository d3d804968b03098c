"""Formulas in spoken words, for whoever hears them: "w i times x i".

Indices are letters after a name; what belongs together stands in parentheses, which a screen
reader can speak, where the order of the words alone would leave it open.
"""

from ..writing import ANY, ATOM, CALL, OPEN, POWER, PRODUCT, SUM, Piece, Writer


def words(tree, taken=(), short=()):
    """A tree in words."""
    return _Words(taken, short).write(tree)


def line_written(write, derivation, k, equals=" = "):
    """The k-th line by a notation's function, with the short names that are new in it."""
    taken = derivation.frame.names
    said = ", ".join(
        write(own.symbol) + equals + write(own.definition, taken) for own in derivation.names if own.line == k
    )
    return write(derivation.lines[k], taken, derivation.short(k)) + (f", where {said}" if said else "")


def line_words(derivation, k):
    """The k-th line of a derivation in words, without its left side."""
    return line_written(words, derivation, k, " is ")


# fmt: off
WORDS = {
    "const": ("@1", ATOM), "mirrored": ("@2 plus 1 minus @1", SUM), "delta": ("delta @1", ATOM),
    "fraction": ("@1 over @2", PRODUCT, PRODUCT, POWER), "power": ("@1 to the power @2", POWER, ATOM, POWER),
    "power 2": ("@1 squared", POWER, ATOM), "power 3": ("@1 cubed", POWER, ATOM),
    "power 1/2": ("the square root of @1", CALL, CALL), "index": ("@1 @2", ATOM, ATOM),
    "total": ("the sum over @1 from 1 to @2 of @3", OPEN, ANY, ANY, CALL),
    "deriv": ("the derivative by @2 of @1", OPEN, CALL),
    **dict.fromkeys(("slope", "partial"), ("the derivative by @2 of @1", OPEN, CALL, CALL)),
    "slot": ("the derivative by argument @3 of @1", OPEN, CALL),
    "comparison": ("1 where @1 @2 @3, else 0", ANY, SUM, ANY, SUM),
    "dot": ("@1 dot @2", PRODUCT, POWER, POWER), "matmul": ("@1 times @2", PRODUCT, POWER, POWER),
    "outer": ("@1 times @2 transposed", PRODUCT, POWER, ATOM), "transpose": ("@1 transposed", POWER, ATOM),
    "sum": ("the sum of @1", CALL, CALL), "mean": ("the mean of @1", CALL, CALL),
    "norm": ("the norm of @1", CALL, CALL), "trace": ("the trace of @1", CALL, CALL),
    "diag": ("the diagonal matrix of @1", CALL, CALL), "cumsum": ("the running sums of @1", CALL, CALL),
    "sqrt": ("the square root of @1", CALL, CALL), "abs": ("the absolute value of @1", CALL, CALL),
    "ones": ("the vector of ones", ATOM), "ones matrix": ("the matrix of ones", ATOM),
    "zeros": ("the vector of zeros", ATOM), "zeros matrix": ("the matrix of zeros", ATOM),
    "identity": ("the identity", ATOM), "unit": ("unit vector @2", ATOM),
    "entries": ("the matrix with entries @1", OPEN, POWER),
}
# fmt: on
COMPARED = {">": "is greater than", ">=": "is at least", "<": "is less than", "<=": "is at most"}


class _Words(Writer):
    table, signs = WORDS, COMPARED.get
    plus, less, minus = " plus ", " minus ", "minus "
    comma, near, apart = " and ", " ", " "
    times_each, over_each = " times ", " over "

    def name(self, name, bold=False, below=""):
        return f"{name.replace('_', ' ')} {below}".strip()

    def call(self, name, *args):
        least = CALL if len(args) == 1 else ATOM
        return Piece(f"{name} of {self.comma.join(self.held(arg, least) for arg in args)}", CALL)

    def gap(self, before, after):
        return " times "

    def rows(self, op, rows):
        return "; ".join(f"row {k}: {', '.join(row)}" for k, row in enumerate(rows, 1))
