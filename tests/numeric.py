"""Jacobians of plain Python functions, by numbers alone: what the engine is held against.

Nothing here knows the engine, its expressions or its rules. A function takes its inputs by keyword
(floats and NumPy arrays) and gives a number, a 1-D array (a vector) or a 2-D array (a matrix).
"""

from math import nan

import numpy as np

TINY = 1e-30
WIDE = 2e-2
# Weights of f(x + k h) - f(x - k h), k = 1..4: the central difference of order eight.
WEIGHTS = (4 / 5, -1 / 5, 4 / 105, -1 / 280)


def moved(point, name, index, by):
    """Return the inputs with one entry of one of them moved by `by`, which may be imaginary."""
    entries = np.array(point[name], dtype=complex if isinstance(by, complex) else float)
    entries[index] += by
    return {**point, name: entries[()] if entries.ndim == 0 else entries}


def complex_step(function, point, name, index):
    """Derivative by one entry, exact to rounding; for functions smooth in the complex plane."""
    return np.imag(function(**moved(point, name, index, TINY * 1j))) / TINY


def central_difference(function, point, name, index):
    """Derivative by one entry, of order eight; no kink may lie within four steps of the point."""
    return (
        sum(
            weight
            * (
                np.asarray(function(**moved(point, name, index, k * WIDE)), dtype=float)
                - np.asarray(function(**moved(point, name, index, -k * WIDE)), dtype=float)
            )
            for k, weight in enumerate(WEIGHTS, start=1)
        )
        / WIDE
    )


def jacobian(function, point, by, method=complex_step):
    """Return d function / d by at the point, as a 2-D array in numerator layout.

    `by` is a tuple of names. One row per output, one column per input: a gradient is (1, n), a
    vector by a scalar (m, 1), a scalar by a scalar (1, 1). A matrix by one scalar has the shape of
    the matrix; a scalar by a matrix has the shape of the matrix transposed.
    """
    places = [(name, index) for name in by for index in np.ndindex(np.shape(point[name]))]
    columns = [np.asarray(method(function, point, *place)) for place in places]
    if columns[0].ndim == 2:
        (matrix,) = columns
        return matrix
    table = np.full((columns[0].size, len(columns)), nan)
    for j, column in enumerate(columns):
        table[:, j] = np.ravel(column)
    if np.ndim(point[by[0]]) == 2:
        return table.reshape(np.shape(point[by[0]])).T
    return table
