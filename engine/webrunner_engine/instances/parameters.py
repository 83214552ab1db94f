"""Parameters, between the JSON of the server and the XML of slapproxy."""
import json
import os
from typing import Any

from slapos.util import xml2dict

SERIALISED = '_'
"""Name of the one parameter that holds all of them, as JSON, for releases that want it so."""


def expand_parameters(xml: str | None) -> dict[str, Any]:
    """Parameters of slapproxy's XML; those that are kept as JSON under `_` are given by their own names.

    What is beside `_` is given too. Where a name is in both places, everything is given as it is in the XML.
    """
    parameters = {key: '' if value is None else value for key, value in xml2dict(xml).items()}
    if SERIALISED not in parameters:
        return parameters
    beside = {key: value for key, value in parameters.items() if key != SERIALISED}
    try:
        value = json.loads(parameters[SERIALISED], parse_constant=_refuse_constant)
    except ValueError:
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

    Releases whose description says `json-in-xml` get all of them as one JSON text under `_`, the empty ones too.
    """
    if parameters and _wants_json(url, software_type):
        # ASCII: JSON may have characters that XML has no way to write.
        return {SERIALISED: json.dumps(parameters, sort_keys=True)}
    return {key: _text(value) for key, value in parameters.items() if value is not None and value != ''}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _wants_json(url: str, software_type: str | None) -> bool:
    path = url.removeprefix('file://')
    if not path.startswith('/') or not os.path.isfile(path + '.json'):
        return False
    from slapos.util import SoftwareReleaseSchema, SoftwareReleaseSerialisation
    return SoftwareReleaseSchema(path, software_type).getSerialisation() == SoftwareReleaseSerialisation.JsonInXml
