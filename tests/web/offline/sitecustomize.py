"""Loaded by Python at its start where this folder is on PYTHONPATH: nothing leaves the machine.

Names are not resolved and sockets not connected unless they are of this machine; each attempt is
a line in the file that OFFLINE_REPORT names. An audit hook cannot be taken off again, and child
processes inherit it with the environment.
"""

import os
import sys
from ipaddress import ip_address

_HOME = ("", "localhost", "0.0.0.0", "::", None)
_REPORT = os.environ["OFFLINE_REPORT"]


def _is_home(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in _HOME:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _watch(event: str, details: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = details[1]
        if not isinstance(address, tuple):  # a Unix socket, or one that is connected already
            return
        host = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = details[0]
    else:
        return
    if not _is_home(host):
        with open(_REPORT, "a", encoding="utf-8") as report:
            report.write(f"{event} {host!r}\n")
        raise OSError(f"{event} to {host!r}: nothing may leave this machine")


sys.addaudithook(_watch)
