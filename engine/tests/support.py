"""Shared by the tests: temporary folders, builds with and without the dialect, a host that runs.

The tests use what is installed: install the package into the engine's environment first.
"""
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
from typing import Any, BinaryIO, cast

if os.getuid() == 0:
    # unittest would turn an exception here into one error per module.
    sys.stderr.write('The tests of the engine do not run as root, as the engine does not: run them as an unprivileged user.\n')
    os._exit(1)

import pkg_resources
import zc.buildout.buildout

BIN = os.path.dirname(sys.executable)
TestCase = unittest.TestCase


class FolderCase(TestCase):
    """A test with a temporary folder of a short name (sockets have short names), removed at the end."""

    def setUp(self):
        self.folder = temporary_folder(self)

    def write(self, name: str, text: str) -> str:
        """Write a file below the folder, with the common indent of `text` removed; its path."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as f:
            f.write(textwrap.dedent(text))
        return path

    def read(self, name: str) -> str:
        with open(os.path.join(self.folder, name)) as f:
            return f.read()


def temporary_folder(case) -> str:
    folder = tempfile.mkdtemp(prefix='we', dir='/tmp')
    case.addCleanup(_remove, folder)
    return os.path.realpath(folder)


def _remove(folder: str) -> None:
    # Upstream's own removal leaves folders without permissions behind when it fails.
    subprocess.run(['chmod', '-R', 'u+rwX', folder], check=True)
    shutil.rmtree(folder)


class Build:
    """Result of one run of buildout."""

    def __init__(self, code: int, output: str):
        self.code = code
        self.output = output


def buildout(folder: str, *arguments: str, dialect: bool = True, before=None) -> Build:
    """Run buildout in a fork of this process, with `folder`/recipes on its path; `before` runs first in the fork."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            os.close(reader)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            sys.stdout = open(1, 'w', buffering=1, closefd=False)
            sys.stderr = open(2, 'w', buffering=1, closefd=False)
            os.chdir(folder)
            recipes = os.path.join(folder, 'recipes')
            sys.path.insert(0, recipes)
            pkg_resources.working_set.add_entry(recipes)
            if dialect:
                from webrunner_engine import dialect as slapos_dialect
                slapos_dialect.apply(zc.buildout.buildout)
            if before is not None:
                before()
            sys.argv[:] = ['buildout', *arguments]
            try:
                zc.buildout.buildout.main()
                code = 0
            except SystemExit as ending:
                code = ending.code if isinstance(ending.code, int) else 0 if ending.code is None else 1
            sys.stdout.flush()
        finally:
            os._exit(code)
    os.close(writer)
    with open(reader, encoding='utf-8', errors='replace') as f:
        output = f.read()
    return Build(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), output)


PROBE = '''
    import json
    import os


    class Write:
        """Writes its options, as Python values, into `output`; appends a line to `count`."""

        def __init__(self, buildout, name, options):
            self.options = options
            for reference in options.get('read', '').split():
                buildout[reference]

        def install(self):
            values = {key: sorted(value) if isinstance(value, (set, frozenset)) else value
                      for key, value in self.options.items()}
            with open(self.options['output'], 'w') as f:
                json.dump(values, f, default=repr)
            with open(self.options['output'] + '.count', 'a') as f:
                f.write('installed\\n')
            return self.options['output']

        def update(self):
            pass


    class Set:
        """Sets its options to what the JSON file `values` says; a list under "set" becomes a set."""

        def __init__(self, buildout, name, options):
            with open(options['values']) as f:
                values = json.load(f)
            for key, value in values.items():
                options[key] = set(value) if key == 'set' else value

        def install(self):
            return []

        update = install


    class Copy:
        """Takes a copy of its options when it starts, and says what it got."""

        def __init__(self, buildout, name, options):
            self.options = options.copy()

        def install(self):
            print('copied', json.dumps(self.options, sort_keys=True))
            return []

        update = install


    class Link:
        """Makes `location` a symbolic link to `target`."""

        def __init__(self, buildout, name, options):
            self.options = options

        def install(self):
            if not os.path.islink(self.options['location']):
                os.symlink(self.options['target'], self.options['location'])
            return self.options['location']

        def update(self):
            pass
'''


