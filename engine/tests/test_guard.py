import os

from support import TestCase
from webrunner_engine.upstream.slapproxy_guard import guarded

OWN = os.getuid()


class GuardTest(TestCase):

    def ask(self, path='/getRunId', host='127.0.0.1:1234', listening=('127.0.0.1', 1234), uid=OWN, **headers):
        environ = {'PATH_INFO': path, 'REQUEST_METHOD': 'POST', **headers}
        if host is not None:
            environ['HTTP_HOST'] = host
        answered = []

        def application(environ, start_response):
            answered.append(environ['PATH_INFO'])
            start_response('200 OK', [])
            return [b'answer']

        status = []
        guard = guarded(application, listening[0], listening[1], lambda _: uid)
        body = b''.join(guard(environ, lambda line, _: status.append(line)))
        self.assertEqual(bool(answered), status[0] == '200 OK')
        return int(status[0].split()[0]), body

    def test_programs_of_this_machine_are_answered(self):
        self.assertEqual(self.ask(), (200, b'answer'))
        self.assertEqual(self.ask(HTTP_SEC_FETCH_SITE='none')[0], 200)
        self.assertEqual(self.ask(host='[::1]:1234', listening=('::1', 1234))[0], 200)

    def test_another_host_is_misdirected(self):
        for host in (None, '', 'evil.example', 'evil.example:1234', 'localhost:1234', '127.0.0.1', '127.0.0.1:1235',
                     '127.0.0.1:1234.evil.example', '127.0.0.1:1234@evil', ' 127.0.0.1:1234'):
            with self.subTest(host=host):
                self.assertEqual(self.ask(host=host)[0], 421)

    def test_web_pages_are_refused_wherever_they_come_from(self):
        for origin in ('http://evil.example', 'null', '', 'http://127.0.0.1:1234'):
            with self.subTest(origin=origin):
                self.assertEqual(self.ask(HTTP_ORIGIN=origin)[0], 403)
        for site in ('cross-site', 'same-site', 'same-origin', ''):
            with self.subTest(site=site):
                self.assertEqual(self.ask(HTTP_SEC_FETCH_SITE=site)[0], 403)

    def test_http_proxy_is_off(self):
        for path in ('/http_proxy', '/http_proxy/http/example.org/', '//http_proxy/http/x'):
            with self.subTest(path=path):
                self.assertEqual(self.ask(path)[0], 403)
        self.assertEqual(self.ask('/http_proxy_of_mine')[0], 200)

    def test_another_account_is_refused_and_so_is_one_that_nobody_knows(self):
        for uid in (0, os.getuid() + 1, None):
            with self.subTest(uid=uid):
                self.assertEqual(self.ask(uid=uid)[0], 403)
