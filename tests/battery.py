"""TABLE of functions beyond the course's equations: ten families, each against plain NumPy.

A row is (how a learner writes the function; by what; the form in which the result is read; the same
function in plain NumPy, which shares nothing with the engine). A row whose function has kinks or
poles names what must stay away from 0 there, so that differences and complex steps both hold.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from equations import Equation, softmax

NAMES = {
    **dict.fromkeys(["b", "p", "t", "z"], ()),
    **dict.fromkeys(["u", "v", "w", "x"], ("n",)),
    **dict.fromkeys(["c", "d"], ("m",)),
    **dict.fromkeys(["B", "C"], ("n", "n")),
    "A": ("m", "n"),
    "M": ("n", "m"),
    "X": ("N", "n"),
    "y": ("N",),
}
TRIPLE = {**NAMES, "c": (2,), "w": (3,), "x": (3,)}
PAIR = {**NAMES, "B": (2, 2), "x": (2,), "A": (2, 3)}

# Differences reach 0.08 to each side of a point, and the numbers in the rows are below 2.
CLEAR = 0.2


# Safe for complex steps, each a different way than the engine's.
def larger(a, b):
    return np.where(np.real(a) > np.real(b), a, b)[()]


def smaller(a, b):
    return np.where(np.real(a) < np.real(b), a, b)[()]


def gate(a):
    return a * (np.real(a) > 0)


def size(a):
    return np.where(np.real(a) > 0, a, -a)[()]


def step(truth):
    return np.where(truth, 1.0, 0.0)[()]


def logistic(a):
    return np.exp(a) / (1 + np.exp(a))


def length(v):
    return np.sqrt(np.dot(v, v))


def total(M):
    return np.sum(M)


def quadratic(v, B, w):
    return np.einsum("i,ij,j->", v, B, w)


@dataclass(frozen=True)
class Case(Equation):
    """One row of the battery: an equation of a family, away from its kinks."""

    away: object = None  # plain function of the inputs: nowhere near 0 at a point that is drawn

    @property
    def family(self):
        return self.id.partition(":")[0]

    def draw(self, random, sizes):
        """Return one point, drawn again until it is away from what it must be away from."""
        point = super().draw(random, sizes)
        while self.away and np.abs(self.away(**point)).min() < CLEAR:
            point = super().draw(random, sizes)
        return point


def family(name, *rows, **options):
    """Return the rows of one family; a dictionary at the end of a row overrides its options."""
    made = []
    for row in rows:
        own = row[-1] if isinstance(row[-1], dict) else {}
        written, by, printed, plain = row[:4]
        id = f"{name}: {written} by {by}"
        made.append(Case(id, written, by, printed, None, plain, **{"names": NAMES, **options, **own}))
    return made


def away(plain):
    return {"away": plain}


# fmt: off
BATTERY = [
    *family("element-wise",
        ("w + 2*x", "x", "2*identity(n)", lambda w, x: w + x + x),
        ("w - 3*x", "w", "identity(n)", lambda w, x: w - 3 * x),
        ("u * w * x", "x", "diag(u*w)", lambda u, w, x: u * w * x),
        ("w * x * w", "w", "diag(2*w*x)", lambda w, x: w * w * x),
        ("(w + x) * (w - x)", "x", "diag(-2*x)", lambda w, x: w * w - x * x),
        ("w * (x + u)", "w", "diag(x + u)", lambda w, x, u: w * x + w * u),
        ("w*x + u*x", "x", "diag(w + u)", lambda w, x, u: (w + u) * x),
        ("w - (u - x)", "x", "identity(n)", lambda w, u, x: w - u + x),
        ("-w * x", "x", "diag(-w)", lambda w, x: -(w * x)),
        ("x * x * x", "x", "diag(3*x**2)", lambda x: x**3),
        ("w / (1 + x**2)", "x", "diag(-2*x*w/(1 + x**2)**2)", lambda w, x: w / (1 + x * x)),
        ("(w - x) / (w * x)", "w", "diag(1/(w*x) - (w - x)/(w*x)**2*x)", lambda w, x: 1 / x - 1 / w),
        ("x / (w + x)", "x", "diag(1/(w + x) - x/(w + x)**2)", lambda w, x: 1 - w / (w + x), {"positive": True}),
        ("w * x / (u * v)", "v", "diag(-w*x/(u*v)**2*u)", lambda w, x, u, v: w * x / u / v),
        ("1 / (w * x)", "w", "diag(-1/(w*x)**2*x)", lambda w, x: 1 / w / x),
        ("(A @ x) * c", "x", "diag(c) @ A", lambda A, x, c: (A @ x) * c),
        ("c - A @ x", "x", "-A", lambda c, A, x: c - A @ x),
        ("c / (A @ x)", "x", "diag(-c/(A @ x)**2) @ A", lambda c, A, x: c / (A @ x), {"positive": True}),
        ("f(w * x)", "x", "diag(slope(f(w*x), w*x)*w)", lambda w, x, f=np.sin: f(w * x)),
        ("f(w) / g(x)", "x", "diag(-f(w)*slope(g(x), x)/g(x)**2)",
            lambda w, x, f=np.sin, g=np.exp: f(w) / g(x)),
    ),
    *family("max and comparisons",
        ("relu(x)", "x", "diag(x > 0)", lambda x: gate(x), away(lambda x: x)),
        ("minimum(w, x)", "w", "diag(w < x)", lambda w, x: smaller(w, x), away(lambda w, x: w - x)),
        ("minimum(w, x)", "x", "diag(w > x)", lambda w, x: smaller(w, x), away(lambda w, x: w - x)),
        ("maximum(w * x, u)", "x", "diag((w*x > u)*w)", lambda w, x, u: larger(w * x, u),
            away(lambda w, x, u: w * x - u)),
        ("w * (x > 0)", "w", "diag(x > 0)", lambda w, x: w * step(x > 0), away(lambda w, x: x)),
        ("w * (x > 0)", "x", "zeros(n, n)", lambda w, x: np.real(w) * step(np.real(x) > 0), away(lambda w, x: x)),
        ("(w > x) * x", "x", "diag(w > x)", lambda w, x: x * step(w > np.real(x)), away(lambda w, x: w - x)),
        ("(w >= x) * w * w", "w", "diag(2*(w >= x)*w)", lambda w, x: w * w * step(np.real(w) >= x),
            away(lambda w, x: w - x)),
        ("abs(x)", "x", "diag(sign(x))", lambda x: size(x), away(lambda x: x)),
        ("sign(x) * w", "w", "diag(sign(x))", lambda x, w: np.sign(x) * w),
        ("sign(x)", "x", "zeros(n, n)", lambda x: np.sign(np.real(x)), away(lambda x: x)),
        ("abs(w - x)", "x", "diag(-sign(w - x))", lambda w, x: size(x - w), away(lambda w, x: w - x)),
        ("sum(maximum(w, x))", "x", "(w < x).T", lambda w, x: np.sum(larger(w, x)), away(lambda w, x: w - x)),
        ("sum(abs(w - x))", "w", "sign(w - x).T", lambda w, x: np.sum(size(x - w)), away(lambda w, x: w - x)),
        ("maximum(z, x)", "z", "z > x", lambda z, x: larger(z, x), away(lambda z, x: z - x)),
        ("maximum(z, x)", "x", "diag(z < x)", lambda z, x: larger(z, x), away(lambda z, x: z - x)),
        ("maximum(w, x)**2", "x", "diag(2*maximum(w, x)*(w < x))", lambda w, x: larger(w, x) ** 2,
            away(lambda w, x: w - x)),
        ("relu(w - x)", "x", "diag(-(w - x > 0))", lambda w, x: gate(w - x), away(lambda w, x: w - x)),
        ("(x <= w) * exp(x)", "x", "diag((x <= w)*exp(x))", lambda x, w: np.exp(x) * step(np.real(x) <= w),
            away(lambda x, w: w - x)),
        ("relu(A @ x)", "x", "diag(A @ x > 0) @ A", lambda A, x: gate(A @ x), away(lambda A, x: A @ x)),
        ("x * relu(z)", "z", "(z > 0)*x", lambda x, z: gate(z) * x, away(lambda x, z: z)),
    ),
    *family("powers",
        ("x ** 3", "x", "diag(3*x**2)", lambda x: x * x * x),
        ("x ** p", "x", "diag(p*x**(p - 1))", lambda x, p: x**p),
        ("x ** p", "p", "x**p*log(x)", lambda x, p: np.exp(p * np.log(x))),
        ("x ** w", "x", "diag(w*x**(w - 1))", lambda x, w: np.exp(w * np.log(x))),
        ("x ** w", "w", "diag(x**w*log(x))", lambda x, w: np.exp(w * np.log(x))),
        ("2 ** x", "x", "diag(2**x*log(2))", lambda x: np.exp(x * np.log(2))),
        ("z ** x", "x", "diag(z**x*log(z))", lambda z, x: np.exp(x * np.log(z))),
        ("z ** x", "z", "x*z**(x - 1)", lambda z, x: np.exp(x * np.log(z))),
        ("x ** x", "x", "diag(x**x*log(x) + x**x)", lambda x: np.exp(x * np.log(x))),
        ("t ** t", "t", "t**t*(log(t) + 1)", lambda t: np.exp(t * np.log(t))),
        ("x ** -2", "x", "diag(-2/x**3)", lambda x: 1 / x / x),
        ("x ** 0.5", "x", "diag(0.5/x**0.5)", lambda x: np.sqrt(x)),
        ("(w * x) ** 2", "w", "diag(2*w*x**2)", lambda w, x: w * w * x * x),
        ("(w + x) ** z", "z", "(w + x)**z*log(w + x)", lambda w, x, z: np.exp(z * np.log(w + x))),
        ("(1 + x**2) ** p", "x", "diag(2*p*(1 + x**2)**(p - 1)*x)", lambda x, p: np.exp(p * np.log(1 + x * x))),
        ("3 ** (w * x)", "w", "diag(3**(w*x)*log(3)*x)", lambda w, x: np.exp(np.log(3) * w * x)),
        ("x ** (2*z)", "z", "2*x**(2*z)*log(x)", lambda x, z: (x * x) ** z),
        ("1 / x**w", "w", "diag(-1/(x**w)**2*x**w*log(x))", lambda x, w: np.exp(-w * np.log(x))),
        positive=True,
    ),
    *family("functions",
        ("exp(x)", "x", "diag(exp(x))", lambda x: np.exp(x)),
        ("log(x)", "x", "diag(1/x)", lambda x: np.log(x), {"positive": True}),
        ("sin(x)", "x", "diag(cos(x))", lambda x: np.sin(x)),
        ("cos(x)", "x", "diag(-sin(x))", lambda x: np.cos(x)),
        ("tan(x / 2)", "x", "diag((1 + tan(x/2)**2)/2)", lambda x: np.sin(x / 2) / np.cos(x / 2)),
        ("tanh(x)", "x", "diag(1 - tanh(x)**2)", lambda x: np.sinh(x) / np.cosh(x)),
        ("sinh(x)", "x", "diag(cosh(x))", lambda x: (np.exp(x) - np.exp(-x)) / 2),
        ("cosh(x)", "x", "diag(sinh(x))", lambda x: (np.exp(x) + np.exp(-x)) / 2),
        ("arcsin(x / 2)", "x", "diag(1/(2*sqrt(1 - (x/2)**2)))", lambda x: np.arcsin(x / 2)),
        ("arccos(x / 2)", "x", "diag(-1/(2*sqrt(1 - (x/2)**2)))", lambda x: np.pi / 2 - np.arcsin(x / 2)),
        ("arctan(w * x)", "w", "diag(1/(1 + (w*x)**2)*x)", lambda w, x: np.arctan(w * x)),
        ("sqrt(x)", "x", "diag(1/(2*sqrt(x)))", lambda x: x**0.5, {"positive": True}),
        ("sigmoid(w * x)", "w", "diag(sigmoid(w*x)*(1 - sigmoid(w*x))*x)", lambda w, x: logistic(w * x)),
        ("softplus(x)", "x", "diag(sigmoid(x))", lambda x: np.log(1 + np.exp(x))),
        ("x * sigmoid(x)", "x", "diag(sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x)))", lambda x: x * logistic(x)),
        ("exp(-x**2)", "x", "diag(-2*exp(-x**2)*x)", lambda x: np.exp(-x * x)),
        ("sqrt(1 + x**2)", "x", "diag(1/sqrt(1 + x**2)*x)", lambda x: (1 + x * x) ** 0.5),
        ("log(x) / x", "x", "diag(1/x**2 - log(x)/x**2)", lambda x: np.log(x) / x, {"positive": True}),
        ("sin(cos(x))", "x", "diag(-cos(cos(x))*sin(x))", lambda x: np.sin(np.cos(x))),
        ("tanh(w + z)", "z", "1 - tanh(w + z)**2", lambda w, z: np.tanh(w + z)),
    ),
    *family("scalar expansion",
        ("x - z", "z", "-ones(n)", lambda x, z: x - z),
        ("z - x", "x", "-identity(n)", lambda z, x: z - x),
        ("x / z", "x", "identity(n)/z", lambda x, z: x / z),
        ("x / z", "z", "-x/z**2", lambda x, z: x / z),
        ("z / x", "x", "diag(-z/x**2)", lambda z, x: z / x),
        ("z / x", "z", "1/x", lambda z, x: z / x),
        ("z*x + b", "b", "ones(n)", lambda z, x, b: z * x + b),
        ("(x + z) ** 2", "z", "2*(x + z)", lambda x, z: x * x + 2 * x * z + z * z),
        ("(x + z) * (w - z)", "z", "w - z - (x + z)", lambda x, w, z: x * w - z * x + z * w - z * z),
        ("exp(z * x)", "z", "exp(z*x)*x", lambda z, x: np.exp(z * x)),
        ("exp(z * x)", "x", "diag(z*exp(z*x))", lambda z, x: np.exp(z * x)),
        ("z**2 * x * w", "z", "2*z*x*w", lambda z, x, w: z * z * (x * w)),
        ("sin(z) * x", "x", "sin(z)*identity(n)", lambda z, x: np.sin(z) * x),
        ("x / (z + b)", "b", "-x/(z + b)**2", lambda x, z, b: x / (z + b), {"positive": True}),
        ("(x - z) / b", "b", "-(x - z)/b**2", lambda x, z, b: x / b - z / b),
        ("2*x + 3*z - 1", "z", "3*ones(n)", lambda x, z: 2 * x + 3 * z - 1),
    ),
    *family("sums",
        ("sum(w * x * x)", "x", "2*(w*x).T", lambda w, x: np.dot(w, x * x)),
        ("sum(x) ** 2", "x", "2*sum(x)*ones(n).T", lambda x: np.sum(x) ** 2),
        ("sum(exp(x))", "x", "exp(x).T", lambda x: np.sum(np.exp(x))),
        ("mean(x * x)", "x", "2*x.T/n", lambda x: np.dot(x, x) / len(x)),
        ("mean(w * x)", "w", "x.T/n", lambda w, x: np.dot(w, x) / len(x)),
        ("sum(x / w)", "w", "-(x/w**2).T", lambda x, w: np.sum(x / w)),
        ("sum(x) * sum(w)", "w", "sum(x)*ones(n).T", lambda x, w: np.sum(x) * np.sum(w)),
        ("sum(x) / sum(w)", "w", "-sum(x)/sum(w)**2*ones(n).T", lambda x, w: np.sum(x) / np.sum(w),
            {"positive": True}),
        ("log(sum(x))", "x", "ones(n).T/sum(x)", lambda x: np.log(np.sum(x)), {"positive": True}),
        ("sum(x ** z)", "z", "sum(x**z*log(x))", lambda x, z: np.sum(np.exp(z * np.log(x))), {"positive": True}),
        ("sum((x - mean(x))**2)", "x", "2*(x - mean(x) - mean(x - mean(x))).T",
            lambda x: np.dot(x, x) - np.sum(x) ** 2 / len(x)),
        ("sum(x) * w", "x", "outer(w, ones(n))", lambda x, w: w * np.sum(x)),
        ("w / sum(x)", "x", "-outer(w, ones(n))/sum(x)**2", lambda w, x: w / np.sum(x), {"positive": True}),
        ("x / sum(x)", "x", "identity(n)/sum(x) - outer(x, ones(n))/sum(x)**2", lambda x: x / np.sum(x),
            {"positive": True}),
        ("sum(cumsum(x))", "x", "ones(n).T @ cumsum(identity(n))", lambda x: np.dot(np.arange(len(x), 0, -1), x)),
        ("w @ cumsum(x)", "x", "w.T @ cumsum(identity(n))", lambda w, x: np.dot(w, np.cumsum(x))),
        ("x[1] * sum(w)", "w", "x[1]*ones(n).T", lambda x, w: x[0] * np.sum(w)),
        ("sum(A @ x + c)", "c", "ones(m).T", lambda A, x, c: np.sum(A @ x) + np.sum(c)),
    ),
    *family("chain, neuron, loss",
        ("sin(A @ x)", "x", "diag(cos(A @ x)) @ A", lambda A, x: np.sin(A @ x)),
        ("exp(A @ x + c)", "c", "diag(exp(A @ x + c))", lambda A, x, c: np.exp(A @ x + c)),
        ("tanh(M @ tanh(A @ x + c) + u)", "x",
            "diag(1 - tanh(M @ tanh(A @ x + c) + u)**2) @ (M @ diag(1 - tanh(A @ x + c)**2) @ A)",
            lambda M, A, x, c, u: np.tanh(M @ np.tanh(A @ x + c) + u)),
        ("tanh(M @ tanh(A @ x + c) + u)", "c",
            "diag(1 - tanh(M @ tanh(A @ x + c) + u)**2) @ M @ diag(1 - tanh(A @ x + c)**2)",
            lambda M, A, x, c, u: np.tanh(M @ np.tanh(A @ x + c) + u)),
        ("M @ sin(A @ x)", "x", "M @ diag(cos(A @ x)) @ A", lambda M, A, x: M @ np.sin(A @ x)),
        ("sigmoid(w @ x + b)", "w", "sigmoid(w @ x + b)*(1 - sigmoid(w @ x + b))*x.T",
            lambda w, x, b: logistic(np.dot(w, x) + b)),
        ("log(sigmoid(w @ x + b))", "b", "1 - sigmoid(w @ x + b)", lambda w, x, b: np.log(logistic(np.dot(w, x) + b))),
        ("relu(w @ x + b) ** 2", "x", "2*relu(w @ x + b)*(w @ x + b > 0)*w.T",
            lambda w, x, b: gate(np.dot(w, x) + b) ** 2, away(lambda w, x, b: np.dot(w, x) + b)),
        ("relu(A @ relu(x))", "x", "diag(A @ relu(x) > 0) @ A @ diag(x > 0)", lambda A, x: gate(A @ gate(x)),
            away(lambda A, x: np.append(A @ gate(x), x))),
        ("sum((A @ x - c)**2)", "x", "2*(A @ x - c).T @ A", lambda A, x, c: np.dot(A @ x - c, A @ x - c)),
        ("sum((A @ x - c)**2)", "c", "-2*(A @ x - c).T", lambda A, x, c: np.dot(A @ x - c, A @ x - c)),
        ("(y - X @ w) @ (y - X @ w)", "w", "-2*(y - X @ w).T @ X", lambda y, X, w: np.sum((y - X @ w) ** 2)),
        ("norm(X @ w - y)", "w", "(X @ w - y).T @ X/norm(X @ w - y)", lambda X, w, y: length(X @ w - y)),
        ("norm(X @ w - y)**2 + z*(w @ w)", "w", "2*(X @ w - y).T @ X + 2*z*w.T",
            lambda X, w, y, z: np.sum((X @ w - y) ** 2) + z * np.sum(w * w)),
        ("mean(softplus(X @ w + b) - y*(X @ w + b))", "w", "(sigmoid(X @ w + b).T @ X)/N - (y.T @ X)/N",
            lambda X, w, b, y: np.mean(np.log(1 + np.exp(X @ w + b)) - y * (X @ w + b))),
        ("sum(abs(X @ w - y))", "w", "sign(X @ w - y).T @ X", lambda X, w, y: np.sum(size(X @ w - y)),
            away(lambda X, w, y: X @ w - y)),
        ("sigmoid(concatenate([w, b]) @ concatenate([x, 1]))", "w",
            "sigmoid(concatenate([w, b]) @ concatenate([x, 1]))"
            "*(1 - sigmoid(concatenate([w, b]) @ concatenate([x, 1])))*x.T",
            lambda w, b, x: logistic(np.dot(w, x) + b)),
        ("f(A @ x)", "x", "diag(slope(f(A @ x), A @ x)) @ A", lambda A, x, f=np.sin: f(A @ x)),
        ("sin(x @ x)", "x", "2*cos(x @ x)*x.T", lambda x: np.sin(np.sum(x * x))),
    ),
    *family("harder vectors",
        ("softmax(B @ x)", "x", "diag(softmax(B @ x)) @ B - outer(softmax(B @ x), B.T @ softmax(B @ x))",
            lambda B, x: softmax(B @ x)),
        ("softmax(A @ x)", "x", "diag(softmax(A @ x)) @ A - outer(softmax(A @ x), A.T @ softmax(A @ x))",
            lambda A, x: softmax(A @ x)),
        ("x * softmax(x)", "x", "diag(softmax(x) + x*softmax(x)) - outer(x*softmax(x), softmax(x))",
            lambda x: x * softmax(x)),
        ("w @ softmax(x)", "x", "(w*softmax(x) - softmax(x)*(w @ softmax(x))).T", lambda w, x: np.dot(w, softmax(x))),
        ("log(softmax(x))", "x", "identity(n) - outer(ones(n), softmax(x))", lambda x: x - np.log(np.sum(np.exp(x)))),
        ("(w @ x) * x", "x", "(w @ x)*identity(n) + outer(x, w)", lambda w, x: np.dot(w, x) * x),
        ("(w @ x) * x", "w", "outer(x, x)", lambda w, x: np.dot(w, x) * x),
        ("(x @ x) * w", "x", "2*outer(w, x)", lambda x, w: np.dot(x, x) * w),
        ("x / (x @ x)", "x", "identity(n)/(x @ x) - 2*outer(x, x)/(x @ x)**2", lambda x: x / np.dot(x, x)),
        ("x @ B @ w", "x", "(B @ w).T", lambda x, B, w: quadratic(x, B, w)),
        ("x @ B @ w", "w", "x.T @ B", lambda x, B, w: quadratic(x, B, w)),
        ("(x - w) @ B @ (x - w)", "x", "(x - w).T @ (B + B.T)", lambda x, w, B: quadratic(x - w, B, x - w)),
        ("(x - w) @ B @ (x - w)", "w", "-((x - w).T @ B) - ((x - w).T @ B.T)",
            lambda x, w, B: quadratic(x - w, B, x - w)),
        ("norm(A @ x)", "x", "(A @ x).T @ A/norm(A @ x)", lambda A, x: length(A @ x)),
        ("norm(w) * x", "w", "outer(x, w)/norm(w)", lambda w, x: length(w) * x),
        ("w @ x / (norm(w) * norm(x))", "x", "(w/(norm(w)*norm(x)) - (w @ x)/(norm(w)*norm(x))**2*norm(w)*x/norm(x)).T",
            lambda w, x: np.dot(w / length(w), x / length(x))),
        ("cumsum(w * x)", "x", "cumsum(identity(n)) @ diag(w)", lambda w, x: np.cumsum(w * x)),
        ("cumsum(x) * x", "x", "diag(cumsum(x)) + diag(x) @ cumsum(identity(n))", lambda x: np.cumsum(x) * x),
        ("reverse(x) * x", "x", "diag(reverse(x)) + diag(x) @ reverse(identity(n))", lambda x: x[::-1] * x),
        ("A @ reverse(x)", "x", "A @ reverse(identity(n))", lambda A, x: A @ x[::-1]),
        ("reverse(A @ x)", "x", "reverse(A)", lambda A, x: (A @ x)[::-1]),
        ("concatenate([x, z])", "x", "matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]])",
            lambda x, z: np.append(x, z), {"names": TRIPLE}),
        ("concatenate([x, z])", "z", "stack([0, 0, 0, 1])", lambda x, z: np.append(x, z), {"names": TRIPLE}),
        ("concatenate([w * x, c])", "x", "matrix([[w[1], 0, 0], [0, w[2], 0], [0, 0, w[3]], [0, 0, 0], [0, 0, 0]])",
            lambda w, x, c: np.append(w * x, c), {"names": TRIPLE}),
        ("concatenate([sum(x), x * x])", "x",
            "matrix([[1, 1, 1], [2*x[1], 0, 0], [0, 2*x[2], 0], [0, 0, 2*x[3]]])",
            lambda x: np.append(np.sum(x), x * x), {"names": TRIPLE}),
        ("concatenate([w, b])", "w", "concatenate([identity(n), zeros(1, n)])", lambda w, b: np.append(w, b)),
        ("concatenate([w, b])", "b", "concatenate([zeros(n), 1])", lambda w, b: np.append(w, b)),
        ("concatenate([A @ x, z * x])", "x", "concatenate([A, z*identity(n)])",
            lambda A, x, z: np.append(A @ x, z * x)),
        ("sin(concatenate([c, w * x]))", "x",
            "diag(cos(concatenate([c, w*x]))) @ concatenate([zeros(m, n), diag(w)])",
            lambda c, w, x: np.sin(np.append(c, w * x))),
        ("softmax(concatenate([x, c]))", "c",
            "diag(softmax(concatenate([x, c]))) @ concatenate([zeros(n, m), identity(m)])"
            " - outer(softmax(concatenate([x, c])),"
            " concatenate([zeros(n, m), identity(m)]).T @ softmax(concatenate([x, c])))",
            lambda x, c: softmax(np.append(x, c))),
        ("sum(concatenate([x * x, c]))", "x", "2*x.T", lambda x, c: np.sum(x * x) + np.sum(c)),
        ("outer(stack([z, z**2]), x)", "z", "outer(unit(2, 1) + 2*unit(2, 2)*z, x)",
            lambda z, x: np.outer([z, z * z], x)),
        ("cumsum(stack([z, b]))", "z", "stack([1, 1])", lambda z, b: np.cumsum([z, b])),
        ("stack([x @ x, w @ x, sum(w)])", "x", "stack([2*x.T, w.T, zeros(1, n)])",
            lambda x, w: np.array([np.dot(x, x), np.dot(w, x), np.sum(w)])),
        ("[x[3]*w[1], x[1]]", "x", "matrix([[0, 0, w[1]], [1, 0, 0]])",
            lambda x, w: np.array([x[2] * w[0], x[0]]), {"names": TRIPLE}),
        ("diag(x) @ B @ w", "x", "diag(B @ w)", lambda x, B, w: np.diag(x) @ B @ w),
        ("outer(x, w) @ v", "x", "(w @ v)*identity(n)", lambda x, w, v: np.outer(x, w) @ v),
        ("(x - mean(x)) / norm(x)", "x",
            "identity(n)/norm(x) - ones(n, n)/(n*norm(x)) - outer(x - mean(x), x)/norm(x)**3",
            lambda x: (x - np.sum(x) / len(x)) / length(x)),
        ("sin(x @ outer(x, w))", "x", "2*outer(cos(x @ outer(x, w))*w, x)",
            lambda x, w: np.sin(np.dot(x, x) * w)),
        ("softmax(x @ outer(x, w))", "x",
            "2*outer(softmax(x @ outer(x, w))*w, x)"
            " - 2*(softmax(x @ outer(x, w)) @ w)*outer(softmax(x @ outer(x, w)), x)",
            lambda x, w: softmax(np.dot(x, x) * w)),
        ("outer(x, w)**2 @ w", "w", "2*outer(x**2, w**2) + outer(x, w)**2",
            lambda x, w: np.einsum("i,j,i,j,j->i", x, w, x, w, w)),
        ("exp(outer(x, w)) @ w", "x", "diag(exp(outer(x, w)) @ w**2)", lambda x, w: np.exp(np.outer(x, w)) @ w),
        ("cumsum(concatenate([x, t]))", "x", "matrix([[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]])",
            lambda x, t: np.cumsum(np.concatenate([x, np.atleast_1d(t)])), {"names": TRIPLE}),
        ("cumsum([t, p])", "t", "stack([1, 1])", lambda t, p: np.array([t, t + p])),
    ),
    *family("matrix by scalar",
        ("t**2 * A", "t", "2*t*A", lambda t, A: t * t * A),
        ("A / t", "t", "-A/t**2", lambda A, t: A / t),
        ("A.T * t", "t", "A.T", lambda A, t: t * A.T),
        ("exp(t * A)", "t", "exp(t*A)*A", lambda t, A: np.exp(t * A)),
        ("sin(t)*B + cos(t)*C", "t", "cos(t)*B - sin(t)*C", lambda t, B, C: np.sin(t) * B + np.cos(t) * C),
        ("A ** t", "t", "A**t*log(A)", lambda A, t: np.exp(t * np.log(A)), {"positive": True}),
        ("tanh(A + t)", "t", "ones(m, n) - tanh(A + t)**2", lambda A, t: np.tanh(A + t)),
        ("outer(t * c, x)", "t", "outer(c, x)", lambda t, c, x: t * np.outer(c, x)),
        ("outer(c + t, x)", "t", "outer(ones(m), x)", lambda c, t, x: np.outer(c + t, x)),
        ("outer(c, x**t)", "t", "outer(c, x**t*log(x))", lambda c, x, t: np.outer(c, np.exp(t * np.log(x))),
            {"positive": True}),
        ("diag(x * t)", "t", "diag(x)", lambda x, t: np.diag(x * t)),
        ("t * identity(n) + B", "t", "identity(n)", lambda t, B: t * np.eye(len(B)) + B),
        ("(t * A) @ M", "t", "A @ M", lambda t, A, M: t * (A @ M)),
        ("(B + t*C) @ (B + t*C)", "t", "C @ B + t*(C @ C) + B @ C + t*(C @ C)",
            lambda B, C, t: (B + t * C) @ (B + t * C)),
        ("(A * t) @ (M + t)", "t", "A @ (M + t) + t*A @ ones(n, m)", lambda A, M, t: (A * t) @ (M + t)),
        ("cumsum(t * A)", "t", "cumsum(identity(m)) @ A", lambda t, A: t * np.cumsum(A, axis=0)),
        ("matrix([[z, t, 1], [2, z*t, t**2]])", "t", "matrix([[0, 1, 0], [0, z, 2*t]])",
            lambda z, t: np.array([[z, t, 1], [2, z * t, t * t]])),
        ("maximum(t, outer(x, c))", "t", "t > outer(x, c)", lambda t, x, c: larger(t, np.outer(x, c)),
            away(lambda t, x, c: t - np.outer(x, c))),
        ("minimum(exp(t), outer(x, c))", "t", "exp(t)*(exp(t) < outer(x, c))",
            lambda t, x, c: smaller(np.exp(t), np.outer(x, c)), away(lambda t, x, c: np.exp(t) - np.outer(x, c))),
    ),
    *family("scalar by matrix",
        ("sum(A)", "A", "ones(n, m)", lambda A: total(A)),
        ("mean(A)", "A", "ones(n, m)/(m*n)", lambda A: total(A) / A.size),
        ("sum(A * A)", "A", "2*A.T", lambda A: total(A * A)),
        ("sum(exp(A))", "A", "exp(A).T", lambda A: total(np.exp(A))),
        ("trace(B)", "B", "identity(n)", lambda B: total(np.diag(B))),
        ("trace(B @ C)", "B", "C", lambda B, C: total(B * C.T)),
        ("trace(A.T @ A)", "A", "2*A.T", lambda A: total(A * A)),
        ("trace(B @ B)", "B", "2*B", lambda B: total(B * B.T)),
        ("trace(B)**2", "B", "2*trace(B)*identity(n)", lambda B: total(np.diag(B)) ** 2),
        ("trace(B @ C @ B.T)", "B", "C.T @ B.T + C @ B.T @ identity(n)", lambda B, C: np.einsum("ij,jk,ik->", B, C, B)),
        ("x @ B @ x", "B", "outer(x, x)", lambda x, B: quadratic(x, B, x)),
        ("w @ B.T @ x", "B", "outer(w, x)", lambda w, B, x: quadratic(x, B, w)),
        ("sum(A @ x)", "A", "outer(x, ones(m))", lambda A, x: np.sum(A @ x)),
        ("sum(A @ M)", "A", "outer(M @ ones(m), ones(m))", lambda A, M: total(A @ M)),
        ("sum((A @ x - c)**2)", "A", "2*outer(x, A @ x - c)", lambda A, x, c: np.sum((A @ x - c) ** 2)),
        ("norm(A @ x)", "A", "outer(x, A @ x)/norm(A @ x)", lambda A, x: length(A @ x)),
        ("c @ sigmoid(A @ x)", "A", "outer(x, c*sigmoid(A @ x)*(1 - sigmoid(A @ x)))",
            lambda c, A, x: np.dot(c, logistic(A @ x))),
        ("log(sum(exp(A @ x)))", "A", "outer(x, exp(A @ x))/sum(exp(A @ x))",
            lambda A, x: np.log(np.sum(np.exp(A @ x)))),
        ("sum(relu(A @ x))", "A", "outer(x, A @ x > 0)", lambda A, x: np.sum(gate(A @ x)), away(lambda A, x: A @ x)),
        ("A[1, 2] * A[2, 1]", "A", "A[2, 1]*outer(unit(3, 2), unit(2, 1)) + A[1, 2]*outer(unit(3, 1), unit(2, 2))",
            lambda A: A[0, 1] * A[1, 0], {"names": PAIR}),
        ("reverse(sin(B))[1, 2]", "B", "cos(reverse(B)[1, 2])*outer(unit(n, 2), reverse(unit(n, 1)))",
            lambda B: np.sin(B[-1, 1])),
        ("trace(B**2)", "B", "2*B*identity(n)", lambda B: total(np.diag(B) ** 2)),
        ("mean((X @ w - y)**2)", "X", "2*outer(w, X @ w - y)/N", lambda X, w, y: np.mean((X @ w - y) ** 2)),
    ),
]
# fmt: on

FAMILIES = Counter(case.family for case in BATTERY)
