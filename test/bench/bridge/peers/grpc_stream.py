"""gRPC between two Python processes in lock step: one stream both ways over a Unix socket, as many bytes as a step has.

Prints a line of JSON: round trips a second and their median in microseconds.
"""

from __future__ import annotations

import argparse
import queue
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

import grpc
from peer import end_with_standard_input, say

METHOD = "/bench.Peer/Step"


def serve(address: str, reply_bytes: int) -> None:
    end_with_standard_input()
    reply = bytes(reply_bytes)

    def step(requests: Iterator[bytes], _: grpc.ServicerContext) -> Iterator[bytes]:
        for _request in requests:
            yield reply

    server = grpc.server(ThreadPoolExecutor(max_workers=1))
    method = grpc.stream_stream_rpc_method_handler(step)
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("bench.Peer", {"Step": method})])
    server.add_insecure_port(address)
    server.start()
    say(address=address)
    server.wait_for_termination()


def measure(address: str, request_bytes: int, seconds: float) -> dict[str, float]:
    request = bytes(request_bytes)
    requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    times: list[float] = []
    with grpc.insecure_channel(address) as channel:
        replies = channel.stream_stream(METHOD)(iter(requests.get, None))
        warm = perf_counter() + seconds / 10
        end = warm + seconds
        while (begin := perf_counter()) < end:
            requests.put(request)
            next(replies)
            if begin > warm:
                times.append(perf_counter() - begin)
        requests.put(None)
    return {"tripsPerSecond": len(times) / sum(times), "p50": median(times) * 1e6}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--request-bytes", type=int, required=True)
    parser.add_argument("--reply-bytes", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--serve", metavar="ADDRESS")
    args = parser.parse_args()
    if args.serve is not None:
        serve(args.serve, args.reply_bytes)
        return
    with tempfile.TemporaryDirectory() as folder:
        address = f"unix:{Path(folder) / 'socket'}"
        command = [sys.executable, __file__, *sys.argv[1:], "--serve", address]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            try:
                server.stdout.readline()
                say(**measure(address, args.request_bytes, args.seconds))
            finally:
                server.kill()


if __name__ == "__main__":
    main()
