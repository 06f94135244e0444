"""Fixtures of several test modules."""

from functools import partial

import pytest
from projects import run_pytest


@pytest.fixture
def project(tmp_path):
    """Runs pytest in a folder with these files, and returns its status and what it said."""
    return partial(run_pytest, tmp_path)
