"""The systemd unit and the Dockerfile name what there is: files, commands, options, extras, addresses."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from api import health
from api.cli import run
from api.commands.options import ENVIRONMENT

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "deploy" / "bulletin.service").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def settings() -> dict[str, str]:
    """The unit's settings; of one that stands twice, the last."""
    lines = [line for line in UNIT.splitlines() if line and not line.startswith(("#", "["))]
    return dict(line.split("=", 1) for line in lines)


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with its arguments on one line."""
    whole = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def options_of(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Fail unless `bulletin` knows the command and each of its options."""
    program, *arguments = shlex.split(command)
    assert Path(program).name == "bulletin"
    assert run([arguments[0], "--help"]) == 0
    told = capsys.readouterr().out
    assert all(option in told for option in arguments if option.startswith("--"))


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not on this machine")
    unit = tmp_path / "bulletin.service"
    unit.write_text(UNIT.replace("/opt/bulletin/bin/bulletin", sys.executable), encoding="utf-8")
    verified = subprocess.run(  # noqa: S603 - our own file
        [analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_unit_starts_a_command_that_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    options_of(settings()["ExecStart"], capsys)


def test_the_unit_serves_from_its_own_folder_and_gains_nothing() -> None:
    unit = settings()
    assert f"{ENVIRONMENT}=/var/lib/{unit['StateDirectory']}" in unit["Environment"].split()
    assert unit["User"] != "root"
    assert (unit["NoNewPrivileges"], unit["ProtectSystem"], unit["CapabilityBoundingSet"]) == (
        "yes",
        "strict",
        "",
    )


def test_operations_installs_the_unit_where_it_stands() -> None:
    assert "install -m 644 deploy/bulletin.service /etc/systemd/system/" in OPERATIONS
    assert "(../deploy/bulletin.service)" in OPERATIONS


def test_the_image_is_made_of_files_that_there_are() -> None:
    sources = [
        source for copied in of("COPY") if not copied.startswith("--from") for source in copied.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in sources)
    assert {f"!{source}" for source in sources} == {line for line in IGNORED if line.startswith("!")}
    packages = {package.partition(".")[0] for package in PROJECT["tool"]["setuptools"]["packages"]}
    assert packages <= set(sources)


def test_the_image_installs_extras_that_there_are() -> None:
    [extras] = re.findall(r"'\.\[([a-z,]+)\]'", DOCKERFILE)
    assert set(extras.split(",")) <= set(PROJECT["project"]["optional-dependencies"])


def test_the_image_has_one_python_and_it_is_new_enough() -> None:
    [version] = set(re.findall(r"^FROM python:3\.(\d+)-slim", DOCKERFILE, re.MULTILINE))
    assert int(version) >= int(PROJECT["project"]["requires-python"].removeprefix(">=3."))


def test_the_container_serves_as_nobody_from_its_volume(capsys: pytest.CaptureFixture[str]) -> None:
    [user], [volume] = of("USER"), of("VOLUME")
    assert user == "bulletin"
    assert f"{ENVIRONMENT}={volume}" in of("ENV")[-1].split()
    command = " ".join(re.findall(r'"([^"]+)"', of("CMD")[-1]))
    options_of(command, capsys)
    assert [name for name, _ in instructions()].index("USER") < [name for name, _ in instructions()].index(
        "CMD"
    )


def test_the_container_is_healthy_when_it_is_ready() -> None:
    [check] = of("HEALTHCHECK")
    [port, path] = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", check)[0]
    assert [port] == of("EXPOSE")
    assert path in {route.path for route in health.router.routes if hasattr(route, "path")}
    assert f'"--port", "{port}"' in of("CMD")[-1]
