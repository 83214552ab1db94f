"""Promise: something listens on a port.

The section of the instance profile gives `config-hostname` and `config-port`,
and says every how many minutes it is checked: `config-frequency`, default 1.
"""

import socket

from zope.interface import implementer
from slapos.grid.promise import interface
from slapos.grid.promise.generic import GenericPromise

TIMEOUT = 10  # seconds


# Without this line SlapOS does not take the class for a promise
@implementer(interface.IPromise)
class RunPromise(GenericPromise):

  def __init__(self, config):
    super().__init__(config)
    self.setPeriodicity(minute=int(self.getConfig('frequency', 1)))

  def sense(self):
    """Look, and log what was seen: the promise fails when it was an error."""
    address = self.getConfig('hostname'), int(self.getConfig('port'))
    try:
      socket.create_connection(address, TIMEOUT).close()
    except socket.gaierror as e:
      self.logger.error('ERROR hostname/port %s is not correct: %s', address, e)
    except OSError as e:
      self.logger.error('ERROR while connecting to %s: %s', address, e)
    else:
      self.logger.info('port connection OK %s', address)

  # After a change of the instance, one bad look is enough to say that it did
  # not work.
  def test(self):
    return self._test(result_count=1, failure_amount=1)

  # Later, the instance is reported (bang) and deployed again after three bad
  # looks in a row.
  def anomaly(self):
    return self._anomaly(result_count=3, failure_amount=3)
