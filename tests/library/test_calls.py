"""What the command line does, called from Python: with parts and properties of one's own."""

import json
from dataclasses import replace

import pytest

import harness as h
from harness.cli.main import main
from harness.properties.law import ALWAYS, SOMETIMES

ON = "scenario: On\nsteps: [turn_on, expect: {missed_requests: 1}]"
FEATURE = "Feature: F\n  Scenario: On\n    When integration is turned on\n"
TWO = FEATURE + "  Scenario: Off\n    When integration is turned off\n"


class NoLiveDeletes(h.Integration):
    """Deletes wait for the batch job."""

    def deliver_delete(self, request: h.Request, cause: int) -> None:
        self.keep_missed(request, cause)


class Weekly(h.Clock):
    """Runs are due once a week."""

    def next_run(self, since: int) -> int:
        return since + 7 * 86_400


def test_our_clock_keeps_the_time():
    sim = h.Simulator(clock=Weekly())
    sim.do(h.TurnOn(), h.Advance("7d"))
    assert [event.event for _, event in sim.journal].count("batch_started") == 1
    assert [event.event for _, event in sim.fresh().journal] == []


def test_our_integration_is_part_of_a_fork_and_of_a_fresh_one():
    ours = h.Simulator(integration=NoLiveDeletes)
    for sim in (ours, ours.fork(), ours.fresh(), ours.fork().fresh()):
        sim.do(
            h.TurnOn(),
            h.Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}),
            h.Delete("hr", "boss"),
        )
        assert "boss" in sim.dataverse


@h.always("deletes cross at once")
def deletes_cross(step: h.Step) -> str | None:
    if isinstance(step.command, h.Delete) and "removed" not in step.kinds and step.was_on:
        there = [at for at in ("hr", "dataverse") if step.simulator.record(at, step.command.record)]
        return f"{step.command.record} is still in {there[0]}" if there else None
    return None


@h.always("nobody deletes")
def nobody_deletes(step: h.Step) -> str | None:
    return "somebody did" if "deleted" in step.kinds else None


@h.sometimes("the moon is reached")
def moon(step: h.Step) -> bool:
    return False


def test_scenario_files_and_features_are_loaded(tmp_path):
    file, feature = tmp_path / "on.yaml", tmp_path / "on.feature"
    file.write_text(ON)
    feature.write_text(TWO)
    assert h.load(file) == replace(h.loads(ON), file=str(file))
    assert [it.title for it in h.load_all(tmp_path)] == ["On", "Off", "On"]
    assert [it.title for it in h.load_all(file, feature)] == ["On", "On", "Off"]
    assert h.load(f"{feature}:5").title == "Off"
    with pytest.raises(h.BadInput, match=r"has 2 scenarios; name one of them by its line"):
        h.load(feature)
    assert h.loads(FEATURE, "on.feature").steps[0].does == h.TurnOn()
    assert h.loads(ON, settings=["conflict=hr_wins"]).settings.conflict == "hr_wins"
    with pytest.raises(h.Problems, match=r"scenario\.yaml:1:1: .*steps"):
        h.loads("scenario: x")
    file.write_text("scenario: x")
    with pytest.raises(h.Problems, match=r"on\.yaml:1:1: .*steps"):
        h.load(file)
    with pytest.raises(h.Problems, match=r"x\.feature:3:32: no step"):
        h.loads(FEATURE.replace("turned on", "turned onn"), "x.feature")


def test_what_is_added_to_the_catalog_is_a_mapping_or_a_file(tmp_path):
    columns = {"cdm_worker": {"columns": {"new_badge": {"type": "Text"}}}}
    path = tmp_path / "x.catalog.yaml"
    path.write_text(json.dumps(columns))
    for catalog in (columns, path):
        assert "new_badge" in h.loads(ON, catalog=catalog).catalog["cdm_worker"].index


