"""The `visavis` command: the whole house, or one part of it, or a tool for its host."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDS_NO_DATABASE = {"makemigrations", "makemessages", "compilemessages", "collectstatic", "help"}
OWNERS_COMMANDS = {"migrate", "sqlmigrate", "flush", "sqlflush", "rotate_keys"}


def data_folder() -> Path:
    """Where everything that must last is kept: VISAVIS_DATA, else `.data` beside the code."""
    return Path(os.environ.get("VISAVIS_DATA") or ROOT / ".data").expanduser().resolve()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what is in its way is told in a sentence. The exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] == "front":
        return front(_parser().parse_args(given))  # at once: it answers while the others load
    from visavis.config.env import BadSetting
    from visavis.core.pg.public import DatabaseUnavailable

    if given and given[0] in ("manage", "rotate-keys", "verify-audit"):
        command: Callable[[], int] = lambda: manage(_as_management(given))  # noqa: E731
    else:
        asked = _parser().parse_args(given)
        command = lambda: int(asked.run(asked))  # noqa: E731
    try:
        return command()
    except (BadSetting, DatabaseUnavailable) as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # who read our words has left: `visavis demo | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _as_management(given: list[str]) -> list[str]:
    return given[1:] if given[0] == "manage" else [given[0].replace("-", "_"), *given[1:]]


# Commands ---------------------------------------------------------------------------------


def manage(arguments: list[str]) -> int:
    """Run a Django management command, with the database started for it if need be."""
    from django.core.management import execute_from_command_line

    name = arguments[0] if arguments else "help"
    if name in OWNERS_COMMANDS:
        os.environ.setdefault("VISAVIS_DB_ROLE", "owner")
    with contextlib.nullcontext() if name in NEEDS_NO_DATABASE else database():
        execute_from_command_line(["visavis manage", *arguments])
    return 0


def serve(asked: argparse.Namespace) -> int:
    """Open the whole house."""
    from visavis.config.env import BadSetting
    from visavis.config.serve.opening import serve as open_house

    given = asked.port if asked.port is not None else os.environ.get("PORT", "8000")
    if not given.isdigit() or not 0 <= int(given) < 65536:
        raise BadSetting(f"PORT={given!r}: use a port number from 0 to 65535.")
    return open_house(
        data_folder(),
        host=asked.host,
        port=int(given),
        workers=asked.workers,
        demo=asked.demo,
        trusts_proxy=asked.behind_proxy,
    )


def web(asked: argparse.Namespace) -> int:
    """Serve pages."""
    from visavis.config.serve import processes

    _require_database()
    (data_folder() / "static").mkdir(parents=True, exist_ok=True)
    return processes.web(asked.host, asked.port, asked.workers)


def live(asked: argparse.Namespace) -> int:
    """Serve sockets."""
    from visavis.config.serve import processes

    _require_database()
    return processes.live(asked.host, asked.port)


def worker(_asked: argparse.Namespace) -> int:
    """Do jobs."""
    from visavis.config.serve import processes

    _require_database()
    return processes.worker()


def front(asked: argparse.Namespace) -> int:
    """Be the front on an inherited socket."""
    from visavis.config.serve import processes

    return processes.front(asked.fd, asked.web, asked.live, trusts_proxy=asked.behind_proxy)


def loader(asked: argparse.Namespace) -> int:
    """Load once and fork parts, for the supervisor."""
    from visavis.config.serve.loader import run

    return run(asked.fd, main)


def run_database(_asked: argparse.Namespace) -> int:
    """Run the embedded PostgreSQL alone."""
    from visavis.config.serve import processes

    return processes.database(data_folder())


def prepare(asked: argparse.Namespace) -> int:
    """Bring the tables in step; with --demo, sow the demo."""
    from visavis.config.serve.prepare import prepare as bring_in_step

    os.environ.setdefault("VISAVIS_DB_ROLE", "owner")
    data_folder().mkdir(parents=True, exist_ok=True)
    with database():
        bring_in_step(data_folder(), demo=asked.demo)
    return 0


def demo(asked: argparse.Namespace) -> int:
    """The demo's addresses and sign-ins; with --reset, emptied and sown anew first."""
    from visavis.config.serve import banner, state
    from visavis.config.serve.prepare import reset_demo

    data = data_folder()
    running = state.read(data)
    if running is not None:
        os.environ["PORT"] = str(running["port"])
    if asked.reset:
        os.environ.setdefault("VISAVIS_DB_ROLE", "owner")
        with database():
            reset_demo(data)
    path = data / "facts.json"
    if not path.is_file():
        _say("There is no demo in this data folder yet: start it by “make run”.")
        return 1
    facts = json.loads(path.read_text(encoding="utf-8"))
    shown = json.dumps(facts, ensure_ascii=False, indent=1)
    print(shown if asked.json else "\n".join(banner.addresses(facts)))  # noqa: T201
    return 0


