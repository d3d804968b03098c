"""One line of index notation: a small frozen tree.

A vector expression is a scalar expression with a free index: w * x is w_i x_i. Here is the tree
such a line is made of, and what can be done to it without knowing any calculus: building with the
trivial tidying that nobody wants to read (0 + a, 1 * a), replacing an index, walking.

    num(3)  const("pi")  size(n)     numbers; a length as a number
    idx(x, (i,))                     a component; the base is a symbol or a whole expression kept
                                     as an atom; no index for a scalar
    add  mul  power  apply           arithmetic and element-wise functions
    total(k, n, body)                the sum over k = 1..n
    delta(i, j)   upto(i, j)         1 where i = j (where i <= j), else 0
    deriv(body, x_j)                 a derivative that is not worked out yet
    table(rows)                      the entries of a stack, row by row

Bound indices are named by nesting height, never by a counter: equal lines are equal trees, and
no name is captured. Factors keep the order in which they were written; numbers go in front.
"""

from fractions import Fraction
from itertools import count

_fresh = count()


class Tree:
    """A frozen tree: an operation and its arguments, compared by form."""

    __slots__ = ("_hash", "args", "op")

    def __init__(self, op, *args):
        self.op = op
        self.args = args
        self._hash = hash((op, args))

    def __hash__(self):
        return self._hash

    def __eq__(self, other):
        return self is other or (
            type(self) is type(other) and self._hash == other._hash and self.op == other.op and self.args == other.args
        )

    def __repr__(self):
        return f"{self.op}({', '.join(map(repr, self.args))})"


class Node(Tree):
    """A line of index notation, or a part of one."""

    __slots__ = ()

    def __add__(self, other):
        return add(self, as_node(other))

    def __radd__(self, other):
        return add(as_node(other), self)

    def __sub__(self, other):
        return add(self, neg(as_node(other)))

    def __rsub__(self, other):
        return add(as_node(other), neg(self))

    def __mul__(self, other):
        return mul(self, as_node(other))

    def __rmul__(self, other):
        return mul(as_node(other), self)

    def __truediv__(self, other):
        return mul(self, power(as_node(other), num(-1)))

    def __rtruediv__(self, other):
        return mul(as_node(other), power(self, num(-1)))

    def __pow__(self, other):
        return power(self, as_node(other))

    def __neg__(self):
        return neg(self)


class Reversed(tuple):
    """The index size + 1 - index: where `reverse` reads."""

    __slots__ = ()

    def __new__(cls, index, size):
        return super().__new__(cls, (index, size))


def mirrored(index, size):
    if isinstance(index, Reversed) and index[1] == size:
        return index[0]
    if isinstance(index, int) and isinstance(size, int):
        return size + 1 - index
    return Reversed(index, size)


# ---- building ------------------------------------------------------------------------------


def num(value):
    return Node("num", Fraction(value))


ZERO, ONE = num(0), num(1)


def as_node(value):
    return value if isinstance(value, Node) else num(value)


def const(name):
    return Node("const", name)


def size(length):
    return num(length) if isinstance(length, int) else Node("size", length)


def idx(base, indices=()):
    return Node("idx", base, tuple(indices))


def neg(node):
    return mul(num(-1), node)


def add(*terms):
    flat, number, place = [], Fraction(0), None
    for term in terms:
        for part in term.args if term.op == "add" else (term,):
            if part.op != "num":
                flat.append(part)
            elif part.args[0]:
                number += part.args[0]
                place = len(flat) if place is None else place
    if number:
        flat.insert(place, num(number))
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else Node("add", *flat)


def mul(*factors):
    number, flat = Fraction(1), []
    for factor in factors:
        for part in factor.args if factor.op == "mul" else (factor,):
            if part.op == "num":
                number *= part.args[0]
            else:
                flat.append(part)
    if number == 0:
        return ZERO
    if number != 1:
        flat.insert(0, num(number))
    if not flat:
        return ONE
    return flat[0] if len(flat) == 1 else Node("mul", *flat)


def power(base, exponent):
    if exponent.op == "num":
        e = exponent.args[0]
        if e == 1:
            return base
        if e == 0:
            return ONE
        if base.op == "num" and e.denominator == 1 and (base.args[0] or e > 0):
            return num(base.args[0] ** int(e))
        if base.op == "pow" and base.args[1].op == "num" and e.denominator == 1:
            return power(base.args[0], num(base.args[1].args[0] * e))
    if base == ONE:
        return ONE
    return Node("pow", base, exponent)


def apply(function, *args):
    return Node("apply", function, *args)


def delta(a, b):
    if a == b:
        return ONE
    if isinstance(a, int) and isinstance(b, int):
        return ZERO
    return Node("delta", a, b)


