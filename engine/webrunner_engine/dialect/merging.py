"""What a file does to a section, and what many files do to it one after the other, some of them many times.

A profile is read as a list of files, each as often as there are paths to it over `extends`; upstream merges them in that order
(`_update`). Here a file is an `Assignment` per section, an extended file a `Sequence` of what it extends and its own, and both
are shared by all paths that lead to them. `section_after` evaluates them, option by option: what a sequence makes of a value is
remembered, so that a path which is gone over once more, and finds the value as another one did, costs nothing.

The rules are those of zc.buildout 5.2 (`_update`, `_update_section`, `_update_verbose`): for a section that is not there yet,
for one that is, for macros (with `<`) and for `=`, `+=` and `-=`. No option depends on another one of its section, apart from
whether the section was there.
"""
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from webrunner_engine.dialect.provenance import INCREMENTS

IMPLICIT = 'IMPLICIT_VALUE'

Section = dict[str, str]


class Entry(NamedTuple):
    """An entry of a history, as upstream's `HistoryItem` has them."""

    operation: str
    value: str
    source: str


class Effect(NamedTuple):
    """What becomes of an option. `start` is its value, where the file itself has one; `entries` are what it adds to the history."""

    start: str | None
    entries: tuple[Entry, ...]

    def on(self, before: str | None) -> str:
        """The value of the option after this, given that before; None where there was none."""
        if self.start is not None:
            return self.start
        return _increased('' if before is None else before, self.entries)

    def told(self, is_first: bool) -> tuple[tuple[Entry, ...], bool]:
        """The entries of its history, in order; and whether they take the place of all earlier ones."""
        if self.start is None:
            return ((Entry('SET', '', IMPLICIT), *self.entries) if is_first else self.entries), is_first
        if is_first or self.entries[-1].operation in INCREMENTS:
            return self.entries, True
        return (Entry('OVERRIDE', self.start, self.entries[-1].source),), False


Effects = dict[str, Effect]


def _increased(value: str, entries: tuple[Entry, ...]) -> str:
    for entry in entries:
        if entry.operation == 'ADD':
            value = value + '\n' + entry.value
        else:
            gone = entry.value.split('\n')
            value = '\n'.join(line for line in value.split('\n') if line not in gone)
    return value


class Assignment:
    """What one file says of one section: its options by name, with `+` or `-` behind it for increments."""

    __slots__ = ('_on_absent', '_on_present', 'keys', 'options')

    def __init__(self, options: Section, source: str):
        self.options: Effects = {key: Effect(value, (Entry('SET', value, source),)) for key, value in options.items()}
        self._on_present: Effects | None = None
        self._on_absent: Effects | None = None
        # Names of the options that it gives a section which is there.
        self.keys: frozenset[str] = frozenset(self.on_present)

    def begin_with(self, section: Effects) -> None:
        """What the section becomes where it is not there yet, in place of what the file says."""
        self._on_absent = section

    @property
    def on_present(self) -> Effects:
        """What becomes of a section that is there."""
        if self._on_present is None:
            self._on_present = _with_increments(self.options)
        return self._on_present

    @property
    def on_absent(self) -> Effects:
        """What the section is where it is not there yet."""
        if self._on_absent is None:
            # Of macros we do not have all the data: they are put together when they are used.
            self._on_absent = self.options if '<' in self.options else _with_increments(_assigned(self.options))
        return self._on_absent

    def effects(self, is_new: bool) -> Effects:
        """What becomes of the options of a section that is new, or is there."""
        return self.on_absent if is_new else self.on_present


