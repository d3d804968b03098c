// The page's side of every view: elements, formulas as HTML, numbers as text.

const SVG = "http://www.w3.org/2000/svg";
const TAKES_FOCUS = new Set(["input", "select", "button", "textarea"]);

/** An element. JupyterLab would take keys typed on it for its own shortcuts; the mark forbids that.
 * A number written into a box moves the selection in it: each editor of the notebook would look where to. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  if (tag === "input") node.addEventListener("selectionchange", (event) => event.stopPropagation());
  if (TAKES_FOCUS.has(tag) || "tabindex" in attributes) node.dataset.lmSuppressShortcuts = "true";
  node.append(...children.filter((c) => c !== undefined && c !== null));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Formulas as HTML, in a span so that a flex box does not tear its parts apart. */
export function maths(html = "", attributes = {}) {
  const node = h("span", { class: "mc-math", ...attributes });
  node.innerHTML = html;
  return node;
}

const written = new WeakMap();

/** Write to an element only what differs from what was written last. */
export function put(node, values) {
  const last = written.get(node) ?? {};
  for (const [name, value] of Object.entries(values)) {
    if (last[name] === value) continue;
    last[name] = value;
    if (name === "html") node.innerHTML = value;
    else if (name === "text") node.textContent = value;
    else if (name === "value") { if (node !== document.activeElement || node.type === "range") node.value = value; }
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else if (value === false || value === null) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
  written.set(node, last);
}

/** Escape: give the keys back to the notebook's cell. */
export function leaveView(root) {
  const cell = root.closest(".jp-Cell") ?? root.closest("[tabindex]");
  document.activeElement.blur();
  cell?.focus();
}

/** Whether a kernel listens: a page without one, or a notebook whose kernel has ended, has none. */
export function listens(model) {
  const kernel = model.widget_manager?.kernel;
  return kernel === undefined || (kernel !== null && !["dead", "terminating"].includes(kernel.status)
    && kernel.connectionStatus !== "disconnected");
}

/** On a page without a kernel: where there is one. */
export const launch = (words) => (words.launch ? [" ", h("a", { href: words.launch }, words.launch_name)] : []);

/** Tell the kernel what has changed, some time after the last change; data-saved says when it knows. */
export function saver(model, root = { dataset: {} }, wait = 400) {
  let timer;
  const save = () => {
    root.dataset.saved = "no";
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (listens(model)) model.save_changes();
      root.dataset.saved = "yes";
    }, wait);
  };
  save.stop = () => clearTimeout(timer);
  return save;
}

/** A view's style, once for all views of a page: written again it would style the whole notebook anew. */
export function dress(model) {
  const css = model.get("css"); // on a page of ours it stands in the page
  if (css && ![...document.querySelectorAll("style.mc-style")].some((one) => one.textContent === css))
    document.head.append(h("style", { class: "mc-style" }, css));
}
export const dressed = (render) => ({ initialize: ({ model }) => dress(model), render });

/** Change traits of a model and have them saved; `save` may be made later. */
export const setter = (model, save) => (changes) => { Object.entries(changes).forEach(([name, value]) => model.set(name, value)); save(); };

/** Call an act when a trait changes, one act for each list of traits; gives what ends it. */
export function listen(model, ...pairs) {
  const all = pairs.flatMap(([names, act]) => names.map((name) => ["change:" + name, act]));
  all.forEach(([event, act]) => model.on(event, act));
  return () => all.forEach(([event, act]) => model.off(event, act));
}

export const button = (label, act) => h("button", { type: "button", onclick: act }, label);

/** The end of a scale for numbers up to `most`: 1, 2 or 5 times a power of ten; it grows at once and shrinks late. */
export function ladder(most, scale = 0, steps = [1, 2, 5, 10]) {
  const ten = 10 ** Math.floor(Math.log10(most));
  return most > scale || most < scale / 4 ? steps.map((k) => k * ten).find((k) => k >= most) : scale;
}

const ROOMS = (globalThis[Symbol.for("mclib.rooms")] ??= new Map());
const SHARED = ["point", "selection", "convention", "sizes"];

/** A view's model is dressed and joins the others of its room: what one of them is told they all are, with no kernel. */
export function joinRoom({ model }) {
  dress(model);
  const save = saver(model);
  let room = "";
  const leave = () => { ROOMS.get(room)?.delete(model); };
  const enter = () => {
    leave();
    room = model.get("room");
    if (room) ROOMS.set(room, (ROOMS.get(room) ?? new Set()).add(model));
  };
  const tell = (name) => {
    if (!room) return;
    const value = model.get(name), same = JSON.stringify(value);
    for (const other of ROOMS.get(room)) {
      const old = other.get(name);
      if (old !== undefined && JSON.stringify(old) !== same) other.set(name, value);
    }
    save();
  };
  const stop = listen(model, [["room"], enter], ...SHARED.map((name) => [[name], () => tell(name)]));
  enter();
  return () => { leave(); save.stop(); stop(); };
}

/** A number as a slider and a box beside it: Enter goes to the box, Enter and Escape come back. */
export function numberPair(name, exactly, { step, ...range }, act) {
  let now;
  const slider = h("input", { type: "range", step, ...range, "aria-label": name, oninput: () => act(+slider.value),
    onkeydown: (e) => { if (e.key === "Enter") { exact.focus(); exact.select(); } } });
  const exact = h("input", { type: "number", step, tabindex: -1, "aria-label": exactly,
    oninput: () => { const v = parseFloat(exact.value); if (Number.isFinite(v)) act(v); },
    onblur: () => { exact.value = now; },
    onkeydown: (e) => { if (e.key === "Enter" || e.key === "Escape") { e.stopPropagation(); slider.focus(); } } });
  const show = (value, text = String(value)) => {
    now = text;
    if (+slider.value !== value) slider.value = value;
    if (exact !== document.activeElement && exact.value !== text) exact.value = text;
  };
  return { slider, exact, show };
}

