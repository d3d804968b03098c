"""The table of rules: every row is used, is named, and says why it holds."""

import re

import pytest

import mclib as mc
from mclib import chain, indices as ix, rules
from mclib.derivation import Rule
from mclib.lowering import lower
from mclib.rules import RULES, rule_for

n = mc.sizes("n")
w, x = mc.vectors("w x")
z = mc.scalars("z")
A = mc.matrices("A")
f = mc.functions("f")
F = mc.functions("F", of="all")

# What together uses every row: a function, and by what it is differentiated.
EXAMPLES = {
    "nothing moves": (w * z, x),
    "a sum": (mc.sum(w * x), x),
    "a product": (x * mc.sin(x), x),
    "powers": (x**2 + 2**x + x**x, x),
    "larger and smaller": (mc.maximum(w, x) * mc.minimum(w, x), x),
    "a comparison": ((x > w) * x, x),
    "a chain": (mc.exp(mc.sin(x)), x),
    "an unknown function": (f(x), x),
    "an unknown function of another": (f(w * x, x), x),
    "an unknown function of all": (F(x), x),
    "an unknown function of all of another": (F(x * z), x),
    "softmax and norm": (mc.softmax(2 * x) * mc.norm(w + x), x),
    "a closed argument": (mc.exp(A @ x), x),
    "a stack": ([z**2, mc.sum(x)], z),
    "equal terms": (x + x, x),
    "a scalar by a scalar": (mc.sum(x * z), z),
}
NAMED = [rule for module in (rules, chain) for rule in vars(module).values() if isinstance(rule, Rule)]
# A row without a formula refuses: it makes no step.
STEPPING = [row for row in RULES if row.rule.formula]
REFUSING = [row for row in RULES if not row.rule.formula]


def steps(example):
    return mc.derive(*example).steps


def head(name):
    """A rule's name without what stands in parentheses behind it, or which short name is written out."""
    return re.sub(r"(?<=^write out) \w(, \w)*$", "", name.partition(" (")[0])


def test_every_row_that_can_make_a_step_makes_one():
    used = {(head(step.rule.name), step.rule.formula) for example in EXAMPLES.values() for step in steps(example)}
    assert [row.rule for row in STEPPING if (row.rule.name, row.rule.formula) not in used] == []


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_every_step_is_named_by_a_rule_of_the_house(example):
    known = {row.rule.name for row in STEPPING} | {rule.name for rule in NAMED}
    assert [step.rule.name for step in steps(example) if head(step.rule.name) not in known] == []


def test_every_named_rule_is_used():
    shown = [step for example in EXAMPLES.values() for step in steps(example)]
    used = {step.rule.name for made in shown for step in (made, *made.substeps)}
    named = {rule.name for rule in vars(rules).values() if isinstance(rule, Rule)}
    assert named - used == set()


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_every_line_of_the_examples_is_equal(example):
    verification = mc.derive(*example).verify()
    assert verification.right, verification


ALL = [row.rule for row in STEPPING] + NAMED


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.name}: {rule.formula}")
def test_a_rule_has_a_formula_and_one_sentence(rule):
    assert rule.name
    assert rule.formula
    assert rule.why[0].isupper()
    assert rule.why.endswith(".")
    assert ". " not in rule.why


def test_the_first_row_that_applies_is_taken():
    x_j, product = ix.idx(x, ("j",)), lower(w * x, ("i",))
    fitting = [row.rule.name for row in RULES if row.applies(product, x_j)]
    assert fitting == ["constant factor", "product rule"]
    assert rule_for(product, x_j).rule.name == fitting[0]


def open_at(row):
    """The open derivatives, on the lines of the examples, that a row works out."""
    lines = [step.before for example in EXAMPLES.values() for step in steps(example)]
    parts = [part for line in lines if line.op != "open" for part in ix.walk(line) if part.op == "deriv"]
    return [part for part in dict.fromkeys(parts) if rule_for(*part.args) is row]


@pytest.mark.parametrize("row", STEPPING, ids=lambda row: f"{row.rule.name}: {row.rule.formula}")
def test_a_rule_leaves_no_work_for_itself_on_the_same_body(row):
    assert open_at(row)
    for part in open_at(row):
        assert part not in ix.walk(row.rewrite(*part.args))


REFUSED = [
    mc.slope(f(x), x),
    mc.slope(F(x), x)[1, 2],
]


@pytest.mark.parametrize("function", REFUSED, ids=str)
def test_a_row_without_a_formula_says_what_is_possible(function):
    with pytest.raises(ValueError, match="only first derivatives"):
        mc.derive(function, x)


def test_the_rows_without_a_formula_are_those_that_refuse():
    bodies = [lower(function, ("i",) if function.shape else ()) for function in REFUSED]
    assert [rule_for(body, ix.idx(x, ("j",))) for body in bodies] == REFUSING
