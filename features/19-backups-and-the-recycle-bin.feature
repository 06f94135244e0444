Feature: Backups of one environment, and the recycle bin of Dataverse
  A sandbox is put back to yesterday, a production database to the hour before the accident: one
  side is then of another day than the other. The article says nothing of it, nor of rows that come
  out of the recycle bin; what becomes of them is what we decided.

  Rule: One side restored to yesterday makes no request of its own

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And a backup of Dataverse was made as "Sunday"
      And a backup of Human Resources was made as "Sunday in Human Resources"

    @E1
    Scenario: The batch job does not see the difference
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And Dataverse was restored from the backup "Sunday"
      When the batch job runs
      Then the last name of the worker "Ada" is "Byron" in Dataverse
      And the last name of the worker "Ada" is "King" in Human Resources
      And no loss is reported

    @E1 @R8
    Scenario: Sync now copies the later last edit
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And Dataverse was restored from the backup "Sunday"
      And the batch job has run
      When sync now is run for the worker table
      Then the last name of the worker "Ada" is "King" in both environments

    @E1
    Scenario: What came since the backup of Human Resources is in Dataverse only
      Given the worker "Ben" was created in Dataverse
      And Human Resources was restored from the backup "Sunday in Human Resources"
      When the batch job runs
      Then the worker "Ben" is not in Human Resources
      And the worker "Ben" is in Dataverse

    @E1 @R10
    Scenario: Sync now makes it again
      Given the worker "Ben" was created in Dataverse
      And Human Resources was restored from the backup "Sunday in Human Resources"
      When sync now is run for the worker table
      Then the worker "Ben" is in both environments

    @E1
    Scenario: It is told how many records changed back, went and came back
      Given the worker "Ben" was created in Human Resources
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      When Dataverse is restored from the backup "Sunday"
      Then the timeline says "1 record changed back, 1 record went"
      And no undone delete is reported

    @E1
    Scenario: A delete that a restore reverses is no undone delete
      Given the worker "Ada" was deleted from Dataverse
      When Human Resources is restored from the backup "Sunday in Human Resources"
      Then the worker "Ada" is in Human Resources
      And the worker "Ada" is not in Dataverse
      And no undone delete is reported

    @E1 @R17
    Scenario: A tracking row that points to nothing is pointed at the row of the same number
      Given the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Dataverse with:
        | last name |
        | King      |
      And Human Resources was restored from the backup "Sunday in Human Resources"
      When sync now is run for the worker table
      Then the last name of the worker "Ada" is "King" in both environments
      And the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference |
        | Ada    | second row id             | first RecId               |

    @E1
    Scenario: What was on its way from the restored environment is missed
      Given deliveries from Dataverse are delayed by 1 hour
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And a backup of Dataverse was made as "Monday"
      And Dataverse was restored from the backup "Monday"
      When 2 hours pass
      Then the last name of the worker "Ada" is "Byron" in Human Resources
      And the worker "Ada" has a missed request in Dataverse

    @E1 @F7 @R7
    Scenario: A change that nobody noticed is lost as ever, if it had not travelled since
      Given change 1 in Human Resources is not noticed
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And a backup of Human Resources was made as "Monday"
      And Human Resources was restored from the backup "Sunday in Human Resources"
      And change 1 in Dataverse is not noticed
      And 1 minute has passed
      And the first name of the worker "Ada" was changed to "Augusta" in Dataverse
      And the known as of the worker "Ada" was changed to "A." in Human Resources
      When Human Resources is restored from the backup "Monday"
      And sync now is run for the worker table
      Then the last name of the worker "Ada" is "Byron" in both environments
      And a loss of the worker "Ada" in Human Resources is reported, of these columns:
        | column    |
        | last name |

  Rule: While the batch job is executing a restore is refused

    @E1
    Scenario: A run is stuck
      Given integration is on
      And the next run of the batch job gets stuck
      When a backup of Dataverse is made as "now"
      And the batch job runs
      And Dataverse is restored from the backup "now"
      Then it is refused because "the batch job is executing"

  Rule: Out of the recycle bin, a row is as it was

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And integration was turned off

    @E2
    Scenario: A delete that had not travelled is taken back
      Given the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was taken out of the recycle bin
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Byron" in both environments
      And the row id of the worker "Ada" is "first row id"
      And no undone delete is reported
      And the timeline says "nothing to do"

    @E2
    Scenario: The request is again what it was before the delete
      Given the last name of the worker "Ada" was changed to "King" in Dataverse
      And the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was taken out of the recycle bin
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments

    @E2 @R2
    Scenario: It is no edit: the newer edit of Human Resources stands
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And 1 hour has passed
      And the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was taken out of the recycle bin
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And no loss is reported

    @E2 @S5
    Scenario: Where the delete was carried out, the row is created in Human Resources again
      Given integration was turned on
      And the worker "Ada" was deleted from Dataverse
      When the worker "Ada" is taken out of the recycle bin
      Then the worker "Ada" is in both environments
      And the row id of the worker "Ada" is "first row id"
      And the RecId of the worker "Ada" is "second RecId"

    @E2
    Scenario: It is refused where the worker was created again meanwhile
      Given integration was turned on
      And the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was created in Human Resources
      And 1 minute has passed
      When the worker "Ada" is taken out of the recycle bin
      Then it is refused because "natural key is taken"

    @E2
    Scenario: It is refused where no user deleted the row
      Given integration was turned on
      And the worker "Ada" was deleted from Human Resources
      When the worker "Ada" is taken out of the recycle bin
      Then it is refused because "nothing to undelete"

    @E2
    Scenario: It is refused where what it looks up is gone
      Given the company "USMF" was created in Human Resources
      And integration was turned on
      And the batch job has run
      And integration was turned off
      And the employment "Ben at Work" was created in Dataverse with:
        | worker |
        | Ada    |
      And the employment "Ben at Work" was deleted from Dataverse
      And the worker "Ada" was deleted from Dataverse
      When the employment "Ben at Work" is taken out of the recycle bin
      Then it is refused because "what it looks up is gone"
