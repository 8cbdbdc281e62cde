"""`dedup bench`: labelled sets in open formats, the figures of them, and other tools beside this one in the same run."""
