// The script, and the questions on the way that the voter's answers take.

import { t } from "../shared/words.mjs";
import { bilingual, byId, element, renewWhenChanged, setWords, wordsIn } from "./elements.mjs";

export function renderScript(script, shown) {
  byId("script").hidden = !shown || !script.opening.theirs.text;
  renewWhenChanged(byId("opening"), script.opening, () => bilingual(script.opening));
}

const ONE_CHOICE = new Set(["single", "scale"]);

// `pending`: answers that the server does not know yet, question id -> answer, null where one is
// taken back. An answer is { choice_ids, number, words }.
export function renderSurvey(script, pending, shown, choose) {
  const answers = new Map(script.questions.map((question) => [question.id, question.answer]));
  pending.forEach((answer, question) => answers.set(question, answer));
  const way = wayThrough(script.questions, answers);
  byId("survey").hidden = !shown || script.questions.length === 0;
  const form = way.map((question) => [question, answers.get(question.id), pending.has(question.id)]);
  const build = () => way.map((question) => listed(question, script, answers, pending, choose));
  const earlier = byId("questions").childElementCount;
  renewWhenChanged(byId("questions"), form, build);
  if (earlier && way.length > earlier) byId("questions").lastElementChild.scrollIntoView({ block: "nearest" });
  const over = way.length > 0 && !way.some((question) => question.required && !answers.get(question.id));
  byId("survey-over").hidden = !over || !answers.get(way.at(-1)?.id);
  setWords(byId("survey-over"), t("survey over"));
}

// The first question on the way that has no answer yet.
export function questionAsked() {
  const open = [...document.querySelectorAll(".question")].find((each) => each.dataset.answered !== "true");
  return open ?? null;
}

// Follows where each given answer leads, as the server has worked out; it may be away.
function wayThrough(questions, answers) {
  const way = [];
  let question = questions[0];
  while (question && !way.includes(question)) {
    way.push(question);
    const answer = answers.get(question.id);
    if (!answer && question.required) break;
    const made = ONE_CHOICE.has(question.kind) ? answer?.choice_ids[0] : null;
    const turn = question.choices.find((each) => each.id === made) ?? question;
    question = questions.find((each) => each.id === turn.leads_to);
  }
  return way;
}

function listed(question, script, answers, pending, choose) {
  const number = script.questions.indexOf(question) + 1;
  const count = t("question", { number, count: script.questions.length });
  const legend = element("legend", {}, element("span", { className: "count", textContent: count }));
  if (!question.required) legend.firstChild.append(` · ${t("optional")}`);
  legend.append(element("span", { className: "two" }, ...bilingual(question.text, "span")));
  const made = element("fieldset", { className: "question" }, legend);
  made.dataset.question = question.id;
  made.dataset.answered = String(Boolean(answers.get(question.id)));
  if (question.note.theirs.text) made.append(note(question.note));
  for (const rumour of question.rumours ?? []) made.append(heard(rumour));
  made.append(...fieldsOf(question, answers.get(question.id), pending.has(question.id), choose));
  return element("li", {}, made);
}

// The caller reads it, the voter never hears it: in the caller's language.
const note = (text) => element("p", { className: "caller-note" }, wordsIn("span", text.ours ?? text.theirs));

function heard(rumour) {
  const words = element("strong", {}, element("bdi", { textContent: rumour.words }));
  return element("div", { className: "heard notice" }, element("p", {}, `${t("heard")} `, words),
    element("div", { className: "two" }, ...bilingual(rumour.answer)));
}

function fieldsOf(question, answer, unsaved, choose) {
  if (question.kind === "number") return [numberField(question, answer, choose)];
  if (question.kind === "text") return [wordsField(question, answer, choose)];
  const choices = element("div", { className: question.kind === "scale" ? "choices scale" : "choices" });
  const several = question.kind === "several";
  if (several) choices.setAttribute("role", "group");
  for (const choice of question.choices) choices.append(button(question, choice, answer, unsaved, choose, several));
  return several ? [element("p", { className: "hint", textContent: t("several") }), choices] : [choices];
}

const given = (parts) => ({ choice_ids: [], number: null, words: "", ...parts });

function button(question, choice, answer, unsaved, choose, several) {
  const made = answer?.choice_ids ?? [];
  const chosen = made.includes(choice.id);
  const [theirs, ours] = bilingual(choice.text, "span");
  const waiting = chosen && unsaved ? " pending" : "";
  const drawn = element("button", { type: "button", className: `quiet choice${waiting}` }, theirs);
  if (ours) drawn.append(element("small", {}, ours));
  drawn.dataset.focus = `choice ${choice.id}`;
  drawn.setAttribute("aria-pressed", String(chosen));
  drawn.addEventListener("click", () => {
    const others = several ? made.filter((id) => id !== choice.id) : [];
    const next = chosen ? others : [...others, choice.id];
    choose(question.id, next.length ? given({ choice_ids: next }) : null, chosen ? null : choice.ends_with);
  });
  return drawn;
}

function labelled(question, field, words) {
  field.dataset.focus = `answer ${question.id}`;
  field.dataset.kept = field.value;
  return element("label", { className: "written-answer" }, element("span", { className: "hint", textContent: words }), field);
}

function numberField(question, answer, choose) {
  const { lowest, highest } = question;
  const field = element("input", { type: "number", step: 1, inputMode: "numeric", value: answer?.number ?? "" });
  if (lowest !== null) field.min = lowest;
  if (highest !== null) field.max = highest;
  field.addEventListener("change", () => {
    if (!field.reportValidity()) return;
    choose(question.id, field.value === "" ? null : given({ number: Number(field.value) }), null);
  });
  return labelled(question, field, t("number"));
}

function wordsField(question, answer, choose) {
  const field = element("textarea", { rows: 2, maxLength: 2000, value: answer?.words ?? "" });
  field.addEventListener("change", () => {
    choose(question.id, field.value.trim() ? given({ words: field.value }) : null, null);
  });
  return labelled(question, field, t("words"));
}
