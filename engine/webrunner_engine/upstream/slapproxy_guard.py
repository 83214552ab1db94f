"""Guard in front of slapproxy, which has no authentication: whoever reaches it can have code executed at the next run.

Its clients are programs of the account that runs it. Whoever else connects is refused, by what the kernel says of the
connection (see `peers`): another account of this machine, and a client that has hung up already: 403. A web browser is never
a client, so whatever only a browser sends is refused too:

- a Host other than the exact address and port that slapproxy listens on (a rebound DNS name): 421;
- an Origin header, or a Sec-Fetch-Site other than `none`: 403;
- `/http_proxy`, which fetches any URL for anybody: 403.

It also keeps what a bang was about, which slapproxy itself forgets: a promise that saw an anomaly, for example.
"""
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from webrunner_engine.instances import bang
from webrunner_engine.kit import peers
from webrunner_engine.upstream import slapproxy_requests

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def guarded(application: Application, host: str, port: int,
            peer_uid: Callable[[Environ], int | None] = lambda environ: peers.peer_uid(environ['werkzeug.socket'])) -> Application:
    """`application` (WSGI), answering only our own account, what a browser cannot have sent, and what names `host`:`port`."""
    allowed_host = f'[{host}]:{port}' if ':' in host else f'{host}:{port}'

    def guard(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        refusal = _refusal(environ, allowed_host) or _refusal_of_account(peer_uid(environ))
        if refusal is None:
            return application(environ, start_response)
        status, reason = refusal
        start_response(status, [('Content-Type', 'text/plain; charset=utf-8'), ('Connection', 'close')])
        return [reason.encode() + b'\n']

    return guard


def _refusal(environ: Environ, allowed_host: str):
    if environ.get('HTTP_HOST') != allowed_host:
        return '421 Misdirected Request', 'This slapproxy answers only to its own address.'
    # An empty header was sent too.
    if environ.get('HTTP_ORIGIN') is not None or environ.get('HTTP_SEC_FETCH_SITE', 'none') != 'none':
        return '403 Forbidden', 'This slapproxy does not answer to web pages.'
    path = '/' + environ.get('PATH_INFO', '').lstrip('/')
    if path == '/http_proxy' or path.startswith('/http_proxy/'):
        return '403 Forbidden', '/http_proxy is switched off.'
    return None


def _refusal_of_account(uid: int | None):
    if uid == os.getuid():
        return None
    return '403 Forbidden', 'This slapproxy answers only to programs of the account that runs it.'


def attach() -> None:
    """Make `slapos proxy start` serve its application behind the guard."""
    from slapos.proxy import views

    from webrunner_engine.upstream import slapproxy_texts

    application = views.app
    slapproxy_texts.attach(application)
    application.after_request(_note_bang)
    slapproxy_requests.attach(application)
    upstream_run = application.run

    def run(host=None, port=None, **options):
        application.wsgi_app = guarded(application.wsgi_app, host, int(port))
        upstream_run(host=host, port=port, **options)

    application.run = run


def _note_bang(response):
    from flask import current_app, request
    partition = request.form.get('computer_partition_id', '') if request.path == '/softwareInstanceBang' else ''
    if response.status_code == 200 and re.fullmatch(r'[A-Za-z0-9][\w.-]*', partition):
        base = os.path.dirname(os.path.dirname(os.path.abspath(current_app.config['DATABASE_URI'])))
        folder = os.path.join(base, 'inst', partition)
        if os.path.isdir(folder):
            bang.record(folder, request.form.get('message') or 'A bang without a message.')
    return response
