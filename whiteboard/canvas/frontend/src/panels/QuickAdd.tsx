/** The search at the cursor: adds a kind, or picks the box an arrow goes to. */

import { useState, type ReactNode } from "react";

import { useBoard, useSession } from "../board/context";
import { Icon } from "../board/icons";
import { nodeTitle } from "../model/document";
import { fit, searchKinds } from "../model/search";
import { infer, kindLabel, orient, relationLabel, type Vocabulary } from "../model/vocabulary";
import { addNode, connect } from "../state/actions";
import type { BoardStore, QuickAdd as Request } from "../state/board";
import { drawLine, readLine } from "../state/phrases";
import { LineHint } from "./LineHint";
import { useLine } from "./useLine";

interface Choice {
  readonly key: string;
  readonly icon: string;
  readonly group: string;
  readonly label: string;
  readonly hint: ReactNode;
  readonly legal: boolean;
  run(): void;
}

const TITLES = { add: "Add a box", connect: "Connect to a box", find: "Find a box" };
const WIDTH = 300;
const LINE_WIDTH = 520;
const HEIGHT = 340;

export function QuickAdd({ vocabulary }: { vocabulary: Vocabulary }) {
  const request = useBoard((state) => state.quickAdd);
  if (!request) return null;
  return <Search key={`${request.at.join()} ${request.mode}`} request={request} vocabulary={vocabulary} />;
}

function Search({ request, vocabulary }: { request: Request; vocabulary: Vocabulary }) {
  const session = useSession();
  const { store } = session;
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [room, setRoom] = useState({ width: 10_000, height: 10_000 });
  const kinds = request.mode === "add" ? kindChoices(store, vocabulary, request, query) : [];
  const { line, asked } = useLine(query, request, kinds.length === 0);
  const choices =
    request.mode === "add"
      ? asked
        ? []
        : kinds
      : request.mode === "connect"
        ? nodeChoices(store, vocabulary, request, query)
        : foundBoxes(store, vocabulary, query);
  const chosen = Math.min(at, choices.length - 1);
  const close = () => {
    store.set({ quickAdd: null });
    store.canvas?.focus();
  };
  const take = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    choice.run();
  };
  const draw = async () => {
    // Enter may come before the answer to the last letter.
    const read = line ?? (await readLine(session, query, query.length, { from: request.from, at: request.flow }));
    if (!read) store.notify("A line can be drawn when the server is there again.", "error");
    else if (read.errors.length === 0 && drawLine(store, read.changes)) close();
  };
  const offers = asked ? (line?.completions ?? []) : [];
  const complete = (at: number) => {
    const one = offers[at];
    if (one) setQuery(query.slice(0, one.start) + one.insert + query.slice(one.end));
  };
  const from = request.from ? store.doc.nodes[request.from] : undefined;
  const title = from && request.from ? nodeTitle(request.from, from) : "";
  const width = asked ? LINE_WIDTH : WIDTH;
  const left = Math.max(8, Math.min(request.at[0], room.width - width - 8));
  const top = Math.max(8, Math.min(request.at[1], room.height - HEIGHT - 8));

  return (
    <div
      className="veil"
      ref={(element) => {
        if (!element || room.width === element.clientWidth) return;
        setRoom({ width: element.clientWidth, height: element.clientHeight });
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div
        className="quick"
        style={{ left, top, width, maxHeight: HEIGHT }}
        role="dialog"
        aria-label={TITLES[request.mode]}
      >
        <input
          autoFocus
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="quick-list"
          aria-activedescendant={`quick-${chosen}`}
          aria-label={request.mode === "add" ? "Search a kind" : "Search a box"}
          placeholder={placeholder(request, title)}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step !== undefined) {
              event.preventDefault();
              const length = Math.max(1, asked ? offers.length : choices.length);
              setAt((Math.min(at, length - 1) + step + length) % length);
            }
            if (event.key === "Enter" && asked) void draw();
            else if (event.key === "Enter") take(choices[chosen]);
            if (event.key === "Escape") close();
            if (event.key === "Tab") {
              event.preventDefault();
              complete(Math.min(at, offers.length - 1));
            }
          }}
        />
        {line && <LineHint line={line} onTake={setQuery} />}
        <ul id="quick-list" role="listbox" aria-label="Choices">
          {offers.map((offer, index) => (
            <li
              key={`${offer.insert} ${offer.start}`}
              id={`quick-${index}`}
              role="option"
              aria-selected={index === Math.min(at, offers.length - 1)}
              data-offer={offer.label}
              onPointerMove={() => setAt(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => complete(index)}
            >
              <span>{offer.label}</span>
              <small>{offer.what}</small>
            </li>
          ))}
          {choices.map((choice, index) => (
            <li
              key={choice.key}
              id={`quick-${index}`}
              role="option"
              aria-selected={index === chosen}
              data-choice={choice.key}
              className={`group-${choice.group}${choice.legal ? "" : " is-apart"}`}
              ref={(element) => {
                if (index === chosen) element?.scrollIntoView({ block: "nearest" });
              }}
              onPointerMove={() => setAt(index)}
              onClick={() => take(choice)}
            >
              <Icon name={choice.icon} size={15} />
              <span>{choice.label}</span>
              <small>{choice.hint}</small>
            </li>
          ))}
          {!asked && choices.length === 0 && <li className="quiet">Nothing is called that.</li>}
        </ul>
        {request.mode === "add" && (
          <p className="quick-foot">
            {asked ? (
              <>
                <kbd>Enter</kbd> draws it <kbd>Tab</kbd> completes
              </>
            ) : (
              "Or type a design: clicks source 5k/s -> ranker model p95 30 ms"
            )}
          </p>
        )}
      </div>
    </div>
  );
}

