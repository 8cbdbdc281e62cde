"""What can go wrong for a user: each error is a sentence that says what is wrong and what to do."""

from __future__ import annotations


class DedupError(Exception):
    """Anything the user can mend. Doors print its one sentence; a bug is never one of these."""

    exit_code = 2


class InputError(DedupError):
    """The input cannot be read: missing, binary, empty, too large, in an unknown encoding."""


class SettingsError(DedupError):
    """An option or a key of the configuration is unknown or has an impossible value."""


class ModelError(DedupError):
    """A model is unknown, damaged, or needs an extra that is not installed."""


class LedgerError(DedupError):
    """A ledger does not belong to the text it is used with, or is damaged."""


class VerificationError(DedupError):
    """The self-check of an output failed; nothing was written."""

    exit_code = 3


class ArchiveError(DedupError):
    """An archive is missing, in use by another writer, from a newer version, damaged, or its disk is full."""
