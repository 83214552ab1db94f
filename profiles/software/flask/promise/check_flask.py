"""Promise: something listens where the application should.

The section of the instance profile gives `config-host` and `config-port`.
"""

import socket

from zope.interface import implementer
from slapos.grid.promise import interface
from slapos.grid.promise.generic import GenericPromise


# Without this line SlapOS does not take the class for a promise
@implementer(interface.IPromise)
class RunPromise(GenericPromise):

  def __init__(self, config):
    super().__init__(config)
    # in minutes
    self.setPeriodicity(1)

  def sense(self):
    """Look, and log what was seen: the promise fails when it was an error."""
    host = self.getConfig('host')
    port = int(self.getConfig('port'))
    try:
      socket.create_connection((host, port), timeout=5).close()
    except OSError as e:
      self.logger.error('Error connecting to Flask on %s:%s: %s', host, port, e)
    else:
      self.logger.info('Flask is running on %s:%s.', host, port)

  def anomaly(self):
    """The instance is deployed again after three bad looks in a row."""
    return self._anomaly(result_count=3, failure_amount=3)
