Feature: A user's change is overwritten, or deleted over, before it has travelled

  @R3 @R7
  Scenario: An edit in Human Resources is overwritten by a later edit in Dataverse when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | record | environment     | column    | lost | kept  |
      | ada    | Human Resources | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Human Resources
    And both environments hold the same

  @R3 @R7
  Scenario: An edit in Dataverse is overwritten by a later edit in Human Resources when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @C2 @R7
  Scenario: An edit in Dataverse, held back after a clear, is overwritten by a later edit in Human Resources when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    And integration is turned on
    And the tracking of the worker table is cleared
    And the batch job runs
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @F7 @R7
  Scenario: An edit in Dataverse, which nobody noticed, is overwritten by a later edit in Human Resources when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And integration is turned on
    And changes in Dataverse are not noticed
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And the batch job runs
    Then these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R3 @F7 @R7
  Scenario: An edit in Human Resources, which nobody noticed, is overwritten by a later edit in Dataverse when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And integration is turned on
    And changes in Human Resources are not noticed
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    And the batch job runs
    Then these losses are reported:
      | record | environment     | column    | lost  | kept |
      | ada    | Human Resources | last name | Byron | King |
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R3 @R8 @F7 @R7
  Scenario: An edit in Human Resources, which nobody noticed, is overwritten by a later edit in Dataverse when sync now is run
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And 1 minute passes
    And changes in Dataverse are not noticed
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And sync now is run for the worker table
    Then these losses are reported:
      | record | environment     | column    | lost | kept  |
      | ada    | Human Resources | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Human Resources
    And both environments hold the same

  @R3 @R8 @F7 @R7
  Scenario: An edit in Dataverse, which nobody noticed, is overwritten by a later edit in Human Resources when sync now is run
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    And changes in Dataverse are not noticed
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    And sync now is run for the worker table
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @R7
  Scenario: An edit in Human Resources, which could not be delivered, is overwritten by a later edit in Dataverse when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And the faults are over
    And the batch job runs
    Then these losses are reported:
      | record | environment     | column    | lost | kept  |
      | ada    | Human Resources | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Human Resources
    And both environments hold the same

  @R3 @R7
  Scenario: An edit in Dataverse, which could not be delivered, is overwritten by a later edit in Human Resources when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    And the faults are over
    And the batch job runs
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @R7
  Scenario: An edit in Human Resources is overwritten by a later edit of another column in Dataverse when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And 1 minute passes
    And the first name of the worker "ada" is changed to "Augusta" in Dataverse
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | record | environment     | column    | lost | kept     |
      | ada    | Human Resources | last name | King | Lovelace |
    And the worker "ada" in Human Resources has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R3 @R7
  Scenario: An edit in Dataverse is overwritten by a later edit of another column in Human Resources when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the first name of the worker "ada" is changed to "Augusta" in Human Resources
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | record | environment | column    | lost | kept     |
      | ada    | Dataverse   | last name | King | Lovelace |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R3 @C2 @C4 @R7
  Scenario: An edit in Dataverse, held back after a clear, is overwritten at once by a later edit in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @L3 @R7
  Scenario: An edit in Human Resources, waiting for the batch job, is overwritten at once by a later edit in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And integration is turned on
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept  |
      | ada    | Human Resources | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Human Resources
    And both environments hold the same

  @R3 @L3 @R7
  Scenario: An edit in Dataverse, waiting for the batch job, is overwritten at once by a later edit in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And integration is turned on
    And 1 minute passes
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @F7 @L3 @R7
  Scenario: An edit in Human Resources, which nobody noticed, is overwritten at once by a later edit in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept  |
      | ada    | Human Resources | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Human Resources
    And both environments hold the same

  @R3 @F7 @L3 @R7
  Scenario: An edit in Dataverse, which nobody noticed, is overwritten at once by a later edit in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Dataverse are not noticed
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R3 @L3 @R7
  Scenario: An edit in Human Resources, which could not be delivered, is overwritten at once by a later edit in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And 1 minute passes
    And the faults are over
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept  |
      | ada    | Human Resources | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Human Resources
    And both environments hold the same

  @R3 @L3 @R7
  Scenario: An edit in Dataverse, which could not be delivered, is overwritten at once by a later edit in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the faults are over
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @L6 @R7
  Scenario: An edit in Human Resources, waiting for the batch job, is lost when the record is deleted in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And integration is turned on
    And the worker "ada" is deleted from Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept |
      | ada    | Human Resources | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @R7
  Scenario: An edit in Dataverse, waiting for the batch job, is lost when the record is deleted in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And integration is turned on
    And the worker "ada" is deleted from Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept |
      | ada    | Dataverse   | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @F7 @R7
  Scenario: An edit in Human Resources, which nobody noticed, is lost when the record is deleted in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the worker "ada" is deleted from Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept |
      | ada    | Human Resources | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @F7 @R7
  Scenario: An edit in Dataverse, which nobody noticed, is lost when the record is deleted in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Dataverse are not noticed
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the worker "ada" is deleted from Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept |
      | ada    | Dataverse   | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @R7
  Scenario: An edit in Human Resources, which could not be delivered, is lost when the record is deleted in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the faults are over
    And the worker "ada" is deleted from Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept |
      | ada    | Human Resources | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @R7
  Scenario: An edit in Dataverse, which could not be delivered, is lost when the record is deleted in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the faults are over
    And the worker "ada" is deleted from Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept |
      | ada    | Dataverse   | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @L8 @R7
  Scenario: An edit in Human Resources, of a column that nobody listens to, is lost when the record is deleted in Dataverse
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the worker "ada" is deleted from Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept |
      | ada    | Human Resources | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @L6 @L8 @R7
  Scenario: An edit in Dataverse, of a column that nobody listens to, is lost when the record is deleted in Human Resources
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the worker "ada" is deleted from Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept |
      | ada    | Dataverse   | last name | King |      |
    And the worker "ada" is not in Human Resources
    And the worker "ada" is not in Dataverse
    And both environments hold the same

  @R3 @L3 @R7
  Scenario: An edit in Human Resources, waiting for the batch job, is overwritten at once by a later edit of another column in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And integration is turned on
    And 1 minute passes
    And the first name of the worker "ada" is changed to "Augusta" in Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept     |
      | ada    | Human Resources | last name | King | Lovelace |
    And the worker "ada" in Human Resources has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R3 @L3 @R7
  Scenario: An edit in Dataverse, waiting for the batch job, is overwritten at once by a later edit of another column in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And integration is turned on
    And 1 minute passes
    And the first name of the worker "ada" is changed to "Augusta" in Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept     |
      | ada    | Dataverse   | last name | King | Lovelace |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R3 @L8 @L3 @R7
  Scenario: An edit in Human Resources, of a column that nobody listens to, is overwritten at once by a later edit of another column in Dataverse
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And 1 minute passes
    And the first name of the worker "ada" is changed to "Augusta" in Dataverse
    Then these losses are reported:
      | record | environment     | column    | lost | kept     |
      | ada    | Human Resources | last name | King | Lovelace |
    And the worker "ada" in Human Resources has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R3 @L8 @L3 @R7
  Scenario: An edit in Dataverse, of a column that nobody listens to, is overwritten at once by a later edit of another column in Human Resources
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And 1 minute passes
    And the first name of the worker "ada" is changed to "Augusta" in Human Resources
    Then these losses are reported:
      | record | environment | column    | lost | kept     |
      | ada    | Dataverse   | last name | King | Lovelace |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R3 @R8 @R7
  Scenario: A record created in Human Resources is overwritten by the same record, created later in Dataverse, when the batch job runs
    When the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | Lovelace  |
    And 1 minute passes
    And the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | King      |
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | record | environment     | column    | lost     | kept |
      | ada    | Human Resources | last name | Lovelace | King |
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R3 @R8 @R7
  Scenario: A record created in Dataverse is overwritten by the same record, created later in Human Resources, when the batch job runs
    When the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | Lovelace  |
    And 1 minute passes
    And the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | King      |
    And integration is turned on
    And the batch job runs
    Then these losses are reported:
      | record | environment | column    | lost     | kept |
      | ada    | Dataverse   | last name | Lovelace | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R3 @R8 @L3 @R7
  Scenario: A record created in Human Resources, waiting for the batch job, is overwritten at once by the same record, created later in Dataverse
    When the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | Lovelace  |
    And integration is turned on
    And 1 minute passes
    And the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | King      |
    Then these losses are reported:
      | record | environment     | column    | lost     | kept |
      | ada    | Human Resources | last name | Lovelace | King |
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R3 @R8 @L3 @R7
  Scenario: A record created in Dataverse, waiting for the batch job, is overwritten at once by the same record, created later in Human Resources
    When the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | Lovelace  |
    And integration is turned on
    And 1 minute passes
    And the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | King      |
    Then these losses are reported:
      | record | environment | column    | lost     | kept |
      | ada    | Dataverse   | last name | Lovelace | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R11 @C2 @C4 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, held back after a clear, is overwritten
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R11 @L3 @R7
  Scenario: Of two edits in the same second, the one in Dataverse is overwritten
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And integration is turned on
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R11 @R8 @F7 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, which nobody noticed, is overwritten
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And changes in Dataverse are not noticed
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And sync now is run for the worker table
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R11 @L3 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, which could not be delivered, is overwritten
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the faults are over
    And the last name of the worker "ada" is changed to "Byron" in Human Resources
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost | kept  |
      | ada    | Dataverse   | last name | King | Byron |
    And the last name of the worker "ada" is "Byron" in Dataverse
    And both environments hold the same

  @R11 @L8 @L3 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, of a column that nobody listens to, is overwritten
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And the first name of the worker "ada" is changed to "Augusta" in Human Resources
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | King      | Augusta    |
    And both environments hold the same

  @R11 @L3 @R7
  Scenario: Of two edits of different columns in the same second, the one in Dataverse is overwritten
    Given these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And integration is turned on
    And the first name of the worker "ada" is changed to "Augusta" in Dataverse
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column     | lost    | kept |
      | ada    | Dataverse   | first name | Augusta | Ada  |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | King      | Ada        |
    And both environments hold the same

  @R11 @L8 @L3 @R7
  Scenario: Of two edits of different columns in the same second, the one in Dataverse, of a column that nobody listens to, is overwritten
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the first name of the worker "ada" is changed to "Augusta" in Human Resources
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost | kept     |
      | ada    | Dataverse   | last name | King | Lovelace |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | Lovelace  | Augusta    |
    And both environments hold the same

  @R11 @R8 @L3 @R7
  Scenario: Of the same record, created on both sides in the same second, the one in Dataverse is overwritten
    When the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | Lovelace  |
    And integration is turned on
    And the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | King      |
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost | kept     |
      | ada    | Dataverse   | last name | King | Lovelace |
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And both environments hold the same
