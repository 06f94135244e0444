Feature: A record that a user deleted is back

  @R5 @R13
  Scenario: A record deleted in Human Resources is back when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" is deleted from Human Resources
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "Lovelace" in Human Resources
    And both environments hold the same

  @R4 @R13
  Scenario: A record deleted in Dataverse is back when the batch job runs
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" is deleted from Dataverse
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And both environments hold the same

  @R5 @R13 @R18
  Scenario: A record whose natural key was changed in Human Resources is back under the old one when the batch job runs
    Given natural keys are free to change
    And these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" becomes "ben" in Human Resources, with the worker number "000124"
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "Lovelace" in Human Resources
    And both environments hold the same

  @R4 @R13 @R18
  Scenario: A record whose natural key was changed in Dataverse is back under the old one when the batch job runs
    Given natural keys are free to change
    And these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" becomes "ben" in Dataverse, with the worker number "000124"
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And both environments hold the same

  @R4 @R12 @R13
  Scenario: A record deleted in Dataverse is back when the batch job runs, with an edit made in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the worker "ada" is deleted from Dataverse
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R5 @R12 @R13
  Scenario: A record deleted in Human Resources is back when the batch job runs, with an edit made in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" is deleted from Human Resources
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R4 @R12 @R13 @R18
  Scenario: A record whose natural key was changed in Dataverse is back under the old one when the batch job runs, with an edit made in Human Resources
    Given natural keys are free to change
    And these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the worker "ada" becomes "ben" in Dataverse, with the worker number "000124"
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R5 @R12 @R13 @R18
  Scenario: A record whose natural key was changed in Human Resources is back under the old one when the batch job runs, with an edit made in Dataverse
    Given natural keys are free to change
    And these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the worker "ada" becomes "ben" in Human Resources, with the worker number "000124"
    And integration is turned on
    And the batch job runs
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R5 @L7 @R13
  Scenario: A record deleted in Human Resources is back at once when it is edited in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" is deleted from Human Resources
    And integration is turned on
    And the last name of the worker "ada" is changed to "King" in Dataverse
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R4 @L7 @R13
  Scenario: A record deleted in Dataverse is back at once when it is edited in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" is deleted from Dataverse
    And integration is turned on
    And the last name of the worker "ada" is changed to "King" in Human Resources
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R5 @L7 @R13 @R18
  Scenario: A record whose natural key was changed in Human Resources is back under the old one at once when it is edited in Dataverse
    Given natural keys are free to change
    And these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" becomes "ben" in Human Resources, with the worker number "000124"
    And integration is turned on
    And the last name of the worker "ada" is changed to "King" in Dataverse
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources

  @R4 @L7 @R13 @R18
  Scenario: A record whose natural key was changed in Dataverse is back under the old one at once when it is edited in Human Resources
    Given natural keys are free to change
    And these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" becomes "ben" in Dataverse, with the worker number "000124"
    And integration is turned on
    And the last name of the worker "ada" is changed to "King" in Human Resources
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse

  @R9 @C3 @N4 @R13
  Scenario: A delete in Dataverse, held back after a clear, is undone when the batch job runs, since the record was edited in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the worker "ada" is deleted from Dataverse
    And integration is turned on
    And the tracking of the worker table is cleared
    And the batch job runs
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R10 @C5 @C6 @R13
  Scenario: A delete in Human Resources, held back after a clear, is undone when the batch job runs, since the record was created again in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When integration is turned off
    And the worker "ada" is deleted from Human Resources
    And the worker "ada" is deleted from Dataverse
    And the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | King      |
    And integration is turned on
    And the tracking of the worker table is cleared
    And the batch job runs
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R4 @R12 @F7 @R13
  Scenario: A delete in Dataverse, which nobody noticed, is undone when the batch job runs, with an edit made in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And changes in Dataverse are not noticed
    And the worker "ada" is deleted from Dataverse
    And sync now is run for the worker table
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R5 @R12 @F7 @R13
  Scenario: A delete in Human Resources, which nobody noticed, is undone when the batch job runs, with an edit made in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the worker "ada" is deleted from Human Resources
    And changes in Dataverse are not noticed
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And sync now is run for the worker table
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R5 @R12 @R13
  Scenario: A delete in Human Resources, which could not be delivered, is undone when the batch job runs, with an edit made in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the worker "ada" is deleted from Human Resources
    And 1 minute passes
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the faults are over
    And the batch job runs
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R4 @R12 @R13
  Scenario: A delete in Dataverse, which could not be delivered, is undone when the batch job runs, with an edit made in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the worker "ada" is deleted from Dataverse
    And 1 minute passes
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And the faults are over
    And the batch job runs
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R9 @C3 @N4 @R13
  Scenario: A delete in Dataverse, held back after a clear, is undone at once when the record is edited in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Dataverse
    And the last name of the worker "ada" is changed to "King" in Human Resources
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R10 @C5 @C6 @R13
  Scenario: A delete in Human Resources, held back after a clear, is undone at once when the record is created again in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Human Resources
    And the worker "ada" is deleted from Dataverse
    And the worker "ada" is created in Dataverse with:
      | worker number | last name |
      | 000123        | King      |
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R5 @L7 @F7 @R13
  Scenario: A delete in Human Resources, which nobody noticed, is undone at once when the record is edited in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the worker "ada" is deleted from Human Resources
    And the last name of the worker "ada" is changed to "King" in Dataverse
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R4 @L7 @F7 @R13
  Scenario: A delete in Dataverse, which nobody noticed, is undone at once when the record is edited in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Dataverse are not noticed
    When the worker "ada" is deleted from Dataverse
    And the last name of the worker "ada" is changed to "King" in Human Resources
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R5 @L7 @R13
  Scenario: A delete in Human Resources, which could not be delivered, is undone at once when the record is edited in Dataverse
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the worker "ada" is deleted from Human Resources
    And 1 minute passes
    And the faults are over
    And the last name of the worker "ada" is changed to "King" in Dataverse
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "King" in Human Resources
    And both environments hold the same

  @R4 @L7 @R13
  Scenario: A delete in Dataverse, which could not be delivered, is undone at once when the record is edited in Human Resources
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And Human Resources is unavailable
    When the worker "ada" is deleted from Dataverse
    And 1 minute passes
    And the faults are over
    And the last name of the worker "ada" is changed to "King" in Human Resources
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "King" in Dataverse
    And both environments hold the same

  @R10 @N5 @R13
  Scenario: A delete in Human Resources, held back after a clear, is undone when sync now is run
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Human Resources
    And sync now is run for the worker table
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "Lovelace" in Human Resources
    And both environments hold the same

  @R9 @N4 @R13
  Scenario: A delete in Dataverse, held back after a clear, is undone when sync now is run
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Dataverse
    And sync now is run for the worker table
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And both environments hold the same

  @R5 @F7 @R13
  Scenario: A delete in Human Resources, which nobody noticed, is undone when sync now is run
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the worker "ada" is deleted from Human Resources
    And sync now is run for the worker table
    Then the undone delete of the worker "ada" in Human Resources is reported
    And the last name of the worker "ada" is "Lovelace" in Human Resources
    And both environments hold the same

  @R4 @F7 @R13
  Scenario: A delete in Dataverse, which nobody noticed, is undone when sync now is run
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Dataverse are not noticed
    When the worker "ada" is deleted from Dataverse
    And sync now is run for the worker table
    Then the undone delete of the worker "ada" in Dataverse is reported
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And both environments hold the same
