"""The rules of differentiation: a table.

A row says when it applies to one open derivative d(body)/d(wrt), what it makes of it in ONE step,
and what the learner reads. The first row that applies is taken. `engine` applies a rule at every
place of a line at once. The scalar rules are those of Parr & Howard, section 2.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import expressions as ex, indices as ix
from .derivation import Rule
from .functions import FUNCTIONS, Forms
from .lowering import lower, opened, summed


class OrderError(ValueError):
    """A derivative of a derivative was asked for."""


@dataclass(frozen=True)
class Row:
    rule: Rule
    applies: Callable  # (body, wrt) -> bool
    rewrite: Callable  # (body, wrt) -> the node that takes the place of the open derivative
    detail: Callable | None = None  # (body, wrt) -> what stands in parentheses after the name
    why: Callable | None = None  # (body, wrt) -> a sentence for this very case
    proof: tuple | None = None  # (vector -> what the rule's function stands for, what is put back at the end)


# ---- when a row applies ----------------------------------------------------------------------


def _constant(body, wrt):
    return not ix.reads(body, wrt)


def own(body, wrt):
    return body.op == "idx" and body.args[0] == wrt.args[0]


def _of(op, test=lambda *args: True):
    """For bodies of an operation whose arguments pass a test."""
    return lambda body, wrt: body.op == op and test(*body.args)


def _atom(*ops):
    return _of("idx", lambda base, indices: base.op in ops)


def _function(*names):
    return _of("apply", lambda function, *given: getattr(function, "name", "") in names)


# ---- what it makes of an open derivative -----------------------------------------------------


def _inner(u, wrt):
    """d u / d wrt, still open; 1 where u is the variable itself, which nobody wants to read."""
    return ix.ONE if u == wrt else ix.deriv(u, wrt)


def _along(u, wrt, slope):
    """sum_k slope(k) u_k'; slope(j) where u is the variable itself."""
    if u == wrt.args[0]:
        return slope(*wrt.args[1])
    return summed([u.length], lambda k: ix.mul(slope(k), ix.deriv(_entry(u, (k,)), wrt)), u.literal)


def _entry(u, at):
    """A component that is written out later; at once where u is a list of entries."""
    return lower(u, at) if u.literal else ix.idx(u, at)


def _deltas(body, wrt):
    """d x_i / d x_j = delta_ij"""
    return ix.mul(*map(ix.delta, body.args[1], wrt.args[1]))


def _sum_rule(body, wrt):
    """(u + v)' = u' + v'; a minus stays in front"""

    def moved(term):
        number = ix.factors(term)[0]
        return -ix.deriv(-term, wrt) if number.op == "num" and number.args[0] < 0 else ix.deriv(term, wrt)

    return ix.add(*map(moved, body.args))


def _into_sum(body, wrt):
    """(sum_k u_k)' = sum_k u_k'"""
    index, length, inside = ix.opened(body)
    return ix.total(index, length, _into_sum(inside, wrt) if inside.op == "sum" else ix.deriv(inside, wrt))


def _constant_factor(body, wrt):
    """(c u)' = c u'; a scalar moves in front, an indexed factor keeps its place."""
    before, moving, after = [], [], []
    for factor in body.args:
        if not _constant(factor, wrt):
            moving.append(factor)
        else:
            indexed = ix.free(factor) or ix.any_in(factor, lambda part: part.op == "idx" and part.args[1])
            (after if moving and indexed else before).append(factor)
    return ix.mul(*before, ix.deriv(ix.mul(*moving), wrt), *after)


def _product_rule(body, wrt):
    """(u v)' = u' v + u v'"""
    parts = body.args
    return ix.add(*(ix.mul(*parts[:k], ix.deriv(u, wrt), *parts[k + 1 :]) for k, u in enumerate(parts)))


def _power_rule(body, wrt):
    """(u^p)' = p u^(p-1) u'"""
    u, p = body.args
    return ix.mul(p, ix.power(u, p - 1), _inner(u, wrt))


def _exponential_rule(body, wrt):
    """(a^u)' = a^u ln(a) u'"""
    a, u = body.args
    return ix.mul(body, NODE_FORMS.log(a), _inner(u, wrt))


def _power_of_two(body, wrt):
    """(u^v)' = u^v (v' ln(u) + v u' / u)"""
    u, v = body.args
    return body * (_inner(v, wrt) * NODE_FORMS.log(u) + ix.mul(v, _inner(u, wrt), 1 / u))