/** Fill the slots of a sentence that Python worded. */
export const fill = (template, slots) => (template ?? "").replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");

export const escape = (text) =>
  String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** A number as text: a real minus, never -0, no more digits than one can use. */
export function digits(value, significant = 3, decimals = 4, most = 6) {
  if (!Number.isFinite(value)) return "?";
  if (Math.abs(value) < 1e-12) return "0";
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  if (whole > most) return value.toExponential(1).replace("e+", "e").replaceAll("-", "−");
  const text = String(+value.toFixed(Math.min(Math.max(significant - whole, 0), decimals)));
  return +text === 0 ? "≈0" : text.replaceAll("-", "−");
}

/** A name with its indices: x, x_1, A_12; a Greek one as its letter, a whole vector in bold. */
export function symbol(name, index = [], bold = false) {
  const wide = index.some((k) => k > 9);
  const sub = index.length ? `<sub>${index.join(wide ? "," : "")}</sub>` : "";
  const [tag, letter] = [bold ? "b" : "i", GREEK[name] ?? escape(name)];
  return `<${tag}>${letter}</${tag}>${sub}`;
}

const COMPARED = { gt: ">", ge: "≥", lt: "<", le: "≤" };
const ROMAN = { maximum: "max", minimum: "min" };
const CONSTANT = { pi: "π" };
const SUM = 0, PRODUCT = 1, POWER = 2, ATOM = 3;

const fraction = (top, bottom) => `<span class="mc-fraction"><span>${top}</span><span>${bottom}</span></span>`;
export const brackets = (html) => (html.includes("mc-fraction")
  ? `<span class="mc-tall">(</span>${html}<span class="mc-tall">)</span>` : `(${html})`);
const negative = (t) => (t[0] === "num" && t[1] < 0) || (t[0] === "*" && t[1][0] === "num" && t[1][1] < 0);
const negate = (t) => (t[0] === "num" ? ["num", -t[1], t[2]]
  : t[1][1] === -1 && t[1][2] === 1 ? (t.length === 3 ? t[2] : ["*", ...t.slice(2)])
    : ["*", negate(t[1]), ...t.slice(2)]);

/** The HTML of a tree; letters maps the key of a closed sum to its letter. */
export function formula(tree, letters = new Map()) {
  const show = (t, level = SUM) => {
    const [html, own] = write(t);
    return own < level ? brackets(html) : html;
  };
  const list = (trees) => trees.map((t) => show(t)).join(", ");
  function write(t) {
    const [op, ...rest] = t;
    if (negative(t)) return [`−${show(negate(t), PRODUCT)}`, SUM];
    switch (op) {
      case "num": return rest[1] === 1 ? [`${rest[0]}`, ATOM] : [fraction(rest[0], rest[1]), ATOM];
      case "const": return [CONSTANT[rest[0]] ?? rest[0], ATOM];
      case "in": return [symbol(rest[0], rest[1]), ATOM];
      case "sum": return [`<i>${letters.get(rest[0]) ?? "s"}</i>`, ATOM];
      case "dots": return ["⋯", ATOM];
      case "+": return [rest.map((term, at) => (at === 0 ? show(term)
        : negative(term) ? ` − ${show(negate(term), PRODUCT)}` : ` + ${show(term)}`)).join(""), SUM];
      case "*": return product(rest);
      case "^": return product([t]);
      case "f": return call(rest[0], rest.slice(1));
    }
    return ["?", ATOM];
  }
  function call(name, args) {
    if (name in COMPARED) return [`[${show(args[0])} ${COMPARED[name]} ${show(args[1])}]`, ATOM];
    if (name === "abs") return [`|${show(args[0])}|`, ATOM];
    if (name === "sqrt") return [`√<span class="mc-root">${show(args[0])}</span>`, POWER];
    if (name === "exp") return [`<i>e</i><sup>${show(args[0])}</sup>`, POWER];
    return [`${ROMAN[name] ?? escape(name)}(${list(args)})`, ATOM];
  }
  function product(factors) {
    const top = [], bottom = [];
    for (const factor of factors) {
      const [op, base, exponent] = factor;
      if (op === "num" && factor[2] !== 1) {
        if (factor[1] !== 1) top.push(["num", factor[1], 1]);
        bottom.push(["num", factor[2], 1]);
      } else if (op === "^" && exponent[0] === "num" && exponent[1] < 0)
        bottom.push(isOne(exponent) ? base : ["^", base, ["num", -exponent[1], exponent[2]]]);
      else top.push(factor);
    }
    const join = (parts) => (parts.length === 1 ? show(parts[0], bottom.length ? SUM : PRODUCT)
      : parts.map((t) => power(t)).join("<span class='mc-thin'> </span>"));
    if (bottom.length) return [fraction(top.length ? join(top) : "1", join(bottom)), ATOM];
    return top.length === 1 ? [power(top[0]), POWER] : [join(top), PRODUCT];
  }
  const isOne = (t) => t[1] === -1 && t[2] === 1;
  function power(t) {
    if (t[0] !== "^") return show(t, POWER);
    const [, base, exponent] = t;
    if (exponent[0] === "num" && exponent[1] === 1 && exponent[2] === 2) return write(["f", "sqrt", base])[0];
    const up = exponent[0] === "num" && exponent[2] !== 1 ? `${exponent[1]}/${exponent[2]}` : show(exponent);
    return `${show(base, ATOM)}<sup>${up}</sup>`;
  }
  return show(tree);
}

export const textOf = (html) => html.replace(/<[^>]*>/g, "");
