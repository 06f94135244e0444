Feature: The article "Configure Dataverse integration", in the words of its page
  What an administrator does on the page Microsoft Dataverse integration, in the order of the
  article, and what its "See also" leads to. `harness help article` has every sentence, with the
  scenarios of the other features that show it.

  Rule: The option Enable Dataverse integration turns the integration on and off
    On the System administration tile, select the Links tab; under Integrations, select Dataverse
    configuration. The option is on the page that opens. There is no page to click here: a scenario
    says what is selected on it.

    @S1
    Scenario: Off is where it begins
      When the worker "Ada" is created in Human Resources
      Then the worker "Ada" is not in Dataverse

    @S3 @S5 @R9 @R10
    Scenario: Set to Yes, data is synced the next time the batch job runs
      Given the worker "Ada" was created in Human Resources
      And the worker "Ben" was created in Dataverse
      And the option "Enable Dataverse integration" was set to Yes
      When 1 day passes
      Then the worker "Ada" is in both environments
      And the worker "Ben" is in both environments
      And there are 0 missed requests

    @S2
    Scenario: Set to No, changes are not synced
      Given integration is on
      And the worker "Ada" exists in both environments
      When the option "Enable Dataverse integration" is set to No
      And the worker "Ada" is deleted from Dataverse
      Then the worker "Ada" is in Human Resources
      And the worker "Ada" is not in Dataverse

  Rule: The Administration FastTab shows how rows are linked
    The article says that Excel shows the row id, and leaves open where Human Resources shows the
    RecId. We decided that its listing does likewise.

    @G1 @G2
    Scenario: The grid shows how the rows of the selected table are linked
      Given integration is on
      And the worker "Ada" exists in both environments
      And the job "Clerk" exists in both environments
      When the worker "Ben" is created in Dataverse
      Then the grid of the worker table shows:
        | Dataverse table | Dataverse table reference | Human Resources reference | Deleted from Dataverse |
        | cdm_worker      | first row id              | first RecId               | No                     |
        | cdm_worker      | third row id              | third RecId               | No                     |

    @G5
    Scenario: What Excel opens has the row id, also after the tracking is cleared
      Given integration is on
      And the worker "Ada" exists in both environments
      When "Clear tracking information" is selected for the worker table
      Then the grid of the worker table is empty
      And the row id of the worker "Ada" is "first row id"

  Rule: Clear tracking information removes the association of records and rows

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | first name | last name |
        | Ada    | Ada        | Byron     |

    @C1 @C2 @C3
    Scenario: Cleared, a change in Dataverse is not synced, and one in Human Resources links the row again
      Given "Clear tracking information" was selected for the worker table
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When the first name of the worker "Ada" is changed to "Augusta" in Human Resources
      Then the worker "Ada" is tracked
      And the first name of the worker "Ada" is "Augusta" in both environments
      And the last name of the worker "Ada" is "Byron" in both environments

    @N3
    Scenario: Cleared, then synchronized, both sides hold the same
      Given "Clear tracking information" was selected for the worker table
      When "Sync now" is selected for the worker table
      Then the worker "Ada" is tracked
      And both environments hold the same

  Rule: Sync now runs a full synchronization of a table

    @N1 @L2
    Scenario: What takes too long to appear is there at once
      Given changes in Dataverse take 2 hours to reach Human Resources
      And integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When "Sync now" is selected for the worker table
      Then the last name of the worker "Ada" is "King" in both environments

  Rule: A write through a virtual table is a write in Human Resources
    Nothing of a virtual table is stored in Dataverse. A scenario says the write as it is made
    there: in Human Resources, through the entity that the virtual table shows.

    @L1 @G3
    Scenario: A write through a virtual table is a write in Human Resources
      Given integration is on
      And these position records exist in both environments:
        | record | description |
        | Desk   | Front       |
      When the description of the position "Desk" is changed to "Reception" through the entity "HcmPositionEntity"
      Then the description of the position "Desk" is "Reception" in both environments
      And the grid of the position table shows:
        | record | Human Resources entity name |
        | Desk   | HcmPositionEntity           |
