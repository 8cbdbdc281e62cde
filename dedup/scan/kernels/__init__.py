"""The work of a scan, stage by stage: an Arrow table in, an Arrow table out, the same on one machine and on many.

A kernel knows nothing of files, workers or stages; what it gives depends on its rows alone, not on their order or on how
they were shared out. Models are loaded once a process.
"""
