/** What a typed line is understood as, piece by piece, or what is wrong with it. */

import type { Line } from "../state/phrases";
import { Words } from "./Words";

export function LineHint({ line, onTake }: { line: Line; onTake: (text: string) => void }) {
  const [error] = line.errors;
  if (error) {
    return (
      <div className="line-hint is-wrong" role="status" data-line-error>
        <Words text={error.message} />
        {error.nearest.slice(0, 3).map((word) => (
          <button
            key={word}
            type="button"
            className="link"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(line.of.slice(0, error.start) + word + line.of.slice(error.end))}
          >
            {word}
          </button>
        ))}
      </div>
    );
  }
  return (
    <ul className="line-hint" role="status" aria-label="Understood as" data-line-understood>
      {line.understood
        .filter((one) => one.role !== "arrow")
        .map((one) => (
          <li key={one.start} className={`is-${one.role}`}>
            {one.text}
          </li>
        ))}
    </ul>
  );
}
