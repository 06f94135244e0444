Feature: Turning the integration on and off
  An administrator sets Enable Dataverse integration to Yes or No. The first Yes creates the batch
  job Dataverse integration missed request sync, and from then on the job is there, whatever the
  switch says.

  Rule: The first turning-on creates the batch job, which runs once a day
    That the first run comes one interval after the first turning-on, and that neither runs by hand
    nor later switching shift the schedule, is where the article leaves it open and we decided.

    @S4
    Scenario: The first run comes one day after the first turning-on
      Given the worker "Ada" was created in Human Resources
      And 10 hours have passed
      And integration was turned on
      When 24 hours pass
      Then the worker "Ada" is in both environments

    @S4
    Scenario: The schedule counts from the turning-on, into the next year
      Given the simulation starts at "2021-12-31T22:30:00Z"
      When integration is turned on
      Then the timeline says "first run 2022-01-01 22:30:00"

    @S4
    Scenario: A minute before that, nothing has run
      Given the worker "Ada" was created in Human Resources
      And 10 hours have passed
      And integration was turned on
      When 23 hours and 59 minutes pass
      Then the worker "Ada" is not in Dataverse

    @S4
    Scenario: Where integration is on from the start, the first run comes one day after it
      Given integration is on
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And integration was turned on
      When 24 hours pass
      Then the worker "Ada" is in both environments

    @S4
    Scenario: Turning off leaves the job there, and later switching does not shift it
      Given integration was turned on
      And 1 hour has passed
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And 22 hours have passed
      And integration was turned on
      When 1 hour passes
      Then the worker "Ada" is in both environments

    @S4
    Scenario: Switching again makes no second job
      Given integration was turned on
      And 10 hours have passed
      And integration was turned off
      And integration was turned on
      And 14 hours have passed
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And integration was turned on
      When 10 hours pass
      Then the worker "Ada" is not in Dataverse

    @S4
    Scenario: A run by hand does not shift the schedule
      Given integration was turned on
      And 10 hours have passed
      And the batch job has run
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And integration was turned on
      When 14 hours pass
      Then the worker "Ada" is in both environments

  Rule: A run while integration is off does nothing and is reported as skipped

    @S4
    Scenario: A run by hand is skipped
      Given the worker "Ada" was created in Human Resources
      When the batch job runs
      Then the worker "Ada" is not in Dataverse
      And there is 1 missed request
      And the timeline says "skipped: integration is off"

    @S4
    Scenario: A scheduled run is skipped
      Given integration is on
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      When 24 hours pass
      Then the worker "Ada" is not in Dataverse
      And the timeline says "skipped: integration is off"

    @S4
    Scenario: The run after a skipped one comes one interval later
      Given integration is on
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And 30 hours have passed
      And integration was turned on
      When 18 hours pass
      Then the worker "Ada" is in both environments

  Rule: Turning on what is on, or off what is off, changes nothing and is no error
    The article leaves this open and we decided.

    @S6
    Scenario: Turned on once more, everything goes on as before
      Given integration is on
      And the worker "Ada" exists in both environments
      And integration was turned off
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And integration was turned on
      When integration is turned on
      Then the timeline says "was on already"
      And the last name of the worker "Ada" is "" in Human Resources
      And there is 1 missed request

    @S6
    Scenario: Turned on once more, live sync is still on
      Given integration is on
      And integration was turned on
      When the worker "Ada" is created in Human Resources
      Then the worker "Ada" is in both environments

    @S6
    Scenario: Turned on once more, the batch job keeps its schedule
      Given integration was turned on
      And 10 hours have passed
      And integration was turned on
      And integration was turned off
      And the worker "Ada" was created in Dataverse
      And integration was turned on
      When 14 hours pass
      Then the worker "Ada" is in both environments

    @S6
    Scenario: Turned off once more, changes stay where they are made
      Given integration is off
      And the worker "Ada" was created in Human Resources
      When integration is turned off
      Then the timeline says "was off already"
      And the worker "Ada" is not in Dataverse
      And there is 1 missed request

  Rule: A batch job that was deleted is made again by the next turning-on
    That the first run then comes one interval after that turning-on is where the article leaves it
    open and we decided.

    @S4 @B6
    Scenario: The first run comes one day after that turning-on
      Given integration is on
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And the batch job was deleted
      And 3 hours have passed
      And integration was turned on
      When 24 hours pass
      Then the worker "Ada" is in both environments

    @S4 @B6
    Scenario: A minute earlier, nothing has run
      Given integration is on
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And the batch job was deleted
      And 3 hours have passed
      And integration was turned on
      When 23 hours and 59 minutes pass
      Then the worker "Ada" is not in Dataverse

    @S4 @B6
    Scenario: Without one, a run by hand is refused
      Given integration is on
      And the batch job was deleted
      When the batch job runs
      Then it is refused because "there is no batch job"

    @S4
    Scenario: While integration is off, a run by hand is skipped, whether there is a job or not
      Given the worker "Ada" was created in Human Resources
      And integration was turned on
      And integration was turned off
      When the batch job is deleted
      And the batch job runs
      Then the timeline says "skipped: integration is off"

    @S4
    Scenario: Where there is one, it stays as it is, whatever its status
      Given integration is on
      And the batch job was set to Withhold
      And integration was turned off
      And integration was turned on
      When the batch job runs
      Then it is refused because "the batch job is not waiting"

  Rule: The steps have the words of the administration page too
    An administrator who follows the article writes down what the page shows: the option Enable
    Dataverse integration, and the actions Clear tracking information and Sync now.

    @S2 @S3
    Scenario: The option is set to No, and then to Yes
      Given the option "Enable Dataverse integration" was set to Yes
      And the worker "Ada" was created in Human Resources
      And the option "Enable Dataverse integration" was set to No
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      When the option "Enable Dataverse integration" is set to Yes
      Then the last name of the worker "Ada" is "" in Dataverse
      And there is 1 missed request

  Rule: What an administrator does may be said in the words of the page, and in the first person
    Scenarios in which one person does everything read best so. Each of these phrases is the same
    command as its neighbours.

    Background:
      Given these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |

    @S3 @B1
    Scenario Outline: The missed request sync runs: <run>
      Given I set "Enable Dataverse integration" to Yes
      And I turned integration off
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      When I turn integration on
      And <run>
      Then the last name of the worker "Ada" is "King" in Dataverse

      Examples:
        | run                                                              |
        | the "Dataverse integration missed request sync" batch job runs   |
        | the "Dataverse integration missed request sync" batch job is run |
        | the "Dataverse integration missed request sync" job runs         |
        | the "Dataverse integration missed request sync" job is run       |
        | the batch job is run                                             |
        | I run the batch job                                              |

    @S3 @B1
    Scenario Outline: The missed request sync has run already: <run>
      Given integration was turned off
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And integration was turned on
      And <run>
      When I set "Enable Dataverse integration" to No
      Then integration is off
      And the last name of the worker "Ada" is "King" in Dataverse

      Examples:
        | run                                                               |
        | the "Dataverse integration missed request sync" batch job has run |
        | the "Dataverse integration missed request sync" job was run       |
        | the batch job was run                                             |
        | I ran the batch job                                               |

    @C1 @C2
    Scenario Outline: The tracking is cleared: <clear>
      Given integration is on
      When <clear>
      Then the worker "Ada" is not tracked

      Examples:
        | clear                                                      |
        | the tracking information of the worker table is cleared    |
        | I clear the tracking information of the worker table       |
        | I select "Clear tracking information" for the worker table |
        | I select Clear tracking information for the worker table   |

    @C1 @N3
    Scenario Outline: What was cleared is synchronized: <cleared>, <synchronize>
      Given integration is on
      And <cleared>
      When <synchronize>
      Then the worker "Ada" is tracked

      Examples:
        | cleared                                                      | synchronize                              |
        | the tracking information of the worker table was cleared     | I select "Sync now" for the worker table |
        | I cleared the tracking information of the worker table       | I select Sync now for the worker table   |
        | I selected "Clear tracking information" for the worker table | I select Sync now for the worker table   |
        | I selected Clear tracking information for the worker table   | I select Sync now for the worker table   |

    @N3
    Scenario Outline: It was synchronized already: <synchronized>
      Given integration is on
      And the tracking of the worker table was cleared
      And <synchronized>
      When the worker "Ada" is deleted from Dataverse
      Then the worker "Ada" is not in Human Resources

      Examples:
        | synchronized                               |
        | I selected "Sync now" for the worker table |
        | I selected Sync now for the worker table   |
