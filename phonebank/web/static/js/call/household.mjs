// Others at the number: asked for on the same line, whatever came of the call before.

import { t } from "../shared/words.mjs";
import { byId, element, renewWhenChanged, wordsIn } from "./elements.mjs";

const KEYS = { reached: "J", "not home": "K" };

export function renderHousehold(call) {
  const place = byId("household");
  const mates = call?.household ?? [];
  place.hidden = !mates.length;
  renewWhenChanged(place, mates, () => mates.length ? [element("h2", { textContent: t("household") }), ...mates.map(shown)] : []);
}

const shown = (mate, place) => {
  const name = () => element("bdi", {}, wordsIn("span", mate.voter));
  return element("div", {},
    element("p", {}, name(), " ", element("span", { className: "badge", textContent: t(`language ${mate.language}`) })),
    element("div", { className: "actions" }, ...Object.keys(KEYS).map((result) => turn(mate, result, place === 0))));
};

function turn(mate, result, first) {
  const button = element("button", { type: "button", className: "quiet" });
  if (first) { const key = element("kbd", { textContent: KEYS[result], ariaHidden: "true" }); button.append(key, " "); }
  button.append(t(`household ${result}`, { name: mate.voter.text }));
  Object.assign(button.dataset, { mate: String(mate.voter_id), before: result, focus: `${result} ${mate.voter_id}` });
  return button;
}
