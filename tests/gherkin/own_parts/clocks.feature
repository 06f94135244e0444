Feature: Clocks of one's own
  A clock that is plugged in says when the batch job is due next, after its last run.

  @S4 @B5
  Scenario: The batch job runs once a week
    Given the batch job runs by the clock "Weekly"
    And the worker "Ada" exists in Human Resources
    And integration was turned on
    When 6 days pass
    Then the worker "Ada" is not in Dataverse
    When 1 day passes
    Then the worker "Ada" is in Dataverse
    And the timeline says "first run 2021-08-26 09:00:00"
    And the timeline does not say "2021-09-02 09:00:01"

  @S4
  Scenario: With one that stands still nothing is turned on
    Given the batch job runs by the clock "Standing"
    When integration is turned on, and that breaks off because "next_run(1629363600) returned 1629363600"
    Then integration is off
    And the timeline does not say "batch job created"

  @B5
  Scenario: With one that goes far too fast no time passes
    Given the batch job runs by the clock "EverySecond"
    And integration was turned on
    When 100001 seconds are to pass, and that breaks off because "has more than 100,000 runs"
    Then 0 seconds have passed since the start

  @B5
  Scenario: Nor does it with a job that runs far too often
    Given the batch job runs every 0.1 seconds
    And integration was turned on
    When 2 days are to pass, and that breaks off because "the batch job would run 1,728,000 times"
    Then 0 seconds have passed since the start
