"""Pairs of mistakes that can make one answer, and why: what a teacher would accept in either's place.

The checker says "Either ... Or ..." where both fit. Every pair is needed by an answer of the bank.
"""

REASONS = {
    ("collapsed-to-output", "diagonal-as-vector"): "exp is its own slope: y is the Jacobian's diagonal too.",
    ("collapsed-to-output", "sum-not-mean"): "At these numbers the mean and n times its slope are one number.",
    ("collapsed-to-output", "variable-not-removed"): "Times the scalar, its slope is y itself again.",
    ("constant-factor-dropped", "inner-derivative-forgotten"): "The factor dropped is all that the inside's slope is.",
    ("constant-factor-dropped", "outer-derivative-forgotten"): "The factor dropped is all that the outer slope is.",
    ("diagonal-as-vector", "wrong-variable"): "By the other one, a scalar, it is this diagonal as a column.",
    ("diagonal-habit", "reduction-forgotten"): "What is not added yet has the row's numbers on a diagonal.",
    ("diagonal-habit", "wrong-variable"): "By the other variable the same numbers do stand on a diagonal.",
    ("direct-path-forgotten", "product-rule-one-term"): "Two factors with x in them are two roads: one is not taken.",
    ("exponent-not-brought-down", "product-rule-one-term"): "Of two equal terms, one is left: half, as without the 2.",
    ("exponent-not-brought-down", "sign"): "The exponent is -1: what was not brought down is the minus.",
    ("gate-ignored", "gate-inverted"): "Behind a closed gate, no gate and a gate read the wrong way round are alike.",
    ("gate-ignored", "identity-habit"): "Without its gate the function is the variable itself.",
    ("gate-inverted", "minus-lost"): "At these numbers the closed example gives what the open ones miss.",
    ("gate-inverted", "treated-as-constant"): "An open gate that is read as closed lets nothing move.",
    ("gate-inverted", "wrong-variable"): "Where the gate of one argument is closed, that of the other is open.",
    ("hadamard-not-matmul", "off-diagonal-zeroed"): "Cell by cell with a diagonal matrix, nothing is left beside it.",
    ("identity-habit", "indirect-path-forgotten"): "x alone is left where its mean stands still: that is the identity.",
    ("identity-habit", "off-diagonal-zeroed"): "The diagonal has only ones: alone it is the identity.",
    ("indirect-path-forgotten", "product-rule-one-term"): "Two factors with x in them are two roads: one is not taken.",
    ("inner-derivative-forgotten", "product-of-derivatives"): "x' times x' is 1: as if it were left out.",
    ("minus-lost", "sign"): "The only minus is that of the whole answer.",
    ("minus-lost", "wrong-variable"): "The variables differ by their sign alone.",
    ("missing-dependence-not-zero", "ones-matrix"): "The diagonal has only ones, and ones stand where zeros belong.",
    ("one-path-forgotten", "paths-multiplied"): "The slope along one road is 1: to multiply by it is to leave it out.",
    ("power-not-lowered", "variable-not-removed"): "One power of x too many, whichever way it was kept.",
    ("value-instead-of-slope", "variable-not-removed"): "An open gate's value is the variable itself.",
}
PAIRS = {frozenset(pair): reason for pair, reason in REASONS.items()}


def alike(one, other):
    """Whether a teacher would accept one name in the other's place."""
    return one == other or frozenset((one, other)) in PAIRS
