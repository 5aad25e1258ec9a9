"""Which port is free?"""

import socket

from portal.embedded.trouble import CannotStart

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def first_free_from(wanted: int, *, tries: int = 50) -> int:
    """The wanted port, or the next one that nobody holds."""
    for port in range(wanted, wanted + tries):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CannotStart(f"All ports from {wanted} to {wanted + tries - 1} are taken. Set WEB_PORT to one that is free.")


def listening(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=0.3).close()
    except OSError:
        return False
    return True
