"""Who may talk to the page's server: pages that it served itself, called by this machine's own names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def guarded(app: App, hosts: Collection[str], port: int) -> App:
    """An app that refuses whatever a page of another origin asks of it, and every other name for it.

    Without the first, any site that is open in the same browser could open a socket to the page; without the
    second, a name that a stranger has resolved to this machine would make that site's origin the page's own.
    """
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    trusted: App = TrustedHostMiddleware(app, allowed_hosts=list(hosts))
    own = {f"http://{host}:{port}".encode() for host in hosts}

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        origins = [value for name, value in scope.get("headers", ()) if name == b"origin"]
        if all(origin in own for origin in origins):
            await trusted(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"this page is for its own origin alone"})

    return guard
