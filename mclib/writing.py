"""How a tree becomes a string: one traversal for every notation.

A notation (text, LaTeX, HTML, spoken words) is a `Writer` with a table. A row says how one thing is
written: a pattern with @1, @2 for its parts, how strongly the result holds together, and how
strongly each part must hold to stand there without brackets. What is common stands here: the
order of terms and factors, their signs, what is divided, indices and their letters.
"""

import re
from fractions import Fraction
from itertools import count, pairwise, zip_longest
from typing import NamedTuple

# How strongly something holds together. OPEN takes in whatever is multiplied behind it, as a sum
# does; CLOSED has brackets of its own.
ANY, SUM, OPEN, PRODUCT, POWER, CALL, ATOM, CLOSED = range(8)
BOUND = "klpqrstuv"
# The names that are written as a letter, where a notation has one.
GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
        "omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(),
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        strict=True,
    )
)


class Piece(NamedTuple):
    """Something written; where a minus sign stands before it, also the rest without the sign."""

    text: str
    holds: int
    rest: str = ""


def reciprocal(tree):
    """What stands under the line when the tree is written as 1 / something; else None."""
    if tree.op == "pow" and tree.args[1].op == "num" and tree.args[1].args[0] < 0:
        exponent = -tree.args[1].args[0]
        return tree.args[0] if exponent == 1 else type(tree)("pow", tree.args[0], type(tree)("num", exponent))
    return None


def filled(pattern, texts):
    """A pattern with texts for @1, @2, ..."""
    return re.sub(r"@(\d)", lambda place: texts[int(place[1]) - 1], pattern)


def _is_array(tree):
    return getattr(tree, "shape", ()) != ()  # lines of index notation are scalars


def _lies(tree):
    """Whether a column is written lying, as the row x^T B: NumPy's x @ B."""
    return tree.op == "matmul" and tree.kind == tree.args[0].kind == "column"


# What is written in one go, by its operation; what takes more is a method of that name.
DIRECT = {
    "idx": lambda pen, tree: pen.indexed(*tree.args),
    "component": lambda pen, tree: pen.indexed(*tree.args),
    "delta": lambda pen, tree: pen.fill("delta", pen.below(tree.args)),
    "upto": lambda pen, tree: pen.compared(pen.index(tree.args[0]), "<=", pen.index(tree.args[1])),
    "num": lambda pen, tree: pen.number(tree.args[0]),
    "size": lambda pen, tree: (
        Piece(pen.letters(tree.args[0]), ATOM) if isinstance(tree.args[0], str) else pen.piece(tree.args[0])
    ),
    "symbol": lambda pen, tree: Piece(pen.name(tree.args[0], tree.kind in ("column", "row")), ATOM),
    "open": lambda pen, tree: pen.fill("deriv", tree.args[0], pen.variable(tree.args[1])),
    "all": lambda pen, tree: pen.call(pen.name(tree.args[0].name, bold=True), tree.args[1]),
    "factor": lambda pen, tree: pen.fill(
        "factor" if pen.plain else "partial" if len(tree.symbols) > 2 else "slope", *tree.args[:2]
    ),
}