class _NodeForms(Forms):
    """The table's functions as lines of index notation."""

    def __call__(self, function, *args):
        args = tuple(map(ix.as_node, args))
        if function.name in ex.MIRROR and args[0].op == "num":  # z > 0 rather than 0 < z
            function, args = FUNCTIONS[ex.MIRROR[function.name]], args[::-1]
        return ix.apply(function, *args)


NODE_FORMS = _NodeForms()


def _chain(body, wrt):
    """f(u, v)' = f_1(u, v) u' + f_2(u, v) v', over the arguments that contain the variable"""
    function, *given = body.args

    def slope(slot):
        if hasattr(function, "slopes"):
            return ix.as_node(function.slopes[slot](*given, body, NODE_FORMS))
        return ix.apply(ex.SlopeOf(function, slot), *given)

    return ix.add(*(slope(k) * _inner(u, wrt) for k, u in enumerate(given) if not _constant(u, wrt)))


def _unknown_vector(body, wrt):
    """F_i(u)' = sum_k (dF_i/du_k) u_k'"""
    call, (i,) = body.args
    slopes = ex.slope(call, call.args[1])
    return _along(call.args[1], wrt, lambda k: ix.idx(slopes, (i, k)))


def _softmax_rule(body, wrt):
    """s_i' = s_i (u_i' - sum_k s_k u_k')"""
    soft, at = body.args
    u = _entry(soft.args[0], at)
    slope = _deltas(u, wrt) if own(u, wrt) else ix.deriv(u, wrt)
    return body * (slope - _along(soft.args[0], wrt, lambda k: ix.idx(soft, (k,))))


def _norm_rule(body, wrt):
    """|u|' = sum_k u_k u_k' / |u|"""
    u = body.args[0].args[0]
    return _along(u, wrt, lambda k: _entry(u, (k,))) / body


def _second_order(body, wrt):
    raise OrderError(
        "this would be a derivative of a derivative, and only first derivatives are derived here: "
        "mc.derive(f(x), x) gives mc.slope(f(x), x), and there it ends."
    )


# ---- the table -------------------------------------------------------------------------------

EXP = ex.element_wise()["exp"]

# fmt: off
EXP_IS_SHARE = Rule("exp(x_i) = s_i S", "s_i = exp(x_i) / S", "Each exponential is its share of the sum.")
ROOT_IS_NORM = Rule("the root is the norm", "norm(x) = sum(x**2)**0.5",
    "Pythagoras: the length is the root of the sum of the squares.")
