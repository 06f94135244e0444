"""A store of one's own, as somebody would write it: `--store tests/stores/shelf.py:Shelf`."""

import os
import tempfile
from pathlib import Path


class Shelf:
    """A store of one's own: dictionaries, by table and natural key."""

    def __init__(self):
        self.held = {}

    def find(self, table, key):
        return self.held.get(table, {}).get(key)

    def at(self, table, reference):
        return next((it for it in self.records(table) if it.reference == reference), None)

    def put(self, table, record):
        self.held.setdefault(table, {})[record.key] = record

    def remove(self, table, key):
        del self.held.get(table, {})[key]

    def records(self, table):
        return iter(self.held.get(table, {}).values())

    def tables(self):
        return sorted(table for table, held in self.held.items() if held)

    def count(self, table):
        return len(self.held.get(table, {}))


class Folder(Shelf):
    """A shelf with a resource: a folder in the one of the environment variable FOLDERS."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.mkdtemp(dir=os.environ["FOLDERS"])

    def close(self):
        Path(self.folder).rmdir()


class Forgetful(Folder):
    """One that breaks its contract."""

    def find(self, table, key):
        return None
