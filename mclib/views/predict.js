// A prediction: a view asks before it shows, and the guess stays visible beside the truth. The gate is
// soft: "show me" opens it without a guess. The guess lives in the model, like all that is shared.

/** What a model asks, if anything. `zeros` tells of every cell whether it is zero whatever the numbers, `own`
    whether the view still shows the function that was asked about, `pointed` where an arrow points. */
function prediction(model, words, set, { zeros = () => [], own = () => true, pointed } = {}) {
  const kind = model.get("ask"), choices = model.get("choices") ?? [], painting = kind === "zeros";
  const hidden = () => Boolean(kind) && model.get("stage") === "asked";
  const checked = () => Boolean(kind) && model.get("stage") === "checked" && own();
  const guess = () => model.get("guess") ?? [];
  const said = (i, j) => Boolean(guess()[i]?.[j]);
  const painted = () => zeros().map((row, i) => row.map((_, j) => +said(i, j)));
  /** For every cell whether the guess is right; nothing at another size than it was made for. */
  const right = () => checked() && painting && JSON.stringify(painted()) === JSON.stringify(guess())
    && zeros().map((row, i) => row.map((zero, j) => zero === said(i, j)));

  const group = "mc" + Math.random().toString(36).slice(2), marked = h("span");
  const radios = choices.map((_, k) => h("input", { type: "radio", name: group, onchange: () => set({ guess: [k] }) }));
  const options = h("fieldset", { class: "mc-segments", "aria-label": model.get("question") },
    h("span", {}, ...choices.map(({ html }, k) => h("label", {}, radios[k], maths(html)))));
  const check = button(words.ask_check, () => {
    const made = painting ? painted() : pointed?.() ?? guess();
    const wrong = painting ? zeros().flatMap((row, i) => row.flatMap((zero, j) => (zero === said(i, j) ? [] : [[i + 1, j + 1]]))) : [];
    set({ guess: made, ...(wrong.length && { selection: wrong[0] }), stage: "checked" });
  });
  const show = button(words.ask_show, () => set({ stage: "shown" }));
  const node = h("div", { class: "mc-asking" }, h("b", {}, words.ask), choices.length ? options : marked, check, show);

  return { node, kind, hidden, checked,
    question: () => escape(model.get("question")), how: () => words["how_" + (choices.length ? "choice" : kind)],
    paint() {
      if (!kind) return;
      radios.forEach((radio, k) => { radio.checked = guess()[0] === k; });
      options.disabled = !hidden();
      check.disabled = choices.length > 0 && !guess().length;
      const cells = painted().flat();
      if (painting) put(marked, { text: fill(words.ask_marked, { count: cells.filter(Boolean).length, all: cells.length }) });
    },
    /** Say of a cell that it is zero, or take it back. */
    toggle(i, j) {
      if (painting && hidden()) set({ guess: painted().map((row, r) => row.map((v, c) => (r === i && c === j ? 1 - v : v))) });
    },
    /** What stands in a cell before the check: [sign, words]. */
    cell: (i, j) => (painting && said(i, j) ? ["0", words.i_say] : [kind === "diagonal" && i !== j ? "·" : "?", ""]),
    /** After it: the guess in a corner of the cell, with a sign and in words. */
    corner(node, i, j, small) {
      const fits = right();
      if (!fits) return;
      const [good, sign] = fits[i][j] ? ["right", "✓"] : ["wrong", "✗"], name = said(i, j) ? "guess_zero" : "guess_full";
      node.dataset.guess = good;
      node.append(h("span", { class: "mc-guess", role: "img", "aria-label": words[`${name}_${good}`] }, small || (good === "right" && !said(i, j)) ? sign : `${words[name]} ${sign}`));
    },
    /** What became of the guess; empty where there is none. */
    verdict() {
      const [choice] = checked() ? guess().map((k) => choices[k]) : [];
      if (choice) return fill(words[choice.right ? "guess_right" : "guess_wrong"], { guess: choice.html, said: choice.said });
      const cells = (right() || []).flat(), good = cells.filter(Boolean).length;
      return cells.length ? fill(words[good === cells.length ? "guess_all" : "guess_some"], { right: good, all: cells.length }) : "";
    },
  };
}

/** A question that has no picture: the choices, and then the answer. */
function question({ model, el }) {
  const words = model.get("words");
  const gate = prediction(model, words, setter(model, () => save()));
  const verdict = maths("", { class: "mc-sentence", role: "status" }), truth = h("div", { class: "mc-truth", tabindex: -1 });
  const root = h("div", { class: "mc mc-asks", role: "group", "aria-label": model.get("question"),
    onkeydown: (e) => { if (e.key === "Escape") leaveView(root); } }, h("p", {}, model.get("question")), gate.node, verdict, truth);
  const save = saver(model, root), paint = () => {
    const answered = !gate.hidden() && gate.node.contains(document.activeElement);
    root.dataset.asked = gate.hidden() ? gate.kind : "";
    gate.paint();
    put(verdict, { html: gate.hidden() ? gate.how() : gate.verdict() });
    put(truth, { html: gate.hidden() ? "" : model.get("truth") });
    if (answered) truth.focus();
  };
  const deaf = listen(model, [["guess", "stage"], paint]);
  el.append(root);
  paint();
  return () => { save.stop(); deaf(); };
}
