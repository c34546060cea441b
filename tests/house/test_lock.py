"""Locked dependencies are pinned by hash and name no address; neither does anything else."""

from __future__ import annotations

import json
import re

from tests.house.sources import FRONTEND, ROOT, tracked

REQUIREMENTS = ("requirements.lock", "requirements-dev.lock")
REGISTRIES = re.compile(
    "|".join(
        (
            "py" + r"pi\.(?:org|io|python)",
            "pythonhosted" + r"\.org",
            "npm" + r"js\.(?:org|com)",
            "yarnpkg" + r"\.com",
            r"registry\." + "npm",
            r"proxy\." + "golang",
            r"crates\." + "io",
            r"(?:index|extra-index)-url\s*=",
            r"unpkg\." + "com",
            r"jsdelivr" + r"\.net",
        )
    )
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".in",
    ".ts",
    ".js",
    ".mjs",
    ".json",
    ".html",
    ".css",
    ".svelte",
    ".yml",
    ".yaml",
    ".conf",
    ".service",
    ".sh",
    ".txt",
    ".npmrc",
    "",
}


def test_every_locked_python_package_has_a_hash() -> None:
    for name in REQUIREMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = [block for block in re.split(r"\n(?=[a-z0-9])", text) if "==" in block]
        assert pinned
        assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_lock_files_carry_no_addresses() -> None:
    for name in REQUIREMENTS:
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
    for lock in (FRONTEND / "package-lock.json", ROOT / "tests" / "oidc" / "package-lock.json"):
        _has_hashes_only(json.loads(lock.read_text(encoding="utf-8"))["packages"])


def _has_hashes_only(packages: dict[str, dict[str, str]]) -> None:
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    loose = [
        name
        for name, entry in packages.items()
        if name and "integrity" not in entry and not entry.get("inBundle")
    ]
    assert loose == []


def test_no_registry_or_content_network_is_named_anywhere() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in TEXT
        and REGISTRIES.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_there_is_no_lock_that_records_addresses() -> None:
    names = {path.name for path in tracked()}
    assert names.isdisjoint({"uv.lock", "poetry.lock", "yarn.lock", "pnpm-lock.yaml"})
