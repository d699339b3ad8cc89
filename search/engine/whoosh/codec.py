"""Whoosh's own codec and format, but quicker to write and smaller: any Whoosh reads what it writes.

Two thirds of all terms stand in one document only. Whoosh means to keep such postings in the term's entry, but its
writer calls a method that doesn't exist; here it works. Block statistics of field lengths are left out: they only serve
Whoosh's skipping of low scores, for which a length of 0 is a safe bound. Segments are pickled with their codec: this
module's path must stay.
"""

from __future__ import annotations

import pickle
import zlib
from typing import Any, Final

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3PostingsWriter, W3TermInfo
from whoosh.writing import PostingPool

_POSTING_SIZE: Final = 250  # bytes of a posting held in memory, without its positions
_INLINED: Final = 2  # terms with fewer postings are kept in their entry
_BLOCK: Final = 512  # postings that are compressed together
_WORTH_COMPRESSING: Final = 100  # bytes
_PICKLE: Final = 3  # the first protocol that knows bytes


class LeanPostingsWriter(W3PostingsWriter):
    """Writes posting lists without checking the type of every number again."""

    _maxweight: float
    _terminfo: Any

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:
        """Add a posting to the block."""
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        if weight > self._maxweight:
            self._maxweight = weight
        if vbytes:
            self._values.append(vbytes)

    def finish_postings(self) -> Any:
        """Return the term's entry, with the postings in it if they are few."""
        if self.written() or len(self) >= self._inlinelimit:
            return super().finish_postings()
        terminfo = self._terminfo
        terminfo.add_block(self)
        terminfo.set_inlined(self._ids, self._weights, self._values)
        self._terminfo = None
        return terminfo

    def _write_block(self, last: bool = False) -> None:
        """Write the postings collected, pickled so that bytes stay bytes (Whoosh's pickles spell them out)."""
        file = self._postfile
        if not self._blockcount:
            file.write(WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        data = pickle.dumps((self._mini_ids(), self._mini_weights(), self._mini_values()), _PICKLE)
        compression = self._compression if len(data) >= _WORTH_COMPRESSING else 0
        if compression:
            data = zlib.compress(data, compression)
        info = pickle.dumps((len(self._ids), self._ids[-1], self._maxweight, compression, 0, 0), _PICKLE)
        length = len(info) + len(data)
        file.write_int(-length if last else length)
        file.write(info)
        file.write(data)
        self._blockcount += 1
        self._new_block()


class LeanTermInfo(W3TermInfo):
    """A term's entry; the postings in it are pickled so that bytes stay bytes."""

    def to_bytes(self) -> bytes:
        """Return the entry as it is written."""
        if not self.is_inlined():
            return bytes(super().to_bytes())
        numbers = (True, self._weight, self._df, 0, 0, self._maxweight, self._minid, self._maxid)
        return bytes(self._struct.pack(*numbers) + pickle.dumps(self._inlined, _PICKLE))


class LeanFieldWriter(W3FieldWriter):
    """Writes the terms of a field."""

    def start_term(self, btext: bytes) -> None:
        """Begin a term."""
        self._btext = btext
        self._postwriter.start_postings(self._fieldobj.format, LeanTermInfo())


class LeanCodec(W3Codec):
    """Whoosh's codec with the lean writer."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=_BLOCK, inlinelimit=_INLINED)

    def field_writer(self, storage: Any, segment: Any) -> LeanFieldWriter:
        """Return the writer of terms."""
        return LeanFieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> LeanPostingsWriter:
        """Return the writer of posting lists."""
        return LeanPostingsWriter(
            dbfile,
            blocklimit=self._blocklimit,
            byteids=byteids,
            compression=self._compression,
            inlinelimit=0 if byteids else self._inlinelimit,
        )


class LeanPool(PostingPool):
    """Collects postings for sorting, and writes sorted runs to disk when they grow large."""

    def add(self, item: tuple[str, bytes, int, float, bytes | None]) -> None:
        """Add a posting: field, term, document, weight, positions."""
        self.currentsize += _POSTING_SIZE + len(item[4] or b"")
        if self.currentsize > self.limit:
            self.save()
        self.current.append(item)