class Writer:
    """Writes trees in one notation; bound indices get letters that are not in `taken`.

    `short` has names for expressions that are written by them: {A @ x + c: u}. A notation says
    also what stands between two factors, `gap(before, after)`, and how a matrix is written,
    `rows(op, rows of texts)`.
    """

    table = None
    plain = False  # whether nothing is written but what a learner types: no x^T for x, no d y / d x
    plus, less, minus, one = " + ", " - ", "-", "1"
    comma, near, apart = ", ", "", ","  # between arguments; between indices, of one letter or longer
    times_each, over_each = "*", "/"  # arrays, element by element
    behind = None  # what stands behind a fraction, not on top; None where a fraction is one line
    signs = {}.get  # comparisons as they are read

    def __init__(self, taken=(), short=()):
        self.short = dict(short)
        self.taken = frozenset(taken) | {symbol.args[0] for symbol in self.short.values()}
        self.scope = {}  # the letters of the sums that are open, the outermost first

    def write(self, tree):
        return self.piece(tree, ()).text

    def piece(self, tree, path=(None,)):
        """The tree, at a path of child positions in its line (None: no part of the line's own)."""
        tree = self.short.get(tree, tree)
        write = getattr(self, f"_{tree.op}", None)
        if not write and tree.op in DIRECT:
            return self.marked(DIRECT[tree.op](self, tree), path)
        places = enumerate(() if write else tree.args)
        parts = (self.piece(arg, (*path, k)) if hasattr(arg, "op") else arg for k, arg in places)
        return self.marked(write(tree, path) if write else self.said(tree.op, *parts), path)

    # ---- what a notation may say otherwise -----------------------------------------------------

    def marked(self, piece, path):
        return piece

    def bracket(self, written):
        return f"({written})"

    def name(self, name, bold=False, below=""):
        """A name of the learner's, with its indices."""
        return self.fill("index", name, below).text if below else name

    def letters(self, index):
        return index

    def said(self, word, *parts):
        """A word of the vocabulary: by its row, else as a call."""
        return self.fill(word, *parts) if word in self.table else self.call(word, *parts)

    def call(self, name, *args):
        return Piece(name + self.bracket(self.comma.join(self.held(arg) for arg in args)), CALL)

    # ---- parts, brackets, indices --------------------------------------------------------------

    def held(self, part, least=ANY):
        """A part (a piece, a tree, a name) where only what holds so strongly needs no brackets."""
        part = self.piece(part) if hasattr(part, "op") else part
        if not isinstance(part, Piece):
            return str(part)
        return part.text if part.holds >= least else self.bracket(part.text)

    def fill(self, row, *parts):
        """A row of the table with its parts."""
        pattern, holds, *needs = self.table[row]
        return Piece(filled(pattern, [self.held(*pair) for pair in zip_longest(parts, needs, fillvalue=ANY)]), holds)

    def letter(self, index):
        """The letter of an index: a free one's own; a bound one's is counted from the outermost sum.

        So the letter of a sum stays while sums inside it come and go from line to line.
        """
        if isinstance(index, int) or not re.fullmatch(r"k\d+", index):
            return str(index)
        letters = [letter for letter in BOUND if letter not in self.taken]
        place = self.scope.get(index, int(index[1:]))
        return letters[place] if place < len(letters) else index

    def index(self, index):
        """An index as it is read: i, k, 2, n+1-i."""
        if isinstance(index, tuple):
            return self.fill("mirrored", self.index(index[0]), index[1]).text
        return self.letters(self.letter(index))

    def below(self, indices):
        short = all(not isinstance(i, tuple) and len(self.letter(i)) == 1 for i in indices)
        return (self.near if short else self.apart).join(map(self.index, indices))

    def indexed(self, base, at):
        """A component: w_i, F_i(x), (A x)_i; of a slope, that of both its sides."""
        base = self.short.get(base, base)
        if not at:
            return self.piece(base)
        if base.op == "symbol":
            return Piece(self.name(base.args[0], below=self.below(at)), ATOM)
        if base.op == "all":
            return self.call(self.name(base.args[0].name, below=self.below(at)), base.args[1])
        if base.op == "slope":
            return self.fill("slope", self.indexed(base.args[0], at[:1]), self.indexed(base.args[1], at[1:]))
        return self.fill("index", base, self.below(at))

    def compared(self, a, sign, b):
        return self.fill("comparison", a, self.signs(sign, sign), b)

    # ---- numbers, sums, products, powers -------------------------------------------------------

    def negative(self, piece):
        rest = self.held(piece, OPEN)
        return Piece(self.minus + rest, SUM, rest)

    def number(self, value):
        top, bottom = Piece(str(abs(value.numerator)), ATOM), str(value.denominator)
        piece = top if bottom == "1" else self.fill("fraction", top, bottom)
        return piece if value >= 0 else self.negative(piece)

    def _add(self, tree, path):
        first, *others = [self.piece(term, (*path, k)) for k, term in enumerate(tree.args)]
        written = self.held(first, SUM)
        for term in others:
            written += self.less + term.rest if term.rest else self.plus + self.held(term, OPEN)
        return Piece(written, SUM)

    def _mul(self, tree, path):
        places = [(factor, (*path, k)) for k, factor in enumerate(tree.args)]
        first = tree.args[0]  # a 1 that is written stays: a factor of the chain rule that was filled in
        number = places.pop(0)[0].args[0] if first.op == "num" and first.args[0] != 1 else Fraction(1)
        top, bottom = (self.marked(Piece(str(abs(n)), ATOM), (*path, 0)) for n in number.as_integer_ratio())
        product = self.product(abs(number), top, bottom, places)
        return product if number >= 0 else self.negative(product)

    def product(self, number, top, bottom, places):
        """Factors as they were ordered, what divides gathered under one line, arrays in one run."""
        above = [] if number.numerator == 1 else [(top, False)]  # (piece, whether it stands behind)
        under = [] if number.denominator == 1 else [bottom]
        run, spot = [], None
        for tree, path in places:
            piece, divides = self.factor(tree, path)
            if _is_array(tree):
                run.append((piece, divides))
                spot = len(above) if spot is None else spot
            elif divides:
                under.append(piece)
            else:
                above.append((piece, tree.op in (self.behind or ())))
        if run:
            above.insert(spot if len(run) == 1 else len(above), (self.run(run), self.behind is not None))
        if not under:
            return self.beside([piece for piece, _ in above])
        fraction = self.fill("fraction", self.beside([p for p, behind in above if not behind]), self.beside(under))
        return self.beside([fraction, *(p for p, behind in above if behind)])

    def factor(self, tree, path):
        """(what is written of a factor, whether it divides)."""
        if reciprocal(tree) is None:
            return self.piece(tree, path), False
        return self.marked(self.power(tree, path, -1), path), True

    def beside(self, pieces):
        """Factors side by side."""
        if len(pieces) < 2:
            return pieces[0] if pieces else Piece("1", ATOM)
        *others, last = pieces
        texts = [*(self.held(piece, PRODUCT) for piece in others), self.held(last, OPEN)]
        written = "".join(self.gap(before, after) + after for before, after in pairwise(texts))
        return Piece(texts[0] + written, OPEN if last.holds == OPEN else PRODUCT)

    def run(self, factors):
        """Arrays multiplied and divided element by element, in the order written."""
        (first, divides), *others = factors
        if not others and not divides:
            return first
        written = (self.one + self.over_each if divides else "") + self.held(first, POWER)
        for piece, divides in others:
            written += (self.over_each if divides else self.times_each) + self.held(piece, POWER)
        return Piece(written, PRODUCT)

    def _pow(self, tree, path):
        if reciprocal(tree) is None:
            return self.power(tree, path)
        under = self.power(tree, path, -1)
        return self.run([(under, True)]) if _is_array(tree) else self.fill("fraction", "1", under)

    def power(self, tree, path, sign=1):
        """The base, raised to its exponent times the sign."""
        base, exponent = self.piece(tree.args[0], (*path, 0)), tree.args[1]
        if exponent.op != "num":
            return self.fill("power", base, self.piece(exponent, (*path, 1)))
        value = sign * exponent.args[0]
        if f"power {value}" in self.table:
            return self.fill(f"power {value}", base)
        return base if value == 1 else self.fill("power", base, self.marked(self.number(value), (*path, 1)))

    # ---- names, sums over an index, derivatives, calls, matrices -------------------------------

    def _sum(self, tree, path):
        if len(tree.args) == 1:
            return self.said("sum", *tree.args)
        index, length, body = tree.args
        outside, self.scope = self.scope, {**self.scope, index: len(self.scope)}
        piece = self.fill("total", self.index(index), length, self.piece(body, (*path, 0)))
        self.scope = outside
        return piece

    def _deriv(self, tree, path):
        body, variable = tree.args
        bare = body.op == "num" or (body.op == "idx" and body.args[0].op != "all")  # a slope of F_i is a result
        return self.fill("slope" if bare and not self.plain else "deriv", self.piece(body, (*path, 0)), variable)

    def variable(self, variable):
        """What is differentiated by: a symbol, or several in brackets."""
        if isinstance(variable, tuple):
            return self.bracket(self.comma.join(map(self.held, variable)))
        return self.held(variable)

    def _apply(self, tree, path):
        function, *given = tree.args
        args = [self.piece(arg, (*path, k)) for k, arg in enumerate(given)]
        if hasattr(function, "slot"):
            call, by = self.call(self.name(function.unknown.name), *args), given[function.slot]
            return self.fill("slope" if given.count(by) == 1 else "slot", call, by, function.slot + 1)
        if getattr(function, "symbol", ""):
            return self.compared(args[0], function.symbol, args[1])
        unknown = hasattr(function, "unknown")
        return self.call(self.name(function.name), *args) if unknown else self.said(function.name, *args)

    def _matmul(self, tree, path):
        a, b = tree.args
        left, right = self.piece(a, (*path, 0)), self.piece(b, (*path, 1))
        left = left._replace(holds=POWER) if a.op == "matmul" else left  # a @ b @ c is read from the left
        same = b.op == "matmul" and not self.plain and not _lies(b)  # and is the same from the right
        right = right._replace(holds=POWER) if same else right
        if self.plain or _lies(a) or a.kind != "column" or b.kind == "row":
            return self.fill("matmul", left, right)
        if b.kind == "column":
            return self.fill("dot", left, right)
        return self.fill("matmul", self.fill("transpose", left), right)

    def _ones(self, tree, path):
        """Ones or zeros: the table's row for matrices, or a column, if need be transposed."""
        if f"{tree.op} {tree.kind}" in self.table:
            return self.fill(f"{tree.op} {tree.kind}")
        piece = self.fill(tree.op, self.comma.join(map(self.held, tree.shape[: 1 if tree.kind == "column" else 2])))
        return self.fill("transpose", piece) if tree.kind == "row" and not self.plain else piece

    def _matrix(self, tree, path):
        place, rows = count(), tree.args[0] if isinstance(tree.args[0], tuple) else zip(tree.args, strict=True)
        texts = [[self.held(self.piece(entry, (*path, next(place)))) for entry in row] for row in rows]
        return Piece(self.rows(tree.op, texts), CLOSED)

    _zeros = _ones
    _table = _stack = _concatenate = _matrix
