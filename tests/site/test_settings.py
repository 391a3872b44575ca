"""What config.toml may say, and what a mistake in it answers."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = """
from gongkai.site import settings
for name in {names!r}.split():
    print(repr(getattr(settings, name)))
"""


def show(home: Path, names: str, config: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Print settings of an installation with this config.toml, read in a process of their own."""
    home.mkdir(exist_ok=True)
    if config:
        (home / "config.toml").write_text(config, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", SHOW.format(names=names)],
        env={**os.environ, "GONGKAI_DATABASE": "", **env, "GONGKAI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def values(home: Path, names: str, config: str = "", **env: str) -> list[str]:
    shown = show(home, names, config, **env)
    assert shown.returncode == 0, shown.stderr
    return shown.stdout.splitlines()


def test_the_key_is_random_kept_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first, again = (values(tmp_path / "a", "SECRET_KEY") for _ in range(2))
    assert first == again
    assert first != values(tmp_path / "b", "SECRET_KEY")
    assert stat.S_IMODE((tmp_path / "a" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["secret_key"]


def test_nothing_is_set_by_default(tmp_path: Path) -> None:
    names = "DEBUG AS_OF PATH_PREFIX STATIC_URL HTTPS ALLOWED_HOSTS"
    assert values(tmp_path, names) == [
        *("False", "None", "''", "'/static/'", "False"),
        "['localhost', '127.0.0.1', '[::1]']",
    ]


@pytest.mark.parametrize("written", ["zwgk", "/zwgk", "zwgk/", "/zwgk/"])
def test_a_path_prefix_reads_the_same_however_written(tmp_path: Path, written: str) -> None:
    names = "PATH_PREFIX FORCE_SCRIPT_NAME STATIC_URL SESSION_COOKIE_PATH CSRF_COOKIE_PATH"
    assert values(tmp_path, names, f'path_prefix = "{written}"') == [
        *("'/zwgk'", "'/zwgk'", "'/zwgk/static/'", "'/zwgk/'", "'/zwgk/'")
    ]


def test_a_date_is_a_date_from_the_file_and_from_the_environment(tmp_path: Path) -> None:
    day = "datetime.date(2021, 7, 15)"
    assert values(tmp_path, "AS_OF", "as_of = 2021-07-15") == [day]
    assert values(tmp_path, "AS_OF", "as_of = 2020-01-01", GONGKAI_AS_OF="2021-07-15") == [day]


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ('hots = ["a"]', "不认识的设置项：hots"),
        ('[site]\nnmae = "某区"', "不认识的设置项：site.nmae"),
        ("as_of = ", "写错了，不能读取"),
        ('as_of = "七月"', "as_of"),
        ('max_file_mb = "多"', "max_file_mb"),
        ('hosts = "www.example.gov.cn"', "hosts"),
        ('site = "某区"', "site"),
        ("https = 1", "https"),
        ('quiet_from = "18:00"', "quiet_from 写错了：应当是时刻，例如 18:00:00，不加引号"),
        ('[mail]\nport = "25"', "mail.port"),
        ("as_of = 9999-12-31", "as_of 写错了：应当在 1900-01-01 到 2199-12-31 之间"),
        ("remind_before = -5", "remind_before 写错了：应当在 0 到 250 之间"),
        ("remind_before = 1000000000", "remind_before"),
        ("evidence_file_mb = -1", "evidence_file_mb 写错了：应当在 0 到 1000000 之间"),
        ("[mail]\nport = 0", "mail.port 写错了：应当在 1 到 65535 之间"),
        ('[mail]\nhots = "a"', "不认识的设置项：mail.hots"),
        ('[mail]\nhost = "a"', "[mail] 缺少 from、origin"),
        (
            '[mail]\nhost = "a"\nfrom = "b@c"\norigin = "https://c"\nsecurity = "ssl"',
            "mail.security 写错了：可以是 starttls、tls、none",
        ),
    ],
)
def test_a_mistake_in_the_file_is_one_line_that_names_it(
    tmp_path: Path, config: str, says: str
) -> None:
    shown = show(tmp_path, "DEBUG", config)
    assert shown.returncode == 1
    (line,) = shown.stderr.splitlines()
    assert "config.toml" in line
    assert says in line


def test_the_template_of_the_first_run_is_understood(tmp_path: Path) -> None:
    """With every line that it offers switched on."""
    template = Path(__file__).parents[2] / "scripts" / "config.toml"
    offered = [
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line
        for line in template.read_text(encoding="utf-8").splitlines()
    ]
    assert values(tmp_path, "AS_OF MAX_FILE_BYTES PATH_PREFIX HTTPS", "\n".join(offered)) == [
        *("datetime.date(2021, 11, 15)", str(20 * 1024 * 1024), "'/zwgk'", "True")
    ]