def test_a_scenario_is_written_as_either_format():
    scenario = h.loads(ON)
    again = h.loads(h.dumps(scenario))
    assert [it.does for it in again.steps] == [it.does for it in scenario.steps]
    assert "When integration is turned on" in h.export(scenario, to="feature")
    assert h.export(h.loads(FEATURE, "x.feature"), to="scenario").startswith("scenario: On")
    with pytest.raises(h.BadInput, match="'feature' or 'scenario'"):
        h.export(scenario, to="word")


def test_files_are_checked(tmp_path):
    (tmp_path / "a.yaml").write_text(ON)
    (tmp_path / "b.yaml").write_text("scenario: x\nsteps: [turn_onn]")
    files, problems = h.check(tmp_path)
    assert [path.name for path in files] == ["a.yaml", "b.yaml"]
    (problem,) = problems
    assert isinstance(problem, h.Problem)
    assert (problem.line, "did you mean turn_on" in problem.message) == (2, True)


def test_a_replay_has_failures_findings_timeline_and_result():
    done = h.replay(h.loads(ON))
    assert not done.passed
    assert [(it.step, it.actual) for it in done.failures] == [(2, "0 missed requests")]
    assert (done.losses, done.undone_deletes, done.missed_requests) == ([], [], [])
    assert "NOT AS EXPECTED" in done.timeline()
    assert done.to_json()["fingerprint"] == done.fingerprint == done.result.run.fingerprint
    assert "<html" in done.to_html()
    assert done.to_mermaid().startswith("sequenceDiagram")
    assert h.replay(h.loads(ON), until=1).passed
    with pytest.raises(h.BadInput, match=r"scenario takes one, as .*, not 'on\.yaml'"):
        h.replay("on.yaml")


HISTORY = """
scenario: A delete
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
steps:
  - advance: 1h
  - delete: {in: hr, record: ada}
  - expect: {in: dataverse, record: ada, exists: no}
"""


def test_our_parts_are_replayed_shrunk_and_compared():
    scenario = h.loads(HISTORY)
    ours = h.Simulator(integration=NoLiveDeletes)
    assert h.replay(scenario).passed
    done = h.replay(scenario, simulator=ours)
    assert [it.step for it in done.failures] == [3]
    assert isinstance(done.simulator, h.Simulator)
    shrunk = h.shrink(scenario, simulator=ours.fresh).scenario
    assert [type(it.does) for it in shrunk.steps] == [h.Delete, h.Exists]
    with pytest.raises(h.BadInput, match="nothing fails: there is nothing to shrink"):
        h.shrink(scenario)
    usual, other = h.diff(h.replay(scenario), done), h.diff(done, done)
    assert other.same
    assert usual.parting is not None
    with pytest.raises(h.BadInput, match="simulator takes a Simulator, or a function"):
        h.replay(scenario, simulator=lambda: 3)


def test_properties_are_checked_in_a_replay_that_names_them():
    scenario = h.loads(HISTORY.partition("  - expect:")[0])
    ours = h.Simulator(integration=NoLiveDeletes)
    assert h.replay(scenario, simulator=ours).passed
    (failure,) = h.replay(scenario, simulator=ours, properties=[]).failures
    assert failure.property in ALWAYS
    own = h.shrink(
        scenario, simulator=ours, properties=[deletes_cross], property="deletes cross at once"
    )
    assert [type(it.does) for it in own.scenario.steps] == [h.Delete]
    assert "deletes cross at once" not in ALWAYS


def test_an_explanation_is_of_a_simulator_or_of_a_replay():
    done = h.replay(h.loads(HISTORY))
    assert h.explain(done, "ada").sections == h.explain(done, "ada").sections
    assert "B1" not in h.explain(done.simulator, "ada").rules
    with pytest.raises(h.BadInput, match="no record"):
        h.explain(done, "zoe")


def test_a_foresight_is_of_a_simulator_or_of_a_replay_and_does_nothing():
    done = h.replay(h.loads(HISTORY))
    entries = len(done.simulator.journal)
    assert h.foresee(done).found == h.foresee(done.simulator).found
    foresight = h.foresee(done.simulator, "cdm_worker")
    assert foresight.what == "sync now of Worker"
    assert type(foresight.after) is h.Simulator
    assert len(done.simulator.journal) == entries
    with pytest.raises(h.BadInput, match="did you mean cdm_worker"):
        h.foresee(done, "cdm_wrker")


