/** One field of the inspector: its label, its editor, what was found about it. */

import { useId, useState } from "react";

import { sameList, useBoard, useStore } from "../board/context";
import type { Raw } from "../model/document";
import { SEVERITIES, type Finding } from "../model/evaluation";
import type { FieldSpec } from "../model/vocabulary";
import type { Boarding } from "../state/board";
import type { Owner } from "./owner";
import { ChoiceField, TextField } from "./PlainField";
import { QuantityField } from "./QuantityField";
import { Reason } from "./Reason";
import { RowsField } from "./RowsField";
import { Words } from "./Words";

export function Field({
  owner,
  spec,
  value,
  na,
  bare = false,
}: {
  owner: Owner;
  spec: FieldSpec;
  value: Raw | undefined;
  na: string | undefined;
  bare?: boolean; // inside a finding, which already says what is wrong
}) {
  const store = useStore();
  const inputId = useId();
  const [asking, setAsking] = useState(false);
  const missing = useBoard(
    (state) =>
      !state.settings.hidden && (state.ledger.evaluation.missing[owner.key] ?? []).includes(spec.name),
  );
  const findings = useBoard((state) => findingsOf(state, owner.key, spec.name), sameList);
  const { id } = owner;
  const setNa = (reason: string | null) => {
    setAsking(false);
    if (id !== undefined) store.edit([{ type: "set_na", id, field: spec.name, reason }]);
  };
  const editor = { owner, spec, value, inputId };
  return (
    <div className={`field${missing && value === undefined ? " is-missing" : ""}`} data-field-row={spec.name}>
      <div className="field-head">
        <label htmlFor={inputId} title={spec.help}>
          {spec.label}
        </label>
        {id !== undefined && na === undefined && value === undefined && !asking && (
          <button type="button" className="link field-na" tabIndex={-1} onClick={() => setAsking(true)}>
            n/a…
          </button>
        )}
      </div>
      {na !== undefined ? (
        <p className="na">
          Not applicable: {na}{" "}
          <button type="button" className="link" onClick={() => setNa(null)}>
            withdraw
          </button>
        </p>
      ) : asking ? (
        <Reason
          label={`${spec.label} is not applicable because`}
          action="Not applicable"
          onDone={(reason) => (reason === null ? setAsking(false) : setNa(reason))}
        />
      ) : spec.type === "quantity" ? (
        <QuantityField {...editor} />
      ) : spec.type === "choice" || spec.type === "flag" ? (
        <ChoiceField {...editor} />
      ) : spec.type === "rows" ? (
        <RowsField {...editor} />
      ) : (
        <TextField {...editor} />
      )}
      {spec.help && !bare && (
        <p className="help" hidden={value !== undefined || asking}>
          {spec.help}
        </p>
      )}
      {!bare &&
        findings.map((one) => (
          <FieldFinding key={one.fingerprint} finding={one} />
        ))}
    </div>
  );
}

function FieldFinding({ finding }: { finding: Finding }) {
  const store = useStore();
  const [, letter, word] = SEVERITIES.find(([name]) => name === finding.severity) ?? ["", "i", "Info"];
  return (
    <button
      type="button"
      className={`field-finding is-${finding.severity}`}
      title={`${word} ${finding.code}: open it`}
      onClick={() => {
        store.settings({ tab: "findings" });
        store.set({ opened: finding.fingerprint });
      }}
    >
      <i>{letter}</i>
      <span>
        <Words text={finding.message} />
      </span>
    </button>
  );
}

function findingsOf(state: Boarding, owner: string, field: string): readonly Finding[] {
  if (state.settings.hidden) return [];
  return state.ledger.evaluation.findings.filter(
    (one) =>
      one.status === "open" &&
      one.fields.includes(field) &&
      (one.nodes[0] === owner || (one.nodes.length === 0 && one.edges[0] === owner)),
  );
}
