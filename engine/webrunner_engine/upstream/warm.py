"""Python programs of the engine, run in a fork of a process that has them imported, instead of in a fresh interpreter.

slapgrid starts buildout and the promise launcher as `python <script> …`; most of the time of a run with little to do goes
into their start and imports. `WarmPopen` is slapgrid's own `SlapPopen`, except for how such a program comes to life. It only
does so when the fresh interpreter would find the very same modules: scripts that this engine wrote, whose packages are those
of the engine's environment and no others. Everything else is executed as ever.

Recipes are never imported beforehand: a user may be developing one.
"""
import ast
import atexit
import builtins
import importlib
import inspect
import logging
import os
import signal
import subprocess
import sys
import sysconfig
import threading
import traceback
import types
import warnings
from typing import Any

import slapos.grid.promise
import slapos.grid.slapgrid
import slapos.grid.utils
from slapos.cli import entry

from webrunner_engine.kit import processes
from webrunner_engine.kit.environment import PACKAGES
from webrunner_engine.upstream import launcher

_PROMISES = os.path.join(os.path.dirname(slapos.grid.promise.__file__), 'runpromises.py')
# Filters of warnings, as they are when the programs have been imported and nothing has run yet.
_filters = list(warnings.filters)
_EXECUTE_CHILD = inspect.signature(subprocess.Popen._execute_child)  # type: ignore[attr-defined]  # see `patches`


def preload() -> None:
    """Import what those programs import, apart from recipes and promises."""
    import zc.buildout.buildout

    from webrunner_engine import dialect
    dialect.apply(zc.buildout.buildout)
    # Finding the commands of `slapos` reads the metadata of every installed package; it is kept per process.
    entry.SlapOSCommandManager('slapos.cli')
    importlib.import_module('slapos.cli.slapgrid')
    _filters[:] = warnings.filters


def attach() -> None:
    """Make slapgrid start its programs through `WarmPopen`, in this process and those forked from it."""
    slapos.grid.utils.SlapPopen = WarmPopen
    slapos.grid.slapgrid.SlapPopen = WarmPopen


class WarmPopen(slapos.grid.utils.SlapPopen):
    """`SlapPopen` that forks for the programs it knows."""

    def _execute_child(self, *arguments):
        call = _EXECUTE_CHILD.bind(self, *arguments).arguments
        command = call['args']
        if not isinstance(command, list) or call['executable'] is not None or not _is_known(command):
            return super()._execute_child(*arguments)
        self.pid = self._fork(call)
        self._child_created = True
        # As upstream: the ends of the pipes that are the child's.
        for end in {call['p2cread'], call['c2pwrite'], call['errwrite']} - {-1}:
            if end not in (0, 1, 2):
                os.close(end)
        return None

    def _fork(self, call) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        try:
            code = _run_child(self, call)
        except BaseException:
            traceback.print_exc()
            code = 1
        finally:
            os._exit(code)


def _is_known(command: list[str]) -> bool:
    """Whether `command` would import exactly what is imported here."""
    if command[0] != sys.executable:
        return False
    if command[1] == '-S':
        return command[2] == launcher.BUILDOUT
    if command[1] == _PROMISES:
        return _promises_use_own_packages(command)
    return os.path.basename(command[1]) == 'buildout' and _uses_own_packages(command[1]) \
        and launcher.is_own_buildout(command[1], sys.executable)


def _promises_use_own_packages(command: list[str]) -> bool:
    folder = command[command.index('--promise-folder') + 1]
    return all(_uses_own_packages(os.path.join(folder, name)) for name in os.listdir(folder)
               if name.endswith('.py') and not name.startswith('__init__'))


def _uses_own_packages(script: str) -> bool:
    """Whether the script's own `sys.path[0:0] = […]` adds the engine's packages and nothing else."""
    try:
        with open(script, encoding='utf-8') as f:
            body = ast.parse(f.read()).body
        assignment = next(node for node in body if isinstance(node, ast.Assign))
        added = ast.literal_eval(assignment.value)
    except (OSError, ValueError, SyntaxError, StopIteration):
        return False
    return ast.unparse(assignment.targets[0]) == 'sys.path[0:0]' and bool(added) \
        and all(os.path.realpath(path) == os.path.realpath(PACKAGES) for path in added)


def _run_child(popen: subprocess.Popen[Any], call) -> int:
    """What `exec` of an interpreter would have done, then the script; its exit code."""
    processes.default_signals()
    _wire(popen, call)
    os.chdir(call['cwd'])
    _fresh_environment(call['env'])
    if call['preexec_fn'] is not None:
        call['preexec_fn']()
    command = call['args']
    script = next(word for word in command[1:] if word != '-S')
    fresh_state()
    sys.argv[:] = command[command.index(script):]
    sys.path[:] = [os.path.dirname(script), *_interpreter_path(site=command[1] != '-S')]
    if command[1] == '-S':
        _forget_site()
    return run_script(script)


