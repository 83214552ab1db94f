"""The host keeps the contract that the server is typed by."""
from support import FolderCase, Host
from webrunner_engine.host import host
from webrunner_engine.kit import contract


class ContractTest(FolderCase):

    def test_the_host_serves_exactly_the_methods_of_the_contract(self):
        self.assertEqual(set(host.Host(self.folder).methods), set(contract.METHODS))

    def test_it_refuses_what_the_contract_does_not_have(self):
        running = Host(self.folder + '/slapos')
        self.addCleanup(running.close)
        self.assertEqual(set(running.ready['data']), contract.ReadyEvent.__required_keys__)
        for method, params, code, message in (
                ('run.begin', {}, 'unknown_method', "There is no method 'run.begin'."),
                ('snapshot', {'partition': 'slappart0'}, 'bad_request', 'snapshot has no partition.'),
                ('run.stop', {}, 'bad_request', 'run.stop needs directory.'),
                ('process.action', {'process': 'web'}, 'bad_request', 'process.action needs action, partition.'),
                ('promise.history', {'partition': 'slappart0', 'name': 'a.py', 'last': 1}, 'bad_request',
                 'promise.history has no last, name.')):
            with self.subTest(method=method, params=params):
                self.assertEqual(running.ask(method, **params)['error'], {'code': code, 'message': message})
        for method in ('snapshot', 'releases'):
            self.assertEqual(set(running.call(method)), getattr(contract, method.title() + 'Result').__required_keys__)
