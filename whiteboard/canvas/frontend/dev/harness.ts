/** Mounts the board as Streamlit would: inside a shadow root, with its colours as variables. */

import board from "../src/index";
import { MockSocket, network, room } from "./mockServer";

const LIGHT = { background: "#ffffff", "secondary-background": "#f0f2f6", text: "#31333f" };
const DARK = { background: "#0e1117", "secondary-background": "#262730", text: "#fafafa" };

Object.assign(window, { WebSocket: MockSocket, mock: { network, room } });
const host = document.getElementById("host") as HTMLElement;
const shadow = host.attachShadow({ mode: "open" });
const parentElement = document.createElement("div");
parentElement.style.height = "100%";
shadow.append(parentElement);

function show(dark: boolean): void {
  for (const [name, colour] of Object.entries(dark ? DARK : LIGHT)) {
    document.documentElement.style.setProperty(`--st-${name}-color`, colour);
  }
  board({
    parentElement,
    data: { room: "dev", token: "none", socket: "/board/dev/ws", vocabulary: "/vocabulary.json" },
    setStateValue: (name, value) => Object.assign(window, { [name]: value }),
  });
}

show(new URLSearchParams(location.search).has("dark"));
Object.assign(window, { show });
