// A model without a kernel: it holds what it was given and tells who listens.

export class Model {
  widget_manager = { kernel: null }; // for `listens`: nobody does
  #listeners = new Map();
  constructor(state) { this.state = state; }
  get(name) { return this.state[name]; }
  set(name, value) {
    const changes = Object.entries(typeof name === "string" ? { [name]: value } : name)
      .filter(([key, next]) => JSON.stringify(this.state[key]) !== JSON.stringify(next));
    Object.assign(this.state, Object.fromEntries(changes));
    for (const [key, next] of changes) this.#tell(`change:${key}`, next);
    if (changes.length) this.#tell("change");
  }
  on(event, listener) { this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]); }
  off(event, listener) { this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((own) => own !== listener)); }
  #tell(event, value) { for (const listener of this.#listeners.get(event) ?? []) listener(this, value); }
  save_changes() {}
  send() {}
}
