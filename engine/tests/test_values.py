import enum
import math
import random
from collections import OrderedDict

from support import TestCase
from webrunner_engine.dialect.values import MARK, dumps, escape, loads, unescape


class ValuesTest(TestCase):

    def test_plain_values_come_back_equal_and_of_the_same_type(self):
        for value in (None, True, False, 0, -7, 10**30, 1.5, -0.0, 1e400, '', 'a', 'Zoé ☃', "it's \"so\"", b'\x00\xff', [],
                      [1, [2]], (), (1,), (1, 'b'), {}, {'a': [1]}, {1: 2, 'b': None}, set(), {1, 'a'}, frozenset({3}),
                      frozenset(), bytearray(b'x'), 1 + 2j, {'s': {1, 2}, 't': ({'u': frozenset({'v'})},)}):
            with self.subTest(value=value):
                again = loads(dumps(value))
                self.assertEqual(again, value)
                self.assertIs(type(again), type(value))

    def test_nan_comes_back_as_nan(self):
        self.assertTrue(math.isnan(loads(dumps(float('nan')))))

    def test_text_with_characters_of_buildout_is_kept_on_one_line_without_them(self):
        value = {'a': '${b:c} $${d} ; e\n\r\t\x0b\x0c\x85\u2028 \\$ \\; %(x)s <= [section] !py!1'}
        text = dumps(value)
        self.assertEqual(len(text.splitlines()), 1)
        self.assertNotIn('$', text)
        self.assertNotIn(';', text)
        self.assertEqual(loads(text), value)

    def test_random_texts_come_back(self):
        source = random.Random(1)
        alphabet = '$;{}\\\'"\n\t !py#%=<:aé\ud800\x00'
        for _ in range(3000):
            value = ''.join(source.choice(alphabet) for _ in range(source.randrange(12)))
            self.assertEqual(loads(dumps([value])), [value])

    def test_equal_values_give_equal_text(self):
        self.assertEqual(dumps({'b': {3, 1, 2}, 'a': 1}), dumps({'a': 1, 'b': {2, 3, 1}}))

    def test_subclasses_are_kept_as_their_base(self):
        class Colour(enum.IntEnum):
            RED = 1
        self.assertEqual(loads(dumps([Colour.RED, OrderedDict(b=1, a=2)])), [1, {'a': 2, 'b': 1}])

    def test_what_is_not_a_plain_value_is_refused(self):
        for value in (object(), [print], {'a': ValuesTest}):
            with self.assertRaises(TypeError):
                dumps(value)

    def test_code_is_never_run(self):
        for text in ('__import__("os").getpid()', 'open("/etc/passwd")', '[].append(1)', 'set(open("/etc/passwd"))',
                     'set([1], [2])', 'frozenset(x=1)', 'set.__class__', 'float("1")', '(lambda: 1)()', '[x for x in (1,)]',
                     '{**{}}', 'f"{1}"', '1 if 1 else 2', '', '[', 'a', '(' * 5000, '-' * 5000 + '1'):
            with self.subTest(text=text[:30]), self.assertRaises(ValueError):
                loads(MARK + text)
        with self.assertRaises(ValueError):
            loads('[1]')

    def test_substitutions_are_escaped_and_come_back(self):
        for text in ('', 'a', '${b:c}', '$${b:c}', '$$${b:c}', '$', '$x', '{', '$ {'):
            with self.subTest(text=text):
                self.assertEqual(unescape(escape(text)), text)
        self.assertEqual(escape('a ${b:c}'), 'a $${b:c}')
