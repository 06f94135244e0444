Feature: Records that others look up
  No lookup is without target in its own environment: what another record looks up is not deleted.
  The article leaves open what becomes of such a delete, by a user or by the integration. Other
  public documentation says that a user's is refused, or takes along what looks the record up; the
  rest is what we decided.

  Rule: A user's delete of a record in use is refused

    @R19
    Scenario Outline: A worker with an employment cannot be deleted from <environment>
      Given integration is on
      And the employment "Ada at Work" exists in both environments
      When the worker "the worker" is deleted from <environment>
      Then it is refused because "is looked up by Ada at Work"
      And the worker "the worker" is in both environments

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @R19
    Scenario: The employment first, then the worker
      Given integration is on
      And the employment "Ada at Work" exists in both environments
      When the employment "Ada at Work" is deleted from Human Resources
      And the worker "the worker" is deleted from Human Resources
      Then the worker "the worker" is not in Dataverse
      And the employment "Ada at Work" is not in Dataverse

    @R19
    Scenario: A record that only itself looks up may go
      Given integration is on
      And the position "Boss" was created in Human Resources
      And the parent job position of the position "Boss" was changed to "Boss" in Human Resources
      When the position "Boss" is deleted from Human Resources
      Then the position "Boss" is not in Dataverse

  Rule: The integration's delete of a record in use fails and stays missed

    Background:
      Given changes in Dataverse take 10 minutes to reach Human Resources
      And integration is on
      And the company "USMF" exists in both environments
      And the worker "Ada" exists in both environments
      And the employment "Ada at Work" was created in Dataverse
      And 1 minute has passed

    @R19 @L6
    Scenario: An employment is made in Dataverse while the worker is deleted in Human Resources
      When the worker "Ada" is deleted from Human Resources
      Then the worker "Ada" is in Dataverse
      And the worker "Ada" has a missed request in Human Resources
      And the timeline says "is looked up by Ada at Work"

    @R19 @R14
    Scenario: The employment in its turn cannot be made where there is no worker
      Given the worker "Ada" was deleted from Human Resources
      When 10 minutes pass
      Then the employment "Ada at Work" is not in Human Resources
      And there are 2 missed requests

    @R19 @L9 @L10 @R5
    Scenario: The batch job brings the worker back, then makes the employment
      Given the worker "Ada" was deleted from Human Resources
      And 10 minutes have passed
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the employment "Ada at Work" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported
      And there are 0 missed requests

  Rule: Deleting a record in use may take along what looks it up

    @R19
    Scenario: With a worker deleted from Dataverse, the employment goes
      Given deleting a record in use cascades in Dataverse
      And integration is on
      And the employment "Ada at Work" exists in both environments
      When the worker "the worker" is deleted from Dataverse
      Then the employment "Ada at Work" is not in Dataverse
      And the employment "Ada at Work" is not in Human Resources
      And the worker "the worker" is not in Human Resources
      And there are 0 missed requests

    @R19
    Scenario: A setting of one environment leaves the other as it is
      Given deleting a record in use cascades in Dataverse
      And deleting a record in use is refused in Human Resources
      And integration is on
      And the employment "Ada at Work" exists in both environments
      When the worker "the worker" is deleted from Human Resources
      Then it is refused because "is looked up by"

    @R19
    Scenario: While integration is off each is a delete of its own, and each is undone
      Given deleting a record in use cascades in Human Resources
      And integration is on
      And the employment "Ada at Work" exists in both environments
      And integration was turned off
      And the worker "the worker" was deleted from Human Resources
      And integration was turned on
      When the batch job runs
      Then the undone delete of the employment "Ada at Work" in Human Resources is reported
      And the undone delete of the worker "the worker" in Human Resources is reported
      And both environments hold the same

    @R19
    Scenario: Positions that report to each other in a circle go together, over there with the next run
      Given deleting a record in use cascades in Human Resources
      And integration is on
      And the position "Boss" was created in Human Resources
      And the position "Clerk" was created in Human Resources with:
        | parent job position |
        | Boss                |
      And the parent job position of the position "Boss" was changed to "Clerk" in Human Resources
      And the position "Boss" was deleted from Human Resources
      When the batch job runs
      Then the position "Boss" is not in Dataverse
      And the position "Clerk" is not in Human Resources
      And the position "Clerk" is not in Dataverse
      And no undone delete is reported

    @R19 @L6
    Scenario: The integration's delete does not cascade
      Given changes in Dataverse take 10 minutes to reach Human Resources
      And deleting a record in use cascades in Dataverse
      And integration is on
      And the company "USMF" exists in both environments
      And the worker "Ada" exists in both environments
      And the employment "Ada at Work" was created in Dataverse
      When the worker "Ada" is deleted from Human Resources
      Then the worker "Ada" is in Dataverse
      And the employment "Ada at Work" is in Dataverse

    @R19 @R15
    Scenario: It is refused as a whole where one of them may not be deleted
      Given employment records flow from Human Resources to Dataverse only
      And deleting a record in use cascades in Dataverse
      And integration is on
      And the employment "Ada at Work" exists in both environments
      When the worker "the worker" is deleted from Dataverse
      Then it is refused because "flows from Human Resources only"
      And the worker "the worker" is in Dataverse

  Rule: Duplicates are merged by hand: what looked the one up looks up the other

    @R19 @R14
    Scenario: Merged in Dataverse, the second worker goes when nobody looks it up
      Given integration is on
      And these worker records exist in both environments:
        | record   | manager worker |
        | Ada      |                |
        | Ada twin |                |
        | Ben      | Ada twin       |
      When the manager worker of the worker "Ben" is changed to "Ada" in Dataverse
      And the worker "Ada twin" is deleted from Dataverse
      Then the manager worker of the worker "Ben" is "Ada" in both environments
      And the worker "Ada twin" is not in Human Resources

  Rule: New records in a circle are written together
    People do it in two passes: the rows first, then the lookups.

    @R14
    Scenario Outline: Two positions made in <environment> that report to each other
      Given the position "Boss" was created in <environment>
      And the position "Clerk" was created in <environment> with:
        | parent job position |
        | Boss                |
      And the parent job position of the position "Boss" was changed to "Clerk" in <environment>
      And integration was turned on
      When the batch job runs
      Then the parent job position of the position "Boss" is "Clerk" in both environments
      And the parent job position of the position "Clerk" is "Boss" in both environments
      And there are 0 missed requests

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @R14 @F2
    Scenario: Where one of them fails none is written
      Given the position "Boss" was created in Human Resources
      And the position "Clerk" was created in Human Resources with:
        | parent job position |
        | Boss                |
      And the parent job position of the position "Boss" was changed to "Clerk" in Human Resources
      And integration was turned on
      And request 2 to Dataverse fails before it is applied
      When the batch job runs
      Then the position "Boss" is not in Dataverse
      And the position "Clerk" is not in Dataverse
      And there are 2 missed requests