RULES = (
    Row(Rule("constant", "dc/dx = 0", "What does not contain the variable does not move with it."),
        _constant, lambda body, wrt: ix.ZERO, lambda body, wrt: f"does not contain {wrt.args[0]}"),
    Row(Rule("its own variable", "dx_i/dx_j = 1 if i = j, else 0",
             "Each component moves with itself at slope 1, and with no other: 1 where i = j, else 0."), own, _deltas),
    Row(Rule("sum rule", "(u + v)' = u' + v'", "The change of a sum is the sum of the changes."),
        _of("add"), _sum_rule),
    Row(Rule("derivative moves into the sum", "(sum_k u_k)' = sum_k u_k'",
             "A sum of many terms changes by the sum of their changes, however many there are."),
        _of("sum"), _into_sum),
    Row(Rule("constant factor", "(c u)' = c u'", "A factor that stays still scales the change and nothing else."),
        lambda body, wrt: body.op == "mul" and any(_constant(f, wrt) for f in body.args), _constant_factor),
    Row(Rule("product rule", "(u v)' = u' v + u v'",
             "A product changes through each factor in turn while the others stand still."), _of("mul"), _product_rule),
    Row(Rule("power rule", "(u**p)' = p u**(p-1) u'", "The exponent comes down as a factor and goes down by one."),
        lambda body, wrt: body.op == "pow" and _constant(body.args[1], wrt),
        _power_rule, lambda body, wrt: f"exponent {ex.text(body.args[1])}"),
    Row(Rule("exponential rule", "(a**u)' = a**u log(a) u'",
             "Where the variable is in the exponent, the power is its own slope times ln(a)."),
        lambda body, wrt: body.op == "pow" and _constant(body.args[0], wrt), _exponential_rule),
    Row(Rule("exponential rule", "(u**v)' = u**v (v' log(u) + v u'/u)",
             "With the variable below and above, both moves count: write u^v as exp(v ln u)."),
        _of("pow"), _power_of_two, lambda body, wrt: "base and exponent"),
    Row(Rule("slope of an unknown function", "", ""),
        _of("apply", lambda function, *given: hasattr(function, "slot")), _second_order),
    Row(Rule("larger of two", "max(u, v)' = [u > v] u' + [u < v] v'", FUNCTIONS["maximum"].why),
        _function("maximum"), _chain),
    Row(Rule("smaller of two", "min(u, v)' = [u < v] u' + [u > v] v'", FUNCTIONS["minimum"].why),
        _function("minimum"), _chain),
    Row(Rule("comparison is flat", "[u > v]' = 0", FUNCTIONS["gt"].why), _function("gt", "ge", "lt", "le"), _chain),
    Row(Rule("chain rule", "f(u)' = f'(u) u'", "Outer slope at u, times how fast u itself moves."),
        _of("apply", lambda function, *given: hasattr(function, "slopes")),
        _chain, lambda body, wrt: body.args[0].name, lambda body, wrt: body.args[0].why),
    Row(Rule("slope of an unknown function", "f(x)' = df/dx", "Whatever f is: its slope by what moves."),
        lambda body, wrt: body.op == "apply" and all(own(arg, wrt) or _constant(arg, wrt) for arg in body.args[1:]),
        _chain),
    Row(Rule("chain rule", "f(u, v)' = (df/du) u' + (df/dv) v'",
             "Whatever f is, its change is its slope by each argument times how fast that one moves."),
        _of("apply"), _chain, lambda body, wrt: body.args[0].name),
    Row(Rule("slope of an unknown function", "F_i(x)' = dF_i/dx_j",
             "F_i may read every entry, so every entry has its slope."),
        lambda body, wrt: _atom("all")(body, wrt) and body.args[0].args[1] == wrt.args[0], _unknown_vector),
    Row(Rule("chain rule", "F_i(u)' = sum_k (dF_i/du_k) u_k'",
             "F_i may read every entry of u: its slope by each, times how fast that entry moves, all added."),
        _atom("all"), _unknown_vector, lambda body, wrt: body.args[0].args[0].name),
    Row(Rule("softmax rule", "s_i' = s_i (u_i' - sum_k s_k u_k')",
             "Raising one score raises its share and lowers all others by their own shares."),
        _atom("softmax"), _softmax_rule, proof=(lambda u: EXP(u) / ex.sum(EXP(u)), EXP_IS_SHARE)),
    Row(Rule("norm rule", "norm(u)' = sum_k u_k u_k' / norm(u)",
             "The length grows by the part of the move that points along the vector."),
        _atom("norm"), _norm_rule, proof=(lambda u: ex.sum(u**2) ** 0.5, ROOT_IS_NORM)),
    Row(Rule("slope of an unknown function", "", ""), _atom("slope"), _second_order),
    Row(Rule("write out", "u_i = ...", "What stands behind the short name is needed now."), _of("idx"),
        lambda body, wrt: ix.deriv(opened(body), wrt)),
)

WRITE_OUT_SCALAR = Rule("write out the scalar", "sum(x) = sum_k x_k",
    "Sums get an index and long parts a short name: then each rule can be seen at work.")
WRITE_OUT_COMPONENT = Rule("write out one component", "y_i = ...",
    "A vector equation is one scalar equation for each component: look at one of them.")
ROW_BY_ROW = Rule("row by row", "J_ij = df_i/dx_j",
    "Each function has a row, each variable a column: one partial derivative in each cell.")
LEAVES_SUM = Rule("a constant leaves the sum", "sum_k c u_k = c sum_k u_k",
    "A factor that every term shares can be taken out.")
PICKS = Rule("delta picks one term", "sum_k delta_kj u_k = u_j", "Of all terms only the one with k = j is not zero.")
COLLECT = Rule("collect", "a + a = 2 a", "Equal terms and factors are written once.")
GATHER_SCALAR = Rule("gather the scalar", "sum_k x_k = sum(x)",
    "Indices and short names have done their work: the result is written in full.")
GATHER = Rule("gather the cells", "J = [J_ij]", "Row i holds the slopes of output i, column j those by input j.")
# fmt: on


def rule_for(body, wrt):
    """The first row of the table that applies to d(body)/d(wrt)."""
    return next(row for row in RULES if row.applies(body, wrt))
