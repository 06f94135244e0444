Feature: Running a full synchronization of a table
  Select the table in the Dataverse table field, and then select Sync now: when changes from
  Dataverse take too long to appear in Human Resources, or when the tracking table must be
  refreshed after it was cleared.

  Rule: First what waits to be delivered for the table is delivered, then everything is reconciled
    The article leaves the order open. We decided on that of the batch job, and that records without
    a request come last.

    @N1
    Scenario: An edit in Dataverse that waits is delivered at once
      Given changes in Dataverse take 1 day to reach Human Resources
      And integration is on
      And the worker "Ada" exists in both environments
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When sync now is run for the worker table
      Then the last name of the worker "Ada" is "King" in both environments
      And there are 0 missed requests

    @N1
    Scenario: A delete in Dataverse that waits is delivered, not undone
      Given changes in Dataverse take 1 day to reach Human Resources
      And integration is on
      And the worker "Ada" exists in both environments
      And the worker "Ada" was deleted from Dataverse
      When sync now is run for the worker table
      Then the worker "Ada" is not in Human Resources
      And no undone delete is reported

    @N1
    Scenario: Every record on either side and every missed request is reconciled
      Given integration is on
      And the worker "Ada" exists in both environments
      And the worker "Ben" exists in both environments
      And the worker "Cleo" exists in both environments
      And the worker "Dora" exists in both environments
      And integration was turned off
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And the last name of the worker "Ben" was changed to "Jonson" in Dataverse
      And the worker "Cleo" was deleted from Dataverse
      And the worker "Dora" was deleted from Human Resources
      And the worker "Dora" was deleted from Dataverse
      And the worker "Emil" was created in Human Resources
      And the worker "Fay" was created in Dataverse
      And integration was turned on
      When sync now is run for the worker table
      Then both environments hold the same
      And the last name of the worker "Ada" is "King" in both environments
      And the last name of the worker "Ben" is "Jonson" in both environments
      And the worker "Cleo" is in both environments
      And the worker "Emil" is in both environments
      And the worker "Fay" is in both environments
      And there are 0 missed requests

    @N1
    Scenario: Records that nobody changed are reconciled too, on either side
      Given integration is on
      And the worker "Ada" was created in Human Resources
      And the worker "Ben" was created in Dataverse
      And the tracking of the worker table was cleared
      When sync now is run for the worker table
      Then the worker "Ada" is tracked
      And the worker "Ben" is tracked

  Rule: While integration is off it is refused and nothing changes
    The article leaves this open and we decided.

    @N2
    Scenario: Sync now with integration off
      Given the worker "Ada" was created in Human Resources
      When sync now is run for the worker table
      Then it is refused because "integration is off"
      And the worker "Ada" is not in Dataverse
      And there is 1 missed request

  Rule: Other tables are not touched
    The article leaves this open and we decided.

    @N7
    Scenario: What waits of another table waits on
      Given the worker "Ada" was created in Human Resources
      And the job "Clerk" was created in Human Resources
      And the job "Cook" was created in Dataverse
      And integration was turned on
      When sync now is run for the worker table
      Then the worker "Ada" is in both environments
      And the job "Clerk" is not in Dataverse
      And the job "Cook" is not in Human Resources
      And there are 2 missed requests

    @N7
    Scenario: What waits to be delivered of another table waits on
      Given changes in Dataverse take 1 hour to reach Human Resources
      And integration is on
      And the job "Clerk" was created in Dataverse
      When sync now is run for the worker table
      Then the job "Clerk" is not in Human Resources
