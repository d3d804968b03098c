"""Other notations than ours, rewritten before a text is read: LaTeX, MATLAB, NumPy, `y = ...`, 1[z > 0].

Only how a thing is written is changed here; what it means, and whether it may stand there, is for parsing.
"""

import re

from .functions import FUNCTIONS
from .writing import GREEK

CALLED = "|".join(FUNCTIONS)
NAMED = "|".join((*GREEK, "ln", "max", "min", "diag", "sum", "mean", "pi"))
ROW = re.compile(r"(\[|\],)\s*@\s*[,\]]")  # where a row would stand
SPACE = re.compile(r"(?<=[\w)'.]) (?=-?[\w(])")  # between two items of a row

# In the order in which they are rewritten: a pattern, and what is read in its place.
NOTATIONS = (
    # J = ..., dy/dx = ..., f(x) = ...: what stands on the right is the answer
    (r"^(?!.*\bif\b)(?=[^\d\W]|[∂∇\\])[\w∂∇'/\\{}()|, ]{1,60}=(?!=)", ""),
    (r"\b(np|numpy|torch|math)\.(?=[a-z])", ""),
    # LaTeX
    (r"\\(left|right|[,;!])(?![a-z])", ""),
    (r"\\(vec|mathbf) ?(\{1\}|1)", "ones(n)"),
    (r"\\(mathbf|mathrm|operatorname|vec|text) ?(\{(\w+)\}|(?=\w))", r"\3"),
    (r"\\begin\{[a-z]*matrix\}", "["),
    (r"\\end\{[a-z]*matrix\}", "]"),
    (r"&", ","),
    (r"\\\\", ";"),
    (r"\^(\{ ?(\\top|T) ?\}|\\top(?![a-z]))", "^T"),
    (r"([_^])\{([^{}]*)\}", lambda found: f"_{found[2]}" if found[1] == "_" else f"^({found[2]})"),
    (rf"\\({CALLED}) ?\{{([^{{}}]*)\}}", r"\\\1(\2)"),
    (r"\\[dt]?frac ?\{([^{}]*)\} ?\{([^{}]*)\}", r"((\1)/(\2))"),
    (r"\\cdot(?![a-z])", "·"),
    (r"\\(odot|times)(?![a-z])", "*"),
    (rf"\\?\b({CALLED})( ?\\| )([^\W\d]\w*)\b(?!\()", r"\\\1(\3)"),  # and cos t
    (rf"(?<=[\w)]) ?\\(?=({CALLED}|{NAMED})(?![a-z]))", "*"),
    (rf"\\(?=({CALLED}|{NAMED})(?![a-z]))", ""),
    # MATLAB: x.^2, [1 2; 3 4]
    (r"\.(?=[*/^])", ""),
    (
        r"(?<![\w\])'])\[[^\[\],<>]*\]",
        lambda found: SPACE.sub(", ", re.sub(r"(?<![\w.])([1-9]\d*) (?=[a-z])", r"\1*", found[0])),
    ),
    (r"\[([^\[\];]*;[^\[\]]*)\]", lambda found: f"[[{found[1].replace(';', '], [')}]]"),
    # 1[z > 0] and [z > 0], but not a whole row of a matrix
    (
        r"(?<![\w\])'])(1_?|)[\[{]([^\[\]{},]*[<>≤≥][^\[\]{},]*)[\]}]",
        lambda found: (
            found[0]
            if ROW.search(found.string[: found.start()] + "@" + found.string[found.end() :]) and not found[1]
            else f"{' ' * len(found[1])}({found[2]})"
        ),
    ),
)
