"""One line of index notation: a small frozen tree.

A vector expression is a scalar expression with a free index: w * x is w_i x_i. Here is the tree
such a line is made of, and what can be done to it without knowing any calculus: building with the
trivial tidying that nobody wants to read (0 + a, 1 * a), replacing an index, walking.

    num(3)  size(n)                  numbers; a length as a number; pi is a Node("const", "pi")
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

import math
from fractions import Fraction
from functools import partial
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

    def __neg__(self):
        return -1 * self

    def __repr__(self):
        return f"{self.op}({', '.join(map(repr, self.args))})"


class Node(Tree):
    """A line of index notation, or a part of one."""

    __slots__ = ("_free", "_height", "_ops")  # what is told of it below, once it was asked for


def install_operators(kind, read, **rows):
    """Python's operators on a kind of tree, forward and reflected; `read` makes a tree of what is none."""
    for name, build in rows.items():
        setattr(kind, f"__{name}__", lambda self, other, build=build: build(self, read(other)))
        setattr(kind, f"__r{name}__", lambda self, other, build=build: build(read(other), self))


class Reversed(tuple):
    """The index size + 1 - index: where `reverse` reads."""

    __slots__ = ()

    def __new__(cls, index, size):
        return super().__new__(cls, (index, size))


def mirrored(index, size):
    if isinstance(index, Reversed) and index[1] == size:
        return index[0]
    return size + 1 - index if isinstance(index, int) and isinstance(size, int) else Reversed(index, size)


# ---- building ------------------------------------------------------------------------------


def num(value):
    return Node("num", Fraction(value))


ZERO, ONE = num(0), num(1)
apply, deriv = partial(Node, "apply"), partial(Node, "deriv")


def as_node(value):
    return value if isinstance(value, Node) else num(value)


def size(length):
    return num(length) if isinstance(length, int) else Node("size", length)


def idx(base, indices=()):
    return Node("idx", base, tuple(indices))


def spread(op, parts):
    """What is added (or multiplied): the parts, with the arguments of those that are sums themselves."""
    return [arg for part in parts for arg in (part.args if part.op == op else (part,))]


def joined(op, parts, make):
    """The parts of a sum or product, their numbers made one: in a product in front, in a sum where the first stood."""
    if all(part.op != "num" for part in parts):
        return parts
    neutral, combine = (0, sum) if op == "add" else (1, math.prod)
    parts = [part for part in parts if part.op != "num" or part.args[0] != neutral]
    others = [part for part in parts if part.op != "num"]
    number = combine(part.args[0] for part in parts if part.op == "num")
    place = 0 if op == "mul" else next((k for k, part in enumerate(parts) if part.op == "num"), 0)
    return others if number == neutral else [*others[:place], make(number), *others[place:]]


def add(*terms):
    parts = joined("add", spread("add", terms), num)
    return Node("add", *parts) if len(parts) > 1 else parts[0] if parts else ZERO


def mul(*factors):
    parts = joined("mul", spread("mul", factors), num)
    if ZERO in parts:
        return ZERO
    return Node("mul", *parts) if len(parts) > 1 else parts[0] if parts else ONE


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
    return ONE if base == ONE else Node("pow", base, exponent)


install_operators(
    Node,
    as_node,
    add=add,
    sub=lambda a, b: add(a, -b),
    mul=mul,
    truediv=lambda a, b: mul(a, power(b, num(-1))),
    pow=power,
)


def delta(a, b):
    if isinstance(a, Reversed) and isinstance(b, Reversed):
        a, b = a[0], b[0]
    if a == b:
        return ONE
    return ZERO if isinstance(a, int) and isinstance(b, int) else Node("delta", a, b)


def upto(a, b):
    if isinstance(a, int) and isinstance(b, int):
        return ONE if a <= b else ZERO
    if isinstance(a, Reversed) and isinstance(b, Reversed):
        a, b = b[0], a[0]
    return Node("upto", a, b)


def table(rows):
    return Node("table", tuple(map(tuple, rows)))


def grid(m, n, cell):
    """The rows of cell(i, j), counted from 1."""
    return [[cell(i, j) for j in range(1, n + 1)] for i in range(1, m + 1)]


def listed(line):
    """The rows of a table; another line is the only entry of its own."""
    return line.args[0] if line.op == "table" else ((line,),)


def entry(line, rows, cols, i, j):
    """The line for the cell (i, j), and what its free indices are there; rows and cols are (index, size) or None."""
    own = listed(line)[0 if rows else i - 1][0 if cols else j - 1]
    return own, {axis[0]: k for axis, k in ((rows, i), (cols, j)) if axis}


def fresh():
    """An index that nobody else uses; `total` gives it its final name."""
    return f"#{next(_fresh)}"


