"""Times, as the contract has them: ISO 8601 in UTC."""
import time
from datetime import UTC, datetime


def iso(timestamp: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC."""
    return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def now() -> str:
    """The time, as ISO 8601 in UTC."""
    return iso(time.time())
