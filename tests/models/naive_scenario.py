"""Scenario files for the naive model: their texts as values, and their expectations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.naive_model import NaiveModel
from models.naive_world import ENVIRONMENTS, TABLES

__all__ = ["TABLES", "failures"]
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATIONS = ("for", "by", "dataverse_to_hr_delay", "batch_job_every", "advance")


def failures(scenario: dict[str, Any]) -> Iterator[str]:
    """What does not hold, step by step; a refusal has to be expected by the next step."""
    settings = read(scenario.get("settings", {}))
    if "start" in scenario:
        settings["start"] = instant(scenario["start"])
    model = NaiveModel(settings, read(scenario.get("given", {})))
    refusal = None
    for number, step in enumerate(scenario["steps"], 1):
        expected = step.get("expect") if isinstance(step, dict) else None
        if expected is not None and "refused" in expected:
            if refusal is None or expected["refused"].lower() not in refusal.lower():
                yield f"step {number}: expected a refusal, {expected['refused']}: {refusal}"
            refusal = None
            continue
        if refusal is not None:
            yield f"step {number - 1} was refused: {refusal}"
        refusal = None
        if expected is None:
            refusal = model.step(read(step))
        elif (found := unmet(model, read(expected))) is not None:
            yield f"step {number}: expected {expected}, found {found}"
    if refusal is not None:
        yield f"the last step was refused: {refusal}"


# --------------------------------------------------------------------------------- texts as values


def duration(text: str) -> float:
    if re.fullmatch(r"[0-9.]+", text):
        return float(text) if "." in text else int(text)
    return sum(int(part[:-1]) * UNITS[part[-1]] for part in text.split())


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def read(tree: Any, key: str = "") -> Any:
    """The tree with its texts as the naive model takes them."""
    if isinstance(tree, dict):
        return {k: read(v, k) for k, v in tree.items()}
    if isinstance(tree, list):
        return [read(each, key) for each in tree]
    if not isinstance(tree, str):
        return tree
    if key in DURATIONS:
        return duration(tree)
    if key == "edited":
        return instant(tree)
    if key in ("tracked", "noticed", "truncate", "lasting", "applied", "exists"):
        return tree == "yes"
    if key == "deleted_from_dataverse":
        return tree == "yes"
    if key in ("nth", "after", "missed_requests", "batch_job_seconds_per_record", "off"):
        return int(tree) if tree.isdecimal() else tree
    if key == "human_resources_reference" or (key == "reference" and tree.isdecimal()):
        return int(tree)
    if re.fullmatch("7544[0-9]{5}", tree):  # R16: a number of Dataverse
        return int(tree)
    if key.endswith("amount"):
        return Decimal(tree)
    return tree


# ------------------------------------------------------------------------------------ expectations


def unmet(model: NaiveModel, expected: dict[str, Any]) -> Any:
    """What is found instead of what is expected, or None."""
    state = model.result()
    found: Any = None
    if "data_losses" in expected:
        found = [
            {"in": loss["in"], "record": loss["record"], "column": column, **values}
            for loss in state["data_loss"]
            for column, values in loss["columns"].items()
        ]
        return None if found == expected["data_losses"] else found
    if "data_loss" in expected:
        return None if not state["data_loss"] else state["data_loss"]
    if "undone_delete" in expected:
        wanted = expected["undone_delete"]
        found = [{"in": one["in"], "record": one["record"]} for one in state["undone_deletes"]]
        return None if (not found if wanted == "none" else wanted in found) else found
    if "missed_requests" in expected:
        found = state["missed_requests"]
        return None if len(found) == expected["missed_requests"] else found
    if "grid" in expected:
        table, rows = expected["grid"]["table"], expected["grid"]["rows"]
        found = [row for row in state["tracking"] if row["dataverse_table"] == table]
        same = len(found) == len(rows) and all(
            row.items() <= there.items() for row, there in zip(rows, found, strict=True)
        )
        return None if same else found
    if "tracked" in expected or "deleted_from_dataverse" in expected:
        rows = [row for row in state["tracking"] if row["record"] == expected["record"]]
        if "tracked" in expected:
            found = any(not row["deleted_from_dataverse"] for row in rows)
            return None if found == expected["tracked"] else rows
        found = any(row["deleted_from_dataverse"] for row in rows)
        return None if found == expected["deleted_from_dataverse"] else rows
    records = [
        record
        for environment in ENVIRONMENTS
        if environment == expected["in"]
        for records in state["environments"][environment].values()
        for record in records
        if record["record"] == expected["record"]
    ]
    if "exists" in expected:
        return None if bool(records) == expected["exists"] else records
    if not records:
        return "no such record"
    if "reference" in expected:
        found = records[0]["reference"]
        return None if found == expected["reference"] else found
    values = records[0]["values"]
    same = all(values.get(column) == value for column, value in expected["values"].items())
    return None if same else values
