/** The component Streamlit mounts: one React root per host element, kept across reruns. */

import { createRoot, type Root } from "react-dom/client";

import { App } from "./board/App";
import { isDark } from "./dark";
import { Nudge } from "./nudge";
import { sessionOf, type Place } from "./state/session";
import { adoptStyles } from "./styles/adopt";

interface Data extends Place {
  height?: number | string | null;
}

interface Args {
  parentElement: HTMLElement | ShadowRoot;
  data: Data;
  setStateValue: (name: string, value: unknown) => void;
}

const roots = new WeakMap<HTMLElement | ShadowRoot, { root: Root; nudge: Nudge }>();

export default function board({ parentElement, data, setStateValue }: Args): () => void {
  const session = sessionOf(data);
  let mounted = roots.get(parentElement);
  if (!mounted) {
    adoptStyles(parentElement); // before the first render: React Flow measures what it draws
    const holder = document.createElement("div");
    holder.className = "board-holder";
    parentElement.append(holder);
    mounted = { root: createRoot(holder), nudge: new Nudge(session) };
    roots.set(parentElement, mounted);
  }
  const { root, nudge } = mounted;
  nudge.to((revision, hidden) => {
    setStateValue("hidden", hidden);
    setStateValue("seen", revision);
  });
  const holder = parentElement.querySelector<HTMLElement>(".board-holder");
  const { height } = data;
  if (holder) holder.style.height = typeof height === "number" ? `${height}px` : (height ?? "");
  root.render(<App session={session} dark={isDark(parentElement)} />);
  return () => {
    nudge.stop();
    root.unmount();
    holder?.remove();
    roots.delete(parentElement);
  };
}
