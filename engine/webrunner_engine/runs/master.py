"""What a run asks of the Master, which here is slapproxy: supply a release, request an instance.

slapproxy replaces all that it knows of an instance at each request. So whoever wants to change one thing has to repeat the rest:
that is what `request` does with the row of an instance that exists.
"""
from typing import Any

from webrunner_engine.instances.parameters import kept_parameters, serialised_parameters
from webrunner_engine.instances.partitions import NOT_PARAMETERS, Row, Shared, missing_profile
from webrunner_engine.runs.job import Job, Request


class Refused(Exception):
    """The Master did not do what was asked; the message is one sentence for the user."""


class Master:
    """A connection to the slapproxy of a job (see `host`)."""

    def __init__(self, job: Job):
        from slapos.slap import slap
        self._job = job
        self._slap = slap()
        self._slap.initializeConnection(job['masterUrl'])

    def supply(self, state: str) -> None:
        """Ask for the job's release to be `available` or `destroyed`."""
        self._slap.registerSupply().supply(self._job['release']['url'], self._job['computer'], state)

    def request(self, row: Row | None) -> str:
        """Request the job's instance, which has `row` if it exists; the partition that it is in."""
        from slapos.slap import ResourceNotReady
        url = self._job['release']['url']
        asked: Request = self._job['request'] or {}
        if row is not None:
            check_same_release(row, self._job)
        software_type = asked.get('softwareType') or (row['software_type'] if row is not None else None)
        if 'parameters' in asked:
            try:
                parameters = serialised_parameters(asked['parameters'], url, software_type)
            except OSError as error:
                raise Refused(f'The description of the parameters cannot be fetched: {error}') from error
        else:
            parameters = kept_parameters(row['xml']) if row is not None else {}
        state = asked.get('state')
        if state is None:
            # A destruction that was interrupted is not what a run without a word about it goes on with.
            state = 'stopped' if row is not None and row['requested_state'] == 'stopped' else 'started'
        try:
            return self._request(url, software_type, parameters, state).getId()
        except ResourceNotReady as error:
            raise Refused('slapproxy has not allocated a partition.') from error

    def destroy(self, row: Row, root: Row | None) -> None:
        """Request the instance of `row` to be destroyed; `root` is that of its tree, where another instance requested it."""
        if root is None:
            self._request(row['software_release'], row['software_type'], kept_parameters(row['xml']), 'destroyed')
            return
        # slapproxy takes each partition of a tree for its root.
        self._slap.registerComputerPartition(self._job['computer'], root['reference']).request(
            row['software_release'], row['software_type'], row['partition_reference'],
            partition_parameter_kw=kept_parameters(row['xml']), state='destroyed')

    def request_shared(self, host: Row, known: Shared | None) -> None:
        """Request the job's shared instance of its host, or its destruction; `known`: as it is, where it is there."""
        asked = self._job['shared']
        assert asked is not None
        url, software_type = host['software_release'], host['software_type']
        if 'parameters' in asked:
            parameters = serialised_parameters(asked['parameters'], url, software_type)
        else:
            parameters = known.parameters if known is not None else {}
        taken = sorted(NOT_PARAMETERS & parameters.keys())
        if taken:
            raise Refused(f"A shared instance has no parameter of its own named {', '.join(taken)}: slapproxy uses that name.")
        state = asked.get('state', 'started')
        # Without a word on the host, slapproxy would take any with this release and type, and another one at the next request.
        self._slap.registerOpenOrder().request(
            url, partition_reference=asked['reference'], software_type=software_type, partition_parameter_kw=parameters,
            filter_kw={'instance_guid': f"{self._job['computer']}-{host['reference']}"}, state=state, shared=True)
        if state == 'destroyed' and known is not None:
            self.forget(known)

    def release_shared(self, root: Row, shared: Shared, host: Row) -> None:
        """Request the destruction of a shared instance that the tree of `root` requested."""
        self._slap.registerComputerPartition(self._job['computer'], root['reference']).request(
            host['software_release'], host['software_type'], shared.reference, shared=True,
            filter_kw={'instance_guid': f"{self._job['computer']}-{host['reference']}"}, state='destroyed')
        self.forget(shared)

    def forget(self, shared: Shared) -> None:
        """Have slapproxy forget what was published for a shared instance: the next of its name would begin with that."""
        self._slap.registerComputerPartition(self._job['computer'], shared.host).setConnectionDict({}, shared.shared_reference)

    def _request(self, url: str, software_type: str | None, parameters: dict[str, str], state: str) -> Any:
        return self._slap.registerOpenOrder().request(
            url, partition_reference=self._job['reference'], software_type=software_type,
            partition_parameter_kw=parameters, state=state)


def check_same_release(row: Row, job: Job) -> None:
    """Refuse to make an instance of one release into one of another, unless the profile of that other is gone."""
    if row['software_release'] != job['release']['url'] and missing_profile(row['software_release']) is None:
        raise Refused(f"The name {job['reference']!r} is taken by an instance of {row['software_release']}: "
                      'choose another name, or destroy that instance.')


def refusal(error: Exception, job: Job) -> str:
    """One sentence on why the Master could not be asked, or did not do as asked."""
    import requests
    from slapos.slap import NotFoundError
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, requests.exceptions.ConnectionError):
        return 'slapproxy does not answer; run again to start it.'
    if isinstance(error, NotFoundError):
        # slapproxy's answer to a request that it cannot allocate.
        return 'No partition is free: destroy an instance, or start the server with a larger --partitions.'
    if isinstance(error, requests.exceptions.HTTPError) and error.response.status_code == 400:
        # Our own words: see `slapproxy_texts`.
        return str(error.response.reason)
    return f"slapproxy refused the request of {job['reference']}: {type(error).__name__}: {' '.join(str(error).split())}"
