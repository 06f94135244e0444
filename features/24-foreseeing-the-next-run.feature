Feature: What the next run would do
  Before the batch job runs, or a table is synced, reviewers see what it would do, record by record:
  what it would create, edit, restore and delete, and which changes of users it would lose. Nothing of
  it is done, so what would be lost can still be saved. How a run goes where the article leaves it
  open, we decided.

  Background:
    Given integration is on
    And these worker records exist in both environments:
      | record | first name | last name |
      | Ada    | Ada        | Lovelace  |
      | Ben    | Ben        | Frank     |
      | Cid    | Cid        | Diaz      |
    And integration was turned off

  Rule: Both losing edits and the deletes that come back are foreseen

    @B1 @R3 @R4 @R7
    Scenario: A morning of changes on both sides
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And the last name of the worker "Ben" was changed to "Franklin" in Dataverse
      And 10 minutes have passed
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And the first name of the worker "Ben" was changed to "Benjamin" in Human Resources
      And the worker "Cid" was deleted from Dataverse
      And the worker "Dot" was created in Human Resources
      When integration is turned on
      Then the next batch run would lose 2 changes
      And the next batch run would lose a change of the worker "Ada" in Human Resources
      And the next batch run would lose a change of the worker "Ben" in Dataverse, of these columns:
        | column    |
        | last name |
      And the next batch run would restore the worker "Cid" in Dataverse
      And the next batch run would create the worker "Dot" in Dataverse
      And the next batch run would edit the worker "Ada" in Human Resources
      And the next batch run would delete nothing
      And the next batch run would not lose a change of the worker "Cid"
      And the next batch run would not edit the worker "Ben" in Human Resources
      And the last name of the worker "Ada" is "King" in Human Resources
      And no loss is reported

    @R3 @R7
    Scenario: What would be lost is saved if both sides are made alike
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And 10 minutes have passed
      And the first name of the worker "Ada" was changed to "Augusta" in Dataverse
      And integration was turned on
      When the last name of the worker "Ada" is changed to "King" in Dataverse
      Then the next batch run would do nothing
      And no loss is reported

  Rule: It is said of sync now of a table as well

    @N1 @R8 @R2
    Scenario: After tracking was cleared
      Given the tracking of the worker table was cleared
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When integration is turned on
      Then the next batch run would hold back the worker "Ada" in Dataverse
      And sync now of the worker table would edit the worker "Ada" in Human Resources
      And sync now of the worker table would link 3 records
      And sync now of the worker table would link the worker "Ben"
      And sync now of the job table would do nothing

  Rule: What stops the run or keeps a record from it is foreseen too

    @B4 @B6
    Scenario: A fault that stops the run
      Given the worker "Ada" was deleted from Dataverse
      And the worker "Ben" was deleted from Dataverse
      And integration was turned on
      When the next run of the batch job stops after 1 record
      Then the next batch run would stop before its end
      And the next batch run would restore 1 record

    @F1 @L5
    Scenario: An outage
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And integration was turned on
      When Dataverse is unavailable
      Then the batch job would fail at something
      And the next batch run would fail at the worker "Ada"
      And the next batch run would edit nothing
      And the next batch run would not stop before its end
