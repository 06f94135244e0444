Feature: The same, said otherwise
  What people write first: counts instead of names, some instead of which, a file instead of a table,
  and faults in the middle of what happens. The article leaves open what comes of faults, and what was
  there before integration was turned on; where no other documentation says it, we decided.

  Rule: Counts, and what is not

    @S7 @R9 @R10
    Scenario: Records on one side, counted
      Given the worker "Ada" exists in Human Resources
      And the employee "Ben" exists in Dataverse
      And these worker records exist in HR:
        | record | last name |
        | Cid    | Byron     |
      And integration is on
      Then there are 2 workers in Human Resources
      And there is 1 worker in Dataverse
      And there are no jobs in HR
      And no workers are tracked
      And there are 3 missed requests
      And integration is on

    @S3 @S5
    Scenario: After the first run all is on both sides
      Given the worker "Ada" exists in Human Resources
      And these worker records exist in Dataverse:
        | record | last name |
        | Ben    | Byron     |
      And integration was turned on
      When the batch job runs
      Then there are 2 worker records in Dataverse
      And 2 workers are tracked
      And the grid of the worker table has 2 rows
      And there is no missed request
      And the worker "Ada" has no missed request
      And the timeline does not say "a tie"

    @R2 @V1
    Scenario: Values that are empty, that stay, and that are others
      Given these worker records exist in both environments:
        | record | last name | birthdate  |
        | Ada    | Byron     | 1985-12-10 |
      And integration is on
      When the birthdate of the worker "Ada" is changed to "1900-01-01" in HR
      And the last name of the worker "Ada" is changed to "King" in Dataverse
      Then the birthdate of the worker "Ada" is empty in Dataverse
      And the birthdate of the worker "Ada" is empty in both environments
      And the last name of the worker "Ada" is not "Byron" in Human Resources
      And the last name of the worker "Ada" is not empty in Dataverse
      And the last name of the worker "Ada" is still "King" in Dataverse
      And the last name of the worker "Ada" is still "King" in both environments
      And the worker "Ada" in Human Resources has none of:
        | last name | birthdate  |
        | Byron     | 1985-12-10 |

    @R7 @R13
    Scenario: Something is lost, and something is undone
      Given the worker "Ada" exists in both environments
      And the worker "Ben" exists in both environments
      And integration is on
      And integration was turned off
      And the last name of the worker "Ada" was changed to "King" in HR
      And a week has passed
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And the worker "Ben" was deleted from Dataverse
      And integration was turned on
      When the batch job runs
      Then a loss is reported
      And an undone delete is reported
      And the worker "Ada" has no missed request in HR

    @N2
    Scenario: A step is refused, for whatever reason
      When sync now is run for the worker table
      Then it is refused

  Rule: Files and columns of one's own

    @M1
    Scenario: Workers are imported from a file
      Given the file "files/workers.csv" was imported into the worker table
      And integration was turned on
      And one hour and 30 minutes have passed
      When the file "files/workers.csv" is imported into the worker table
      And the batch job runs
      Then there are 2 workers in Dataverse
      And the last name of the worker "Ada" is "Lovelace" in both environments

    @M4
    Scenario: Either environment imports from a file
      Given the file "files/workers.csv" was imported into the worker table of Dataverse
      And integration was turned on
      When the file "files/workers.csv" is imported into the worker table of Human Resources
      And the batch job runs
      Then both environments hold the same

    @M3
    Scenario: A file takes the place of what was there
      Given the worker "Cid" was created in Human Resources
      And the worker table was truncated and the file "files/workers.csv" was imported
      When the worker table is truncated and the file "files/workers.csv" is imported
      Then there are 2 workers in Human Resources
      And the worker "Cid" is not in Human Resources

    @R16
    Scenario: Columns of one's own, in a line each
      Given the worker table has a custom column "new_badge" of type Text
      And the worker table has a custom column "new_colour" with the choices "red, green"
      And the worker table has these custom columns:
        | column   | type   | choices      | length in Dataverse |
        | new_size | Choice | Small, Large |                     |
        | new_note | Text   |              | 10                  |
      And these worker records exist in both environments:
        | record | new_badge | new_colour | new_size | new_note |
        | Ada    | A-17      | red        | Large    | left     |
      And integration is on
      When the new_colour of the worker "Ada" is changed to "green" in Dataverse
      Then the new_colour of the worker "Ada" is "green" in Human Resources

  Rule: Faults that begin while other things happen, and end

    @F1 @F6 @faults
    Scenario: An outage in the middle, over in time
      Given integration is on
      And the worker "Ada" exists in both environments
      And Dataverse is unavailable
      And Dataverse is available again
      When Dataverse is unavailable
      And the last name of the worker "Ada" is changed to "King" in Human Resources
      And Dataverse is available again
      And the batch job runs
      Then the last name of the worker "Ada" is "King" in Dataverse
      And there are 0 missed requests

    @F2 @L5 @faults
    Scenario: Dataverse throttles
      Given integration is on
      And the worker "Ada" exists in both environments
      And Dataverse answers "429 Too Many Requests"
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And the faults were over
      And Dataverse answers "429 Too Many Requests" to request 1
      When the batch job runs
      And the batch job runs
      And Dataverse answers "503 Service Unavailable" to request 1
      And the first name of the worker "Ada" is changed to "Augusta" in Human Resources
      And the batch job runs
      And Dataverse answers "429 Too Many Requests"
      And the first name of the worker "Ada" is changed to "Ada" in Human Resources
      Then the worker "Ada" has a missed request in Human Resources
      And the last name of the worker "Ada" is "King" in Dataverse
      And the first name of the worker "Ada" is "Augusta" in Dataverse
      And the timeline says "429 Too Many Requests"

    @F2 @faults
    Scenario: Requests fail from now on
      Given integration is on
      And the worker "Ada" exists in both environments
      When request 1 to Dataverse fails before it is applied
      And the last name of the worker "Ada" is changed to "King" in Human Resources
      And every request to Dataverse from request 1 on fails before it is applied
      And the worker "Ben" is created in Human Resources
      And the faults are over
      And every request to Dataverse for worker records fails because "no right"
      And the worker "Cid" is created in Human Resources
      And the faults are over
      And every delete of worker records in Dataverse fails because "no right"
      And the worker "Ada" is deleted from Human Resources
      Then there are 2 workers in Human Resources
      And there is 1 worker in Dataverse

    @F1 @F6 @faults
    Scenario: Outages that end by themselves
      Given integration is on
      And the worker "Ada" exists in both environments
      When Dataverse is unavailable for an hour
      And the fault "batch job stuck" is in force
      And the fault "unavailable" is in force in Human Resources
      And the fault "request fails" is in force with:
        | in        | nth | reason                |
        | Dataverse | 2   | 429 Too Many Requests |
      And the faults are over
      Then both environments hold the same

    @F7 @faults
    Scenario: Changes that nobody notices from now on
      Given integration is on
      And the worker "Ada" exists in both environments
      When change 1 in Dataverse is not noticed
      And the last name of the worker "Ada" is changed to "King" in Dataverse
      And change 1 of the worker "Ada" in Dataverse is not noticed
      And the first name of the worker "Ada" is changed to "Augusta" in Dataverse
      And change 1 of worker records in Dataverse is not noticed
      And the known as of the worker "Ada" is changed to "Ada" in Dataverse
      And changes in Dataverse are not noticed
      And the middle name of the worker "Ada" is changed to "A" in Dataverse
      Then there is no missed request
      And the worker "Ada" differs between the environments

    @F3 @F4 @F5 @faults
    Scenario: Deliveries and clocks that go wrong from now on
      Given integration is on
      And the worker "Ada" exists in both environments
      When delivery 1 from Dataverse is delayed by 10 minutes
      And the last name of the worker "Ada" is changed to "King" in Dataverse
      And delivery 1 from Dataverse is delayed
      And deliveries from Dataverse are delayed by 10 minutes
      And deliveries from Dataverse are delayed
      And delivery 1 from Human Resources comes again
      And delivery 1 from Human Resources comes again 10 minutes later
      And the clock of Dataverse is 10 minutes ahead
      And the next run of the batch job stops after 1 record
      And the next run of the batch job gets stuck
      And the faults are over
      And 1 hour passes
      Then the last name of the worker "Ada" is "King" in both environments
