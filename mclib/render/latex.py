"""LaTeX of everything: expressions, lines of index notation, Jacobians, derivations.

Vectors are bold, components italic; the element-wise signs are \\odot and \\oslash; a condition in
brackets is 1 where it holds and 0 elsewhere. `line_latex` can mark what a step will change and what
the step before made, by two colours that a view turns into marks.
"""

import re

from .. import indices as ix
from ..derivation import Derivation, Jacobian, Step
from ..engine import drop_zeros
from ..expressions import Expression, as_expression
from ..functions import FUNCTIONS
from ..layout import layout
from ..symbolic import is_sympy
from ..writing import ANY, ATOM, CALL, CLOSED, GREEK, OPEN, POWER, PRODUCT, SUM, Piece, Writer, filled

WILL_CHANGE, BECAME = "#010101", "#020202"  # carriers of the two marks, never seen as colours
TALL = re.compile(r"\\frac|\\sum|\\underbrace|matrix")
RAISED = re.compile(r"\^\{(?:[^{}]|\{[^{}]*\})*\}")  # what stands above, with braces up to one deep
STARTS_WITH_DIGIT = re.compile(r"(\\textcolor\{#\w+\}\{)*\d")  # marked or not
WIDE = re.compile(r"\\frac|\\sum|\\math|\\l|\\underbrace|[(\[]")  # beside these stands a thin space


def latex(thing):
    """LaTeX of an expression, a line, a Jacobian, a derivation or a step, without delimiters."""
    if isinstance(thing, Derivation):
        lines = [line_latex(thing, k).replace("=", "&=", 1) for k in range(len(thing.lines))]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
    if isinstance(thing, Jacobian):
        # One that was turned by hand stays turned; the others follow the reader's choice.
        shown = thing.to(layout()) if thing.layout == "numerator" else thing
        return f"{left_side(shown.frame)} = {_written(shown.expression, shown.frame)}"
    if isinstance(thing, Step):
        return _written(thing.after, thing.frame)
    if is_sympy(thing):
        import sympy

        return sympy.latex(thing)
    return _Latex().write(thing if isinstance(thing, ix.Node) else as_expression(thing)).replace("∂", "\\partial")


def output_name(frame):
    """A name for the function's value that the user has not taken."""
    return next(name for name in ("y", "f", "h", "r", "q", "y_0") if name not in frame.names)


def left_side(frame, indexed=False):
    """d y / d x, whole or by components."""
    pen, y, x = _Latex(), frame.function, frame.variable
    name, matrix = output_name(frame), y.kind == "matrix"
    if indexed:
        row = frame.rows[0] if y.shape and isinstance(frame.rows, tuple) else ""
        above = pen.name(name, below=row + frame.cols[0] if matrix else row)
    else:
        above = pen.name(name.upper() if matrix else name, bold=y.kind in ("column", "row"))
    below = pen.variable(x)
    if indexed and isinstance(frame.cols, tuple) and not isinstance(x, tuple) and x.shape:
        below = pen.name(x.args[0], below=frame.cols[0] + (frame.rows[0] if x.kind == "matrix" else ""))
    return _straight(f"\\frac{{\\partial {above}}}{{\\partial {below}}}", frame)


def line_latex(derivation, k, marks=False):
    """The k-th line with its left side; 0 is the line before the first step.

    With marks, what the next step changes is wrapped in the colour WILL_CHANGE and what this step
    made in BECAME. A term that is about to vanish stands over a brace with 0, and a short name that
    is new is said: "where u = A x + c".
    """
    line, frame = derivation.lines[k], derivation.frame
    found = {}
    if marks and k < len(derivation.steps):
        found.update({part.path: [WILL_CHANGE] for part in derivation.steps[k].target})
    if marks and k:
        for part in derivation.steps[k - 1].result:
            found.setdefault(part.path, []).append(BECAME)
    whole = isinstance(line, Expression) or line.op in ("open", "table")
    written = (
        f"{left_side(frame, indexed=not whole)} = {_written(line, frame, derivation.short(k), found, vanishing(line))}"
    )
    said = [f"{latex(own.symbol)} = {_written(own.definition, frame)}" for own in derivation.names if own.line == k]
    return written + (r" \quad \text{where } " + r",\; ".join(said) if said else "")


def vanishing(line):
    """The paths of open derivatives that are zero at sight and leave with the next step."""
    if isinstance(line, Expression) or drop_zeros(line) == line:
        return frozenset()
    return frozenset(path for path, node in _places(line) if node.op == "deriv" and not ix.reads(*node.args))


def _places(node, path=()):
    return [(path, node), *(place for k, kid in enumerate(ix.kids(node)) for place in _places(kid, (*path, k)))]


