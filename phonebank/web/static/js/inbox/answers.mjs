// Saving answers. One that the network has not let through is kept in this browser and saved as
// soon as the server is heard of again: to save an answer twice is to save it once.

import { NoAnswer, ServerSaidNo, postJson } from "../shared/server.mjs";

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

let line = Promise.resolve();

// One post after the other, so that an older answer never comes after a newer one.
function inLine(act) {
  const done = line.then(act);
  line = done.catch(() => {});
  return done;
}

// Save the answer (null takes it back). Where there is no network, NoAnswer is thrown, and the
// answer is saved later.
export const saveAnswer = (conversation, question, choice) =>
  inLine(async () => {
    const place = `${conversation}/${question}`;
    try {
      await post(place, choice);
      note(place, undefined);
    } catch (error) {
      if (error instanceof NoAnswer) note(place, choice);
      throw error;
    }
  });

const refused = (error) => error instanceof ServerSaidNo && error.status >= 400 && error.status < 500;

// Save what is kept for a place, if it is still what it was. False where it is to be tried again.
async function saveKept(place, listed) {
  const same = () => JSON.stringify(unsaved()[place]) === listed;
  if (!same()) return !(place in unsaved());
  try {
    await post(place, JSON.parse(listed));
  } catch (error) {
    if (!refused(error)) return false;
  }
  if (same()) note(place, undefined);
  return true;
}

let saving = false;

// Save what is left from before, in one run at a time; `saved` is called where something was.
export async function saveWhatIsLeft(saved) {
  if (saving) return;
  saving = true;
  clearTimeout(timer);
  let left = false;
  for (const [place, choice] of Object.entries(unsaved())) {
    if (await inLine(() => saveKept(place, JSON.stringify(choice)))) saved();
    else left = true;
  }
  saving = false;
  if (left) timer = setTimeout(saveWhatIsLeft, AGAIN_MILLISECONDS, saved);
}
