"""Option values as text: Python values behind a mark, and the escape of substitutions.

An option of buildout is text. SlapOS recipes also set lists, dicts, sets, numbers, booleans and None; they are kept as
`!py!` followed by a Python literal, on one line and without characters that mean something to buildout (`$`, `;`).

Text that came from a recipe (a parameter typed by a user, for example) is kept with `${` written `$${`, so that
it is never taken for a substitution.
"""
import ast
from collections.abc import Mapping
from typing import Any

MARK = '!py!'

_CONTAINERS = {'set': set, 'frozenset': frozenset, 'bytearray': bytearray}
_FLOATS = ('inf', '-inf', 'nan')


def dumps(value: Any) -> str:
    """Text that `loads` turns back into an equal value; equal values always give equal text.

    Raises TypeError for what is not made of plain Python values. Subclasses and other mappings (OrderedDict, a
    section of buildout) are kept as their plain base class.
    """
    # `$` and `;` can only be inside of string literals, where these escapes mean the same.
    return MARK + _literal(value).replace('$', r'\x24').replace(';', r'\x3b')


def loads(text: str) -> Any:
    """The value that `dumps` was given. Raises ValueError when `text` is not the mark and a literal; runs no code."""
    if not text.startswith(MARK):
        raise ValueError(f'not a serialised value: {text!r}')
    try:
        return _evaluate(ast.parse(text[len(MARK):].strip(), mode='eval').body)
    except (SyntaxError, RecursionError, MemoryError, TypeError, ValueError) as error:
        raise ValueError(f'not a plain Python value: {text!r}') from error


def escape(text: str) -> str:
    """`text` of a recipe or a user, as it is kept in an option."""
    return text.replace('${', '$${')


def unescape(text: str) -> str:
    """Text of an option, as recipes get it."""
    return text.replace('$${', '${')


def _literal(value: Any) -> str:
    if value is None or isinstance(value, (bool, complex)):
        return repr(value)
    # Subclasses of int and str (enumerations, for example) have a repr of their own.
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        text = float.__repr__(value)
        return f'float({text!r})' if text in _FLOATS else text
    if isinstance(value, str):
        return str.__repr__(value)
    if isinstance(value, bytes):
        return bytes.__repr__(value)
    if isinstance(value, bytearray):
        return f'bytearray({bytes(value)!r})'
    if isinstance(value, list):
        return '[' + ', '.join(map(_literal, value)) + ']'
    if isinstance(value, tuple):
        return '(' + ''.join(_literal(item) + ', ' for item in value) + ')'
    if isinstance(value, Mapping):
        items = ((_literal(key), _literal(item)) for key, item in value.items())
        return '{' + ', '.join(f'{key}: {item}' for key, item in sorted(items)) + '}'
    if isinstance(value, (set, frozenset)):
        name = 'frozenset' if isinstance(value, frozenset) else 'set'
        return name + '([' + ', '.join(sorted(map(_literal, value))) + '])'
    raise TypeError('Option values must be strings or plain Python values', value)


def _evaluate(node: ast.AST) -> Any:
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.keywords or len(node.args) > 1:
            raise ValueError('only set(), frozenset(), bytearray() and float() of one literal are understood')
        arguments = [_evaluate(argument) for argument in node.args]
        if node.func.id == 'float' and arguments and arguments[0] in _FLOATS:
            return float(arguments[0])
        if node.func.id in _CONTAINERS and all(isinstance(a, (list, tuple, set, bytes)) for a in arguments):
            return _CONTAINERS[node.func.id](*arguments)
        raise ValueError(f'{node.func.id}() is not understood')
    if isinstance(node, ast.List):
        return [_evaluate(item) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(_evaluate(item) for item in node.elts)
    if isinstance(node, ast.Set):
        return {_evaluate(item) for item in node.elts}
    if isinstance(node, ast.Dict):
        keys = [key for key in node.keys if key is not None]
        if len(keys) < len(node.keys):
            raise ValueError('** is not understood')
        return {_evaluate(key): _evaluate(item) for key, item in zip(keys, node.values, strict=True)}
    return ast.literal_eval(node)
