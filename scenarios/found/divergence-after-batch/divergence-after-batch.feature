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

  @C2 @B2
  Scenario: A record of Dataverse is not in Human Resources after the batch job has completed: what was changed is held back after a clear
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Dataverse is made as "monday"
    And the worker "ada" is deleted from Human Resources
    And Dataverse is restored from the backup "monday"
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "King" in Dataverse
    And the worker "ada" has a missed request in Dataverse
    And the worker "ada" differs between the environments

  @R16 @S5
  Scenario: An edit in Dataverse is not on the other side after the batch job has completed: the edit is not written, as the other side has no such value
    Given these worker records exist in both environments:
      | record | worker number | type     | last name |
      | ada    | 000123        | Employee | Lovelace  |
    And integration is on
    When the type of the worker "ada" is changed to "754400002" in Dataverse
    And the batch job runs
    Then the type of the worker "ada" is "Employee" in Human Resources
    And the type of the worker "ada" is "754400002" in Dataverse
    And the worker "ada" has a missed request in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: An edit in Human Resources is not on the other side after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And the batch job runs
    Then the last name of the worker "ada" is "King" in Human Resources
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: A record deleted in Human Resources is still in Dataverse after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the worker "ada" is deleted from Human Resources
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: An edit in Dataverse is not on the other side after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Dataverse are not noticed
    When the last name of the worker "ada" is changed to "King" in Dataverse
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the last name of the worker "ada" is "King" in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: A record deleted in Dataverse is still in Human Resources after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Dataverse are not noticed
    When the worker "ada" is deleted from Dataverse
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the worker "ada" is not in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: A record of Human Resources is not in Dataverse after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When the worker "ada" is deleted from Human Resources
    And changes in Human Resources are not noticed
    And the worker "ada" is created in Human Resources with:
      | worker number | last name |
      | 000123        | King      |
    And the batch job runs
    Then the last name of the worker "ada" is "King" in Human Resources
    And the worker "ada" is not in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: An edit in Human Resources and Dataverse is not on the other side after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And changes in Dataverse are not noticed
    And the last name of the worker "ada" is changed to "Byron" in Dataverse
    And the batch job runs
    Then the last name of the worker "ada" is "King" in Human Resources
    And the last name of the worker "ada" is "Byron" in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: A record deleted in Dataverse and edited in Human Resources stays so after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the last name of the worker "ada" is changed to "King" in Human Resources
    And changes in Dataverse are not noticed
    And the worker "ada" is deleted from Dataverse
    And the batch job runs
    Then the last name of the worker "ada" is "King" in Human Resources
    And the worker "ada" is not in Dataverse
    And the worker "ada" differs between the environments

  @F7 @S5
  Scenario: A record deleted in Human Resources and edited in Dataverse stays so after the batch job has completed, and nothing is missed: nobody noticed the change
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    And changes in Human Resources are not noticed
    When the worker "ada" is deleted from Human Resources
    And changes in Dataverse are not noticed
    And the last name of the worker "ada" is changed to "King" in Dataverse
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "King" in Dataverse
    And the worker "ada" differs between the environments

  @E1 @S5
  Scenario: Both sides hold other values after the batch job has completed, and nothing is missed: Human Resources was restored from a backup
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Human Resources is made as "monday"
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And Human Resources is restored from the backup "monday"
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the last name of the worker "ada" is "King" in Dataverse
    And the worker "ada" differs between the environments

  @E1 @S5
  Scenario: A record is in Human Resources alone after the batch job has completed, and nothing is missed: Human Resources was restored from a backup
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Human Resources is made as "monday"
    And the worker "ada" is deleted from Human Resources
    And Human Resources is restored from the backup "monday"
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the worker "ada" is not in Dataverse
    And the worker "ada" differs between the environments

  @E1 @S5
  Scenario: Both sides hold other values after the batch job has completed, and nothing is missed: Dataverse was restored from a backup
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Dataverse is made as "monday"
    And the last name of the worker "ada" is changed to "King" in Human Resources
    And Dataverse is restored from the backup "monday"
    And the batch job runs
    Then the last name of the worker "ada" is "King" in Human Resources
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And the worker "ada" differs between the environments

  @E1 @S5
  Scenario: A record is in Dataverse alone after the batch job has completed, and nothing is missed: Dataverse was restored from a backup
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Dataverse is made as "monday"
    And the worker "ada" is deleted from Human Resources
    And Dataverse is restored from the backup "monday"
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And the worker "ada" differs between the environments

  @E1 @S5
  Scenario: A record is in Human Resources alone after the batch job has completed, and nothing is missed: Dataverse was restored from a backup
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Human Resources is made as "monday"
    And the worker "ada" is deleted from Human Resources
    And a backup of Dataverse is made as "monday"
    And Dataverse is restored from the backup "monday"
    And Human Resources is restored from the backup "monday"
    And the batch job runs
    Then the last name of the worker "ada" is "Lovelace" in Human Resources
    And the worker "ada" is not in Dataverse
    And the worker "ada" differs between the environments

  @E1 @S5
  Scenario: A record is in Dataverse alone after the batch job has completed, and nothing is missed: Human Resources was restored from a backup
    Given these worker records exist in both environments:
      | record | worker number | last name |
      | ada    | 000123        | Lovelace  |
    And integration is on
    When a backup of Human Resources is made as "monday"
    And a backup of Dataverse is made as "monday"
    And Human Resources is restored from the backup "monday"
    And the worker "ada" is deleted from Human Resources
    And Dataverse is restored from the backup "monday"
    And the batch job runs
    Then the worker "ada" is not in Human Resources
    And the last name of the worker "ada" is "Lovelace" in Dataverse
    And the worker "ada" differs between the environments
