Feature: Changes that nobody notices, and columns that nobody listens to
  A trigger that was not registered, a watermark set too far, a webhook that fell asleep: a change
  makes no request, and no run of the batch job repairs it. The article says nothing of it. What
  waits for sync now, and what is lost, is what we decided.

  Rule: A change that nobody noticed waits for sync now

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | first name | last name | known as |
        | Ada    | Ada        | Byron     | Countess |
        | Ben    | Ben        | Franklin  | Ben      |

    @F7 @faults
    Scenario: The batch job does not see it
      Given change 1 in Dataverse is not noticed
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When the batch job runs
      Then the last name of the worker "Ada" is "Byron" in Human Resources
      And the worker "Ada" differs between the environments
      And there are 0 missed requests

    @F7 @R8 @faults
    Scenario: Sync now brings it over
      Given change 1 in Dataverse is not noticed
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And the batch job has run
      When sync now is run for the worker table
      Then the last name of the worker "Ada" is "King" in both environments
      And no loss is reported

    @F7 @R3 @R7 @faults
    Scenario: An edit of another column on the other side overwrites it, and the loss is reported
      Given change 1 of the worker "Ada" in Dataverse is not noticed
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And 1 hour has passed
      When the first name of the worker "Ada" is changed to "Augusta" in Human Resources
      Then the last name of the worker "Ada" is "Byron" in both environments
      And these losses are reported:
        | record | environment | column    | lost | kept  |
        | Ada    | Dataverse   | last name | King | Byron |

    @F7 @faults
    Scenario: A later change that is noticed takes it along
      Given change 1 of worker records in Dataverse is not noticed
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When the first name of the worker "Ada" is changed to "Augusta" in Dataverse
      Then the last name of the worker "Ada" is "King" in both environments
      And the first name of the worker "Ada" is "Augusta" in both environments

    @F7 @R4 @R13 @faults
    Scenario: A delete that nobody noticed is undone by sync now, and reported
      Given changes in Dataverse are not noticed
      And the worker "Ada" was deleted from Dataverse
      And the batch job has run
      When sync now is run for the worker table
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Dataverse is reported

    @F7 @F6 @faults
    Scenario: When that is over, changes are noticed again
      Given changes in Human Resources are not noticed
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And the fault "not noticed" was over
      When the last name of the worker "Ben" is changed to "Stone" in Human Resources
      Then the last name of the worker "Ben" is "Stone" in both environments
      And the last name of the worker "Ada" is "Byron" in Dataverse

    @F7 @faults
    Scenario: It may be narrowed to a kind of change
      Given the fault "not noticed" is in force with:
        | in        | change | table  |
        | Dataverse | delete | worker |
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When the worker "Ben" is deleted from Dataverse
      Then the worker "Ben" is in Human Resources
      And the last name of the worker "Ada" is "King" in both environments

  Rule: Deleted and created again, it is the same thing, noticed or not

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And integration was turned off

    @F7 @R17 @faults
    Scenario: Where nobody noticed the creation, the batch job undoes no delete and copies nothing
      Given change 2 of the worker "Ada" in Human Resources is not noticed
      And the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Human Resources with:
        | last name |
        | King      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in Human Resources
      And the last name of the worker "Ada" is "Byron" in Dataverse
      And the RecId of the worker "Ada" is "second RecId"
      And no undone delete is reported
      And there are 0 missed requests

    @F7 @R17 @R8 @faults
    Scenario: Sync now brings over what was given again
      Given change 2 of the worker "Ada" in Human Resources is not noticed
      And the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Human Resources with:
        | last name |
        | King      |
      And integration was turned on
      And the batch job has run
      When sync now is run for the worker table
      Then the last name of the worker "Ada" is "King" in both environments
      And the worker "Ada" is tracked

  Rule: An edit of columns that nobody listens to stays missed until the record is settled
    The integration may listen to some columns of a table only. That none is left out by default is
    where the article leaves it open and we decided.

    Background:
      Given nobody listens to the known as of worker records in Human Resources
      And integration is on
      And these worker records exist in both environments:
        | record | last name | known as |
        | Ada    | Byron     | Countess |

    @L8
    Scenario: It is not delivered
      When the known as of the worker "Ada" is changed to "Lady" in Human Resources
      Then the known as of the worker "Ada" is "Countess" in Dataverse
      And the worker "Ada" has a missed request in Human Resources

    @L8
    Scenario: An edit of another column takes it along
      Given the known as of the worker "Ada" was changed to "Lady" in Human Resources
      When the last name of the worker "Ada" is changed to "King" in Human Resources
      Then the known as of the worker "Ada" is "Lady" in both environments
      And there are 0 missed requests

    @L8 @S5
    Scenario: The batch job brings it over
      Given the known as of the worker "Ada" was changed to "Lady" in Human Resources
      When 1 day passes
      Then the known as of the worker "Ada" is "Lady" in both environments

    @L8 @R3 @R7
    Scenario: With integration on and nothing broken, a later edit in Dataverse overwrites it
      Given the known as of the worker "Ada" was changed to "Lady" in Human Resources
      And 1 minute has passed
      When the last name of the worker "Ada" is changed to "King" in Dataverse
      Then the known as of the worker "Ada" is "Countess" in both environments
      And these losses are reported:
        | record | environment     | column   | lost | kept     |
        | Ada    | Human Resources | known as | Lady | Countess |

    @L8
    Scenario: Creates and deletes are always delivered
      When the worker "Ben" is created in Human Resources with:
        | known as |
        | Benny    |
      And the worker "Ada" is deleted from Human Resources
      Then the known as of the worker "Ben" is "Benny" in both environments
      And the worker "Ada" is not in Dataverse
