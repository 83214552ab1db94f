"""Promise: the application writes its log.

The section of the instance profile gives `config-log-file`.
"""

import os
import time

from zope.interface import implementer
from slapos.grid.promise import interface
from slapos.grid.promise.generic import GenericPromise

# In seconds. A log is empty after it was rotated, until somebody asks for a page.
GRACE = 24 * 3600


@implementer(interface.IPromise)
class RunPromise(GenericPromise):

  def __init__(self, config):
    super().__init__(config)
    self.setPeriodicity(5)

  def sense(self):
    try:
      status = os.stat(self.getConfig('log-file'))
    except OSError as e:
      self.logger.error('Error reading log file: %s', e)
      return
    if status.st_size > 0:
      self.logger.info('Log file has content.')
    elif time.time() - status.st_mtime < GRACE:
      self.logger.info('Log file was rotated.')
    else:
      self.logger.error('Log file is empty.')

  def anomaly(self):
    return self._anomaly(result_count=3, failure_amount=3)
