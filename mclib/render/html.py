"""Formulas as small HTML: vectors bold, scalars italic, indices below. No style, no ids.

One table writes both kinds of tree: an expression (`w ⊙ x`) and a line of index notation
(`w_2 x_2`); what it does not know it leaves to the plain text of language.py.
"""

from html import escape

from ..language import BOUND, text

COMPARISON, SUM, PRODUCT, POWER, ATOM = range(5)
SIGNS = {">": "&gt;", "<": "&lt;", ">=": "≥", "<=": "≤"}


def html(tree):
    """The HTML of an expression, or of a line of index notation."""
    return _write(tree)[0]


def symbol(name, bold=False, indices=()):
    """A name in bold or italics with its indices below."""
    tag = "b" if bold else "i"
    below = f"<sub>{','.join(indices) if any(len(k) > 1 for k in indices) else ''.join(indices)}</sub>"
    return f"<{tag}>{escape(name)}</{tag}>{below if indices else ''}"


def _write(tree):
    writer = _WRITERS.get(tree.op)
    return writer(tree) if writer else (escape(text(tree)), ATOM)


def _paren(tree, least):
    written, strength = _write(tree)
    return written if strength >= least else f"({written})"


def _index(index):
    if isinstance(index, tuple):
        return f"{text(index[1]) if not isinstance(index[1], int) else index[1]}+1−{_index(index[0])}"
    if isinstance(index, str) and index[0] == "k" and index[1:].isdigit():
        return f"<i>{BOUND[int(index[1:])]}</i>"
    return f"<i>{index}</i>" if isinstance(index, str) else str(index)


def _num(tree):
    value = tree.args[0]
    whole = f"{abs(value.numerator)}" + ("" if value.denominator == 1 else f"/{value.denominator}")
    return ("−" if value < 0 else "") + whole, SUM if value < 0 else ATOM


def _idx(tree):
    base, indices = tree.args
    below = [_index(k) for k in indices]
    if base.op == "symbol":
        return symbol(base.args[0], False, below), ATOM
    return _paren(base, ATOM) + (f"<sub>{','.join(below)}</sub>" if below else ""), ATOM


def _add(tree):
    written = _paren(tree.args[0], SUM)
    for term in tree.args[1:]:
        piece = _paren(term, SUM)
        written += f" − {piece[1:]}" if piece.startswith("−") else f" + {piece}"
    return written, SUM


def _mul(tree):
    factors, sign = list(tree.args), ""
    if factors[0].op == "num" and factors[0].args[0] == -1:
        factors, sign = factors[1:], "−"
    written, before = "", ""
    for factor in factors:
        shape = getattr(factor, "shape", ())
        under = _under(factor)
        piece = _paren(factor if under is None else under, POWER)
        if under is not None:
            written = f"{written or '1'} {'⊘' if shape and before else '/'} {piece}"
        elif written:
            written += (" ⊙ " if shape and before else " ") + piece
        else:
            written = piece
        before = before or shape
    return sign + written, SUM if sign else PRODUCT


def _under(factor):
    """What stands under the line of a factor such as x ** -1; None for any other."""
    if factor.op == "pow" and factor.args[1].op == "num" and factor.args[1].args[0] < 0:
        base, exponent = factor.args
        positive = type(exponent)("num", -exponent.args[0])
        return base if positive.args[0] == 1 else type(factor)("pow", base, positive)
    return None


def _pow(tree):
    base, exponent = tree.args
    if (under := _under(tree)) is not None:
        return f"1 / {_paren(under, POWER)}", PRODUCT
    return f"{_paren(base, ATOM)}<sup>{html(exponent)}</sup>", POWER


def _apply(tree):
    function, *given = tree.args
    if sign := getattr(function, "symbol", ""):
        return f"[{_paren(given[0], SUM)} {SIGNS[sign]} {_paren(given[1], SUM)}]", ATOM
    if hasattr(function, "slot"):
        return escape(text(tree)), ATOM
    name = {"maximum": "max", "minimum": "min"}.get(function.name, function.name)
    return f"{escape(name)}({', '.join(map(html, given))})", ATOM


def _sum(tree):
    if len(tree.args) == 1:
        return f"sum({html(tree.args[0])})", ATOM
    return f"∑<sub>{_index(tree.args[0])}</sub> {_paren(tree.args[2], PRODUCT)}", PRODUCT


def _deriv(tree):
    body, wrt = tree.args
    if body.op == "idx":
        return f"∂{html(body)}/∂{html(wrt)}", POWER
    return f"∂/∂{html(wrt)} ({html(body)})", PRODUCT


def _open(tree):
    function, x = tree.args
    below = f"({', '.join(map(html, x))})" if isinstance(x, tuple) else html(x)
    return f"∂/∂{below} ({html(function)})", PRODUCT


def _rows(rows):
    return "[" + "; ".join(", ".join(map(html, row)) for row in rows) + "]", ATOM


def _matmul(tree):
    a, b = tree.args
    dot = " · " if a.kind == b.kind == "column" else " "
    return f"{_paren(a, POWER)}{dot}{_paren(b, POWER)}", PRODUCT


def _call(tree):
    return f"{tree.op}({', '.join(map(html, tree.args))})", ATOM


_WRITERS = {
    "num": _num,
    "const": lambda tree: ("π" if tree.args[0] == "pi" else escape(str(tree.args[0])), ATOM),
    "symbol": lambda tree: (symbol(tree.args[0], bool(tree.shape)), ATOM),
    "idx": _idx,
    "delta": lambda tree: (f"<i>δ</i><sub>{''.join(map(_index, tree.args))}</sub>", ATOM),
    "upto": lambda tree: (f"[{_index(tree.args[0])} ≤ {_index(tree.args[1])}]", ATOM),
    "add": _add,
    "mul": _mul,
    "pow": _pow,
    "apply": _apply,
    "sum": _sum,
    "matmul": _matmul,
    "transpose": lambda tree: (f"{_paren(tree.args[0], ATOM)}<sup>T</sup>", ATOM),
    "component": lambda tree: (
        f"{_paren(tree.args[0], ATOM).replace('b>', 'i>')}<sub>{','.join(map(str, tree.args[1]))}</sub>",
        ATOM,
    ),
    "deriv": _deriv,
    "open": _open,
    "matrix": lambda tree: _rows(tree.args[0]),
    "table": lambda tree: _rows(tree.args[0]),
    "stack": lambda tree: (f"[{', '.join(map(html, tree.args))}]", ATOM),
    "identity": lambda tree: ("<b>I</b>", ATOM),
    "ones": lambda tree: ("<b>1</b>", ATOM),
    "outer": lambda tree: (
        f"{_paren(tree.args[0], POWER)} {_paren(tree.args[1], ATOM)}<sup>T</sup>",
        PRODUCT,
    ),
    **dict.fromkeys(("mean", "norm", "softmax", "cumsum", "reverse", "diag", "trace"), _call),
}
