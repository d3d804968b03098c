"""Formulas in spoken words, for whoever hears them: "w i times x i".

Brackets are spoken as commas around what they hold; indices are letters after a name.
"""

from ..expressions import Expression
from ..language import index_text, reciprocal, shape_text, size_text

SAID = {"identity": "the identity", "diag": "the diagonal matrix of", "norm": "the norm of"}
COMPARED = {">": "is greater than", ">=": "is at least", "<": "is less than", "<=": "is at most"}


def words(tree, taken=frozenset()):
    """A tree in words."""
    op, args = tree.op, tree.args

    def say(part):
        return words(part, taken)

    if op == "num":
        top, bottom = args[0].numerator, args[0].denominator
        return f"{'minus ' if top < 0 else ''}{abs(top)}" + (f" over {bottom}" if bottom != 1 else "")
    if op in ("const", "symbol"):
        return args[0]
    if op == "size":
        return size_text(tree if isinstance(args[0], str) else args[0])
    if op == "add":
        said = say(args[0])
        for term in args[1:]:
            piece = say(term)
            said += f" {piece}" if piece.startswith("minus ") else f" plus {piece}"
        return said
    if op == "mul":
        return _product(args, say)
    if op == "pow":
        under = reciprocal(tree)
        if under is not None:
            return f"1 over {_held(under, say)}"
        exponent = {"2": "squared", "3": "cubed"}.get(str(args[1].args[0]) if args[1].op == "num" else "")
        return f"{_held(args[0], say)} {exponent or 'to the power ' + say(args[1])}"
    if op == "apply":
        return _call(args[0], args[1:], say)
    if op in ("idx", "component"):
        spot = " ".join(index_text(i, taken).replace("+", " plus ").replace("-", " minus ") for i in args[1])
        return f"{_held(args[0], say)} {spot}".rstrip()
    if op == "sum" and len(args) == 3:
        name = index_text(args[0], taken)
        return f"the sum over {name} from 1 to {size_text(args[1])} of {_held(args[2], say)}"
    if op == "delta":
        return "delta " + " ".join(index_text(i, taken) for i in args)
    if op == "upto":
        return f"1 where {index_text(args[0], taken)} is at most {index_text(args[1], taken)}, else 0"
    if op == "deriv":
        return f"the derivative by {say(args[1])} of {_held(args[0], say)}"
    if op == "open":
        by = args[1] if isinstance(args[1], tuple) else (args[1],)
        return f"the derivative by {' and '.join(map(say, by))} of {_held(args[0], say)}"
    if op in ("table", "matrix"):
        rows = [", ".join(map(say, row)) for row in args[0]]
        return "; ".join(f"row {k}: {row}" for k, row in enumerate(rows, 1))
    if op == "transpose":
        return f"{_held(args[0], say)} transposed"
    if op == "matmul":
        return f"{_held(args[0], say)} times {_held(args[1], say)}"
    if op == "outer":
        return f"{_held(args[0], say)} times {_held(args[1], say)} transposed"
    if op in ("ones", "zeros"):
        return f"{shape_text(tree.shape)} {op}"
    if op == "unit":
        return f"unit vector {args[1]}"
    if op == "all":
        return f"{args[0].name} of {say(args[1])}"
    name = SAID.get(op, f"the {op} of")
    given = [say(a) for a in args if isinstance(a, Expression) and a.op != "size"]
    return f"{name} {' and '.join(given)}".strip()


def _held(tree, say):
    said = say(tree)
    return f"({said})" if tree.op in ("add", "mul", "sum") else said


def _product(args, say):
    above, below, sign = [], [], ""
    for factor in args:
        under = reciprocal(factor)
        if factor.op == "num" and factor.args[0] == -1:
            sign = "minus "
        elif under is not None:
            below.append(_held(under, say))
        else:
            above.append(_held(factor, say) if factor.op != "mul" else say(factor))
    said = " times ".join(above) or "1"
    return sign + said + (f" over {' times '.join(below)}" if below else "")


def _call(function, given, say):
    said = [say(a) for a in given]
    if hasattr(function, "slot"):
        return f"the slope of {function.function.name} by {said[function.slot]} at {', '.join(said)}"
    symbol = getattr(function, "symbol", "")
    if symbol:
        return f"1 where {said[0]} {COMPARED[symbol]} {said[1]}, else 0"
    return f"{function.name} of {' and '.join(said)}"


def line_words(derivation, k):
    """The k-th line of a derivation in words, without its left side."""
    return words(derivation.lines[k], derivation.jacobian.frame.names)
