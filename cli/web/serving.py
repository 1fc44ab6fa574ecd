"""The server itself: a port of this computer, its address, and the browser."""

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from secrets import token_urlsafe

import uvicorn

from isoplan.cli.batch.finished import FinishedBatch
from isoplan.cli.report.plan_report import installed_version
from isoplan.cli.web.app import Page, app_of
from isoplan.cli.web.safety import Access
from isoplan.cli.web.work import do
from isoplan.models.base.errors import IsoPlanError
from isoplan.optimizer.processes.async_pool import AsyncPool
from isoplan.optimizer.processes.jobs import Work, cores
from isoplan.optimizer.processes.memory import share

HERE = "127.0.0.1"
MOST_CONNECTIONS = 500


class NotServed(IsoPlanError):
    """The page cannot be served: its address, its password, a missing package."""


@dataclass(frozen=True, slots=True)
class Served:
    """How the page is served.

    Attributes:
        listen: Address of this computer that is listened on.
        port: 0 for any that is free.
        password: Of an office; empty on this computer alone, where a token does.
        time_limit: Seconds of a plan.
        batch: Whose clients the page lists; on this computer alone.
    """

    listen: str
    port: int
    password: str
    time_limit: float
    batch: FinishedBatch | None = None


def serve(served: Served, tell: Callable[[str], None], *, browse: bool) -> None:
    """Serve the page until the program is stopped.

    Args:
        served: How.
        tell: Told the address.
        browse: Whether to open a browser.

    Raises:
        NotServed: If the address cannot be listened on.
    """
    listening = _listening(served)
    port = listening.getsockname()[1]
    access = access_of(served, port)
    about = {
        "version": installed_version(),
        "time_limit": served.time_limit,
        "is_local": not served.password,
        "has_clients": served.batch is not None,
    }
    planners = cores()
    work = Work(do, served.batch, memory=share(planners + 1))
    quick, plans = AsyncPool(work, 1), AsyncPool(work, planners)
    is_shared = bool(served.password)
    page = Page(quick, plans, served.time_limit, about, is_shared)
    config = uvicorn.Config(
        app_of(page, access),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=2,
        proxy_headers=is_shared,
        forwarded_allow_ips=HERE,
        ws="none",
        lifespan="on",
    )
    address = address_of(served, port, access)
    tell(f"The page is at {address}")
    if browse:
        threading.Timer(0.5, _browse, (address,)).start()
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def access_of(served: Served, port: int) -> Access:
    """Return who may ask: with a token on this computer, else with the password."""
    if not served.password:
        return Access(token_urlsafe(32), port, frozenset({HERE, "localhost"}))
    names = {served.listen.lower(), "localhost", socket.gethostname().lower()}
    names.add(socket.getfqdn().lower())
    return Access(served.password, port, frozenset(names), any_address=True)


def address_of(served: Served, port: int, access: Access) -> str:
    """Return the page's address; the token is in a part that no browser sends."""
    if served.password:
        return f"http://{_in_address(served.listen)}:{port}/"
    return f"http://{HERE}:{port}/#{access.key}"


def _in_address(listen: str) -> str:
    with suppress(ValueError):
        if ip_address(listen).is_unspecified:
            return socket.gethostname()
    return f"[{listen}]" if ":" in listen else listen


def _listening(served: Served) -> socket.socket:
    """Return the socket that is listened on.

    Raises:
        NotServed: If the address is not this computer's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in served.listen else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((served.listen, served.port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or str(error)
        raise NotServed(
            f"{served.listen}:{served.port} cannot be listened on: {why}; choose "
            "another --port, or an address of this computer"
        ) from error
    listening.listen(256)
    return listening


def _browse(address: str) -> None:
    """Open the address in a browser, if there is one."""
    with suppress(Exception):
        webbrowser.open(address)