def test_an_exploration_finds_what_ours_does_otherwise():
    ours = h.Simulator(integration=NoLiveDeletes)
    before = {*ALWAYS}, {*SOMETIMES}
    found = h.explore(range(320, 340), length=30, simulator=ours, properties=[deletes_cross])
    assert ({*ALWAYS}, {*SOMETIMES}) == before
    assert not found.passed
    assert found.broken
    counterexample = found.counterexample
    assert counterexample is not None
    shrunk = counterexample.shrunk()
    assert ({*ALWAYS}, {*SOMETIMES}) == before
    assert len(shrunk.history.steps) < len(counterexample.history.steps)
    read = h.loads(shrunk.to_yaml())
    done = h.replay(read, simulator=ours, properties=[deletes_cross])
    # at the last step, where the law's own property of failures breaks with it
    assert [it.step for it in done.failures] == [len(read.steps)]
    assert {it.property for it in done.failures} <= {shrunk.property, "what fails has its reason"}
    assert not h.replay(read, properties=[deletes_cross]).passed  # the file names the integration
    documented = h.loads(shrunk.to_yaml(), settings=["integration=documented"])
    assert h.replay(documented, properties=[deletes_cross]).passed


def test_an_exploration_with_the_usual_parts_is_that_of_the_command_line(capsys):
    found = h.explore(range(30), length=30, faults=["unavailable"])
    main(["explore", "--count", "30", "--length", "30", "--faults", "unavailable", "--processes=1"])
    out = capsys.readouterr().out
    assert f"30 histories, {found.steps:,} steps" in out
    assert f"Rules that decided: {len(found.rules)} of" in out
    assert found.counterexample is None
    assert (
        repr(found) == f"<Exploration: 30 histories, {found.steps:,} steps, every invariant holds>"
    )


