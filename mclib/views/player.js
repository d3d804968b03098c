// The player: a derivation, all lines laid out from the start, one more shown at a time.
// Two marks: what will change, in the line before; what it became, in the newest line.

const WILL = 1, BECAME = 2, SMALLEST = 0.62, FILLED = 2, PLAYER_SPEAK = 300;
const MODES = ["show", "name", "fill", "all"];

/** A formula set in Python as SVG; the glyphs' outlines are shared by all lines. */
function drawing(formula, outlines, words) {
  const boxes = svg("g"), ink = svg("g");
  if (formula.raw) return { node: h("code", {}, formula.raw), boxes, ink, fit() {} };
  const [width, height, above] = formula.size, [w, h_] = [width + 8, height + 8];
  const node = svg("svg", { viewBox: `-4 ${-above - 4} ${w} ${h_}`, role: "img", "aria-label": words });
  const part = (shape, mark) => { shape.setAttribute("data-mark", mark); ink.append(shape); };
  for (const [name, x, y, scale, mark] of formula.glyphs)
    part(svg("path", { d: outlines[name], transform: `translate(${x} ${y}) scale(${scale})` }), mark);
  for (const [x, y, w_, h__, mark] of formula.bars) part(svg("rect", { x, y, width: w_, height: h__ }), mark);
  node.append(boxes, ink);
  // A wide line is set smaller; one that would be too small to read is scrolled.
  const fit = (room, scale) => {
    const own = Math.max(Math.min(scale, room / w), SMALLEST);
    put(node, { width: w * own, height: h_ * own });
  };
  return { node, boxes, ink, fit };
}

/** Boxes round what carries a mark: one for each part that is apart from the others. */
function box({ boxes, ink }, bit) {
  boxes.replaceChildren();
  let found = [];
  for (const shape of ink.children) {
    if (!(shape.dataset.mark & bit)) continue;
    const own = shape.getBBox(), m = shape.transform.baseVal.consolidate()?.matrix ?? { a: 1, e: 0, f: 0 };
    found.push([own.x * m.a + m.e, own.y * m.a + m.f, (own.x + own.width) * m.a + m.e, (own.y + own.height) * m.a + m.f]);
  }
  // Parts that lie above one another or nearly touch belong together.
  found.sort((a, b) => a[0] - b[0]);
  found = found.reduce((all, next) => {
    const last = all.at(-1);
    if (last && next[0] - last[2] < 12)
      all[all.length - 1] = [last[0], Math.min(last[1], next[1]), Math.max(last[2], next[2]), Math.max(last[3], next[3])];
    else all.push(next);
    return all;
  }, []);
  for (const [x0, y0, x1, y1] of found)
    boxes.append(svg("rect", { x: x0 - 3, y: y0 - 3, width: x1 - x0 + 6, height: y1 - y0 + 6, rx: 3 }));
}

