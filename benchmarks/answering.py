"""`python -m benchmarks.answering`: a server that takes every POST and answers, at once or later.

It prints its port. One process of its own, so that what is measured has its core to itself.
"""

import argparse
import socket
import threading
import time
from typing import BinaryIO, cast

_ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


def main() -> None:
    """Serve until the process is killed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answering")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    delay = parser.parse_args().delay
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(connection, delay), daemon=True).start()


def _serve(connection: socket.socket, delay: float) -> None:
    with connection, connection.makefile("rb") as stream:
        while length := _length(cast(BinaryIO, stream)):
            stream.read(length)
            time.sleep(delay)
            connection.sendall(_ANSWER)


def _length(stream: BinaryIO) -> int:
    """The length of the next request's body; 0 where no request comes."""
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return length


if __name__ == "__main__":
    main()
