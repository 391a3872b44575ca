"""`gongkai`: one command. Reading and reckoning need no database and load no Django."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from typing import Final, NoReturn


def _gazette(argv: Sequence[str]) -> int:
    from gongkai.gazettes.reading import cli

    return cli.main(argv)


def _workdays(argv: Sequence[str]) -> int:
    from gongkai.rules import workdays_cli

    return workdays_cli.main(argv)


def _django(argv: Sequence[str]) -> int:
    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.site.settings")
    if argv and not argv[0].startswith("-") and not _is_known(argv[0]):
        sys.stderr.write(f"没有名为“{argv[0]}”的命令。运行 gongkai help 可以看到全部命令。\n")
        return 2
    execute_from_command_line(["gongkai", *argv])
    return 0


def _is_known(command: str) -> bool:
    import django
    from django.core.management import get_commands

    django.setup()
    return command == "help" or command in PLAIN or command in get_commands()


# What argparse says of a mistake, and how it is said here.
_SAID: Final = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"没有这样的参数：\1"),
    (
        r"argument (.+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"参数 \1 不能是“\2”。可用的值：\3",
    ),
    (r"argument (.+): invalid \w+ value: '(.*)'", r"参数 \1 的值“\2”不对"),
    (
        r"argument (.+): expected (?:one argument|at least one argument|\d+ arguments?)",
        r"参数 \1 缺少值",
    ),
    (r"argument (.+): not allowed with argument (.+)", r"参数 \1 不能与 \2 同时使用"),
    (r"argument (.+): ignored explicit argument '(.*)'", r"参数 \1 不带值，多了“\2”"),
    (r"ambiguous option: (.+) could match (.+)", r"参数 \1 不明确，可能是 \2"),
    (r"one of the arguments (.+) is required", r"须给出这些参数中的一个：\1"),
)


def in_chinese(mistake: str) -> str:
    """A mistake in the arguments as argparse words it, said in Chinese; any other stays."""
    for pattern, said in _SAID:
        if found := re.fullmatch(pattern, mistake, re.DOTALL):
            return found.expand(said)
    return mistake


def _refuse(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """Say what is wrong with the arguments and where to read on; exit 2."""
    said = in_chinese(message).rstrip("。")
    parser.exit(2, f"{said}。运行 {parser.prog} --help 可以看到用法。\n")


PLAIN: dict[str, Callable[[Sequence[str]], int]] = {"gazette": _gazette, "workdays": _workdays}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 for done, 1 for a finding, 2 for unusable input."""
    argparse.ArgumentParser.error = _refuse  # type: ignore[assignment, method-assign]
    args = list(sys.argv[1:] if argv is None else argv)
    run = PLAIN.get(args[0]) if args else None
    return run(args[1:]) if run else _django(args)


if __name__ == "__main__":
    sys.exit(main())
