"""Times, as the contract has them: ISO 8601 in UTC."""
import time
from datetime import UTC, datetime

# The last second that ISO 8601 has four digits for.
_LAST = 253402300799.0


def iso(timestamp: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC; the last that can be written for what is later, as a file's time may be."""
    return datetime.fromtimestamp(min(timestamp, _LAST), UTC).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def now() -> str:
    """The time, as ISO 8601 in UTC."""
    return iso(time.time())
