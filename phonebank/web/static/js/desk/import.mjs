// An import as it goes on.

import { follow, now } from "./following.mjs";

// What the reader has opened stays open.
function settle(root) {
  const details = root.querySelector("details");
  if (details && now.querySelector("details")?.open) details.open = true;
}

follow({ title: "import-title", settle });
