"""LaTeX of everything: expressions, lines of index notation, Jacobians, derivations.

Vectors are bold, components italic; the element-wise signs are \\odot and \\oslash; a condition in
brackets is 1 where it holds and 0 elsewhere. `line_latex` can mark what a step will change and what
the step before made, by two colours that a view turns into marks.
"""

from fractions import Fraction

from .. import indices as ix
from ..derivation import Derivation, Jacobian, Step
from ..engine import drop_zeros
from ..expressions import Expression, as_expression
from ..language import index_text, reciprocal, size_text, split_factors
from ..layout import layout

SUM, PRODUCT, ATOM = 1, 2, 3
THIN, COMMA = "\\,", ",\\, "
WILL_CHANGE, BECAME = "#010101", "#020202"  # carriers of the two marks, never seen as colours
GREEK = set(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)


def latex(thing):
    """LaTeX of an expression, a Jacobian, a derivation, a step or a rule, without delimiters."""
    if isinstance(thing, Derivation):
        lines = [line_latex(thing, k).replace("=", "&=", 1) for k in range(len(thing.steps) + 1)]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
    if isinstance(thing, Jacobian):
        # One that was turned by hand stays turned; the others follow the reader's choice.
        shown = thing.to(layout()) if thing.layout == "numerator" else thing
        return f"{left_side(shown.frame)} = {_Writer().write(shown.expression)}"
    if isinstance(thing, Step):
        return _Writer(thing.frame).write(thing.after)
    if isinstance(thing, ix.Node):
        return _Writer().write(thing)
    if type(thing).__module__.partition(".")[0] == "sympy":
        import sympy

        return sympy.latex(thing)
    return _Writer().write(as_expression(thing))


def output_name(frame):
    """A name for the function's value that the user has not taken."""
    return next(name for name in ("y", "f", "h", "r", "q", "y_0") if name not in frame.names)


def left_side(frame, indexed=False):
    """d y / d x, whole or by components."""
    d = _d(frame)
    name, y, x = output_name(frame), frame.function, frame.variable
    below = _name(x) if not isinstance(x, tuple) else "(" + ",\\,".join(map(_name, x)) + ")"
    if indexed and isinstance(frame.rows, tuple) and y.kind != "matrix":
        above = f"{name}_{{{frame.rows[0]}}}" if y.shape else name
    elif indexed and y.kind == "matrix":
        above = name + "_{ij}"
    else:
        above = f"\\mathbf{{{name}}}" if y.kind in ("column", "row") and not indexed else name
        above = name.upper() if y.kind == "matrix" else above
    if indexed and isinstance(frame.cols, tuple) and not isinstance(x, tuple) and x.shape:
        below = f"{x.args[0]}_{{{frame.cols[0]}}}" if x.kind != "matrix" else f"{x.args[0]}_{{ji}}"
    return f"\\frac{{{d} {above}}}{{{d} {below}}}"


def function_latex(frame):
    """y = f(x), the function as it was written."""
    name = output_name(frame)
    bold = f"\\mathbf{{{name}}}" if frame.function.kind in ("column", "row") else name
    return f"{bold} = {_Writer(frame).write(frame.function)}"


def line_latex(derivation, k, marks=False):
    """The k-th line with its left side; 0 is the line before the first step.

    With marks, what the next step changes is wrapped in the colour WILL_CHANGE and what this step
    made in BECAME. A term that is about to vanish stands over a brace with 0.
    """
    line, frame = derivation.lines[k], derivation.jacobian.frame
    found = {}
    if marks and k < len(derivation.steps):
        found.update({part.path: [WILL_CHANGE] for part in derivation.steps[k].target})
    if marks and k:
        for part in derivation.steps[k - 1].result:
            found.setdefault(part.path, []).append(BECAME)
    writer = _Writer(frame, found, vanishing(line))
    whole = isinstance(line, Expression) or line.op in ("open", "table")
    return f"{left_side(frame, indexed=not whole)} = {writer.write(line)}"


def vanishing(line):
    """The paths of open derivatives that are zero at sight and leave with the next step."""
    if isinstance(line, Expression) or drop_zeros(line) == line:
        return frozenset()
    return frozenset(path for path, node in _places(line) if node.op == "deriv" and not ix.reads(*node.args))


def _places(node, path=()):
    yield path, node
    for k, kid in enumerate(ix.kids(node)):
        yield from _places(kid, (*path, k))


def _d(frame):
    alone = len(frame.symbols) == 1 and frame.symbols[0].shape == ()
    return "d" if alone and not frame.function.shape else "\\partial"


