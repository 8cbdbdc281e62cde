"""The editor's page: a server on this machine, with the templates and scripts of its pages. It holds no matching logic."""
