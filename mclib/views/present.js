// The projector's switch: one mark on the page, which style.css reads.

function present({ model, el }) {
  const words = model.get("words"), page = document.documentElement;
  const toggle = button("", () => { model.set("on", !model.get("on")); save(); });
  const root = h("div", { class: "mc mc-present", role: "group", "aria-label": words.present }, toggle);
  const save = saver(model, root);
  const paint = () => {
    page.dataset.mcPresent = String(model.get("on"));
    put(toggle, { text: model.get("on") ? words.present_leave : words.present });
  };
  model.on("change:on", paint);
  el.append(root);
  paint();
  return () => { save.stop(); model.off("change:on", paint); delete page.dataset.mcPresent; };
}

export default dressed(present);
