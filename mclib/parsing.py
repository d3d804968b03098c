"""Text, as a learner types it, read as an expression. A small grammar of its own; nothing is run.

The text is first read as a tree of what was typed (Lark), then each part is built with the same
calls as in Python, so that shapes are checked and named alike. What cannot be read raises
`ParseError`: the text, a caret under the spot, what is meant and an example.
"""

import difflib
import operator
import re
import unicodedata
from functools import lru_cache, partial, reduce

from . import expressions as ex
from .functions import COMPARISONS, FUNCTIONS
from .notations import NOTATIONS
from .points import size_names, sizes_of
from .refusals import OTHERWISE

LONGEST, DEEPEST, WIDEST = 2000, 50, 1000  # characters, levels, the largest length in a text
GREATEST, MOST = 10**100, 1000  # of a number, of its exponent
SHOWN = 70  # characters of a text beside the caret

GRAMMAR = r"""
?start: comparison
?comparison: total (COMPARE total)*
?total: term addend*
addend: SIGN term -> negated
?term: signed (OPERATOR signed | power)*
?signed: SIGN signed -> negated
    | power
?power: postfix (POWER signed)?
?postfix: atom
    | postfix TRANSPOSED -> transposed
    | postfix SQUARED -> power
    | postfix "[" arguments "]" -> component
?atom: NUMBER -> number
    | NAME -> name
    | NAME "(" [arguments] ")" -> call
    | ROOT postfix -> root
    | "(" comparison ")" -> bracket
    | "[" [arguments] "]" -> listed
arguments: comparison ("," comparison)* ","?

COMPARE: />=|<=|≥|≤|>|</
SIGN: /[-+]/
POWER.2: /\*\*|\^/
OPERATOR: /[*\/@·]/
TRANSPOSED.3: /'|(\.|(\^|\*\*)\s*)T(?!\w)/
SQUARED: /[²³]/
ROOT: "√"
NUMBER: /(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/
NAME: /(mc\.)?((?![\d²³])\w)((?![²³])\w)*/
%ignore /\s+/
"""
TYPED = str.maketrans("×⊙∗⋅⊘÷−–’′ᵀ⊤", "***·//--'''T")  # signs that are read as another one
COMPARED = COMPARISONS | {"≥": COMPARISONS[">="], "≤": COMPARISONS["<="]}
PRODUCTS = {
    "/": ex.divide,
    "@": ex.matmul,
    "·": lambda a, b: (ex.matmul if a.kind == b.kind == "column" else ex.mul)(a, b),  # the dot of w · x, and of 2 · x
}
ENDS_IN_NUMBER = re.compile(r"(?<![\w.√])\.?\d[\w.]*$|[²³]$")
# A sign that the grammar lacks, and what is written in its place.
SIGNS = {
    "=": "write what stands on its right alone, as in 2*x",
    "|": "for the absolute value write abs(x), for the length of a vector norm(x)",
    **dict.fromkeys("{}", "brackets are ( ), as in 2*(x + 1), a component is written x[1], a matrix [[1, 0], [0, 1]]"),
    "\\": "instead of LaTeX write names and calls, as in exp(x) or x.T",
    ".": "a function is written by its name alone, as in exp(x), a transpose as x.T",
    '"': "no quotes are needed, as in diag(x)",
    ";": "between items write a comma, as in [[1, 0], [0, 1]]",
    ":": "a single component is written x[1], a function without a name for its input",
    **dict.fromkeys("∂∇", "an answer is what comes out, without a sign of derivation, as in 2*x"),
    **dict.fromkeys("$`#", "a formula stands alone, as in 2*x"),
    "%": "a percentage is written as a number, as in 0.5",
    "∑": "for a sum write sum(x)",
}

# The words of the vocabulary: how each is written, and what its arguments are read as.
CALLS = {
    "sum": ("sum(w * x)", "expression"),
    **{name: (f"{name}(x)", "expression") for name in ("mean", "norm", "softmax", "cumsum", "reverse", "diag")},
    "trace": ("trace(A @ X)", "expression"),
    "outer": ("outer(w, x)", "expression", "expression"),
    "ones": ("ones(n) or ones(m, n)", "size", "size"),
    "zeros": ("zeros(n) or zeros(m, n)", "size", "size"),
    "identity": ("identity(n)", "size"),
    "unit": ("unit(n, 1)", "size", "place"),
    "stack": ("stack([x[1], sum(x)])", "items"),
    "concatenate": ("concatenate([w, x])", "items"),
    "matrix": ("matrix([[1, 0], [0, 1]])", "items"),
    "slope": ("slope(f(x), x)", "expression", "expression", "place"),
}
BUILD = {name: getattr(ex, name) for name in CALLS} | ex.element_wise()
for _name in BUILD.keys() - CALLS:
    _given = "wx"[-FUNCTIONS[_name].arity :]
    CALLS[_name] = (f"{_name}({', '.join(_given)})", *["expression"] * len(_given))