def write_probe(case: FolderCase) -> None:
    """Make the recipes probe:write, probe:set, probe:copy and probe:link available to `buildout`."""
    case.write('recipes/probe.py', PROBE)
    case.write('recipes/probe.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: probe\nVersion: 1\n')
    case.write('recipes/probe.egg-info/entry_points.txt', """\
        [zc.buildout]
        write = probe:Write
        set = probe:Set
        copy = probe:Copy
        link = probe:Link
        """)


class Host:
    """A running `webrunner-slapos-host`, asked from any thread."""

    def __init__(self, base: str, grace: float = 1):
        self.base = base
        with open(base + '.stderr', 'ab') as stderr:
            self.process = subprocess.Popen(
                [os.path.join(BIN, 'webrunner-slapos-host'), '--base', base, '--grace', str(grace)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        self._requests, self._results = cast(BinaryIO, self.process.stdin), cast(BinaryIO, self.process.stdout)
        self.lines: list[bytes] = []
        self._ids = itertools.count(1)
        self._answers: dict[int, dict[str, Any]] = {}
        self._changed = threading.Condition()
        self.ready = json.loads(self._results.readline())
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._results:
            with self._changed:
                self.lines.append(line)
                answer = json.loads(line)
                if 'id' in answer:
                    self._answers[answer['id']] = answer
                self._changed.notify_all()

    def send(self, method: str, **params) -> int:
        identity = next(self._ids)
        self.send_line(json.dumps({'id': identity, 'method': method, 'params': params}))
        return identity

    def send_line(self, line: str) -> None:
        self._requests.write(line.encode() + b'\n')
        self._requests.flush()

    def answer(self, identity, timeout: float = 60) -> dict[str, Any]:
        with self._changed:
            if not self._changed.wait_for(lambda: identity in self._answers, timeout):
                raise AssertionError(f'no answer to request {identity}')
            return self._answers.pop(identity)

    def ask(self, method: str, **params) -> dict[str, Any]:
        return self.answer(self.send(method, **params))

    def call(self, method: str, **params):
        answer = self.ask(method, **params)
        if 'error' in answer:
            raise AssertionError(f'{method}: {answer["error"]}')
        return answer['result']

    def close(self) -> int:
        """End the host as the server does; its exit code."""
        self._requests.close()
        code = self.process.wait(20)
        self._reader.join(2)
        if self._reader.is_alive():
            raise AssertionError('something that outlives the host holds its stdout')
        self._results.close()
        return code


def other_account(case: TestCase) -> str:
    """Where commands are run as another account of this machine. Skips the test where nobody does that."""
    offer = os.environ.get('WEBRUNNER_TEST_OTHER_ACCOUNT')
    if offer is None:
        case.skipTest('only root can run commands as another account: start the tests with npm test, as root')
    return offer


def as_other_account(case: TestCase, *command: str) -> tuple[int | None, str]:
    """Run a command as another account of this machine: its exit code and output."""
    offer = other_account(case)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(offer)
        connection.sendall(json.dumps(command).encode() + b'\n')
        with connection.makefile(encoding='utf-8') as f:
            answer = json.loads(f.readline())
    return answer['code'], answer['output']


def wait_for(condition, timeout: float = 30, message: str = 'it did not happen'):
    """The first true value of `condition()`."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f'after {timeout} s: {message}')
        time.sleep(0.02)


def status_of(directory: str):
    try:
        with open(os.path.join(directory, 'status.json')) as f:
            return json.load(f)
    except FileNotFoundError:
        return None


def finished(directory: str, timeout: float = 60) -> dict[str, Any]:
    """Status of a run, once it has finished."""
    return wait_for(lambda: (status := status_of(directory)) and status['finished'] and status, timeout,
                    f'the run did not finish: {status_of(directory)}')