class Sequence:
    """Assignments and sequences to one section, in order."""

    __slots__ = ('_keys', 'members')

    def __init__(self, members: tuple['Node', ...]):
        self.members = members
        self._keys: frozenset[str] | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Names of the options that it gives a section which is there."""
        if self._keys is None:
            self._keys = frozenset().union(*(member.keys for member in self.members))
        return self._keys


Node = Assignment | Sequence


def section_after(node: Node, begun: Effects | None) -> Section:
    """The section after all assignments of `node`.

    `begun`: what was there before the first of them, by option; None where the section was not.
    """
    is_new = begun is None
    before: dict[str, str | None] = {key: effect.on(None) for key, effect in (begun or {}).items()}
    names = dict.fromkeys([*before, *_names(node, is_new, set())])
    # Each of them has a value, from before or by the node.
    return {key: cast(str, _Value(key).after(node, before.get(key), is_new)) for key in names}


def _names(node: Node, is_new: bool, seen: set[tuple[int, bool]]) -> Iterator[str]:
    """Options in the order in which they are first assigned; some more than once."""
    if (id(node), is_new) in seen:
        return
    seen.add((id(node), is_new))
    if isinstance(node, Assignment):
        yield from node.effects(is_new)
        return
    for at, member in enumerate(node.members):
        yield from _names(member, is_new and at == 0, seen)


class _Value:
    """One option: what a sequence makes of a value is remembered, for the next path that comes with the same one."""

    __slots__ = ('_key', '_made')

    def __init__(self, key: str):
        self._key = key
        self._made: dict[tuple[int, str | None], str | None] = {}

    def after(self, node: Node, before: str | None, is_new: bool) -> str | None:
        """The value after all assignments of `node`; None where the option is not there."""
        if not is_new and self._key not in node.keys:
            return before
        if isinstance(node, Assignment):
            effect = node.effects(is_new).get(self._key)
            return before if effect is None else effect.on(before)
        place = (id(node), before)
        if not is_new and place in self._made:
            return self._made[place]
        value = before
        for at, member in enumerate(node.members):
            value = self.after(member, value, is_new and at == 0)
        if not is_new:
            self._made[place] = value
        return value


class Past:
    """The history of an option, the latest entry first, each time that it is iterated over.

    `begun`: what was there before the first assignment of the section, by option; None where the section was not.
    """

    __slots__ = ('_begun', '_item', '_key', '_node')

    def __init__(self, node: Node, key: str, item, begun: Effects | None):
        self._node, self._key, self._item, self._begun = node, key, item, begun

    def __iter__(self) -> Iterator[Any]:
        is_new = self._begun is None
        before = None if self._begun is None else self._begun.get(self._key)
        for entry in _told(self._node, self._key, before is None, is_new):
            if entry is None:
                return
            yield self._item(*entry)
        if before is not None:
            yield from (self._item(*entry) for entry in reversed(before.entries))


def _told(node: Node, key: str, is_first: bool, is_new: bool) -> Iterator[Entry | None]:
    """Entries of the history of `key`, from the last to the first; None where what is before no longer counts.

    `is_first`: nothing assigns the option before; `is_new`: nothing assigns the section before.
    """
    if not is_new and key not in node.keys:
        return
    if isinstance(node, Assignment):
        effect = node.effects(is_new).get(key)
        if effect is None:
            return
        entries, is_all = effect.told(is_first)
        yield from reversed(entries)
        if is_all:
            yield None
        return
    firsts: list[bool] = []
    for at, member in enumerate(node.members):
        firsts.append(is_first)
        is_first = is_first and not _assigns(member, key, is_new and at == 0)
    for at in range(len(node.members) - 1, -1, -1):
        yield from _told(node.members[at], key, firsts[at], is_new and at == 0)


def _assigns(node: Node, key: str, is_new: bool) -> bool:
    """Whether `key` is there afterwards, where nobody has assigned it before."""
    if not is_new:
        return key in node.keys
    while isinstance(node, Sequence) and node.members:
        if any(key in member.keys for member in node.members[1:]):
            return True
        node = node.members[0]
    return isinstance(node, Assignment) and key in node.on_absent


def _assigned(options: Effects) -> Effects:
    """Options of a section that is new: `+=` without an assignment becomes one, `-=` an empty one (upstream's 641)."""
    result = dict(options)
    for key, effect in sorted(options.items(), key=lambda item: item[0]):
        base = key[:-2]
        if key[-1] in '+-' and base not in result:
            if key[-1] == '-':
                gone = effect.start or ''
                effect = Effect('', (*effect.entries, Entry('REMOVE', gone, IMPLICIT)))
            result[base] = effect
            del result[key]
    return result


def _with_increments(options: Effects) -> Effects:
    """Options with their `+=` and `-=` carried out, as far as they have an assignment; the rest waits for what was before."""
    result = dict(options)
    for key, effect in sorted(options.items(), key=lambda item: (item[0].rstrip(' +'), item[0][-1])):
        if key[-1] not in '+-':
            continue
        name = key.rstrip(' +') if key[-1] == '+' else key.rstrip(' -')
        entry = Entry('ADD' if key[-1] == '+' else 'REMOVE', effect.start or '', effect.entries[-1].source)
        base = result.get(name)
        if base is None:
            result[name] = Effect(None, (entry,))
        else:
            start = None if base.start is None else _increased(base.start, (entry,))
            result[name] = Effect(start, (*base.entries, entry))
        del result[key]
    return result
