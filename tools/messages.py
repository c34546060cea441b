"""The translations: extract the strings of the code, check the catalogs, compile them.

    python tools/messages.py             new strings into visavis/locale/*/LC_MESSAGES/django.po
    python tools/messages.py --check     fails on missing, fuzzy, stale or wrong translations
    python tools/messages.py --compile   .po to .mo

English is the language of the code, so it has no catalog. Needs no gettext on the machine.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "visavis"
LANGUAGES = ("de", "fr", "nl")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Visavis\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
ALIAS = re.compile(r"\b(n?p?gettext(?:_lazy)?) as (\w+)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|%[sdif]|\{\w*\}|\*\|\w+\|\*")
LINK = re.compile(r"</?\w+")
# French sets a narrow no-break space before ? ! ; and a no-break one before : and inside « ».
UNFRENCH = re.compile(
    r"[^\s\u202f?!](?=[?!;](?:\s|$))|[ \u00a0](?=[?!;])|(?:[^\s\d\u00a0]| )(?=:\s)"
    r"|« |[^\u00a0\u202f]»|'"
)


def _sources() -> Iterator[tuple[Path, str]]:
    """Every file with strings, with the text to look in."""
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    for path in sorted(CODE.rglob("*")):
        parts = path.relative_to(CODE).parts
        if "tests" in parts or "migrations" in parts or "static" in parts:
            continue
        if path.suffix == ".py":
            yield path, path.read_text(encoding="utf-8")
        elif "templates" in parts and path.suffix in (".html", ".txt", ".xml"):
            as_code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield path, "\n".join(line.strip() for line in as_code.splitlines())


def template_catalog() -> Catalog:
    """All strings of the code, untranslated."""
    catalog = Catalog(charset="utf-8")
    for path, text in _sources():
        aliases = {alias: KEYWORDS[name] for name, alias in ALIAS.findall(text)}
        found = extract(
            "python",
            io.BytesIO(text.encode()),
            keywords=KEYWORDS | aliases,
            comment_tags=("Translators:",),
        )
        for line, message, comments, context in found:
            catalog.add(
                message,
                locations=[(str(path.relative_to(ROOT)), line)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def po_path(language: str) -> Path:
    """Where the catalog of *language* lies."""
    return CODE / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalog of *language*; an empty one when there is none yet."""
    path = po_path(language)
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def write(language: str, catalog: Catalog) -> None:
    """Write *catalog* sorted, without dates or places, so that differences are real ones."""
    body = io.BytesIO()
    write_po(
        body,
        catalog,
        width=100,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = HEADER.format(language=language, plurals=catalog.plural_forms)
    path.write_text(header + body.getvalue().decode().strip() + "\n", encoding="utf-8")


def extract_all() -> None:
    """Merge the strings of the code into each catalog; new ones come in empty, never guessed."""
    template = template_catalog()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        write(language, catalog)
        empty = sum(1 for message in catalog if message.id and not _translated(message))
        print(f"{language}: {len(catalog)} strings, {empty} to translate")


def _key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, _texts(message.id)


def _texts(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _translated(message: Message) -> bool:
    return bool(message.string) and all(_texts(message.string))


def _marks(text: str) -> list[str]:
    return sorted([m.group(0) for m in PLACEHOLDER.finditer(text)] + LINK.findall(text))


def _same_marks(message: Message) -> bool:
    """Whether each translated form carries the placeholders and tags of one of the originals."""
    originals = [_marks(text) for text in _texts(message.id)]
    return all(_marks(text) in originals for text in _texts(message.string))


def faults() -> Iterator[str]:
    """What is wrong with the catalogs, one sentence each."""
    wanted = {_key(message) for message in template_catalog() if message.id}
    for language in LANGUAGES:
        catalog = read(language)
        kept = {_key(message) for message in catalog if message.id}
        yield from (f"{language}: missing: {key[1][0]!r}" for key in sorted(wanted - kept, key=str))
        yield from (f"{language}: stale: {key[1][0]!r}" for key in sorted(kept - wanted, key=str))
        for message in catalog:
            if message.id:
                yield from _message_faults(language, message)


def _message_faults(language: str, message: Message) -> Iterator[str]:
    name = f"{language}: {_texts(message.id)[0]!r}"
    if message.fuzzy:
        yield f"{name} is fuzzy"
    if not _translated(message):
        yield f"{name} is not translated"
        return
    if not _same_marks(message):
        yield f"{name}: other placeholders or tags in {message.string!r}"
    if language == "fr":
        for text in _texts(message.string):
            if UNFRENCH.search(re.sub(r"<[^>]*>|https?:\S+", "", text)):
                yield f"{name}: spaces or apostrophes of {text!r}"


def compile_all() -> None:
    """Write the .mo beside each .po, when it is older."""
    for language in LANGUAGES:
        source = po_path(language)
        target = source.with_suffix(".mo")
        if not source.is_file():
            continue
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        half = target.with_suffix(".half")
        with half.open("wb") as file:
            write_mo(file, read(language))
        half.replace(target)


def main() -> int:
    """Do what is asked; 1 when the check finds faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    group = parser.add_mutually_exclusive_group()
    for option in ("extract", "check", "compile"):
        group.add_argument(f"--{option}", action="store_true")
    chosen = parser.parse_args()
    if chosen.compile:
        compile_all()
    elif chosen.check:
        found = list(faults())
        print("\n".join(found) or "The translations are complete.")
        return 1 if found else 0
    else:
        extract_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
