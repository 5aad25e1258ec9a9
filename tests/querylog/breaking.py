"""A way to Snowflake that can break at the worst moment: after a statement got there, before its answer is back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Way:
    """Passes bytes on to the stand-in. Once `breaks` is set, it loses the next answer and ends."""

    def __init__(self, port: int) -> None:
        self.breaks = False
        self._onward = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, far = self._listener.accept()[0], socket.create_connection(self._onward)
                threading.Thread(target=self._pass_on, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(far, near, True), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError), source, sink:
            while passed := source.recv(65536):
                if is_answer and self.breaks:
                    self.close()
                    sink.shutdown(socket.SHUT_RDWR)
                    return
                sink.sendall(passed)


@contextmanager
def way_to(port: int) -> Iterator[Way]:
    way = Way(port)
    yield way
    way.close()
