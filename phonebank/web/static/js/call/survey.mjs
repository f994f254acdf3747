// The script, and the questions on the way that the voter's answers take.

import { t } from "../shared/words.mjs";
import { bilingual, byId, element, renewWhenChanged, setWords } from "./elements.mjs";

export function renderScript(script, shown) {
  byId("script").hidden = !shown || !script.opening.theirs.text;
  renewWhenChanged(byId("opening"), script.opening, () => bilingual(script.opening));
}

// `pending`: answers that the server does not know yet, question id -> choice id.
export function renderSurvey(script, pending, shown, choose) {
  const answers = new Map(script.questions.map((question) => [question.id, question.answer]));
  pending.forEach((choice, question) => answers.set(question, choice));
  const way = wayThrough(script.questions, answers);
  byId("survey").hidden = !shown || script.questions.length === 0;
  const form = way.map((question) => [question, answers.get(question.id), pending.has(question.id)]);
  const build = () => way.map((question) => listed(question, script, answers, pending, choose));
  const earlier = byId("questions").childElementCount;
  renewWhenChanged(byId("questions"), form, build);
  if (earlier && way.length > earlier) byId("questions").lastElementChild.scrollIntoView({ block: "nearest" });
  const over = way.length > 0 && answers.get(way.at(-1).id) != null;
  byId("survey-over").hidden = !over;
  setWords(byId("survey-over"), t("survey over"));
}

// Follows where each given answer leads, as the server has worked out; it may be away.
function wayThrough(questions, answers) {
  const way = [];
  let question = questions[0];
  while (question && !way.includes(question)) {
    way.push(question);
    const choice = question.choices.find((each) => each.id === answers.get(question.id));
    question = choice && questions.find((each) => each.id === choice.leads_to);
  }
  return way;
}

function listed(question, script, answers, pending, choose) {
  const number = script.questions.indexOf(question) + 1;
  const count = t("question", { number, count: script.questions.length });
  const legend = element("legend", {}, element("span", { className: "count", textContent: count }));
  legend.append(element("span", { className: "two" }, ...bilingual(question.text, "span")));
  const choices = element("div", { className: "choices" });
  for (const choice of question.choices) choices.append(button(question, choice, answers, pending, choose));
  return element("li", {}, element("fieldset", { className: "question" }, legend, choices));
}

function button(question, choice, answers, pending, choose) {
  const chosen = answers.get(question.id) === choice.id;
  const [theirs, ours] = bilingual(choice.text, "span");
  const waiting = chosen && pending.has(question.id) ? " pending" : "";
  const made = element("button", { type: "button", className: `quiet choice${waiting}` }, theirs);
  if (ours) made.append(element("small", {}, ours));
  made.dataset.focus = `choice ${choice.id}`;
  made.setAttribute("aria-pressed", String(chosen));
  made.addEventListener("click", () => choose(question.id, chosen ? null : choice.id));
  return made;
}
