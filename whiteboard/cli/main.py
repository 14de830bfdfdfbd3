"""The `whiteboard` command: what can be asked, and which use case answers."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from design.brief import Lane, Level
from whiteboard.cli.check import FAIL_ON, FORMATS, check
from whiteboard.cli.designs import Asked
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.report.source import WHITEBOARD_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code is 0 clean, 1 findings, 2 unreadable input or usage."""
    asked = parser().parse_args(arguments)
    try:
        return int(_run(asked))
    except CommandError as error:
        say(f"whiteboard: {error}")
        return int(Exit.UNUSABLE)
    except BrokenPipeError:
        # The reader went away, as `| head` does: not a mistake, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.CLEAN)


def parser() -> argparse.ArgumentParser:
    """What the command line accepts."""
    top = argparse.ArgumentParser(
        prog="whiteboard",
        description="Judge ML system designs by the numbers drawn on them.",
        epilog="Exit codes: 0 clean, 1 findings at or above --fail-on, 2 unusable input or call.",
    )
    top.add_argument("--version", action="version", version=f"whiteboard {WHITEBOARD_VERSION}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    one = _command(commands, "check", "say what an interviewer would flag")
    one.add_argument("files", nargs="+", metavar="FILE", help="design files; - is standard input")
    _judging(one)
    one.add_argument("--format", choices=FORMATS, default="text", help="text unless given")
    one.add_argument(
        "--fail-on", choices=FAIL_ON, default="error", help="what makes the exit code 1"
    )

    one = _command(
        commands, "report", "write a report: .pdf .html .md .json .sarif .svg .png .dot .txt"
    )
    one.add_argument("file", metavar="FILE", help="a design file; - is standard input")
    one.add_argument(
        "-o",
        "--output",
        required=True,
        type=Path,
        metavar="OUT.pdf",
        help="the suffix says which form; a file that is there is replaced",
    )
    _judging(one)

    one = _command(commands, "answer", "accept a finding, or say why it does not apply")
    one.add_argument("file", metavar="FILE", help="a design file; only its answers are changed")
    one.add_argument("finding", metavar="FINDING", help="its fingerprint, such as ROLL501@release")
    said = one.add_mutually_exclusive_group(required=True)
    said.add_argument(
        "--accept", dest="status", action="store_const", const="accepted", help="live with it"
    )
    said.add_argument(
        "--not-applicable",
        dest="status",
        action="store_const",
        const="not_applicable",
        help="it does not apply here",
    )
    said.add_argument(
        "--reopen", dest="status", action="store_const", const=None, help="take the answer back"
    )
    one.add_argument("--because", default="", metavar="REASON", help="why; needed to answer")

    one = _command(commands, "explain", "print the manual page of a rule")
    one.add_argument("code", metavar="CODE", help="its code or its name")

    one = _command(commands, "rules", "list the rules")
    one.add_argument("--level", type=_level, metavar="LEVEL", help="only those asked at this level")
    one.add_argument("--lane", type=_lane, metavar="LANE", help="only those of this lane")
    _listing(one)

    one = _command(commands, "prompts", "list the prompts, or check them")
    one.add_argument("--lane", type=_lane, metavar="LANE", help="only those of this lane")
    _listing(one)
    acts = one.add_subparsers(
        dest="act", metavar="check", help="judge them instead; see `whiteboard prompts check -h`"
    )
    one = _command(acts, "check", "judge the boards of prompts, and say what is not as it says")
    one.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="files of prompts; all unless given"
    )

    _making(commands)
    one = _command(commands, "schema", "print the JSON Schema of design files, or of others")
    one.add_argument(
        "of", nargs="?", default="design", choices=("design", "prompt", "drill"), help="of what"
    )

    one = _command(commands, "serve", "start the app")
    one.add_argument("--port", type=int, metavar="N", help="8501 unless given")
    one.add_argument(
        "--address", metavar="NAME", help="the address to listen on; localhost unless given"
    )
    return top


