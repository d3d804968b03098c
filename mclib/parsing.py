"""Text, as a learner types it, read as an expression. A small grammar of its own; nothing is run.

The text is first read as a tree of what was typed (Lark), then each part is built with the same
calls as in Python, so that shapes are checked and named alike. What cannot be read raises
`ParseError`: the text, a caret under the spot, what is meant and an example.
"""

import difflib
import re
import unicodedata
from functools import lru_cache

from . import expressions as ex
from .functions import COMPARISONS
from .language import shape_text
from .points import size_names, sizes_of

LONGEST, DEEPEST, WIDEST = 2000, 50, 1000  # characters, levels, the largest length in a text
GREATEST = 10**100  # of a number
SHOWN = 70  # characters of a text beside the caret

GRAMMAR = r"""
?start: comparison
?comparison: total (COMPARE total)*
?total: term (SIGN term)*
?term: signed (OPERATOR signed | power)*
?signed: SIGN signed -> negated
    | power
?power: postfix (POWER signed)?
?postfix: atom
    | postfix TRANSPOSED -> transposed
    | postfix SQUARED -> squared
    | postfix "[" arguments "]" -> component
?atom: NUMBER -> number
    | NAME -> name
    | NAME "(" [arguments] ")" -> call
    | ROOT postfix -> root
    | "(" comparison ")" -> bracket
    | "[" [arguments] "]" -> listed
arguments: comparison ("," comparison)* ","?

COMPARE: />=|<=|≥|≤|>|</
SIGN: /[-+−–]/
POWER.2: /\*\*|\^/
OPERATOR: /[*\/@·×⊙⊘÷∗⋅]/
TRANSPOSED: /['’′ᵀ]|\.T(?!\w)/
SQUARED: /[²³]/
ROOT: "√"
NUMBER: /(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/
NAME: /(mc\.)?((?![\d²³ᵀ])\w)((?![²³ᵀ])\w)*/
%ignore /\s+/
"""
TYPED = dict.fromkeys("·×⊙∗⋅", "*") | dict.fromkeys("⊘÷", "/") | {"≥": ">=", "≤": "<="}

# A sign that the grammar lacks, and what is written in its place.
SIGNS = {
    "=": "an answer is an expression alone, without =, as in 2*x",
    "|": "for the absolute value write abs(x), for the length of a vector norm(x)",
    "{": "for brackets write ( ), as in 2*(x + 1)",
    "}": "for brackets write ( ), as in 2*(x + 1)",
    "\\": "instead of LaTeX write names and calls, as in exp(x) or x.T",
    ".": "a function is written by its name alone, as in exp(x), a transpose as x.T",
    '"': "no quotes are needed, as in diag(x)",
    ";": "between items write a comma, as in [[1, 0], [0, 1]]",
    ":": "a single component is written x[1]",
    "∑": "for a sum write sum(x)",
}

EXPRESSION, SIZE, PLACE, LIST = "an expression", "a size", "a place", "a list"
# The words of the vocabulary: what they build, of what, and how they are written.
CALLS = {
    "sum": (ex.sum, (EXPRESSION,), "sum(w * x)"),
    "mean": (ex.mean, (EXPRESSION,), "mean(x)"),
    "norm": (ex.norm, (EXPRESSION,), "norm(x)"),
    "softmax": (ex.softmax, (EXPRESSION,), "softmax(x)"),
    "cumsum": (ex.cumsum, (EXPRESSION,), "cumsum(x)"),
    "reverse": (ex.reverse, (EXPRESSION,), "reverse(x)"),
    "diag": (ex.diag, (EXPRESSION,), "diag(x)"),
    "trace": (ex.trace, (EXPRESSION,), "trace(A @ X)"),
    "outer": (ex.outer, (EXPRESSION, EXPRESSION), "outer(w, x)"),
    "ones": (ex.ones, (SIZE, SIZE), "ones(n) or ones(m, n)"),
    "zeros": (ex.zeros, (SIZE, SIZE), "zeros(n) or zeros(m, n)"),
    "identity": (ex.identity, (SIZE,), "identity(n)"),
    "unit": (ex.unit, (SIZE, PLACE), "unit(n, 1)"),
    "stack": (ex.stack, (LIST,), "stack([x[1], sum(x)])"),
    "concatenate": (ex.concatenate, (LIST,), "concatenate([w, x])"),
    "matrix": (ex.matrix, (LIST,), "matrix([[1, 0], [0, 1]])"),
    "slope": (ex.slope, (EXPRESSION, EXPRESSION, PLACE), "slope(f(x), x)"),
}
FEWEST = {"ones": 1, "zeros": 1, "slope": 2}
for _name, _build in ex.element_wise().items():
    _row = ex.FUNCTIONS[_name]
    CALLS[_name] = (_build, (EXPRESSION,) * _row.arity, f"{_name}({', '.join('wx'[-_row.arity :])})")


