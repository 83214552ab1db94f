"""The engine's own error line, found at the end of the log of a step.

buildout ends with `While:` and what it was doing, then `Error: …` (a mistake of a profile) or a traceback (anything else);
slapgrid then repeats all of it, at times more than once, around its own lines. The last error said first is the cause.
"""
import os
import re

TAIL = 256 * 1024
_MAX_LENGTH = 500

_ANSI = re.compile(r'\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])')
# What the colour log handler of slapos writes before a message: time, name and process id, level.
_LOG_PREFIX = re.compile(
    r'^(?:\[?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s+)?'
    r'(?:[\w.]+\[\d+\]\s+)?(?:DEBUG|VERBOSE|INFO|WARNING|WARN|ERROR|CRITICAL)\s+')
_ERROR = re.compile(r'^Error: .')
# The last line of a traceback: a class, with its module when it has one, and mostly a message.
_EXCEPTION = re.compile(
    r'^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Undefined|Found|Conflict)(?::\s.*|:?)$')
_SLAPGRID = re.compile(r'^(?:Software Release .* is not correctly installed\.|Promise .* failed with output: .|'
                       r'Not enough space for |Unknown partitions?: |Wrong permissions in |Master returned)')
_CHECKS = re.compile(r'^Checking \S+ promises\.\.\.$')
NO_OUTPUT = 'Error: No output returned by the promise'
"""What slapgrid says of a promise whose process ended without a result: its Python could not be loaded, mostly."""
_CUT_SHORT = re.compile(r'^Failed to run buildout profile in directory ')


def find_error(path: str, start: int = 0) -> str | None:
    """One line that says why the step failed, from the end of the log `path`; None when there is none to be found.

    Only what is at the byte `start` or after it counts.
    """
    return find_error_in(_tail(path, start))


def find_error_in(text: str) -> str | None:
    """As `find_error`, for the text itself."""
    lines = [_plain(line) for line in text.splitlines()]
    start = _last_block(lines)
    if start is not None:
        found = _first_error(lines[start:])
        if found is not None:
            return shorten(found)
    for line in reversed(lines):
        if _ERROR.match(line) or _SLAPGRID.match(line) or _is_exception(line):
            return shorten(_whole(lines, line))
    return None


def find_promise_error(path: str, start: int, partition: str, promise: str) -> str | None:
    """The exception that ended the process of a promise (its file name) at its last check in a partition; None when none did.

    Only what is at the byte `start` of the log `path` or after it counts.
    """
    lines = [_plain(_plain(line)) for line in _tail(path, start).splitlines()]
    checks = [index for index, line in enumerate(lines) if _CHECKS.match(line)]
    own = [index for index in checks if lines[index] == f'Checking {partition} promises...']
    if not own:
        return None
    end = next((index for index in checks if index > own[-1]), len(lines))
    # multiprocessing says so before it prints the traceback.
    begin = next((index for index in range(own[-1], end) if lines[index] == f'Process {promise}:'), None)
    if begin is None:
        return None
    end = next((index for index in range(begin, end) if lines[index] == NO_OUTPUT), end)
    found = _end_of_traceback(lines[begin:end])
    return None if found is None else shorten(found)


def _tail(path: str, start: int) -> str:
    with open(path, 'rb') as f:
        size = f.seek(0, os.SEEK_END)
        f.seek(max(start, size - TAIL))
        return f.read().decode('utf-8', 'replace')


def _plain(line: str) -> str:
    return _LOG_PREFIX.sub('', _ANSI.sub('', line)).rstrip()


def _last_block(lines: list[str]) -> int | None:
    """Index of the first `While:` of the last build: slapgrid repeats the block after its own error line."""
    starts = [index for index, line in enumerate(lines) if line == 'While:']
    if not starts:
        return None
    start = starts[-1]
    for previous in reversed(starts[:-1]):
        if not any(_CUT_SHORT.match(line) for line in lines[previous:start]):
            break
        start = previous
    return start


def _first_error(lines: list[str]) -> str | None:
    for index, line in enumerate(lines):
        if _ERROR.match(line):
            return _continued(lines, index)
        if line == 'An internal error occurred due to a bug in either zc.buildout or in a':
            return _end_of_traceback(lines[index:])
    return None


def _end_of_traceback(lines: list[str]) -> str | None:
    found = None
    for index, line in enumerate(lines):
        if _CUT_SHORT.match(line):
            break
        if _is_exception(line):
            # A chain of exceptions ("During handling of …") ends with the one that was not handled.
            found = _continued(lines, index)
    return found


def _is_exception(line: str) -> bool:
    return bool(_EXCEPTION.match(line))


def _whole(lines: list[str], line: str) -> str:
    index = len(lines) - 1 - lines[::-1].index(line)
    return _continued(lines, index)


def _continued(lines: list[str], index: int) -> str:
    """The message with the lines that belong to it: buildout breaks some of its sentences, and indents lists."""
    words = [lines[index].strip()]
    for line in lines[index + 1:index + 6]:
        stops = (not line.strip() or _CUT_SHORT.match(line) or _SLAPGRID.match(line) or _ERROR.match(line)
                 or _CHECKS.match(line) or line == 'While:' or _is_exception(line)
                 or line.startswith(('Traceback ', 'Finished ', '=====', 'Error while processing', 'Error with promises')))
        if stops:
            break
        words.append(line.strip())
    return ' '.join(words)


def shorten(line: str) -> str:
    """`line` as one line of bounded length."""
    line = ' '.join(line.split())
    return line if len(line) <= _MAX_LENGTH else line[:_MAX_LENGTH - 1] + '…'
