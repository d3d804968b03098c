"""What a view is sent: a function and its Jacobians as short lists of index-notation nodes.

`record(y, x)` is one entry of the explorer's `functions`. Every node is a list whose operands are
positions of earlier nodes, so that shared parts are sent once; views/evaluator.js says what each
kind means and writes it out for any length. Cells are never sent.
"""

from .. import indices as ix
from ..chain import put_in
from ..derivation import Derivation
from ..engine import derive
from ..expressions import Expression
from ..functions import FUNCTIONS
from ..language import text
from ..lowering import lower, opened
from ..render.html import html, symbol
from ..render.latex import output_name
from .modes import roads
from .start import start

# What the browser has itself; any other row of the table is sent as a definition.
PRIMITIVES = frozenset(
    "exp log sin cos tan sinh cosh tanh arcsin arccos arctan sqrt abs sign gt ge lt le maximum minimum".split()
)


class Unsendable(ValueError):
    """A function that the explorer cannot show; the message says why and what it can."""


class Nodes:
    """The growing list of nodes of one function."""

    def __init__(self):
        self.nodes = []
        self.places = {}

    def put(self, *node):
        key = repr(node)
        if key not in self.places:
            self.places[key] = len(self.nodes)
            self.nodes.append(list(node))
        return self.places[key]

    def add(self, node):
        """The position of a line of index notation; its atoms must be opened."""
        op, args = node.op, node.args
        if op == "num":
            return self.put("num", args[0].numerator, args[0].denominator)
        if op == "size" and not isinstance(args[0], str):
            return self.add(args[0])  # arithmetic of sizes, as n + 1
        if op in ("const", "size", "symbol", "arg"):
            return self.put(op, args[0])
        if op == "idx":
            return self.put("in", args[0].args[0], [_index(k) for k in args[1]])
        if op in ("delta", "upto"):
            return self.put(op, *map(_index, args))
        if op == "deriv":
            body, (symbol_, at) = args[0], args[1].args
            return self.put("deriv", self.add(body), symbol_.args[0], [_index(k) for k in at])
        if op == "sum":
            return self.put("sum", args[0], _size(args[1]), self.add(args[2]))
        if op == "apply":
            return self.put("f", args[0].name, *map(self.add, args[1:]))
        return self.put({"add": "+", "mul": "*", "pow": "^"}[op], *map(self.add, args))


def _index(index):
    return ["rev", _index(index[0]), _size(index[1])] if isinstance(index, tuple) else index


def _size(size):
    if isinstance(size, int):
        return size
    if size.op != "size":
        raise Unsendable(f"the length {text(size)} is not one name; the explorer shows lengths such as n or 3")
    return size.args[0]


def fully_opened(node):
    """A line in which every index stands on a symbol: u_i is written out where u is a name."""
    if node.op == "idx" and node.args[0].op != "symbol":
        inner = opened(node)
        if inner == node:
            numbered = 'give the lengths numbers, as mc.vectors("x", n=3)'
            how = numbered if node.args[0].literal else "derive it with mc.derive"
            raise Unsendable(f"{text(node.args[0])} has no one formula for all its components, so no picture: {how}")
        return fully_opened(inner)
    return ix.descend(node, fully_opened)


def record(y, x):
    """The function y as the explorer is sent it, differentiated by x first and by the rest.

    Raises Unsendable (a ValueError) for unknown functions and for more than two indices.
    """
    derivation = y if isinstance(y, Derivation) else derive(y, x)
    frame, nodes = derivation.jacobian.frame, Nodes()
    sent = _function(frame, nodes)
    derivations = [derivation, *_others(frame.function, frame.variables, isinstance(frame.rows, int))]
    _put_samples(sent, derivations)
    return {**sent, "by": [_derivative(d.jacobian, nodes) for d in derivations]}


def lines_record(derivation):
    """The same function with each line of its derivation in the place of a Jacobian.

    An open derivative is a node of its own, which the browser takes as a difference of what stands
    below it; the names u1, u2 of the chain road are inputs whose numbers come from their definitions.
    Raises Unsendable where `record` does.
    """
    frame, nodes = derivation.jacobian.frame, Nodes()
    sent = _function(frame, nodes)
    _put_samples(sent, [derivation])
    for u, definition in frame.named[:-1]:
        value = nodes.add(fully_opened(lower(definition, ("i",) if u.shape else ())))
        shape = [_size(n) for n in u.shape[:1]]
        sent["variables"].append({"name": u.args[0], "shape": shape, "sample": [0], "value": value})
    return {**sent, "by": [_line(line, frame, nodes) for line in derivation.lines]}


