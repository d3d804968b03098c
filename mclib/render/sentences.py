"""Every sentence and label of the views, in one table; a slot stands in braces.

The views' JavaScript fills the slots and words nothing itself. `{y}`, `{x}` and other slots of
mathematics are filled with typeset names, the rest with plain text.
"""

SENTENCES = {
    # labels of the explorer's controls and columns
    "explorer": "The Jacobian of {function}",
    "function": "function",
    "examples": "examples",
    "type": "type your own: x * sum(x)",
    "typed": "any function, typed",
    "derive": "derive",
    "no_kernel": "A new function is derived by the kernel, and none is running: start it and run this cell again.",
    "with_respect_to": "with respect to",
    "layout": "layout",
    "numerator": "numerator",
    "denominator": "denominator",
    "reset": "reset",
    "size": "length {name}",
    "inputs": "inputs that move",
    "graph": "who reads what",
    "reads": "{y} reads {x}",
    "reads_nothing": "{y} reads none of these",
    "held": "held fixed",
    "held_none": "held fixed: nothing, {y} reads only {x}",
    "exact": "{name}, exact value",
    "cell": "row {row}, column {column}:",
    "grid": "the Jacobian, {rows} rows, {columns} columns",
    "nudge": "nudge {x} by {d}",
    "nudge_name": "nudge",
    "true": "true",
    "predicted": "slope × nudge",
    "stays": "stays",
    "no_path": "no path",
    "where": "where {name} = {value}",
    # what the numbers below the controls say
    "shape": "∂{y}/∂{x} is <b>{rows} × {columns}</b>: {down} down, {across} across",
    "outputs": "{count} outputs",
    "outputs_1": "1 output",
    "inputs_n": "{count} inputs",
    "inputs_n_1": "1 input",
    "count": "{zero} of {all} cells are zero whatever the numbers, {constant} constant, {changes} can change.",
    "switched": "There is no {old} in {function}: the view now differentiates by {new}.",
    # the state of the chosen cell
    "zero": "{y} = {formula} does not contain {x}. However far you move {x}, {y} stays put: a structural zero.",
    "constant": "{y} moves by exactly {slope} for each unit of {x}, wherever you stand: a constant.",
    "changes": "Moving {x} by {d} moves {y} by {dy}; the slope predicts {jd}. "
    "The slope is {entry} = {slope} here, and changes with {reads}.",
    "zero-here": "The slope {entry} is 0 at this point only. Move {reads} and it comes back: not a structural zero.",
    "kink": "{y} has a kink here: moving {x} up and moving it down have different slopes. The rule says {slope}.",
    "undefined": "{y} or its slope is not defined at this point: {entry} has no value here.",
    # the key below the picture
    "key_zero": "zero whatever the numbers",
    "key_constant": "constant",
    "key_positive": "changes, now positive",
    "key_negative": "changes, now negative",
    "key_zero-here": "zero only here",
    "key_kink": "kink",
    "key_undefined": "not defined here",
    "and": " and ",
    "all_of": "all of {name}",
    # the player
    "player": "How {function} is differentiated by {variable}, step by step",
    "step": "step {step} of {steps}",
    "start": "The question",
    "shape_label": "shape",
    "check_label": "check",
    "check": "cell ({i}, {j}): this line gives {line}, a small step of the input {difference}",
    "back": "Back",
    "next": "Next",
    "all": "All lines",
    "copy": "Copy as LaTeX",
    "copied": "Copied",
    # the plane
    "plane": "The contours of {function} and its gradient",
    "plane_alt": "Contours of {function}, for {x} and {y} from {low} to {high}: each line joins points of "
    "equal height.",
    "plane_slope": "At ({at}) the gradient is [{gradient}]. That way {f} rises fastest, by {steepness} for each "
    "unit of length, and straight across the contour.",
    "plane_flat": "At ({at}) the gradient is [{gradient}]: for a small step in any direction, {f} stays as it is.",
    "plane_undefined": "At ({at}) {f} or its gradient has no value.",
    "plane_note": "Arrow: the gradient; its direction is exact, longer means steeper. Dashed: along the contour, "
    "where the height does not change at first.",
    "plane_heights": "The heights {f}, with {x} growing to the right and {y} upwards:",
    # static readings
    "static": "{label}. The Jacobian {jacobian} is {shape}.",
    "static_cells": "Its cells for {sizes}:",
    "static_changes": "The cell in row {y}, column {x} is {entry}: it changes with {reads}.",
    "static_constant": "The cell in row {y}, column {x} is {entry}, wherever you stand: a constant.",
    "predict": "Predict first, then open",
    "folded": "Folded away: predict first, then run the cell or open the notebook.",
}
