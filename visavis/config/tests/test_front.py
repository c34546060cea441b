"""The tiny front: who gets a request, what they are told, and what happens while they restart."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from visavis.config.serve import front as front_module
from visavis.config.serve.front import Front
from visavis.config.serve.heads import BadRequest, parse

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[int]:
    """A small server on the loopback; its port."""
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        server.close()


@contextlib.asynccontextmanager
async def fronted(web: int, live: int = 1, *, trusts_proxy: bool = False) -> AsyncIterator[int]:
    front = Front(web, live, trusts_proxy=trusts_proxy)
    async with listening(front._connection) as port:
        yield port


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answering(name: str, seen: list[bytes]) -> Handler:
    """A server that keeps its connections and answers with its name and what it was asked."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                raw = await reader.readuntil(b"\r\n\r\n")
                head = parse(raw)
                body = await reader.readexactly(head.length)
                if head.chunked:
                    body = await reader.readuntil(b"0\r\n\r\n")
                seen.append(raw)
                said = name.encode() + b":" + body
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(said) + said)
        writer.close()

    return handle


async def ask(port: int, *requests: bytes) -> list[bytes]:
    """What each request was answered, all on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for request in requests:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        answers.append(head.split(b"\r\n")[0] + b" " + await reader.readexactly(length))
    writer.close()
    return answers


def get(path: str, *fields: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a.localhost", *fields, "", ""]).encode()


async def test_sockets_and_pages_go_their_ways_even_on_one_connection() -> None:
    seen: list[bytes] = []
    async with (
        listening(answering("web", seen)) as web,
        listening(answering("live", seen)) as live,
        fronted(web, live) as port,
    ):
        answers = await ask(port, get("/"), get("/live/topics/?t=a"), get("/livery"), get("/"))
    said = [answer.split(b" OK ")[1] for answer in answers]
    assert said == [b"web:", b"live:", b"web:", b"web:"]


async def test_bodies_pass_by_length_and_in_chunks() -> None:
    seen: list[bytes] = []
    big = b"x" * 300_000
    post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(big) + big
    chunked = (
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    async with listening(answering("web", seen)) as web, fronted(web) as port:
        answers = await ask(port, post, chunked, get("/"))
    assert answers[0].endswith(big)
    assert answers[1].endswith(b"web:3\r\nabc\r\n0\r\n\r\n")
    assert answers[2].endswith(b"web:")


async def test_the_inside_is_told_who_asks_and_strangers_cannot_lie_about_it() -> None:
    seen: list[bytes] = []
    lie = get("/", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "Forwarded: for=6.6.6.6")
    async with listening(answering("web", seen)) as web:
        async with fronted(web) as port:
            await ask(port, lie)
        async with fronted(web, trusts_proxy=True) as port:
            await ask(port, lie)
    assert b"X-Forwarded-For: 127.0.0.1\r\n" in seen[0]
    assert b"6.6.6.6" not in seen[0]
    assert b"https" not in seen[0]
    assert b"X-Forwarded-For: 6.6.6.6, 127.0.0.1\r\n" in seen[1]
    assert b"X-Forwarded-Proto: https" in seen[1]


async def test_a_request_waits_for_a_process_that_restarts() -> None:
    port_inside = closed_port()
    async with fronted(port_inside) as port:
        asked = asyncio.create_task(ask(port, get("/")))
        await asyncio.sleep(0.3)
        server = await asyncio.start_server(answering("web", []), "127.0.0.1", port_inside)
        async with server:
            assert (await asked)[0].endswith(b"web:")
            server.close()


@pytest.mark.parametrize("method", [b"GET", b"POST"])
async def test_a_process_that_stays_away_is_told_with_when_to_come_back(
    method: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_module, "HOLD_SECONDS", 0.1)
    async with fronted(closed_port()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(method + b" / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 2" in answer
    assert "redémarre".encode() in answer


async def test_a_process_that_dies_over_a_change_is_never_asked_twice() -> None:
    asked: list[bytes] = []

    async def dying(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async with listening(dying) as web, fronted(web) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
        writer.close()
    assert len(asked) == 1


async def test_a_page_is_asked_again_when_an_idle_connection_inside_was_closed() -> None:
    seen: list[bytes] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        await reader.readuntil(b"\r\n\r\n")  # hangs up upon the next request, unanswered
        writer.close()

    async with listening(once) as web, fronted(web) as port:
        answers = await ask(port, get("/1"), get("/2"))
    assert [a[-2:] for a in answers] == [b"ok", b"ok"]
    assert len(seen) == 2


async def test_an_upgraded_connection_passes_both_ways() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        while data := await reader.read(100):
            writer.write(data[::-1])
        writer.close()

    async with listening(echo) as live, fronted(closed_port(), live) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(get("/live/topics/", "Connection: keep-alive, Upgrade", "Upgrade: websocket"))
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        for word, back in ((b"abc", b"cba"), (b"12", b"21")):
            writer.write(word)
            assert await reader.readexactly(len(back)) == back
        writer.close()


async def test_an_answer_may_take_long_and_end_by_hanging_up() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        for _ in range(3):
            await asyncio.sleep(0.05)
            writer.write(b"piece ")
        writer.close()

    async with listening(slow) as web, fronted(web) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(get("/"))
        assert (await reader.read()).endswith(b"piece piece piece ")
        writer.close()


AMBIGUOUS = [
    b"GET / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n",
    b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n folded: yes\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n",
    b"GET /a b HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\n",
    b"\x16\x03\x01\x02\r\n\r\n",
    b"\r\n\r\n",
]


@pytest.mark.parametrize("raw", AMBIGUOUS)
async def test_what_two_readers_could_take_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        parse(raw)
    async with fronted(closed_port()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw)
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
        writer.close()


async def test_a_bad_chunk_size_ends_the_connection() -> None:
    async with listening(answering("web", [])) as web, fronted(web) as port:
        for size in (b"-3", b"zz", b"", b"ffffffffff"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + size + b"\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
            writer.close()


async def test_a_head_without_end_is_refused() -> None:
    async with fronted(closed_port()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000)
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
        writer.close()
