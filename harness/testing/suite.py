"""The base of the conformance suites: the part under test, which a method or a fixture gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import getattr_static, isfunction
from typing import Any, ClassVar, NoReturn

from harness.domain.extras import needs

try:
    import pytest
except ModuleNotFoundError:
    raise ModuleNotFoundError(needs("a conformance suite", "pytest", "bdd")) from None


@contextmanager
def another_time() -> Iterator[None]:
    """Python's clock shows a day long past inside the block: no part may read it."""
    from freezegun import freeze_time

    with freeze_time("2001-02-03T04:05:06Z"):
        yield


class Suite:
    """Tests of a part; a subclass has a method or a fixture that is called as `PART` says."""

    PART: ClassVar[str]
    EXAMPLE: ClassVar[str]  # what the method could be

    @pytest.fixture(autouse=True)
    def _part_from_fixture(self, request: pytest.FixtureRequest) -> None:
        """Take the part from a fixture, unless the class has a method for it."""
        if not isfunction(getattr_static(type(self), self.PART, None)):
            missing = False
            try:
                part = request.getfixturevalue(self.PART)
            except pytest.FixtureLookupError:
                missing = True  # said outside, as what was raised here tells a user nothing
            if missing:
                self._complain("defines none")
            vars(self)["_from_fixture"] = lambda: part

    def _given_part(self) -> Any:
        """What the fixture gives, or what the method returns."""
        given: Callable[[], Any] | None = vars(self).get("_from_fixture")
        given = given or getattr(self, self.PART, None)
        if given is None:
            self._complain("defines none")
        return given()

    def _skip(self, reason: str) -> NoReturn:
        """Skip the test that runs: the part does not have what it is about."""
        pytest.skip(reason)

    def _complain(self, problem: str) -> NoReturn:
        """Fail with a plain message about the part, as no code of the suite is to blame."""
        name = type(self).__name__
        message = f"{name}: {self.PART}: {problem}; define it, for example: {self.EXAMPLE}"
        pytest.fail(message, pytrace=False)
