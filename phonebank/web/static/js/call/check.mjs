// The sound check: is the volunteer heard, by which microphone, and do they hear?

import { t } from "../shared/words.mjs";
import { byId, element, setWords } from "./elements.mjs";
import { MICROPHONE } from "./line.mjs";

const CHECKED = "phonebank sound checked";
const CHECKED_FOR_MILLISECONDS = 30 * 24 * 3600 * 1000;
const ECHO_MILLISECONDS = 3000;

const again = new URLSearchParams(location.search).has("again");
const checkedAt = Number(localStorage.getItem(CHECKED) ?? 0);
if (!again && Date.now() - checkedAt < CHECKED_FOR_MILLISECONDS) location.replace(byId("go").href);

let stream = null;

async function listen(deviceId) {
  stream?.getTracks().forEach((track) => track.stop());
  const audio = deviceId ? { deviceId: { ideal: deviceId } } : true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio });
  } catch {
    setWords(byId("refused"), t("microphone refused"));
    byId("refused").hidden = false;
    return;
  }
  byId("refused").hidden = true;
  await listMicrophones();
  showLevel(stream);
}

async function listMicrophones() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const current = stream.getAudioTracks()[0]?.getSettings().deviceId;
  const options = devices
    .filter((device) => device.kind === "audioinput")
    .map((device) => element("option", {
      value: device.deviceId, textContent: device.label, selected: device.deviceId === current,
    }));
  byId("microphone").replaceChildren(...options);
}

function showLevel(source) {
  const audio = new AudioContext();
  const ear = audio.createAnalyser();
  ear.fftSize = 512;
  audio.createMediaStreamSource(source).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const bars = [...byId("meter").children];
  const draw = () => {
    if (!source.active) { audio.close(); return; }
    ear.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
    const lit = Math.min(bars.length, Math.round(Math.sqrt(loudness) * bars.length * 1.4));
    bars.forEach((bar, index) => {
      bar.classList.toggle("on", index < lit);
      bar.style.blockSize = index < lit ? `${8 + 44 * Math.sin((Math.PI * (index + 1)) / (bars.length + 1))}px` : "";
    });
    requestAnimationFrame(draw);
  };
  audio.resume().then(draw);
}

async function echo() {
  if (!stream) return;
  const button = byId("echo");
  button.disabled = true;
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", async () => {
    const player = new Audio(URL.createObjectURL(new Blob(parts, { type: recorder.mimeType })));
    player.addEventListener("ended", () => { button.disabled = false; });
    await player.play().catch(() => { button.disabled = false; });
  });
  recorder.start();
  setTimeout(() => recorder.stop(), ECHO_MILLISECONDS);
}

byId("microphone").addEventListener("change", (event) => {
  localStorage.setItem(MICROPHONE, event.target.value);
  listen(event.target.value);
});
byId("echo").addEventListener("click", echo);
byId("go").addEventListener("click", () => {
  localStorage.setItem(CHECKED, String(Date.now()));
  // A person pressed a key for it: the call page may bring the line up at once.
  sessionStorage.setItem("phonebank start at once", "yes");
});
byId("copy").addEventListener("click", async (event) => {
  const link = byId("back-link");
  try {
    await navigator.clipboard.writeText(link.href);
    setWords(event.target, event.target.dataset.done);
  } catch {
    getSelection().selectAllChildren(link);
  }
});
listen(localStorage.getItem(MICROPHONE));
