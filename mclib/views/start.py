"""Where a view's numbers start: a point in whose neighbourhood everything shown is defined."""

import math

from ..derivation import defined
from ..expressions import UnknownVector
from ..points import Point, size_names, stand_in
from ..render.sentences import SENTENCES

# For the first, second and third input; eight numbers each, continued from the beginning.
SAMPLES = (
    (1.5, -1, 2, 0.5, -2, 1, -0.5, 2.5),
    (2, 0.5, -1.5, 1, 3, -1, 0.8, -2.5),
    (1.2, 0.7, -0.8, 1.6, 0.4, -1.4, 2.2, 0.9),
)
# Tried one after the other: as they are, positive, small, above 1.
SCALES = (lambda v: v, abs, lambda v: abs(v) / 4, lambda v: abs(v) + 1)


def start(derivations, n=3):
    """(numbers for each input name, Point of length n): the first sample that fits all of them.

    Where none fits, the last is given: the view says what is not defined there.
    """
    frame = derivations[0].jacobian.frame
    for scale in SCALES:
        scaled = [[round(scale(v), 3) for v in sample] for sample in SAMPLES]
        lists = {s.args[0]: scaled[k % len(SAMPLES)] for k, s in enumerate(frame.symbols)}
        point = point_of(frame, lists, n)
        if all(_defined(d, point) for d in derivations):
            break
    return lists, point


def point_of(frame, lists, n):
    """The Point that takes its numbers from the lists, every free size being n."""
    sized = [size for s in frame.symbols for size in s.shape]
    sized += [f.size for f in frame.function.functions if isinstance(f, UnknownVector) and f.size is not None]
    sizes = dict.fromkeys((k for size in sized if not isinstance(size, int) for k in size_names(size)), n)
    bare = Point({}, ())
    bare.sizes = sizes
    values = {f.name: stand_in(f, {"n": n, **sizes}) for f in frame.function.functions}
    for s in frame.symbols:
        own = lists[s.args[0]]
        lengths = [bare.size(k) for k in s.shape]
        flat = [own[i % len(own)] for i in range(math.prod(lengths))]
        if s.kind == "matrix":
            flat = [flat[i : i + lengths[1]] for i in range(0, len(flat), lengths[1])]
        values[s.args[0]] = flat if s.shape else flat[0]
    point = Point(values, frame.symbols, frame.function.functions)
    point.sizes = {"n": n, **sizes, **point.sizes}
    return point


def _defined(derivation, point):
    try:
        return defined(derivation.jacobian.frame, derivation.jacobian.line, point, 0)
    except IndexError:
        raise ValueError(SENTENCES["too_short"].format(n=point.sizes["n"])) from None
    except (ValueError, ZeroDivisionError, OverflowError):
        return False
