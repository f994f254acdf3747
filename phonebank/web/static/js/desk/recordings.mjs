// Recording in the browser: what the microphone hears becomes a WAV file that a carrier can play.

import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";

const RATE_HZ = 16000;
const MOST_MILLISECONDS = 59000;
const token = document.querySelector('meta[name="csrf-token"]').content;
const trouble = document.getElementById("trouble");
let recording = null;

for (const button of document.querySelectorAll("[data-record]")) {
  button.hidden = !window.MediaRecorder;
  button.addEventListener("click", () => (recording ? recording.stop() : record(button)));
}

async function record(button) {
  trouble.hidden = true;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return fail(t("no microphone"));
  }
  const pieces = [];
  const recorder = new MediaRecorder(stream);
  const label = button.firstElementChild;
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", async () => {
    clearTimeout(timer);
    recording = null;
    label.textContent = t("record anew");
    for (const track of stream.getTracks()) track.stop();
    await keep(button.closest(".spot"), new Blob(pieces, { type: recorder.mimeType }));
  });
  const timer = setTimeout(() => recorder.state === "recording" && recorder.stop(), MOST_MILLISECONDS);
  recording = recorder;
  recorder.start();
  label.textContent = t("stop");
  return undefined;
}

async function keep(spot, blob) {
  const body = toWav(await samplesOf(blob));
  const headers = { "Content-Type": "audio/wav", "X-CSRFToken": token, Accept: "application/json" };
  const answer = await fetch(spot.dataset.keep, { method: "POST", headers, body }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok) return fail(told?.error ?? "");
  const player = spot.querySelector("[data-sound]");
  player.src = told.address;
  player.hidden = false;
  say(t("kept"));
  return undefined;
}

function fail(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}

// One channel at the rate that telephones carry, whatever the browser has recorded.
async function samplesOf(blob) {
  const audio = new AudioContext();
  const heard = await audio.decodeAudioData(await blob.arrayBuffer());
  await audio.close();
  const length = Math.max(1, Math.ceil(heard.duration * RATE_HZ));
  const offline = new OfflineAudioContext(1, length, RATE_HZ);
  const source = offline.createBufferSource();
  source.buffer = heard;
  source.connect(offline.destination);
  source.start();
  return (await offline.startRendering()).getChannelData(0);
}

function toWav(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const write = (at, text) => [...text].forEach((sign, i) => view.setUint8(at + i, sign.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((each, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, each)) * 32767, true));
  return view.buffer;
}