FEWEST = {"ones": 1, "zeros": 1, "slope": 2}


class ParseError(ValueError):
    """Text that cannot be read: where (`position`, counted from 0) in what (`text`), and why."""

    def __init__(self, why, text="", position=0):
        self.text, self.position = text, position
        start = max(0, position - SHOWN // 2) if len(text) > SHOWN else 0
        super().__init__(f"    {text[start : start + SHOWN]}\n    {' ' * (position - start)}^\n" * bool(text) + why)


@lru_cache(maxsize=1)
def _grammar():
    import lark

    return lark.Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parse(text, *symbols):
    """The expression that a text stands for, made of the given symbols.

    Symbols may be ours or SymPy's, unknown functions, sizes, or lists of these; the lengths of
    vectors are known names too. `2x`, `x^2`, `x'`, `x1`, `x_1` are understood, and so are `y = 2x`,
    LaTeX's fractions and MATLAB's matrices. Raises ParseError where the text cannot be read, ShapeError
    where a part of it has shapes that do not fit.
    """
    return read(text, Known(symbols))


def read(text, known):
    """`parse`, with what is known made beforehand."""
    if not isinstance(text, str):
        raise TypeError(f'{text!r} is no text: write the formula in quotes, as mc.parse("2*x", x)')
    text = "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for c in " ".join(text.split()).rstrip(" ,;.")
        if unicodedata.category(c) != "Cf"  # nobody sees those
    )
    if not text:
        raise ParseError(f"There is no formula yet: write one, as in {known.example}.")
    if len(text) > LONGEST:
        raise ParseError(
            f"This text has {len(text)} characters; up to {LONGEST} can be read. "
            f"Write it shorter, as in {known.example}."
        )
    import lark

    text = reduce(lambda written, rule: re.sub(*rule, written), NOTATIONS, text).strip() or text
    try:
        return _Builder(text, known).whole(_grammar().parse(text.translate(TYPED)))
    except lark.exceptions.UnexpectedInput as stop:
        raise _stopped(stop, text, known.example) from None


def _stopped(stop, text, example):
    """What is said where the grammar could not go on."""
    token, place = getattr(stop, "token", None), stop.pos_in_stream
    kind = getattr(token, "type", None)
    if kind == "$END":
        return _ended(text, example)
    sign, before = text[place], text[:place].rstrip()
    closes = sign in ")]" and not re.search(r"[-+*/@^(,[]$", before)
    reasons = (
        (closes, f"This {sign} closes nothing: take it away, as in {example}"),
        (kind in ("NAME", "NUMBER") and before, f"A sign is missing before {token}: write * for a product, as in 2*x"),
        (
            sign == "=" and before[-1:] in ("=", "!"),
            f"Equality is no part of an answer: write one expression, as in {example}",
        ),
        (
            sign == "," and re.search(r"[\w)\]']$", before),
            "A list stands in square brackets, as in [x1, x2], and a decimal number has a point, as 0.5",
        ),
        (text.startswith("..", place), "Nothing can be left out: write x for all components, or each, as in [x1, x2]"),
        (sign in SIGNS, f"{sign} is not read here: {SIGNS.get(sign)}"),
        (sign in "+*/@^),]>", f"Before {sign} something is missing, as in {example}"),
        (True, f"{sign} cannot stand here: a formula is made of names, numbers and signs, as in {example}"),
    )
    return ParseError(next(why for holds, why in reasons if holds) + ".", text, place)


def _ended(text, example):
    """What is said of a text that ends too early."""
    left, closed = "", text
    while closed != left:  # brackets that are closed are blanked out, from the inside
        left, closed = closed, re.sub(r"[(\[]([^()\[\]]*)[)\]]", r" \1 ", closed)
    if bracket := re.search(r"[(\[]", left):
        close = {"(": ")", "[": "]"}[bracket[0]]
        return ParseError(f"This {bracket[0]} is not closed: add a {close}, as in {example}.", text, bracket.start())
    last = re.search(r"\W?$", text)[0]
    why = f"After {last} something is missing" if last else "Something is missing at the end"
    return ParseError(f"{why}, as in {example}.", text, len(text))


