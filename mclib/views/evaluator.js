// From index notation to numbers and short names.
//
// A function arrives as a list of nodes that refer to earlier ones (views/wire.py makes it).
// `unfold` writes it out for given sizes as one flat program that `evaluate` runs at each frame;
// `specialise` gives one component as a small tree to be read, its sums still closed.
// No calculus here: the derivative was derived in Python and is one more formula.

const bool = (test, a, b) => (Number.isNaN(a + b) ? NaN : +test);
const FUNCTIONS = {
  exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, sign: Math.sign,
  sin: Math.sin, cos: Math.cos, tan: Math.tan, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh,
  arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, maximum: Math.max, minimum: Math.min,
  gt: (a, b) => bool(a > b, a, b), ge: (a, b) => bool(a >= b, a, b),
  lt: (a, b) => bool(a < b, a, b), le: (a, b) => bool(a <= b, a, b),
};
const CONSTANTS = { pi: Math.PI, e: Math.E };
// Where the two arguments tie (one argument: where it is 0) these have no slope.
const BENT = new Set(["abs", "sign", "maximum", "minimum", "gt", "ge", "lt", "le"]);

const isName = (index) => typeof index === "string";
const sizeOf = (size, sizes) => (isName(size) ? sizes[size] : size);

/** The number that an index stands for under env, or undefined while it is bound in a closed sum. */
function indexAt(index, env, sizes) {
  if (typeof index === "number") return index;
  if (isName(index)) return env[index];
  return sizeOf(index[2], sizes) + 1 - indexAt(index[1], env, sizes);
}

const indexName = (index) => (Array.isArray(index) ? indexName(index[1]) : index);
const NUMERIC_ARGUMENTS = new Set(["num", "const", "size", "in", "delta", "upto", "arg"]);
const children = (node) => {
  if (NUMERIC_ARGUMENTS.has(node[0])) return [];
  if (node[0] === "deriv") return [node[1]];
  if (node[0] === "sum") return [node[3]];
  return node.slice(node[0] === "f" ? 2 : 1);
};

/** For each node the names of the indices that it depends on. */
function freeIndices(nodes) {
  const free = [];
  for (const node of nodes) {
    const names = new Set();
    if (node[0] === "in") node[2].map(indexName).filter(isName).forEach((k) => names.add(k));
    if (node[0] === "delta" || node[0] === "upto")
      node.slice(1).map(indexName).filter(isName).forEach((k) => names.add(k));
    if (node[0] === "deriv") node[3].map(indexName).filter(isName).forEach((k) => names.add(k));
    for (const child of children(node)) free[child].forEach((k) => names.add(k));
    if (node[0] === "sum") names.delete(node[1]);
    free.push([...names]);
  }
  return free;
}

/** A list of operations, equal ones kept once; 0 times anything is 0, 1 times is itself. */
class Program {
  constructor() {
    this.nodes = [];
    this.fixed = []; // true where no input is read
    this.known = new Map();
  }
  make(op, data, args = []) {
    const key = op + " " + data + " " + args;
    if (!this.known.has(key)) {
      this.known.set(key, this.nodes.length);
      this.nodes.push({ op, data, args });
      this.fixed.push(op !== "in" && args.every((a) => this.fixed[a]));
    }
    return this.known.get(key);
  }
  number(value) { return this.make("num", value); }
  valueOf(id) { return this.nodes[id].op === "num" ? this.nodes[id].data : undefined; }
  fold(op, unit, args) {
    const join = op === "+" ? (a, b) => a + b : (a, b) => a * b;
    let constant = unit;
    const rest = args.filter((a) => {
      const value = this.valueOf(a);
      if (value !== undefined) constant = join(constant, value);
      return value === undefined;
    });
    if (op === "*" && constant === 0) return this.number(0);
    if (constant !== unit || !rest.length) rest.push(this.number(constant));
    return rest.length === 1 ? rest[0] : this.make(op, "", rest);
  }
  power(a, b) {
    if (this.valueOf(b) === 1) return a;
    return this.settle(Math.pow, [a, b]) ?? this.make("^", "", [a, b]);
  }
  /** A function; inside the definition of a smooth one it is "s": no bend to look at. */
  apply(name, args, smooth) {
    return this.settle(FUNCTIONS[name], args) ?? this.make(smooth ? "s" : "f", name, args);
  }
  settle(f, args) {
    const values = args.map((a) => this.valueOf(a));
    if (values.includes(undefined)) return undefined;
    const value = f(...values);
    return Number.isFinite(value) ? this.number(value) : undefined;
  }
  /** The value of every operation (or of those listed), given the value of every input slot. */
  evaluate(inputs, only = this.nodes.keys()) {
    const out = new Float64Array(this.nodes.length);
    for (const at of only) {
      const { op, data, args } = this.nodes[at];
      if (op === "num") out[at] = data;
      else if (op === "in") out[at] = inputs[data];
      else if (op === "+") { let s = 0; for (const a of args) s += out[a]; out[at] = s; }
      else if (op === "*") { let p = 1; for (const a of args) p *= out[a]; out[at] = p; }
      else if (op === "^") out[at] = Math.pow(out[args[0]], out[args[1]]);
      else if (op === "deriv") out[at] = this.difference(args[0], data, inputs);
      else out[at] = FUNCTIONS[data](out[args[0]], out[args[1]]);
    }
    return out;
  }
  /** One operation alone. */
  value(id, inputs) { return this.evaluate(inputs, [...this.below([id])].sort((a, b) => a - b))[id]; }
  /** How fast an operation changes with one input slot: a central difference, no calculus. */
  difference(id, slot, inputs, h = 1e-5) {
    const at = (step) => this.value(id, inputs.map((v, k) => (k === slot ? v + step : v)));
    return (at(h) - at(-h)) / (2 * h);
  }
  /** All operations that lie below the given ones, these included. */
  below(ids) {
    const seen = new Set(ids);
    for (const id of seen) this.nodes[id].args.forEach((a) => seen.add(a));
    return seen;
  }
  /** The input slots read below the given operations, in order. */
  reads(ids) {
    const slots = [...this.below(ids)].filter((id) => this.nodes[id].op === "in");
    return slots.map((id) => this.nodes[id].data).sort((a, b) => a - b);
  }
}

