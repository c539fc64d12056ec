"""A real nginx in front of Quoth, with the very configuration that the documentation ships."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from settings import ROOT
from tests.web.process import Served

EXAMPLES = ROOT / "docs" / "examples"
HOST = "chat.example.com"
USER = ("ann", "secret")


def nginx_program() -> str:
    """Where nginx is; without one the test is skipped, or fails in CI."""
    path = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        if os.environ.get("QUOTH_REQUIRE_BROWSER"):
            pytest.fail("no nginx; apt-get install nginx")
        pytest.skip("no nginx; apt-get install nginx")
    return path


@contextmanager
def proxied(folder: Path, quoth: Served, *, sign_in: bool) -> Iterator[int]:
    """The port on which nginx serves the shipped configuration, for ``HOST``, below ``/quoth/``.

    ``folder`` gets a certificate for the host, signed by itself, and the users who may sign in.
    """
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST} -addext".split()
    names = f"subjectAltName=DNS:{HOST}"
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run([*command, names, *files], check=True, capture_output=True)
    (folder / "users").write_text(f"{USER[0]}:{{PLAIN}}{USER[1]}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    site = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "127.0.0.1:7860": re.sub(r"https?://|/quoth", "", quoth.url),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/certs/chat.example.com.pem": str(folder / "certificate.pem"),
        "/etc/ssl/private/chat.example.com.key": str(folder / "key.pem"),
        "/etc/nginx/quoth.users": str(folder / "users"),
        "#auth_basic": "auth_basic" if sign_in else "#auth_basic",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "main.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\npid {folder}/pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{site}}}\n"
    )
    errors = folder / "errors"
    program = [nginx_program(), "-e", str(errors), "-p", str(folder), "-c", "main.conf"]
    with subprocess.Popen([*program, "-g", "daemon off;"]) as process:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, errors.read_text()
            time.sleep(0.1)
        yield port
        process.terminate()
