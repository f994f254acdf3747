// Saving answers. One that the network has not let through is kept in this browser and saved as
// soon as the server is heard of again: to save an answer twice is to save it once.

import { NoAnswer, postJson } from "../shared/server.mjs";

const STORED = "phonebank unsaved answers";
const AGAIN_MILLISECONDS = 1500;

let timer = null;

const unsaved = () => JSON.parse(localStorage.getItem(STORED) ?? "{}");

function note(place, choice) {
  const all = unsaved();
  if (choice === undefined) delete all[place];
  else all[place] = choice;
  localStorage.setItem(STORED, JSON.stringify(all));
}

const post = (place, choice) => {
  const [conversation, question] = place.split("/").map(Number);
  // One choice is a number; any other answer is { choice_ids, number, words }.
  const given = typeof choice === "object" ? { answer: choice } : { choice_id: choice };
  const body = { question_id: question, ...given };
  return postJson(`/inbox/conversations/${conversation}/answer`, body);
};

// Save the answer (null takes it back). Where there is no network, NoAnswer is thrown, and the
// answer is saved later.
export async function saveAnswer(conversation, question, choice) {
  const place = `${conversation}/${question}`;
  try {
    await post(place, choice);
    note(place, undefined);
  } catch (error) {
    if (error instanceof NoAnswer) note(place, choice);
    throw error;
  }
}

// Save what is left from before; `saved` is called where something was.
export async function saveWhatIsLeft(saved) {
  clearTimeout(timer);
  for (const [place, choice] of Object.entries(unsaved())) {
    try {
      await post(place, choice);
    } catch (error) {
      if (error instanceof NoAnswer) {
        timer = setTimeout(saveWhatIsLeft, AGAIN_MILLISECONDS, saved);
        return;
      }
    }
    if (JSON.stringify(unsaved()[place]) === JSON.stringify(choice)) note(place, undefined);
    saved();
  }
}
