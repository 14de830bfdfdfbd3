/** The design file beside the board: what is typed is drawn, what is drawn is written. */

import { useEffect, useRef, useState } from "react";

import { useBoard, useSession } from "../board/context";
import type { FileEditor } from "../editor/fileEditor";
import { FileText, type Step } from "../state/fileText";
import type { FileProblem } from "../wire/messages";
import { Words } from "./Words";

const SAYS: { readonly [step in Step]: string } = {
  "in step": "In step with the board",
  typing: "Reading…",
  problems: "",
  offline: "Waiting for the server",
};

export function FilePane() {
  const session = useSession();
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<FileEditor | null>(null);
  const file = useRef<FileText | null>(null);
  const [said, setSaid] = useState<{ step: Step; problems: readonly FileProblem[] }>({
    step: "typing",
    problems: [],
  });
  const revision = useBoard((state) => state.ledger.revision);
  const selected = useBoard((state) => state.selection.nodes[0]);

  useEffect(() => {
    let closed = false;
    const parent = holder.current;
    if (!parent) return;
    void import("../editor/fileEditor").then(({ openEditor }) => {
      if (closed) return;
      const root = parent.getRootNode() as Document | ShadowRoot;
      const open = openEditor(parent, root, "", {
        onType: () => file.current?.typed(),
        complete: async (text, cursor) =>
          (await session.wire.ask({ type: "file", text, cursor }))?.completions ?? [],
      });
      editor.current = open;
      file.current = new FileText(session, open, (step, problems) => setSaid({ step, problems }));
      void file.current.refresh();
    });
    return () => {
      closed = true;
      file.current?.stop();
      editor.current?.close();
    };
  }, [session]);
  useEffect(() => {
    void file.current?.refresh();
  }, [revision]);
  useEffect(() => {
    if (selected && !editor.current?.isFocused()) editor.current?.goTo(`${selected}:`);
  }, [selected]);

  const [first] = said.problems;
  return (
    <div className="file-pane" data-file-pane onKeyDown={(event) => event.stopPropagation()}>
      <div ref={holder} className="file-text" />
      <p
        className={`file-said${first ? " is-wrong" : ""}`}
        role="status"
        data-file-step={said.step}
      >
        {first ? (
          <>
            <b>Line {first.line}.</b> <Words text={first.message} />
            {said.problems.length > 1 && ` And ${said.problems.length - 1} more.`}
          </>
        ) : (
          SAYS[said.step]
        )}
      </p>
    </div>
  );
}