# ---- names -----------------------------------------------------------------------------------


def plain_name(name):
    """A name with Greek letters spelt out: θ and theta are one name."""
    return "".join(_spelt(c) if ord(c) > 127 else c for c in unicodedata.normalize("NFKC", name))


def _spelt(letter):
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER.* (\w+)", unicodedata.name(letter, ""))
    if not greek:
        return letter
    name = greek[2].replace("LAMDA", "LAMBDA")
    return name.lower() if greek[1] == "SMALL" else name.capitalize()


class Known:
    """The names that a text may use: symbols, unknown functions and sizes.

    Lengths that are numbers are called n, m, k and N; `sizes` has numbers for names left over.
    """

    avoided = ""  # a text of which no example shall show the beginning
    add = staticmethod(ex.add)  # what + does

    def __init__(self, things, sizes=()):
        self.symbols, self.functions, self.sizes = {}, {}, {}
        self._take(things)
        numbers = dict(sizes, **self._concrete())
        taken = self.symbols.keys() | self.sizes.keys()
        self.sizes |= {name: ex.number(k) for name, k in numbers.items() if name not in taken}

    def _take(self, thing):
        sizes = ()
        if isinstance(thing, (list, tuple)):
            for part in thing:
                self._take(part)
        elif isinstance(thing, str):
            raise TypeError(f'{thing!r} is no symbol: make it first, as x = mc.vectors("x")')
        elif isinstance(thing, (ex.Unknown, ex.UnknownVector)):
            self.functions[plain_name(thing.name)] = thing
            sizes = [getattr(thing, "size", None)]
        else:
            e = ex.as_expression(thing)
            self.symbols |= {plain_name(s.args[0]): s for s in e.symbols}
            self._take(e.functions)
            sizes = [e] if e.op == "size" else sizes_of(e)
        self.sizes |= {name: ex.as_size(name) for size in sizes if size is not None for name in size_names(size)}

    def _concrete(self):
        """n, m, k, N for lengths that are numbers: those of vectors first, then columns, rows."""
        shapes = [s.shape for s in self.symbols.values() if s.shape]
        wide = [s for s in shapes if s[1] != 1]
        lengths = [*(s[0] for s in shapes if s[1] == 1), *(s[1] for s in wide), *(s[0] for s in wide)]
        found = list(dict.fromkeys(k for k in lengths if isinstance(k, int)))
        if len(found) == 1 and any(s[0] == found[0] for s in wide):
            found *= 2  # a square matrix has m rows too
        return dict(zip("nmkN", found, strict=False))

    @property
    def example(self):
        """A formula that reads well and answers nothing: not what stands in `avoided`."""
        x = next(iter(self.symbols), "x")
        return next(made for made in (f"2*{x} + 1", f"{x}/3 - 4") if made[:3] not in self.avoided)

    def alone(self, name):
        """What one name stands for, a symbol, a size, pi, a component (x1, x_1, A_12); else None."""
        names = {"pi": ex.pi} | self.sizes | self.symbols
        if name in names:
            return names[name]
        base, digits = re.fullmatch(r"(.*?)_?(\d*)", name).groups()
        owner = self.symbols.get(base)
        if not digits or owner is None or owner.shape == ():
            return None
        if owner.kind != "matrix":
            return owner[int(digits)] if len(digits) < 4 else None
        return owner[int(digits[0]), int(digits[1])] if len(digits) == 2 else None

    def factors(self, name):
        """What a name is a product of, as few as possible: x1x2 of x1 and x2; None where it is none."""
        name, found = plain_name(name), {0: ()}
        if (value := self.alone(name)) is not None:
            return (value,)
        for end in range(1, len(name) + 1 if len(name) <= 40 else 0):
            starts = [start for start in found if name[start].isalpha()]
            parts = [(found[start], self.alone(name[start:end])) for start in starts]
            ways = [(*front, last) for front, last in parts if last is not None]
            if ways:
                found[end] = min(ways, key=len)
        return found.get(len(name))

    def unknown(self, name, call=False):
        """What is said about a name that nobody knows."""
        names = [*self.symbols, *self.functions, *self.sizes]
        plain = re.sub(r".*_(?=[ijkl]+$)|^[a-z](?=I$)", "", plain_name(name))  # of x_i the index, of zI the identity
        if plain in OTHERWISE:
            return f"I know no {name}: {OTHERWISE[plain]}."
        near = nearest(plain_name(name), [*self.functions, *CALLS] if call else [*names, *CALLS, "pi"])
        what = (f"no function {name}" if call else f"no {name}") + (f"; did you mean {near}?" if near else ".")
        listed = ", ".join([*names, "and functions such as exp, sum, diag"])
        return f"I know {what} Known here: {listed}. For example {self.example}."


