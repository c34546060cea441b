"""What the documents name is there: files, settings, commands, targets, addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, sources

DOCUMENTS = [path for path in sources(".md") if "node_modules" not in path.parts]
IDS = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
SETTING = re.compile(r"\b(?:VISAVIS|DATABASE|MAIL|SMS|STUN|TURN|ICE|LIVE|STORAGE)_[A-Z_]+\b")
TOP = ("visavis/", "frontend/", "tests/", "tools/", "docs/", "deploy/", ".ci/")
# Made at run time, so not kept by git.
MADE = ("build/", ".data", ".venv", "visavis/static/dist", "frontend/node_modules")


def _spans(text: str) -> list[str]:
    return [span.strip() for span in SPAN.findall(FENCE.sub("", text))]


def _code(text: str) -> list[str]:
    """Code spans and the lines of code blocks: where a reader may copy a command from."""
    blocks = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()[1:-1]]
    return _spans(text) + blocks


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_links_lead_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_named_files_exist(path: Path) -> None:
    lost = []
    for span in _spans(path.read_text(encoding="utf-8")):
        name = span.split("::")[0].split(":")[0]
        if (
            name.startswith(TOP)
            and not name.startswith(MADE)
            and re.fullmatch(r"[\w./*{},-]+", name)
        ):
            pattern = re.sub(r"\{[^}]*\}", "*", name).rstrip("/")
            if not any(ROOT.glob(pattern)):
                lost.append(span)
    assert lost == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_named_settings_exist(path: Path) -> None:
    known = SETTING.findall((ROOT / "visavis/config/env.py").read_text(encoding="utf-8"))
    known += SETTING.findall((ROOT / "tools/bootstrap.py").read_text(encoding="utf-8"))
    named = set(SETTING.findall(path.read_text(encoding="utf-8")))
    assert sorted(named - set(known)) == []


def test_every_setting_is_documented() -> None:
    source = (ROOT / "visavis/config/env.py").read_text(encoding="utf-8")
    known = set(re.findall(r"env\.get\(\s*\"([A-Z_]+)\"", source))
    described = (ROOT / "docs/howto/settings.md").read_text(encoding="utf-8")
    assert known, "no setting found in config/env.py"
    assert sorted(name for name in known if f"`{name}`" not in described) == []


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_named_make_targets_exist(path: Path) -> None:
    named = [
        target
        for line in _code(path.read_text(encoding="utf-8"))
        for target in re.findall(r"(?:^|[;&] ?|\s)make ([a-z][a-z-]*)", line)
    ]
    assert sorted(set(named) - _targets()) == []


def test_every_make_target_tells_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r"^([a-z][a-z-]*):.*?##", makefile, re.MULTILINE))
    assert sorted(_targets() - told) == []
    assert {"run", "test", "check", "fix", "bench", "trace", "demo-reset", "help"} <= told


def _commands() -> set[str]:
    source = (ROOT / "visavis/config/cli.py").read_text(encoding="utf-8")
    named = re.findall(r"(?:add|commands\.add_parser)\(\s*\"([a-z-]+)\"", source)
    ours = {path.stem for path in ROOT.glob("visavis/*/management/commands/[a-z]*.py")}
    return {*named, "manage", *(name.replace("_", "-") for name in ours)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_named_commands_exist(path: Path) -> None:
    named = [
        command
        for line in _code(path.read_text(encoding="utf-8"))
        for command in re.findall(r"(?:^|/)visavis ([a-z][a-z-]+)", line)
    ]
    assert sorted(set(named) - _commands()) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_named_addresses_exist(path: Path) -> None:
    from tests.house.addresses import all_addresses

    known = {re.sub(r"<[^>]*>", "<>", "/" + address) for address in all_addresses()}
    lost = []
    for span in _spans(path.read_text(encoding="utf-8")):
        if re.fullmatch(r"/(?:[\w.<>:-]+/)*(?:[\w<>-]+\.\w+)?", span):
            address = re.sub(r"<[^>]*>", "<>", span)
            above = any(one.startswith(address) for one in known)
            if not above and not address.startswith(SYSTEM):
                lost.append(span)
    assert lost == []


# Folders of the machine, in the hosting guides.
SYSTEM = (
    "/etc/",
    "/var/",
    "/opt/",
    "/usr/",
    "/srv/",
    "/tmp/",
    "/run/",
    "/proc/",
    "/root/",
    "/home/",
    "/static/",
    "/dev/",
)
