/** What an overlay says of one box: a few words, a bar for the share, the arithmetic on hover. */

import type { Mark } from "../model/overlay";
import { Words } from "../panels/Words";

export function MarkView({ mark }: { mark: Mark }) {
  if (!mark.label) return null;
  return (
    <div className={`mark is-${mark.tone}${mark.emphasised ? " is-strong" : ""}`} data-mark={mark.tone}>
      <span>{mark.label}</span>
      {mark.share !== null && (
        <i className="mark-bar" aria-hidden="true">
          <b style={{ width: `${Math.min(100, Math.max(2, mark.share * 100))}%` }} />
        </i>
      )}
      <Working mark={mark} />
    </div>
  );
}

export function Working({ mark }: { mark: Mark }) {
  if (mark.working.length === 0) return null;
  return (
    <ol className="mark-working" role="tooltip">
      {mark.working.map((step, at) => (
        <li key={at}>
          <Words text={step} />
        </li>
      ))}
    </ol>
  );
}
