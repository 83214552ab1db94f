"""For tests of the dialect: each behaviour with a real build, with the dialect and without."""
import functools
import http.server
import json
import threading

import support
from support import FolderCase, buildout, write_probe

HEADER = '[buildout]\nnewest = false\noffline = true\n'


def behaviour(test):
    """The test needs the dialect: it fails without."""
    @functools.wraps(test)
    def both(self):
        test(self)
        self.folder = support.temporary_folder(self)
        write_probe(self)
        self.dialect = False
        try:
            test(self)
        except Exception:
            return
        raise AssertionError('this passes without the dialect too: it tests nothing')
    return both


class DialectCase(FolderCase):
    dialect = True

    def setUp(self):
        super().setUp()
        write_probe(self)

    def build(self, *arguments, code=0, before=None):
        build = buildout(self.folder, *arguments, dialect=self.dialect, before=before)
        self.assertEqual(build.code, code, build.output)
        return build

    def profile(self, text, name='buildout.cfg'):
        lines = text.strip('\n').split('\n')
        indent = len(lines[0]) - len(lines[0].lstrip())
        body = '\n'.join(line[indent:] for line in lines)
        return self.write(name, (HEADER if name == 'buildout.cfg' else '') + body + '\n')

    def output(self, name='out'):
        return json.loads(self.read(name))

    def installs(self, name='out'):
        return self.read(name + '.count').count('installed')


class _Url(str):
    asked: list[str]


class Serving:
    """A web server with some pages, as a context; its URL, which also knows what was asked for."""

    def __init__(self, pages):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):

            def do_GET(self):
                asked.append(self.path)
                page = pages.get(self.path)
                self.send_response(404 if page is None else 200)
                self.send_header('Content-Type', 'text/html')
                self.end_headers()
                self.wfile.write(page or b'')

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = _Url(f'http://127.0.0.1:{self.server.server_address[1]}')
        self.url.asked = asked

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        return self.url

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
