// The note on a call: kept on the server as it is typed.

import { t } from "../shared/words.mjs";
import { byId, setWords } from "./elements.mjs";

const PAUSE_MILLISECONDS = 600;

export class Note {
  #field = byId("note");
  #timer = null;
  #held = true;
  #save;

  constructor(save) {
    this.#save = save;
    this.#field.addEventListener("input", () => {
      setWords(byId("note-saved"), "");
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), PAUSE_MILLISECONDS);
    });
    addEventListener("pagehide", () => { if (this.#timer !== null) this.#keep(); });
  }

  get text() { return this.#field.value; }

  // Where another tab holds the line, and once as it is taken over, the note is that tab's.
  // `pending` is what was typed before a reload and is not known to the server.
  render(call, holds, pending) {
    byId("note-part").hidden = !call;
    const callId = String(call?.id ?? "");
    const own = holds && this.#held;
    this.#held = holds;
    if (this.#field.dataset.call === callId && own) return;
    this.#stop();
    this.#field.dataset.call = callId;
    this.#field.value = pending ?? call?.note ?? "";
    setWords(byId("note-saved"), "");
  }

  saved() { setWords(byId("note-saved"), t("note saved")); }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #keep() {
    this.#stop();
    this.#save(Number(this.#field.dataset.call), this.text);
  }
}
