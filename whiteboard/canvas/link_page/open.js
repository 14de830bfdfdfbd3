// Opens the design that is packed into the fragment of this page's address. The fragment never
// reaches the server by itself: it is unpacked here and sent as the text of a design file.
"use strict";

const MOST_BYTES = 2_000_000;

async function unpacked(packed) {
  const base64 = packed.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (one) => one.codePointAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const parts = [];
  let length = 0;
  for (let reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) throw new Error("too large"); // a few bytes can unpack to any number
    parts.push(value);
  }
  return new Blob(parts).text();
}

function say(text, why = "") {
  document.getElementById("said").textContent = text;
  document.getElementById("why").textContent = why;
}

async function open() {
  let text;
  try {
    text = await unpacked(location.hash.slice(1));
  } catch {
    say("The link is incomplete: no design can be read from it. Ask for it again.");
    return;
  }
  try {
    const reply = await fetch("open-link", { method: "POST", body: text });
    const answer = await reply.json();
    if (reply.ok) location.replace(`./?board=${encodeURIComponent(answer.board)}`);
    else say("The design in this link cannot be opened.", answer.message);
  } catch {
    say("The server does not answer. Try again in a moment.");
  }
}

void open();