def _wire(popen: subprocess.Popen[Any], call) -> None:
    # The parent's ends of the pipes: a child that held its own stdin open would never see it end.
    for stream in (popen.stdin, popen.stdout, popen.stderr):
        if stream is not None:
            stream.close()
    for source, target in ((call['p2cread'], 0), (call['c2pwrite'], 1), (call['errwrite'], 2)):
        if source not in (-1, target):
            os.dup2(source, target)
    # The remaining descriptors close by themselves when this process executes something; closing them by number
    # would pull them away from under objects that this process has inherited.
    for source in {call['p2cread'], call['c2pwrite'], call['errwrite']} - {-1, 0, 1, 2}:
        os.close(source)
    open_streams()


def open_streams() -> None:
    """Give `sys` streams of its own on descriptors 0, 1 and 2, as at the start of an interpreter."""
    sys.stdin = open(0, encoding='utf-8', closefd=False)
    # Line by line even into a pipe, so that what a recipe prints is in order with what its commands print.
    sys.stdout = open(1, 'w', buffering=1, encoding='utf-8', errors='surrogateescape', closefd=False)
    sys.stderr = open(2, 'w', buffering=1, encoding='utf-8', errors='backslashreplace', closefd=False)
    vars(sys).update(__stdin__=sys.stdin, __stdout__=sys.stdout, __stderr__=sys.stderr)


def _fresh_environment(environment: dict[str, str] | None) -> None:
    if environment is not None:
        os.environ.clear()
        os.environ.update(environment)
    if not any(os.environ.get(name) for name in ('LC_ALL', 'LC_CTYPE', 'LANG')):
        # An interpreter that finds no locale sets this one, for itself and its children (PEP 538).
        os.environ['LC_CTYPE'] = 'C.UTF-8'


def fresh_state() -> None:
    """Undo what the parent process configured, for things that a fresh interpreter has none of."""
    atexit._clear()
    sys.dont_write_bytecode = False
    for logger in [logging.root, *logging.root.manager.loggerDict.values()]:
        if isinstance(logger, logging.Logger):
            logger.handlers = []
            logger.filters = []
            logger.disabled = False
            logger.propagate = True
            logger.setLevel(logging.WARNING if logger is logging.root else logging.NOTSET)
    logging.disable(logging.NOTSET)
    # Handlers of the parent are not to be flushed or closed at the end of this process.
    logging._handlers.clear()  # type: ignore[attr-defined]
    logging._handlerList.clear()  # type: ignore[attr-defined]
    entry._logging_configured.clear()
    warnings.resetwarnings()
    warnings.filters[:] = _filters  # type: ignore[index]  # a list, whatever its type says


def _interpreter_path(site: bool) -> list[str]:
    """`sys.path` of a fresh interpreter, after the folder of its script; with the installed packages if `site`."""
    library = sysconfig.get_path('stdlib')
    own = [path for path in dict.fromkeys(sys.path)
           if path == library or path.startswith(library + os.sep)
           or (path.endswith('.zip') and os.path.dirname(path) == os.path.dirname(library))]
    # setuptools adds its own, when it is imported.
    below = [path for path in dict.fromkeys(sys.path) if path.startswith(PACKAGES + os.sep)]
    return own + ([PACKAGES] if site else []) + below


def _forget_site() -> None:
    # `python -S` has no exit(), quit() and the like.
    for name in ('exit', 'quit', 'copyright', 'credits', 'license', 'help'):
        if hasattr(builtins, name):
            delattr(builtins, name)


def run_script(script: str) -> int:
    """Run a Python file as `__main__`, to the end of the process; its exit code. Never raises."""
    module = types.ModuleType('__main__')
    module.__file__ = script
    vars(module)['__builtins__'] = builtins
    sys.modules['__main__'] = module
    try:
        with open(script, 'rb') as f:
            source = f.read()
        exec(compile(source, script, 'exec', dont_inherit=True), module.__dict__)
        code = 0
    except SystemExit as ending:
        code = exit_code(ending)
    except BaseException:
        sys.excepthook(*_without_own_frames(sys.exc_info()))
        code = 1
    return finish(code)


def exit_code(ending: SystemExit) -> int:
    """Exit code of the process for a SystemExit; prints its message as the interpreter does."""
    if ending.code is None:
        return 0
    if isinstance(ending.code, int):
        return ending.code & 0xff
    print(ending.code, file=sys.stderr)
    return 1


def finish(code: int) -> int:
    """What the interpreter does at its end: wait for threads, run exit functions, flush."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                # Closed by the program, or nobody reads any more: as at the end of an interpreter.
                code = code or 120
    return code


def _without_own_frames(error):
    kind, value, frames = error
    # The first frame is that of `run_script`.
    return kind, value.with_traceback(frames.tb_next), frames.tb_next


def ignore_hangup() -> None:
    """A run goes on when the terminal of the server is closed."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
