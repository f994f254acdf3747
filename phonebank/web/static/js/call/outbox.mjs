// What was noted here and is not yet known to the server: sent in order, tried again until it
// answers, kept over a reload. Each can be sent twice without harm.

import { NoAnswer, postJson } from "../shared/server.mjs";

const STORED = "phonebank outbox";
const AGAIN_MILLISECONDS = 1000;
const ENDING = new Set(["/call/result", "/call/household"]);

export class Outbox {
  #items = JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
  #sending = null;
  #tell;

  // `tell`: { answered(state), refused(error), stuck(whether) }
  constructor(tell) {
    this.#tell = tell;
    addEventListener("online", () => this.send());
  }

  add(path, body) {
    // Of a note, only the last form matters.
    if (path === "/call/note") this.#items = this.#items.filter((item) => !this.#isSame(item, path, body));
    this.#items.push({ path, body });
    this.#keep();
    return this.send();
  }

  // What is waiting for this call: question id -> answer.
  answersFor(callId) {
    const mine = this.#items.filter((item) => item.path === "/call/answer" && item.body.call_id === callId);
    return new Map(mine.map((item) => [item.body.question_id, item.body.answer]));
  }

  // The note that is waiting for this call, if one is.
  noteFor(callId) {
    return this.#items.findLast((item) => item.path === "/call/note" && item.body.call_id === callId)?.body.note;
  }

  // Whether what ends this call is waiting: its result, or its going on with somebody else.
  hasResultFor(callId) {
    return this.#items.some((item) => ENDING.has(item.path) && item.body.call_id === callId);
  }

  get isEmpty() { return !this.#items.length; }

  // Done once nothing waits any more, or nobody answers.
  send() {
    this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; });
    return this.#sending;
  }

  async #sendAll() {
    try {
      while (this.#items.length) await this.#sendFirst();
      this.#tell.stuck(false);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.#tell.stuck(true);
      setTimeout(() => this.send(), AGAIN_MILLISECONDS);
    }
  }

  async #sendFirst() {
    const [item] = this.#items;
    try {
      const answer = await postJson(item.path, item.body);
      this.#drop(item);
      this.#tell.answered(answer, item);
    } catch (error) {
      if (error instanceof NoAnswer) {
        // Nobody is to be called by surprise when the connection comes back.
        if (item.body.then_next) { item.body.then_next = false; this.#keep(); }
        throw error;
      }
      this.#drop(item);
      this.#tell.refused(error);
    }
  }

  #drop(item) {
    this.#items = this.#items.filter((other) => other !== item);
    this.#keep();
  }

  #keep() {
    sessionStorage.setItem(STORED, JSON.stringify(this.#items));
  }

  #isSame(item, path, body) {
    return item.path === path && item.body.call_id === body.call_id && item !== this.#items[0];
  }
}
