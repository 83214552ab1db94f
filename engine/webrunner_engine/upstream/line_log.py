"""What a command prints, in a log line by line: as fast as it comes, and never more than is of use.

slapos.core's own logger of lines takes what it has of a line apart at each read, so a line of 10 MB without an end takes
minutes, and it hands each line through all of `logging`. Here the lines that were read at one moment go to a handler at once, each
with the prefix that its format gives to a record of that moment. A line that is too long is cut; of a command that does not stop
printing, the log has the beginning and the end, and says so.
"""
import codecs
import io
import logging
from collections import deque
from typing import Any

LONGEST_LINE = 64 * 1024
"""Characters of a line that are logged."""
LARGEST_LOG = 32 * 1024 * 1024
"""Characters of one command that are logged as they come, with some for what stands before each line."""
END = 256 * 1024
"""Bytes that are logged of the end of what is longer: the error stands there."""
_PREFIX = 64
_MARK = '\0webrunner\0'
_MEGABYTE = 1024 * 1024


class LineLog:
    """Takes the output of a command in pieces that are cut anywhere, and logs it."""

    def __init__(self, logger: logging.Logger):
        self._logger = logger
        # A character may be cut too.
        self._decoder = codecs.getincrementaldecoder('utf-8')('replace')
        self._begun: list[str] = []
        self._begun_length = 0
        self._logged = 0
        self._end: Ends | None = None

    def update(self, data: bytes) -> None:
        """Log the lines that end in `data`."""
        if self._end is not None:
            self._end.add(data)
            return
        text = self._decoder.decode(data)
        # A CR at the very end may be the half of a line end.
        end = max(text.rfind('\n'), text.rfind('\r', 0, len(text) - 1)) + 1
        if end == 0:
            self._begin(text)
            return
        first, *more = text[:end].splitlines()
        self._begin(first)
        lines = [*self._finished(), *map(_shortened, more)]
        self._begin(text[end:])
        self._log(lines)

    def flush(self) -> None:
        """Log what is left: a line without an end, the end of what was too long."""
        self.update(self._decoder.decode(b'', True).encode())
        if self._begun_length:
            self._log(self._finished())
        if self._end is not None:
            left, lines = self._end.left_out, self._end.tail().decode('utf-8', 'replace').splitlines()
            if left:
                write_lines(self._logger, logging.WARNING, [f'{left / _MEGABYTE:.1f} MB of the output are left out here.'])
            # The first is the rest of one, where something was left out.
            write_lines(self._logger, logging.INFO, [_shortened(line) for line in lines[1 if left else 0:]])
            self._end = None

    def _begin(self, text: str) -> None:
        if self._begun_length < LONGEST_LINE:
            self._begun.append(text)
        self._begun_length += len(text)

    def _finished(self) -> list[str]:
        """The line that was begun: more than one where a CR turned out to be the end of one."""
        *before, last = ''.join(self._begun).splitlines() or ['']
        length = self._begun_length
        self._begun, self._begun_length = [], 0
        return [*map(_shortened, before), _shortened(last, length if length > LONGEST_LINE else len(last))]

    def _log(self, lines: list[str]) -> None:
        write_lines(self._logger, logging.INFO, lines)
        self._logged += sum(map(len, lines)) + _PREFIX * len(lines)
        if self._logged > LARGEST_LOG:
            write_lines(self._logger, logging.WARNING, [
                f'This command has printed more than {LARGEST_LOG // _MEGABYTE} MB. The log goes on with the end of that.'])
            self._end = Ends(0, END)
            self._end.add(''.join(self._begun).encode())
            self._begun, self._begun_length = [], 0


class Ends:
    """The beginning and the end of a text that may be very long: `head` and `tail` bytes of it."""

    def __init__(self, head: int, tail: int):
        self._head_size, self._tail_size = head, tail
        self._head = bytearray()
        self._pieces: deque[bytes] = deque()
        self._pieces_size = 0
        self._total = 0

    def add(self, data: bytes) -> None:
        """Take what comes next."""
        self._total += len(data)
        room = self._head_size - len(self._head)
        self._head += data[:room]
        rest = data[room:] if room else data
        if not rest:
            return
        self._pieces.append(rest)
        self._pieces_size += len(rest)
        while self._pieces_size - len(self._pieces[0]) >= self._tail_size:
            self._pieces_size -= len(self._pieces.popleft())

    @property
    def left_out(self) -> int:
        """Bytes between beginning and end."""
        return self._total - len(self._head) - len(self.tail())

    def tail(self) -> bytes:
        """What is kept of the end."""
        return b''.join(self._pieces)[-self._tail_size:]

    def text(self) -> str:
        """All that is kept, with a word on what is not."""
        left = self.left_out
        gap = f'\n[… {left} bytes …]\n'.encode() if left else b''
        return (bytes(self._head) + gap + self.tail()).decode('utf-8', 'replace')


def _shortened(line: str, length: int | None = None) -> str:
    """`line`, of which there were `length` characters, with a word on what is cut."""
    length = len(line) if length is None else length
    return line if length <= LONGEST_LINE else f'{line[:LONGEST_LINE]} [… cut: this line has {length} characters]'


def write_lines(logger: logging.Logger, level: int, lines: list[str]) -> None:
    """Log lines at one moment; as `logger.log` for each, but at once."""
    if not lines or not logger.isEnabledFor(level):
        return
    record = logger.makeRecord(logger.name, level, __file__, 0, _MARK, (), None)
    source: logging.Logger | None = logger
    while source is not None:
        for handler in source.handlers:
            if level >= handler.level:
                _write(handler, record, lines)
        source = source.parent if source.propagate else None


def _write(handler: logging.Handler, record: logging.LogRecord, lines: list[str]) -> None:
    if not isinstance(handler, logging.StreamHandler) or handler.stream is None:
        for line in lines:
            handler.handle(logging.makeLogRecord({**vars(record), 'msg': line}))
        return
    handler.acquire()
    try:
        before, found, after = _around(handler, record).partition(_MARK)
        # A filter of the handler may want none of it.
        if found:
            handler.stream.write(''.join([f'{before}{line}{after}' for line in lines]))
            handler.flush()
    except Exception:
        # As each handler does: a full disk, say, does not end the command.
        handler.handleError(record)
    finally:
        handler.release()


def _around(handler: logging.StreamHandler[Any], record: logging.LogRecord) -> str:
    """What a handler makes of a record. Some have a prefix of their own, beside that of the format."""
    stream, sample = handler.stream, io.StringIO()
    handler.stream = sample
    try:
        handler.handle(record)
    finally:
        handler.stream = stream
    return sample.getvalue()