function player({ model, el }) {
  const words = model.get("words"), steps = model.get("steps"), last = steps.length - 1;
  const scale = last > 5 ? 0.85 : 1;
  const mode = () => model.get("mode");
  // The last lines of a derivation to be filled in are hidden until they are asked for or answered.
  const given = Math.max(last - FILLED, 0);
  const at = () => (mode() === "all" ? last : Math.min(Math.max(model.get("step"), mode() === "fill" ? given : 0), last));
  let speaking, opened = -1;

  // ---- the lines ----------------------------------------------------------------------------------

  const drawings = [];
  const rows = steps.map((step) => h("li", { class: "mc-set" }, h("span", { class: "mc-by" }, step.name),
    step.sub?.length ? h("ol", { class: "mc-sub" }) : null));
  const list = h("ol", { class: "mc-set-lines", tabindex: 0, "aria-label": words.title, style: `--high:${62 * rows.length}px` }, ...rows);
  const fit = () => drawings.forEach((one, k) => (k > last ? one.fit(list.clientWidth - 150, 0.8 * scale) : one.fit(list.clientWidth - 20, scale)));
  /** Lines come one by one: those on screen first, the others when the cell has run. */
  function draw() {
    const lines = model.get("lines"), outlines = model.get("outlines");
    steps.forEach((step, k) => {
      if (!drawings[k] && lines[k]) rows[k].prepend((drawings[k] = drawing(lines[k], outlines, step.words)).node);
      for (const [place, said, name, why] of step.sub ?? []) {
        if (drawings[place] || !lines[place]) continue;
        drawings[place] = drawing(lines[place], outlines, said);
        rows[k].lastChild.append(h("li", { title: why }, drawings[place].node, h("span", { class: "mc-by" }, name)));
      }
    });
    fit();
    paint();
  }

  // ---- beside them --------------------------------------------------------------------------------

  const count = h("div", { class: "mc-count" }), rule = h("div", { class: "mc-rule" }), why = maths("", { class: "mc-why" });
  const said = h("div", { class: "mc-said" }), shape = h("dd"), check = h("dd"), where = maths();
  const back = button(words.back, () => go(at() - 1)), next = button(words.next, () => go(at() + 1));
  const copy = button(words.copy, async () => {
    try { await navigator.clipboard.writeText(model.get("latex")); } catch { return; }
    copy.textContent = words.copied;
    setTimeout(() => { copy.textContent = words.copy; }, 1500);
  });
  const modes = h("select", { "aria-label": words.mode, onchange: () => set({ mode: modes.value }) },
    ...MODES.map((name) => h("option", { value: name }, words["mode_" + name])));
  const inner = button("", () => { opened = opened === at() ? -1 : at(); paint(); });
  const facts = h("dl", {}, h("dt", {}, words.shape_label), shape, h("dt", {}, words.check_label), check);

  const question = h("div", { class: "mc-question" }), choices = h("div", { class: "mc-buttons", role: "group", "aria-label": words.name_question });
  const typed = h("input", { class: "mc-box", type: "text", spellcheck: "false", autocomplete: "off", "aria-label": words.fill_answer,
    placeholder: words.fill_answer, onkeydown: (e) => { if (e.key === "Enter") answer(); } });
  const typing = h("div", { class: "mc-buttons" }, typed, button(words.fill_check, answer));
  const verdict = h("div", { class: "mc-verdict", role: "status" });
  const ask = h("div", { class: "mc-ask" }, question, choices, typing, verdict);
  function answer() {
    const text = typed.value.trim();
    if (!text) return;
    if (!listens(model)) { verdict.replaceChildren(words.fill_no_kernel, ...launch(words)); return; }
    model.set("answer", { text, count: (model.get("answer").count ?? 0) + 1 });
    model.save_changes();
  }
  function judged() {
    const { right, message } = model.get("verdict");
    put(verdict, { text: message ?? "" });
    if (right) go(last);
  }
  let offered = -1;
  function offer(now) {
    const kind = now < last ? mode() : "";
    put(ask, { "data-kind": kind });
    put(side, { "data-asking": ["name", "fill"].includes(kind) });
    put(question, { text: words[kind + "_question"] ?? "" });
    if (kind !== "name" || offered === now) { if (kind !== "name") offered = -1; return; }
    offered = now;
    const focused = choices.contains(document.activeElement);
    choices.replaceChildren(...steps[now + 1].choices.map((name) => button(name, () => {
      set({ guesses: { ...model.get("guesses"), [now + 1]: name } });
      go(now + 1);
    })));
    if (focused) choices.firstChild.focus();
  }

  const side = h("div", { class: "mc-step" }, h("div", { class: "mc-top" }, count, modes), rule, said, why, inner, facts, ask);
  const buttons = h("div", { class: "mc-buttons" }, back, next, copy);
  const live = h("div", { class: "mc-hidden", role: "status" });
  const root = h("div", { class: "mc mc-player", role: "group", "data-wide": model.get("wide"), "aria-label": words.title, onkeydown: press },
    h("div", { class: "mc-stage" }, list, h("div", { class: "mc-aside" }, side, buttons)), live);

  // ---- the check: one cell of this line beside a small step of the input -----------------------------

  const plans = new Map();
  function checked(now) {
    const record = model.get("record"), point = model.get("point"), sizes = model.get("sizes");
    if (!record.by) return [steps[now].check ?? "", ""];
    const key = now + JSON.stringify(sizes);
    if (!plans.has(key)) plans.set(key, unfold(record, record.by[now], sizes, model.get("defs")));
    const plan = plans.get(key), inputs = inputsAt(plan, point), { program } = plan;
    const cells = plan.entry.flatMap((row, i) => row.map((id, j) => [i, j]));
    const chosen = model.get("selection").map((k, side) => Math.min(k, side ? plan.inputs.length : plan.rows) - 1);
    // Without a chosen cell the first is taken that is not zero.
    const [i, j] = chosen.length ? chosen
      : cells.find(([r, c]) => Math.abs(program.value(plan.entry[r][c], inputs)) > 1e-7) ?? [0, 0];
    const line = program.value(plan.entry[i][j], inputs), step = program.difference(plan.y[i], plan.inputs[j], inputs);
    const round = (v) => digits(Math.abs(v) < 1e-7 ? 0 : v);
    const shown = record.variables.filter((v) => v.value === undefined && v.shape.length < 2).map((v) => {
      const own = [numbersFor(v, plan.sizes, point)].flat();
      return `${symbol(v.name, [], v.shape.length === 1)} = ${v.shape.length ? `(${own.slice(0, 4).map((n) => digits(n)).join(", ")}${own.length > 4 ? ", …" : ""})` : digits(own[0])}`;
    });
    return [fill(words.check, { i: i + 1, j: j + 1, line: round(line), difference: round(step) }),
      shown.length ? fill(words.check_at, { point: shown.join(", ") }) : ""];
  }

  // ---- one paint ------------------------------------------------------------------------------------

  const save = saver(model, root);
  const set = setter(model, save);
  const go = (step) => set({ step: Math.min(Math.max(step, 0), last), ...(mode() === "all" && step < last ? { mode: "show" } : {}) });
  function press(event) {
    if (event.key === "Escape") leaveView(root);
    if (event.target.matches("select, input")) return;
    const to = { ArrowRight: at() + 1, ArrowDown: at() + 1, ArrowLeft: at() - 1, ArrowUp: at() - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  }
  function paint() {
    const now = at(), { name = words.start, text = "", shape: size, sub, words: spoken } = steps[now];
    put(root, { "data-mode": mode() });
    modes.value = mode();
    rows.forEach((row, k) => {
      put(row, { "data-state": k > now ? "later" : k === now ? "now" : k === now - 1 ? "before" : "past",
        "aria-hidden": k > now ? "true" : null, "data-open": k === opened && k === now });
      const own = drawings[k];
      if (!own) return;
      if (k === now && k) box(own, BECAME);
      else if (k === now - 1) box(own, WILL);
      else own.boxes.replaceChildren();
    });
    const { offsetTop: top, offsetHeight: high } = rows[now];
    if (mode() === "all" && opened !== now) list.scrollTop = 0;
    else if (top + high > list.scrollTop + list.clientHeight || top < list.scrollTop) list.scrollTop = Math.min(top, top + high - list.clientHeight);
    put(count, { text: fill(words.step, { step: now, steps: last }) });
    put(rule, { text: name }); put(why, { html: text });
    const guess = model.get("guesses")[now];
    put(said, { text: guess === undefined ? "" : fill(name.startsWith(guess) ? words.named : words.named_other, { guess }) });
    put(inner, { text: opened === now ? words.sub_close : words.sub_open, hidden: !sub?.length, "aria-expanded": String(opened === now) });
    const [found, place] = checked(now);
    put(where, { html: place });
    put(shape, { text: size }); check.replaceChildren(found, " ", where);
    put(back, { "aria-disabled": String(now === (mode() === "fill" ? given : 0)) });
    put(next, { "aria-disabled": String(now === last) });
    offer(now);
    clearTimeout(speaking);
    speaking = setTimeout(() => put(live, { text: now ? `${name}. ${spoken}` : "" }), PLAYER_SPEAK);
  }
  const deaf = listen(model, [["verdict"], judged], [["lines"], draw], [["step", "mode", "guesses", "point", "selection", "sizes"], paint]);
  el.append(root);
  draw();
  // Boxes need a layout: a view that was hidden measures nothing.
  const watch = new ResizeObserver(() => { fit(); paint(); });
  watch.observe(list);
  return () => { watch.disconnect(); save.stop(); deaf(); clearTimeout(speaking); };
}

export default { initialize: joinRoom, render: player };
