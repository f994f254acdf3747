// The words that a page's scripts say, in the page's language: from its <script id="words">.

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

// t("calling", { name }) fills %(name)s.
export const t = (key, values = {}) =>
  (words[key] ?? key).replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
