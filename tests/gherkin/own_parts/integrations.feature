Feature: Integrations of one's own
  An integration that is plugged in decides and writes otherwise than the documented one, in what it
  overrides. Where it breaks off nothing of that record is written.

  @L6 @R12
  Scenario: What one side deleted goes on the other side, though it was edited there
    Given the integration is simulated by "DeletesWin"
    And the worker "Ada" exists in both environments
    And integration was turned on
    And integration was turned off
    And the worker "Ada" was deleted from Human Resources
    And the last name of the worker "Ada" was changed to "Byron" in Dataverse
    And integration was turned on
    When the batch job runs
    Then the worker "Ada" is not in Dataverse
    And a loss of the worker "Ada" in Dataverse is reported
    And the grid shows the worker "Ada" as deleted from Dataverse
    And there are 0 missed requests

  @L6 @F2
  Scenario: Such a delete fails where its request does
    Given the integration is simulated by "DeletesWin"
    And these worker records exist in both environments:
      | record |
      | Ada    |
      | Ben    |
    And integration was turned on
    And integration was turned off
    And the worker "Ada" was deleted from Human Resources
    And the worker "Ben" was deleted from Human Resources
    And integration was turned on
    And request 1 to Dataverse fails before it is applied
    When the batch job runs
    Then the worker "Ada" is in Dataverse
    And the worker "Ben" is not in Dataverse
    And the worker "Ada" has a missed request in Human Resources
    When the batch job runs
    Then the worker "Ada" is not in Dataverse
    And there are 0 missed requests

  @L6
  Scenario: It is told when what it delivers was changed
    Given the integration is simulated by "NightsKeepDeletes"
    And these worker records exist in both environments:
      | record |
      | Ada    |
      | Ben    |
    And integration was turned on
    When the worker "Ada" is deleted from Human Resources
    And 13 hours pass
    And the worker "Ben" is deleted from Human Resources
    Then the worker "Ada" is not in Dataverse
    And the worker "Ben" is in Dataverse
    And the worker "Ben" has a missed request in Human Resources

  @R7 @B4
  Scenario: It breaks off after it wrote, and nothing of that record was written
    Given the integration is simulated by "NoSecondLoss"
    And these worker records exist in both environments:
      | record | last name |
      | Ada    | Byron     |
      | Ben    | Berg      |
      | Cid    | Clark     |
      | Dan    | Dale      |
    And integration was turned on
    And integration was turned off
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And the last name of the worker "Cid" was changed to "Cole" in Human Resources
    And the last name of the worker "Ben" was changed to "Bell" in Human Resources
    And the last name of the worker "Dan" was changed to "Dole" in Human Resources
    And 1 minute has passed
    And the last name of the worker "Ada" was changed to "Lovelace" in Dataverse
    And the last name of the worker "Ben" was changed to "Berger" in Dataverse
    And integration was turned on
    When the batch job runs, and breaks off because "raised LookupError: a second loss"
    Then the last name of the worker "Ada" is "Lovelace" in both environments
    And the last name of the worker "Cid" is "Cole" in both environments
    And the last name of the worker "Ben" is "Bell" in Human Resources
    And the last name of the worker "Ben" is "Berger" in Dataverse
    And the worker "Ben" has a missed request in Human Resources
    And the worker "Ben" has a missed request in Dataverse
    And these losses are reported:
      | record | environment     | column    | lost | kept     |
      | Ada    | Human Resources | last name | King | Lovelace |
    And the timeline says "the run stopped after 2 records; 3 requests left"
    And there are 3 missed requests
    When the last name of the worker "Dan" is changed to "Dorr" in Human Resources
    Then the last name of the worker "Dan" is "Dorr" in Dataverse

  @B4 @B8
  Scenario: In a run that takes time the records before it are done
    Given the integration is simulated by "AfraidOfBen"
    And the batch job takes 10 seconds a record
    And these worker records exist in both environments:
      | record |
      | Ada    |
      | Ben    |
    And integration was turned on
    And integration was turned off
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And the last name of the worker "Ben" was changed to "Bell" in Human Resources
    And integration was turned on
    And the batch job was run
    When 1 minute is to pass, and that breaks off because "raised LookupError: Ben"
    Then the last name of the worker "Ada" is "King" in Dataverse
    And the last name of the worker "Ben" is empty in Dataverse
    And the worker "Ben" has a missed request in Human Resources
    And the worker "Ben" has no missed request in Dataverse
    And the timeline says "the run stopped after 1 record; 1 request left"

  @B5
  Scenario: What is wrong with a command is no mistake of the integration
    Given the integration is simulated by "AfraidOfBen"
    And the batch job runs by the clock "EverySecond"
    And integration was turned on
    When 2 days are to pass, and that breaks off because "has more than 100,000 runs"
    Then the timeline does not say "plug-in failed"
