"""For people who write rules: `python -m checks list | explain CODE | docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from checks import documentation
from checks.registry import all_rules

PAGES = Path("docs") / "rules"
USAGE = "usage: python -m checks list | explain CODE | docs\n"


def main(arguments: list[str]) -> int:
    """Carry out one command; 0 when done, 2 when it is not one."""
    match arguments:
        case ["list"]:
            for rule in all_rules().values():
                sys.stdout.write(f"{rule.code} {rule.name}: {documentation.summary(rule)}\n")
        case ["explain", code] if code.upper() in all_rules():
            sys.stdout.write(documentation.explanation(all_rules()[code.upper()]))
        case ["docs"]:
            write_pages(PAGES)
        case _:
            sys.stderr.write(USAGE)
            return 2
    return 0


def write_pages(folder: Path) -> None:
    """Write every page and drawing, and remove those of rules that are gone."""
    files = documentation.pages()
    for rule in all_rules().values():
        files |= documentation.pictures(rule)
    (folder / documentation.IMAGES).mkdir(parents=True, exist_ok=True)
    for path in (*folder.glob("*.md"), *folder.glob(f"{documentation.IMAGES}/*.svg")):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
