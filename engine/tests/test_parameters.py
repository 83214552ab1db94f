"""Parameters between JSON and the XML of slapproxy."""
import json
from typing import Any

from slapos.util import dict2xml

from dialect_case import Serving
from support import FolderCase
from webrunner_engine.instances.parameters import expand_parameters, kept_parameters, serialised_parameters


def description(serialisation: str) -> str:
    return json.dumps({'name': 'x', 'serialisation': serialisation, 'software-type': {'default': {
        'title': 'x', 'request': 'x', 'response': 'x', 'index': 0}}})


class SerialisationTest(FolderCase):

    def release(self, serialisation):
        self.write('software.cfg.json', description(serialisation))
        return self.write('software.cfg', '')

    def test_what_is_given_as_json_comes_back_as_it_was(self):
        url = self.release('json-in-xml')
        given: dict[str, Any]
        for given in (
                {'empty': '', 'nothing': None, 'no': False, 'zero': 0, 'list': [], 'é': {'a': ['\u2028', '\x01', '\ufffe']}},
                {'_': 'text', 'other': 1},
                {'_': {'a': 1}, 'a': 2},
                {'_': '{"a": 1}'},
                {'_': None}):
            texts = serialised_parameters(given, url, None)
            self.assertEqual(list(texts), ['_'])
            xml = dict2xml(texts)
            self.assertEqual(expand_parameters(xml), given)
            self.assertEqual(dict2xml(kept_parameters(xml)), xml, 'a request without parameters keeps them')

    def test_the_description_of_a_release_by_url_is_fetched(self):
        pages = {'/a.cfg.json': description('json-in-xml').encode(), '/b.cfg.json': description('xml').encode()}
        with Serving(pages) as url:
            names = [list(serialised_parameters({'a': 1}, f'{url}/{name}.cfg', None)) for name in ('a', 'b', 'none')]
        self.assertEqual(names, [['_'], ['a'], ['a']])
        with self.assertRaises(OSError):
            serialised_parameters({'a': 1}, f'{url}/a.cfg', None)

    def test_nothing_at_all_is_no_parameter(self):
        for serialisation in ('json-in-xml', 'xml'):
            self.assertEqual(serialised_parameters({}, self.release(serialisation), None), {})

    def test_without_json_each_is_a_text_and_the_empty_ones_are_none(self):
        given = {'text': 'x', 'empty': '', 'nothing': None, 'no': False, 'zero': 0, 'list': [1, 'é'], '_': {'a': 1}}
        texts = {'text': 'x', 'no': 'false', 'zero': '0', 'list': '[1, "é"]', '_': '{"a": 1}'}
        self.assertEqual(serialised_parameters(given, self.release('xml'), None), texts)


class ExpansionTest(FolderCase):

    def expanded(self, **texts):
        return expand_parameters(dict2xml(texts))

    def test_what_is_published_beside_json_is_not_hidden(self):
        self.assertEqual(self.expanded(_='{"url": "u", "n": 1}', note='x'), {'url': 'u', 'n': 1, 'note': 'x'})
        self.assertEqual(self.expanded(_='[1, 2]', note='x'), {'_': [1, 2], 'note': 'x'})
        self.assertEqual(self.expanded(_='{}'), {})

    def test_a_name_in_both_places_leaves_everything_as_it_was_published(self):
        texts = {'_': '{"url": "u", "n": 1}', 'url': 'other', 'note': 'x'}
        self.assertEqual(self.expanded(**texts), texts)

    def test_what_is_no_json_is_a_text(self):
        for text in ('text', '{"a": ', 'NaN', '{"a": Infinity}'):
            self.assertEqual(self.expanded(_=text, note='x'), {'_': text, 'note': 'x'})
