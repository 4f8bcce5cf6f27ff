"""A message of several frames, received with as few questions to ZeroMQ as it takes."""

from __future__ import annotations

import zmq

_NOW = int(zmq.DONTWAIT)


def receive(socket: zmq.Socket[bytes], flags: int) -> list[bytes]:
    """As `recv_multipart`. Each frame says whether another follows; it asks the socket, which takes as long again."""
    frame = socket.recv(flags, copy=False)
    frames = [frame.bytes]
    while frame.more:
        frame = socket.recv(_NOW, copy=False)
        frames.append(frame.bytes)
    return frames
