/** The text editor of the design file. It is loaded when it is first opened: it weighs as much as the board. */

import { autocompletion, completionKeymap, type CompletionContext } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import type { Completion, FileProblem } from "../wire/messages";

export interface FileEditor {
  text(): string;
  /** Shows another text; the cursor stays in its line. */
  show(text: string): void;
  mark(problems: readonly FileProblem[]): void;
  /** Puts the cursor at the beginning of the line that starts with `words`. */
  goTo(words: string): void;
  isFocused(): boolean;
  close(): void;
}

export interface EditorHost {
  onType(): void;
  complete(text: string, cursor: number): Promise<readonly Completion[]>;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--c-data)" },
  { tag: tags.definition(tags.propertyName), color: "var(--c-data)" },
  { tag: tags.string, color: "var(--c-model)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--faint)" },
]);

const LOOKS = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--st-code-font, ui-monospace, monospace)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "none", color: "var(--faint)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "var(--wash)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 24%, transparent)",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "6px",
    background: "var(--paper)",
    color: "var(--ink)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
});

export function openEditor(
  parent: HTMLElement,
  root: Document | ShadowRoot,
  text: string,
  host: EditorHost,
): FileEditor {
  let showing = false; // what the board writes is not typed by anybody
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        indentUnit.of("  "),
        yaml(),
        syntaxHighlighting(COLOURS),
        LOOKS,
        EditorView.contentAttributes.of({ "aria-label": "Design file", "data-file-text": "", tabindex: "0" }),
        autocompletion({ override: [(context) => offers(context, host)], icons: false }),
        keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update: ViewUpdate) => {
          if (update.docChanged && !showing) host.onType();
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    show: (next) => {
      const { doc, selection } = view.state;
      if (doc.toString() === next) return;
      const line = doc.lineAt(selection.main.head).number;
      showing = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
      const now = view.state.doc;
      view.dispatch({ selection: { anchor: now.line(Math.min(line, now.lines)).from } });
      showing = false;
    },
    mark: (problems) => {
      const { doc } = view.state;
      const found = problems.map((one): Diagnostic => {
        const line = doc.line(Math.min(Math.max(1, one.line), doc.lines));
        const from = Math.min(line.from + Math.max(0, one.column - 1), line.to);
        return { from, to: line.to, severity: "error", message: one.message };
      });
      view.dispatch(setDiagnostics(view.state, found));
    },
    goTo: (words) => {
      for (let at = 1; at <= view.state.doc.lines; at += 1) {
        const line = view.state.doc.line(at);
        if (!line.text.trimStart().startsWith(words)) continue;
        view.dispatch({
          selection: { anchor: line.from },
          effects: EditorView.scrollIntoView(line.from, { y: "center" }),
        });
        return;
      }
    },
    isFocused: () => view.hasFocus,
    close: () => view.destroy(),
  };
}

async function offers(context: CompletionContext, host: EditorHost) {
  const { doc } = context.state;
  const line = doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  if (!context.explicit && !/[\w:>,{[-]\s?$/.test(before)) return null;
  const found = await host.complete(doc.toString(), context.pos);
  const [first] = found;
  if (!first) return null;
  return {
    from: first.start,
    options: found.map((one) => ({ label: one.label, apply: one.insert, detail: one.what })),
  };
}
