// An exercise: the problem, a box for the answer, what is said of it, hints, and the derivation.
// What was typed is read by the kernel; the rest stands on the page.

const PREVIEW_AFTER = 350, INLINE = 0.78;

function practice({ model, el }) {
  const words = model.get("words"), { title, prompt, hints, formulas, name } = model.get("problem");
  let waiting, closeSolution;

  /** Text with its formulas drawn in the line. */
  const said = (parts) => parts.map((part) => {
    if (typeof part === "string") return part;
    const { node } = drawing(model.get("lines")[part], model.get("outlines"), formulas[part]), [w, high, above] = model.get("lines")[part].size ?? [];
    if (w) put(node, { width: (w + 8) * INLINE, height: (high + 8) * INLINE, style: `vertical-align:${((above - high - 4) * INLINE).toFixed(2)}px` });
    return node;
  });
  const ask = (kind) => {
    clearTimeout(waiting);
    if (!listens(model)) { if (kind !== "preview") shown.replaceChildren(words.practice_no_kernel, ...launch(words)); return; }
    model.set("typed", { kind, text: box.value, count: (model.get("typed").count ?? 0) + 1 });
    model.save_changes();
  };
  const box = h("input", { class: "mc-box", type: "text", spellcheck: "false", autocomplete: "off", "aria-label": name, placeholder: name,
    value: model.get("typed").text ?? "",
    onkeydown: (e) => { if (e.key === "Enter" && box.value.trim()) ask("check"); },
    oninput: () => { clearTimeout(waiting); waiting = setTimeout(() => ask("preview"), PREVIEW_AFTER); } });
  const mark = h("b", { class: "mc-solved" });
  const hint = button("", () => { if (model.get("hints") < hints.length) { model.set("hints", model.get("hints") + 1); save(); } });
  const solution = button(words.practice_solution, () => ask("solution"));
  const shown = h("div", { class: "mc-preview", role: "status" }), verdict = h("div", { class: "mc-answered", role: "status" });
  const opened = h("ol", { class: "mc-hints", "aria-live": "polite" }), derived = h("div", { class: "mc-derived" });
  const root = h("div", { class: "mc mc-practice", role: "group", "aria-label": title, onkeydown: (e) => { if (e.key === "Escape") leaveView(root); } },
    h("div", { class: "mc-count" }, title, " ", mark), h("p", { class: "mc-prompt" }, ...said(prompt)),
    h("div", { class: "mc-buttons" }, box, button(words.practice_check, () => box.value.trim() && ask("check")), hint, solution),
    shown, verdict, opened, derived);
  const save = saver(model, root);

  function paintPreview() {
    const { html, problem } = model.get("preview");
    shown.replaceChildren(...(problem ? [h("pre", {}, problem)] : html ? [words.practice_read + " ", maths(html)] : []));
  }
  function paint() {
    const open = model.get("hints");
    put(mark, { text: model.get("solved") ? "✓ " + words.practice_solved : "" });
    put(hint, { text: open < hints.length ? fill(words.practice_hint, { k: open + 1, all: hints.length }) : words.practice_hints_out,
      "aria-disabled": String(open >= hints.length) });
    put(verdict, { html: model.get("verdict").html ?? "", "data-right": Boolean(model.get("verdict").right) });
    while (opened.children.length < open) opened.append(h("li", {}, ...said(hints[opened.children.length])));
  }
  function paintSolution() {
    const { state, mine } = model.get("solution");
    closeSolution?.();
    derived.replaceChildren();
    if (!state) return;
    if (mine) derived.append(h("p", {}, words.practice_mine + " ", maths(mine)));
    closeSolution = player({ model: new Model(state), el: derived });
  }
  const deaf = listen(model, [["preview"], paintPreview], [["solution"], paintSolution], [["verdict", "hints", "solved"], paint]);
  el.append(root);
  paintPreview(); paint(); paintSolution();
  return () => {
    clearTimeout(waiting); save.stop(); deaf(); closeSolution?.();
  };
}

export default dressed(practice);
