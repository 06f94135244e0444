Feature: Values and keys that two databases write each in its own way
  An empty date, the letters of a number, a column that only one side has, a choice that is a name
  here and a number there: what means the same has to be taken for the same. The article leaves
  open how values and keys are compared; where no other public documentation says it, we decided.

  Rule: The empty date of Human Resources is no value

    Background:
      Given integration is on
      And these worker records exist in both environments:
        | record | last name | birthdate  |
        | Ada    | Byron     | 1985-12-10 |
        | Ben    | Franklin  |            |
      And these employment records exist in both environments:
        | record      | worker | employment end date  |
        | Ada at Work | Ada    | 2021-12-31T00:00:00Z |
      And integration was turned off

    @V1
    Scenario: Imported with the date that stands for none, a worker is the same as before
      When these worker records are imported:
        | record | last name | birthdate  |
        | Ben    | Franklin  | 1900-01-01 |
      Then there are 0 missed requests
      And the birthdate of the worker "Ben" is "" in both environments

    @V1
    Scenario Outline: Written in <environment>, it empties the column
      Given the birthdate of the worker "Ada" was changed to "1900-01-01" in <environment>
      And integration was turned on
      When the batch job runs
      Then the birthdate of the worker "Ada" is "" in both environments
      And no loss is reported

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @V1
    Scenario: The columns of a worker who is created with it were not touched
      Given the worker "Cleo" was created in Human Resources with:
        | birthdate  |
        | 1900-01-01 |
      And 1 hour has passed
      And the worker "Cleo" was created in Dataverse with:
        | birthdate  |
        | 1990-05-01 |
      And integration was turned on
      When the batch job runs
      Then the birthdate of the worker "Cleo" is "1990-05-01" in both environments
      And no loss is reported

    @V1
    Scenario: As a moment it is empty at any time of that day
      When the employment end date of the employment "Ada at Work" is changed to "1900-01-01T12:00:00Z" in Dataverse
      Then the employment end date of the employment "Ada at Work" is "" in Dataverse

  Rule: The same number in other letters is the same worker

    @V2 @R8
    Scenario: Created with another spelling on the other side, the two are linked
      Given the worker "Ada" was created in Human Resources with:
        | worker number | last name |
        | E-77          | Vale      |
      And 1 minute has passed
      And the worker "Ada" was created in Dataverse with:
        | worker number | last name |
        | e-77          | Vail      |
      And integration was turned on
      When the batch job runs
      Then the worker number of the worker "Ada" is "e-77" in both environments
      And these losses are reported:
        | record | environment     | column        | lost | kept |
        | Ada    | Human Resources | worker number | E-77 | e-77 |
        | Ada    | Human Resources | last name     | Vale | Vail |
      And the grid of the worker table shows:
        | record | Dataverse table reference | Human Resources reference |
        | Ada    | first row id              | first RecId               |

    @V2
    Scenario: Blanks at the end make no other number
      Given integration is on
      And the worker "Ada" was created in Human Resources with:
        | worker number |
        | E-77          |
      When the worker "Ada" is created in Dataverse with:
        | worker number |
        | "E-77 "       |
      Then it is refused because "already exists"

    @V2
    Scenario Outline: Another spelling of the number, written in <environment>, is an edit that travels
      Given integration is on
      And these worker records exist in both environments:
        | record | worker number |
        | Ada    | E-77          |
      When the worker number of the worker "Ada" is changed to "e-77" in <environment>
      Then the worker number of the worker "Ada" is "e-77" in both environments
      And there are 0 missed requests

      Examples:
        | environment     |
        | Human Resources |
        | Dataverse       |

    @V2
    Scenario: Compared without regard to case and blanks, as by default, an import finds the worker
      Given natural keys are compared without regard to case and blanks
      And these worker records exist in both environments:
        | record | worker number | last name |
        | Ada    | E-77          | Byron     |
      When these worker records are imported:
        | record | worker number | last name |
        | Ada    | e-77          | King      |
      Then the last name of the worker "Ada" is "King" in Human Resources
      And the RecId of the worker "Ada" is "first RecId"

    @V2
    Scenario: Compared exactly, the other spelling is another worker
      Given natural keys are compared exactly
      And the worker "Ada" was created in Human Resources with:
        | worker number |
        | E-77          |
      And the worker "Ada over there" was created in Dataverse with:
        | worker number |
        | e-77          |
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the worker "Ada over there" is in both environments

  Rule: Keys that only look alike are other keys, and are told of

    @V2
    Scenario: The zeros were lost in a spreadsheet, and everybody is there twice
      Given integration is on
      And these worker records exist in both environments:
        | record | worker number | last name |
        | Ada    | 000777        | Vale      |
      When these worker records are imported:
        | record    | worker number | last name |
        | Ada again | 777           | Vale      |
      Then the worker "Ada" is in both environments
      And the worker "Ada again" is in both environments
      And the timeline says "777 looks like 000777"

    @V2 @R8 @R3
    Scenario: Two people have one personnel number
      Given the worker "Ada" was created in Human Resources with:
        | worker number | first name | last name |
        | 000124        | Ada        | Vale      |
      And 1 hour has passed
      And the worker "Ada" was created in Dataverse with:
        | worker number | first name | last name |
        | 000124        | Noor       | Hadi      |
      And integration was turned on
      When the batch job runs
      Then the first name of the worker "Ada" is "Noor" in both environments
      And a loss of the worker "Ada" in Human Resources is reported, of these columns:
        | column     |
        | first name |
        | last name  |
      And the timeline says "collision"

    @V2
    Scenario: Dataverse cannot have a number twice
      Given the worker "Ada" was created in Dataverse with:
        | worker number |
        | 000777        |
      When the worker "Ada" is created in Dataverse with:
        | worker number |
        | 000777        |
      Then it is refused because "already exists"

  Rule: A column of one environment alone does not travel and is no edit

    Background:
      Given the worker table has these custom columns:
        | column           | type in Human Resources |
        | new_payroll_note | Text                    |
      And the worker table has these custom columns:
        | column     | type in Dataverse |
        | new_colour | Text              |
      And integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And integration was turned off

    @V3
    Scenario: A column of Human Resources alone does not make Human Resources the last to edit
      Given the last name of the worker "Ada" was changed to "King" in Dataverse
      And 1 minute has passed
      And the payroll note of the worker "Ada" was changed to "call back" in Human Resources
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the payroll note of the worker "Ada" is "call back" in Human Resources
      And no loss is reported

    @V3
    Scenario: Deactivated rather than deleted, a row stays as Dataverse has it
      Given the colour of the worker "Ada" was changed to "grey, for inactive" in Dataverse
      And integration was turned on
      When the last name of the worker "Ada" is changed to "King" in Human Resources
      Then the last name of the worker "Ada" is "King" in Dataverse
      And the colour of the worker "Ada" is "grey, for inactive" in Dataverse

    @V3
    Scenario: A column of Dataverse alone makes no request and no difference
      When the colour of the worker "Ada" is changed to "red" in Dataverse
      Then there are 0 missed requests
      And both environments hold the same

    @V3
    Scenario: What the other side wins keeps its column
      Given the colour of the worker "Ada" was changed to "red" in Dataverse
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And the colour of the worker "Ada" is "red" in Dataverse

  Rule: A choice is a name in Human Resources and a number in Dataverse
    They are compared and copied by number. The article leaves open what becomes of several names
    with one number; we decided that Human Resources keeps its own if it has the number that comes.

    Background:
      Given the catalog has these additions:
        """
        cdm_badge:
          display_name: Badge
          natural_key: [cdm_number]
          columns:
            cdm_number: Text
            cdm_owner: Text
            cdm_state:
              type: Choice
              choices: [active, pending, terminated]
              numbers: {active: 0, pending: 1, terminated: 1}
        """
      And integration is on
      And these badge records exist in both environments:
        | record | state  |
        | B-1    | active |

    @R16
    Scenario: The name travels as its number
      When the state of the badge "B-1" is changed to "terminated" in Human Resources
      Then the state of the badge "B-1" is "1" in Dataverse

    @R16
    Scenario: Human Resources keeps its name where the number that comes is that of its name
      Given the state of the badge "B-1" was changed to "terminated" in Human Resources
      When the owner of the badge "B-1" is changed to "Ada" in Dataverse
      Then the state of the badge "B-1" is "terminated" in Human Resources
      And the state of the badge "B-1" is "1" in Dataverse
      And both environments hold the same

    @R16
    Scenario: Where it has another number, it takes the first name that is listed
      When the state of the badge "B-1" is changed to "1" in Dataverse
      Then the state of the badge "B-1" is "pending" in Human Resources

    @R16
    Scenario: A number without a name in Human Resources fails with a clear reason
      When the state of the badge "B-1" is changed to "7" in Dataverse
      Then the state of the badge "B-1" is "active" in Human Resources
      And the badge "B-1" has a missed request in Dataverse
      And the timeline says "no name for 7"

    @R16 @R7
    Scenario: A loss names the value lost as its side has it, and the value kept as the other does
      Given integration was turned off
      And the state of the badge "B-1" was changed to "1" in Dataverse
      And 1 hour has passed
      And the owner of the badge "B-1" was changed to "Ada" in Human Resources
      And integration was turned on
      When the batch job runs
      Then these losses are reported:
        | record | environment | column | lost | kept   |
        | B-1    | Dataverse   | state  | 1    | active |

  Rule: A natural key may be free to change, and is then another identity
    What users of the sibling product see: the old record comes back, and there is a duplicate.

    Background:
      Given natural keys are free to change
      And integration is on
      And these worker records exist in both environments:
        | record | worker number | last name |
        | Ada    | 000123        | Byron     |
      And integration was turned off

    @R18
    Scenario: The duplicate that users report
      Given the worker "Ada" became "Ada anew" in Human Resources, with the worker number "000124"
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is in both environments
      And the worker "Ada anew" is in both environments
      And the undone delete of the worker "Ada" in Human Resources is reported

    @R18
    Scenario: The record keeps its reference, and the tracking row stays with the old thing
      Given the worker "Ada" became "Ada anew" in Human Resources with:
        | worker number | last name |
        | 000124        | King      |
      And integration was turned on
      When the batch job runs
      Then the RecId of the worker "Ada anew" is "first RecId"
      And the last name of the worker "Ada anew" is "King" in both environments
      And the last name of the worker "Ada" is "Byron" in both environments
      And the row id of the worker "Ada" is "first row id"

    @R18 @L9
    Scenario: While integration is on, the delete of the old thing follows
      Given integration was turned on
      When the worker "Ada" becomes "Ada anew" in Dataverse, with the worker number "000124"
      Then the worker "Ada" is not in Human Resources
      And the worker "Ada anew" is in both environments
      And no undone delete is reported

    @R18 @G3
    Scenario: The change may say which entity it goes through
      Given integration was turned on
      When the worker "Ada" becomes "Ada anew" through the entity "CDSWorkerEntity" with:
        | worker number |
        | 000124        |
      Then the grid of the worker table shows:
        | record   | Human Resources entity name | Deleted from Dataverse |
        | Ada      | HcmWorkerEntity             | Yes                    |
        | Ada anew | CDSWorkerEntity             | No                     |

    @R18
    Scenario: It is refused where the new number is taken
      Given the worker "Ben" was created in Human Resources with:
        | worker number |
        | 000124        |
      When the worker "Ada" becomes "Ben" in Human Resources with:
        | worker number |
        | 000124        |
      Then it is refused because "natural key is taken"

    @R18
    Scenario: It is refused where another record there looks the record up
      Given the company "USMF" was created in Human Resources
      And the employment "Ada at Work" was created in Human Resources
      When the worker "Ada" becomes "Ada anew" in Human Resources, with the worker number "000124"
      Then it is refused because "is looked up by"

  Rule: Fixed, as by default, a change of the natural key is refused

    @R18
    Scenario: A start date is corrected, and it is part of the natural key
      Given natural keys are fixed
      And integration is on
      And the employment "Ada at Work" exists in both environments
      When the employment start date of the employment "Ada at Work" is changed to "2021-03-15T00:00:00Z" in Human Resources
      Then it is refused because "natural key is fixed"
