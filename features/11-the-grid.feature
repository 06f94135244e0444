Feature: The grid of the Microsoft Dataverse integration page
  On the Administration FastTab, you can see how rows are linked together between Human Resources
  and Dataverse. Select the table in the Dataverse table field: the grid shows all the rows that
  are linked to it.

  Rule: The grid has five columns

    @G1
    Scenario: Table, row id, entity name, RecId, and whether the row was deleted
      Given integration is on
      And the worker "Ada" exists in both environments
      And the worker "Ben" exists in both environments
      When the worker "Ben" is deleted from Dataverse
      Then the grid of the worker table shows:
        | Dataverse table | Dataverse table reference            | Human Resources entity name | Human Resources reference | Deleted from Dataverse |
        | cdm_worker      | 618f16e3-d361-4b88-b1ab-619cab8bec60 | HcmWorkerEntity             | 5637144576                | No                     |
        | cdm_worker      | second row id                        | HcmWorkerEntity             | second RecId              | Yes                    |

    @G1
    Scenario: RecIds and row ids come from two sources, and another seed draws other row ids
      Given the seed is 7
      And the worker "Ada" was created in Human Resources
      And the worker "Ben" was created in Human Resources
      And the worker "Ben" was deleted from Human Resources
      And the worker "Cleo" was created in Human Resources
      And integration was turned on
      When the batch job runs
      Then the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference |
        | Ada    | first row id              | first RecId               |
        | Cleo   | second row id             | third RecId               |

  Rule: Only tables that support custom fields can be selected, the others still sync
    What becomes of the others is where the article leaves it open. We decided that to select one is
    refused, and that it still syncs.

    @G2
    Scenario: Its tracking cannot be cleared
      Given integration is on
      And the benefit plan "Dental" exists in both environments
      When the tracking of the benefit plan table is cleared
      Then it is refused because "not in the grid"
      And the benefit plan "Dental" is tracked

    @G2
    Scenario: Sync now cannot be run for it
      Given the benefit plan "Dental" was created in Human Resources
      And integration was turned on
      When sync now is run for the benefit plan table
      Then it is refused because "not in the grid"
      And the benefit plan "Dental" is not in Dataverse

    @G2
    Scenario: It syncs all the same
      Given integration is on
      And the benefit plan "Dental" was created in Human Resources
      When the benefit plan "Vision" is created in Dataverse
      Then the benefit plan "Dental" is in both environments
      And the benefit plan "Vision" is in both environments

    @G2
    Scenario: Rows of one selected table are shown
      Given integration is on
      And the worker "Ada" exists in both environments
      And the job "Clerk" exists in both environments
      When the worker "Ben" is created in Human Resources
      Then the grid of the worker table shows:
        | record |
        | Ada    |
        | Ben    |
      And the grid of the job table shows:
        | record |
        | Clerk  |

  Rule: The entity name is the Human Resources entity that last synced data to Dataverse
    What a row shows that came from Dataverse is where the article leaves it open. We decided that
    it is the table's own entity, until Human Resources has synced.

    @G3
    Scenario: Where a change names no entity it is the table's own
      Given integration is on
      When the position "Front desk" is created in Human Resources
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | CDSJobPositionEntity        |

    @G3
    Scenario: A change that goes through another entity shows that one
      Given integration is on
      And the position "Front desk" exists in both environments
      When the description of the position "Front desk" is changed to "Reception" through the entity "HcmPositionEntity"
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | HcmPositionEntity           |

    @G3
    Scenario: A record that is made through another entity shows that one
      Given integration is on
      When the position "Front desk" is created through the entity "HcmPositionEntity" with:
        | description |
        | Reception   |
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | HcmPositionEntity           |

    @G3
    Scenario: A later change through another entity shows the later one
      Given integration is on
      And the position "Front desk" was created in Human Resources
      When the position "Front desk" is changed through the entity "HcmPositionDetailEntity" to:
        | description | available for assignment |
        | Welcome     | 2021-09-01T00:00:00Z     |
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | HcmPositionDetailEntity     |

    @G3
    Scenario: Of several changes that travel together the latest counts
      Given integration is on
      And the position "Front desk" exists in both environments
      And integration was turned off
      And the description of the position "Front desk" was changed to "Reception" through the entity "HcmPositionEntity"
      And the description of the position "Front desk" was changed to "Welcome" through the entity "HcmPositionDetailEntity"
      And integration was turned on
      When the batch job runs
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | HcmPositionDetailEntity     |

    @G3
    Scenario: Until the change has travelled, the entity that synced before is shown
      Given integration is on
      And the position "Front desk" exists in both environments
      And integration was turned off
      When the description of the position "Front desk" is changed to "Reception" through the entity "HcmPositionEntity"
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | CDSJobPositionEntity        |

    @G3
    Scenario: A change that comes from Dataverse leaves the entity as it is
      Given integration is on
      And the position "Front desk" exists in both environments
      And the description of the position "Front desk" was changed to "Reception" through the entity "HcmPositionEntity"
      When the description of the position "Front desk" is changed to "Welcome" in Dataverse
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | HcmPositionEntity           |

    @G3
    Scenario: An edit that lost to Dataverse has synced nothing
      Given integration is on
      And the position "Front desk" exists in both environments
      And integration was turned off
      And the description of the position "Front desk" was changed to "Reception" through the entity "HcmPositionEntity"
      And 1 hour has passed
      And the description of the position "Front desk" was changed to "Welcome" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the grid of the position table shows:
        | record     | Human Resources entity name |
        | Front desk | CDSJobPositionEntity        |

  Rule: Deleted from Dataverse says whether a live delete removed the row
    The article leaves open when exactly it changes. We decided: Yes when a live delete of either
    side removed the row, and No again when the row is restored.

    @G4
    Scenario Outline: A live delete in <environment> makes it Yes
      Given integration is on
      And the worker "Ada" exists in both environments
      When the worker "Ada" is deleted from <environment>
      Then the grid of the worker table shows:
        | record | Dataverse table reference | Deleted from Dataverse |
        | Ada    | first row id              | Yes                    |

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @G4 @L6
    Scenario: Of two records only the one that a live delete removed is shown as deleted
      Given integration is on
      And the worker "Ada" exists in both environments
      And the worker "Ben" exists in both environments
      When the worker "Ada" is deleted from Dataverse
      Then the grid shows the worker "Ada" as deleted from Dataverse
      And the grid shows the worker "Ben" as not deleted from Dataverse

    @G4
    Scenario: Created again in Human Resources, the row is used again and says No
      Given integration is on
      And the worker "Ada" exists in both environments
      And the worker "Ada" was deleted from Dataverse
      When the worker "Ada" is created in Human Resources
      Then the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference | Deleted from Dataverse |
        | Ada    | second row id             | second RecId              | No                     |

    @G4
    Scenario: A delete while integration is off does not make it Yes
      Given integration is on
      And the worker "Ada" exists in both environments
      And integration was turned off
      When the worker "Ada" is deleted from Dataverse
      Then the grid of the worker table shows:
        | record | Deleted from Dataverse |
        | Ada    | No                     |

  Rule: The listing of a table shows every row, tracked or not
    Excel opens a table of Dataverse with its rows, and Human Resources lists its records. That it
    is by RecId is where the article leaves it open and we decided.

    @G5
    Scenario: A row that is not tracked is there under its row id
      Given integration is on
      And the worker "Ada" exists in both environments
      When the tracking of the worker table is cleared
      Then the row id of the worker "Ada" is "first row id"
      And the RecId of the worker "Ada" is "first RecId"
      And the grid of the worker table is empty

    @G5
    Scenario: A record may be created under a reference of its own
      When the worker "Ada" is created in Dataverse under reference "00000000-0000-4000-8000-000000000777" with:
        | last name |
        | Byron     |
      And the position "Desk" is created through the entity "HcmPositionEntity" under reference "5637149999" with:
        | description |
        | Front desk  |
      Then the row id of the worker "Ada" is "00000000-0000-4000-8000-000000000777"
      And the RecId of the position "Desk" is "5637149999"

    @G5
    Scenario: A reference that is taken is refused
      Given the worker "Ada" was created in Human Resources under reference "5637149999" with:
        | last name |
        | Byron     |
      When the worker "Ben" is created in Human Resources under reference "5637149999" with:
        | last name |
        | Franklin  |
      Then it is refused because "the reference is taken"
