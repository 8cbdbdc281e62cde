"""How well a text is condensed: dedup beside keep-first, keep-longest, MMR and LexRank, in one run."""
