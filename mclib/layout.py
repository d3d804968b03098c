"""The layout in which Jacobians are shown and answers are read, numerator unless changed.

Inside, everything is numerator layout; this is a choice of the reader's.
"""

LAYOUTS = ("numerator", "denominator")
_current = ["numerator"]


def layout(name=None):
    """The current layout; with a name, set it and return it. Raises ValueError for another name."""
    if name not in (None, *LAYOUTS):
        raise ValueError(
            f'{name!r} is no layout; there are two: mc.layout("numerator"), one row for each '
            'output, and its transpose, mc.layout("denominator")'
        )
    _current[0] = name or _current[0]
    return _current[0]
