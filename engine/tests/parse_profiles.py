"""Reads a JSON list of texts on stdin and writes what zc.buildout's own parser makes of each; for the tests of ours."""
import io
import json
import sys
from typing import Any

from zc.buildout import configparser
from zc.buildout.buildout import _default_globals


def parsed(text: str) -> dict[str, Any]:
    """Its `sections`, or the `lines` at which it cannot be read, or another `error`; and which `conditions` hold, by line."""
    lines = io.StringIO(text, newline=None).readlines()
    found: dict[str, Any] = {'conditions': {
        number: holds(line) for number, line in enumerate(lines, 1)
        if (header := configparser.section_header(line)) and header['expression']}}
    try:
        found['sections'] = configparser.parse(io.StringIO(text, newline=None), 'profile', _default_globals)
    except configparser.MissingSectionHeaderError as error:
        found['lines'] = [error.lineno]
    except configparser.ParsingError as error:
        found['lines'] = [number for number, _ in error.errors]
    except Exception as error:  # a condition is any Python
        found['error'] = str(error)
    return found


def holds(header: str) -> bool:
    """Whether the condition of a header is true; what cannot be evaluated is not."""
    try:
        return bool(configparser.parse(io.StringIO(header), 'profile', _default_globals))
    except Exception:
        return False


json.dump([parsed(text) for text in json.load(sys.stdin)], sys.stdout)
