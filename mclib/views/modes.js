// How a Jacobian comes about, in the place of graph, cells and bars: rows of a sum that are added, a scalar
// that feeds n cells, the roads of a total derivative, a product of Jacobians (views/modes.py finds them).
// Two drawings: terms that stand above their total, and boxes of which row i meets column j.

function pictures({ words, select, segments, picked, target, repaint }) {
  const node = h("div", { class: "mc-picture", role: "group", "aria-label": words.picture });
  const control = h("div", { class: "mc-pick" });
  let plan, defs, names, kind, turned, program, roads, terms, total, choice, on = false, shown = { i: 0, j: 0 };
  let cells = [], edges = [], nodes = [], spots = [], bars = [], scale = 1, width = 0;

  /** The numbers of every factor, and of every term of a cell: a road's, or that of one cell in the middle. */
  function unfoldRoads(picture) {
    program = new Program();
    const { sizes, rows, columns, record: { nodes: list, variables } } = plan;
    const visit = unfolder(list, program, sizes, slotsOf(variables, sizes).slotAt, defs);
    const table = (down, across, entry) => times(down).map((i) => times(across).map((j) => entry(i, j)));
    const sent = (down, across, entry) => table(down, across, (i, j) =>
      visit(Array.isArray(entry) ? entry[i][j] ?? entry[i][0] : entry, { i: i + 1, j: j + 1 }));
    const sum = (ids) => program.fold("+", 0, ids);
    roads = picture.roads.map(({ name, size, where, factors: [first, second] }) => {
      if (!name) return { k: 0, own: sent(rows, columns, first) };
      const k = size === null ? 1 : sizeOf(size, sizes), outer = sent(rows, k, first), inner = sent(k, columns, second);
      const parts = times(k).map((at) => table(rows, columns, (i, j) => program.fold("*", 1, [outer[i][at], inner[at][j]])));
      const label = (at) => (kind === "stretch" ? plan.x_[0] : symbol(name, size === null ? [] : [at + 1]));
      return { k, where, name: symbol(name, [], size !== null), label, outer, inner, parts, own: table(rows, columns, (i, j) => sum(parts.map((p) => p[i][j]))) };
    });
    terms = kind === "roads" ? roads.map((road) => road.own) : roads[0].parts;
    total = table(rows, columns, (i, j) => sum(terms.map((term) => term[i][j])));
  }
  const stacked = () => ["collapse", "roads"].includes(kind);
  const open = (id) => program.valueOf(id) !== 0;

  // ---- parts of a drawing -------------------------------------------------------------------------

  const box = ([left, top, w, high]) => `left:${left}px;top:${top}px;width:${w}px;height:${high}px`;
  const label = (html, place, more = "") => h("div", { class: "mc-label " + more, style: box(place), "aria-hidden": "true" }, maths(html));
  /** A cell of the chosen row's id; one with a place (i, j) is the Jacobian's own and can be chosen. */
  function cell(id, [left, top, w, high], j, place) {
    const number = h("span", { class: "mc-number" }), hidden = h("span", { class: "mc-hidden" });
    const made = { id, number, hidden, j, place, small: w < 44, bare: w < 22 || high < 14 };
    made.node = h("div", { class: "mc-cell", style: `${box([left, top, w - 4, high - 4])};--mc-font:${w < 28 ? 10 : w < 44 ? 12 : 15}px`,
      ...(place ? { role: "gridcell", tabindex: -1, onclick: () => { select(...place()); made.node.focus(); } } : { "aria-hidden": "true" }) }, hidden, number);
    cells.push(made);
    return made.node;
  }
  /** A frame or a name that follows the choice. */
  const following = (made, place, html) => { spots.push({ made, place, html }); return made; };
  const strip = (place) => following(h("div", { class: "mc-band mc-strip" }), place);
  /** The cells of the Jacobian itself: one stop, arrows choose. */
  const result = (rows) => h("div", { role: "grid", class: "mc-cells", onkeydown: walk,
    "aria-label": fill(words.grid, { rows: turned ? plan.columns : plan.rows, columns: turned ? plan.rows : plan.columns }) }, ...rows.map((row) => h("div", { role: "row" }, ...row)));
  function walk(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const [di, dj] = turned ? [...step].reverse() : step;
    select(within(shown.i + di, plan.rows), within(shown.j + dj, plan.columns));
    node.querySelector("[tabindex='0']").focus();
  }

  // ---- the roads: inputs, what stands between, outputs ----------------------------------------------

  function graph(w, lines) {
    const r = w < 130 ? 10 : plan.size > 1 || w < 190 ? 12 : 15, high = plan.lines * plan.R, paths = svg("g"), shapes = svg("g"), texts = svg("g");
    const between = roads.flatMap((road) => times(road.k).map((at) => ({ road, at }))), direct = roads.some((road) => !road.k);
    const pitch = Math.min(plan.R, high / between.length), low = direct && between.length === 1 ? high / 2 - r - 4 : 0;
    const x = plan.x_.map((html, j) => ({ at: [r + 2, CAPTION + plan.middle(j, plan.columns)], html, j }));
    const y = plan.y_.map((html, i) => ({ at: [w - r - 2, lines.y?.() ?? CAPTION + plan.middle(i, plan.rows)], html, i }));
    const middle = between.map(({ road, at }, k) => ({ road, k: at, html: road.label(at),
      at: [w / 2, lines.u?.(k) ?? CAPTION + high / 2 + low + (k - (between.length - 1) / 2) * pitch] }));
    const edge = ({ at: [x0, y0] }, { at: [x1, y1] }, id, lit, bow = 0) => {
      if (!open(id)) return;
      const a = x0 + r, b = x1 - r, m = (a + b) / 2, line = svg("path", { class: "mc-edge", d: `M${a},${y0}C${m},${y0 - bow} ${m},${y1 - bow} ${b},${y1}` });
      edges.push({ id, lit, line, text: edgeText([m, (y0 + y1) / 2 - bow * 0.75]) });
      paths.append(line); texts.append(edges.at(-1).text.node);
    };
    const runs = ({ road, k }) => open(road.parts[k][shown.i][shown.j]);
    for (const u of middle) {
      for (const from of x) edge(from, u, u.road.inner[u.k][from.j], () => from.j === shown.j && runs(u));
      for (const to of y) edge(u, to, u.road.outer[to.i][u.k], () => to.i === shown.i && runs(u));
    }
    for (const { k, own } of roads) if (!k) for (const to of y) for (const from of x)
      edge(from, to, own[to.i][from.j], () => to.i === shown.i && from.j === shown.j, Math.min(plan.R * 0.6, 34));
    for (const spot of [...x, ...middle, ...y]) {
      const [left, top] = [spot.at[0] - r, spot.at[1] - r], side = { x: left, y: top, width: 2 * r, height: 2 * r };
      const shape = spot.j !== undefined ? svg("circle", { cx: spot.at[0], cy: spot.at[1], r, class: "mc-node" })
        : svg("rect", { ...side, rx: spot.road ? 9 : 4, class: "mc-node" });
      const name = svg("foreignObject", side);
      name.append(h("div", { class: "mc-node-name", style: `font-size:${r + 1}px` }, maths(spot.html)));
      if (!spot.road) shape.addEventListener("click", () => select(spot.i ?? shown.i, spot.j ?? shown.j));
      shapes.append(shape, name);
      nodes.push([shape, () => (spot.road ? runs(spot) : spot.j === shown.j || spot.i === shown.i)]);
    }
    return svg("svg", { role: "img", "aria-label": words.graph, width: w, height: CAPTION + high, ...(edges.length > 24 && { "data-many": "" }) }, paths, shapes, texts);
  }

  // ---- terms above their total ------------------------------------------------------------------------

  function stack() {
    const w = width, count = terms.length, s = Math.min(plan.R, (plan.lines * plan.R - 8) / (count + 1)), ways = kind === "roads";
    const [g, name, least] = w < 400 ? [116, ways ? 66 : 24, 40] : w < 520 ? [150, ways ? 74 : LABEL, 80] : [210, ways ? 84 : LABEL, 110];
    const W = Math.min(plan.W, (w - g - name - 12 - least) / plan.columns), left = (j) => g + name + j * W, right = left(plan.columns);
    const top = (k) => CAPTION + k * s + (k === count ? 8 : 0), rows = times(count + 1);
    const said = ways ? roads.map(({ k, name: u }) => (k ? fill(words.road_through, { u }) : words.road_direct)) : times(count).map(roads[0].label);
    const row = (k) => times(plan.columns).map((j) => cell(() => (k < count ? terms[k] : total)[shown.i][j], [left(j), top(k), W, s], j,
      k === count ? () => [shown.i, j] : undefined));
    bars = rows.map(() => h("i", { class: "mc-bar" }));
    return [graph(g - 8, ways ? {} : { u: (k) => top(k) + s / 2, y: () => top(count) + s / 2 }), ...plan.x_.map((html, j) => label(html, [left(j), 0, W, CAPTION])),
      ...said.map((html, k) => label(html, [g, top(k), name, s])), following(label("", [0, 0, 0, 0]), () => [g, top(count), name, s], () => plan.y_[shown.i]),
      h("div", { class: "mc-rule-off", style: box([g, top(count) - 5, w - g, 2]) }), strip(() => [left(shown.j) - 1, CAPTION - 2, W, top(count) + s + 2 - CAPTION]),
      ...times(count).flatMap(row), result([row(count)]), ...rows.map((k) => h("div", { class: "mc-track", "data-total": String(k === count),
        "aria-hidden": "true", style: box([right + 12, top(k), w - right - 12, s]) }, bars[k]))];
  }
  function paintBars(values) {
    const ends = values.map((_, k) => values.slice(0, k + 1).reduce((a, b) => a + b, 0)), most = Math.max(1e-9, ...ends.map(Math.abs).filter(Number.isFinite));
    scale = ladder(most, scale);
    const share = (v) => (Number.isFinite(v) ? 50 + (v / scale) * 48 : 50);
    bars.forEach((bar, k) => {
      const last = k === values.length, [from, to] = [last || !k ? 0 : ends[k - 1], ends[last ? k - 1 : k]].map(share);
      put(bar, { "--mc-left": Math.min(from, to).toFixed(2) + "%", "--mc-width": Math.abs(to - from).toFixed(2) + "%", "data-minus": to < from });
    });
  }

  // ---- boxes whose inner sizes agree --------------------------------------------------------------------

  /** In denominator layout every box is turned, and they stand in the other order. */
  function boxes() {
    const [{ k, name, outer, inner }] = roads, turn = (table) => (turned ? table[0].map((_, c) => table.map((row) => row[c])) : table);
    const [first, second, made] = (turned ? [inner, outer, total] : [outer, inner, total]).map(turn), [rows, columns] = [made.length, made[0].length], under = width < 400, down = under ? CAPTION + plan.lines * plan.R : 0;
    const g = under ? 0 : width < 520 ? 160 : 210, space = under ? 30 * rows + 20 : plan.lines * plan.R, s = Math.min(plan.R, 44, space / Math.max(rows, k));
    const W = Math.min(plan.W, (width - g - 44) / (k + 2 * columns)), x = [0, k * W + 22, (k + columns) * W + 44].map((at) => at + g);
    const top = (r, count) => down + CAPTION + (space - count * s) / 2 + r * s;
    const lay = (table, at, own) => table.map((row, r) => row.map((id, c) => cell(() => id, [x[at] + c * W, top(r, table.length), W, s], own && c, own && (() => (turned ? [c, r] : [r, c])))));
    const inside = `<b>${k}</b>`, [one, two] = turned ? [[name, names.x], [names.y, name]] : [[names.y, name], [name, names.x]];
    const heads = [[...one, rows, inside, k], [...two, inside, columns, columns], [names.y, names.x, rows, columns, columns]];
    const head = ([a, b, m, n, across], at) => label(`∂${a}/∂${b}<small>${m} × ${n}</small>`, [x[at] - 10, down, across * W + 16, CAPTION]);
    return [graph(under ? width : g - 12, {}), ...heads.map(head), ...["·", "="].map((sign, at) => label(sign, [x[at + 1] - 24, top(0, 1), 22, s], "mc-sign")),
      strip(() => [x[0] - 1, top(turned ? shown.j : shown.i, rows), k * W, s]), strip(() => [x[1] + (turned ? shown.i : shown.j) * W - 1, top(0, k), W, k * s]),
      ...lay(first, 0).flat(), ...lay(second, 1).flat(), result(lay(made, 2, true))];
  }

  // ---- the picture in the explorer ------------------------------------------------------------------------

  /** For another plan; none for so many cells that they are one canvas; terms above their total in numerator layout alone. */
  function build(made, said, given, flipped) {
    [plan, names, defs, turned, kind] = [made, said, given, flipped, made.by.picture?.kind];
    if (plan.dense || (turned && stacked())) kind = undefined;
    choice = kind && segments(words.picture, ["cells", kind], (name) => words["picture_" + name], picked);
    control.replaceChildren(...(choice ? [choice.node] : []));
    draw();
  }
  /** In one column boxes stand below the graph, in the place of the bars too. */
  const widen = () => node.classList.toggle("mc-below", on && !stacked() && width < 400);
  function draw() {
    [cells, edges, nodes, spots, bars] = [[], [], [], [], []];
    if (!kind || !width) return;
    unfoldRoads(plan.by.picture);
    node.replaceChildren(...(stacked() ? stack() : boxes()));
  }
  /** Show it or the cells: the rows of the terms slide together into the row that they make, and back. */
  function show(picture, travel) {
    const was = on, frames = [{ opacity: 0 }, { opacity: 1 }], timing = { duration: TRAVEL, easing: "cubic-bezier(.3,0,.2,1)" };
    on = Boolean(kind) && picture === kind;
    widen();
    if (choice) choice.check(on ? kind : "cells");
    if (!travel || was === on || calm()) return on;
    const play = (part, way) => part.animate(on ? way : [...way].reverse(), timing);
    for (const part of node.children) if (!part.matches(".mc-cell, .mc-cells")) play(part, frames);
    for (const { node: part, j, place } of cells) {
      const [from, to] = [part, target(...(place?.() ?? [shown.i, j ?? 0]))].map((one) => one.getBoundingClientRect());
      play(part, j === undefined ? frames : [{ transform: `translate(${to.left - from.left}px, ${to.top - from.top}px)`, opacity: 0.3 }, { transform: "none", opacity: 1 }]);
    }
    node.animate({ visibility: ["visible", "visible"] }, TRAVEL);
    return on;
  }
  /** Paint for a state of the explorer; the sentence that it says. */
  function paint(view) {
    shown = view;
    if (!on || !program || !cells.length) return undefined;
    const { i, j } = view, out = program.evaluate(view.inputs), zero = program.number(0);
    for (const { id, number, hidden, node: own, place, small, bare } of cells) {
      const at = id(), value = out[at], what = kindOf({ program, entry: [[at]], y: [zero], bends: [[]] }, out, 0, 0), where = place?.();
      const chosen = Boolean(where) && where[0] === i && where[1] === j;
      put(own, { "data-kind": what, "--mc-a": ["positive", "negative"].includes(what) ? (0.1 + 0.5 * Math.abs(value) / (1.2 + Math.abs(value))).toFixed(3) : "0" });
      const text = bare ? "" : what === "zero" ? "·" : small ? digits(value, 2, 2, 4) : digits(value, 3, 3);
      put(number, { text, "data-long": text.length > 3 });
      if (!place) continue;
      put(own, { "data-chosen": chosen, "aria-selected": String(chosen), tabindex: chosen ? 0 : -1 });
      const [row, column] = turned ? [plan.x_[where[1]], plan.y_[where[0]]] : [plan.y_[where[0]], plan.x_[where[1]]];
      put(hidden, { text: fill(words.cell, { row: textOf(row), column: textOf(column) }) + " " + (bare ? digits(value) : "") });
    }
    const lit = edges.filter((edge) => edge.lit());
    for (const edge of edges) {
      const chosen = lit.includes(edge), seen = chosen && lit.length < (width < 400 ? 1 : width < 520 ? 4 : 9), value = out[edge.id];
      put(edge.line, { "data-kind": program.fixed[edge.id] ? "constant" : value > 0 ? "positive" : value < 0 ? "negative" : "zero-here", "data-chosen": chosen });
      put(edge.text.node, { visibility: seen ? "visible" : "hidden" });
      if (seen) { put(edge.text.words, { text: digits(value, 3, 3) }); edge.text.place(); }
    }
    for (const [shape, chosen] of nodes) put(shape, { "data-chosen": chosen() });
    for (const { made, place, html } of spots) { put(made, { style: box(place()) }); if (html) put(made.firstChild, { html: html() }); }
    paintBars(terms.map((term) => out[term[i][j]]));
    return sentence(i, j, out);
  }
  function sentence(i, j, out) {
    const text = (id, at) => (at && out[id] < 0 ? `(${digits(out[id])})` : digits(out[id]));
    const [{ k, outer, inner }] = roads, one = ([a, b], n) => `${text(a, n)} · ${text(b, 1)}`;
    const pair = kind === "roads" ? (at) => (roads[at].k === 1 ? [roads[at].outer[i][0], roads[at].inner[0][j]] : undefined)
      : kind === "collapse" ? () => undefined : (at) => (turned ? [inner[at][j], outer[i][at]] : [outer[i][at], inner[at][j]]);
    const parts = terms.map((term, at) => ({ id: term[i][j], at })).filter(({ id }) => kind === "collapse" || open(id));
    const written = parts.map(({ id, at }, n) => (pair(at) ? one(pair(at), n) : text(id, n))).join(" + ") || "0";
    const where = roads.map((road) => road.where).filter(Boolean).join(", "), slope = digits(out[total[i][j]]);
    return fill(words[`said_${kind}${parts.length === 1 && kind === "roads" ? "_1" : ""}`], { where, y: plan.y_[i], x: plan.x_[j], i: (turned ? j : i) + 1, j: (turned ? i : j) + 1,
      f: roads[0].name, k, count: parts.length,
      terms: `<span class="${written.length < 32 ? "mc-terms" : ""}">${written === slope ? written : `${written} = ${slope}`}</span>` });
  }

  const watch = new ResizeObserver(([{ contentRect }]) => {
    if (!contentRect.width || Math.abs(contentRect.width - width) < 1) return;
    width = contentRect.width;
    widen();
    draw();
    if (on) repaint();
  });
  watch.observe(node);
  return { node, control, build, show, paint, stop: () => watch.disconnect() };
}
