"""mc.show: the view that fits what is given."""

from ..derivation import Derivation, Jacobian


def show(thing, fold=None, **traits):
    """Show a derivation (step by step), a Jacobian (its cells) or anything with LaTeX of its own.

    `fold` (True or a question) folds the static reading away. Raises TypeError for what has no
    mathematics in it.
    """
    if isinstance(thing, Derivation):
        from .player import Player

        return Player(thing, fold, **traits)
    if isinstance(thing, Jacobian):
        from .explorer import Explorer

        return Explorer(thing.function, thing.variable, fold, convention=thing.layout, **traits)
    from IPython.display import Math

    from ..expressions import as_expression
    from ..render.latex import latex

    return Math(latex(as_expression(thing)))
