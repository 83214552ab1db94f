"""The long-lived process between the server and the engine: JSON lines, requests on stdin, answers and events on stdout.

    request   {"id": 1, "method": "…", "params": {…}}
    answer    {"id": 1, "result": …}  or  {"id": 1, "error": {"code": "…", "message": "…"}}
    event     {"event": "…", "data": {…}}

The methods, with what they take and answer, are those of `contract`; what is not in it is refused. Requests that may take time
are handled in threads, so that `snapshot` is answered meanwhile. When stdin ends, the host does; runs go on, and so does the
node: only what an `open` has started that is still going on is ended first.
Anything but JSON goes to stderr.
"""
import argparse
import json
import logging
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from webrunner_engine.host.host import GRACE, Host
from webrunner_engine.host.params import check_names
from webrunner_engine.host.zygote import Zygote
from webrunner_engine.kit import loopback
from webrunner_engine.kit.errors import EngineError

logger = logging.getLogger('webrunner.host')


class _Lines:
    """Answers and events, one JSON text a line, from any thread."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, message: dict[str, Any]) -> None:
        text = json.dumps(message, ensure_ascii=False, separators=(',', ':')) + '\n'
        with self._lock:
            try:
                self._stream.write(text.encode('utf-8', 'backslashreplace'))
                self._stream.flush()
            except BrokenPipeError:
                # The server is gone; the end of stdin will say so too.
                logger.info('nobody reads the answers any more')


def _handle(host: Host, lines: _Lines, request: dict[str, Any]) -> None:
    identity = request.get('id')
    try:
        method = host.methods.get(request.get('method', ''))
        if method is None:
            raise EngineError('unknown_method', f"There is no method {request.get('method')!r}.")
        params = request.get('params') or {}
        if not isinstance(params, dict):
            raise EngineError('bad_request', 'params must be an object.')
        check_names(request['method'], params)
        answer = {'id': identity, 'result': method(params)}
    except EngineError as error:
        answer = {'id': identity, 'error': {'code': error.code, 'message': str(error)}}
    except Exception as error:
        logger.exception('%s failed', request.get('method'))
        message = ' '.join(f'{type(error).__name__}: {error}'.split())
        answer = {'id': identity, 'error': {'code': 'engine_failed', 'message': message}}
    lines.write(answer)


def serve(host: Host, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer the lines of the binary stream `requests` until it ends or `shutdown` has been answered."""
    lines = _Lines(answers)
    lines.write({'event': 'ready', 'data': {'pid': os.getpid()}})
    # Six long requests at once are more than a server ever has; `snapshot` has a thread of its own. So has the node: a
    # `shutdown` has its turn after the `open` that was sent before it, and ends what that has started.
    with ThreadPoolExecutor(6, 'request') as long, ThreadPoolExecutor(1, 'snapshot') as short, \
            ThreadPoolExecutor(1, 'node') as node:
        for line in requests:
            if not line.strip():
                continue
            try:
                request = json.loads(line)
                if not isinstance(request, dict):
                    raise ValueError('not an object')
            except ValueError as error:
                lines.write({'id': None, 'error': {'code': 'bad_request', 'message': f'Not a JSON request: {error}.'}})
                continue
            method = request.get('method')
            pool = short if method in ('snapshot', 'releases', 'run.check') else node if method in ('open', 'shutdown') else long
            handled = pool.submit(_handle, host, lines, request)
            if method == 'shutdown':
                handled.result()
                break
        long.shutdown(wait=False, cancel_futures=True)
        host.dispose()
        answers.flush()
        # Threads may be waiting for a run to stop; nobody is there for the answer.
        os._exit(0)


def main() -> None:
    """The program `webrunner-slapos-host`."""
    parser = argparse.ArgumentParser(description='Runs SlapOS profiles; speaks JSON lines on stdin and stdout.')
    parser.add_argument('--base', required=True, help='directory of the SlapOS node')
    parser.add_argument('--grace', type=float, default=GRACE,
                        help='seconds that a cancelled step has to end by itself (default: %(default)s)')
    options = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format='%(name)s: %(message)s')
    if os.getuid() == 0:
        message = 'The engine refuses to run as root: start it as an unprivileged user.'
        _Lines(sys.stdout.buffer).write({'event': 'fatal', 'data': {'code': 'root', 'message': message}})
        sys.exit(message)
    # Before the first fork: runs inherit it.
    loopback.except_from_proxies(os.path.join(options.base, 'etc', 'slapos.cfg'))
    # Before the first thread (see `zygote`), and before there is a second descriptor of stdout to inherit.
    zygote = Zygote.fork()
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), 'wb')
    os.dup2(2, 1)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    # The server handles Ctrl-C, and closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Host(options.base, zygote, options.grace), sys.stdin.buffer, answers)


if __name__ == '__main__':
    main()
