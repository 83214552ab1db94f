"""A build that fails says why once, in an event `failure` beside those of the parts (see `part_events`).

Whoever explains a failure need not guess from what was printed: the event has the sentence, what the build was at, and the line of
the profile that it comes from.
"""
import functools
import os
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, cast

from zc.buildout.easy_install import MissingDistribution

from webrunner_engine.dialect.part_events import VARIABLE, Events
from webrunner_engine.dialect.places import Place, lines_of, option_place, plain, section_place
from webrunner_engine.dialect.reading import Reader
from webrunner_engine.kit.contract import Failure, FailurePlace
from webrunner_engine.kit.sentences import shorten

MAX_TEXT = 64 * 1024
"""How much of what was printed is kept, in characters, from its end: that is where the cause is."""
# What buildout says in `__doing__`, with the names that come with it.
_OPTION = 'Getting option %s:%s.'
_SECTIONS = ('Installing %s.', 'Updating %s.', 'Uninstalling %s.', 'Initializing section %s.')
_GETTING = 'Getting section %s.'
# Options that an error may be about, whichever was being read: the kind of error tells.
_TELLING = ('recipe', '<', 'eggs', 'egg', 'url', 'md5sum', 'command', 'context', 'module', 'promise', 'file', 'template', 'inline',
            'develop', 'parts', 'extends', 'extensions')


def apply(buildout: Any) -> None:
    """Write the event where `main` begins to print why it failed."""
    upstream = buildout._doing
    @functools.wraps(upstream)
    def _doing():
        upstream()
        error = sys.exc_info()[1]
        if error is None:
            return
        begun = getattr(_build(buildout, error.__traceback__), '_part_events', None)
        # `install` takes it out of the environment, and a build can fail before that.
        path = os.environ.get(VARIABLE) if begun is None else begun.path
        if path is not None:
            events = Events(path)
            events.write(event='failure', failure=_failure(buildout, error))
            events.close()

    buildout._doing = _doing


def _failure(buildout: Any, error: BaseException) -> Failure:
    doing = [words if isinstance(words, tuple) else (words,) for words in _told(error.__traceback__, '__doing__')]
    printed = [f'  {words[0] % words[1:]}' for words in doing]
    message = ' '.join(''.join(traceback.format_exception_only(error)).split())
    if _is_of_user(error):
        message = f'Error: {error}'
        printed.append(message)
    else:
        printed.append(''.join(traceback.format_exception(error)))
    found: Failure = {'message': shorten(message), 'text': '\n'.join(printed)[-MAX_TEXT:]}
    try:
        _note_places(found, buildout, error, doing)
    except Exception:
        # A defect of ours must not stand in the place of what went wrong: that is still to be printed.
        traceback.print_exc()
    return found


def _note_places(found: Failure, buildout: Any, error: BaseException, doing: list[tuple[Any, ...]]) -> None:
    """Add the section and the option that a failure is about, and where they stand."""
    section, option = _at(doing)
    missing = _extended(error)
    if missing is not None:
        found.update({'section': 'buildout', 'option': 'extends', 'place': _told_place(missing)})
        return
    build = _build(buildout, error.__traceback__)
    annotated = getattr(build, '_annotated', {})
    if section is None:
        section, option = _list_that_names(doing, annotated)
    if section is None:
        return
    found['section'] = section
    if option is not None:
        found['option'] = option
    if section in annotated:
        place = option and option_place(build, section, option, _line_of(doing, str(error)))
        place = place or section_place(build, section)
        if place:
            found['place'] = _told_place(place)
        found['places'] = {name: _told_place(where) for name in _TELLING
                           if (where := option_place(build, section, name, lambda _: False)) is not None}


def _extended(error: BaseException) -> Place | None:
    """The line that extends a profile which cannot be opened."""
    reader = next((one for one in _told(error.__traceback__, 'self') if isinstance(one, Reader)), None)
    if reader is None or not isinstance(error, OSError) or len(reader.reading) < 2:
        return None
    file, missing = reader.reading[-2:]
    name = os.path.basename(missing)
    lines = (number for option in ('extends', 'optional-extends') for number, text in lines_of(file, 'buildout', option)
             if any(os.path.basename(word) == name for word in text.split()))
    return Place(plain(file), next(lines, None))


def _is_of_user(error: BaseException) -> bool:
    """Whether buildout prints the sentence of an error alone: it is a mistake of a profile."""
    import distutils.errors

    import zc.buildout
    return isinstance(error, (zc.buildout.UserError, distutils.errors.DistutilsError, MissingDistribution))


def _told(frames: TracebackType | None, name: str) -> Iterator[Any]:
    """What the functions that the error went through have under a name, from the outermost on."""
    while frames is not None:
        value = frames.tb_frame.f_locals.get(name)
        # What is not whole yet has no length to ask for.
        if value is not None:
            yield value
        frames = frames.tb_next


def _build(buildout: Any, frames: TracebackType | None) -> Any:
    return next((one for one in _told(frames, 'self') if isinstance(one, buildout.Buildout)), None)


def _at(doing: list[tuple[Any, ...]]) -> tuple[str | None, str | None]:
    """The section that was worked on last, and the option of it that was being read."""
    for words in reversed(doing):
        if words[0] == _OPTION:
            return cast('tuple[str, str]', words[1:])
        if words[0] in _SECTIONS:
            return words[1], None
    return None, None


def _list_that_names(doing: list[tuple[Any, ...]], annotated: dict[str, Any]) -> tuple[str | None, str | None]:
    """The list of parts, where a section is asked for by nothing else."""
    asks = bool(doing) and doing[-1][0] == _GETTING and 'parts' in annotated.get('buildout', {})
    return ('buildout', 'parts') if asks else (None, None)


def _line_of(doing: list[tuple[Any, ...]], message: str):
    """Whether a line of an option is the one that an error is about: it refers to what is missing."""
    wanted = doing[-1][1] if doing and doing[-1][0] == _GETTING else None
    words = message.replace(',', ' ').split()
    references = [word for word in words if word.startswith('${')]
    if message.startswith('Referenced option does not exist:') and len(words) > 6:
        references.append(f'${{{words[5]}:{words[6]}}}')
    if wanted is not None:
        references.append(f'${{{wanted}:')

    def matches(line: str) -> bool:
        return any(one in line for one in references) or (wanted is not None and wanted in line.split())

    return matches


def _told_place(place: Place) -> FailurePlace:
    return {'file': place.file} if place.line is None else {'file': place.file, 'line': place.line}
