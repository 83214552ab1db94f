"""Promise: an address of the frontend answers.

The section of the instance profile gives `config-url`.
"""

from urllib.request import ProxyHandler, build_opener

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
    url = self.getConfig('url')
    try:
      # a proxy of the machine is not for our own service
      build_opener(ProxyHandler({})).open(url, timeout=5).close()
    except OSError as e:
      self.logger.error('%s does not answer: %s', url, e)
    else:
      self.logger.info('%s answers.', url)

  def anomaly(self):
    """The instance is deployed again after three bad looks in a row."""
    return self._anomaly(result_count=3, failure_amount=3)
