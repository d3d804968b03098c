"""Formulas as small HTML: vectors bold, scalars italic, indices below. No style, no ids.

Both kinds of tree are written: an expression (`w ⊙ x`) and a line of index notation (`w_2 x_2`).
"""

import re
from html import escape

from ..writing import ANY, ATOM, CALL, CLOSED, GREEK, OPEN, POWER, PRODUCT, SUM, Writer


def html(tree, taken=(), short=()):
    """The HTML of an expression, or of a line of index notation."""
    return _Html(taken, short).write(tree)


def symbol(name, bold=False, indices=()):
    """A name in bold or italics with its indices below."""
    tag, (base, number) = "b" if bold else "i", re.fullmatch(r"(.*?)_?(\d*)", name).groups()
    indices = [k for k in (number, *indices) if k]
    below = ("," if (number and len(indices) > 1) or any(len(k) > 1 for k in indices) else "").join(indices)
    return f"<{tag}>{GREEK.get(base) or escape(base)}</{tag}>" + (f"<sub>{below}</sub>" if below else "")


# fmt: off
HTML = {
    "const": ("π", ATOM), "mirrored": ("@2+1−@1", SUM), "delta": ("<i>δ</i><sub>@1</sub>", ATOM),
    "fraction": ("@1 / @2", PRODUCT, PRODUCT, POWER), "power": ("@1<sup>@2</sup>", POWER, CALL),
    "power 1/2": ("√(@1)", CALL), "index": ("@1<sub>@2</sub>", ATOM, CALL),
    "total": ("∑<sub>@1</sub> @3", OPEN, ANY, ANY, OPEN), "deriv": ("∂/∂@2 @1", PRODUCT, CLOSED),
    **dict.fromkeys(("slope", "partial"), ("∂@1/∂@2", POWER, CALL, CALL)), "slot": ("∂<sub>@3</sub> @1", PRODUCT),
    "comparison": ("[@1 @2 @3]", CLOSED), "dot": ("@1 · @2", PRODUCT, POWER, POWER),
    "matmul": ("@1 @2", PRODUCT, POWER, POWER), "outer": ("@1 @2<sup>T</sup>", PRODUCT, POWER, CALL),
    "transpose": ("@1<sup>T</sup>", POWER, CALL), "norm": ("‖@1‖", ATOM), "abs": ("|@1|", ATOM),
    "exp": ("<i>e</i><sup>@1</sup>", POWER), "sqrt": ("√(@1)", CALL),
    "maximum": ("max(@1, @2)", CALL), "minimum": ("min(@1, @2)", CALL),
    "ones": ("<b>1</b>", ATOM), "ones matrix": ("<b>1</b> <b>1</b><sup>T</sup>", PRODUCT),
    "zeros": ("<b>0</b>", ATOM), "zeros matrix": ("0", ATOM),
    "identity": ("<b>I</b>", ATOM), "unit": ("<b>e</b><sub>@2</sub>", ATOM),
    "entries": ("[@1]<sub><i>ij</i></sub>", CLOSED),
}
# fmt: on
COMPARED = {">": "&gt;", ">=": "≥", "<": "&lt;", "<=": "≤"}


class _Html(Writer):
    table, signs = HTML, COMPARED.get
    less, minus, one = " − ", "−", "<b>1</b>"
    times_each, over_each = " ⊙ ", " ⊘ "

    def name(self, name, bold=False, below=""):
        return symbol(name, bold, [below] if below else [])

    def gap(self, before, after):
        return " · " if "/∂" in before or after[:1].isdigit() else " "

    def rows(self, op, rows):
        """A matrix row by row; a stack as the list that a learner types."""
        return f"[{('; ' if op in ('matrix', 'table') else ', ').join(map(', '.join, rows))}]"

    def letters(self, index):
        return re.sub(r"[^\W\d]\w*", r"<i>\g<0></i>", index)