def nearest(name, words):
    """The word most like a name; of one letter only the same letter in the other case."""
    if len(name) == 1 or name.swapcase() in words:
        return name.swapcase() if name.swapcase() in words else None
    return min(
        difflib.get_close_matches(name.lower(), words, n=3, cutoff=0.6),
        key=lambda word: sorted(word) != sorted(name),
        default=None,
    )


# ---- from what was typed to an expression ----------------------------------------------------


class _Builder:
    """Builds the expression: `_RULES` has a row for each rule of the grammar, which gets the rule's parts."""

    def __init__(self, text, known):
        self.text, self.known = text, known

    def whole(self, tree):
        depth = {}
        for part in tree.iter_subtrees():  # from the innermost; a chain of products is as deep as it is long
            below = max((depth.get(id(kid), 0) for kid in part.children), default=0)
            depth[id(part)] = below + max(1, part.children.count("@"))
        why = f"This is nested more than {DEEPEST} levels deep: write it in smaller parts, as in {self.known.example}."
        self.need(depth[id(tree)] <= DEEPEST, tree, why)
        return self.expression(tree)

    # -- what an argument is read as

    def expression(self, tree):
        value = self.go(tree)
        return self.made(tree, ex.as_expression, value) if isinstance(value, list) else value

    def items(self, tree):
        value = self.go(tree)
        why = "A list is needed here, in square brackets, as in stack([x[1], sum(x)])."
        self.need(isinstance(value, list), tree, why)
        return value

    def size(self, tree):
        return self.bounded(tree, self.made(tree, ex.as_size, self.expression(tree)))

    def place(self, tree):
        value = self.expression(tree)
        whole = value.op == "num" and value.args[0].denominator == 1
        self.need(whole, tree, f"{value} is no place: components are counted 1, 2, 3, as in x[1].")
        return self.bounded(tree, int(value.args[0]))

    # -- building, and refusing at the place of a part

    def go(self, tree):
        return _RULES[tree.data](self, tree, *tree.children)

    def need(self, holds, tree, why):
        """Refuse at the place of a part, unless what it needs holds."""
        if not holds:
            raise ParseError(why, self.text, tree.meta.start_pos)

    def bounded(self, tree, value):
        short = not isinstance(value, int) or value <= WIDEST
        self.need(short, tree, f"{value} is too long: up to {WIDEST} can be read, as in ones(3).")
        return value

    def made(self, tree, build, *args):
        """What `build` makes of the arguments; what it refuses is refused at this place."""
        try:
            value = build(*args)
        except (ex.ShapeError, ParseError):
            raise
        except (ValueError, TypeError, IndexError, ArithmeticError) as refusal:
            why = f"{str(refusal).rstrip('.')}; as in {self.known.example}."
            raise ParseError(why, self.text, tree.meta.start_pos) from None
        numbers = [e.args[0] for e in (value, *getattr(value, "args", ())) if getattr(e, "op", "") == "num"]
        small = all(max(abs(number.numerator), number.denominator) <= GREATEST for number in numbers)
        self.need(small, tree, "This number is too large or too small: write one such as 2 or 0.5.")
        return value

    def multiplied(self, tree, factors):
        return reduce(partial(self.made, tree, operator.mul), factors)

    def last_changed(self, tree, change):
        """The first part of a tree, its last factor changed: x1x2^2 raises x2 alone."""
        *front, last = self.factors(tree.children[0])
        return self.multiplied(tree, (*front, self.made(tree, change, last)))

    def factors(self, tree):
        if tree.data != "name":
            return (self.expression(tree),)
        name = tree.children[0].removeprefix("mc.")
        factors = self.made(tree, self.known.factors, name)
        bare = not factors and (name in CALLS or plain_name(name) in self.known.functions)
        written = CALLS.get(name, (f"{name}(x)",))[0]
        how = written + f"; its power as {written}^2" * self.text.startswith(("^", "**"), tree.meta.end_pos)
        self.need(not bare, tree, f"{name} is a function: write what it is of, as in {how}.")
        if not factors:
            raise ParseError(self.known.unknown(name), self.text, tree.meta.start_pos)
        return factors

    # -- the rules

    def _number(self, tree, digits):
        short = len(digits) <= 40 and abs(int(digits.lower().partition("e")[2] or 0)) <= 99
        self.need(short, tree, "This number is too long: write one such as 2, 0.5 or 1e-3.")
        return ex.number(ex.Fraction(digits))

    def _comparison(self, tree, left, sign, right, *more):
        self.need(not more, tree, "Two comparisons in a row are not read: write one, as in x > 0.")
        return self.made(tree, ex.apply, COMPARED[sign], self.expression(left), self.expression(right))

    def _term(self, tree, first, *rest):
        result, previous = self.expression(first), first
        for kid in rest:
            if not isinstance(kid, str):
                value = self.expression(kid)
                if not isinstance(previous, str):
                    wide = result.shape and value.shape and {"matrix", "row"} & {result.kind, value.kind}
                    self._touch(previous, kid, " @ " if wide else "*")
                result = self.made(tree, PRODUCTS.get(previous, ex.mul), result, value)
            previous = kid
        return result

    def _touch(self, left, right, sign):
        """Refuse a product without a sign, but for 2x, 2(x + 1), 3x^2y, (x + 1)(x + 2)."""
        left, after = (self.text[t.meta.start_pos : t.meta.end_pos] for t in (left, right))
        said = f"a sign is missing: a product is {left}{sign}{after}, a list has commas, as in [x1, x2]"
        read = (ENDS_IN_NUMBER.search(left) and (after[0].isalpha() or after[0] in "(√")) or left[-1] + after[0] == ")("
        self.need(read, right, f"Between {left} and {after} {said}.")

    def _negated(self, tree, sign, kid):
        return self.made(tree, operator.neg if sign == "-" else operator.pos, self.expression(kid))

    def _power(self, tree, base, sign, exponent=None):
        exponent = self.expression(exponent) if exponent else ex.number("²³".index(sign) + 2)

        def raised(last):
            tower = not (last.symbols or exponent.symbols) and last.op != "num" and exponent.op not in ("num", "size")
            large = tower or (last.op == exponent.op == "num" and abs(exponent.args[0]) > MOST)
            self.need(not large, tree, "This power is too large to work out: write one such as 2**10 or x**2.")
            return ex.power(last, exponent)

        return self.last_changed(tree, raised)

    def _component(self, tree, base, where):
        self.need(base.data != "listed", where, "A comma is missing between two rows: write [[1, 0], [0, 1]].")
        where = tuple(map(self.place, where.children))

        def picked(last):
            if last.op == "slope" and len(where) == 1:  # a row: the slope of one component
                return ex.slope(last.args[0][where], last.args[1])
            return ex.component(last, where)

        return self.last_changed(tree, picked)

    def _call(self, tree, name, given=None):
        name, given = name.removeprefix("mc."), given.children if given else []
        function = self.known.functions.get(plain_name(name))
        if function is not None:
            return self.made(tree, function, *map(self.expression, given))
        if name not in CALLS:
            return self._times(tree, name, given)
        written, *kinds = CALLS[name]
        fits = FEWEST.get(name, len(kinds)) <= len(given) <= len(kinds)
        self.need(fits, tree, f"{name} cannot be read with {len(given)} arguments: write {written}.")
        return self.made(tree, BUILD[name], *(getattr(self, k)(kid) for k, kid in zip(kinds, given, strict=False)))

    def _times(self, tree, name, given):
        """x(z + 1) for x*(z + 1), where x is known."""
        value = self.made(tree, self.known.alone, plain_name(name))
        if value is None or len(given) != 1:
            raise ParseError(self.known.unknown(name, call=True), self.text, tree.meta.start_pos)
        return self.multiplied(tree, (value, self.expression(given[0])))


# How the parts of a rule of the grammar are read, by its name: (builder, tree, the parts).
_RULES = {name: getattr(_Builder, f"_{name}") for name in ("number", "comparison", "term", "negated", "power")} | {
    "component": _Builder._component,
    "call": _Builder._call,
    "name": lambda self, tree, name: self.multiplied(tree, self.factors(tree)),
    "bracket": lambda self, tree, inside: self.expression(inside),
    "listed": lambda self, tree, items=None: [self.go(item) for item in items.children] if items else [],
    "total": lambda self, tree, *terms: self.made(tree, self.known.add, *map(self.expression, terms)),
    "root": lambda self, tree, sign, kid: self.made(tree, BUILD["sqrt"], self.expression(kid)),
    "transposed": lambda self, tree, base, sign: (
        self.need(base.data != "number" or base.children[0] == "0", tree, "A row of ones is written ones(n).T.")
        or self.last_changed(tree, lambda last: last.T)
    ),
}
