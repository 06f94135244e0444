"""What people's files and arguments say is shown, and no terminal obeys it."""

import re

import pytest

from harness.cli.main import main
from harness.reports.wrapping import harmless

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ebad"  # sets the title, clears the screen, turns around
OBEYED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SCENARIO = """
scenario: "t{evil}"
given: {{integration: on, records: {{
  "r{evil}": {{table: cdm_worker, values: {{cdm_workernumber: "1", cdm_lastname: "v{evil}"}}}}}}}}
steps:
  - turn_off
  - edit: {{in: hr, record: "r{evil}", values: {{cdm_lastname: "w{evil}"}}}}
  - advance: 1m
  - edit: {{in: dataverse, record: "r{evil}", values: {{cdm_lastname: "x{evil}"}}}}
  - backup: {{in: dataverse, as: "b{evil}"}}
  - turn_on
  - run_batch_job
  - expect: {{in: hr, record: "r{evil}", values: {{cdm_lastname: "y{evil}"}}}}
""".format(evil=r"\e]0;owned\a\e[2J\x9b31m\u202ebad")
FEATURE = f"Feature: f{EVIL}\n  Scenario: s{EVIL}\n    When nothing{EVIL}\n"
PLUGIN = '''"""Doc \\x1b[2J."""
import harness as h
@h.always("nobody \\x1b[2J\\x9b is king")
def no_king(step):
    """Doc\\x1b[2J."""
    return "because \\x1b[2J"
'''


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / f"d{EVIL}"
    folder.mkdir()
    for path in (tmp_path / "a.yaml", folder / f"s{EVIL}.yaml"):
        path.write_text(SCENARIO, "utf-8")
    (tmp_path / f"f{EVIL}.feature").write_text(FEATURE, "utf-8")
    (tmp_path / "bad.yaml").write_text(f"scenario: x{EVIL}\nsteps: [turn_on]\n", "utf-8")
    (tmp_path / "plug.py").write_text(PLUGIN, "utf-8")
    (tmp_path / "wrong.py").write_text('raise ValueError("boom \\x1b[2J")\n', "utf-8")


@pytest.mark.parametrize(
    "command",
    [
        *(f"replay a.yaml --format {it}" for it in (
            "simple", "pipe", "tsv", "json", "html", "mermaid", "junit", "github", "github-summary",
        )),
        "replay a.yaml --quiet", "replay d{}", "replay a.yaml --record r{}",
        "replay a.yaml --record q{}", "replay a.yaml --set conflict={}", "replay a.yaml --set {}=1",
        "replay a.yaml --store {}", "replay a.yaml --catalog {}", "replay a.yaml --plugin plug.py",
        "replay a.yaml --plugin wrong.py", "replay a.yaml --plugin {}.py", "replay a.yaml --{}",
        "replay a.yaml --until {}", "replay a.yaml --format {}", "replay a.yaml --output {}/x",
        "replay {}", "{}", "check f{}.feature", "check bad.yaml", "explain a.yaml --record r{}",
        "explain a.yaml --record q{}", "foresee a.yaml --format json",
        "diff a.yaml a.yaml", "rules d{}", "rules {}", "tables {}", "help {}",
    ],
)  # fmt: skip
def test_nothing_that_is_written_would_be_obeyed(here, capsys, command):
    main([word.format(EVIL) for word in command.split()])
    written = "".join(capsys.readouterr())
    assert written
    assert not OBEYED.search(written)


def test_colours_tabs_and_every_script_stay():
    text = "\x1b[31mred\x1b[0m\tשלום\n新しい 👩\u200d👩\u200d👧\u3000\xa0"
    assert harmless(text) == text


def test_a_file_has_the_title_as_it_is_alone_or_in_a_folder(tmp_path, monkeypatch):
    """Gherkin has no escapes; a terminal does not read files."""
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        text = f'scenario: "{name} \\u202e turned"\nsteps: [turn_on]\n'
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    assert main(["export", "a.yaml", "--to", "feature", "--output", "one.feature"]) == 0
    assert main(["export", "a.yaml", "b.yaml", "--to", "feature", "--output", "out"]) == 0
    one = (tmp_path / "one.feature").read_text("utf-8")
    assert "Scenario: a \u202e turned" in one
    assert (tmp_path / "out" / "a-turned.feature").read_text("utf-8") == one
