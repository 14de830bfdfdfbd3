/** A link that holds the whole design: packed into the fragment, which no server ever sees. */

import type { Session } from "./session";

const WAY = "open-link";

export async function designLink(session: Session): Promise<string | undefined> {
  const found = await session.wire.ask({ type: "text", whole: true });
  if (!found) return undefined;
  const address = new URL(WAY, document.baseURI);
  address.hash = await packed(found.text);
  return address.href;
}

/** Deflated, in letters that an address may hold. */
export async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCodePoint(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Puts the link on the clipboard; where that is not allowed it is shown to be copied by hand. */
export async function shareLink(session: Session): Promise<void> {
  const { store } = session;
  const link = await designLink(session);
  if (!link) {
    store.notify("The link can be made when the server is there again.", "error");
    return;
  }
  const size = link.length < 1000 ? `${link.length} characters` : `${(link.length / 1000).toFixed(1)} kB`;
  try {
    await navigator.clipboard.writeText(link);
    store.notify(`Copied a link that holds this design (${size}). Whoever opens it gets a copy of their own.`);
  } catch {
    window.prompt(`A link that holds this design (${size}). Copy it:`, link);
  }
}
