"""The page `docs/cli.md`, made from what the command line accepts: `python3 dev.py docs`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from whiteboard.cli.main import parser

PAGE: Final = Path(__file__).parents[2] / "docs" / "cli.md"

INTRODUCTION: Final = """\
# The command line

In a checkout, `uv run whiteboard` is the command; where the whiteboard is installed, `whiteboard`.
What follows is made from its help by `python3 dev.py docs`.

Every command ends with the same exit codes:

| code | meaning |
|---|---|
| 0 | clean, or done |
| 1 | findings at or above `--fail-on`; for `format --check`, not in canonical form |
| 2 | unreadable input, or a mistake in the call; standard error says where and what was expected |

`--select` and `--ignore` take rules by code or name and families by prefix. Every rule is run
whichever are selected, because one rule asks for what another lacks; only what is printed differs.
Colour is used on a terminal, and not when `NO_COLOR` is set.
"""

EXAMPLES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "check": (
        ("check churn.yaml", "what is wrong with one design"),
        ("check designs/*.yaml --fail-on warning", "in a build: warnings count as well"),
        ("check churn.yaml --level staff --lane tabular", "judged as somebody else would be"),
        ("check churn.yaml --select LEAK,replicas-below-peak", "one family and one rule"),
        ("check churn.yaml --format sarif", "for code hosts that show findings beside the file"),
        ("check - --format json", "from standard input, for other programs"),
    ),
    "report": (
        ("report churn.yaml -o churn.pdf", "what the hiring team reads"),
        ("report churn.yaml -o churn.md --level mid", "the same as text, judged as a mid"),
    ),
    "answer": (
        (
            "answer churn.yaml ROLL501 --accept --because 'first launch, nobody reads it yet'",
            "live with what the rule found",
        ),
        (
            "answer churn.yaml CAP301@ranker --not-applicable --because 'traffic is shed'",
            "where the rule found several, with the fingerprint",
        ),
        ("answer churn.yaml ROLL501 --reopen", "take the answer back"),
    ),
    "explain": (
        ("explain CAP301", "by code"),
        ("explain replicas-below-peak", "by name"),
    ),
    "rules": (
        ("rules", "all of them, by family, with their severity at each level"),
        ("rules --level junior --lane llm", "what a junior is asked about an LLM design"),
        ("rules --format json", "with the follow-up question and the sources of each"),
    ),
    "prompts": (
        ("prompts", "what can be asked, with its numbers"),
        ("prompts --lane llm --format json", "with the brief and the follow-ups"),
        ("prompts check", "judge the boards of all of them; exit code 1 where one is wrong"),
        ("prompts check my-prompts/ads.yaml", "the same for a file you are writing"),
    ),
    "new": (
        ("new --prompt churn-daily -o churn.yaml", "start from what the prompt gives"),
        ("new", "a blank design, on standard output"),
    ),
    "draw": (
        ("draw 'clicks source 5k/s -> ranker model p95 30 ms'", "a new design, printed"),
        (
            "draw 'ranker -> api endpoint 2k QPS' churn.yaml -o churn.yaml",
            "added to a design, whose nodes are meant by their names",
        ),
        ("draw 'delete old ranker; rename api to gateway' churn.yaml", "what would come of it"),
    ),
    "format": (
        ("format churn.yaml", "sort and indent as the app writes it"),
        ("format churn.yaml --check", "in a build: say whether that was done"),
    ),
    "import": (
        ("import sketch.drawio -o churn.yaml", "with everything to confirm on standard error"),
        ("import notes.md", "the first Mermaid flowchart of a page, to standard output"),
    ),
    "export": (
        ("export churn.yaml -o churn.excalidraw", "to go on drawing elsewhere"),
        ("export churn.yaml -o churn.mmd", "for a page that shows Mermaid"),
    ),
    "schema": (
        ("schema", "for the YAML support of an editor"),
        ("schema prompt", "for whoever writes a prompt"),
    ),
    "serve": (("serve --port 8600", "the app on another port"),),
}


def page() -> str:
    """The whole page, the same bytes whatever the terminal and the version of Python."""
    return "\n".join([INTRODUCTION, *(_section(name, one) for name, one in commands().items())])


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command and what it accepts."""
    for action in _actions(parser()):
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - it has no public name
            return dict(action.choices)
    return {}


def _section(name: str, one: argparse.ArgumentParser) -> str:
    actions = [action for action in _actions(one) if action.help != argparse.SUPPRESS]
    actions = [action for action in actions if action.dest != "help"]
    lines = [f"## {name}", "", one.description or "", ""]
    if actions:
        lines += ["| argument | |", "|---|---|", *map(_row, actions), ""]
    lines += ["```console"]
    width = max(len(line) for line, _ in EXAMPLES[name])
    lines += [f"$ whiteboard {line:<{width}}   # {what}" for line, what in EXAMPLES[name]]
    lines += ["```", ""]
    return "\n".join(lines)


def _row(action: argparse.Action) -> str:
    choices = ",".join(map(str, action.choices)) if action.choices else ""
    value = str(action.metavar or (f"{{{choices}}}" if choices else ""))
    if action.nargs == "+":
        value = f"{value}..."
    words = [f"`{option} {value}`" if value else f"`{option}`" for option in action.option_strings]
    said = f"{action.help}; required" if action.option_strings and action.required else action.help
    return f"| {', '.join(words) or f'`{value}`'} | {said} |"


def _actions(one: argparse.ArgumentParser) -> list[argparse.Action]:
    return one._actions  # noqa: SLF001 - argparse lists them nowhere else


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
