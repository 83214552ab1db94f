"""The scope in which a node is opened: what was started in it ends with it, unless it succeeds."""
import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from webrunner_engine.kit.errors import EngineError

logger = logging.getLogger('webrunner.opening')


class Opening:
    """What an opening has started so far; made by `opening`."""

    def __init__(self, ending: threading.Event):
        self._ending = ending
        self._ends: list[Callable[[], Any]] = []

    def owns(self, end: Callable[[], Any]) -> None:
        """`end` is to be called, should the opening fail: it ends something that the opening has started."""
        self._ends.append(end)

    def check(self) -> None:
        """Raise EngineError where nobody waits for the node any more."""
        if self._ending.is_set():
            raise EngineError('engine_failed', 'The engine was ended while it was being opened: start it again.')

    def end_all(self) -> None:
        """End what was started, the last first; what cannot be ended is logged, so that the rest is."""
        while self._ends:
            try:
                self._ends.pop()()
            except Exception:
                logger.exception('something that the opening had started could not be ended')


@contextmanager
def opening(lock: str, ending: threading.Event) -> Iterator[Opening]:
    """A scope that ends what it owns when it is left by an exception, and raises one when `ending` is set meanwhile.

    `lock` is the path of a file: scopes of the same one, also of other processes, wait for each other. Else one would take what
    another is about to end for something that runs.
    """
    scope = Opening(ending)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _take(descriptor):
            scope.check()
            ending.wait(0.05)
        scope.check()
        yield scope
        scope.check()
    except BaseException:
        scope.end_all()
        raise
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
