"""What was published before: the record (SQLite), its postings of words, its index of vectors, and what finds in them.

`Archive` (archive.py) is the door. The record is everything; the index beside it can be made again from it at any time.
"""

from dedup.archive.archive import Archive

__all__ = ["Archive"]