def _name(symbol):
    if isinstance(symbol, str):
        name, bold = symbol, False
    else:
        name, bold = symbol.args[0], symbol.kind in ("column", "row")
    base, _, number = name.partition("_")
    if base in GREEK:
        base = f"\\{base}"
    elif len(base) > 1:
        base = f"\\mathrm{{{base}}}"
    if bold:
        base = f"\\mathbf{{{base}}}" if not base.startswith("\\") else f"\\boldsymbol{{{base}}}"
    return f"{base}_{{{number}}}" if number else base


class _Writer:
    def __init__(self, frame=None, marks=None, braces=frozenset()):
        self.taken = frame.names if frame else frozenset()
        self.d = _d(frame) if frame else "\\partial"
        self.marks, self.braces = marks or {}, braces

    def write(self, tree):
        return self._go(tree, ())[0]

    # every writer gives (LaTeX, how strongly it holds together)

    def _go(self, tree, path):
        own = getattr(self, f"_{tree.op}", None)
        written, strength = own(tree, path) if own else self._named_call(tree, path)
        if path in self.braces:
            written, strength = f"\\underbrace{{{written}}}_{{0}}", ATOM
        for colour in self.marks.get(path, ()):
            written = f"\\textcolor{{{colour}}}{{{written}}}"
        return written, strength

    def _kid(self, tree, path, k, least=SUM):
        written, strength = self._go(tree.args[k], (*path, k))
        return written if strength >= least else _paren(written)

    def _named_call(self, tree, path):
        inside = ",\\, ".join(self._go(a, (None,))[0] for a in tree.args)
        return f"\\mathrm{{{tree.op}}}{_paren(inside)}", ATOM

    def _num(self, tree, path):
        value = tree.args[0]
        if value.denominator == 1:
            return str(value.numerator), ATOM if value >= 0 else SUM
        sign = "-" if value < 0 else ""
        return (
            f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}",
            ATOM if value > 0 else SUM,
        )

    def _const(self, tree, path):
        return f"\\{tree.args[0]}", ATOM

    def _size(self, tree, path):
        size = tree.args[0]
        return (size, ATOM) if isinstance(size, str) else self._go(size, (None,))

    def _symbol(self, tree, path):
        return _name(tree), ATOM

    def _add(self, tree, path):
        written = ""
        for k in range(len(tree.args)):
            piece = self._kid(tree, path, k, SUM)
            if not written:
                written = piece
            elif piece.startswith("-"):
                written += f" - {piece[1:].lstrip()}"
            else:
                written += f" + {piece}"
        return written, SUM

    def _mul(self, tree, path):
        sign, number, _ = split_factors(tree.args)
        first = 1 if tree.args[0].op == "num" else 0
        parts = list(enumerate(tree.args))[first:]
        arrays = [(k, f) for k, f in parts if _is_array(f)]
        scalars = [(k, f) for k, f in parts if not _is_array(f)]
        written = self._scalar_product(number, scalars, path, alone=not arrays)
        if arrays and "frac" not in written and number == 1:
            written = self._in_order(parts, path)
        elif arrays:
            product = self._array_product(arrays, path, alone=not written)
            written = f"{written}{THIN}{product}" if written else product
        return sign + written, SUM if sign else PRODUCT

    def _scalar_product(self, number, scalars, path, alone):
        """Scalars side by side; what divides under one line, tall factors behind it."""
        above, below, tall = [], [], []
        if number.numerator != 1:
            above.append(str(number.numerator))
        if number.denominator != 1:
            below.append(str(number.denominator))
        count = len(scalars)
        divides = any(reciprocal(f) is not None for _, f in scalars) or bool(below)
        for place, (k, factor) in enumerate(scalars):
            under = reciprocal(factor)
            if under is not None and (*path, k) not in self.marks:
                below.append((under, self._go(under, (None,))))
                continue
            written, strength = self._go(factor, (*path, k))
            loose = factor.op == "sum" and place < count - 1
            written = _paren(written) if strength < PRODUCT or loose else written
            (tall if divides and factor.op in _TALL else above).append(written)
        if not below:
            return _side_by_side([*above, *tall]) or ("1" if alone else "")
        under = [w if isinstance(w, str) else self._factor(w[1], len(below) > 1) for w in below]
        fraction = f"\\frac{{{_side_by_side(above) or '1'}}}{{{THIN.join(under)}}}"
        return THIN.join([fraction, *tall])

    def _in_order(self, parts, path):
        """Scalars and arrays as they were written: x z, x sum(x), w \\odot x."""
        out, group = [], []
        for k, factor in parts:
            if _is_array(factor):
                group.append((k, factor))
                continue
            if group:
                out.append(self._array_product(group, path, alone=False))
                group = []
            out.append(self._scalar_product(Fraction(1), [(k, factor)], path, alone=True))
        if group:
            out.append(self._array_product(group, path, alone=not out))
        return _side_by_side(out)

    @staticmethod
    def _factor(piece, among_others):
        written, strength = piece
        return _paren(written) if among_others and strength < PRODUCT else written

    def _array_product(self, arrays, path, alone):
        """Arrays multiplied and divided element by element, in the order written."""
        out = ""
        for k, factor in arrays:
            under = reciprocal(factor)
            written, strength = self._go(factor if under is None or not out else under, (*path, k))
            if not out:
                single = alone and len(arrays) == 1
                out = written if strength >= PRODUCT or single else _paren(written)
                continue
            written = written if strength >= ATOM or factor.op == "pow" else _paren(written)
            out += f" \\odot {written}" if under is None else f" \\oslash {written}"
        return out

    def _pow(self, tree, path):
        under = reciprocal(tree)
        if under is not None:
            piece, strength = self._go(under, (None,))
            if _is_array(tree):
                return f"\\vec{{1}} \\oslash {piece if strength >= ATOM else f'({piece})'}", PRODUCT
            return f"\\frac{{1}}{{{piece}}}", PRODUCT
        base = self._kid(tree, path, 0, ATOM)
        if tree.args[0].op in ("pow", "sum"):
            base = f"({base})" if not base.startswith("(") else base
        half = tree.args[1].op == "num" and tree.args[1].args[0] == Fraction(1, 2)
        if half:
            return f"\\sqrt{{{self._kid(tree, path, 0)}}}", ATOM
        simple = tree.args[0].op in (
            "symbol",
            "idx",
            "num",
            "norm",
            "component",
        ) or base.startswith("(")
        base = base if simple else f"({base})"
        return f"{base}^{{{self._kid(tree, path, 1)}}}", PRODUCT

    def _apply(self, tree, path):
        function, *given = tree.args
        args = [self._go(a, (*path, k))[0] for k, a in enumerate(given)]
        if hasattr(function, "slot"):
            call = f"{_name(function.function.name)}({COMMA.join(args)})"
            return (
                f"\\frac{{\\partial {call}}}{{\\partial {self._bottom(args[function.slot])}}}",
                ATOM,
            )
        pattern = getattr(function, "latex", "")
        if getattr(function, "symbol", ""):
            return "[" + pattern.replace("@1", args[0]).replace("@2", args[1]) + "]", ATOM
        if not pattern:
            own = f"\\{function.name}" if function.name in _OWN_LATEX else _name(function.name)
            return f"{own}({COMMA.join(args)})", ATOM
        for k, arg in enumerate(args, start=1):
            pattern = pattern.replace(f"@{k}", arg)
        return pattern.replace("@", args[0]), ATOM

    @staticmethod
    def _bottom(arg):
        return arg if len(arg) < 14 or "(" not in arg else f"({arg})" if "+" in arg else arg

    def _all(self, tree, path):
        return f"\\mathbf{{{tree.args[0].name}}}({self._go(tree.args[1], (None,))[0]})", ATOM

    def _slope(self, tree, path):
        call, by = (self._go(a, (None,))[0] for a in tree.args)
        return f"\\frac{{\\partial {call}}}{{\\partial {by}}}", ATOM

    def _matmul(self, tree, path):
        a, b = tree.args
        left, right = (self._go(e, (None,)) for e in (a, b))
        left = left[0] if left[1] >= PRODUCT or a.op == "matmul" else _paren(left[0])
        right = right[0] if right[1] >= ATOM else _paren(right[0])
        if a.kind == b.kind == "column":
            return f"{left} \\cdot {right}", PRODUCT
        if a.kind == "column":
            return (
                f"{left}^{{T}} {right}" if a.op == "symbol" else f"({left})^{{T}} {right}",
                PRODUCT,
            )
        return f"{left}\\,{right}", PRODUCT

    def _transpose(self, tree, path):
        written, strength = self._go(tree.args[0], (None,))
        simple = strength >= ATOM and tree.args[0].op != "slope"
        return (f"{written}^{{T}}" if simple else f"{_paren(written)}^{{T}}"), PRODUCT

    def _norm(self, tree, path):
        return f"\\lVert {self._go(tree.args[0], (None,))[0]} \\rVert", ATOM

    def _ones(self, tree, path):
        return ("\\vec{1}", ATOM) if tree.kind == "column" else ("\\vec{1}\\,\\vec{1}^{T}", PRODUCT)

    def _zeros(self, tree, path):
        return {"column": "\\vec{0}", "row": "\\vec{0}^{T}"}.get(tree.kind, "0"), ATOM

    def _identity(self, tree, path):
        return "I", ATOM

    def _unit(self, tree, path):
        return f"\\mathbf{{e}}_{{{tree.args[1]}}}", ATOM

    def _outer(self, tree, path):
        left, right = (self._go(e, (None,)) for e in tree.args)
        left = left[0] if left[1] >= ATOM else _paren(left[0])
        right = right[0] if right[1] >= ATOM else _paren(right[0])
        return f"{left}\\,{right}^{{T}}", PRODUCT

    def _component(self, tree, path):
        base, spot = tree.args
        index = "".join(map(str, spot)) if max(spot) < 10 else ",".join(map(str, spot))
        return self._indexed(base, index), ATOM

    def _rows(self, rows, path):
        lines = []
        place = 0
        for row in rows:
            cells = []
            for cell in row:
                cells.append(self._go(cell, (*path, place))[0])
                place += 1
            lines.append(" & ".join(cells))
        return "\\begin{bmatrix} " + " \\\\ ".join(lines) + " \\end{bmatrix}", ATOM

    def _matrix(self, tree, path):
        return self._rows(tree.args[0], (None,))

    def _table(self, tree, path):
        return self._rows(tree.args[0], path)

    def _stack(self, tree, path):
        return self._rows([[a] for a in tree.args], (None,))

    _concatenate = _stack

    def _idx(self, tree, path):
        base, indices = tree.args
        if not indices:
            return self._go(base, (None,))
        return self._indexed(base, _subscript(indices, self.taken)), ATOM

    def _indexed(self, base, subscript):
        """A component: w_i, F_i(x), (A x)_i."""
        if base.op == "symbol":
            name = _name(base.args[0])
            return f"{name}_{{{subscript}}}" if "_" not in name else f"{name[:-1]},{subscript}}}"
        if base.op == "all":
            return f"{base.args[0].name}_{{{subscript}}}({self._go(base.args[1], (None,))[0]})"
        if base.op == "slope":
            call, by = base.args
            row, _, col = subscript.partition(",") if "," in subscript else (subscript[0], "", subscript[1:])
            inner = by.args[0] if by.op == "symbol" else None
            below = f"{_name(inner)}_{{{col}}}" if inner else f"({self._go(by, (None,))[0]})_{{{col}}}"
            return f"\\frac{{\\partial {self._indexed(call, row)}}}{{\\partial {below}}}"
        written, strength = self._go(base, (None,))
        simple = strength >= ATOM and base.op in ("softmax", "norm", "identity")
        return f"{written}_{{{subscript}}}" if simple else f"({written})_{{{subscript}}}"

    def _sum(self, tree, path):
        if len(tree.args) == 1:
            return self._named_call(tree, path)
        index, length, body = tree.args
        written, strength = self._go(body, (*path, 0))
        inside = written if strength >= PRODUCT else _paren(written)
        name = index_text(index, self.taken)
        return f"\\sum_{{{name}=1}}^{{{size_text(length)}}} {inside}", PRODUCT

    def _delta(self, tree, path):
        return f"\\delta_{{{_subscript(tree.args, self.taken)}}}", ATOM

    def _upto(self, tree, path):
        a, b = (index_text(i, self.taken) for i in tree.args)
        return f"[{a} \\le {b}]", ATOM

    def _deriv(self, tree, path):
        body, wrt = tree.args
        below = self._go(wrt, (None,))[0]
        written, strength = self._go(body, (*path, 0))
        if body.op == "idx" or (body.op == "num" and strength >= ATOM):
            return f"\\frac{{{self.d} {written}}}{{{self.d} {below}}}", PRODUCT
        return f"\\frac{{{self.d}}}{{{self.d} {below}}} {_paren(written)}", PRODUCT

    def _open(self, tree, path):
        function, variable = tree.args
        below = _name(variable) if not isinstance(variable, tuple) else "(" + ",\\,".join(map(_name, variable)) + ")"
        inside = self._go(function, (None,))[0]
        return f"\\frac{{{self.d}}}{{{self.d} {below}}} {_paren(inside)}", PRODUCT

    def _entries(self, tree, path):
        return f"\\big[{self._go(tree.args[0], (None,))[0]}\\big]_{{ij}}", ATOM


_TALL = frozenset(["sum", "deriv", "add", "delta", "upto"])
_OWN_LATEX = frozenset(["sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"])


def _side_by_side(pieces):
    """Factors with a thin space between them, a dot before a digit."""
    out = ""
    plain = False
    for piece in pieces:
        letters = not any(sign in piece for sign in ("\\frac", "\\sum", "\\math", "(", "[", "\\l"))
        if out:
            out += " \\cdot " if piece[:1].isdigit() else " " if letters and plain else THIN
        out += piece
        plain = letters
    return out


def _paren(written):
    """Parentheses as tall as they need to be."""
    if any(tall in written for tall in ("\\frac", "\\sum", "\\underbrace", "matrix")):
        return f"\\Big({written}\\Big)"
    return "(" + written + ")"


def _is_array(tree):
    return isinstance(tree, Expression) and tree.shape != ()


def _subscript(indices, taken):
    texts = [index_text(i, taken) for i in indices]
    return "".join(texts) if all(len(t) == 1 for t in texts) else ",\\,".join(texts)
