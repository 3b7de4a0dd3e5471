"""The zip archive around a paper: written byte for byte the same, read without trust.

Knows nothing of Word. Parts that many papers share are deflated once by their owner and written as they are.
"""

import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Final

from generator.datatype import datatype

LEVEL: Final = 3  # two thirds of the work of 6 for a twentieth more bytes
MAX_BYTES: Final = 64 * 1024 * 1024  # unpacked, all parts together
MAX_PARTS: Final = 2000

_DATE: Final = (1 << 5) | 1  # 1980-01-01, the first day a zip can name
_UNIX: Final = 3 << 8  # made by Unix, whatever the machine
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")


class NotAPackage(ValueError):
    """These bytes are no zip archive that could be a paper."""


@datatype
class Part:
    """A file of the archive, packed; method 8 is deflated, 0 is as it was."""

    name: str  # ASCII
    packed: bytes
    crc: int
    size: int  # before packing
    method: int = 8


def deflate(name: str, data: bytes) -> Part:
    """`data` as a part, deflated at a fixed level."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(name, packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def store(name: str, data: bytes) -> Part:
    """`data` as a part, as it is: for small ones, where setting up the packer costs more than it saves."""
    return Part(name, data, zlib.crc32(data), len(data), 0)


def zip_parts(parts: Iterable[Part]) -> bytes:
    """An archive of the parts in this order; no time, user or machine in it."""
    out: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode("ascii")
        packed = len(part.packed)
        sizes = (part.crc, packed, part.size, len(name))
        head = _LOCAL.pack(b"PK\x03\x04", 20, 0, part.method, 0, _DATE, *sizes, 0)
        fields = (_UNIX | 20, 20, 0, part.method, 0, _DATE, *sizes, 0, 0, 0, 0, 0o644 << 16, offset)
        directory.append(_CENTRAL.pack(b"PK\x01\x02", *fields) + name)
        out += (head, name, part.packed)
        offset += len(head) + len(name) + packed
    index = b"".join(directory)
    out += (index, _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(index), offset, 0))
    return b"".join(out)


def read_parts(data: bytes) -> Mapping[str, bytes]:
    """The unpacked files of an archive by name, in its order. NotAPackage if it is none, or too large to be a paper."""
    import zipfile  # only where a paper is read, not where one is written

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
            if len(files) > MAX_PARTS or sum(file.file_size for file in files) > MAX_BYTES:
                raise NotAPackage("too large")
            if len({file.filename for file in files}) != len(files):
                raise NotAPackage("a name twice")
            return {file.filename: archive.read(file) for file in files}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, struct.error) as error:
        raise NotAPackage(str(error)) from None
