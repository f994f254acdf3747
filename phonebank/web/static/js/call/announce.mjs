// What is said once to somebody who does not look: the page's title, a screen reader, a short buzz.

import { t } from "../shared/words.mjs";
import { stateOf } from "./bar.mjs";
import { byId, setWords } from "./elements.mjs";

const home = document.title;
let announced = null;

// True the first time that this call is heard of as connected.
export function announceConnection(call) {
  if (!call || call.state !== "talking" || announced === call.id) return false;
  announced = call.id;
  const language = t(`language ${call.language}`);
  setWords(byId("announce"), t("connected", { name: call.voter.text, language }));
  navigator.vibrate?.(80);
  return true;
}

export function renderTitle(call) {
  const title = call ? `${t(`state ${stateOf(call)}`)} · ${call.voter.text}` : home;
  if (document.title !== title) document.title = title;
}
