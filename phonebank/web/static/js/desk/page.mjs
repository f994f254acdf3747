// Pages of the desk that stand still: times in the reader's zone, and lines to copy.

import { listenForCopies, showCopyButtons } from "./copying.mjs";
import { tellTimes } from "./times.mjs";

tellTimes(document);
showCopyButtons(document);
listenForCopies();
