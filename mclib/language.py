"""How a tree is written as text: expressions in the language that a learner types.

`text(expression)` reads back with `mc.parse` to an equal expression. Lines of index notation have
a text as well (`w_i*x_i`, `sum_k w_k*x_k`, `d/dx_j (w_i*x_i)`), for plain-text readings; the names
of bound indices avoid those in `taken`.
"""

from itertools import chain, starmap

from .writing import ANY, ATOM, CALL, OPEN, POWER, PRODUCT, SUM, Piece, Writer


def text(tree, taken=(), short=()):
    return _Text(taken, short).write(tree)


def size_text(size):
    return str(size) if isinstance(size, int) else text(size)


def shape_text(shape):
    """A shape in words: 3 x n, or "a scalar"."""
    return " x ".join(map(size_text, shape)) if shape else "a scalar"


# fmt: off
TEXT = {
    "const": ("@1", ATOM), "mirrored": ("@2+1-@1", SUM), "delta": ("delta_@1", ATOM),
    "fraction": ("@1/@2", PRODUCT, POWER, POWER), "power": ("@1**@2", POWER, CALL, CALL),
    "index": ("@1_@2", ATOM, CALL), "component": ("@1[@2]", ATOM, CALL),
    "total": ("sum_@1 @3", OPEN, ANY, ANY, OPEN), "deriv": ("d/d@2 (@1)", PRODUCT),
    "slope": ("slope(@1, @2)", CALL), "slot": ("slope(@1, @2, @3)", CALL),
    "factor": ("d@1/d@2", PRODUCT), "comparison": ("@1 @2 @3", ANY, SUM, ANY, SUM), "entries": ("entries(@1)", CALL),
    "matmul": ("@1 @ @2", PRODUCT, POWER, POWER), "transpose": ("@1.T", ATOM, CALL),
    "ones": ("ones(@1)", CALL), "zeros": ("zeros(@1)", CALL),
}
# fmt: on


class _Text(Writer):
    table, plain, near = TEXT, True, ","

    def below(self, indices):
        written = super().below(indices)
        return written if len(written) == 1 else f"{{{written}}}"

    def product(self, number, top, bottom, places):
        """Every factor in the order written, so that the text reads back in the same order."""
        factors = [(Piece(self.held(piece, POWER), POWER), divides) for piece, divides in starmap(self.factor, places)]
        if number.numerator != 1 or not factors:
            factors.insert(0, (top, False))
        return self.run(factors if number.denominator == 1 else [*factors, (bottom, True)])

    def _component(self, tree, path):
        base, spot = tree.args
        if base.op == "slope" and len(spot) == 1:  # a row of a matrix of slopes
            return self.fill("slope", self.fill("component", base.args[0], *spot), base.args[1])
        return self.fill("component", base, ", ".join(map(str, spot)))

    def rows(self, op, rows):
        if op in ("stack", "concatenate"):
            return f"{op}([{', '.join(chain(*rows))}])"
        return f"matrix([{', '.join(f'[{row}]' for row in map(', '.join, rows))}])"