class ParseError(ValueError):
    """Text that cannot be read: where (`position`, counted from 0) in what (`text`), and why."""

    def __init__(self, why, text="", position=0):
        self.text, self.position = text, position
        start = max(0, position - SHOWN // 2) if len(text) > SHOWN else 0
        line = text[start : start + SHOWN]
        spot = f"    {line}\n    {' ' * (position - start)}^\n" if text else ""
        super().__init__(spot + why)


@lru_cache(maxsize=1)
def _grammar():
    import lark

    return lark.Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parse(text, *symbols):
    """The expression that a text stands for, made of the given symbols.

    Symbols may be ours or SymPy's, unknown functions, sizes, or lists of these; the lengths of
    vectors are known names too. `2x`, `x^2`, `x'`, `x1`, `x_1` are understood. Raises ParseError
    where the text cannot be read, ShapeError where a part of it has shapes that do not fit.
    """
    return read(text, Known(symbols))


def read(text, known):
    """`parse`, with what is known made beforehand."""
    if not isinstance(text, str):
        raise TypeError(f'{text!r} is no text: write the formula in quotes, as mc.parse("2*x", x)')
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    example = known.example
    if not text:
        raise ParseError(f"There is no formula yet: write one, as in {example}.")
    if len(text) > LONGEST:
        raise ParseError(
            f"This text has {len(text)} characters; up to {LONGEST} can be read. Write it shorter, as in {example}."
        )
    import lark

    try:
        tree = _grammar().parse(text)
    except lark.exceptions.UnexpectedInput as stop:
        raise _stopped(stop, text, example) from None
    return _Builder(text, known).whole(tree)


# ---- where the grammar stopped ---------------------------------------------------------------


def _stopped(stop, text, example):
    token = getattr(stop, "token", None)
    if token is not None and token.type == "$END":
        place = _open_bracket(text)
        if place is None:
            last = re.search(r"\W?$", text)[0]
            why = f"After {last} something is missing" if last else "Something is missing at the end"
            return ParseError(f"{why}, as in {example}.", text, len(text))
        close = {"(": ")", "[": "]"}[text[place]]
        return ParseError(f"This {text[place]} is not closed: add a {close}, as in {example}.", text, place)
    place = stop.pos_in_stream
    sign = text[place]
    before = text[:place].rstrip()
    if sign in ")]" and before[-1:] not in ("(", ",", "[") and not re.search(r"[-+*/@^]$", before):
        why = f"This {sign} closes nothing: take it away, as in {example}"
    elif token is not None and token.type in ("NAME", "NUMBER") and before:
        why = f"A sign is missing before {token}: write * for a product, as in 2*x"
    elif sign == "=" and before[-1:] in ("=", "!"):
        why = f"Equality is no part of an answer: write one expression, as in {example}"
    elif sign in SIGNS:
        why = f"{sign} is not read here: {SIGNS[sign]}"
    elif sign in "+*/@^),]>":
        why = f"Before {sign} something is missing, as in {example}"
    else:
        why = f"{sign} cannot stand here: a formula is made of names, numbers and signs, as in {example}"
    return ParseError(why + ".", text, place)


def _open_bracket(text):
    """Where the first bracket stands that is never closed; None where there is none."""
    waiting = []
    for place, sign in enumerate(text):
        if sign in "([":
            waiting.append(place)
        elif sign in ")]" and waiting:
            waiting.pop()
    return waiting[0] if waiting else None


# ---- names -----------------------------------------------------------------------------------


def plain_name(name):
    """A name with Greek letters spelt out: θ and theta are one name."""
    return "".join(_spelt(c) if ord(c) > 127 else c for c in unicodedata.normalize("NFC", name))


def _spelt(letter):
    words = unicodedata.name(letter, "").split()
    if words[:1] == ["MICRO"]:
        return "mu"
    if words[:1] != ["GREEK"] or "LETTER" not in words:
        return letter
    name = words[-1].lower().replace("lamda", "lambda")
    return name if "SMALL" in words else name.capitalize()


class Known:
    """The names that a text may use: symbols, unknown functions and sizes.

    Lengths that are numbers are called n, m, k and N; `sizes` has numbers for names left over.
    """

    def __init__(self, things, sizes=()):
        self.symbols, self.functions, self.sizes = {}, {}, {}
        self._take(things)
        concrete = self._concrete()
        taken = self.symbols.keys() | self.sizes.keys()
        self.sizes |= {k: ex.number(v) for k, v in dict(sizes, **concrete).items() if k not in taken}

    def _take(self, things):
        for thing in things:
            if isinstance(thing, (list, tuple)):
                self._take(thing)
            elif isinstance(thing, (ex.Unknown, ex.UnknownVector)):
                self._function(thing)
            elif not isinstance(thing, str):
                self._expression(ex.as_expression(thing))
            else:
                raise TypeError(f'{thing!r} is no symbol: make it first, as x = mc.vectors("x")')

    def _function(self, function):
        self.functions[plain_name(function.name)] = function
        if not isinstance(getattr(function, "size", None), (int, type(None))):
            self._names(function.size)

    def _expression(self, thing):
        for symbol in thing.symbols:
            self.symbols[plain_name(symbol.args[0])] = symbol
            for size in symbol.shape:
                self._names(size)
        for function in thing.functions:
            self._function(function)
        for size in (thing, *sizes_of(thing)) if thing.op == "size" else sizes_of(thing):
            self._names(size)

    def _names(self, size):
        self.sizes |= {name: ex.as_size(name) for name in size_names(size)}

    def _concrete(self):
        """n, m, k, N for lengths that are numbers: those of vectors first, then columns, rows."""
        shapes = [s.shape for s in self.symbols.values() if s.shape]
        columns = [s[0] for s in shapes if s[1] == 1]
        oblong = [s for s in shapes if s[1] != 1]
        lengths = [*columns, *(s[1] for s in oblong), *(s[0] for s in oblong)]
        found = list(dict.fromkeys(k for k in lengths if isinstance(k, int)))
        if len(found) == 1 and any(s[0] == found[0] for s in oblong):
            found *= 2  # a square matrix has m rows too
        return dict(zip("nmkN", found, strict=False))

    @property
    def example(self):
        """A formula that reads well and answers nothing."""
        return f"2*{next(iter(self.symbols), 'x')} + 1"

    def alone(self, name):
        """What one name stands for, a symbol, a size, pi, a component (x1, x_1, A_12); else None."""
        name = plain_name(name)
        for names in (self.symbols, self.sizes, {"pi": ex.PI}):
            if name in names:
                return names[name]
        base, digits = re.fullmatch(r"(.*?)_?(\d*)", name).groups()
        owner = self.symbols.get(base)
        if not digits or owner is None or owner.shape == ():
            return None
        if owner.kind != "matrix":
            return owner[int(digits)] if len(digits) < 4 else None
        return owner[int(digits[0]), int(digits[1])] if len(digits) == 2 else None

    def product(self, name):
        """A name as a product of known ones, x1x2 as x1*x2; None where it is none."""
        name = plain_name(name)
        if len(name) > 40:
            return None
        found = {0: ()}  # how each beginning of the name is made, in the fewest factors
        for start in range(len(name)):
            for end in range(start + 1, len(name) + 1) if start in found else ():
                value = self.alone(name[start:end]) if name[start].isalpha() else None
                if value is not None and len(found[start]) + 1 < len(found.get(end, name + "x")):
                    found[end] = (*found[start], value)
        parts = found.get(len(name))
        return None if parts is None else parts

    def unknown(self, name, call=False):
        """What is said about a name that nobody knows."""
        names = [*self.symbols, *self.functions, *self.sizes]
        words = [*self.functions, *CALLS] if call else [*names, *CALLS, "pi"]
        near = _nearest(plain_name(name), words)
        meant = f"; did you mean {near}?" if near else "."
        listed = ", ".join([*names, "and functions such as exp, sum, diag"])
        what = f"no function {name}" if call else f"no {name}"
        return f"I know {what}{meant} Known here: {listed}. For example {self.example}."


def _nearest(name, words):
    """The word most like a name; of one letter only the same letter in the other case."""
    if len(name) == 1:
        return name.swapcase() if name.swapcase() in words else None
    near = difflib.get_close_matches(name, words, n=3, cutoff=0.6)
    return min(near, key=lambda word: sorted(word) != sorted(name), default=None)


# ---- from what was typed to an expression ----------------------------------------------------


class _Builder:
    """Builds the expression part by part; an error names the part."""

    def __init__(self, text, known):
        self.text, self.known = text, known

    def whole(self, tree):
        depth = {}
        for part in tree.iter_subtrees():
            below = [depth[id(kid)] for kid in part.children if id(kid) in depth]
            links = sum(1 for kid in part.children if kid == "@")
            depth[id(part)] = max(below, default=0) + max(1, links)
        if depth[id(tree)] > DEEPEST:
            raise ParseError(
                f"This is nested more than {DEEPEST} levels deep: write it in smaller parts, "
                f"as in {self.known.example}.",
                self.text,
            )
        return self.expression(tree)

    def expression(self, tree):
        value = self.go(tree)
        if isinstance(value, list):
            return self.made(tree, ex.as_expression, value)
        return value

    def go(self, tree):
        return getattr(self, f"_{tree.data}")(tree, tree.children)

    def fail(self, tree, why):
        return ParseError(why, self.text, tree.meta.start_pos)

    def made(self, tree, build, *args):
        """What `build` makes of the arguments; what it refuses is refused at this place."""
        value = self._attempt(tree, build, *args)
        for part in (value, *value.args):
            size = part.args[0] if isinstance(part, ex.Expression) and part.op == "num" else 1
            if max(abs(size.numerator), size.denominator) > GREATEST:
                raise self.fail(tree, "This number is too large or too small: write one such as 2 or 0.5.")
        return value

    def _attempt(self, tree, build, *args):
        try:
            return build(*args)
        except ex.ShapeError:
            raise
        except (ValueError, TypeError, IndexError, ArithmeticError) as refusal:
            raise self.fail(tree, f"{str(refusal).rstrip('.')}; as in {self.known.example}.") from None

    def _number(self, tree, children):
        digits = children[0].lower()
        if len(digits) > 40 or abs(int(digits.partition("e")[2] or 0)) > 99:
            raise self.fail(tree, "This number is too long: write one such as 2, 0.5 or 1e-3.")
        return ex.number(ex.Fraction(digits))

    def _name(self, tree, children):
        return self._multiplied(tree, self._factors(tree))

    def _factors(self, tree):
        """What a part is a product of: x1x2 of two, so that x1x2^2 raises the last alone."""
        if tree.data != "name":
            return (self.expression(tree),)
        name = tree.children[0].removeprefix("mc.")
        value = self._attempt(tree, self.known.alone, name)
        if value is not None:
            return (value,)
        if name in CALLS or plain_name(name) in self.known.functions:
            written = CALLS[name][2] if name in CALLS else f"{name}(x)"
            raise self.fail(tree, f"{name} is a function: write what it is of, as in {written}.")
        factors = self._attempt(tree, self.known.product, name)
        if factors is None:
            raise self.fail(tree, self.known.unknown(name))
        return factors

    def _multiplied(self, tree, factors):
        result = factors[0]
        for factor in factors[1:]:
            result = self.made(tree, lambda a, b: a * b, result, factor)
        return result

    def _bracket(self, tree, children):
        return self.expression(children[0])

    def _listed(self, tree, children):
        return [self.go(kid) for kid in children[0].children] if children else []

    def _comparison(self, tree, children):
        if len(children) > 3:
            raise self.fail(tree, "Two comparisons in a row are not read: write one, as in x > 0.")
        sign = TYPED.get(children[1], str(children[1]))
        left, right = self.expression(children[0]), self.expression(children[2])
        return self.made(tree, ex.apply, COMPARISONS[sign], left, right)

    def _total(self, tree, children):
        result = self.expression(children[0])
        for sign, kid in zip(children[1::2], children[2::2], strict=True):
            term = self.expression(kid)
            result = self.made(kid, ex.add, result, term if sign == "+" else ex.neg(term))
        return result

    def _term(self, tree, children):
        result, previous, sign = self.expression(children[0]), children[0], None
        for kid in children[1:]:
            if not hasattr(kid, "data"):
                sign = TYPED.get(kid, str(kid))
                continue
            if sign is None and not _may_touch(previous, kid):
                raise self.fail(kid, self._sign_missing(previous, kid))
            build = {"/": ex.divide, "@": ex.matmul}.get(sign, ex.mul)
            result = self.made(tree, build, result, self.expression(kid))
            previous, sign = kid, None
        return result

    def _sign_missing(self, left, right):
        left, right = (self.text[t.meta.start_pos : t.meta.end_pos] for t in (left, right))
        return f"Between {left} and {right} a sign is missing: for a product write {left}*{right}."

    def _negated(self, tree, children):
        value = self.expression(children[1])
        return value if children[0] == "+" else self.made(tree, ex.neg, value)

    def _last(self, tree, change, *args):
        """The part in front, its last factor changed."""
        *front, last = self._factors(tree.children[0])
        return self._multiplied(tree, (*front, change(tree, last, *args)))

    def _power(self, tree, children):
        exponent = children[2]
        if exponent.data == "name" and exponent.children[0] == "T":
            return self._transposed(tree, children)
        return self._last(tree, self._raised, self.expression(exponent))

    def _squared(self, tree, children):
        return self._last(tree, self._raised, ex.number("²³".index(children[1]) + 2))

    def _raised(self, tree, base, exponent):
        numbers = base.op == exponent.op == "num"
        bits = max(map(int.bit_length, base.args[0].as_integer_ratio())) - 1 if numbers else 0
        plain = not (base.symbols or exponent.symbols)
        tower = plain and base.op != "num" and exponent.op not in ("num", "size")
        if tower or (numbers and bits * abs(exponent.args[0]) > GREATEST.bit_length()):
            raise self.fail(tree, "This power is too large to work out: write one such as 2**10 or x**2.")
        return self.made(tree, ex.power, base, exponent)

    def _root(self, tree, children):
        return self.made(tree, CALLS["sqrt"][0], self.expression(children[1]))

    def _transposed(self, tree, children):
        return self._last(tree, lambda _, base: base.T)

    def _component(self, tree, children):
        where = tuple(self._place(kid) for kid in children[1].children)
        return self._last(tree, self._picked, where)

    def _picked(self, tree, base, where):
        if base.op == "slope" and len(where) == 1:  # a row: the slope of one component
            return self.made(tree, ex.slope, base.args[0][where], base.args[1])
        return self.made(tree, ex.component, base, where)

    def _place(self, tree):
        value = self.expression(tree)
        if value.op != "num" or value.args[0].denominator != 1:
            raise self.fail(tree, f"{value} is no place: components are counted 1, 2, 3, as in x[1].")
        return self._bounded(tree, int(value.args[0]))

    def _bounded(self, tree, value):
        if isinstance(value, int) and value > WIDEST:
            raise self.fail(tree, f"{value} is too long: up to {WIDEST} can be read, as in ones(3).")
        return value

    def _call(self, tree, children):
        name = children[0].removeprefix("mc.")
        given = children[1].children if len(children) > 1 else []
        function = self.known.functions.get(plain_name(name))
        if function is not None:
            return self.made(tree, function, *(self.expression(kid) for kid in given))
        if name not in CALLS:
            return self._touching(tree, name, given)
        build, kinds, written = CALLS[name]
        if not FEWEST.get(name, len(kinds)) <= len(given) <= len(kinds):
            raise self.fail(tree, f"{name} cannot be read with {len(given)} arguments: write {written}.")
        return self.made(tree, build, *map(self._argument, given, kinds))

    def _argument(self, tree, kind):
        if kind == EXPRESSION:
            return self.expression(tree)
        if kind == PLACE:
            return self._place(tree)
        if kind == SIZE:
            value = self.expression(tree)
            return self._bounded(tree, self.made_size(tree, value))
        value = self.go(tree)
        if not isinstance(value, list):
            raise self.fail(tree, "A list is needed here, in square brackets, as in stack([x[1], sum(x)]).")
        return value

    def made_size(self, tree, value):
        try:
            return ex.as_size(value)
        except (TypeError, ValueError):
            what = f"{value} is {shape_text(value.shape)} and no size"
            raise self.fail(tree, f"{what}: sizes are n or 3, as in ones(n).") from None

    def _touching(self, tree, name, given):
        """x(z + 1) for x*(z + 1), where x is known."""
        value = self._attempt(tree, self.known.alone, name)
        if value is None or len(given) != 1:
            raise self.fail(tree, self.known.unknown(name, call=True))
        return self._multiplied(tree, (value, self.expression(given[0])))


def _may_touch(left, right):
    """Whether a product may stand without its sign: 2x, 2(x + 1), (x + 1)(x + 2)."""
    right = right.children[0] if right.data in ("power", "squared", "transposed", "component") else right
    if left.data == "number":
        return right.data in ("name", "call", "bracket", "root", "transposed", "squared", "component")
    return left.data in ("bracket", "call") and right.data == "bracket"
