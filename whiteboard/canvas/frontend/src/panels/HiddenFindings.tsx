/** What stands where findings would, while they are hidden in this browser. */

import { useStore } from "../board/context";
import { Icon } from "../board/icons";

export function HiddenFindings() {
  const store = useStore();
  return (
    <div className="pad hidden-note" data-findings-hidden>
      <Icon name="eyeoff" size={22} />
      <p>Findings are hidden in this browser, on the board and here.</p>
      <button type="button" className="button" onClick={() => store.settings({ hidden: false })}>
        Show findings <kbd>Shift H</kbd>
      </button>
    </div>
  );
}
