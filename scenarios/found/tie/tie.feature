Feature: Edits of the same second: one of them is lost

  @R11 @C2 @C4 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, held back after a clear, is overwritten at once
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
  Scenario: Of two edits in the same second, the one in Dataverse is overwritten at once
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

  @R11 @R7
  Scenario: Of two edits in the same second, the one in Dataverse is overwritten when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And integration is turned on
    And the batch job runs
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R11 @C2 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, held back after a clear, is overwritten when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And integration is turned on
    And the tracking of the worker table is cleared
    And the batch job runs
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R11 @R8 @F7 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, which nobody noticed, is overwritten when the batch job runs
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

  @R11 @L8 @L3 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, of a column that nobody listens to, is overwritten at once
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

  @R11 @L8 @R7
  Scenario: Of two edits in the same second, the one in Dataverse, of a column that nobody listens to, is overwritten when the batch job runs
    Given nobody listens to the last name of worker records in Human Resources
    And nobody listens to the last name of worker records in Dataverse
    And these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And the batch job runs
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost  | kept |
      | ada    | Dataverse   | last name | Byron | King |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | King      | Ada        |
    And both environments hold the same

  @R11 @L3 @R7
  Scenario: Of two edits of different columns in the same second, the one in Dataverse is overwritten at once
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

  @R11 @R7
  Scenario: Of two edits of different columns in the same second, the one in Dataverse is overwritten when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name | first name |
      | ada    | 000123        | Lovelace  | Ada        |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the first name of the worker "ada" is changed to "Augusta" in Dataverse
    And integration is turned on
    And the batch job runs
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column     | lost    | kept |
      | ada    | Dataverse   | first name | Augusta | Ada  |
    And the worker "ada" in Dataverse has:
      | last name | first name |
      | King      | Ada        |
    And both environments hold the same

  @R11 @L8 @L3 @R7
  Scenario: Of two edits of different columns in the same second, the one in Dataverse, of a column that nobody listens to, is overwritten at once
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
  Scenario: Of the same record, created on both sides in the same second, the one in Dataverse is overwritten at once
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

  @R11 @R8 @R7
  Scenario: Of the same record, created on both sides in the same second, the one in Dataverse is overwritten when the batch job runs
    When the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | Lovelace  |
    And the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | King      |
    And integration is turned on
    And the batch job runs
    Then the timeline says "a tie"
    And these losses are reported:
      | record | environment | column    | lost | kept     |
      | ada    | Dataverse   | last name | King | Lovelace |
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And both environments hold the same