def _written(tree, frame, *marks):
    return _straight(_Latex(frame.names, *marks).write(tree), frame)


def _straight(written, frame):
    """With a straight d where the whole derivation is of a scalar by the only symbol there is.

    A slope while other names stand still keeps its \\partial: d for the total derivative alone.
    """
    alone = len(frame.symbols) == 1 and frame.symbols[0].shape == () == frame.function.shape
    return (written.replace("\\partial", "d") if alone else written).replace("∂", "\\partial")


# fmt: off
LATEX = {
    "const": (r"\@1", ATOM), "mirrored": ("@2+1-@1", SUM), "delta": (r"\delta_{@1}", ATOM),
    "fraction": (r"\frac{@1}{@2}", POWER), "power": ("@1^{@2}", POWER, CALL), "power 1/2": (r"\sqrt{@1}", ATOM),
    "index": ("@1_{@2}", ATOM, CALL), "total": (r"\sum_{@1=1}^{@2} @3", OPEN, ANY, ANY, OPEN),
    "deriv": (r"\frac{\partial}{\partial @2} @1", PRODUCT, CLOSED), "slot": (r"\partial_{@3} @1", PRODUCT),
    "slope": (r"\frac{\partial @1}{\partial @2}", POWER, POWER, POWER),
    "partial": (r"\frac{∂ @1}{∂ @2}", POWER, POWER, POWER), "comparison": ("[@1 @2 @3]", CLOSED),
    "dot": (r"@1 \cdot @2", PRODUCT, POWER, POWER), "matmul": (r"@1\,@2", PRODUCT, POWER, POWER),
    "outer": (r"@1\,@2^{T}", PRODUCT, POWER, CALL), "transpose": ("@1^{T}", POWER, CALL),
    "norm": (r"\lVert @1 \rVert", ATOM), "identity": ("I", ATOM), "unit": (r"\mathbf{e}_{@2}", ATOM),
    "ones": (r"\vec{1}", ATOM), "ones matrix": (r"\vec{1}\,\vec{1}^{T}", PRODUCT),
    "zeros": (r"\vec{0}", ATOM), "zeros matrix": ("0", ATOM), "entries": (r"\big[@1\big]_{ij}", CLOSED),
}
# fmt: on


class _Latex(Writer):
    table, signs = LATEX, {">=": r"\ge", "<=": r"\le"}.get
    comma, apart, one = ", ", r",\,", r"\vec{1}"
    times_each, over_each = r" \odot ", r" \oslash "
    behind = frozenset(["sum", "deriv", "add", "delta", "upto"])

    def __init__(self, taken=(), short=(), marks=None, braces=()):
        super().__init__(taken, short)
        self.marks, self.braces = marks or {}, braces

    def marked(self, piece, path):
        if path in self.braces:
            piece = Piece(f"\\underbrace{{{piece.text}}}_{{0}}", ATOM)
        for colour in self.marks.get(path, ()):
            text, rest = (t and f"\\textcolor{{{colour}}}{{{t}}}" for t in (piece.text, piece.rest))
            piece = Piece(text, piece.holds, rest)
        return piece

    def bracket(self, written):
        """Parentheses as tall as they need to be."""
        return f"\\Big({written}\\Big)" if TALL.search(RAISED.sub("", written)) else f"({written})"

    def name(self, name, bold=False, below=""):
        base, number = re.match(r"_*([^\W\d_]*)_*(\w*)", name).groups()
        if base in GREEK:
            base = f"\\boldsymbol{{\\{base}}}" if bold else f"\\{base}"
        elif bold or len(base) > 1:
            base = f"\\mathbf{{{base}}}" if bold else f"\\mathrm{{{base}}}"
        subscript = ",".join(filter(None, (number.replace("_", ","), below)))
        return f"{base}_{{{subscript}}}" if subscript else base

    def said(self, word, *parts):
        """By its row, else as its function's pattern says, with parentheses of the right height."""
        if word in self.table:
            return self.fill(word, *parts)
        row = FUNCTIONS.get(word)
        own = f"\\{word}(@)" if row and not row.value else f"\\mathrm{{{word}}}(@)"
        head, bracket, inside = re.sub(r"@(?!\d)", "@1", (row and row.latex) or own).partition("(")
        texts = [self.held(part) for part in parts]
        if bracket:
            return Piece(head + self.bracket(filled(inside[:-1], texts)), CALL)
        return Piece(filled(head, texts), POWER if "^" in head else ATOM)

    def gap(self, before, after):
        if STARTS_WITH_DIGIT.match(after):
            return r" \cdot "
        return r"\," if WIDE.search(before) or WIDE.search(after) else " "

    def rows(self, op, rows):
        return "\\begin{bmatrix} " + " \\\\ ".join(map(" & ".join, rows)) + " \\end{bmatrix}"
