"""Why a record is as it is, and what the next run would do and why, as plain values."""

from functools import cache

from harness.domain.rule_marks import standing_in
from harness.domain.rules import RULES
from harness.domain.times import format_instant
from harness.reports.explain.explanation import RecordExplanation, explain
from harness.reports.explain.stated_rules import stated
from harness.reports.foresight import foresee
from harness.server.answers import Plain
from harness.server.live_scenario import LiveScenario
from harness.simulator.engine import Engine


@cache
def said_of(rule: str) -> Plain:
    """What the documentation says of a rule: its status in words, our part of it, the sources."""
    found = RULES[rule]
    return {
        "meaning": found.meaning,
        "decided": [it.text for it in found.parts if "A" in it.statuses],
        "cited": found.cited,
    }


def explanation(live: LiveScenario, record: str, step: int | None, column: str | None) -> Plain:
    """Why a record is as it is."""
    done = live.replayed(step)
    return _explained(explain(done.simulator, record, done.done, column), done.simulator)


def _explained(found: RecordExplanation, simulator: Engine) -> Plain:
    settings = simulator.world.settings
    return {
        "title": found.title,
        "sections": [
            {
                "title": section.title,
                "chains": [
                    {
                        "lines": list(chain.lines),
                        "rules": list(chain.rules),
                        "links": [
                            {
                                "step": link.step,
                                "at": format_instant(link.at),
                                "text": link.text,
                                "rules": list(link.rules),
                                "alarm": link.alarm,
                            }
                            for link in chain.links
                        ],
                    }
                    for chain in section.chains
                ],
            }
            for section in found.sections
        ],
        "rules": [
            {
                "rule": it,
                "status": RULES[it].mark,
                "setting": standing_in(it, settings, found.table) or None,
                "text": stated(it, settings, found.table),
                "said": said_of(it),
            }
            for it in found.rules
        ],
    }


def foreseen(live: LiveScenario, table: str | None, step: int | None) -> Plain:
    """What the batch job, or sync now of a table, would do; why is asked of each record alone."""
    return foresee(live.at(step), table).to_json()


def foreseen_why(live: LiveScenario, table: str | None, record: str, step: int | None) -> Plain:
    """Why the record would be as it were after that run; while it is off, if it were turned on."""
    found = foresee(live.at(step), table).ran
    done = found.steps(live.replayed(step).done)
    return _explained(explain(found.after, record, done), found.after)
