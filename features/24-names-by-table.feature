Feature: A name for each table
  Steps say the table with the name, so that records of two tables may have one name. Reports and
  scenario files say the table of the second too: `Ada (job position)`. The article leaves open what
  comes of faults and of what was there before; where no other documentation says it, we decided.

  Background:
    Given the worker "Ada" exists in both environments
    And these job records exist in both environments:
      | record | description |
      | Ada    | Counts      |
      | Ben    | Files       |
    And these job position records exist in both environments:
      | record | job | description |
      | Ada    | Ada | Front desk  |
    And integration is on

  @S7 @R14
  Scenario: Each record is found by its table, and so is what it looks up
    Then the worker "Ada" is in both environments
    And the description of the job "Ada" is "Counts" in both environments
    And the description of the job position "Ada" is "Front desk" in both environments
    And the job of the job position "Ada" is "Ada" in both environments
    And the job position "Ada" in Dataverse has:
      | job | description |
      | Ada | Front desk  |
    And there is 1 worker in Dataverse
    And there are 2 jobs in Dataverse

  @L1 @L6
  Scenario Outline: What happens to the <table> leaves the others alone
    When the <table> "Ada" is deleted from Human Resources
    Then the <table> "Ada" is not in Dataverse
    And the grid shows the <table> "Ada" as deleted from Dataverse
    And the <other> "Ada" is in both environments

    Examples:
      | table        | other        |
      | worker       | job position |
      | job position | worker       |

  @R19
  Scenario: A refusal names the record with its table
    When the job "Ada" is deleted from Human Resources
    Then it is refused because "looked up by Ada (job position)"
    And the job "Ada" is in both environments

  @R3 @R7
  Scenario: Losses, of which a column says the table
    Given integration was turned off
    When the last name of the worker "Ada" is changed to "Byron" in Dataverse
    And the description of the job position "Ada" is changed to "Back desk" in Human Resources
    And 1 hour passes
    And the last name of the worker "Ada" is changed to "King" in Human Resources
    And the job position "Ada" is changed in Dataverse to:
      | job | description |
      | Ben | Side desk   |
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | table        | record | environment     | column      | lost      | kept      |
      | worker       | Ada    | Dataverse       | last name   | Byron     | King      |
      | job position | Ada    | Human Resources | description | Back desk | Side desk |
    And the job of the job position "Ada" is "Ben" in both environments

  @M1 @C1 @N3 @G2
  Scenario: Imported, no longer tracked, and synchronized
    When these job position records are imported:
      | record | job | description |
      | Ben    | Ben | Archive     |
      | Ada    | Ben | Front desk  |
    And the tracking of the job position table is cleared
    And the tracking of the worker table is cleared
    And sync now is run for the job position table
    Then the job of the job position "Ada" is "Ben" in both environments
    And the job position "Ada" is tracked
    And the worker "Ada" is not tracked
    And the grid of the job position table shows:
      | record | Deleted from Dataverse |
      | Ada    | No                     |
      | Ben    | No                     |
    And both environments hold the same

  @F2 @F7
  Scenario: Faults of one of them
    When the fault "request fails" begins with:
      | in        | table        | record | nth |
      | Dataverse | job position | Ada    | 1   |
    And change 1 of the job "Ada" in Human Resources is not noticed
    And the description of the job "Ada" is changed to "Adds" in Human Resources
    And the last name of the worker "Ada" is changed to "King" in Human Resources
    And the description of the job position "Ada" is changed to "Back desk" in Human Resources
    Then the last name of the worker "Ada" is "King" in Dataverse
    And the job position "Ada" has a missed request in Human Resources
    And the description of the job "Ada" is still "Counts" in Dataverse
