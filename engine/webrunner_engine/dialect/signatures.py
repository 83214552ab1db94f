"""Signatures of parts: behaviours 4 (references), 7 (distributions) and 8 (local files).

buildout reinstalls a part when its options or its signature differ from those of the last time. Upstream signs
only the recipe's distributions, those of a virtual environment by reading every file of it.
"""
import os
from hashlib import md5
from typing import Any

FILE_OPTIONS = ('url', 'template', 'input')


def apply(buildout: Any) -> None:
    """Extend what `Buildout` signs."""
    upstream_signatures = buildout.Buildout._compute_part_signatures

    def _compute_part_signatures(self, parts):
        upstream_signatures(self, parts)
        # Before any is changed: a signature may be read for another part.
        own = {part: self[part]['__buildout_signature__'] for part in parts}
        digests = {}

        def digest(name):
            if name not in digests:
                digests[name] = _section_digest(self[name], own.get(name, ''))
            return digests[name]

        for part in parts:
            words = [own[part], *_file_words(self[part])]
            referred = _referred(self, part)
            if referred:
                words.append('references:' + _digest('\0'.join(map(digest, sorted(referred)))))
            self[part]['__buildout_signature__'] = ' '.join(words)

    buildout.Buildout._compute_part_signatures = _compute_part_signatures

    upstream_dists_sig = buildout._dists_sig
    environment = os.path.realpath(os.path.dirname(os.path.dirname(os.path.dirname(buildout.__file__))))

    def _dists_sig(dists):
        own, other = set(), []
        for dist in dists:
            if os.path.realpath(dist.location) == environment:
                own.add(f'{dist.project_name}-{dist.version}')
            else:
                other.append(dist)
        return sorted(own) + upstream_dists_sig(other)

    buildout._dists_sig = _dists_sig


def _referred(buildout, part: str) -> set[str]:
    """Names of the sections that `part` refers to, directly or not; not itself, nor the sections of buildout's own."""
    skip = {part, 'buildout', buildout['buildout']['versions']}
    found: set[str] = set()
    left = [part]
    while left:
        # A recipe may have asked for a section and been told that there is none.
        names = {name for name in buildout[left.pop()].depends if name in buildout}
        left.extend(names - found - skip)
        found |= names - skip
    return found


def _section_digest(options, signature: str) -> str:
    items = sorted((key, text) for key, text in options.copy().items() if key != '__buildout_signature__')
    return _digest(repr((options.name, items, signature, _file_words(options))))


def _file_words(options) -> list[str]:
    """One word for each option of a part that names a local file, with the hash of what is in it."""
    words = []
    if 'recipe' in options:
        for option in FILE_OPTIONS:
            path = options.get(option)
            if not isinstance(path, str):
                continue
            path = path.removeprefix('file://')
            if path.startswith('/') and os.path.isfile(path):
                with open(path, 'rb') as f:
                    words.append(f'{option}:{md5(f.read(), usedforsecurity=False).hexdigest()}')
    return words


def _digest(text: str) -> str:
    return md5(text.encode('utf-8', 'surrogateescape'), usedforsecurity=False).hexdigest()