def _making(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that make files out of prompts, phrases, drawings and designs."""
    one = _command(commands, "new", "start a design file")
    one.add_argument("--prompt", metavar="ID", help="from the starter board of this prompt")
    _output(one, "FILE", "a new file")

    one = _command(commands, "draw", "draw what a phrase says, on a design or on a new one")
    one.add_argument("phrase", metavar="PHRASE", help="such as 'clicks source -> ranker model'")
    one.add_argument(
        "file", nargs="?", metavar="FILE", help="a design file to add to; - is standard input"
    )
    _output(one, "OUT", "FILE itself or a new file")

    one = _command(commands, "format", "rewrite a design file in the canonical form")
    one.add_argument("file", metavar="FILE", help="a design file; - goes to standard output")
    one.add_argument(
        "--check", action="store_true", help="only say whether it would change (exit code 1)"
    )
    one.add_argument("--drop-comments", action="store_true", help="rewrite although it has some")
    one.add_argument("--json", action="store_true", help="write JSON instead of YAML")

    one = _command(
        commands, "import", "make a design of a Mermaid, draw.io, Excalidraw or DOT file"
    )
    one.add_argument("file", metavar="FILE", help="a drawing; - is standard input")
    _output(one, "OUT.yaml", "a new file")

    one = _command(commands, "export", "write a design as a drawing that other programs open")
    one.add_argument("file", metavar="FILE", help="a design file; - is standard input")
    one.add_argument(
        "-o",
        "--output",
        required=True,
        type=Path,
        metavar="OUT.mmd",
        help="the suffix says which: .mmd .dot .excalidraw .drawio .yaml .json .svg;"
        " a file that is there is replaced",
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_: str
) -> argparse.ArgumentParser:
    sentence = f"{help_[0].upper()}{help_[1:]}."
    return commands.add_parser(name, help=help_, description=sentence)


def _output(one: argparse.ArgumentParser, shown: str, where: str) -> None:
    one.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=shown,
        help=f"{where}, .yaml or .json; standard output unless given",
    )


def _listing(one: argparse.ArgumentParser) -> None:
    one.add_argument("--format", choices=("text", "json"), default="text", help="text unless given")


def _judging(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--level", type=_level, metavar="LEVEL", help=f"{_words(Level)}; else what the file says"
    )
    one.add_argument(
        "--lane", type=_lane, metavar="LANE", help=f"{_words(Lane)}; else what the file says"
    )
    rules = "rules (CAP301 or its name) or families (CAP), with commas between"
    one.add_argument(
        "--select", type=_codes, default=(), metavar="CODES", help=f"only these {rules}"
    )
    one.add_argument("--ignore", type=_codes, default=(), metavar="CODES", help="all but these")


def _run(asked: argparse.Namespace) -> Exit:  # noqa: C901, PLR0911, PLR0912 - one line per command
    match asked.command:
        case "check":
            return check(asked.files, _asked(asked), form=asked.format, fail_on=asked.fail_on)
        case "report":
            from whiteboard.cli.files import report

            return report(asked.file, asked.output, _asked(asked))
        case "answer":
            from whiteboard.cli.answer import answer

            return answer(asked.file, asked.finding, status=asked.status, because=asked.because)
        case "explain":
            from whiteboard.cli.listings import explain

            return explain(asked.code)
        case "rules":
            from whiteboard.cli.listings import rules

            return rules(asked.level, asked.lane, form=asked.format)
        case "prompts":
            from whiteboard.cli.prompts import check as check_prompts
            from whiteboard.cli.prompts import prompts

            if asked.act == "check":
                return check_prompts(asked.files)
            return prompts(asked.lane, form=asked.format)
        case "new":
            from whiteboard.cli.prompts import new

            return new(asked.prompt, asked.output)
        case "draw":
            from whiteboard.cli.draw import draw

            return draw(asked.phrase, asked.file, asked.output)
        case "format":
            from whiteboard.cli.files import format_file

            return format_file(
                asked.file,
                check_only=asked.check,
                drop_comments=asked.drop_comments,
                as_json=asked.json,
            )
        case "import":
            from whiteboard.cli.exchange import import_drawing

            return import_drawing(asked.file, asked.output)
        case "export":
            from whiteboard.cli.exchange import export_design

            return export_design(asked.file, asked.output)
        case "schema":
            from whiteboard.cli.files import schema

            return schema(asked.of)
        case _:
            from whiteboard.cli.serve import serve

            return serve(port=asked.port, address=asked.address)


def _asked(asked: argparse.Namespace) -> Asked:
    return Asked(level=asked.level, lane=asked.lane, select=asked.select, ignore=asked.ignore)


def _level(word: str) -> Level:
    try:
        return Level(word.strip().lower())
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is no level; use {_words(Level)}") from None


def _lane(word: str) -> Lane:
    try:
        return Lane(word.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is no lane; use {_words(Lane)}") from None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _words(choices: type[Level | Lane]) -> str:
    return ", ".join(one.value for one in choices)


if __name__ == "__main__":
    sys.exit(main())
