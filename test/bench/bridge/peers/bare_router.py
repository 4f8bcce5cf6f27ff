"""The floor of a lock step between Node and Python: a ROUTER that answers every message with the same frames.

The first message names the frames to answer with. Announces its endpoint as a line of JSON.
"""

from __future__ import annotations

import sys

import zmq
from peer import end_with_standard_input, say


def main() -> None:
    end_with_standard_input()
    socket = zmq.Context().socket(zmq.ROUTER)
    socket.bind(sys.argv[1])
    say(endpoint=socket.getsockopt_string(zmq.LAST_ENDPOINT))
    _, *answer = socket.recv_multipart()
    while True:
        routing_id = socket.recv_multipart()[0]
        socket.send_multipart([routing_id, *answer])


if __name__ == "__main__":
    main()