/** Lay every component of every input out in one row of slots. */
function slotsOf(variables, sizes) {
  const slots = [];
  for (const { name, shape } of variables) {
    const [rows, columns] = shape.map((s) => sizeOf(s, sizes));
    if (rows === undefined) slots.push({ name, index: [] });
    for (let i = 1; i <= rows; i++) {
      if (columns === undefined) slots.push({ name, index: [i] });
      for (let j = 1; j <= columns; j++) slots.push({ name, index: [i, j] });
    }
  }
  const slotAt = new Map(slots.map((slot, at) => [slot.name + slot.index, at]));
  return { slots, slotAt };
}

function unfolder(nodes, program, sizes, slotAt, defs, given = [], smooth = false) {
  const free = freeIndices(nodes);
  const known = new Map();
  function visit(at, env) {
    const key = at + "|" + free[at].map((k) => env[k]);
    if (!known.has(key)) known.set(key, write(nodes[at], env));
    return known.get(key);
  }
  function write(node, env) {
    const [op, ...rest] = node;
    const index = (k) => indexAt(k, env, sizes);
    const all = () => children(node).map((child) => visit(child, env));
    switch (op) {
      case "num": return program.number(rest[0] / rest[1]);
      case "const": return program.make("num", CONSTANTS[rest[0]]);
      case "size": return program.number(sizes[rest[0]]);
      case "in": return program.make("in", slotAt.get(rest[0] + rest[1].map(index)));
      case "delta": return program.number(+(index(rest[0]) === index(rest[1])));
      case "upto": return program.number(+(index(rest[0]) <= index(rest[1])));
      case "arg": return given[rest[0]];
      case "deriv": return program.make("deriv", slotAt.get(rest[1] + rest[2].map(index)), all());
      case "+": return program.fold("+", 0, all());
      case "*": return program.fold("*", 1, all());
      case "^": return program.power(...all());
      case "sum": {
        const terms = [];
        for (let k = 1; k <= sizeOf(rest[1], sizes); k++)
          terms.push(visit(rest[2], { ...env, [rest[0]]: k }));
        return program.fold("+", 0, terms);
      }
      case "f": {
        const def = defs[rest[0]];
        if (!def) return program.apply(rest[0], all(), smooth);
        return unfolder(def.nodes, program, sizes, slotAt, defs, all(), smooth || !def.kink)(def.root, {});
      }
    }
    throw new Error("unknown node " + op);
  }
  return visit;
}

export const times = (n) => Array.from({ length: n }, (_, k) => k);