def upto(a, b):
    if isinstance(a, int) and isinstance(b, int):
        return ONE if a <= b else ZERO
    if isinstance(a, Reversed) and isinstance(b, Reversed):
        a, b = b[0], a[0]
    return Node("upto", a, b)


def deriv(body, wrt):
    return Node("deriv", body, wrt)


def table(rows):
    return Node("table", tuple(tuple(row) for row in rows))


def fresh():
    """An index that nobody else uses; `total` gives it its final name."""
    return f"#{next(_fresh)}"


def height(node):
    """How many sums are nested in the node."""
    inner = max((height(kid) for kid in kids(node)), default=0)
    return inner + (node.op == "sum")


def total(index, length, body):
    if body == ZERO:
        return ZERO
    name = f"k{height(body)}"
    return Node("sum", name, length, rename(body, {index: name}))


# ---- walking -------------------------------------------------------------------------------


def kids(node):
    """The nodes right under this one."""
    op, args = node.op, node.args
    if op in ("add", "mul", "pow"):
        return args
    if op == "apply":
        return args[1:]
    if op == "sum":
        return args[2:]
    if op == "deriv":
        return args[:1]
    if op == "table":
        return tuple(entry for row in args[0] for entry in row)
    return ()


def with_kids(node, new):
    """The node with other kids, tidied; the inverse of `kids`."""
    op, args = node.op, node.args
    if op == "add":
        return add(*new)
    if op == "mul":
        return mul(*new)
    if op == "pow":
        return power(*new)
    if op == "apply":
        return apply(args[0], *new)
    if op == "sum":
        return total(args[0], args[1], *new)
    if op == "deriv":
        return deriv(new[0], args[1])
    if op == "table":
        width = len(args[0][0])
        return table(new[k : k + width] for k in range(0, len(new), width))
    return node


def opened(node):
    """A sum as (fresh index, length, body): safe to put anything into its body."""
    index, length, body = node.args
    new = fresh()
    return new, length, rename(body, {index: new})


def descend(node, change):
    """`change` applied to every kid; under a sum the bound index is a fresh one meanwhile."""
    if node.op == "sum":
        index, length, body = opened(node)
        return total(index, length, change(body))
    below = kids(node)
    if not below:
        return node
    new = [change(kid) for kid in below]
    return node if all(a is b for a, b in zip(new, below, strict=True)) else with_kids(node, new)


def rename_index(index, names):
    if isinstance(index, Reversed):
        return mirrored(rename_index(index[0], names), index[1])
    return names.get(index, index)


def rename(node, names):
    """Replace free indices, by the mapping names."""
    op, args = node.op, node.args
    if op == "idx":
        new = tuple(rename_index(i, names) for i in args[1])
        return node if new == args[1] else idx(args[0], new)
    if op in ("delta", "upto"):
        a, b = (rename_index(i, names) for i in args)
        return node if (a, b) == args else (delta if op == "delta" else upto)(a, b)
    if op == "deriv":
        return deriv(rename(args[0], names), rename(args[1], names))
    if op == "sum":
        if not free(node) & names.keys():
            return node
        index, length, body = opened(node)
        return total(index, length, rename(body, names))
    below = kids(node)
    if not below:
        return node
    new = [rename(kid, names) for kid in below]
    return node if all(a is b for a, b in zip(new, below, strict=True)) else with_kids(node, new)


def names_in(index):
    while isinstance(index, Reversed):
        index = index[0]
    return frozenset((index,)) if isinstance(index, str) else frozenset()


def free(node):
    """The indices that are free in the node."""
    op, args = node.op, node.args
    if op == "idx":
        return frozenset().union(*map(names_in, args[1]))
    if op in ("delta", "upto"):
        return names_in(args[0]) | names_in(args[1])
    found = frozenset().union(*map(free, kids(node)))
    if op == "sum":
        return found - {args[0]}
    return found | free(args[1]) if op == "deriv" else found


def walk(node):
    """The node and everything under it, outermost and leftmost first."""
    yield node
    for kid in kids(node):
        yield from walk(kid)


def any_in(node, test):
    return any(test(part) for part in walk(node))


def reads(node, wrt):
    """Whether the node contains the variable's component wrt (an idx of a symbol)."""
    symbol, spot = wrt.args
    fixed = all(isinstance(i, int) for i in spot)
    for part in walk(node):
        if part.op != "idx":
            continue
        base, indices = part.args
        if base == symbol:
            if not fixed or any(not isinstance(i, int) for i in indices) or indices == spot:
                return True
        elif symbol in base.symbols:
            return True
    return False


def factors(node):
    return node.args if node.op == "mul" else (node,)


def terms(node):
    return node.args if node.op == "add" else (node,)