function placeholder(request: Request, title: string): string {
  if (request.mode === "find") return "Find a box by name, kind or number";
  if (request.mode === "connect") return `Connect ${title} to …`;
  return title ? `Add a box after ${title}, or its numbers` : "Add a box: try “feat str”";
}

function kindChoices(
  store: BoardStore,
  vocabulary: Vocabulary,
  request: Request,
  query: string,
): Choice[] {
  const source = request.from ? store.doc.nodes[request.from] : undefined;
  return searchKinds(vocabulary, query, source?.kind).map((spec) => {
    const made = source && infer(vocabulary, source.kind, spec.kind);
    return {
      key: spec.kind,
      icon: spec.kind,
      group: spec.group,
      label: spec.label,
      legal: !source || Boolean(made),
      hint: made ? (
        `${made.reversed ? "← " : ""}${relationLabel(vocabulary, made.relation)}`
      ) : spec.key ? (
        <kbd>{spec.key}</kbd>
      ) : (
        ""
      ),
      run: () => addNode(store, spec.kind, { at: request.flow, from: request.from }),
    };
  });
}

/** The boxes that a name, a kind, a note or a value leads to; choosing one goes there. */
function foundBoxes(store: BoardStore, vocabulary: Vocabulary, query: string): Choice[] {
  const found = Object.entries(store.doc.nodes).flatMap(([id, node]) => {
    const label = nodeTitle(id, node);
    const kind = kindLabel(vocabulary, node.kind);
    const values = Object.values(node.fields).map(String);
    const clean = query.trim().toLowerCase();
    const said = clean === "" ? undefined : [...values, node.note].find((one) => one.toLowerCase().includes(clean));
    const score = fit(query, label, [node.kind, kind, id]) || (said === undefined ? 0 : 1);
    if (score === 0) return [];
    const choice: Choice = {
      key: id,
      icon: node.kind,
      group: vocabulary.kinds.get(node.kind)?.group ?? "data",
      label,
      legal: true,
      hint: said && said.length < 24 ? said : kind,
      run: () => {
        store.select([id]);
        store.canvas?.reveal([id]);
      },
    };
    return [{ choice, score }];
  });
  return found.sort((a, b) => b.score - a.score).map((one) => one.choice);
}

function nodeChoices(
  store: BoardStore,
  vocabulary: Vocabulary,
  request: Request,
  query: string,
): Choice[] {
  const { from } = request;
  const source = from ? store.doc.nodes[from] : undefined;
  if (!from || !source) return [];
  const found = Object.entries(store.doc.nodes).flatMap(([id, node]) => {
    const label = nodeTitle(id, node);
    const score = fit(query, label, [node.kind, kindLabel(vocabulary, node.kind)]);
    if (id === from || score === 0) return [];
    const made = orient(vocabulary, { id: from, kind: source.kind }, { id, kind: node.kind });
    const relation = made ? relationLabel(vocabulary, made.relation) : "nothing joins these";
    const choice: Choice = {
      key: id,
      icon: node.kind,
      group: vocabulary.kinds.get(node.kind)?.group ?? "data",
      label,
      legal: Boolean(made),
      hint: `${made?.source === id ? "← " : ""}${relation}`,
      run: () => connect(store, from, id),
    };
    return [{ choice, score: score + (made ? 100 : 0) }];
  });
  return found.sort((a, b) => b.score - a.score).map((one) => one.choice);
}
