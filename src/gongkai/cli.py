"""`gongkai`: one command. Reading and reckoning need no database and load no Django."""

import sys
from collections.abc import Callable, Sequence


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
    execute_from_command_line(["gongkai", *argv])
    return 0


PLAIN: dict[str, Callable[[Sequence[str]], int]] = {"gazette": _gazette, "workdays": _workdays}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 for done, 1 for a finding, 2 for unusable input."""
    args = list(sys.argv[1:] if argv is None else argv)
    run = PLAIN.get(args[0]) if args else None
    return run(args[1:]) if run else _django(args)


if __name__ == "__main__":
    sys.exit(main())
