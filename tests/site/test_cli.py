"""What the command says of a mistake is Chinese, and leads on."""

import argparse

import pytest

from gongkai.cli import in_chinese, main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "没有名为“nonsense”的命令。运行 gongkai help 可以看到全部命令。"),
        (["gazette"], "缺少参数：command。"),
        (["gazette", "read"], "缺少参数：file。"),
        (["gazette", "read", "a", "--max-bytes", "x"], "参数 --max-bytes "),
        (["rebuild", "--wrong"], "没有这样的参数：--wrong。"),
        (["search", "x"], "参数 verb 不能是“x”。可用的值：'rebuild', 'status'。"),
        (["rebuild", "-v", "9"], "参数 -v/--verbosity 不能是“9”。可用的值：0, 1, 2, 3。"),
    ],
)
def test_a_mistake(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(argparse.ArgumentParser, "error", argparse.ArgumentParser.error)
    try:
        status = main(words)
    except SystemExit as end:
        status = end.code
    assert status == 2
    told = capsys.readouterr().err
    assert said in told
    assert "usage" not in told
    assert "--help 可以看到用法" in told or "gongkai help" in told


def every_mistake() -> list[str]:
    """argparse's own words for each kind of mistake."""
    parser = argparse.ArgumentParser(prog="x", exit_on_error=False)
    found: list[str] = []

    def note(message: str) -> None:
        found.append(message)
        raise argparse.ArgumentError(None, message)

    parser.error = note  # type: ignore[method-assign,assignment]
    parser.add_argument("--number", type=int)
    parser.add_argument("--kind", choices=["a", "b"])
    parser.add_argument("--flag", action="store_true")
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--one", action="store_true")
    either.add_argument("--onto", action="store_true")
    for line in (
        "--one --number x",
        "--one --number",
        "--one --kind c",
        "--one --onto",
        "--one --flag=3",
        "--on",
        "",
        "--one --what",
    ):
        try:
            parser.parse_args(line.split())
        except argparse.ArgumentError as error:
            found.append(str(error))
    return found


def test_no_mistake_is_said_in_english() -> None:
    mistakes = every_mistake()
    assert len(mistakes) >= 8
    assert [one for one in mistakes if in_chinese(one) == one] == []