def height(node):
    """How many sums are nested in the node."""
    if not hasattr(node, "_height"):
        node._height = max(map(height, kids(node)), default=0) + (node.op == "sum")
    return node._height


def total(index, length, body):
    if body == ZERO:
        return ZERO
    name = f"k{height(body)}"
    return Node("sum", name, length, body if index == name else rename(body, {index: name}))


# ---- walking -------------------------------------------------------------------------------

# Which arguments are lines themselves, and what builds the node again; a table is seen to apart.
_KIDS = {
    "add": (slice(0, None), add),
    "mul": (slice(0, None), mul),
    "pow": (slice(0, None), power),
    "apply": (slice(1, None), apply),
    "sum": (slice(2, None), total),
    "deriv": (slice(0, 1), deriv),
}
LEAVES = ("idx", "delta", "upto")  # what has indices of its own


def kids(node):
    """The nodes right under this one."""
    if node.op == "table":
        return tuple(entry for row in node.args[0] for entry in row)
    return node.args[_KIDS[node.op][0]] if node.op in _KIDS else ()


def with_kids(node, new):
    """The node with other kids, tidied; the inverse of `kids`."""
    op, args = node.op, node.args
    if op == "table":
        width = len(args[0][0])
        return table(new[k : k + width] for k in range(0, len(new), width))
    if op not in _KIDS:
        return node
    where, build = _KIDS[op]
    return build(*args[: where.start], *new, *args[where.start + len(new) :])


def indices(leaf):
    """The indices of a component, a delta or a comparison."""
    return leaf.args[1] if leaf.op == "idx" else leaf.args


def reindexed(leaf, change):
    """A component, a delta or a comparison, `change` applied to each index."""
    old = indices(leaf)
    new = tuple([change(index) for index in old])
    if new == old:
        return leaf
    return idx(leaf.args[0], new) if leaf.op == "idx" else (delta if leaf.op == "delta" else upto)(*new)


def opened(node):
    """A sum as (fresh index, length, body): safe to put anything into its body."""
    index, length, body = node.args
    new = fresh()
    return new, length, rename(body, {index: new})


def descend(node, change):
    """`change` applied to every kid; under a sum the bound index is a fresh one meanwhile."""
    if node.op == "sum":
        index, length, body = opened(node)
        new = change(body)
        return node if new is body else total(index, length, new)
    below = kids(node)
    new = [change(kid) for kid in below]
    return node if all(a is b for a, b in zip(new, below, strict=True)) else with_kids(node, new)


def rename_index(index, names):
    if isinstance(index, Reversed):
        return mirrored(rename_index(index[0], names), index[1])
    return names.get(index, index)


def rename(node, names):
    """Replace free indices, by the mapping names."""
    if free(node).isdisjoint(names):
        return node
    if node.op in LEAVES:
        return reindexed(node, lambda index: rename_index(index, names))
    if node.op == "deriv":
        return deriv(rename(node.args[0], names), rename(node.args[1], names))
    if node.op == "sum" and not any(node.args[0] in names_in(name) for name in names.values()):
        index, length, body = node.args  # nothing that comes in is caught: no fresh index is needed
        return total(index, length, rename(body, {old: new for old, new in names.items() if old != index}))
    return descend(node, lambda kid: rename(kid, names))


def names_in(index):
    while isinstance(index, Reversed):
        index = index[0]
    return frozenset((index,)) if isinstance(index, str) else frozenset()


def free(node):
    """The indices that are free in the node."""
    if not hasattr(node, "_free"):
        own = indices(node) if node.op in LEAVES else ()
        below = node.args if node.op == "deriv" else kids(node)
        bound = {node.args[0]} if node.op == "sum" else set()
        node._free = frozenset().union(*map(names_in, own), *map(free, below)) - bound
    return node._free


def ops(node):
    """The operations in the node."""
    if not hasattr(node, "_ops"):
        node._ops = frozenset((node.op,)).union(*map(ops, kids(node)))
    return node._ops


def walk(node):
    """The node and everything under it, outermost and leftmost first."""
    ahead = [node]
    while ahead:
        part = ahead.pop()
        yield part
        ahead += kids(part)[::-1]


def any_in(node, test):
    return any(test(part) for part in walk(node))


def reads(node, wrt):
    """Whether the node contains the variable's component wrt (an idx of a symbol)."""
    symbol, spot = wrt.args

    def hit(part):
        if part.op != "idx":
            return False
        base, at = part.args
        known = all(isinstance(i, int) for i in spot + at)
        return (not known or at == spot) if base == symbol else symbol in base.symbols

    return any_in(node, hit)


def factors(node):
    return node.args if node.op == "mul" else (node,)


def terms(node):
    return node.args if node.op == "add" else (node,)
