"""The layout in which Jacobians are shown and answers are read, numerator unless changed.

Inside, everything is numerator layout; this is a choice of the reader's.
"""

LAYOUTS = ("numerator", "denominator")
_current = ["numerator"]


def layout(name=None):
    """The current layout; with a name, set it and return it. Raises ValueError for another name."""
    if name is not None:
        if name not in LAYOUTS:
            raise ValueError(
                f'{name!r} is no layout; there are two: mc.layout("numerator"), one row for each '
                'output, and its transpose, mc.layout("denominator")'
            )
        _current[0] = name
    return _current[0]
