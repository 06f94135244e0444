Feature: The batch job has completed, and a record differs or is missing on one side

  @C6 @B2
  Scenario: A record deleted in Human Resources is still in Dataverse after the batch job has completed: the delete is held back after a clear
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Human Resources
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And the worker "ada" has a missed request in Human Resources
    And the worker "ada" differs between the environments

  @C2 @B2
  Scenario: An edit in Dataverse is not on the other side after the batch job has completed: the edit is held back after a clear
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the last name of the worker "ada" is "King" in Dataverse
    And the worker "ada" has a missed request in Dataverse
    And the worker "ada" differs between the environments

  @C2 @B2
  Scenario: A record deleted in Dataverse is still in Human Resources after the batch job has completed: the delete is held back after a clear
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Dataverse
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the worker "ada" is not in Dataverse
    And the worker "ada" has a missed request in Dataverse
    And the worker "ada" differs between the environments

  @C6 @C2 @B2
  Scenario: A record deleted in Human Resources and edited in Dataverse stays so after the batch job has completed: both are held back after a clear
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the tracking of the worker table is cleared
    And the worker "ada" is deleted from Human Resources
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "King" in Dataverse
    And the worker "ada" has a missed request in Human Resources
    And the worker "ada" has a missed request in Dataverse
    And the worker "ada" differs between the environments