def _function(frame, nodes):
    """What is sent of a function whatever is asked of it."""
    y = frame.function
    if y.functions:
        raise Unsendable(
            f"{text(y)} contains the unknown function {y.functions[0].name}, which has no numbers to show. "
            "Explore a function that is known, such as sin(x); mc.derive shows the unknown one's steps."
        )
    if y.kind == "matrix" or any(v.kind == "matrix" for v in frame.variables):
        raise Unsendable(
            f"the explorer shows the Jacobian of a scalar or a vector by a vector or scalars; {text(y)} by "
            f"{', '.join(map(text, frame.variables))} has a matrix on one side. mc.derive derives it."
        )
    if isinstance(frame.rows, int) and y.shape:
        outputs = [nodes.add(fully_opened(lower(y, (i,)))) for i in range(1, y.length + 1)]
    else:
        outputs = nodes.add(fully_opened(lower(y, ("i",) if y.shape else ())))
    shapes = {s: [_size(n) for n in (s.shape if s.kind == "matrix" else s.shape[:1])] for s in frame.symbols}
    name, sizes = output_name(frame), {n: None for shape in shapes.values() for n in shape if isinstance(n, str)}
    named = {"text": text(y), "output": name, "label": f"{symbol(name, bool(y.shape))} = {html(y)}"}
    variables = [{"name": s.args[0], "shape": shape} for s, shape in shapes.items()]
    rows = _size(y.length) if y.shape else None
    return {**named, "variables": variables, "sizes": sizes, "rows": rows, "nodes": nodes.nodes, "y": outputs}


def _put_samples(sent, derivations):
    sample, _ = start(derivations)
    for variable in sent["variables"]:
        variable["sample"] = sample[variable["name"]]


def _others(y, first, table):
    """The derivations by the other symbols, in the order in which they are written."""
    for s in y.symbols:
        if (s,) != first and s.kind in ("scalar", "column") and (table or not s.shape or _size(s.length)):
            try:
                yield derive(y, s)
            except ValueError:  # more than two indices, or no rule: it stays among the inputs held
                continue


def _derivative(jacobian, nodes):
    name = ", ".join(v.args[0] for v in jacobian.frame.variables)
    forms = {"html": matrix_form(jacobian), "turned": matrix_form(jacobian.to("denominator"))}
    picture = _picture(jacobian.frame, nodes)
    return {"name": name, **_line(jacobian.line, jacobian.frame, nodes), **forms, "picture": picture}


def _picture(frame, nodes):
    """How the Jacobian comes about, where modes.py finds it: names and factors of each road; else None."""
    if isinstance(frame.variable, tuple):
        return None
    try:
        kind, meaning, found = roads(frame.function, frame.variable)
        return {"kind": kind, "roads": [_way(u, meaning, factors, nodes) for u, factors in found]}
    except ValueError:
        return None


def _way(u, meaning, factors, nodes):
    sent = {"factors": [_entry(factor.line, factor.frame, nodes, meaning) for factor in factors]}
    if u not in meaning:  # the direct road
        return sent
    where = f"{symbol(u.args[0], bool(u.shape))} = {html(meaning[u])}"
    return {**sent, "name": u.args[0], "size": _size(u.length) if u.shape else None, "where": where}


def _line(line, frame, nodes):
    """The inputs and the entry, or the table of entries, that a line of a derivation stands for."""
    names = [v.args[0] for v in frame.variables]
    vector = frame.variables[0].shape and not isinstance(frame.variable, tuple)
    inputs = {"vector": names[0], "size": _size(frame.variable.length)} if vector else {"scalars": names}
    return {"inputs": inputs, "entry": _entry(line, frame, nodes)}


def _entry(line, frame, nodes, meaning=None):
    """The entry, or the table of entries, of such a line; names are written out as what they mean."""
    if isinstance(line, Expression):
        line = _entries(line, frame)
    elif line.op == "open":
        line = frame.undone()
    # the browser calls rows and columns i and j, whatever the learner's names are
    line = ix.rename(line, {axis[0]: letter for axis, letter in zip(frame.free_axes, "ij", strict=True) if axis})
    rows = line.args[0] if line.op == "table" else [[line]]
    entry = [[nodes.add(fully_opened(put_in(e, meaning or {}))) for e in row] for row in rows]
    return entry if line.op == "table" else entry[0][0]


def _entries(expression, frame):
    """The entry of a matrix in index notation, or the table of its entries."""
    rows, cols = frame.free_axes
    if isinstance(frame.rows, int):
        width = 1 if cols else frame.cols
        cell = expression.spot
        entries = ix.grid(frame.rows, width, lambda i, j: lower(expression, cell(i, cols[0] if cols else j)))
        return ix.table(entries)
    return lower(expression, expression.spot(rows and rows[0], cols and cols[0]))


def matrix_form(jacobian):
    """The Jacobian in matrix notation as HTML; empty where only its cells say it."""
    return "" if jacobian.expression.op in ("matrix", "entries", "stack") else html(jacobian.expression)


class _NodeFunctions:
    """The functions by name, building nodes: what a row of functions.py is written for."""

    def __getattr__(self, name):
        return lambda *args: ix.apply(FUNCTIONS[name], *map(ix.as_node, args))


def definitions():
    """The functions that the browser has not, made from their rows: name -> nodes of the value."""
    found = {}
    for name, row in FUNCTIONS.items():
        if name in PRIMITIVES:
            continue
        nodes = Nodes()
        root = nodes.add(row.value(*(ix.Node("arg", k) for k in range(row.arity)), _NodeFunctions()))
        found[name] = {"nodes": nodes.nodes, "root": root, "kink": row.kink}
    return found