/** Numbers for a variable: those of the point, continued by its samples. */
export function numbersFor(variable, sizes, point) {
  const { name, shape, sample } = variable;
  const [rows, columns] = shape.map((s) => (typeof s === "string" ? sizes[s] : s));
  const given = point[name];
  if (rows === undefined) return typeof given === "number" ? given : sample[0];
  if (columns === undefined)
    return times(rows).map((i) => given?.[i] ?? sample[i % sample.length]);
  return times(rows).map((i) => times(columns).map(
    (j) => given?.[i]?.[j] ?? sample[(i * columns + j) % sample.length]));
}

export const numberAt = (value, index) => index.reduce((v, k) => v[k - 1], value);

/** The numbers of all input slots at a point; a named part has those of its definition. */
export function inputsAt(plan, point) {
  const values = Object.fromEntries(plan.record.variables.map((v) => [v.name, numbersFor(v, plan.sizes, point)]));
  const inputs = Float64Array.from(plan.slots, ({ name, index }) => numberAt(values[name], index));
  for (const [slot, id] of plan.parts) inputs[slot] = plan.program.value(id, inputs);
  return inputs;
}

const span = (n) => times(n).map((k) => k + 1);

/**
 * A function and its Jacobian by `by`, written out for the given sizes.
 * Rows and columns are counted from 0 in `y`, `entry`, `fixed`; `columns` holds input slots.
 */
export function unfold(record, by, sizes, defs = {}) {
  const all = { ...record.sizes, ...sizes };
  // A size of another name than n and m, N of the examples say, is 3 until it is chosen.
  for (const [name, value] of Object.entries(record.sizes)) all[name] = value ?? all[name] ?? 3;
  const { slots, slotAt } = slotsOf(record.variables, all);
  const program = new Program();
  const visit = unfolder(record.nodes, program, all, slotAt, defs);
  const table = Array.isArray(record.y);
  const rows = table ? record.y.length : record.rows === null ? 1 : sizeOf(record.rows, all);
  const inputs = by.inputs.scalars ? by.inputs.scalars.map((name) => slotAt.get(name))
    : span(sizeOf(by.inputs.size, all)).map((j) => slotAt.get(by.inputs.vector + j));
  const root = (i, j) => (Array.isArray(by.entry) ? by.entry[i - 1][j - 1] ?? by.entry[i - 1][0] : by.entry);
  const y = span(rows).map((i) => visit(table ? record.y[i - 1] : record.y, { i }));
  const entry = span(rows).map((i) => inputs.map((_, j) => visit(root(i, j + 1), { i, j: j + 1 })));
  // For every row the places where it bends: the tied arguments and the slots they read.
  const bends = y.map((id) => [...program.below([id])].filter((at) => {
    const { op, data, args } = program.nodes[at];
    return op === "f" && BENT.has(data) && !program.fixed[at] && args[0] !== args[1];
  }).map((at) => ({ args: program.nodes[at].args, slots: new Set(program.reads([at])) })));
  const parts = record.variables.filter((v) => v.value !== undefined).flatMap((v) => slots
    .flatMap((slot, at) => (slot.name === v.name ? [[at, visit(v.value, { i: slot.index[0] })]] : [])));
  return { record, by, sizes: all, slots, program, rows, inputs, y, entry, bends, root, parts };
}

/** What the cell is: zero, constant, kink, undefined, zero-here, positive or negative. */
export function kindOf(plan, values, i, j) {
  const id = plan.entry[i][j];
  if (plan.program.valueOf(id) === 0) return "zero";
  const tied = ({ args: [a, b], slots }) =>
    values[a] === (b === undefined ? 0 : values[b]) && slots.has(plan.inputs[j]);
  if (!Number.isFinite(values[plan.y[i]])) return "undefined";
  if (plan.bends[i].some(tied)) return "kink";
  if (!Number.isFinite(values[id])) return "undefined";
  if (plan.program.fixed[id]) return "constant";
  if (Math.abs(values[id]) < 1e-12) return "zero-here";
  return values[id] > 0 ? "positive" : "negative";
}

// ---- trees to be read -------------------------------------------------------------------------

const gcd = (a, b) => (b ? gcd(b, a % b) : Math.abs(a));
const number = (p, q = 1) => {
  const g = (gcd(p, q) || 1) * Math.sign(q);
  return ["num", p / g, q / g];
};
const isNumber = (tree, p) => tree[0] === "num" && (p === undefined || (tree[1] === p && tree[2] === 1));
const flat = (op, args) => args.flatMap((a) => (a[0] === op ? a.slice(1) : [a]));

