"""The simulator that a call of the library is given: one, or a function that makes one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from harness.domain.arguments import wrong
from harness.domain.catalog import Catalog
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.library.simulator import Simulator
from harness.scenarios.setting_text import part_of, with_settings
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

# what is plugged in is that of this simulator, or of the one that the function makes
SimulatorSource = Simulator | Callable[[], Simulator]
SettingsSource = Settings | Sequence[str]


@dataclass(frozen=True)
class FreshSimulator:
    """Makes the simulator of a scenario or a history, of the parts that the source has.

    Without `keeps_policy` the policy is the one that the settings name.
    """

    source: SimulatorSource | None = None
    keeps_policy: bool = True

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process it makes the simulator anew: what one has open cannot be sent."""
        source = self.source
        if getattr(source, "__name__", "") in ("fresh", "fork"):
            source = getattr(source, "__self__", source)
        if isinstance(source, Simulator):
            source = source.recipe()
        return FreshSimulator, (source, self.keeps_policy)

    def __call__(self, settings: Settings, catalog: Catalog) -> Simulator:
        if self.source is None:
            return Simulator(settings, catalog=catalog)
        made = self.made()
        return made.fresh(settings, catalog) if self.keeps_policy else made.under(settings, catalog)

    def made(self) -> Simulator:
        """The source, or what it makes. Raises BadInput if that is no simulator."""
        source = self.source
        found = source() if callable(source) else source
        if not isinstance(found, Simulator):
            raise wrong("simulator", "a Simulator, or a function that returns one", found)
        return found


def fixed_settings(
    simulator: Settings | None, own: SettingsSource | None
) -> tuple[tuple[str, Any], ...]:
    """The settings that are kept: of a simulator those that are not the default, and those given.

    BadInput for the name of a clock or an integration that is plugged in nowhere.
    """
    found: dict[str, Any] = {}
    texts: list[str] = []
    if own is not None and not isinstance(own, Settings):
        own, texts = None, setting_texts(own)
    for settings in (simulator, own):
        if settings is None:
            continue
        for field in fields(settings):
            value = getattr(settings, field.name)
            plugged = field.name in ("clock", "integration")  # that the simulator itself has
            if value != getattr(DEFAULT_SETTINGS, field.name) and not (
                plugged and settings is simulator
            ):
                found[field.name] = value
    if own is not None:
        CLOCKS.resolve(own.clock)
        INTEGRATIONS.resolve(own.integration)
    named = with_settings(DEFAULT_SETTINGS, texts, "settings ")
    for text in texts:
        part = part_of(text.partition("=")[0].strip())
        assert part is not None  # `with_settings` has found it
        found |= {name: getattr(named, name) for name in part.attributes}
    return tuple(found.items())


def setting_texts(given: object) -> list[str]:
    """Texts such as `clock=Weekly`. Raises BadInput for anything else."""
    texts = [*given] if isinstance(given, list | tuple) else [None]
    if not all(isinstance(text, str) for text in texts):
        takes = "h.Settings(conflict=\"hr_wins\"), or texts such as ['conflict=hr_wins']"
        raise wrong("settings", takes, given)
    return [str(text) for text in texts]
