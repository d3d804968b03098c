"""What is said of an answer: of its shape, of a nudge, and of what no mistake of the table explains."""

import itertools
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from . import indices as ix
from .comparison import Cells, by_place, finite, flat, near, nudged, same
from .derivation import unfold
from .language import text

COUNTS = {  # what is right in a shape: its rows, its columns
    (True, False): "The number of rows is right, that of the columns is not.",
    (False, True): "The number of columns is right, that of the rows is not.",
    (False, False): "Neither number is right.",
}
TURNED = "The same cells, filed the other way: that is numerator layout, and denominator layout is switched on."
OTHERS = "products of other shapes are w @ x, A @ x, outer(w, x), diag(x) @ A"
NEARLY = "Very near: is that rounding? Write more digits, or a fraction as 2/3."


@dataclass(frozen=True)
class Prediction:
    """What an answer says of a small nudge, beside what really happens."""

    where: str  # the numbers at which it is tried
    input: str  # the nudged input, as w_2
    output: str  # the output that is looked at, as y_1
    size: float  # by how much the input is nudged
    predicted: float
    real: float

    @property
    def sentence(self):
        move, real = (f"{round(v, 12) + 0.0:.3g}" for v in (self.predicted, self.real))
        close = abs(self.predicted - self.real) <= 0.05 * abs(self.real)
        really = "and so it does" if move == real else f"really {real}" + (", nearly the same" if close else "")
        nudge = f"At {self.where}, nudge {self.input} by {self.size:g}"
        return f"{nudge}: your answer says that {self.output} moves by {move}, {really}."


def untold(refusal):
    """What is said of shapes that do not fit, without the products that would: one of them may be the answer."""
    said, _, hint = str(refusal).replace("mc.", "").rstrip(".").partition("; ")
    told = OTHERS if re.search("scale|pairs|other shapes", hint) else hint * ("would fit" not in hint)
    return "; ".join(filter(None, (said, told))) + "."


def either(sentences):
    return sentences if len(sentences) < 2 else [f"Either: {sentences[0]}", f"Or: {sentences[1]}"]


def at_sizes(sizes, between):
    return between.join(f"{name} = {length}" for name, length in sizes.items())


def truths(cases):
    """Sentences about an answer of the right shape: what is right in it and what cannot be."""
    wrong = [case for case in cases if not same(case.mine, case.right)]
    if wrong and len(wrong) < len(cases) and finite(wrong[0].mine):
        held = next(case.point.sizes for case in cases if case not in wrong)
        if held not in [case.point.sizes for case in wrong]:
            return [
                f"It is right for {at_sizes(held, ' and ')}, not for other sizes: write a length by its name, as n."
            ]
        return ["It is right at some points and not at others. What differs between them: a gate, a sign?"]
    case = cases[0]
    if not finite(case.mine):
        return ["This answer has no value at places where the function has a slope: does it divide by 0?"]
    mine, right = by_place(case.mine), by_place(case.right)
    off = [place for place in mine if not near(mine[place], right[place])]
    full = [place for place in off if place in case.blank]
    empty = [place for place in off if mine[place] == 0]
    close = all(abs(mine[place] - right[place]) <= 0.01 * abs(right[place]) for place in mine)
    ratio, fine = _ratio(cases), len(mine) - len(off)
    listed = ", ".join(map(str, off[:4])) + (" and others" if len(off) > 4 else "")
    rows = (
        (close, NEARLY),
        (ratio, f"{'Every cell' if case.many else 'It'} is {ratio} times what it should be."),
        (fine, f"{fine} of {len(mine)} cells {'is' if fine == 1 else 'are'} right; look again at {listed}."),
    )
    said = [truth for holds, truth in rows if holds][:1]
    for place in (full or empty)[:1]:
        verb = ("is 0", "does not contain") if full else ("is not 0", "moves with")
        said.append(f"Cell {place} {verb[0]}: {case.output(*place)} {verb[1]} {case.input(*place)}.")
    return said or ["The shape is right; no cell is, yet." if case.many else "That is not the slope yet."]


def _ratio(cases):
    """The simple number that every cell was multiplied by, the same at all points; None where there is none."""
    both = [pair for case in cases for pair in zip(flat(case.mine), flat(case.right), strict=True) if any(pair)]
    found = {round(mine / right, 6) if right else None for mine, right in both}
    ratio = found.pop() if len(found) == 1 else None
    simple = Fraction(ratio or 0).limit_denominator(12)
    return str(simple) if ratio is not None and abs(float(simple) - ratio) < 1e-5 else None


def strangers(given, case):
    """A sentence about a cell that reads what its output never reads; none where there is no such cell."""
    before = by_place(case.mine)
    inputs = cache(  # of an output, each once
        lambda place: ix.add(*{e for e in ix.walk(unfold(case.line(*place), case.point.size)) if e.op == "idx"})
    )
    for symbol in given.symbols:
        sizes = map(case.point.size, symbol.shape[: len(symbol.spot(1, 1))])
        for indices in itertools.product(*(range(1, size + 1) for size in sizes)):
            name = ix.idx(symbol, indices)
            unread = [place for place in before if not ix.reads(inputs(place), name)]
            after = by_place(Cells(nudged(case.point, symbol, indices, 0.01))(given)) if unread else before
            for place in (place for place in unread if before[place] != after[place]):
                return [f"Cell {place} of your answer contains {text(name)}, but {case.output(*place)} never reads it."]
    return []
