// Which microphone and loudspeaker, or a telephone instead: also in the middle of a call.

import { getJson, postJson } from "../shared/server.mjs";
import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";
import { byId, element, setWords } from "./elements.mjs";

export class Audio {
  #line;
  #dialog = byId("audio");

  constructor(line, microphoneChosen) {
    this.#line = line;
    this.#listen("microphones", async (id) => { await line.chooseMicrophone(id); microphoneChosen(); });
    this.#listen("speakers", (id) => line.chooseSpeaker(id));
    byId("ring-me").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ringMe();
    });
    navigator.mediaDevices?.addEventListener("devicechange", () => setTimeout(() => this.#list(), 300));
  }

  async open() {
    this.#list();
    setWords(byId("phone-said"), "");
    if (!this.#dialog.open) this.#dialog.showModal();
    await this.#tellCode();
  }

  // The phone has become the line, or the computer again.
  render(byPhone) {
    if (byPhone && this.#dialog.open && this.#dialog.dataset.by !== "phone") {
      this.#dialog.close();
      say(t("phone is the line"));
    }
    this.#dialog.dataset.by = byPhone ? "phone" : "computer";
    byId("audio-computer").hidden = byPhone;
    byId("audio-back").hidden = !byPhone;
  }

  #list() {
    const devices = this.#line.devices();
    for (const [name, listed] of Object.entries(devices)) {
      byId(`${name}-field`).hidden = listed.length === 0;
      byId(name).replaceChildren(...listed.map((each) => element("option", {
        value: each.id, textContent: each.label, selected: each.chosen,
      })));
    }
  }

  #listen(name, choose) {
    byId(name).addEventListener("change", async (event) => {
      try {
        await choose(event.target.value);
        setWords(byId("audio-said"), t("device changed"));
      } catch {
        setWords(byId("audio-said"), t("device refused"));
      }
    });
  }

  async #tellCode() {
    try {
      const { number, code } = await postJson("/call/phone");
      setWords(byId("phone-number"), number.replace(/^\+1(...)(...)(....)$/, "+1 $1 $2 $3"));
      Object.assign(byId("phone-number"), { href: `tel:${number}`, hidden: false });
      setWords(byId("phone-code"), code.replace(/(...)(...)/, "$1 $2"));
    } catch (error) {
      setWords(byId("phone-said"), error.message);
    }
  }

  async #ringMe() {
    const button = byId("ring-me").querySelector("button");
    button.disabled = true;
    try {
      await postJson("/call/ring-me", { number: byId("own-number").value });
      setWords(byId("phone-said"), t("phone rings"));
    } catch (error) {
      setWords(byId("phone-said"), error.message || t("offline"));
    }
    button.disabled = false;
  }
}

// Who would take a call in a language over now, or null; nobody, where the server does not answer.
export async function freeSpeaker(language) {
  try {
    return (await getJson(`/call/speaker?language=${encodeURIComponent(language)}`)).name;
  } catch {
    return null;
  }
}
