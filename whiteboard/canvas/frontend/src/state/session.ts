/** One live board per room: its store and its wire, kept across remounts of the component (B11). */

import { readVocabulary, type RawVocabulary } from "../model/vocabulary";
import type { FromServer, Refused } from "../wire/messages";
import {
  batchOf,
  helloOf,
  resume,
  takeRefusal,
  takeSnapshot,
  takeUpdate,
  type LedgerState,
} from "../wire/ledger";
import { edgeText } from "../model/document";
import { Wire, type SocketLike } from "../wire/wire";
import { BoardStore, draftKey, pruned, type Settings } from "./board";
import { claimIdentity, readSetting, saveQueue, writeSetting } from "./identity";

export interface Place {
  readonly room: string;
  readonly token: string;
  readonly socket: string;
  readonly vocabulary: string;
}

export class Session {
  readonly store: BoardStore;
  readonly wire: Wire;
  /** Where the person is looking; null until the design was shown once. */
  viewport: { x: number; y: number; zoom: number } | null = null;
  /** While a box is under the pointer the page is not told of news. */
  dragging = false;
  private place: Place;
  private client = "";
  private vocabularyFrom = "";
  private saved = "";

  constructor(place: Place) {
    this.place = place;
    this.store = new BoardStore(savedSettings());
    this.wire = new Wire(
      {
        hello: () => helloOf(this.ledger, this.client),
        batch: () => batchOf(this.ledger, this.client),
        first: () => this.ledger.pending[0]?.seq,
        receive: (message) => this.receive(message),
        connection: (connection) => this.store.set({ connection }),
      },
      () => this.openSocket(),
      { set: (run, ms) => window.setTimeout(run, ms), clear: (id) => window.clearTimeout(id) },
    );
    this.store.reveal = (card) => this.wire.reveal(card);
    this.store.cover = () => this.wire.cover();
    this.store.onLook = (name) => this.wire.look(name);
    this.store.onRecord = () => {
      this.keepQueue();
      this.wire.flush();
    };
    this.store.subscribe(() => this.keepSettings());
    window.addEventListener("online", () => this.wire.hurry());
    void claimIdentity(place.room).then(({ client, queue }) => {
      this.client = client;
      this.store.set({ ledger: resume(queue.pending, queue.next) });
      this.wire.start();
    });
  }

  /** Takes over fresh data of a rerun: the token may have been renewed. */
  update(place: Place): void {
    const renewed = place.token !== this.place.token;
    this.place = place;
    if (renewed) this.wire.hurry();
    void this.loadVocabulary();
  }

  look(viewport: { x: number; y: number; zoom: number }): void {
    this.viewport = viewport;
  }

  drag(dragging: boolean): void {
    this.dragging = dragging;
  }

  async loadVocabulary(): Promise<void> {
    const from = this.place.vocabulary;
    if (from === this.vocabularyFrom) return;
    this.vocabularyFrom = from;
    try {
      const reply = await fetch(new URL(from, document.baseURI));
      if (!reply.ok) throw new Error(String(reply.status));
      const vocabulary = readVocabulary((await reply.json()) as RawVocabulary);
      this.store.set({ vocabulary });
    } catch {
      this.vocabularyFrom = "";
      window.setTimeout(() => void this.loadVocabulary(), 2000);
    }
  }

  private get ledger(): LedgerState {
    return this.store.get().ledger;
  }

  private receive(message: FromServer): void {
    switch (message.type) {
      case "snapshot":
        this.accept(takeSnapshot(this.ledger, message));
        this.lookAgain();
        return;
      case "update": {
        const after = takeUpdate(this.ledger, message);
        if (after === "gap") this.wire.resync();
        else this.accept(after, message.evaluation.closed?.length ?? 0);
        return;
      }
      case "refused":
        this.refused(message);
        return;
      case "coverage":
        this.store.set({ coverage: message });
        return;
      case "overlay":
        if (message.name === this.store.get().overlaid) this.store.set({ overlay: message });
        return;
      case "practice":
        this.store.set({ practice: message.attempt });
        return;
      case "notice":
        this.store.notify(message.message);
        return;
      default:
    }
  }

  /** A new connection knows nothing of the overlay that is shown. */
  private lookAgain(): void {
    const { overlaid } = this.store.get();
    if (overlaid) this.wire.look(overlaid);
  }

  private accept(ledger: LedgerState, closed = 0): void {
    const { selection, settled } = this.store.get();
    this.store.set({
      ledger,
      selection: pruned(selection, ledger.view),
      ...(closed > 0 ? { settled: { count: closed, stamp: settled.stamp + 1 } } : {}),
    });
    this.keepQueue();
  }

  /** Shows why, and keeps what was typed as a draft, so that nothing typed is lost (B7). */
  private refused(message: Refused): void {
    const gesture = this.ledger.pending.find((one) => one.seq === message.seq);
    const { undo, redo } = this.store.get();
    this.store.set({
      ledger: takeRefusal(this.ledger, message.seq),
      undo: undo.filter((one) => one.seq !== message.seq),
      redo: redo.filter((one) => one.seq !== message.seq),
    });
    this.keepQueue();
    for (const change of gesture?.changes ?? []) {
      if (change.type !== "set_field" || change.value === null) continue;
      const [source, target, relation] = change.edge ?? ["", "", ""];
      const owner = change.id ?? edgeText({ source, target, relation });
      const suggestion = message.options[0] ?? null;
      this.store.draft(draftKey(owner, change.field), {
        value: change.value,
        message: message.message,
        suggestion,
      });
    }
    const options = message.options.length > 0 ? ` Possible: ${message.options.join(", ")}.` : "";
    this.store.notify(message.message + options, "error");
  }

  private openSocket(): SocketLike {
    const url = new URL(this.place.socket, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    // The token is never part of an address: addresses end up in logs.
    return new WebSocket(url, ["whiteboard.v1", `token.${this.place.token}`]) as unknown as SocketLike;
  }

  private keepQueue(): void {
    const { pending, next } = this.ledger;
    const text = `${next}:${pending.length}:${pending[0]?.seq ?? 0}`;
    if (text === this.saved || !this.client) return;
    this.saved = text;
    saveQueue(this.place.room, this.client, { pending, next });
  }

  private keepSettings(): void {
    const { hidden, palette, panel, map } = this.store.get().settings;
    const text = JSON.stringify({ hidden, palette, panel, map });
    if (text === lastSettings) return;
    lastSettings = text;
    writeSetting("settings", text);
  }
}

let lastSettings = "";
const sessions = new Map<string, Session>();

/** The session of a room; the same one for as long as the page lives. */
export function sessionOf(place: Place): Session {
  let session = sessions.get(place.room);
  if (!session) {
    session = new Session(place);
    sessions.set(place.room, session);
    void session.loadVocabulary();
  } else {
    session.update(place);
  }
  return session;
}

function savedSettings(): Settings {
  const settings: Settings = {
    hidden: false,
    palette: true,
    panel: true,
    tab: "details",
    map: true,
  };
  try {
    const saved = JSON.parse(readSetting("settings") ?? "{}") as Partial<Settings>;
    return { ...settings, ...saved };
  } catch {
    return settings;
  }
}
