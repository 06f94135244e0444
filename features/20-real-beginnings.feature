Feature: Environments that were in use before the integration was
  Nobody begins with two empty environments. Records are on one side only, or on both with other
  values, edited years ago, and nothing associates them yet. The article leaves open what the first
  run makes of them; we decided that what was there is taken as the work of users while integration
  was off.

  Rule: Two populated environments that were never linked are linked by the first run

    @S7 @R8 @R3
    Scenario: The later edit goes to both sides, and the other is a loss
      Given these worker records exist, untracked:
        | record | environment     | last name | edited               |
        | Ada    | Human Resources | Byron     | 2019-05-01T10:00:00Z |
        | Ada    | Dataverse       | King      | 2020-11-30T11:00:00Z |
      And integration is on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the worker "Ada" is tracked
      And these losses are reported:
        | record | environment     | column    | lost  | kept |
        | Ada    | Human Resources | last name | Byron | King |

    @S7 @R9 @R10
    Scenario Outline: Given in <environment> only and untracked, it is created on the other side
      Given the worker "Ada" exists in <environment> only, untracked
      And integration is on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the worker "Ada" is tracked
      And no undone delete is reported

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @S7 @R8
    Scenario: Equal on both sides, it is linked and nothing is lost
      Given the worker "Ada" exists in both environments, untracked
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is tracked
      And no loss is reported
      And there are 0 missed requests

    @S7
    Scenario: What is there waits for the batch job, whether integration is on from the start or not
      Given the worker "Ada" exists in Human Resources only, untracked
      And integration is on
      When 23 hours pass
      Then the worker "Ada" is not in Dataverse
      And the worker "Ada" has a missed request in Human Resources

  Rule: Tracked records may differ from the start

    @S7 @R4
    Scenario: Tracked and on one side only, a user deleted it from the other
      Given the worker "Ada" exists in Human Resources only, tracked
      And integration is on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Dataverse is reported

    @S7 @R2
    Scenario: The side with a time of an edit is the side that was edited
      Given these worker records exist, tracked:
        | record | environment     | last name | edited               |
        | Ada    | Human Resources | Byron     |                      |
        | Ada    | Dataverse       | King      | 2021-08-10T10:00:00Z |
      And integration is on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And no loss is reported

    @S7 @F7
    Scenario: Without one nobody noticed the difference, and the batch job passes it by
      Given these worker records exist, tracked:
        | record | environment     | last name |
        | Ada    | Human Resources | Byron     |
        | Ada    | Dataverse       | King      |
      And integration is on
      When the batch job runs
      Then there are 0 missed requests
      And the worker "Ada" differs between the environments

    @S7 @F7
    Scenario: Nor does it see a side whose change nobody noticed
      Given these worker records exist, tracked:
        | record | environment     | exists | last name | edited               | noticed |
        | Ada    | Human Resources |        | Byron     |                      |         |
        | Ada    | Dataverse       | no     |           | 2021-08-10T10:00:00Z | no      |
      And integration is on
      When the batch job runs
      Then the worker "Ada" is not in Dataverse
      And there are 0 missed requests

    @S7 @G5
    Scenario: A record may have a reference of its own
      Given these worker records exist, untracked:
        | record | environment     | reference                            |
        | Ada    | Human Resources | 5637149999                           |
        | Ada    | Dataverse       | 00000000-0000-4000-8000-000000000777 |
      And integration was turned on
      When the batch job runs
      Then the RecId of the worker "Ada" is "5637149999"
      And the row id of the worker "Ada" is "00000000-0000-4000-8000-000000000777"
