"""A line of index notation made short once its derivatives are worked out.

What does not move leaves its sum, deltas pick terms out of sums, innermost first, and equal terms and
factors are written once. Nothing here knows what the line is of: a tidied line is an equal line.
An axis is (index, size).
"""

from collections import Counter

from . import indices as ix

# ---- sums ------------------------------------------------------------------------------------------


def leave_sums(node):
    """Factors without the summation index go before the sum; n equal terms are n times one."""
    if "sum" not in ix.ops(node):
        return node
    node = ix.descend(node, leave_sums)
    still = node.op == "sum" and any(node.args[0] not in ix.free(part) for part in ix.factors(node.args[2]))
    return out_of_sum(*ix.opened(node)) if still else node


def out_of_sum(index, length, body):
    """The sum of the body over the index, factors without the index before it."""
    inside, outside = split(ix.factors(body), (index, length))
    return ix.mul(*outside, ix.total(index, length, ix.mul(*inside)) if inside else ix.size(length))


def spread_sums(node):
    """Brackets multiplied out and sums of several terms as several sums, factors before them."""
    node = ix.descend(node, spread_sums)
    if node.op == "mul":
        return expanded(node, lambda part: True)
    if node.op != "sum":
        return node
    index, length, body = ix.opened(node)
    return ix.add(*(out_of_sum(index, length, term) for term in ix.terms(body)))


def split(parts, *axes):
    """The parts in lists: those with the first axis, with the second, ..., last those with none."""
    found = [[] for _ in (*axes, None)]
    for part in parts:
        here = ix.free(part)
        found[next((k for k, axis in enumerate(axes) if axis and axis[0] in here), -1)].append(part)
    return found


# ---- deltas ----------------------------------------------------------------------------------------


def pick_terms(node):
    """sum_k delta_kj u_k = u_j, innermost sums first."""
    if not ix.ops(node) >= {"sum", "delta"}:
        return node
    node = ix.descend(node, pick_terms)
    if node.op != "sum":
        return node
    index, length, body = ix.opened(node)

    def binds(part):
        return part.op == "delta" and sum(index in ix.names_in(side) for side in part.args) == 1

    picked, left = [], []
    for term in ix.terms(expanded(_shared_delta(body, binds), binds)):
        hit = next((part for part in ix.factors(term) if binds(part)), None)
        if hit is None:
            left.append(term)
            continue
        a, b = hit.args if index in ix.names_in(hit.args[0]) else hit.args[::-1]
        value = ix.mirrored(b, length) if isinstance(a, ix.Reversed) else b
        picked.append(ix.rename(_without(term, hit), {index: value}))
    return ix.add(*picked, ix.total(index, length, ix.add(*left))) if picked else node


def expanded(node, wanted):
    """Brackets that contain a part for which wanted(part) holds, multiplied out."""
    if node.op == "add":
        return ix.add(*(expanded(t, wanted) for t in node.args))
    if node.op == "mul":
        for place, factor in enumerate(node.args):
            if factor.op == "add" and ix.any_in(factor, wanted):
                before, after = node.args[:place], node.args[place + 1 :]
                return ix.add(*(expanded(ix.mul(*before, t, *after), wanted) for t in factor.args))
    return node


def _shared_delta(body, binds):
    """The body; a delta that every term of one of its brackets has stands before the bracket."""
    for place, bracket in enumerate(ix.factors(body)):
        found = [next((part for part in ix.factors(term) if binds(part)), None) for term in ix.terms(bracket)]
        if bracket.op == "add" and found[0] and len(set(found)) == 1:
            parts = list(ix.factors(body))
            parts[place] = found[0] * ix.add(*(_without(term, found[0]) for term in bracket.args))
            return ix.mul(*parts)
    return body


def _without(term, one):
    """A product without (the first of) one of its factors."""
    parts = list(ix.factors(term))
    parts.remove(one)
    return ix.mul(*parts)


# ---- equal terms and factors -----------------------------------------------------------------------


def collect(node):
    """Equal terms and equal factors written once; a number multiplied in where that is shorter."""
    node = ix.descend(node, collect)
    return {"mul": _collect_factors, "add": _collect_terms}.get(node.op, lambda node: node)(node)


def _collect_factors(node):
    number, parts = _coefficient(node)
    powers = {}
    for part in parts:
        base, exponent = part.args if part.op == "pow" else (part, ix.ONE)
        inside, rest = _coefficient(base)
        if number != 1 != inside and exponent.op == "num" and exponent.args[0].denominator == 1:  # 2 / (2 u) is 1 / u
            number, base = number * inside ** int(exponent.args[0]), ix.mul(*rest)
        powers[base] = powers.get(base, ix.ZERO) + exponent
    merged = [base if base.op == "delta" else ix.power(base, collect(e)) for base, e in powers.items()]
    product = ix.mul(ix.num(number), *merged)
    if number != 1 and len(merged) == 1 and merged[0].op == "add":
        return min(product, ix.add(*(number * term for term in merged[0].args)), key=_leaves)
    return product


def _leaves(node):
    return sum(map(_leaves, ix.kids(node))) or 1


def _collect_terms(node):
    counts, shown = {}, {}
    for term in node.args:
        number, rest = _coefficient(term)
        # where i = j, x_i and x_j are the same
        deltas = [part for part in rest if part.op == "delta" and all(isinstance(a, str) for a in part.args)]
        names = {d.args[1]: d.args[0] for d in deltas}
        key = frozenset(Counter(part if part in deltas else ix.rename(part, names) for part in rest).items())
        counts[key] = counts.get(key, 0) + number
        shown.setdefault(key, rest)
    if len(counts) == len(node.args):
        return node
    return ix.add(*(ix.mul(ix.num(c), *shown[key]) for key, c in counts.items()))


def _coefficient(term):
    """(the number in front of a product, its other factors)"""
    first, *others = parts = ix.factors(term)
    return (first.args[0], others) if first.op == "num" else (1, list(parts))


TIDYING = (leave_sums, pick_terms, leave_sums, collect)  # in this order a line is made short
