Feature: Importing data with the Data Management Framework
  You might turn off integration when you are filling in data through the Data Management Framework
  and must import the data multiple times to get it into a correct state. Large data uploads can
  significantly impact performance.

  Rule: An import creates or edits records by natural key and may be repeated
    What an import does to a record that is the same already is where the article leaves it open. We
    decided that it is no edit.

    @M1
    Scenario: The first import creates, the second one corrects
      Given these worker records were imported:
        | worker number | record | last name |
        | 000001        | Ada    | Biron     |
        | 000002        | Ben    | Franklin  |
      When these worker records are imported:
        | worker number | last name |
        | 000001        | Byron     |
        | 000002        | Franklin  |
        | 000003        | Curie     |
      Then the last name of the worker "Ada" is "Byron" in Human Resources
      And the last name of the worker "Ben" is "Franklin" in Human Resources
      And the last name of the worker "000003" is "Curie" in Human Resources
      And there are 3 missed requests

    @M1
    Scenario: What is imported is a change as a user's is
      Given integration is on
      When these worker records are imported:
        | record | last name |
        | Ada    | Byron     |
      Then the last name of the worker "Ada" is "Byron" in both environments

    @M1
    Scenario: A record that is the same already is no edit
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And integration was turned off
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "Lovelace" in Dataverse
      And 1 hour has passed
      And these worker records were imported:
        | record | last name |
        | Ada    | King      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Lovelace" in both environments

    @M1
    Scenario: A record that is the same on both sides makes no missed request
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And integration was turned off
      When these worker records are imported:
        | record | last name |
        | Ada    | Byron     |
      Then there are 0 missed requests

    @M1
    Scenario: An import that changes a record is an edit, and may be the last one
      Given integration is on
      And these worker records exist in both environments:
        | record | last name |
        | Ada    | Byron     |
      And integration was turned off
      And the last name of the worker "Ada" was changed to "Lovelace" in Dataverse
      And these worker records were imported:
        | record | last name |
        | Ada    | King      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And these losses are reported:
        | record | environment | column    | lost     | kept |
        | Ada    | Dataverse   | last name | Lovelace | King |

    @M1
    Scenario: Columns that an import does not name stay as they are
      Given these worker records exist in both environments:
        | record | first name | last name |
        | Ada    | Augusta    | Biron     |
      When these worker records are imported:
        | record | last name |
        | Ada    | Byron     |
      Then the last name of the worker "Ada" is "Byron" in Human Resources
      And the first name of the worker "Ada" is "Augusta" in Human Resources

    @M1
    Scenario: A row that is refused does not stop the others
      Given the job "Clerk" was created in Dataverse
      When these position records are imported:
        | record     | job   |
        | Front desk | Clerk |
        | Counter    |       |
      Then it is refused because "1 of 2 rows"
      And the position "Front desk" is not in Human Resources
      And the position "Counter" is in Human Resources

  Rule: An import takes simulated time, and much more of it with integration on
    The article calls its figures an illustration: uploading 2000 workers can take several hours
    when integration is on, and less than one hour when it is off. Ours are 6 seconds and 1.5
    seconds a record where nothing is said, and can be set.

    @M2
    Scenario: With integration off, 2000 workers take less than one hour
      When 2000 new worker records are imported
      Then 50 minutes have passed since the start
      And there are 2000 missed requests

    @M2
    Scenario: With integration on, 2000 workers take several hours
      Given integration is on
      When 2000 new worker records are imported
      Then 3 hours and 20 minutes have passed since the start
      And there are 0 missed requests

    @M2
    Scenario: People that are made up travel like those that are written down
      Given 20 generated worker records exist in both environments
      When 30 generated worker records are imported
      And integration is turned on
      And the batch job runs
      Then both environments hold the same worker records
      And there are 0 missed requests

    @M2
    Scenario Outline: The time that a record takes with integration <switch> can be set
      Given an import takes 2.5 seconds a record while integration is <switch>
      And integration is <switch>
      When 4 new worker records are imported
      Then 10 seconds have passed since the start

      Examples:
        | switch |
        | on     |
        | off    |
