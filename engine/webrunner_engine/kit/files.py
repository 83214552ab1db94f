"""Files that are replaced whole, so that a reader never sees half of one; and files of partitions, which may be anything.

What a partition's programs leave in its folder has no name, kind or size that anybody can rely on. Nothing of it may keep the other
instances from being seen.
"""
import os
import stat


def replace_file(path: str, text: str, durable: bool = True) -> None:
    """Write `text` beside `path`, bring it to the disk if `durable`, and put it in its place."""
    temporary = f'{path}.{os.getpid()}.tmp'
    try:
        with open(temporary, 'w', encoding='utf-8', errors='surrogateescape') as f:
            f.write(text)
            if durable:
                f.flush()
                os.fsync(f.fileno())
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def modified(path: str) -> float | None:
    """When a file was changed last, in seconds since the epoch; None where there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None


def names_in(folder: str) -> list[str]:
    """What is in a folder of a partition, by name; nothing where there is none that can be read."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def read_left(path: str, tail: int) -> bytes | None:
    """The last `tail` bytes of a file of a partition; None where there is no ordinary one that can be read."""
    try:
        # A pipe would keep whoever opens it waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        return os.pread(descriptor, tail, max(0, found.st_size - tail)) if stat.S_ISREG(found.st_mode) else None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def read_bytes(path: str) -> bytes:
    """Content of a file; empty where there is none."""
    try:
        with open(path, 'rb') as f:
            return f.read()
    except FileNotFoundError:
        return b''
