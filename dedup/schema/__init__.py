"""The JSON Schemas of what is written for programs, shipped with the package. `make.py` generates them."""
