"""What ends a promise before it can give a result, as its result.

Upstream prints the traceback and says of the promise that it returned no output, in its result and so wherever that is shown.
"""
import functools
import traceback

from slapos.grid.promise import PromiseProcess
from slapos.grid.promise.generic import PromiseQueueResult, TestResult


def attach() -> None:
    """Make slapgrid's promises say what ended them. To be done once per process."""
    upstream = PromiseProcess.run

    @functools.wraps(upstream)
    def run(self):
        try:
            upstream(self)
        except Exception as error:
            self.argument_dict['queue'].put(PromiseQueueResult(
                item=TestResult(problem=True, message=_message(error)), path=self.promise_path, name=self.name,
                title=self.getPromiseTitle()))
            raise

    PromiseProcess.run = run


def _message(error: Exception) -> str:
    """The error, and the line that it comes from: the last one of the promise itself, where it has one."""
    words = ' '.join(''.join(traceback.format_exception_only(error)).split())
    frames = traceback.extract_tb(error.__traceback__)
    own = next((frame for frame in reversed(frames) if '/etc/plugin/' in frame.filename or '/etc/promise/' in frame.filename), None)
    return words if own is None or own.filename in words else f'{words} ({own.filename}, line {own.lineno})'
