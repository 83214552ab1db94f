"""Parameters of the host's methods, checked. All functions raise EngineError, code `bad_request` where nothing else is said."""
import os
from typing import Any, cast, get_args

from webrunner_engine.kit.contract import METHODS, RunAction, RunScope, SharedRequest, StepKind
from webrunner_engine.kit.errors import EngineError
from webrunner_engine.runs.job import Release, Request, Wanted

Params = dict[str, Any]
"""As they came: nothing is known of them yet."""
# Of actions and scopes the first of the contract is what is meant where none is named.
_STEPS = get_args(StepKind)
# Actions that are one step by their nature.
_STEP_OF = {'destroy': ['instance'], 'remove': ['software']}


def check_names(method: str, params: Params) -> None:
    """Refuse parameters that a method of the contract does not have, and the lack of those that it needs."""
    allowed = METHODS[method]
    missing = sorted(allowed.required - params.keys())
    if missing:
        raise EngineError('bad_request', f"{method} needs {', '.join(missing)}.")
    unknown = sorted(params.keys() - allowed.required - allowed.optional)
    if unknown:
        raise EngineError('bad_request', f"{method} has no {', '.join(unknown)}.")


def checked_job(params: Params) -> Wanted:
    """What the leader is to do; defaults for all that a request may leave out."""
    release = params.get('release')
    if not isinstance(release, dict) or not isinstance(release.get('url'), str) or not release['url']:
        raise EngineError('bad_request', 'release.url is missing.')
    action = choice_param(params, 'action', get_args(RunAction))
    scope = choice_param(params, 'scope', get_args(RunScope))
    shared = _checked_shared(params.get('shared'))
    steps = _STEP_OF.get(action) or params.get('steps')
    if not isinstance(steps, list) or not steps or any(step not in _STEPS for step in steps):
        raise EngineError('bad_request', 'steps must be a list of "software" and "instance".')
    request = _checked_request(params.get('request'))
    if scope == 'all' and (action != 'rebuild' or request is not None):
        raise EngineError('bad_request', 'scope "all" is for rebuilds without a request.')
    if shared is not None and (scope == 'all' or action != 'rebuild'):
        raise EngineError('bad_request', 'A shared instance is asked of a rebuild of one instance.')
    directory = text_param(params, 'directory')
    if not os.path.isdir(directory):
        raise EngineError('not_found', f'The run directory {directory} does not exist.')
    return {
        'directory': os.path.abspath(directory),
        'release': cast(Release, release),
        'reference': text_param(params, 'reference'),
        'partition': optional_text(params, 'partition'),
        'steps': steps,
        'action': action,
        'scope': scope,
        'verbose': flag_param(params, 'verbose', False),
        'force': flag_param(params, 'force', True),
        'rebootstrap': flag_param(params, 'rebootstrap', True),
        'request': request,
        'shared': shared,
    }


def _checked_request(request: Any) -> Request | None:
    if request is None:
        return None
    if not isinstance(request, dict):
        raise EngineError('bad_request', 'request must be an object.')
    known = {name: value for name, value in request.items() if value is not None}
    if not set(known) <= {'softwareType', 'parameters', 'state'}:
        raise EngineError('bad_request', 'request may have softwareType, parameters and state, and nothing else.')
    if not isinstance(known.get('softwareType', ''), str):
        raise EngineError('bad_request', 'request.softwareType must be a text.')
    if not isinstance(known.get('parameters', {}), dict):
        raise EngineError('bad_request', 'request.parameters must be an object.')
    if known.get('state', 'started') not in ('started', 'stopped'):
        raise EngineError('bad_request', 'request.state must be "started" or "stopped".')
    return cast(Request, known)


def _checked_shared(shared: Any) -> SharedRequest | None:
    if shared is None:
        return None
    if not isinstance(shared, dict):
        raise EngineError('bad_request', 'shared must be an object.')
    known = {name: value for name, value in shared.items() if value is not None}
    if not set(known) <= {'reference', 'host', 'parameters', 'state'}:
        raise EngineError('bad_request', 'shared may have reference, host, parameters and state, and nothing else.')
    text_param(known, 'reference')
    optional_text(known, 'host')
    if not isinstance(known.get('parameters', {}), dict):
        raise EngineError('bad_request', 'shared.parameters must be an object.')
    choice_param(known, 'state', ('started', 'destroyed'))
    return cast(SharedRequest, known)


def optional_text(params: Params, name: str) -> str | None:
    """A text that is not empty, or None where there is none."""
    return None if params.get(name) is None else text_param(params, name)


def choice_param(params: Params, name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`; the first where there is none."""
    value = params.get(name)
    if value is None:
        return choices[0]
    if value not in choices:
        raise EngineError('bad_request', f"{name} must be one of {', '.join(choices)}.")
    return value


def flag_param(params: Params, name: str, default: bool) -> bool:
    """A boolean."""
    value = params.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise EngineError('bad_request', f'{name} must be true or false.')
    return value


def text_param(params: Params, name: str) -> str:
    """A text that is not empty."""
    value = params.get(name)
    if not isinstance(value, str) or not value:
        raise EngineError('bad_request', f'{name} is missing.')
    return value
