// Twilio's own calculator behind a pipe: a JSON string a line in, its count a line out.
// null asks for the signs that its own tests go through one by one.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const { SegmentedMessage } = require("sms-segments-calculator");
const signs = require("sms-segments-calculator/dist/libs/SmartEncodingMap").default;

function count(text) {
  const message = new SegmentedMessage(text);
  const bits = message.encodingName === "GSM-7" ? 7 : 16;
  return {
    encoding: message.encodingName,
    units: message.messageSize / bits,
    segments: message.segmentsCount,
    graphemes: message.graphemes,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = asked === null ? Object.entries(signs).flat() : count(asked);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
