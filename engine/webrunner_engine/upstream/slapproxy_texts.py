"""What slapproxy is asked to keep, it can give back, or it is not asked to.

slapgrid gets all partitions of the node in one answer, as XML. slapproxy keeps whatever name an instance is requested with,
and where XML has no way to write it, that answer fails from then on: no instance of the node can be deployed any more. A line end
in a name makes two of it in the file in which slapgrid keeps what a partition has requested. So such requests are refused, in a
sentence that names who asked.
"""
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, abort, request

# All that XML 1.0 has no way to write; and what a name in one line cannot have.
_NO_TEXT = re.compile(r'[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_NO_NAME = re.compile(r'[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_NAMES = {'partition_reference': 'name', 'new_name': 'name', 'title': 'name', 'software_type': 'software type',
          'software_release': 'release', 'software_release_uri': 'release', 'url': 'release'}
# Characters, of up to four bytes: lxml reads no text of ten million bytes.
_LARGEST = 2_000_000
# They are for a log, and kept nowhere.
_SAID = ('error_log', 'message')


def attach(application: Any) -> None:
    """Have the application of slapproxy refuse what it could not give back. To be done once per process."""
    application.before_request(_refuse)


def _refuse() -> Response | None:
    if request.is_json:
        found = request.get_json(silent=True)
        asked: Mapping[str, Any] = found if isinstance(found, dict) else {}
    else:
        asked = request.form
    sentence = refusal(asked)
    if sentence is None:
        return None
    if request.is_json:
        abort(400, sentence)
    # The client of slapos.core tells the words behind the status, and nothing else.
    return Response(f'{sentence}\n', status=f'400 {sentence}', mimetype='text/plain')


def refusal(asked: Mapping[str, Any]) -> str | None:
    """Why what is asked for is not kept, in one sentence of ASCII; None where it is."""
    for name, value in asked.items():
        if name in _SAID:
            continue
        bad = _NO_NAME if name in _NAMES else _NO_TEXT
        for text in _texts(value):
            fault = _fault(text, bad)
            if fault is None:
                continue
            partition = asked.get('computer_partition_id')
            who = f'{partition} asks for' if partition else 'This is'
            what = f'a {_NAMES[name]}' if name in _NAMES else f'a value of {name}'
            return f'{who} {what} {fault}. Nothing of it was done.'
    return None


def _fault(text: str, bad: re.Pattern[str]) -> str | None:
    match = bad.search(text)
    if match is not None:
        around = ascii(text[max(0, match.start() - 30):match.start() + 30])
        return f'with the character U+{ord(match[0]):04X}, which slapproxy cannot keep: {around}'
    if len(text) > _LARGEST:
        return f'of {len(text)} characters, where slapproxy can keep {_LARGEST}'
    return None


def _texts(value: Any) -> Iterator[str]:
    """The texts within a value of JSON, the names of what it has among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)

