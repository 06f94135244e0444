Feature: Deleted records that come back when integration is turned on again
  If you turn off integration, you can delete a record in one environment without deleting it in
  the other. When you turn integration back on, the record in the environment where it was not
  deleted syncs to the environment where it was deleted: the delete is undone. People who meant
  their delete need to know that, so every undone delete is reported.

  Background:
    Given integration is on
    And these worker records exist in both environments:
      | record | first name | last name |
      | Ada    | Ada        | Lovelace  |
    And integration was turned off

  Rule: A record that only Dataverse lost is restored there, under the row id it had
    The article leaves open under which row id. We decided: the one it had.

    @R4
    Scenario: The row comes back with the values that Human Resources has now
      Given the worker "Ada" was deleted from Dataverse
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Lovelace" in both environments
      And both environments hold the same
      And the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference | Deleted from Dataverse |
        | Ada    | first row id              | first RecId               | No                     |

  Rule: A record that only Human Resources lost is restored there, under a new RecId
    The article leaves the RecId open. We decided that it is a new one, for RecIds are never used
    again.

    @R5
    Scenario: The record comes back with the values that Dataverse has now
      Given the worker "Ada" was deleted from Human Resources
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Lovelace" in both environments
      And both environments hold the same
      And the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference | Deleted from Dataverse |
        | Ada    | first row id              | second RecId              | No                     |

  Rule: The survivor comes back with its edits, whichever was later, the edit or the delete
    The article leaves open what an edit on the other side means for the delete. We decided that
    its rule has no time test: what survived is restored, as it is now.

    @R12
    Scenario Outline: Edited in <survives in>, deleted later from <deleted from>
      Given the last name of the worker "Ada" was changed to "King" in <survives in>
      And 1 hour has passed
      And the worker "Ada" was deleted from <deleted from>
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the undone delete of the worker "Ada" in <deleted from> is reported
      And no loss is reported

      Examples:
        | survives in     | deleted from    |
        | Human Resources | Dataverse       |
        | Dataverse       | Human Resources |

    @R12
    Scenario Outline: Deleted from <deleted from>, edited later in <survives in>
      Given the worker "Ada" was deleted from <deleted from>
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "King" in <survives in>
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And no loss is reported

      Examples:
        | survives in     | deleted from    |
        | Human Resources | Dataverse       |
        | Dataverse       | Human Resources |

  Rule: A user's delete that a restore reverses is reported
    The article says that the record comes back and leaves open whether anybody is told. We decided
    that every undone delete is reported, with the environment in which it was made.

    @R13
    Scenario Outline: The undone delete in <environment> is reported
      Given the worker "Ada" was deleted from <environment>
      And integration was turned on
      When the batch job runs
      Then the undone delete of the worker "Ada" in <environment> is reported

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @R5 @R13
    Scenario: What a reviewer reads of a delete that is undone
      Given the worker "Ada" was deleted from Human Resources
      And 2 hours have passed
      And integration was turned on
      When the batch job runs
      Then the timeline matches the approved timeline "a deleted worker comes back"

    @R13
    Scenario: A delete that was made in both environments is undone in neither
      Given the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was deleted from Dataverse
      And integration was turned on
      When the batch job runs
      Then no undone delete is reported

    @R13
    Scenario Outline: A record that is new in <environment> undoes no delete over there
      Given the worker "Ben" was created in <environment>
      And integration was turned on
      When the batch job runs
      Then the worker "Ben" is in both environments
      And no undone delete is reported

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

  Rule: A record that both environments lost stays deleted
    The article leaves this open. We decided that there is nothing left to restore.

    @R6
    Scenario: The batch job drops the tracking row and both missed requests
      Given the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was deleted from Dataverse
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is not in Human Resources
      And the worker "Ada" is not in Dataverse
      And the grid of the worker table is empty
      And there are 0 missed requests

    @R6
    Scenario: Sync now drops them as the batch job does
      Given the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was deleted from Human Resources
      And integration was turned on
      When sync now is run for the worker table
      Then the grid of the worker table is empty
      And there are 0 missed requests

    @R6
    Scenario: The row of a record that a live delete removed stays, and says so
      Given integration was turned on
      And the worker "Ada" was deleted from Human Resources
      When the batch job runs
      And sync now is run for the worker table
      Then the grid of the worker table shows:
        | record | Deleted from Dataverse |
        | Ada    | Yes                    |

  Rule: A record deleted and created again before the delete travelled is the same record
    The article leaves this open. We decided that the natural key tells what is the same: the
    tracking row is pointed at the new record, and creating it again counts as an edit of the
    columns given.

    @R17
    Scenario: Created again in Human Resources, the tracking row follows to the new RecId
      Given the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Human Resources with:
        | last name |
        | King      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the first name of the worker "Ada" is "" in both environments
      And no undone delete is reported
      And the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference |
        | Ada    | first row id              | second RecId              |

    @R17
    Scenario: Created again in Dataverse, the tracking row follows to the new row id
      Given the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was created in Dataverse with:
        | last name |
        | King      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference |
        | Ada    | second row id             | first RecId               |

    @R17
    Scenario: Only the columns given again can be lost to a later edit on the other side
      Given the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Human Resources with:
        | last name |
        | King      |
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the first name of the worker "Ada" is "Ada" in both environments
      And these losses are reported:
        | record | environment     | column    | lost | kept  |
        | Ada    | Human Resources | last name | King | Byron |

    @R17
    Scenario: What was edited before the delete is no part of what is created again
      Given the last name of the worker "Ada" was changed to "King" in Human Resources
      And the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Human Resources with:
        | first name |
        | Augusta    |
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Byron" in both environments
      And these losses are reported:
        | record | environment     | column     | lost    | kept |
        | Ada    | Human Resources | first name | Augusta | Ada  |

    @R17
    Scenario: Deleted, created again and deleted once more, it is a delete that is undone
      Given the worker "Ada" was deleted from Human Resources
      And the worker "Ada" was created in Human Resources
      And the worker "Ada" was deleted from Human Resources
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

    @R17 @C5
    Scenario: Of a row whose tracking was cleared, it counts as a create and travels
      Given the tracking of the worker table was cleared
      And the worker "Ada" was deleted from Dataverse
      And the worker "Ada" was created in Dataverse with:
        | last name |
        | King      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the worker "Ada" is tracked