function sumOf(args) {
  const plus = (a, b) => number(a[1] * b[2] + b[1] * a[2], a[2] * b[2]);
  let total = number(0);
  const like = new Map(); // terms that differ in a number alone are one: x + x is 2 x
  for (const a of flat("+", args)) {
    if (isNumber(a)) { total = plus(total, a); continue; }
    const factors = flat("*", [a]), [count, kind] = isNumber(factors[0]) ? [factors[0], factors.slice(1)] : [number(1), factors];
    const key = JSON.stringify(kind), other = like.get(key);
    like.set(key, other ? { count: plus(other.count, count), kind } : { count, kind, term: a });
  }
  const rest = [...like.values()].filter(({ count }) => !isNumber(count, 0)).map(({ count, kind, term }) => term ?? productOf([count, ...kind]));
  if (!isNumber(total, 0) || !rest.length) {
    const first = flat("+", args).findIndex((a) => isNumber(a));
    rest.splice(first === 0 ? 0 : rest.length, 0, total);
  }
  return rest.length === 1 ? rest[0] : ["+", ...rest];
}

function productOf(args) {
  let factor = number(1);
  const rest = flat("*", args).filter((a) => {
    if (isNumber(a)) factor = number(factor[1] * a[1], factor[2] * a[2]);
    return !isNumber(a);
  });
  if (isNumber(factor, 0)) return factor;
  if (!isNumber(factor, 1) || !rest.length) rest.unshift(factor);
  return rest.length === 1 ? rest[0] : ["*", ...rest];
}

/** One component, i and j chosen in env: deltas decided, 0 and 1 tidied, sums kept closed. */
export function specialise(plan, at, env) {
  const { record: { nodes }, sizes } = plan;
  const free = (plan.free ??= freeIndices(nodes));
  const index = (k) => (isName(indexName(k)) && env[indexName(k)] === undefined ? k : indexAt(k, env, sizes));
  const [op, ...rest] = nodes[at];
  const all = () => children(nodes[at]).map((child) => specialise(plan, child, env));
  switch (op) {
    case "num": return number(rest[0], rest[1]);
    case "size": return number(sizes[rest[0]]);
    case "const": return ["const", rest[0]];
    case "in": return ["in", rest[0], rest[1].map(index)];
    case "delta": return number(+(index(rest[0]) === index(rest[1])));
    case "upto": return number(+(index(rest[0]) <= index(rest[1])));
    case "+": return sumOf(all());
    case "*": return productOf(all());
    case "^": {
      const [base, exponent] = all();
      if (isNumber(exponent, 1) || isNumber(base, 1)) return base;
      return ["^", base, exponent];
    }
    case "f": return ["f", rest[0], ...all()];
    case "sum": {
      const [k, size, body] = rest;
      const terms = () => span(sizeOf(size, sizes)).map((value) => specialise(plan, body, { ...env, [k]: value }));
      const decides = (p) => (["delta", "upto"].includes(nodes[p][0]) && free[p].includes(k))
        || children(nodes[p]).some(decides);
      if (decides(body) || sizeOf(size, sizes) === 1) return sumOf(terms());
      if (!free[body].includes(k)) return productOf([number(sizeOf(size, sizes)), terms()[0]]);
      const open = specialise(plan, body, { ...env, [k]: undefined });
      return ["sum", JSON.stringify([size, open]), terms()];
    }
  }
  throw new Error("unknown node " + op);
}

/** The same with its sums written out; beyond `most` terms as first + ... + last. */
export function writeOut(tree, most = 4) {
  if (!Array.isArray(tree)) return tree;
  if (tree[0] !== "sum") return tree[0] === "in" ? tree : tree.map((t) => writeOut(t, most));
  const terms = tree[2].map((t) => writeOut(t, most));
  return terms.length <= Math.max(most, 2) ? ["+", ...terms] : ["+", terms[0], ["dots"], terms.at(-1)];
}

/** Call by its name what has one: names maps JSON of a tree to the tree of its name. */
export function useNames(tree, names) {
  const key = JSON.stringify(tree);
  if (names.has(key)) return names.get(key);
  if (tree[0] === "sum" || tree[0] === "in" || !tree.some(Array.isArray)) return tree;
  if (tree[0] === "*") {
    for (const [whole, name] of names) {
      const factors = JSON.parse(whole);
      if (factors[0] !== "*") continue;
      const left = tree.slice(1);
      const found = factors.slice(1).every((f, k) => {
        const at = left.findIndex((t) => JSON.stringify(t) === JSON.stringify(f));
        if (at >= 0) left.splice(at, 1, ...(k ? [] : [name]));
        return at >= 0;
      });
      if (found) return useNames(productOf(left), names);
    }
  }
  return tree.map((t) => (Array.isArray(t) ? useNames(t, names) : t));
}
