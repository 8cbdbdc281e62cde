"""A whole archive at once: every repeated passage, clusters, and a plan of what could go, with a reason in every row."""

from dedup.scan.copies import apply, undo
from dedup.scan.options import Options
from dedup.scan.run import scan

__all__ = ["Options", "apply", "scan", "undo"]
