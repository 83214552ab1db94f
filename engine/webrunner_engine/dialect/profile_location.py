"""Behaviour 1: `${:_profile_base_location_}`, the folder (or base URL) of the profile that mentions it.

It is an option of the sections that mention it, and of no others, so that a profile that overrides some other option of
the section does not move it. `options` hides it: it never reaches `.installed.cfg`, nor a published section.
"""
from typing import Any

LOCATION = '_profile_base_location_'
_MENTION = '${:' + LOCATION + '}'


def apply(buildout: Any) -> None:
    """Note the location where buildout notes which file an option comes from, before files are merged."""
    upstream = buildout._annotate

    def annotate(data, note):
        location = note.rpartition('/')[0]
        for options in data.values():
            if any(_MENTION in value for value in options.values()):
                options.setdefault(LOCATION, location)
        return upstream(data, note)

    buildout._annotate = annotate
