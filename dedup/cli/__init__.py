"""The command line: parse, call, print. No logic of matching lives here."""
