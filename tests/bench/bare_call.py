"""The least a video call can be: one page, one relaying socket. The baseline of call set-up."""

from __future__ import annotations

import asyncio
import threading
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

PAGE = b"""<!doctype html><meta charset="utf-8"><title>bare</title>
<button id="go">go</button><video id="there" autoplay playsinline></video>
<script>
const socket = new WebSocket(`ws://${location.host}/socket`);
const send = (data) => socket.send(JSON.stringify(data));
const connection = new RTCPeerConnection();
connection.onicecandidate = ({candidate}) => candidate && send({candidate});
connection.ontrack = ({streams}) => { document.getElementById("there").srcObject = streams[0]; };
const media = navigator.mediaDevices.getUserMedia(
  {audio: true, video: {width: {ideal: 1280}, height: {ideal: 720}}}
).then((stream) => {
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  document.title = "ready";
});
socket.onmessage = async ({data}) => {
  const {description, candidate} = JSON.parse(data);
  await media;
  if (candidate) return connection.addIceCandidate(candidate);
  await connection.setRemoteDescription(description);
  if (description.type === "offer") {
    await connection.setLocalDescription();
    send({description: connection.localDescription});
  }
};
document.getElementById("go").onclick = async () => {
  await connection.setLocalDescription();
  send({description: connection.localDescription});
};
</script>"""


class BareCall:
    """A server of the bare page on a free port of loopback, in a thread of its own."""

    def __init__(self) -> None:
        self.port = 0
        self._open: set[ServerConnection] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    def __enter__(self) -> BareCall:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._stop = asyncio.Event()
        async with serve(self._relay, "127.0.0.1", 0, process_request=self._page) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._ready.set()
            await self._stop.wait()

    async def _relay(self, socket: ServerConnection) -> None:
        self._open.add(socket)
        try:
            async for message in socket:
                for other in self._open - {socket}:
                    await other.send(message)
        finally:
            self._open.discard(socket)

    def _page(self, _socket: ServerConnection, request: Request) -> Any:
        if request.path == "/socket":
            return None
        headers = Headers({"Content-Type": "text/html", "Content-Length": str(len(PAGE))})
        return Response(HTTPStatus.OK, "OK", headers, PAGE)
