Feature: A delete that was made while integration was on follows, however late
  What was deleted while integration was off comes back: the article says so. What was deleted
  while it was on is meant for both environments. The article leaves open what becomes of such a
  delete that arrives late: on its way, after an outage, after a switch. We decided that it is
  carried out, unless a later edit over there wins over it or something over there is in use.

  Rule: Deletes that arrive late are carried out

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |

    @L9 @L10
    Scenario: The batch job carries out a delete that is still on its way
      Given deliveries from Dataverse are delayed by 2 hours
      And the worker "Ada" was deleted from Dataverse
      And 1 hour has passed
      When the batch job runs
      Then the worker "Ada" is not in Human Resources
      And the grid shows the worker "Ada" as deleted from Dataverse
      And no undone delete is reported
      And there are 0 missed requests

    @L9 @L10
    Scenario: A delete that an outage held up is carried out by the next scheduled run
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      When 1 day passes
      Then the worker "Ada" is not in Dataverse
      And no undone delete is reported
      And the grid shows the worker "Ada" as deleted from Dataverse

    @L9 @N1
    Scenario: Sync now carries it out as the batch job does
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      And 10 minutes have passed
      When sync now is run for the worker table
      Then the worker "Ada" is not in Dataverse
      And no undone delete is reported

    @L9 @S3
    Scenario: Turned off and on again meanwhile, it follows all the same
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      And integration was turned off
      And 11 minutes have passed
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is not in Dataverse
      And no undone delete is reported

    @L9 @L5
    Scenario: Turned off while a delete from Dataverse was on its way, it follows with the next run
      Given deliveries from Dataverse are delayed by 1 hour
      And the worker "Ada" was deleted from Dataverse
      And integration was turned off
      And 2 hours have passed
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is not in Human Resources
      And no undone delete is reported

  Rule: A delete made while integration was off never follows

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |

    @L9 @R5
    Scenario: Deleted while off, the worker is back
      Given integration was turned off
      And the worker "Ada" was deleted from Human Resources
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

    @L9 @R5 @F1
    Scenario: Deleted while off and during an outage, the worker is back when the outage is over
      Given Dataverse is unavailable for 10 minutes
      And integration was turned off
      And the worker "Ada" was deleted from Human Resources
      And integration was turned on
      And 10 minutes have passed
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

    @L9 @R17
    Scenario: Deleted while on, and created again while off, it is an edit
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      And integration was turned off
      And the worker "Ada" was created in Human Resources with:
        | last name |
        | King      |
      And 11 minutes have passed
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And no undone delete is reported

    @L9 @R17
    Scenario: Its last delete counts: created again and deleted while off, it comes back
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      And integration was turned off
      And the worker "Ada" was created in Human Resources
      And the worker "Ada" was deleted from Human Resources
      And 11 minutes have passed
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

  Rule: A later edit over there wins over a delete

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |

    @L9 @L6
    Scenario: Edited later while the delete waited, the record is restored with the edit
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      And integration was turned off
      And 11 minutes have passed
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

    @L9 @L6
    Scenario: An edit of the same second does not win, and is lost with the delete
      Given deliveries from Dataverse are delayed by 2 hours
      And Dataverse is unavailable for 1 minute
      And the worker "Ada" was deleted from Human Resources
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      When 2 hours pass
      Then the worker "Ada" is not in Dataverse
      And these losses are reported:
        | record | environment | column    | lost | kept |
        | Ada    | Dataverse   | last name | King |      |

    @L7 @L6
    Scenario: An older edit that arrives after the delete carries the delete out
      Given deliveries from Dataverse are delayed by 2 hours
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And 1 minute has passed
      And Dataverse is unavailable for 1 minute
      And the worker "Ada" was deleted from Human Resources
      When 2 hours pass
      Then the worker "Ada" is not in Dataverse
      And these losses are reported:
        | record | environment | column    | lost | kept |
        | Ada    | Dataverse   | last name | King |      |
      And no undone delete is reported

    @L6
    Scenario: Deleted on both sides, the row says Yes
      Given Dataverse is unavailable for 1 minute
      And the worker "Ada" was deleted from Human Resources
      And integration was turned off
      And the worker "Ada" was deleted from Dataverse
      And integration was turned on
      And 1 minute has passed
      When the batch job runs
      Then the worker "Ada" is not in Dataverse
      And the grid shows the worker "Ada" as deleted from Dataverse
      And there are 0 missed requests

  Rule: The batch job decides at the end which deletes follow, together

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |

    @L10 @B1
    Scenario: What no longer looks the worker up is settled first, so the delete follows
      Given the worker "Ben" was created in Human Resources with:
        | manager worker |
        | Ada            |
      And Dataverse is unavailable for 10 minutes
      And the manager worker of the worker "Ben" was changed to "" in Human Resources
      And the worker "Ada" was deleted from Human Resources
      And 10 minutes have passed
      When the batch job runs
      Then the worker "Ada" is not in Dataverse
      And the manager worker of the worker "Ben" is "" in both environments
      And no undone delete is reported

    @L10
    Scenario: Two that report to each other go together
      Given the position "Boss" was created in Human Resources
      And the position "Clerk" was created in Human Resources with:
        | parent job position |
        | Boss                |
      And the parent job position of the position "Boss" was changed to "Clerk" in Human Resources
      And Dataverse is unavailable for 10 minutes
      And the parent job position of the position "Boss" was changed to "" in Human Resources
      And the position "Clerk" was deleted from Human Resources
      And the position "Boss" was deleted from Human Resources
      And 10 minutes have passed
      When the batch job runs
      Then the position "Boss" is not in Dataverse
      And the position "Clerk" is not in Dataverse
      And no undone delete is reported

    @L9 @L10 @R19
    Scenario: A worker and the employment that looks the worker up, deleted in an outage
      Given the employment "Ada at Work" exists in both environments
      And Dataverse is unavailable for 10 minutes
      And the employment "Ada at Work" was deleted from Human Resources
      And the worker "Ada" was deleted from Human Resources
      When 1 day passes
      Then the employment "Ada at Work" is not in Dataverse
      And the worker "Ada" is not in Dataverse
      And no undone delete is reported
      And there are 0 missed requests

    @L9 @L10 @R19
    Scenario: Where a later edit wins over the child's delete, neither follows
      Given the employment "Ada at Work" exists in both environments
      And Dataverse is unavailable for 10 minutes
      And the employment "Ada at Work" was deleted from Human Resources
      And the worker "Ada" was deleted from Human Resources
      And 1 minute has passed
      And the probation end date of the employment "Ada at Work" was changed to "2022-01-31" in Dataverse
      And 10 minutes have passed
      When the batch job runs
      Then the probation end date of the employment "Ada at Work" is "2022-01-31" in both environments
      And the worker "Ada" is in both environments
      And the undone delete of the employment "Ada at Work" in Human Resources is reported
      And the undone delete of the worker "Ada" in Human Resources is reported
      And there are 0 missed requests

    @L10 @C6
    Scenario: Untracked, the delete is held back
      Given Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      And the tracking of the worker table was cleared
      And 10 minutes have passed
      When the batch job runs
      Then the worker "Ada" is in Dataverse
      And the worker "Ada" has a missed request in Human Resources

  Rule: Deletes that arrive late may be undone instead, to compare

    @L9
    Scenario: Then the batch job brings the worker back
      Given deletes that arrive late are undone
      And integration is on
      And the worker "Ada" exists in both environments
      And Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      When 1 day passes
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

    @L9
    Scenario: By its own delivery it follows all the same
      Given deletes that arrive late are undone
      And integration is on
      And the worker "Ada" exists in both environments
      And deliveries from Dataverse are delayed by 2 hours
      And the worker "Ada" was deleted from Dataverse
      When 2 hours pass
      Then the worker "Ada" is not in Human Resources
      And no undone delete is reported

    @L9
    Scenario: Carried out, as by default, it follows
      Given deletes that arrive late are carried out
      And integration is on
      And the worker "Ada" exists in both environments
      And Dataverse is unavailable for 10 minutes
      And the worker "Ada" was deleted from Human Resources
      When 1 day passes
      Then the worker "Ada" is not in Dataverse
