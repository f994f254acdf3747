// The volunteer's own line, by the Voice SDK: brought up once, kept up for the whole shift.
// States: down, connecting, up, lost (being brought up again), refused (no microphone).

import { postJson } from "../shared/server.mjs";

const MICROPHONE_REFUSED = new Set([31208, 31401, 31402]);
const WAITS_SECONDS = [1, 2, 4, 8];
const WATCH_MILLISECONDS = 1000;
export const MICROPHONE = "phonebank microphone";

export class Line {
  #tab;
  #host;
  #changed;
  #device = null;
  #call = null;
  #wanted = false;
  #failures = 0;
  #retry = null;
  state = "down";

  constructor({ tab, signallingHost, changed }) {
    this.#tab = tab;
    this.#host = signallingHost;
    this.#changed = changed;
    setInterval(() => this.#watch(), WATCH_MILLISECONDS);
  }

  get wanted() { return this.#wanted; }
  get muted() { return this.#call?.isMuted() ?? false; }
  get remoteStream() { return this.#call?.getRemoteStream() ?? null; }

  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#call = null;
    this.#device?.destroy();
    this.#device = null;
    this.#become("down");
  }

  mute(on) {
    this.#call?.mute(on);
    this.#changed(this.state);
  }

  async #connect() {
    this.#become(this.#failures ? "lost" : "connecting");
    try {
      this.#device?.destroy();
      const device = new Twilio.Device(await this.#token(), this.#options());
      this.#device = device;
      device.on("tokenWillExpire", async () => device.updateToken(await this.#token()));
      device.on("error", () => {});
      await this.#chooseMicrophone(device);
      this.#follow(await device.connect({ params: {} }));
    } catch (error) {
      this.#failed(error);
    }
  }

  #follow(call) {
    this.#call = call;
    const mine = (act) => (...values) => { if (this.#call === call) act(...values); };
    call.on("accept", mine(() => { this.#failures = 0; this.#become("up"); }));
    call.on("reconnecting", mine(() => this.#become("lost")));
    call.on("reconnected", mine(() => this.#become("up")));
    call.on("error", mine((error) => this.#failed(error)));
    for (const end of ["disconnect", "cancel", "reject"]) call.on(end, mine(() => this.#failed()));
  }

  // A line whose signalling could not be resumed closes without telling anybody.
  #watch() {
    if (this.#call?.status() === "closed") this.#failed();
  }

  #failed(error) {
    this.#call = null;
    if (MICROPHONE_REFUSED.has(error?.code)) {
      this.#wanted = false;
      this.#become("refused");
    } else if (this.#wanted) {
      const wait = WAITS_SECONDS[Math.min(this.#failures, WAITS_SECONDS.length - 1)];
      this.#failures += 1;
      this.#become("lost");
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#wanted && this.#connect(), wait * 1000);
    }
  }

  #become(state) {
    this.state = state;
    this.#changed(state);
  }

  async #token() {
    return (await postJson("/call/token", { tab: this.#tab })).token;
  }

  async #chooseMicrophone(device) {
    const chosen = localStorage.getItem(MICROPHONE);
    // A microphone that is not there any more must not keep anybody from calling.
    if (chosen && device.audio?.availableInputDevices.has(chosen)) {
      await device.audio.setInputDevice(chosen).catch(() => {});
    }
  }

  #options() {
    const options = { closeProtection: false, codecPreferences: ["opus", "pcmu"] };
    if (!this.#host) return options;
    const sounds = Object.fromEntries(
      Object.values(Twilio.Device.SoundName).map((name) => [
        name, `http://${this.#host}/js/client/sounds/releases/1.0.0/${name}.mp3`,
      ]),
    );
    return { ...options, chunderw: this.#host, sounds };
  }
}
