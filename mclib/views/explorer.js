// The explorer: inputs, graph, cells and bars of one function on the same lines.
// What is shared (point, selection, layout, ...) lives in the model, so that two displays of one
// model agree; a paint only writes what changed. The kernel hears of it once, 400 ms after the last.

const SPEAK_AFTER = 500, TRAVEL = 420;
const LABEL = 30, CAPTION = 36, DENSE = 8, MOST = 64, HEIGHT = 224;
const LETTERS = ["s", "t", "r", "q", "p"];
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function explorer({ model, el }) {
  const words = model.get("words");
  let plan, view, room = "wide", explained = "", keyed = false, speaking, waiting;

  // ---- the model --------------------------------------------------------------------------------

  const set = setter(model, () => save());
  const zeros = () => plan.entry.map((row) => row.map((id) => plan.program.valueOf(id) === 0));
  const gate = prediction(model, words, set, { zeros, own: () => record() === model.get("functions")[0] && derivative() === record().by[0] });
  const record = () => model.get("functions")[model.get("chosen")] ?? model.get("functions")[0];
  const derivative = () => record().by.find((d) => d.name === model.get("by")) ?? record().by[0];
  /** The names of what is differentiated by, or of one variable: a vector's in bold. */
  const whole = (names) => names.split(", ").map((name) =>
    symbol(name, [], record().variables.some((v) => v.name === name && v.shape.length === 1))).join(", ");
  const matrices = (functions = model.get("functions")) => functions.some((f) => f.variables.some((v) => v.shape.length > 1));
  const output = () => symbol(record().output, [], record().rows !== null);
  const setNumber = (slot, value) => {
    const point = structuredClone(model.get("point"));
    for (const v of plan.record.variables) point[v.name] = numbersFor(v, plan.sizes, point);
    const last = slot.index.at(-1);
    if (last === undefined) point[slot.name] = value;
    else numberAt(point[slot.name], slot.index.slice(0, -1))[last - 1] = value;
    set({ point });
  };
  const select = (i, j) => {
    const [a, b] = model.get("selection");
    if (a !== i + 1 || b !== j + 1) set({ selection: [i + 1, j + 1] });
  };
  const choose = (chosen) => {
    const old = derivative().name;
    model.set("chosen", chosen);
    const by = derivative().name;
    set({ by, notice: by === old ? "" : fill(words.switched, { old, new: by, function: record().text }) });
  };
  const ask = (text) => {
    const bare = (written) => written.replace(/\s/g, "");
    const at = model.get("functions").findIndex((f) => bare(f.text) === bare(text));
    if (at >= 0) { set({ problem: {} }); choose(at); return; }
    if (!listens(model)) { set({ problem: { message: words.no_kernel } }); return; }
    model.set("asked", { text, by: model.get("by"), count: (model.get("asked").count ?? 0) + 1 });
    model.save_changes();
  };

  // ---- the plan: everything that does not depend on the point -----------------------------------

  function makePlan() {
    plan = unfold(record(), derivative(), model.get("sizes"), model.get("defs"));
    explained = "";
    plan.columns = plan.inputs.length;
    plan.lines = Math.max(plan.rows, plan.columns, 3);
    [plan.dense, plan.most] = [plan.lines > DENSE, Math.max(3, ...Object.values(plan.sizes))]; // room is kept for any function of these lengths
    plan.size = plan.dense ? 3 : plan.lines > 4 ? 2 : plan.lines > 3 ? 1 : 0;
    plan.R = plan.lines < 4 ? 56 : HEIGHT / plan.lines;
    const [W, G] = { wide: [[66, 54, 304], [150, 104]], middle: [[54, 46, 200], [96, 96]], narrow: [[60, 46, 190], [96, 96]] }[room];
    plan.W = plan.size > 1 ? Math.min(W[1], W[2] / plan.lines) : W[plan.size];
    plan.G = G[plan.size > 1 ? 1 : 0];
    plan.y_ = times(plan.rows).map((i) => symbol(record().output, record().rows === null ? [] : [i + 1]));
    plan.x_ = plan.inputs.map((slot) => symbol(plan.slots[slot].name, plan.slots[slot].index));
    plan.above = (count) => ((plan.lines - count) * plan.R) / 2;
    plan.middle = (k, count) => plan.above(count) + (k + 0.5) * plan.R;
    plan.names = plan.dense ? undefined : namesOf(times(plan.rows));
    plan.cells = new Map();
    const ids = plan.entry.flat();
    plan.zeros = ids.filter((id) => plan.program.valueOf(id) === 0).length;
    plan.constants = ids.filter((id) => plan.program.fixed[id]).length - plan.zeros;
  }
  /** A subexpression that is an output itself is called by that name: y_1 (1 - y_1). */
  const namesOf = (rows) => new Map(rows.map((i) =>
    [JSON.stringify(component(i)), ["in", record().output, record().rows === null ? [] : [i + 1]]])
    .filter(([key]) => /"(f|sum|\^)"/.test(key)));
  const component = (i) => specialise(plan,
    Array.isArray(plan.record.y) ? plan.record.y[i] : plan.record.y, { i: i + 1 });

  /** The short name of a cell, with the sums that it uses: {html, sums}. */
  function cellName(i, j) {
    const key = i + "," + j;
    if (!plan.cells.has(key)) {
      const tree = useNames(specialise(plan, plan.root(i + 1, j + 1), { i: i + 1, j: j + 1 }),
        plan.names ?? namesOf([i, j].filter((row) => row < plan.rows)));
      const taken = plan.record.variables.map((v) => v.name);
      const free = LETTERS.filter((letter) => !taken.includes(letter));
      const letters = new Map(), sums = [];
      (function find(t) {
        if (!Array.isArray(t)) return;
        if (t[0] === "sum" && !letters.has(t[1])) {
          letters.set(t[1], free[letters.size]);
          const value = [4, 1].map((most) => formula(writeOut(t, most))).find((html) => textOf(html).length < 60);
          sums.push(`<i>${letters.get(t[1])}</i> = ${value ?? "…"}`);
        }
        if (t[0] !== "sum") t.forEach(find);
      })(tree);
      plan.cells.set(key, { html: formula(tree, letters), sums: sums.join(", ") });
    }
    return plan.cells.get(key);
  }
  /** What the letters in the cells stand for: those of the chosen cell, else those that are seen in others. */
  function sumsSaid(i, j) {
    if (cellName(i, j).sums) return fill(words.where, { sums: cellName(i, j).sums });
    plan.sums ??= plan.size > 1 ? [] : [...new Set(plan.entry.flatMap((row, r) => row.map((id, c) =>
      (plan.program.fixed[id] ? "" : cellName(r, c).sums))))].filter(Boolean);
    return fill(plan.sums.length > 1 ? words.where_some : plan.sums.length ? words.where_others : "",
      { sums: plan.sums[0], name: plan.sums[0]?.split(" = ")[0] });
  }

  // ---- the state: everything that does ----------------------------------------------------------

  function evaluate() {
    const point = model.get("point");
    const inputs = inputsAt(plan, point);
    const out = plan.program.evaluate(inputs);
    const [i, j] = model.get("selection").map((k, at) => Math.min(Math.max(k, 1), at ? plan.columns : plan.rows) - 1);
    const d = model.get("nudge");
    const moved = inputs.slice();
    moved[plan.inputs[j]] += d;
    const after = plan.program.evaluate(moved);
    view = {
      inputs, i, j, d, y: plan.y.map((id) => out[id]), J: plan.entry.map((row) => row.map((id) => out[id])),
      kind: times(plan.rows).map((r) => times(plan.columns).map((c) => (gate.hidden() ? "asked" : kindOf(plan, out, r, c)))),
      dy: plan.y.map((id) => after[id] - out[id]),
    };
  }

  // ---- controls ---------------------------------------------------------------------------------

  const segments = (label, names, show, picked) => {
    const group = "mc" + Math.random().toString(36).slice(2);
    const inputs = new Map();
    const options = names.map((name) => {
      const radio = h("input", { type: "radio", name: group, value: name, onchange: () => picked(name) });
      inputs.set(name, radio);
      return h("label", {}, radio, maths(show(name)));
    });
    const node = h("fieldset", { class: "mc-segments" }, h("legend", {}, label), h("span", {}, ...options));
    return { node, check: (name) => { inputs.get(name).checked = true; } };
  };

  const examples = h("select", { "aria-label": words.examples, onchange: () => {
    box.value = ""; set({ problem: {} }); choose(+examples.value);
  } });
  const box = h("input", {
    class: "mc-box", type: "text", spellcheck: "false", autocomplete: "off", "aria-label": words.typed,
    placeholder: words.type, onkeydown: (e) => { if (e.key === "Enter" && box.value.trim()) ask(box.value.trim()); },
    oninput: () => { if (model.get("problem").message) set({ problem: {} }); },
  });
  const derive = button(words.derive, () => box.value.trim() && ask(box.value.trim()));
  const problem = h("div", { class: "mc-problem", role: "status" });
  const bySlot = h("span", { class: "mc-slot" }), sizeSlot = h("span", { class: "mc-slot" });
  const layout = segments(words.layout, ["numerator", "denominator"], (n) => words[n], (n) => set({ convention: n }));
  const reset = h("button", { type: "button", onclick: () =>
    set({ point: {}, selection: [1, 1], nudge: 0.5 }) }, words.reset);
  const head = { formula: maths(), jacobian: maths(), shape: maths(), count: h("div", { role: "status" }) };
  const controls = h("div", { class: "mc-controls" }, h("label", {}, words.function, examples),
    h("span", { class: "mc-typing" }, box, derive, problem), bySlot, sizeSlot, h("span", { class: "mc-break" }),
    h("div", { class: "mc-formula" }, h("div", {}, head.formula), h("div", {}, head.jacobian)),
    h("div", { class: "mc-facts" }, h("div", {}, head.shape), head.count), h("div", { class: "mc-layout" }, layout.node), gate.node);

  let by, madeFor = "";
  function buildControls() {
    const texts = model.get("functions").map((f) => f.text);
    const names = record().by.map((d) => d.name);
    const sizes = Object.keys(record().sizes).filter((n) => record().sizes[n] === null);
    const key = JSON.stringify([texts, names, sizes, model.get("chosen")]);
    if (key !== madeFor) {
      madeFor = key;
      examples.replaceChildren(...texts.map((text, at) => h("option", { value: at }, `${model.get("functions")[at].output} = ${text}`)));
      by = segments(words.with_respect_to, names, whole, (n) => set({ by: n, notice: "" }));
      bySlot.replaceChildren(by.node);
      const most = matrices([record()]) ? DENSE : MOST; // numbers held, one by one
      sizeSlot.replaceChildren(...sizes.map((name) => {
        const out = maths();
        const slider = h("input", { type: "range", min: 1, max: most, step: 1,
          "aria-label": fill(words.size, { name }), "data-size": name,
          oninput: () => set({ sizes: { ...model.get("sizes"), [name]: +slider.value } }) });
        slider.show = (value) => { put(slider, { value: String(value) }); put(out, { html: `${symbol(name)} = ${value}` }); };
        return h("label", { class: "mc-size" }, out, slider);
      }));
    }
    examples.value = String(model.get("chosen"));
    by.check(derivative().name);
    layout.check(model.get("convention"));
    for (const slider of sizeSlot.querySelectorAll("input"))
      slider.show(plan.sizes[slider.dataset.size]);
  }

  /** What is wrong with the typed text: the text with a caret under the spot, then why. */
  function paintProblem() {
    const said = (model.get("problem").message ?? "").split("\n").filter((line) => line.trim());
    const typed = said.filter((line) => line.startsWith("    ")).map((line) => line.slice(4));
    problem.replaceChildren();
    if (typed.length) problem.append(h("pre", {}, typed.join("\n")));
    if (said.length) problem.append(h("div", {}, said.filter((line) => !line.startsWith("    ")).join(" ")));
    if (said.length) problem.append(...launch(words));
  }

  // ---- a number: a slider and its box -----------------------------------------------------------

  const numbers = [];
  function numberInput(at, onfocus) {
    const slot = plan.slots[at];
    const name = [slot.name, ...slot.index].join(" ");
    const pair = numberPair(name, fill(words.exact, { name }), { min: -3, max: 3, step: 0.1 }, (v) => setNumber(slot, v));
    if (onfocus) pair.slider.addEventListener("focus", onfocus);
    numbers.push({ at, show: pair.show });
    return [maths(symbol(slot.name, slot.index), { class: "mc-math mc-name" }), h("span", { class: "mc-room" }, h("span", { class: "mc-pair" }, pair.slider, pair.exact))];
  }
  const paintNumbers = () => { for (const { at, show } of numbers) show(view.inputs[at]); };

  // ---- inputs that move, inputs held fixed ------------------------------------------------------

  const inputs = h("div", { class: "mc-inputs" }), held = h("div", { class: "mc-held" });
  let inputRows = [];
  function buildInputs() {
    numbers.length = 0;
    inputRows = plan.inputs.map((slot, j) => h("div", { class: "mc-row" },
      ...numberInput(slot, () => select(view.i, j))));
    const lines = h("div", { class: "mc-lines" }, ...inputRows);
    if (!plan.dense) lines.style.paddingTop = plan.above(plan.columns) + "px";
    shownInput = undefined;
    inputs.replaceChildren(h("div", { class: "mc-caption" }, words.inputs, reset), lines);
    const others = plan.slots.map((_, at) => at).filter((at) => !plan.inputs.includes(at));
    held.classList.toggle("mc-many", others.length > 4);
    held.replaceChildren(others.length ? words.held : maths(fill(words.held_none, { y: output(), x: whole(derivative().name) }), { class: "" }),
      ...others.map((at) => h("span", { class: "mc-one" }, ...numberInput(at))));
  }

  // ---- who reads what ---------------------------------------------------------------------------

  const graph = h("div", { class: "mc-graph" });
  let nodes = {}, edges = [], noPath, edgeLabels, picture;
  function buildGraph() {
    if (plan.dense) { graph.replaceChildren(h("div", { class: "mc-caption" }, words.graph), spy.graph(plan)); return; }
    const { G } = plan, r = plan.size > 1 ? 12 : 15, H = plan.lines * plan.R;
    picture = svg("svg", { width: G, height: H, role: "img" });
    const at = { x: (j) => [r + 2, plan.middle(j, plan.columns)], y: (i) => [G - r - 2, plan.middle(i, plan.rows)] };
    const label = (html, [cx, cy]) => {
      const box_ = svg("foreignObject", { x: cx - r, y: cy - r, width: 2 * r, height: 2 * r });
      box_.append(h("div", { class: "mc-node-name" }, maths(html)));
      return box_;
    };
    const curve = (i, j) => {
      const [x0, y0] = at.x(j), [x1, y1] = at.y(i), a = x0 + r, b = x1 - r, m = (a + b) / 2;
      return { d: `M${a},${y0}C${m},${y0} ${m},${y1} ${b},${y1}`, a, b, y0, y1 };
    };
    // Where edges cross, labels stand near the ends that differ, each on its own curve.
    const spot = ({ a, b, y0, y1 }, near) => {
      const t = !near ? 0.5 : plan.columns < plan.rows ? 0.73 : 0.27;
      return [a + (b - a) * (t * (1 - t) * 1.5 + t * t * t), y0 + (y1 - y0) * (3 - 2 * t) * t * t];
    };
    edges = [];
    const lines = svg("g"), hits = svg("g"), shapes = svg("g");
    edgeLabels = svg("g");
    for (const i of times(plan.rows)) for (const j of times(plan.columns)) {
      if (gate.hidden() || plan.program.valueOf(plan.entry[i][j]) === 0) continue;
      const c = curve(i, j), line = svg("path", { d: c.d, class: "mc-edge" });
      const hit = svg("path", { d: c.d, class: "mc-hit" });
      hit.addEventListener("click", () => select(i, j));
      const text = edgeText(spot(c, c.y0 !== c.y1));
      lines.append(line); hits.append(hit); edgeLabels.append(text.node);
      edges.push({ i, j, line, text });
    }
    noPath = { line: svg("path", { class: "mc-nopath" }), text: edgeText([0, 0]), move: (i, j) => {
        const c = curve(i, j);
        put(noPath.line, { d: c.d });
        noPath.text.move(spot(c, plan.size < 2 && (i + j) % 2 === 0)); // small graphs have no room beside the nodes
      } };
    put(noPath.text.words, { text: words.no_path });
    nodes = {
      x: times(plan.columns).map((j) => svg("circle", { cx: at.x(j)[0], cy: at.x(j)[1], r, class: "mc-node" })),
      y: times(plan.rows).map((i) => svg("rect", { x: at.y(i)[0] - r, y: at.y(i)[1] - r, width: 2 * r,
        height: 2 * r, rx: 4, class: "mc-node" })) };
    nodes.x.forEach((n, j) => shapes.append(n, label(plan.x_[j], at.x(j))));
    nodes.y.forEach((n, i) => shapes.append(n, label(plan.y_[i], at.y(i))));
    put(picture, { "data-many": edges.length > 16 });
    picture.append(lines, noPath.line, hits, shapes, edgeLabels, noPath.text.node);
    put(picture, { "aria-label": gate.hidden() ? words.graph : times(plan.rows).map((i) => {
      const read = edges.filter((e) => e.i === i).map((e) => textOf(plan.x_[e.j]));
      return fill(read.length ? words.reads : words.reads_nothing, { y: textOf(plan.y_[i]), x: read.join(", ") });
    }).join("; ") });
    graph.replaceChildren(h("div", { class: "mc-caption" }, words.graph), picture);
  }
  function paintGraph() {
    if (plan.dense) { spy.paintGraph(view); return; }
    const few = edges.length <= Math.min(4, Math.max(plan.rows, plan.columns));
    for (const { i, j, line, text } of edges) {
      const chosen = i === view.i && j === view.j;
      put(line, { "data-kind": view.kind[i][j], "data-chosen": chosen });
      put(text.node, { visibility: few || chosen ? "visible" : "hidden" });
      if (!few && !chosen) continue;
      put(text.words, { text: digits(view.J[i][j], 3, 3), "data-chosen": chosen });
      text.place();
    }
    const none = view.kind[view.i][view.j] === "zero";
    for (const node of [noPath.line, noPath.text.node]) put(node, { visibility: none ? "visible" : "hidden" });
    if (none) noPath.move(view.i, view.j);
    nodes.x.forEach((n, j) => put(n, { "data-chosen": j === view.j }));
    nodes.y.forEach((n, i) => put(n, { "data-chosen": i === view.i }));
  }

  // ---- the cells --------------------------------------------------------------------------------

  const grid = h("div", { class: "mc-grid" });
  let cells = [], labels = {}, bands = {}, kindsBefore;
  /** Left and top of row r and column c in the layout that is shown. */
  const flipped = () => model.get("convention") === "denominator";
  const place = (r, c) => [LABEL + c * plan.W, CAPTION + plan.above(flipped() ? plan.columns : plan.rows) + r * plan.R];
  function buildGrid() {
    cells = plan.dense ? [] : times(plan.rows).map((i) => times(plan.columns).map((j) => {
      const number = h("span", { class: "mc-number" }), name = maths("", { class: "mc-math mc-cell-name" });
      const hidden = h("span", { class: "mc-hidden" });
      const node = h("div", { class: "mc-cell", role: "gridcell", tabindex: -1,
        onclick: () => { select(i, j); node.focus(); gate.toggle(i, j); },
        onfocus: () => select(i, j) }, hidden, number, name);
      return { i, j, node, number, name, hidden };
    }));
    const label = (html) => h("div", { class: "mc-label", "aria-hidden": "true" }, maths(html));
    labels = { y: plan.y_.map(label), x: plan.x_.map(label) };
    bands = { row: h("div", { class: "mc-band" }), column: h("div", { class: "mc-band" }) };
    setLayout(false);
  }
  function setLayout(travel) {
    if (plan.dense) {
      grid.style.width = LABEL + (flipped() ? plan.rows : plan.columns) * plan.W + "px";
      grid.replaceChildren(...spy.grid(plan, flipped(), travel && !calm()));
      return;
    }
    const movers = [...cells.flat().map((c) => c.node), ...labels.y, ...labels.x];
    const before = movers.map((node) => [node.offsetLeft, node.offsetTop]);
    const [rows, columns] = flipped() ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    const [rowNames, columnNames] = flipped() ? [plan.x_, plan.y_] : [plan.y_, plan.x_];
    const put_ = (node, [left, top]) => { node.style.left = left + "px"; node.style.top = top + "px"; };
    const focused = grid.contains(document.activeElement) && document.activeElement;
    const table = h("div", { role: "grid", class: "mc-cells", onkeydown: walk, "aria-label": fill(words.grid, { rows, columns }) },
      ...times(rows).map((r) => h("div", { role: "row" }, ...times(columns).map((c) => {
        const cell = flipped() ? cells[c][r] : cells[r][c];
        put_(cell.node, place(r, c));
        put(cell.hidden, { text: fill(words.cell, { row: textOf(rowNames[r]), column: textOf(columnNames[c]) }) + " " });
        return cell.node;
      }))));
    const [left, top] = flipped() ? [labels.x, labels.y] : [labels.y, labels.x];
    left.forEach((node, r) => { put_(node, [0, place(r, 0)[1]]); put(node, { "data-side": "left" }); });
    top.forEach((node, c) => { put_(node, [place(0, c)[0], place(0, 0)[1] - CAPTION]); put(node, { "data-side": "top" }); });
    grid.style.width = LABEL + columns * plan.W + "px";
    grid.replaceChildren(bands.row, bands.column, ...left, ...top, table);
    if (focused) focused.focus();
    if (!travel || calm()) return;
    movers.forEach((node, at) => {
      const dx = before[at][0] - node.offsetLeft, dy = before[at][1] - node.offsetTop;
      if (dx || dy) node.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }],
        { duration: TRAVEL, easing: "cubic-bezier(.3,0,.2,1)" });
    });
  }
  function walk(event) {
    if (event.key === " " && gate.hidden()) { event.preventDefault(); gate.toggle(view.i, view.j); return; }
    const [r, c] = flipped() ? [view.j, view.i] : [view.i, view.j];
    const [rows, columns] = flipped() ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    const to = { ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1],
      Home: [r, 0], End: [r, columns - 1] }[event.key];
    if (!to) return;
    event.preventDefault();
    const [a, b] = [within(to[0], rows), within(to[1], columns)];
    if (plan.dense || root.hasAttribute("data-picture")) select(...(flipped() ? [b, a] : [a, b]));
    else (flipped() ? cells[b][a] : cells[a][b]).node.focus();
  }
  function paintGrid() {
    inputRows.forEach((node, j) => put(node, { "data-chosen": j === view.j }));
    if (plan.dense) { showInput(view.j); spy.paintGrid(view, place); return; }
    const small = plan.size > 1;
    for (const { i, j, node, number, name } of cells.flat()) {
      const kind = view.kind[i][j], value = view.J[i][j], chosen = i === view.i && j === view.j;
      const strength = Math.abs(value) / (1.2 + Math.abs(value));
      put(node, { "data-kind": kind, "data-chosen": chosen, "aria-selected": String(chosen), tabindex: chosen ? 0 : -1,
        "--mc-a": kind === "positive" || kind === "negative" ? (0.1 + 0.5 * strength).toFixed(3) : "0" });
      const text = kind === "asked" ? gate.cell(i, j)[0] : kind === "zero" ? "·" : kind === "undefined" ? "?" : small ? digits(value, 2, 2, 4) : digits(value, 3, 3);
      put(number, { text, "data-long": text.length > 4 });
      const html = kind === "asked" ? gate.cell(i, j)[1] : small || kind === "zero" || plan.program.fixed[plan.entry[i][j]] ? "" : cellName(i, j).html;
      put(name, { html, "data-long": textOf(html).length > 8 });
      put(node, { "data-tall": html.includes("mc-fraction"), "data-said": kind === "asked" && Boolean(html) });
    }
    const x = labels.x[view.j], y = labels.y[view.i];
    const [left, top] = flipped() ? [x, y] : [y, x];
    const [rows, columns] = flipped() ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    put(bands.row, { style: `left:0;top:${parseFloat(left.style.top)}px;width:${LABEL + columns * plan.W}px;height:${plan.R}px` });
    put(bands.column, { style: `left:${parseFloat(top.style.left)}px;top:${parseFloat(top.style.top)}px;width:${plan.W}px;height:${CAPTION + rows * plan.R}px` });
    labels.x.forEach((node, j) => put(node, { "data-chosen": j === view.j }));
    labels.y.forEach((node, i) => put(node, { "data-chosen": i === view.i }));
  }
  /** Over 8 the inputs scroll in their place: the chosen one is brought to light, and nothing else moves. */
  let shownInput;
  function showInput(j) {
    if (j === shownInput) return;
    shownInput = j;
    const list = inputRows[j].parentNode, { offsetTop, offsetHeight } = inputRows[j], top = offsetTop - list.offsetTop;
    if (top < list.scrollTop || top + offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top - (list.clientHeight - offsetHeight) / 2;
  }
  /** When another function fills cells that were empty (or empties them) the eye is led there. */
  function showFilling() {
    const kinds = cells.flat().map(({ i, j }) => view.kind[i][j] === "zero");
    if (kindsBefore?.length === kinds.length && !calm())
      cells.flat().forEach(({ node }, at) => {
        if (kinds[at] !== kindsBefore[at])
          node.animate([{ opacity: 0, transform: "scale(.6)" }, { opacity: 1, transform: "none" }],
            { duration: TRAVEL, delay: 25 * at, fill: "backwards", easing: "cubic-bezier(.2,0,.2,1)" });
      });
    kindsBefore = kinds;
  }

  // ---- bars -------------------------------------------------------------------------------------

  const bars = h("div", { class: "mc-bars" });
  const nudgeName = maths("", { class: "mc-math mc-nudge" });
  const nudge = h("input", { type: "range", min: -1, max: 1, step: 0.05, "aria-label": words.nudge_name,
    oninput: () => set({ nudge: +nudge.value }) });
  const barCaption = h("label", { class: "mc-caption" }, nudgeName, nudge);
  const legend = h("div", { class: "mc-legend" }, h("span", { class: "mc-true" }, words.true),
    h("span", { class: "mc-predicted" }, words.predicted));
  let barRows = [], scale = 1;
  function buildBars() {
    if (plan.dense) { bars.replaceChildren(barCaption, spy.bars(plan), legend); return; }
    barRows = times(plan.rows).map(() => {
      const b = { dy: h("i", { class: "mc-bar mc-true" }), jd: h("i", { class: "mc-bar mc-predicted" }),
        dyText: h("b", { class: "mc-true" }), jdText: h("b", { class: "mc-predicted" }), stays: h("em", {}, words.stays) };
      b.node = h("div", { class: "mc-row" }, h("div", { class: "mc-track" }, b.dy, b.jd, b.stays),
        h("div", { class: "mc-changes" }, b.dyText, b.jdText));
      return b;
    });
    const lines = h("div", { class: "mc-lines" }, ...barRows.map((b) => b.node));
    lines.style.paddingTop = plan.above(plan.rows) + "px";
    bars.replaceChildren(barCaption, lines, legend);
  }
  function paintBars() {
    put(nudgeName, { html: fill(words.nudge, { x: plan.x_[view.j], d: digits(view.d) }) });
    if (+nudge.value !== view.d) nudge.value = view.d;
    const jd = view.J.map((row) => row[view.j] * view.d);
    const most = Math.max(...view.dy.concat(jd).map(Math.abs).filter(Number.isFinite), 1e-9);
    scale = ladder(most, scale);
    if (plan.dense) { spy.paintBars(view, jd, scale); return; }
    const bar = (v) => {
      const w = Number.isFinite(v) ? (Math.abs(v) / scale) * 50 : 0;
      return { "--mc-left": (v < 0 ? 50 - w : 50).toFixed(2) + "%", "--mc-width": w.toFixed(2) + "%" };
    };
    barRows.forEach((b, i) => {
      const stays = view.kind[i][view.j] === "zero";
      put(b.node, { "data-stays": stays });
      if (stays) return;
      put(b.dy, bar(view.dy[i])); put(b.jd, bar(jd[i]));
      put(b.dyText, { text: digits(view.dy[i]) }); put(b.jdText, { text: digits(jd[i]) });
    });
  }

  // ---- the entry and its sentence ---------------------------------------------------------------

  const line = maths("", { class: "mc-math mc-line" }), where = maths("", { class: "mc-math mc-where" });
  const sentence = maths("", { class: "mc-sentence" });
  const explanation = h("div", { class: "mc-explain" }, h("div", {}, line, where), sentence);
  const live = h("div", { class: "mc-hidden", role: "status" });
  const partial = (top, bottom) => `<span class="mc-fraction"><span>∂${top}</span><span>∂${bottom}</span></span>`;
  function paintExplanation() {
    const { i, j } = view, kind = view.kind[i][j], y = plan.y_[i], x = plan.x_[j];
    const speak = (node) => { clearTimeout(speaking); speaking = setTimeout(() => put(live, { text: node.textContent }), SPEAK_AFTER); };
    if (gate.hidden()) {
      put(line, { html: `${gate.kind === "zeros" ? partial(y, x) : partial(output(), whole(derivative().name))} = ?` });
      put(where, { html: "" }); put(sentence, { html: gate.how() });
      speak(gate.kind === "zeros" ? cells[i][j].node : sentence);
      return;
    }
    const name = cellName(i, j), value = plan.program.fixed[plan.entry[i][j]] ? digits(view.J[i][j]) : name.html;
    const result = kind === "zero" ? "0" : name.html;
    const shown = [4, 1].map((most) => formula(writeOut(component(i), most))).find((html) => textOf(html).length < 40);
    const middle = shown ? `${partial("", x)}${brackets(shown)} = ` : "";
    const key = [i, j, room, root.isConnected, kind === "zero"].join(); // it is measured on the page alone
    if (key !== explained) {
      explained = key;
      put(line, { html: `${partial(y, x)} = ${middle}${result}` });
      if (line.offsetHeight > 52) put(line, { html: `${partial(y, x)} = ${result}` });
    }
    put(where, { html: sumsSaid(i, j) });
    const ids = plan.program.reads([plan.entry[i][j]]);
    put(sentence, { html: modes.paint(view) ?? fill(words[["positive", "negative"].includes(kind) ? "changes" : shut(i, j) ? "shut" : kind], {
      y, x, d: digits(view.d), dy: digits(view.dy[i]), jd: digits(view.J[i][j] * view.d), slope: digits(view.J[i][j]),
      entry: value, formula: shown ?? y, reads: readsText(ids) }) });
    speak(sentence);
  }
  /** Whether a cell that is zero only here stays zero all round this point: a gate is shut. */
  const shut = (i, j) => view.kind[i][j] === "zero-here"
    && plan.program.evaluate(view.inputs.map((v, k) => v + 1e-4 * (1 + (k % 7) / 9)))[plan.entry[i][j]] === 0;
  /** The inputs of some slots in words: all of a vector by its name, else one by one. */
  function readsText(ids) {
    const names = [];
    for (const { name } of plan.record.variables) {
      const own = ids.filter((at) => plan.slots[at].name === name);
      const all = plan.slots.filter((slot) => slot.name === name).length;
      if (own.length === all && all > 2) names.push(fill(words.all_of, { name: whole(name) }));
      else names.push(...own.map((at) => symbol(name, plan.slots[at].index)));
    }
    const last = names.pop();
    return names.length ? names.join(", ") + words.and + last : last ?? "";
  }
  function paintHead() {
    const outputs = (n) => (n === 1 ? words.outputs_1 : fill(words.outputs, { count: n }));
    const many = (n) => (n === 1 ? words.inputs_n_1 : fill(words.inputs_n, { count: n }));
    const { rows, columns } = plan, { name, inputs: { scalars } } = derivative();
    const facts = flipped() ? { rows: columns, columns: rows, down: many(columns), across: outputs(rows) }
      : { rows, columns, down: outputs(rows), across: many(columns) };
    const { zeros: zero, constants: constant } = plan, all = rows * columns;
    const y = output(), x = scalars?.length > 1 ? `(${whole(name)})` : whole(name);
    const form = flipped() ? derivative().turned : derivative().html;
    put(head.formula, { html: plan.record.label });
    if (gate.hidden()) {
      put(head.jacobian, { html: "" }); put(head.shape, { html: "" }); put(head.count, { html: gate.question(), "data-notice": true });
      return;
    }
    put(head.jacobian, { html: form && textOf(form).length < 27 ? `∂${y}/∂${x} = ${form}` : "" });
    put(head.shape, { html: gate.checked() && gate.kind !== "zeros" ? "" : fill(words.shape, { ...facts, y, x }) });
    const notice = model.get("notice") || gate.verdict();
    put(head.count, { html: notice || fill(words.count, { zero, all, constant, changes: all - zero - constant }), "data-notice": Boolean(notice) });
  }
  const key = h("ul", { class: "mc-key" }, ...["zero", "constant", "positive", "negative", "zero-here"].map((kind) =>
    h("li", {}, h("span", { class: "mc-cell", "data-kind": kind, style: "--mc-a:.35", "aria-hidden": "true" },
      h("span", {}, { zero: "·", constant: "1", positive: "+", negative: "−", "zero-here": "0" }[kind])), words["key_" + kind])));

  const modes = pictures({ words, select, walk, segments, picked: (picture) => set({ picture }), target: (i, j) => (plan.dense ? spy.cell : cells[i][j].node), repaint: () => paint() });

  // ---- one paint --------------------------------------------------------------------------------

  const root = h("div", { class: "mc mc-explorer", role: "group", onkeydown: leave }, controls,
    h("div", { class: "mc-main" }, inputs, modes.control, modes.node, graph, grid, bars), held, explanation, key, live);
  const save = saver(model, root);
  function leave(event) {
    if (event.key !== "Escape") return;
    if (model.get("problem").message) set({ problem: {} });
    else leaveView(root);
  }
  function build() {
    makePlan();
    const answered = !gate.hidden() && gate.node.contains(document.activeElement);
    put(root, { "--R": plan.R + "px", "--W": plan.W + "px", "--lines": String(plan.lines), "--high": Math.max(plan.lines * plan.R, plan.most > 3 ? HEIGHT : 0) + "px", "--most": String(Math.min(plan.most, DENSE)), "data-long": plan.most > DENSE, "--held": plan.most > 3 || matrices() ? "81px" : "42px", "data-small": String(plan.size > 1),
      "data-dense": plan.dense, "data-room": room, "data-ask": gate.kind ?? "", "data-asked": gate.hidden() ? gate.kind : "",
      "data-tight": String(plan.W < 56), "aria-label": fill(words.explorer, { function: record().text }) });
    buildControls(); buildInputs(); buildGraph(); buildGrid(); buildBars(); buildPicture();
    for (const { i, j, node } of cells.flat()) gate.corner(node, i, j, plan.size > 1);
    paint();
    showFilling();
    if (answered) cells[view.i][view.j].node.focus();
  }
  function paint() {
    waiting = void cancelAnimationFrame(waiting);
    evaluate();
    gate.paint(); paintNumbers(); paintGraph(); paintGrid(); paintBars(); paintExplanation(); paintHead();
  }
  const showPicture = (travel) => { root.toggleAttribute("data-picture", modes.show(gate.hidden() ? "cells" : model.get("picture"), travel)); };
  const buildPicture = () => {
    modes.build(plan, { y: output(), x: whole(derivative().name) }, model.get("defs"), flipped());
    showPicture(false);
  };
  /** At once for a key, which begins from what is chosen; once a frame for a pointer, which may send several changes in one. */
  const repaint = () => { if (keyed) paint(); else waiting ??= requestAnimationFrame(paint); };
  for (const kind of ["keydown", "pointerdown"]) root.addEventListener(kind, () => { keyed = kind === "keydown"; if (keyed && waiting) paint(); }, true);

  const spy = spyPlot({ words, select, walk, repaint });

  let stale = false;
  const rebuild = () => {
    if (!stale) queueMicrotask(() => { stale = false; build(); });
    stale = true;
  };
  const deaf = listen(model, [["functions", "chosen", "by", "sizes", "stage"], rebuild], [["problem"], paintProblem],
    [["point", "selection", "nudge", "notice", "guess"], repaint], [["picture"], () => { showPicture(true); paint(); }],
    [["convention"], () => { buildControls(); setLayout(true); buildPicture(); paint(); }]);
  build();
  el.append(root);
  // Graph and cells are drawn in real pixels, so that their lines meet: drawn anew for another room.
  const watch = new ResizeObserver(([{ contentRect: { width } }]) => {
    const found = width > 735 || (width > 385 && width <= 515) ? "wide" : width > 515 ? "middle" : "narrow";
    if (width && found !== room) { room = found; build(); } else repaint(); // colours and widths are known on the page alone
  });
  watch.observe(root);
  return () => {
    watch.disconnect(); deaf();
    save.stop(); spy.stop(); modes.stop(); clearTimeout(speaking); cancelAnimationFrame(waiting);
  };
}

export default { initialize: joinRoom, render: explorer };
