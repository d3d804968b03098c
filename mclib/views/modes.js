// How a Jacobian comes about, in the place of graph, cells and bars: rows of a sum that are added, a scalar
// that feeds n cells, the roads of a total derivative, a product of Jacobians (views/modes.py finds them).
// Two drawings: terms that stand above their total (beside it in denominator layout), and boxes of which row i
// meets column j. Of many the first, the last and those about the chosen one are drawn, and dots for the others.

const GAP = -1;
function pictures({ words, select, walk, segments, picked, target, repaint }) {
  const node = h("div", { class: "mc-picture", role: "group", "aria-label": words.picture });
  const control = h("div", { class: "mc-pick" });
  let plan, defs, names, kind, turned, program, roads, terms, total, choice, on = false, shown = { i: 0, j: 0 };
  let I, J, R, W, high, drawn, cells = [], edges = [], nodes = [], spots = [], bars = [], scale = 1, width = 0;

  /** The numbers of every factor, and of every term of a cell: a road's, or that of one cell in the middle. */
  function unfoldRoads(picture) {
    program = new Program();
    const { sizes, record: { nodes: list, variables } } = plan;
    const visit = unfolder(list, program, sizes, slotsOf(variables, sizes).slotAt, defs);
    const filled = (places, one) => Object.fromEntries(places.filter((at) => at !== GAP).map((at) => [at, one(at)]));
    const table = (down, across, entry) => filled(down, (i) => filled(across, (j) => entry(i, j)));
    const sent = (down, across, entry) => table(down, across, (i, j) =>
      visit(Array.isArray(entry) ? entry[i][j] ?? entry[i][0] : entry, { i: i + 1, j: j + 1 }));
    const sum = (ids) => program.fold("+", 0, ids);
    roads = picture.roads.map(({ name, size, where, factors: [first, second] }) => {
      if (!name) return { k: 0, own: sent(I, J, first) };
      const k = size === null ? 1 : sizeOf(size, sizes), outer = sent(I, times(k), first), inner = sent(times(k), J, second);
      const parts = times(k).map((at) => table(I, J, (i, j) => program.fold("*", 1, [outer[i][at], inner[at][j]])));
      const label = (at) => (kind === "stretch" ? plan.x_[0] : symbol(name, size === null ? [] : [at + 1]));
      return { k, seen: some(k, middle()), where, name: symbol(name, [], size !== null), label, outer, inner, parts, own: table(I, J, (i, j) => sum(parts.map((p) => p[i][j]))) };
    });
    terms = kind === "roads" ? roads.map((road) => road.own) : roads[0].parts;
    total = table(I, J, (i, j) => sum(terms.map((term) => term[i][j])));
  }
  /** Of so many, those that are drawn about one of them; the gaps stand for the others. */
  function some(count, at) {
    const [most, places] = width < 400 ? [5, 5] : [DENSE, 7], run = (from, length) => times(length).map((k) => from + k);
    if (count <= most) return times(count);
    if (at < places - 3) return [...run(0, places - 2), GAP, count - 1];
    if (at > count - places + 2) return [0, GAP, ...run(count - places + 2, places - 2)];
    return [0, GAP, ...run(at - (places - 4 >> 1), places - 4), GAP, count - 1];
  }
  const stacked = () => ["collapse", "roads"].includes(kind);
  /** Which of what stands between is about the chosen cell. */
  const middle = () => (plan.columns > 1 ? shown.j : shown.i);
  const open = (id) => program.valueOf(id) !== 0;

  // ---- parts of a drawing -------------------------------------------------------------------------

  const box = ([left, top, w, high]) => `left:${left}px;top:${top}px;width:${w}px;height:${high}px`;
  const label = (html, place, more = "") => h("div", { class: "mc-label " + more, style: box(place), "aria-hidden": "true" }, maths(html));
  const dots = (place) => label("⋯", place, "mc-sign");
  /** A cell of the chosen row's id; one with a place (i, j) is the Jacobian's own and can be chosen. */
  function cell(id, [left, top, w, high], j, place) {
    const number = h("span", { class: "mc-number" }), hidden = h("span", { class: "mc-hidden" });
    const made = { id, number, hidden, j, place, small: w < 44 && (w < 30 ? 1 : 2), bare: w < 22 || high < 14 };
    made.node = h("div", { class: "mc-cell", style: `${box([left, top, w - 4, high - 4])};--mc-font:${w < 28 ? 10 : w < 44 ? 12 : 15}px`,
      ...(place ? { role: "gridcell", tabindex: -1, onclick: () => { select(...place()); made.node.focus(); } } : { "aria-hidden": "true" }) }, hidden, number);
    cells.push(made);
    return made.node;
  }
  /** A frame or a name that follows the choice. */
  const following = (made, place, html) => { spots.push({ made, place, html }); return made; };
  const strip = (place) => following(h("div", { class: "mc-band mc-strip" }), place);
  /** The cells of the Jacobian itself: one stop, arrows choose. */
  const result = (rows) => h("div", { role: "grid", class: "mc-cells", onkeydown: (event) => { walk(event); node.querySelector("[tabindex='0']").focus(); },
    "aria-label": fill(words.grid, { rows: turned ? plan.columns : plan.rows, columns: turned ? plan.rows : plan.columns }) }, ...rows.map((row) => h("div", { role: row.some((node) => node.getAttribute("role") === "gridcell") ? "row" : "none" }, ...row)));
  // ---- the roads: inputs, what stands between, outputs ----------------------------------------------

  function graph(w, lines) {
    const r = w < 130 ? 10 : plan.size > 1 || w < 190 ? 12 : 15, paths = svg("g"), shapes = svg("g"), texts = svg("g");
    const between = roads.flatMap((road) => (road.seen ?? []).map((at) => ({ road, at }))), direct = roads.some((road) => !road.k);
    const pitch = Math.min(R, high / between.length), low = direct && between.length === 1 ? high / 2 - r - 4 : 0;
    const line = (k, count, step = R) => CAPTION + high / 2 + (k - (count - 1) / 2) * step;
    const x = J.map((j, k) => ({ at: [r + 2, line(k, J.length)], html: plan.x_[j], j, gap: j === GAP }));
    const y = I.map((i, k) => ({ at: [w - r - 2, lines.y?.() ?? line(k, I.length)], html: plan.y_[i], i, gap: i === GAP }));
    const u_ = between.map(({ road, at }, k) => ({ road, k: at, html: road.label(at), gap: at === GAP,
      at: [w / 2, lines.u?.(k) ?? line(k, between.length, pitch) + low] }));
    const edge = (from, to, found, lit, bow = 0) => {
      const { at: [x0, y0] } = from, { at: [x1, y1] } = to, id = from.gap || to.gap ? undefined : found();
      if (id === undefined || !open(id)) return;
      const a = x0 + r, b = x1 - r, m = (a + b) / 2, line = svg("path", { class: "mc-edge", d: `M${a},${y0}C${m},${y0 - bow} ${m},${y1 - bow} ${b},${y1}` });
      edges.push({ id, lit, line, text: edgeText([m, (y0 + y1) / 2 - bow * 0.75]) });
      paths.append(line); texts.append(edges.at(-1).text.node);
    };
    const runs = ({ road, k }) => open(road.parts[k][shown.i][shown.j]);
    for (const u of u_) {
      for (const from of x) edge(from, u, () => u.road.inner[u.k][from.j], () => from.j === shown.j && runs(u));
      for (const to of y) edge(u, to, () => u.road.outer[to.i][u.k], () => to.i === shown.i && runs(u));
    }
    for (const { k, own } of roads) if (!k) for (const to of y) for (const from of x)
      edge(from, to, () => own[to.i][from.j], () => to.i === shown.i && from.j === shown.j, Math.min(R * 0.6, 34));
    for (const spot of [...x, ...u_, ...y]) {
      const [left, top] = [spot.at[0] - r, spot.at[1] - r], side = { x: left, y: top, width: 2 * r, height: 2 * r };
      const shape = spot.j !== undefined ? svg("circle", { cx: spot.at[0], cy: spot.at[1], r, class: "mc-node" })
        : svg("rect", { ...side, rx: spot.road ? 9 : 4, class: "mc-node" });
      const name = svg("foreignObject", side);
      name.append(h("div", { class: "mc-node-name", style: `font-size:${r + 1}px` }, maths(spot.gap ? "⋮" : spot.html)));
      if (!spot.road) shape.addEventListener("click", () => select(spot.i ?? shown.i, spot.j ?? shown.j));
      shapes.append(...(spot.gap ? [] : [shape]), name);
      if (!spot.gap) nodes.push([shape, () => (spot.road ? runs(spot) : spot.j === shown.j || spot.i === shown.i)]);
    }
    return svg("svg", { role: "img", "aria-label": words.graph, width: w, height: CAPTION + high, ...(edges.length > 24 && { "data-many": "" }) }, paths, shapes, texts);
  }

  // ---- terms above their total ------------------------------------------------------------------------

  /** Rows that slide together; in denominator layout all is turned: columns, and the bars stand upright. */
  function stack() {
    const w = width, ways = kind === "roads", listed = ways ? times(terms.length) : roads[0].seen, count = listed.length;
    const [g, name, least] = w < 400 ? [116, ways && !turned ? 66 : 24, 40] : w < 520 ? [150, ways && !turned ? 74 : LABEL, 80] : [210, ways && !turned ? 84 : LABEL, 110];
    const [down, across] = turned ? [J.length, count + 1] : [count + 1, J.length], foot = turned ? 52 : 0;
    const s = Math.min(56, (high - 8 - foot) / down), W_ = Math.min(turned && ways ? 84 : W, (w - g - name - 12 - (turned ? 0 : least)) / across);
    const left = (c) => g + name + c * W_ + (turned && c === count ? 8 : 0), top = (r) => CAPTION + r * s + (!turned && r === count ? 8 : 0);
    const spot = (k, at) => (turned ? [left(k), top(at), W_, s] : [left(at), top(k), W_, s]), [right, bottom] = [left(J.length), top(J.length)];
    const ahead = (k, html, along) => label(html, along ? [left(k), 0, W_, CAPTION] : [g, top(k), name, s]);
    const said = listed.map((k) => (k === GAP ? "⋯" : !ways ? roads[0].label(k) : roads[k].k ? fill(words.road_through, { u: roads[k].name }) : words.road_direct));
    const slot = (k, at) => (listed[k] === GAP || J[at] === GAP ? dots(spot(k, at))
      : cell(() => (k < count ? terms[listed[k]] : total)[shown.i][J[at]], spot(k, at), J[at], k === count ? () => [shown.i, J[at]] : undefined));
    const line = (k) => J.map((_, at) => slot(k, at)), made = line(count), chosen = () => J.indexOf(shown.j);
    bars = times(count + 1).map(() => h("i", { class: "mc-bar" }));
    return [graph(g - 8, ways || turned ? {} : { u: (k) => top(k) + s / 2, y: () => top(count) + s / 2 }), ...J.map((j, at) => ahead(at, plan.x_[j] ?? "⋯", !turned)),
      ...said.map((html, k) => ahead(k, html, turned)), following(ahead(count, "", turned), undefined, () => plan.y_[shown.i]),
      h("div", { class: "mc-rule-off", style: box(turned ? [left(count) - 5, CAPTION, 0, high] : [g, top(count) - 5, w - g, 0]) }),
      strip(() => (turned ? [left(0) - 2, top(chosen()) - 1, left(count) + W_ - left(0), s] : [left(chosen()) - 1, CAPTION - 2, W_, top(count) + s + 2 - CAPTION])),
      ...times(count).flatMap(line), result(turned ? made.map((one) => [one]) : [made]), ...bars.map((bar, k) => h("div", { class: "mc-track", "data-total": String(k === count), "data-upright": turned,
        "aria-hidden": "true", style: box(turned ? [left(k), bottom + 6, W_ - 4, CAPTION + high - bottom - 6] : [right + 12, top(k), w - right - 12, s]) }, bar))];
  }
  function paintBars(all) {
    const listed = kind === "roads" ? times(all.length) : roads[0].seen;
    const values = listed.map((k, at) => (k === GAP ? all.slice(listed[at - 1] + 1, listed[at + 1]).reduce((a, b) => a + b, 0) : all[k]));
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
    const [{ k, seen, name, outer, inner }] = roads, [first, second] = turned ? [inner, outer] : [outer, inner], [down, across] = turned ? [J, I] : [I, J];
    const under = width < 400, start = under ? CAPTION + high : 0, g = under ? 0 : width < 520 ? 160 : 210, space = under ? 30 * down.length + 20 : high;
    const s = Math.min(R, 44, space / Math.max(down.length, seen.length)), W_ = Math.min(W, (width - g - 44) / (seen.length + 2 * across.length));
    const x = [0, seen.length * W_ + 22, (seen.length + across.length) * W_ + 44].map((at) => at + g), top = (r, count) => start + CAPTION + (space - count * s) / 2 + r * s;
    const lay = (table, at, rows, columns, own) => rows.map((r, p) => columns.map((c, q) => {
      const place = [x[at] + q * W_, top(p, rows.length), W_, s], [i, j] = turned ? [c, r] : [r, c];
      return r === GAP || c === GAP ? dots(place) : cell(() => table[i][j], place, own && c, own && (() => [i, j]));
    }));
    const inside = `<b>${k}</b>`, [one, two] = turned ? [[name, names.x], [names.y, name]] : [[names.y, name], [name, names.x]], [rows, columns] = turned ? [plan.columns, plan.rows] : [plan.rows, plan.columns];
    const heads = [[...one, rows, inside, seen], [...two, inside, columns, across], [names.y, names.x, rows, columns, across]];
    const head = ([a, b, m, n, list], at) => label(`∂${a}/∂${b}<small>${m} × ${n}</small>`, [x[at] - 10, start, list.length * W_ + 16, CAPTION]);
    return [graph(under ? width : g - 12, {}), ...heads.map(head), ...["·", "="].map((sign, at) => label(sign, [x[at + 1] - 24, top(0, 1), 22, s], "mc-sign")),
      strip(() => [x[0] - 1, top(down.indexOf(turned ? shown.j : shown.i), down.length), seen.length * W_, s]),
      strip(() => [x[1] + across.indexOf(turned ? shown.i : shown.j) * W_ - 1, top(0, seen.length), W_, seen.length * s]),
      ...lay(first, 0, down, seen).flat(), ...lay(second, 1, seen, across).flat(), result(lay(total, 2, down, across, true))];
  }

  // ---- the picture in the explorer ------------------------------------------------------------------------

  /** For another plan or layout. */
  function build(made, said, given, flipped) {
    [plan, names, defs, turned, kind] = [made, said, given, flipped, made.by.picture?.kind];
    choice = kind && segments(words.picture, ["cells", kind], (name) => words["picture_" + name], picked);
    control.replaceChildren(...(choice ? [choice.node] : []));
    draw();
  }
  /** In one column boxes stand below the graph, in the place of the bars too. */
  const widen = () => node.classList.toggle("mc-below", on && !stacked() && width < 400);
  function draw() {
    [cells, edges, nodes, spots, bars] = [[], [], [], [], []];
    if (!kind || !width) return;
    [I, J] = [some(plan.rows, shown.i), some(plan.columns, shown.j)];
    const lines = Math.max(3, I.length, J.length);
    [high, R, W] = [plan.lines * plan.R, lines < 4 ? plan.R : HEIGHT / lines, plan.dense ? (plan.W * plan.lines) / lines : plan.W];
    unfoldRoads(plan.by.picture);
    drawn = place();
    node.replaceChildren(...(stacked() ? stack() : boxes()));
  }
  /** What the drawing depends on besides plan and width: of many, which are drawn. */
  const place = () => [some(plan.rows, shown.i), some(plan.columns, shown.j), ...roads.map(({ k }) => some(k, middle()))].join(";");
  /** Show it or the cells: the rows of the terms slide together into the row that they make, and back. */
  function show(picture, travel) {
    const was = on, frames = [{ opacity: 0 }, { opacity: 1 }], timing = { duration: TRAVEL, easing: "cubic-bezier(.3,0,.2,1)" };
    on = Boolean(kind) && picture === kind;
    widen();
    if (on && program && drawn !== place()) draw();
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
    const focused = node.contains(document.activeElement);
    if (drawn !== place()) draw();
    const { i, j } = view, out = program.evaluate(view.inputs), zero = program.number(0);
    for (const { id, number, hidden, node: own, place, small, bare } of cells) {
      const at = id(), value = out[at], what = kindOf({ program, entry: [[at]], y: [zero], bends: [[]] }, out, 0, 0), where = place?.();
      const chosen = Boolean(where) && where[0] === i && where[1] === j;
      put(own, { "data-kind": what, "--mc-a": ["positive", "negative"].includes(what) ? (0.1 + 0.5 * Math.abs(value) / (1.2 + Math.abs(value))).toFixed(3) : "0" });
      const text = bare ? "" : what === "zero" ? "·" : small ? digits(value, 2, small, 4) : digits(value, 3, 3);
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
    for (const { made, place, html } of spots) { if (place) put(made, { style: box(place()) }); if (html) put(made.firstChild, { html: html() }); }
    if (focused && !node.contains(document.activeElement)) node.querySelector("[tabindex='0']").focus();
    if (stacked()) paintBars(terms.map((term) => out[term[i][j]]));
    return sentence(i, j, out);
  }
  function sentence(i, j, out) {
    const text = (id, at) => (at && out[id] < 0 ? `(${digits(out[id])})` : digits(out[id]));
    const [{ k, outer, inner }] = roads, one = ([a, b], n) => `${text(a, n)} · ${text(b, 1)}`;
    const pair = kind === "roads" ? (at) => (roads[at].k === 1 ? [roads[at].outer[i][0], roads[at].inner[0][j]] : undefined)
      : kind === "collapse" ? () => undefined : (at) => (turned ? [inner[at][j], outer[i][at]] : [outer[i][at], inner[at][j]]);
    const parts = terms.map((term, at) => ({ id: term[i][j], at })).filter(({ id }) => kind === "collapse" || open(id));
    const some_ = some(parts.length, parts.findIndex(({ at }) => at === middle())).map((n) => [parts[n], n]);
    const written = some_.map(([part, n]) => (!part ? "⋯" : pair(part.at) ? one(pair(part.at), n) : text(part.id, n))).join(" + ") || "0";
    const where = roads.map((road) => road.where).filter(Boolean).join(", "), slope = digits(out[total[i][j]]);
    return fill(words[`said_${kind}${parts.length === 1 && kind === "roads" ? "_1" : turned && kind === "collapse" ? "_turned" : ""}`], { where, y: plan.y_[i], x: plan.x_[j], i: (turned ? j : i) + 1, j: (turned ? i : j) + 1,
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