def backup(asked: argparse.Namespace) -> int:
    """Write the database and the files into one archive, the keys into another."""
    from django.core.files.storage import default_storage

    from visavis.config.serve.backup import write

    with database():
        archive, keys = write(data_folder(), default_storage, _owner_url(), asked.folder)
    print(f"{archive}\n{keys}   (keep this one in another place)")  # noqa: T201
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Put a backup back into an empty data folder."""
    from django.core.files.storage import default_storage

    from visavis.config.serve.backup import restore as put_back

    data_folder().mkdir(parents=True, exist_ok=True)
    with database():
        put_back(data_folder(), default_storage, _owner_url(), asked.archive, asked.keys)
    print("Restored. Start it: visavis serve")  # noqa: T201
    return 0


def operator(asked: argparse.Namespace) -> int:
    """Make a login an operator of the platform."""
    from visavis.config.serve.prepare import add_operator

    with database():
        return add_operator(asked.mail)


def check(_asked: argparse.Namespace) -> int:
    """What is missing for patients."""
    from visavis.config.serve.production import report

    with database():
        return report()


# What they share --------------------------------------------------------------------------


@contextlib.contextmanager
def database() -> Iterator[None]:
    """The embedded database for a while: attached when the house runs, else started."""
    from visavis.config.serve.parts import SUPERVISED
    from visavis.core.pg.public import prepare_roles, running

    outside = os.environ.get("DATABASE_URL")
    if os.environ.get(SUPERVISED):
        yield
    elif outside:
        prepare_roles(outside)
        yield
    else:
        with running(data_folder()):
            yield


def _owner_url() -> str:
    """The address of the owner of the tables; the database is there by now."""
    outside = os.environ.get("DATABASE_URL")
    return outside or (data_folder() / "postgres" / "owner-url").read_text("utf-8").strip()


def _require_database() -> None:
    """Parts alone do not start the database: who stops first would take it from the others.

    Raises:
        DatabaseUnavailable: none runs.
    """
    from visavis.config.serve.parts import SUPERVISED
    from visavis.core.pg.public import DatabaseUnavailable, answers

    if os.environ.get("DATABASE_URL") or os.environ.get(SUPERVISED):
        return
    written = data_folder() / "postgres" / "app-url"
    if not written.is_file() or not answers(written.read_text(encoding="utf-8").strip()):
        raise DatabaseUnavailable(
            "No database runs. Start “visavis database” first, or set DATABASE_URL; "
            "“visavis serve” starts everything together."
        )


def _say(text: str) -> None:
    print(f"visavis: {text}", file=sys.stderr)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="visavis",
        description="The open teleconsultation practice.",
        epilog="Also: visavis manage …, visavis rotate-keys, visavis verify-audit.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, run: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    whole = add("serve", serve, "open the whole house: database, pages, sockets, jobs")
    whole.add_argument("--demo", action="store_true", help="with a practice to play with")
    whole.add_argument("--host", default="127.0.0.1", help="address to listen on")
    whole.add_argument("--port", help="port to listen on (else PORT, else 8000)")
    whole.add_argument("--workers", type=int, default=_processors(), help="processes for pages")
    whole.add_argument("--behind-proxy", action="store_true", help="believe X-Forwarded-*")
    pages = add("web", web, "serve pages only")
    pages.add_argument("--workers", type=int, default=_processors())
    sockets = add("live", live, "serve sockets only")
    for part, port in ((pages, 8001), (sockets, 8002)):
        part.add_argument("--host", default="127.0.0.1")
        part.add_argument("--port", type=int, default=port)
    add("worker", worker, "do jobs only")
    add("database", run_database, "run the embedded database only")
    _add_tools(add)
    _add_inner(commands)
    return parser


def _add_tools(add: Callable[..., argparse.ArgumentParser]) -> None:
    """What a host uses now and then."""
    add("migrate", prepare, "bring the tables in step").set_defaults(demo=False)
    facts = add("demo", demo, "the demo's addresses and sign-ins")
    facts.add_argument("--json", action="store_true", help="for scripts")
    facts.add_argument("--reset", action="store_true", help="empty it and sow it anew")
    add("backup", backup, "write two archives: data, and keys").add_argument("folder", type=Path)
    back = add("restore", restore, "put a backup back into an empty data folder")
    back.add_argument("archive", type=Path)
    back.add_argument("keys", type=Path)
    add("check", check, "what is missing before patients come")
    people = add("operator", operator, "who runs the platform: operator add MAIL")
    people.add_argument("what", choices=["add"])
    people.add_argument("mail", help="the address of a login that exists")


def _add_inner(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What the supervisor calls; not shown in the help."""
    step = commands.add_parser("prepare")
    step.add_argument("--demo", action="store_true")
    step.set_defaults(run=prepare)
    inner = commands.add_parser("loader")
    inner.add_argument("--fd", type=int, required=True)
    inner.set_defaults(run=loader)
    part = commands.add_parser("front")
    for name in ("--fd", "--web", "--live"):
        part.add_argument(name, type=int, required=True)
    part.add_argument("--behind-proxy", action="store_true")
    part.set_defaults(run=front)


def _processors() -> int:
    return max(1, min(4, os.cpu_count() or 1))