def test_goals_and_properties_of_files_count_for_one_call(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(
        "from harness import always\n@always('nothing happens')\n"
        "def nothing(step): return 'something did'\n"
    )
    found = h.explore(range(2), length=5, properties=[file, moon])
    assert found.broken == ("nothing happens",)
    assert "the moon is reached" in found.missing
    assert h.explore(range(2), length=5).broken == ()


def test_settings_of_ours_are_kept_and_others_drawn():
    ours = h.Simulator(h.Settings(tie="dataverse", conflict="merge_fields"))

    @h.always("one policy")
    def one_policy(step: h.Step) -> str | None:
        settings = step.simulator.world.settings
        wanted = (settings.conflict, settings.tie) == ("merge_fields", "dataverse")
        return None if wanted else str(settings)

    assert not h.explore(range(8), length=5, simulator=ours, properties=[one_policy]).broken
    assert h.explore(range(8), length=5, properties=[one_policy]).broken
    one = h.explore(range(8), length=5, conflict="last_edit_wins")
    assert one.spec.conflict == "last_edit_wins"


@pytest.mark.slow
def test_several_processes_come_to_the_same():
    how = {"length": 20, "properties": [nobody_deletes], "simulator": ours_made}
    one, two = (h.explore(range(250), processes=many, **how) for many in (1, 2))
    assert one.found == two.found
    assert "nobody deletes" in one.broken


def ours_made() -> h.Simulator:
    """At the top of the module, so that another process can have it."""
    return h.Simulator(integration=NoLiveDeletes)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: h.explore(10), r"seeds takes a range of seeds, such as range\(1000\), not 10"),
        (lambda: h.explore(range(0)), "seeds takes a range"),
        (lambda: h.explore(faults=["unavailabl"]), "unavailabl: .* did you mean unavailable"),
        (lambda: h.explore(faults="unavailable"), "faults takes kinds of fault"),
        (lambda: h.explore(world="large"), "world takes 'company' or 'small'"),
        (lambda: h.explore(length=0), "length takes a whole number from 1 to 100,000, not 0"),
        (lambda: h.explore(properties=[len]), "len is no property: put @always or @sometimes"),
        (lambda: h.explore(properties="own.py"), "properties takes a list of functions"),
        (lambda: h.explore(conflict="hr_winz"), "conflict takes one of"),
        (lambda: h.explore(settings={}), "settings takes"),
        (
            lambda: h.explore(conflict="hr_wins", settings=h.Settings(conflict="merge_fields")),
            "conflict is hr_wins, but the settings, .* have merge_fields: give one",
        ),
        (lambda: h.explore(simulator=3), "simulator takes a Simulator"),
        (
            lambda: h.explore(world="small", settings=h.Settings(import_on=1)),
            "import_on: the bounded model has none but the usual",
        ),
        (
            lambda: h.explore(processes=2, simulator=lambda: h.Simulator(stores="memory")),
            "another process cannot have what is plugged in .* take processes=1",
        ),
        (lambda: h.explore(save="x", simulator=h.Simulator()), "save: keeps histories of the"),
        (lambda: h.explore(range(2), time_limit="x"), "time_limit takes seconds, not 'x'"),
        (lambda: h.explore(range(2), save=3), "save takes a path, not 3"),
        (lambda: h.load(3), "place takes a path, not 3"),
        (lambda: h.check(3), "place takes a path, not 3"),
        (lambda: h.mutants(3), "suite takes a path, not 3"),
        (lambda: h.loads(3), "text takes text, not 3"),
        (lambda: h.loads(ON, catalog=3), "catalog takes a path, not 3"),
        (lambda: h.loads(ON, settings="tie=hr"), "settings takes texts such as"),
        (lambda: h.dumps(3), "scenario takes one, as h.load"),
        (lambda: h.export(3, to="feature"), "scenario takes one, as h.load"),
        (lambda: h.replay(h.loads(ON), until="x"), "until takes a whole number from 0, not 'x'"),
        (lambda: h.foresee(3), "of takes a simulator, or what h.replay returns"),
        (lambda: h.foresee(h.Simulator(), 3), "table takes the logical name of a table, not 3"),
        (lambda: h.explain(h.Simulator(), 3), "record takes the name of a record, not 3"),
        (lambda: h.Simulator().timeline(width="x"), "width takes a whole number from 20, not 'x'"),
        (lambda: h.Simulator().scenario(3), "title takes text, not 3"),
        (lambda: h.schema(3), "catalog takes a catalog"),
        (lambda: h.verify(3), r"model takes h.BoundedModel\(records=2\)"),
        (lambda: h.BoundedModel(records=9), "the bounded model has 1 to 5 records, not 9"),
        (lambda: h.find("data-los"), "nothing is called 'data-los', did you mean data-loss"),
        (lambda: h.find(3), "target takes the name of one"),
        (lambda: h.compare(seeds=range(3), length=-1), "length takes a whole number from 0"),
        (lambda: h.draw("coverage"), "what takes 'states' or 'heat-map'"),
        (lambda: h.always("", rules="R3"), "the name of a property: some text is needed"),
        (lambda: h.always("x", rules="R33"), "'x' guards no rule R33, did you mean R3"),
        (lambda: h.always("x", of=(int,)), "of takes commands such as h.Edit"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_named(call, said: str) -> None:
    with pytest.raises(h.BadInput, match=said):
        call()


@pytest.mark.slow
def test_every_state_of_a_model_is_verified_or_a_shortest_history_raised():
    model = h.BoundedModel(values=(None, "Byron"), imports=False, records=1)
    verified = h.verify(model)
    assert verified.states > 1000
    assert "B1" in verified.rules
    with pytest.raises(h.PropertyViolated, match="nobody deletes") as raised:
        h.verify(model, properties=[nobody_deletes])
    found = raised.value.counterexample
    assert found.property == "nobody deletes"
    assert [type(it.does) for it in found.history.steps] == [h.Create, h.Delete]
    assert isinstance(raised.value, AssertionError)
    with pytest.raises(h.BadInput, match=r"integration: .* one of your own may keep a state"):
        h.verify(model, simulator=h.Simulator(integration=NoLiveDeletes))


@pytest.mark.slow
def test_a_search_and_a_comparison_are_of_our_parts():
    model = h.BoundedModel(values=(None, "Byron"), imports=False)
    assert all(h.replay(it).passed for it in h.find("undone-delete", model, longest=4))
    usual = h.compare(range(20))
    ours = h.compare(range(20), simulator=h.Simulator(integration=NoLiveDeletes))
    assert usual.keys() == ours.keys()
    assert usual != ours
    assert h.draw("states").startswith("digraph")


def test_mutants_are_tried_with_files_and_with_scenarios(tmp_path):
    file = tmp_path / "delete.yaml"
    file.write_text(HISTORY)
    names = ["deletes-do-not-cross", "older-edit-wins"]
    for suite in (file, tmp_path, h.loads(HISTORY)):
        found = h.mutants(suite, names=names)
        assert [it.name for it in found.survivors] == ["older-edit-wins"]
        assert found.kinds == ("scenarios",)
    assert "NOT CAUGHT: older-edit-wins" in repr(found)
    with pytest.raises(h.BadInput, match="fails without any mutant"):
        h.mutants(h.loads(ON))
    with pytest.raises(h.BadInput, match="which features and scenarios"):
        h.mutants()
    with pytest.raises(h.BadInput, match="no mutant 'x'"):
        h.mutants(file, names=["x"])
    with pytest.raises(h.BadInput, match="names takes a list of names of mutants"):
        h.mutants(file, names="older-edit-wins")


def test_an_explanation_prints_as_the_command_does(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    sim = h.Simulator()
    sim.do(h.Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1", "cdm_lastname": "X"}))
    moment = "as of 2021-08-19 09:00:00, integration off"
    assert str(h.explain(sim, "ada")).startswith(f"ada: Worker (cdm_worker) 1\n{moment}\n")
    path = tmp_path / "x.yaml"
    path.write_text(
        "scenario: X\nsteps:\n  - turn_on\n  - create: {in: hr, table: cdm_worker, record: ada, "
        'values: {cdm_workernumber: "1"}}\n  - expect: {missed_requests: 9}\n',
        "utf-8",
    )
    from harness.cli.main import main

    assert main(["explain", str(path), "--record", "ada"]) == 0
    found = h.explain(h.replay(h.load(path)), "ada")
    assert str(found) == capsys.readouterr().out.removesuffix("\n")
    assert "The scenario FAILED (step 3)" in str(found)
    assert main(["explain", str(path), "--record", "ada", "--format", "html"]) == 0
    assert found.to_html() == capsys.readouterr().out.removesuffix("\n")


def test_an_explanation_names_each_rule_of_a_link_once():
    @h.policy("shortest_wins")
    def shortest(hr, dataverse):
        return "hr" if len(hr.value) < len(dataverse.value) else "dataverse"

    sim = h.Simulator(h.Settings(conflict="shortest_wins"))
    sim.do(h.Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1", "cdm_lastname": "X"}))
    sim.do(h.TurnOn(), h.RunBatchJob(), h.TurnOff())
    sim.do(h.Edit("hr", "ada", {"cdm_lastname": "Byron"}))
    sim.do(h.Edit("dataverse", "ada", {"cdm_lastname": "King"}), h.TurnOn(), h.RunBatchJob())
    links = [it for s in h.explain(sim, "ada").sections for c in s.chains for it in c.links]
    assert any("R7" in it.rules for it in links)
    assert all(len(it.rules) == len(set(it.rules)) for it in links)
    h.POLICIES.forget("shortest_wins")


def test_a_refusal_says_which_record_was_meant_but_not_in_its_reason():
    sim = h.Simulator()
    sim.do(h.Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1"}))
    with pytest.raises(h.Refused) as caught:
        sim.do(h.Edit("hr", "adda", {"cdm_lastname": "Y"}))
    reason = "no such record: adda in Human Resources"
    assert str(caught.value) == f"{reason}, did you mean ada?"
    assert caught.value.reason == reason
    assert sim.journal[len(sim.journal)].data[1] == reason
