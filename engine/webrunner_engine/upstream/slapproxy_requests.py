"""Requests of instances, as slapproxy answers them: by the rules of the node, and with what came of them kept.

- `multimaster`, slapproxy's table of releases that are asked of another Master, is that of the rules at each request: upstream
  reads it once, at the start;
- a request with a stand-in is answered by that, and slapproxy is not asked;
- an instance that was allocated here for a release that is not there makes room for the rule that answers in its place.
"""
import html
import json
import os
import re
import time
from typing import Any

from webrunner_engine.instances import requests
from webrunner_engine.instances.parameters import SERIALISED
from webrunner_engine.instances.requests import Record
from webrunner_engine.kit.contract import RequestRules

_PATH = '/requestComputerPartition'


def attach(application: Any) -> None:
    """Have slapproxy's `application` (Flask) answer so."""
    application.before_request(_answer_by_rule)
    application.after_request(_note_outcome)


def _answer_by_rule() -> Any:
    from flask import current_app, g, request
    if request.path != _PATH or request.method != 'POST':
        return None
    base = _base()
    rules = requests.read_rules(base)
    current_app.config['multimaster'] = _multimaster(rules)
    row = _requester()
    form = request.form
    if row is None or not {'software_release', 'software_type', 'partition_reference'} <= form.keys():
        return None
    url = form['software_release']
    stand_in = next((one for one in rules['standIns'] if one['partition'] == row['reference']
                     and one['instance'] == row['partition_reference'] and one['reference'] == form['partition_reference']
                     and one['url'] == url), None)
    if stand_in is None and all(one['url'] != url for one in rules['forwards']):
        return None
    _make_room(base, row, url)
    if stand_in is None:
        return None
    g.webrunner_stand_in = stand_in['connectionParameters']
    return _stand_in(stand_in['connectionParameters'])


def _multimaster(rules: RequestRules) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in rules['forwards']:
        entry = found.setdefault(one['master'], {'software_release_list': []})
        entry['software_release_list'].append(one['url'])
        if 'key' in one and 'certificate' in one:
            entry.update(key=one['key'], cert=one['certificate'])
    return found


def _requester() -> dict[str, Any] | None:
    """The row of the instance that asks; None for a user."""
    from flask import request
    from slapos.proxy.db import getPartitionFromDB
    partition, computer = request.form.get('computer_partition_id'), request.form.get('computer_id')
    if not partition or not computer or not requests.is_partition(partition):
        return None
    return getPartitionFromDB(partition, computer)


def _make_room(base: str, row: dict[str, Any], url: str) -> None:
    from flask import request
    from slapos.proxy.db import freePartitionFromDB, getAllocatedInstance
    tree = row['requested_by'] or row['partition_reference']
    allocated = getAllocatedInstance(request.form['partition_reference'], tree)
    if allocated and allocated['software_release'] == url and not requests.is_built(os.path.join(base, 'inst'), url):
        # Nothing was ever deployed there.
        freePartitionFromDB(allocated['reference'], allocated['computer_reference'])


def _stand_in(published: dict[str, Any]) -> str:
    from flask import request
    from slapos.slap.slap import SoftwareInstance
    from slapos.util import dumps
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in published.items()}
    # For whoever reads them one by one, and for who wants all of them as JSON.
    connection = {SERIALISED: json.dumps(published), **texts}
    answer = dumps(SoftwareInstance(
        _connection_dict=connection, _parameter_dict={}, slap_computer_id='', slap_computer_partition_id='',
        slap_software_release_url=request.form['software_release'], slap_server_url='',
        slap_software_type=request.form['software_type'], _instance_guid='stand-in', _requested_state='started', ip_list=[]))
    return answer.decode() if isinstance(answer, bytes) else answer


def _note_outcome(response: Any) -> Any:
    from flask import request
    if request.path != _PATH or request.method != 'POST':
        return response
    from slapos.util import loads
    form = request.form
    if not {'software_release', 'software_type', 'partition_reference', 'state'} <= form.keys():
        return response
    row = _requester()
    folder = os.path.join(_base(), 'inst', row['reference']) if row is not None else ''
    if not os.path.isdir(folder) or loads(form['state'].encode()) == 'destroyed':
        return response
    record: Record = {
        'url': form['software_release'],
        'softwareType': form['software_type'],
        'shared': bool(loads(form['shared_xml'].encode())) if 'shared_xml' in form else False,
        'parameters': loads(form['partition_parameter_xml'].encode()) if 'partition_parameter_xml' in form else {},
        'outcome': 'allocated',
        'since': time.time(),
    }
    _add_outcome(record, response)
    requests.note(folder, form['partition_reference'], record)
    return response


def _add_outcome(record: Record, response: Any) -> None:
    from flask import current_app, g
    from slapos.util import loads
    stand_in = getattr(g, 'webrunner_stand_in', None)
    masters = [master for master, entry in current_app.config.get('multimaster', {}).items()
               if record['url'] in entry['software_release_list']]
    if stand_in is not None:
        record.update({'outcome': 'standIn', 'connection': stand_in})
    elif response.status_code == 200:
        answered = loads(response.get_data())
        master = getattr(answered, '_master_url', None)
        if master is not None:
            published = getattr(answered, '_connection_dict', None) or {}
            record.update({'outcome': 'forwarded', 'master': master, 'connection': published})
    elif response.status_code == 408 and masters:
        # It has the request, and no partition for it yet.
        record.update({'outcome': 'forwarded', 'master': masters[0], 'connection': {}})
    else:
        record.update({'outcome': 'refused', 'reason': _reason(record, response, masters)})
        if masters:
            record['master'] = masters[0]


def _reason(record: Record, response: Any, masters: list[str]) -> str:
    if masters:
        told = re.search(r'<p>(.*?)</p>', response.get_data(as_text=True), re.DOTALL)
        said = f': {html.unescape(told.group(1)).strip()}' if told is not None and response.status_code != 500 else '.'
        return f'The Master that it is forwarded to did not take it (HTTP {response.status_code}){said}'
    if record['shared']:
        return 'No instance here can be its host.'
    return 'No partition is free.'


def _base() -> str:
    from flask import current_app
    return os.path.dirname(os.path.dirname(os.path.abspath(current_app.config['DATABASE_URI'])))
