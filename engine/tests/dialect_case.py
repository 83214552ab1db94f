"""For tests of the dialect: each behaviour with a real build, with the dialect and without."""
import functools
import http.server
import json
import os
import tarfile
import threading
import time
import zipfile

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


class CloneCase(DialectCase):
    """A build that is online, but with nothing beside a folder of distributions."""

    def profile(self, text, name='buildout.cfg'):
        path = super().profile(text, name)
        if name == 'buildout.cfg':
            with open(path) as f:
                written = f.read()
            # Online, but with nothing beside a folder of distributions.
            with open(path, 'w') as f:
                f.write(written.replace('offline = true\n', f'index = {self.folder}/dist\nfind-links = {self.folder}/dist\n', 1))
        return path

    def setUp(self):
        super().setUp()
        os.makedirs(os.path.join(self.folder, 'dist'))

    def wheel(self, name, version, requires=(), module='', entry_points=''):
        """Put a wheel in the folder of distributions."""
        package = name.replace('.', '_').replace('-', '_')
        os.makedirs(os.path.join(self.folder, 'dist'), exist_ok=True)
        info = f'{package}-{version}.dist-info'
        files = {
            f'{package}.py': module or f'made = "wheel {version}"\n',
            f'{info}/METADATA': f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n'
                                + ''.join(f'Requires-Dist: {one}\n' for one in requires),
            f'{info}/WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
            f'{info}/entry_points.txt': entry_points,
        }
        path = os.path.join(self.folder, 'dist', f'{package}-{version}-py3-none-any.whl')
        with zipfile.ZipFile(path, 'w') as f:
            for file, text in files.items():
                f.writestr(file, text)
            f.writestr(f'{info}/RECORD', ''.join(f'{file},,\n' for file in [*files, f'{info}/RECORD']))

    def source(self, name, version, setup='raise SystemExit("built from source")\n', **files):
        """Put a source distribution there; without more, one that cannot be built."""
        folder = f'{name}-{version}'
        for file, text in {'setup_py': setup, **files}.items():
            self.write(f'sources/{folder}/{file.replace("_", ".")}', text)
        with tarfile.open(os.path.join(self.folder, 'dist', f'{folder}.tar.gz'), 'w:gz') as f:
            f.add(os.path.join(self.folder, 'sources', folder), folder)

    def run_script(self, name):
        with os.popen(f'{self.folder}/bin/{name} -c "import demo; print(demo.made)"') as f:
            return f.read().strip()


class _Url(str):
    asked: list[str]


class Serving:
    """A web server with some pages, as a context, that takes some seconds for each; its URL knows what was asked for."""

    def __init__(self, pages, seconds=0):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):

            def do_GET(self):
                asked.append(self.path)
                time.sleep(seconds)
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
