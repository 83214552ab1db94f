"""Parameters, between the JSON of the server and the XML of slapproxy."""
import json
import os
import tempfile
import time
from typing import Any

from slapos.util import xml2dict

_FETCH_SECONDS = 10
_FETCH_BYTES = 1024 * 1024

SERIALISED = '_'
"""Name of the one parameter that holds all of them, as JSON, for releases that want it so."""


def expand_parameters(xml: str | None) -> dict[str, Any]:
    """Parameters of slapproxy's XML; those that are kept as JSON under `_` are given by their own names.

    What is beside `_` is given too. Where a name is in both places, everything is given as it is in the XML.
    """
    return expand(xml2dict(xml))


def expand(given: dict[str, Any]) -> dict[str, Any]:
    """The same of parameters that have been read."""
    parameters = {key: '' if value is None else value for key, value in given.items()}
    if SERIALISED not in parameters:
        return parameters
    beside = {key: value for key, value in parameters.items() if key != SERIALISED}
    try:
        value = json.loads(parameters[SERIALISED], parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return parameters
    if not isinstance(value, dict):
        return {**beside, SERIALISED: value}
    return parameters if value.keys() & beside.keys() else {**beside, **value}


def _refuse_constant(name: str) -> None:
    raise ValueError(f'{name} is not JSON')


def kept_parameters(xml: str | None) -> dict[str, str]:
    """Parameters of slapproxy's XML, to be requested again as they are."""
    return {key: value for key, value in xml2dict(xml).items() if value}


def serialised_parameters(parameters: dict[str, Any], url: str, software_type: str | None) -> dict[str, str]:
    """Parameters as slapproxy takes them: text only, and none that is empty (slapproxy makes None of those).

    Releases whose description says `json-in-xml` get all of them as one JSON text under `_`, the empty ones too. Raises OSError
    where the description of a release by URL cannot be fetched.
    """
    if parameters and _wants_json(url, software_type):
        # ASCII: JSON may have characters that XML has no way to write.
        return {SERIALISED: json.dumps(parameters, sort_keys=True)}
    return {key: _text(value) for key, value in parameters.items() if value is not None and value != ''}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _wants_json(url: str, software_type: str | None) -> bool:
    from slapos.util import SoftwareReleaseSchema, SoftwareReleaseSerialisation
    with tempfile.TemporaryDirectory() as folder:
        path = url.removeprefix('file://')
        if url.startswith(('http://', 'https://')):
            # slapos.core would wait for ever for a server that says nothing.
            path = os.path.join(folder, 'software.cfg')
            _fetch(url + '.json', path + '.json')
        if not path.startswith('/') or not os.path.isfile(path + '.json'):
            return False
        return SoftwareReleaseSchema(path, software_type).getSerialisation() == SoftwareReleaseSerialisation.JsonInXml


def _fetch(url: str, path: str) -> None:
    """Write what a URL answers to a file, unless there is nothing (404, 410)."""
    import requests
    deadline = time.monotonic() + _FETCH_SECONDS
    with requests.get(url, timeout=_FETCH_SECONDS, stream=True) as answer, open(path, 'wb') as f:
        if answer.status_code in (404, 410):
            os.unlink(path)
            return
        answer.raise_for_status()
        size = 0
        for chunk in answer.iter_content(65536):
            size += len(chunk)
            if size > _FETCH_BYTES or time.monotonic() > deadline:
                raise OSError(f'{url} is too long, or takes too long')
            f.write(chunk)
