// Sending the first text or a reply: one press, one text, and then on to the next.

import { postJson } from "../shared/server.mjs";
import { t } from "../shared/words.mjs";
import * as drafts from "./drafts.mjs";
import { look, nextOf } from "./looking.mjs";
import { back, open } from "./opening.mjs";
import {
  $, address, attempt, goesOn, measured, mode, now, thread, wide,
} from "./screen.mjs";

// `anyway`: somebody else has answered meanwhile, and the texter knows it.
export async function send({ anyway = false } = {}) {
  if (now.openId === null || thread.dataset.settled !== "true") return;
  const from = now.openId;
  const deed = { unsent: sendFirst, open: sendReply }[mode()];
  let sent = false;
  if (deed && (await attempt("send", async () => { sent = await deed(anyway); })) && sent) await goOn(from, deed);
}

async function sendFirst() {
  const id = now.openId;
  await postJson(address("first"), { key: drafts.keyOf(id) });
  drafts.forget(id);
  return true;
}

async function sendReply(anyway) {
  const field = $("draft");
  const written = field.value;
  const body = written.trim();
  if (!body) { field.focus(); return false; }
  // Now, not after the wait: by then another conversation may be open.
  const [id, to] = [now.openId, address("reply")];
  await drafts.flush();
  const asked = { key: drafts.keyOf(id), body, seen: lastSeen(), anyway };
  const sent = await postJson(to, asked).catch(askFirst);
  if (!sent) return false;
  if (sent.body !== body) {
    drafts.renew(id);
    throw new Error(t("sent earlier"));
  }
  drafts.forget(id);
  return leaveNothing(id, field, written);
}

const lastSeen = () => Math.max(0, ...[...thread.querySelectorAll(".text")].map((text) => Number(text.id.slice("text-".length))));

// Another texter has answered meanwhile: show what they wrote, and ask whether to send all the same.
async function askFirst(error) {
  if (error.kind !== "AnsweredMeanwhile") throw error;
  await look();
  $("confirm-anyway-title").textContent = error.message;
  $("confirm-anyway").showModal();
  return null;
}

// True where the field is empty now; what was typed while the text was under way stays in it.
function leaveNothing(id, field, written) {
  const since = field.value.startsWith(written) ? field.value.slice(written.length).trimStart() : "";
  field.value = since;
  if (since) drafts.keep(id, since, measured);
  else if (id === now.openId) measured({ units: 0 });
  return !since;
}

// After a first text the next one; after a reply whoever waits for one, then whoever has none.
async function goOn(from, deed) {
  await look();
  if (now.openId !== from) return;
  const wanted = deed === sendFirst ? ["unsent"] : ["waiting", "unsent"];
  const next = goesOn() ? await nextOf(...wanted).catch(() => null) : null;
  if (now.openId !== from) return;
  if (next) await open(next);
  else afterTheLast(deed);
}

function afterTheLast(deed) {
  if (deed === sendFirst && $("more-voters")) {
    if (!wide.matches) back();
    $("more-voters").focus();
  } else {
    ($("draft") ?? $("thread-title")).focus();
  }
}
