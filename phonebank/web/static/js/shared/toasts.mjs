// What was just done, said once and politely, with one thing to press where there is one.

const place = document.getElementById("toasts");

export function say(text, { seconds = 5, action = null, onAction = null } = {}) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.append(Object.assign(document.createElement("span"), { textContent: text }));
  const gone = () => { clearTimeout(timer); toast.remove(); };
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(action);
    button.addEventListener("click", () => { gone(); onAction(); });
    toast.append(button);
  }
  const timer = setTimeout(gone, seconds * 1000);
  place.replaceChildren(toast);
  return gone;
}
