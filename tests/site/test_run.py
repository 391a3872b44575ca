"""`scripts/run` where something is missing: it says what, in Chinese, before it does anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "id", "dirname", "cat", "cksum", "grep", "sed", "tail", "tee")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy of the scripts beside which nothing is installed, and a PATH without any Python."""
    for folder in ("scripts", "requirements"):
        shutil.copytree(ROOT / folder, tmp_path / "有 空格" / folder)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def run(bare: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(bare / "有 空格" / "scripts" / "run"), *words],
        env={"PATH": str(bare / "bin"), "LANG": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def python(bare: Path, version: str, *, venv: bool, name: str = "") -> None:
    """Put a Python of this version on the PATH, with or without what makes an environment."""
    answers = f"""#!/bin/sh
case "$2" in
*version_info*'<='*) [ {version.split(".")[1]} -ge 11 ] && [ {version.split(".")[1]} -le 13 ] ;;
*ensurepip*) exit {0 if venv else 1} ;;
*print*) echo {version} ;;
*) echo "made with Python {version}" >&2; exit 7 ;;
esac
"""
    path = bare / "bin" / (name or f"python{version}")
    path.write_text(answers, encoding="utf-8")
    path.chmod(0o755)


def test_help_needs_nothing(bare: Path) -> None:
    shown = run(bare, "--help")
    assert shown.returncode == 0
    assert shown.stdout.startswith("用法：scripts/run [--port 端口] [--bind 地址:端口]...")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port"], "--port 后面缺少内容"),
        (["--port", "八千"], "--port 后面要写端口号"),
        (["--bind", "8080"], "--bind 后面要写地址:端口"),
        (["--bind"], "--bind 后面缺少内容"),
        (["--prot", "8080"], "不认识的参数：--prot"),
        (["8080"], "不认识的参数：8080"),
    ],
)
def test_a_wrong_word_is_named_before_anything_is_installed(
    bare: Path, words: list[str], says: str
) -> None:
    shown = run(bare, *words)
    assert shown.returncode == 1
    assert says in shown.stderr
    assert not (bare / "有 空格" / ".venv").exists()


def test_without_python_the_line_to_type_is_printed(bare: Path) -> None:
    shown = run(bare)
    sudo = "" if os.getuid() == 0 else "sudo "
    assert shown.returncode == 1
    assert f"{sudo}apt-get install -y python3 python3-venv" in shown.stderr


def test_without_venv_the_line_names_the_package_of_that_python(bare: Path) -> None:
    python(bare, "3.12", venv=False)
    shown = run(bare)
    assert shown.returncode == 1
    assert "apt-get install -y python3.12-venv" in shown.stderr


@pytest.mark.parametrize("version", ["3.10", "3.14"])
def test_a_python_that_is_too_old_or_too_new_is_passed_over(bare: Path, version: str) -> None:
    python(bare, version, venv=True, name="python3")
    assert "没有找到 Python 3.11、3.12 或 3.13" in run(bare).stderr


def test_the_first_python_that_can_make_an_environment_is_taken(bare: Path) -> None:
    python(bare, "3.13", venv=False)
    python(bare, "3.12", venv=True)
    python(bare, "3.11", venv=True)
    assert "made with Python 3.12" in run(bare).stderr
