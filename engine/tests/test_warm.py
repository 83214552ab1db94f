"""A program started by `WarmPopen` must find what a fresh interpreter finds."""
import io
import json
import logging
import os
import signal
import subprocess
import sys
from unittest import mock

from support import FolderCase
from webrunner_engine.dialect.script import APPLY
from webrunner_engine.kit.environment import PACKAGES
from webrunner_engine.upstream import launcher, warm

_HEADER = f"""#!{sys.executable}
import sys
sys.path[0:0] = [
    {PACKAGES!r},
]
import zc.buildout.buildout
{APPLY}"""

# The same for what does not need buildout, which takes half a second to import: as text that does nothing.
_SHORT_HEADER = _HEADER.replace('import zc.buildout.buildout\n', '"""\n').replace(APPLY, APPLY + '"""\n')

_REPORT = _HEADER + """
import json, locale, logging, os, signal, socket, threading, warnings
with open('/proc/self/environ', 'rb') as f:
    pass
print(json.dumps({
    'argv': sys.argv,
    'path': [os.path.realpath(path) for path in sys.path],
    'environment': dict(os.environ),
    'directory': os.getcwd(),
    'umask': os.umask(0),
    'name': __name__,
    'file': __file__,
    'main': sys.modules['__main__'].__file__,
    'stdin': sys.stdin.read(),
    'encodings': [sys.stdin.encoding, sys.stdout.encoding, sys.stderr.encoding, sys.stderr.errors, sys.stdout.errors,
                  locale.getpreferredencoding().lower()],
    'signals': [str(signal.getsignal(getattr(signal, name))) for name in ('SIGTERM', 'SIGCHLD', 'SIGHUP', 'SIGPIPE')],
    'blocked': sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
    'handlers': [len(logging.root.handlers), logging.root.level, len(logging.getLogger('slapos').handlers)],
    'timeout': socket.getdefaulttimeout(),
    'threads': threading.active_count(),
    'recipes': sorted(name for name in sys.modules if name.startswith('slapos.recipe.')),
    'bytecode': sys.dont_write_bytecode,
    'executable': sys.executable,
}))
"""


class WarmTest(FolderCase):
    maxDiff = None

    def run_program(self, popen, program, *arguments, **options):
        path = self.write('bin/buildout', program)
        log = io.StringIO()
        logger = logging.Logger('test')  # noqa: LOG001 (one of its own, with no parent)
        logger.addHandler(logging.StreamHandler(log))
        environment = {'PATH': os.environ['PATH'], 'HOME': self.folder, 'PYTHONNOUSERSITE': 'true'}
        process = popen([sys.executable, path, *arguments], cwd=self.folder, env=environment, logger=logger, **options)
        return process, log.getvalue()

    def both(self, program, *arguments, **options):
        """The process and the log of the program: fresh, then forked. The fork must not have executed anything."""
        fresh = self.run_program(warm.WarmPopen.__bases__[0], program, *arguments, **options)
        if hasattr(subprocess, '_fork_exec'):
            with mock.patch('subprocess._fork_exec', wraps=subprocess._fork_exec) as execute:
                forked = self.run_program(warm.WarmPopen, program, *arguments, **options)
            execute.assert_not_called()
        else:
            forked = self.run_program(warm.WarmPopen, program, *arguments, **options)
        return fresh, forked

    def test_a_forked_program_finds_what_a_fresh_one_finds(self):
        logging.getLogger('slapos').addHandler(logging.NullHandler())
        os.umask(0o027)
        # Under nohup a fresh one would inherit that it is ignored.
        self.addCleanup(signal.signal, signal.SIGHUP, signal.signal(signal.SIGHUP, signal.SIG_DFL))
        fresh, forked = self.both(_REPORT, '-U', 'a=b', preexec_fn=lambda: None)
        fresh, forked = json.loads(fresh[1]), json.loads(forked[1])
        self.assertEqual(forked, fresh)
        self.assertEqual(forked['recipes'], [])

    def test_exit_codes_and_messages_are_the_same(self):
        for ending in ('sys.exit(7)', 'sys.exit()', 'sys.exit(None)', 'sys.exit("a message")', 'raise ValueError("x")', 'pass',
                       'import os; os._exit(9)', 'sys.exit(-1)', 'sys.exit(True)', 'raise KeyboardInterrupt',
                       'import atexit; atexit.register(print, "at exit")',
                       'import threading, time; threading.Thread(target=lambda: (time.sleep(.1), print("thread"))).start()',
                       'import subprocess; subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 3"]); print("é\\x1b[31m")',
                       'sys.stdout.write("no newline")'):
            if ending == 'raise KeyboardInterrupt':
                # A fresh interpreter kills itself with SIGINT; nobody presses Ctrl-C here.
                continue
            with self.subTest(ending=ending):
                fresh, forked = self.both(_SHORT_HEADER + ending + '\n')
                self.assertEqual(forked[0].returncode, fresh[0].returncode)
                self.assertEqual(forked[1], fresh[1])
                self.assertEqual(forked[0].output, fresh[0].output)

    def test_random_numbers_differ_from_fork_to_fork(self):
        program = _SHORT_HEADER + 'import random; print(random.random())\n'
        self.assertNotEqual(self.run_program(warm.WarmPopen, program)[1], self.run_program(warm.WarmPopen, program)[1])

    def test_a_program_that_is_not_ours_is_executed(self):
        for text in ('#!/usr/bin/python3\n' + _HEADER.split('\n', 1)[1], _HEADER.replace(APPLY, ''),
                     _HEADER.replace('sys.path[0:0] = [', "sys.path[0:0] = [\n    '/nowhere/eggs/x.egg',"),
                     'not python at all ['):
            path = self.write('bin/buildout', text)
            self.assertFalse(warm._is_known([sys.executable, path]))
        path = self.write('bin/buildout', _HEADER)
        self.assertTrue(warm._is_known([sys.executable, path]))
        self.assertFalse(warm._is_known(['/usr/bin/python3', path]))
        self.assertFalse(warm._is_known([sys.executable, '-c', 'pass']))
        self.assertFalse(warm._is_known([sys.executable, self.write('other', _HEADER)]))

    def test_promises_with_eggs_of_their_own_are_executed(self):
        command = [sys.executable, warm._PROMISES, '--promise-folder', os.path.join(self.folder, 'plugin')]
        self.write('plugin/a.py', f'import sys\nsys.path[0:0] = [{PACKAGES!r}]\n')
        self.write('plugin/__init__.py', '')
        self.assertTrue(warm._is_known(command))
        self.write('plugin/b.py', f'import sys\nsys.path[0:0] = [{self.folder!r}, {PACKAGES!r}]\n')
        self.assertFalse(warm._is_known(command))

    def test_the_time_limit_of_a_program_holds(self):
        with self.assertRaises(subprocess.TimeoutExpired):
            self.run_program(warm.WarmPopen, _SHORT_HEADER + 'import time; time.sleep(60)\n', timeout=0.5)


class LauncherTest(FolderCase):

    def test_a_buildout_of_another_engine_is_recognised(self):
        self.assertTrue(launcher.is_own_buildout(self.write('own', _HEADER)))
        for text in (_HEADER.replace(sys.executable, '/gone/bin/python'), _HEADER.replace(PACKAGES, '/gone/packages'),
                     _HEADER.replace(APPLY, '')):
            self.assertFalse(launcher.is_own_buildout(self.write('other', text)))
        self.assertFalse(launcher.is_own_buildout(os.path.join(self.folder, 'none')))


def setUpModule():
    warm.preload()
