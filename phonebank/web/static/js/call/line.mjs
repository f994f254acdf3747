// One's own line, by the Voice SDK: brought up once, kept up for the whole shift.
// States: down, connecting, up, lost (being brought up again), refused (no microphone).

const MICROPHONE_REFUSED = new Set([31208, 31401, 31402]);
const WAITS_SECONDS = [1, 2, 4, 8];
const WATCH_MILLISECONDS = 1000;
export const MICROPHONE = "phonebank microphone";
export const SPEAKER = "phonebank speaker";
const TOKEN_AGAIN_MILLISECONDS = 5000;
const GIVES_UP_MILLISECONDS = 12000;

export class Line {
  #token;
  #host;
  #deviceLost;
  #changed;
  #device = null;
  #call = null;
  #last = null;
  #wanted = false;
  #failures = 0;
  #retry = null;
  #attempt = null;
  state = "down";

  // `token` asks the server for one; `deviceLost` is told when the microphone in use is unplugged.
  constructor({ token, signallingHost, changed, deviceLost = () => {} }) {
    this.#token = token;
    this.#host = signallingHost;
    this.#deviceLost = deviceLost;
    this.#changed = changed;
    setInterval(() => this.#watch(), WATCH_MILLISECONDS);
  }

  get wanted() { return this.#wanted; }
  get muted() { return this.#call?.isMuted() ?? false; }
  get remoteStream() { return this.#call?.getRemoteStream() ?? null; }

  get localStream() { return this.#call?.getLocalStream() ?? null; }

  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#attempt = null;
    this.#call = null;
    this.#device?.destroy();
    this.#device = null;
    this.#become("down");
  }

  // Keys for the far end's menu or answering machine.
  press(digits) { this.#call?.sendDigits(digits); }

  get canPress() { return this.#call?.status() === "open"; }

  // What may be chosen: [{ id, label, chosen }] for "microphones" and for "speakers".
  devices() {
    const audio = this.#device?.audio;
    const listed = (known, chosen) => [...(known ?? new Map())].map(([id, { label }]) => ({ id, label, chosen: chosen(id) }));
    const speakers = new Set([...(audio?.speakerDevices.get() ?? [])].map((each) => each.deviceId));
    return {
      microphones: listed(audio?.availableInputDevices, (id) => id === (audio.inputDevice?.deviceId ?? "default")),
      speakers: audio?.isOutputSelectionSupported ? listed(audio.availableOutputDevices, (id) => speakers.has(id)) : [],
    };
  }

  async chooseMicrophone(id) {
    localStorage.setItem(MICROPHONE, id);
    await this.#device?.audio.setInputDevice(id);
  }

  async chooseSpeaker(id) {
    localStorage.setItem(SPEAKER, id);
    await this.#device?.audio.speakerDevices.set(id);
  }

  mute(on) {
    this.#call?.mute(on);
    this.#changed(this.state);
  }

  async #connect() {
    const attempt = { begunAt: Date.now() };
    const isGivenUp = () => this.#attempt !== attempt;
    this.#attempt = attempt;
    this.#become(this.#failures ? "lost" : "connecting");
    try {
      this.#device?.destroy();
      const token = await this.#token();
      if (isGivenUp()) return;
      const device = new Twilio.Device(token, this.#options());
      this.#device = device;
      device.on("tokenWillExpire", () => this.#renew(device));
      device.on("error", () => {});
      device.audio?.on("deviceChange", (lost) => {
        if (this.#call && lost.some((each) => each.kind === "audioinput")) this.#deviceLost();
      });
      await this.#chooseDevices(device);
      if (isGivenUp()) return;
      const call = await device.connect({ params: {} });
      if (isGivenUp()) device.destroy();
      else this.#follow(call);
    } catch (error) {
      if (!isGivenUp()) this.#failed(error);
    }
  }

  #follow(call) {
    this.#call = this.#last = call;
    const mine = (act) => (...values) => { if (this.#call === call) act(...values); };
    call.on("accept", mine(() => { this.#failures = 0; this.#attempt = null; this.#watchMicrophone(); this.#become("up"); }));
    call.on("reconnecting", mine(() => this.#become("lost")));
    call.on("reconnected", mine(() => this.#become("up")));
    // That the microphone was refused comes after the end that it explains.
    const explains = (error) => this.#last === call && MICROPHONE_REFUSED.has(error?.code);
    call.on("error", (error) => { if (this.#call === call || explains(error)) this.#failed(error); });
    for (const end of ["disconnect", "cancel", "reject"]) call.on(end, mine(() => this.#failed()));
  }

  // A line whose signalling could not be resumed closes without telling anybody.
  #watch() {
    if (this.#call?.status() === "closed" || this.#isStuck()) this.#failed();
  }

  // Signalling that answers nothing; a person who is asked for the microphone may take any time.
  #isStuck() {
    if (!this.#attempt || (this.#call && !this.localStream)) return false;
    return Date.now() - this.#attempt.begunAt > GIVES_UP_MILLISECONDS;
  }

  #failed(error) {
    this.#attempt = null;
    this.#call = null;
    if (MICROPHONE_REFUSED.has(error?.code)) {
      this.#wanted = false;
      clearTimeout(this.#retry);
      this.#become("refused");
    } else if (this.#wanted) {
      const wait = WAITS_SECONDS[Math.min(this.#failures, WAITS_SECONDS.length - 1)];
      this.#failures += 1;
      this.#become("lost");
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#again(), wait * 1000);
    }
  }

  // A refusal that came too early for anybody to listen is found out by asking.
  async #again() {
    const refused = await refusesMicrophone();
    if (!this.#wanted) return;
    if (!refused) { this.#connect(); return; }
    this.#wanted = false;
    this.#become("refused");
  }

  #become(state) {
    this.state = state;
    this.#changed(state);
  }

  // A token that could not be renewed is asked for until it can, or until the line is another one.
  async #renew(device) {
    if (this.#device !== device) return;
    try {
      device.updateToken(await this.#token());
    } catch {
      setTimeout(() => this.#renew(device), TOKEN_AGAIN_MILLISECONDS);
    }
  }

  // A microphone that is unplugged ends its track; one that was chosen, the SDK tells of besides.
  #watchMicrophone() {
    for (const track of this.localStream?.getAudioTracks() ?? []) {
      track.addEventListener("ended", () => { if (this.localStream?.getAudioTracks().includes(track)) this.#deviceLost(); });
    }
  }

  async #chooseDevices(device) {
    const [microphone, speaker] = [localStorage.getItem(MICROPHONE), localStorage.getItem(SPEAKER)];
    // A device that is not there any more must not keep anybody from calling.
    if (microphone && device.audio?.availableInputDevices.has(microphone)) {
      await device.audio.setInputDevice(microphone).catch(() => {});
    }
    if (speaker && device.audio?.availableOutputDevices.has(speaker)) {
      await device.audio.speakerDevices.set(speaker).catch(() => {});
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

// Whether the browser, or whoever sits at it, lets us have no microphone.
async function refusesMicrophone() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.getTracks().forEach((track) => track.stop());
    return false;
  } catch (error) {
    return error.name === "NotAllowedError";
  }
}
