"""What Python and NumPy cannot do with an expression: refused in a sentence that says what to write.

Somebody with a function of their own types what works with arrays: x^2, len(x), np.sin(x), x.sum().
The tables have a row for each; without them Python would speak of types that no learner has met, and
NumPy would take a dot product for an element-wise one.
"""

import operator

from .functions import FUNCTIONS

WORDS = frozenset(FUNCTIONS) | frozenset(
    "sum mean norm softmax cumsum reverse diag ones zeros identity unit outer trace stack "
    "concatenate matrix slope pi T".split()
)

# A name that the vocabulary lacks, and what is written in its place.
OTHERWISE = {
    **dict.fromkeys(
        ("det", "inv", "inverse"), "determinants and inverses are not derived here; trace(A), A @ B, A.T are"
    ),
    **dict.fromkeys(("I", "eye"), "the identity is written identity(n)"),
    **dict.fromkeys(("dot", "inner"), "for the dot product write w @ x"),
    **dict.fromkeys(("silu", "swish", "gelu"), "it is made of others, as in x * sigmoid(x)"),
    **dict.fromkeys(("where", "if"), "a condition is a factor, 1 where it holds, as in (x > 0) * x"),
    **dict.fromkeys(("log2", "log10"), "it is made of others, as in log(x) / log(10)"),
    **dict.fromkeys(("cot", "sec", "csc"), "it is made of others, as in cos(x) / sin(x)"),
    **dict.fromkeys(("len", "size"), "the length of x is written n"),
    **dict.fromkeys(("undefined", "nan"), "at a kink, where there is no derivative, the convention here is to write 0"),
    **dict.fromkeys(
        ("i", "j", "k", "ij", "ji", "ik", "kj", "jk", "ki"),
        "a formula has all components at once and no indices, as in exp(x); a single one is written x[1]",
    ),
    **dict.fromkeys(("d", "dy", "dx"), "an answer is what comes out, without d/dx, as in 2*x"),
    "e": "powers of e are written exp(x)",
    "lambda": "a function is written without a name for its input, as in x**2",
    "ln": "the natural logarithm is log(x)",
    "logistic": "the logistic function is sigmoid(x)",
    "matmul": "for the matrix product write A @ x",
    "max": "the larger of two is maximum(w, x)",
    "min": "the smaller of two is minimum(w, x)",
    "sigma": "the sigmoid is written sigmoid(x)",
    "square": "a square is written x**2",
    "transpose": "a transpose is written A.T",
    "var": "it is made of others, as in mean((x - mean(x))**2)",
}

# A sign or a call of Python's, and what is said of it.
REFUSED = {
    "__iter__": "{0} cannot be walked through: write mc.sum({0}) for its sum, mc.maximum(a, b) for the larger of two, "
    "{0}[1] for its first component",
    "__bool__": "{0} is neither true nor false before the numbers are known. A comparison such as w > x is a vector "
    "of 0 and 1; for the larger of two write mc.maximum(w, x); compare forms with ==",
    "__len__": "Python's len wants a number, and the length of {0} may be any: write n, after n = mc.sizes('n')",
    "__float__": "{0} is no number before its symbols have values: functions of it are written mc.sin(x), mc.exp(x), "
    "and its numbers come from .at(x=[1, 2])",
    **dict.fromkeys(("__xor__", "__rxor__"), "in Python ^ is no power: write x**2 for x^2"),
    **dict.fromkeys(("__mod__", "__floordiv__", "__round__"), "what jumps is not derived; / is, as x / 2"),
}
# NumPy's names for the operators, which it tries where an array stands in front.
OPERATORS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
    "matmul": operator.matmul,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def instead(name):
    """What is written for a name of somebody else's, where it is known; else empty."""
    return OTHERWISE.get(name, f"write mc.{name}(x)" if name in WORDS else "")


def install_refusals(kind, read):
    """Give a kind of tree these sentences; `read` makes a tree of an array."""

    def refusing(why):
        def refuse(self, *_):
            raise TypeError(f"{why.format(self)}.")

        return refuse

    def lacking(self, name):
        raise AttributeError(f"an expression has no .{name}; {instead(name) or 'it has .T, .shape, .at(x=[1, 2])'}")

    def in_numpy(self, function, how, *args, **_):
        name = function.__name__
        if name in OPERATORS:
            return OPERATORS[name](*map(read, args))
        why = instead(name) or "functions are made of mc.sum, mc.exp and the others in dir(mc)"
        raise TypeError(f"NumPy's {name} reads numbers, and these are symbols: {why}.")

    for name, why in REFUSED.items():
        setattr(kind, name, refusing(why))
    kind.__getattr__, kind.__array_ufunc__, kind.__array_function__ = lacking, in_numpy, in_numpy
