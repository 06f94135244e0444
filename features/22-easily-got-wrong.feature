Feature: What is easily got wrong
  Each scenario tells apart an integration that follows the rules and one that nearly does: which
  looks right in the plain case, and goes wrong where two things meet. The article leaves open what
  then becomes of a change; where no other documentation says it, we decided.

  Rule: Keys and beginnings

    @V2 @R2 @R8
    Scenario: Another spelling of the key is an edit that travels
      Given these worker records exist in both environments:
        | record | worker number | last name |
        | ada    | E-77          | Lovelace  |
      And integration is on
      When the worker number of the worker "ada" is changed to "e-77" in Human Resources
      Then the worker number of the worker "ada" is "e-77" in Dataverse

    @V2 @R2 @R8
    Scenario: A worker created in another spelling is the same worker
      Given these worker records exist in both environments:
        | record | worker number | last name |
        | ada    | E-77          | Lovelace  |
      And integration is on
      And the worker number of the worker "ada" was changed to "e-77" in Human Resources
      When integration is turned off
      And the worker "ben" is created in Human Resources with:
        | worker number |
        | E-78          |
      And 1 minute passes
      And the worker "ben" is created in Dataverse with:
        | worker number | last name |
        | "e-78 "       | Berg      |
      And integration is turned on
      And the batch job runs
      Then the worker "ben" is tracked
      And the worker "ben" in Human Resources has:
        | worker number | last name |
        | "e-78 "       | Berg      |
      And there are 0 missed requests
      And both environments hold the same

    @S7 @R3 @R7
    Scenario: A beginning is a request only of the side that was edited and differs
      Given these worker records exist, tracked:
        | record | environment     | worker number | first name | last name | edited               |
        | ada    | Human Resources | 000123        | Ada        | King      | 2021-08-10T10:00:00Z |
        | ada    | Dataverse       | 000123        | Ada        | Byron     | 2021-08-11T10:00:00Z |
        | ben    | Human Resources | 000124        | ...        | ...       | 2021-08-10T10:00:00Z |
        | ben    | Dataverse       | 000124        | ...        | ...       |                      |
      Then there are 2 missed requests

    @S7 @R3 @R7
    Scenario: A beginning touches the columns that differ
      Given these worker records exist, tracked:
        | record | environment     | worker number | first name | last name | edited               |
        | ada    | Human Resources | 000123        | Ada        | King      | 2021-08-10T10:00:00Z |
        | ada    | Dataverse       | 000123        | Ada        | Byron     | 2021-08-11T10:00:00Z |
        | ben    | Human Resources | 000124        | ...        | ...       | 2021-08-10T10:00:00Z |
        | ben    | Dataverse       | 000124        | ...        | ...       |                      |
      When the first name of the worker "ada" is changed to "Augusta" in Human Resources
      And integration is turned on
      And the batch job runs
      Then the worker "ada" in Dataverse has:
        | first name | last name |
        | Augusta    | King      |
      And these losses are reported:
        | record | environment | column    | lost  | kept |
        | ada    | Dataverse   | last name | Byron | King |
      And there are 0 missed requests

    @R18 @R8 @R3
    Scenario: A change of the number alone does not win over an edit
      Given natural keys are free to change
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      When integration is turned off
      And the last name of the worker "ada" is changed to "King" in Human Resources
      And 30 minutes pass
      And the worker "new" is created in Dataverse with:
        | worker number | last name |
        | 000124        | Byron     |
      And 1 minute passes
      And the worker "ada" becomes "new" in Human Resources, with the worker number "000124"
      And integration is turned on
      And the batch job runs
      Then the last name of the worker "new" is "Byron" in Human Resources
      And a loss of the worker "new" in Human Resources is reported, of these columns:
        | column    |
        | last name |
      And there are 0 missed requests
      And both environments hold the same

  Rule: What is delivered, and what is deleted late

    @L8 @L1
    Scenario: An edit of nothing else stays where nobody listens
      Given nobody listens to the knownas of worker records in Human Resources
      And these worker records exist in both environments:
        | record | worker number | knownas |
        | ada    | 000123        | Ada     |
        | ben    | 000124        | ...     |
      And integration is on
      When the knownas of the worker "ada" is changed to "Augusta" in Human Resources
      Then the knownas of the worker "ada" is "Ada" in Dataverse
      And the worker "ada" has a missed request in Human Resources

    @L8 @L1
    Scenario: An edit of something else takes it along
      Given nobody listens to the knownas of worker records in Human Resources
      And these worker records exist in both environments:
        | record | worker number | knownas |
        | ada    | 000123        | Ada     |
        | ben    | 000124        | ...     |
      And integration is on
      And the knownas of the worker "ada" was changed to "Augusta" in Human Resources
      When the worker "ada" is changed in Human Resources to:
        | knownas | last name |
        | Gussie  | King      |
      Then the worker "ada" in Dataverse has:
        | knownas | last name |
        | Gussie  | King      |

    @L8 @L1
    Scenario: A create is delivered with it
      Given nobody listens to the knownas of worker records in Human Resources
      And these worker records exist in both environments:
        | record | worker number | knownas |
        | ada    | 000123        | Ada     |
        | ben    | 000124        | ...     |
      And integration is on
      And the knownas of the worker "ada" was changed to "Augusta" in Human Resources
      And the worker "ada" was changed in Human Resources to:
        | knownas | last name |
        | Gussie  | King      |
      When the worker "cleo" is created in Human Resources with:
        | worker number | knownas |
        | 000125        | Cleo    |
      Then the knownas of the worker "cleo" is "Cleo" in Dataverse

    @L8 @L1
    Scenario: A delete is delivered whoever listens
      Given nobody listens to the knownas of worker records in Human Resources
      And these worker records exist in both environments:
        | record | worker number | knownas |
        | ada    | 000123        | Ada     |
        | ben    | 000124        | ...     |
      And integration is on
      And the knownas of the worker "ada" was changed to "Augusta" in Human Resources
      And the worker "ada" was changed in Human Resources to:
        | knownas | last name |
        | Gussie  | King      |
      And the worker "cleo" was created in Human Resources with:
        | worker number | knownas |
        | 000125        | Cleo    |
      When the worker "ben" is deleted from Human Resources
      Then the worker "ben" is not in Dataverse
      And there are 0 missed requests

    @L10 @L9 @F2 @L5
    Scenario: A late delete that fails in the run stays missed
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And Dataverse is unavailable for 10 minutes
      And the worker "ada" was deleted from Human Resources
      And 10 minutes have passed
      And request 1 to Dataverse fails before it is applied
      When the batch job runs
      Then the worker "ada" is not in Human Resources
      And the worker "ada" is in Dataverse
      And the worker "ada" has a missed request in Human Resources

    @L10 @L9 @F2 @L5
    Scenario: A late delete that failed is carried out by the next run
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And Dataverse is unavailable for 10 minutes
      And the worker "ada" was deleted from Human Resources
      And 10 minutes have passed
      And request 1 to Dataverse fails before it is applied
      And the batch job has run
      When the batch job runs
      Then the worker "ada" is not in Dataverse
      And no undone delete is reported
      And there are 0 missed requests

    @R19 @L6
    Scenario: A delete takes along what looks up what it takes along
      Given deleting a record in use cascades in Human Resources
      And these job position records exist in both environments:
        | record | jobposition number | parentjobpositionid |
        | head   | P-001              | ...                 |
        | hand   | P-002              | head                |
        | finger | P-003              | hand                |
      And integration is on
      When the job position "head" is deleted from Human Resources
      Then the job position "finger" is not in Human Resources
      And the job position "hand" is not in Human Resources
      And the job position "head" is not in Human Resources
      And there are 0 missed requests
      And both environments hold the same

  Rule: The order and the status of the batch job

    @B1 @R14 @B4
    Scenario: A title goes before the position that looks it up
      Given these job position records exist in both environments:
        | record | jobposition number |
        | p      | P-001              |
      And integration is on
      And integration was turned off
      And the description of the job position "p" was changed to "Accounting" in Human Resources
      And the title "clerk" was created in Human Resources with:
        | name  |
        | Clerk |
      And the titleid of the job position "p" was changed to "clerk" in Human Resources
      And integration was turned on
      And the next run of the batch job stops after 1 record
      When the batch job runs
      Then the title "clerk" is in Dataverse
      And the description of the job position "p" is "" in Dataverse

    @B1 @R14 @B4
    Scenario: The position that was stopped follows with its title
      Given these job position records exist in both environments:
        | record | jobposition number |
        | p      | P-001              |
      And integration is on
      And integration was turned off
      And the description of the job position "p" was changed to "Accounting" in Human Resources
      And the title "clerk" was created in Human Resources with:
        | name  |
        | Clerk |
      And the titleid of the job position "p" was changed to "clerk" in Human Resources
      And integration was turned on
      And the next run of the batch job stops after 1 record
      And the batch job has run
      When the batch job runs
      Then the job position "p" in Dataverse has:
        | description | titleid |
        | Accounting  | clerk   |
      And both environments hold the same

    @B1 @R14 @F2
    Scenario: What is tried again goes parents first
      Given integration is on
      And integration was turned off
      And the job position "p" was created in Human Resources with:
        | jobposition number |
        | P                  |
      And the job position "q" was created in Human Resources with:
        | jobposition number |
        | Q                  |
      And the job position "r" was created in Human Resources with:
        | jobposition number |
        | R                  |
      And the job position "s" was created in Human Resources with:
        | jobposition number |
        | S                  |
      And the parentjobpositionid of the job position "p" was changed to "q" in Human Resources
      And the parentjobpositionid of the job position "q" was changed to "r" in Human Resources
      And the parentjobpositionid of the job position "r" was changed to "s" in Human Resources
      And integration was turned on
      And the fault "request fails" is in force with:
        | in        | table           | record |
        | Dataverse | cdm_jobposition | p      |
      When the batch job runs
      Then the parentjobpositionid of the job position "q" is "r" in Dataverse
      And the job position "p" is not in Dataverse
      And there is 1 missed request

    @B1 @R14 @F2
    Scenario: What failed for a fault is made by the next run
      Given integration is on
      And integration was turned off
      And the job position "p" was created in Human Resources with:
        | jobposition number |
        | P                  |
      And the job position "q" was created in Human Resources with:
        | jobposition number |
        | Q                  |
      And the job position "r" was created in Human Resources with:
        | jobposition number |
        | R                  |
      And the job position "s" was created in Human Resources with:
        | jobposition number |
        | S                  |
      And the parentjobpositionid of the job position "p" was changed to "q" in Human Resources
      And the parentjobpositionid of the job position "q" was changed to "r" in Human Resources
      And the parentjobpositionid of the job position "r" was changed to "s" in Human Resources
      And integration was turned on
      And the fault "request fails" is in force with:
        | in        | table           | record |
        | Dataverse | cdm_jobposition | p      |
      And the batch job has run
      When the batch job runs
      Then both environments hold the same

    @B6 @L1 @B5
    Scenario: While the job is withheld live sync goes on
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      When integration is turned off
      And the last name of the worker "ada" is changed to "Lovelace" in Human Resources
      And integration is turned on
      And the batch job is set to Withhold
      And the last name of the worker "ben" is changed to "Berg" in Human Resources
      Then the last name of the worker "ben" is "Berg" in Dataverse

    @B6 @L1 @B5
    Scenario: While the job is withheld a scheduled run does nothing
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "Lovelace" in Human Resources
      And integration was turned on
      And the batch job was set to Withhold
      And the last name of the worker "ben" was changed to "Berg" in Human Resources
      When 1 day passes
      Then the worker "ada" has a missed request in Human Resources

    @B6 @L1 @B5
    Scenario: Waiting again it does not run before its time
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "Lovelace" in Human Resources
      And integration was turned on
      And the batch job was set to Withhold
      And the last name of the worker "ben" was changed to "Berg" in Human Resources
      And 1 day has passed
      When 3 hours pass
      And the batch job is set to Waiting
      And 20 hours and 59 minutes pass
      Then there is 1 missed request

    @B6 @L1 @B5
    Scenario: Waiting again it runs at its time
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "Lovelace" in Human Resources
      And integration was turned on
      And the batch job was set to Withhold
      And the last name of the worker "ben" was changed to "Berg" in Human Resources
      And 1 day has passed
      And 3 hours have passed
      And the batch job was set to Waiting
      And 20 hours and 59 minutes have passed
      When 1 minute passes
      Then there are 0 missed requests
      And both environments hold the same

    @B8 @F1 @L5
    Scenario: A request made during a run is not this run's
      Given the batch job takes 10 seconds a record
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And integration was turned off
      And the first name of the worker "ada" was changed to "Ada" in Human Resources
      And the first name of the worker "ben" was changed to "Ben" in Human Resources
      And integration was turned on
      And the batch job has run
      And Dataverse is unavailable for 5 seconds
      When the worker "cleo" is created in Human Resources with:
        | worker number |
        | 000125        |
      And 1 minute passes
      Then the first name of the worker "ben" is "Ben" in Dataverse
      And the worker "cleo" has a missed request in Human Resources

    @B8 @F1 @L5
    Scenario: A request made during a run is the next run's
      Given the batch job takes 10 seconds a record
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And integration was turned off
      And the first name of the worker "ada" was changed to "Ada" in Human Resources
      And the first name of the worker "ben" was changed to "Ben" in Human Resources
      And integration was turned on
      And the batch job has run
      And Dataverse is unavailable for 5 seconds
      And the worker "cleo" was created in Human Resources with:
        | worker number |
        | 000125        |
      And 1 minute has passed
      When the batch job runs
      And 10 seconds pass
      Then there are 0 missed requests
      And both environments hold the same

  Rule: The order of sync now and of a truncating import

    @N1 @L9 @L6
    Scenario: A delete waits for its delivery
      Given changes in Dataverse take 8 hours to reach Human Resources
      And deletes that arrive late are undone
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      When the worker "ada" is deleted from Dataverse
      Then there is 1 missed request

    @N1 @L9 @L6
    Scenario: Sync now delivers a delete that waits before it reconciles
      Given changes in Dataverse take 8 hours to reach Human Resources
      And deletes that arrive late are undone
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And the worker "ada" was deleted from Dataverse
      When sync now is run for the worker table
      Then the worker "ada" is not in Human Resources
      And no undone delete is reported
      And there are 0 missed requests

    @N1 @B1 @F7 @R6
    Scenario: What nobody noticed on either side leaves the record tracked
      Given these worker records exist in both environments:
        | record | worker number |
        | cleo   | 000125        |
      And integration is on
      And change 1 in Human Resources is not noticed
      And the worker "cleo" was deleted from Human Resources
      And change 1 in Dataverse is not noticed
      When the worker "cleo" is deleted from Dataverse
      And integration is turned off
      And the worker "ada" is created in Human Resources with:
        | worker number |
        | 000123        |
      And 1 minute passes
      And the worker "ben" is created in Human Resources with:
        | worker number |
        | 000124        |
      And integration is turned on
      Then the worker "cleo" is tracked

    @N1 @B1 @F7 @R6
    Scenario: Sync now goes in the order of the batch job
      Given these worker records exist in both environments:
        | record | worker number |
        | cleo   | 000125        |
      And integration is on
      And change 1 in Human Resources is not noticed
      And the worker "cleo" was deleted from Human Resources
      And change 1 in Dataverse is not noticed
      And the worker "cleo" was deleted from Dataverse
      And integration was turned off
      And the worker "ada" was created in Human Resources with:
        | worker number |
        | 000123        |
      And 1 minute has passed
      And the worker "ben" was created in Human Resources with:
        | worker number |
        | 000124        |
      And integration was turned on
      When sync now is run for the worker table
      Then the worker "cleo" is not tracked
      And the row id of the worker "ada" is "8655966e-b4d8-4539-b5b1-4b9ae048aed8"
      And both environments hold the same

    @M3 @R19 @M2
    Scenario: A truncated table goes from the newest record on, in no time
      Given these company records exist in both environments:
        | record | company code |
        | usmf   | USMF         |
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And these employment records exist in both environments:
        | record | employmentstart date | workerid | companyid |
        | emp    | 2021-03-01T00:00:00Z | ada      | usmf      |
      And these job position records exist in both environments:
        | record | jobposition number | parentjobpositionid |
        | head   | P-001              | ...                 |
        | hand   | P-002              | head                |
      And integration is on
      When integration is turned off
      And the job position table is truncated and these records are imported:
        | record | jobposition number |
        | P-003  | P-003              |
        | P-004  | P-004              |
      Then the job position "head" is not in Human Resources
      And the job position "hand" is not in Human Resources
      And 3 seconds have passed since the start

    @M3 @R19 @M2
    Scenario: A truncated table keeps what is looked up
      Given these company records exist in both environments:
        | record | company code |
        | usmf   | USMF         |
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And these employment records exist in both environments:
        | record | employmentstart date | workerid | companyid |
        | emp    | 2021-03-01T00:00:00Z | ada      | usmf      |
      And these job position records exist in both environments:
        | record | jobposition number | parentjobpositionid |
        | head   | P-001              | ...                 |
        | hand   | P-002              | head                |
      And integration is on
      And integration was turned off
      And the job position table was truncated and these records were imported:
        | record | jobposition number |
        | P-003  | P-003              |
        | P-004  | P-004              |
      When the worker table is truncated and these records are imported:
        | record | worker number | last name |
        | ada    | 000123        | Lovelace  |
      Then it is refused because "1 of 1 deletes refused"
      And the last name of the worker "ada" is "Lovelace" in Human Resources

  Rule: Backups and the recycle bin

    @E1 @N1 @R8
    Scenario: An edit takes along what was backed up as a request
      Given these worker records exist in both environments:
        | record | worker number | last name |
        | ada    | 000123        | Byron     |
        | ben    | 000124        | ...       |
        | cleo   | 000125        | ...       |
      And integration is on
      When integration is turned off
      And the last name of the worker "ada" is changed to "Lovelace" in Dataverse
      And the last name of the worker "ben" is changed to "Berg" in Dataverse
      And a backup of Dataverse is made as "monday"
      And 1 minute passes
      And integration is turned on
      And the last name of the worker "ada" is changed to "King" in Human Resources
      Then the last name of the worker "ada" is "King" in Dataverse

    @E1 @N1 @R8
    Scenario: A restore brings back the requests that have not travelled
      Given these worker records exist in both environments:
        | record | worker number | last name |
        | ada    | 000123        | Byron     |
        | ben    | 000124        | ...       |
        | cleo   | 000125        | ...       |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "Lovelace" in Dataverse
      And the last name of the worker "ben" was changed to "Berg" in Dataverse
      And a backup of Dataverse was made as "monday"
      And 1 minute has passed
      And integration was turned on
      And the last name of the worker "ada" was changed to "King" in Human Resources
      When integration is turned off
      And the first name of the worker "ben" is changed to "Ben" in Dataverse
      And the first name of the worker "cleo" is changed to "Cleo" in Human Resources
      And Dataverse is restored from the backup "monday"
      Then the worker "ben" has a missed request in Dataverse
      And the worker "cleo" has a missed request in Human Resources
      And there are 2 missed requests

    @E1 @N1 @R8
    Scenario: What a restore brought back travels as it was then
      Given these worker records exist in both environments:
        | record | worker number | last name |
        | ada    | 000123        | Byron     |
        | ben    | 000124        | ...       |
        | cleo   | 000125        | ...       |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "Lovelace" in Dataverse
      And the last name of the worker "ben" was changed to "Berg" in Dataverse
      And a backup of Dataverse was made as "monday"
      And 1 minute has passed
      And integration was turned on
      And the last name of the worker "ada" was changed to "King" in Human Resources
      And integration was turned off
      And the first name of the worker "ben" was changed to "Ben" in Dataverse
      And the first name of the worker "cleo" was changed to "Cleo" in Human Resources
      And Dataverse was restored from the backup "monday"
      When integration is turned on
      And the batch job runs
      Then the worker "ben" in Human Resources has:
        | last name | first name |
        | Berg      |            |
      And the first name of the worker "cleo" is "Cleo" in Dataverse
      And the worker "ada" differs between the environments

    @E1 @N1 @R8
    Scenario: Sync now settles what a restore left behind
      Given these worker records exist in both environments:
        | record | worker number | last name |
        | ada    | 000123        | Byron     |
        | ben    | 000124        | ...       |
        | cleo   | 000125        | ...       |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "Lovelace" in Dataverse
      And the last name of the worker "ben" was changed to "Berg" in Dataverse
      And a backup of Dataverse was made as "monday"
      And 1 minute has passed
      And integration was turned on
      And the last name of the worker "ada" was changed to "King" in Human Resources
      And integration was turned off
      And the first name of the worker "ben" was changed to "Ben" in Dataverse
      And the first name of the worker "cleo" was changed to "Cleo" in Human Resources
      And Dataverse was restored from the backup "monday"
      And integration was turned on
      And the batch job has run
      When sync now is run for the worker table
      Then the last name of the worker "ada" is "King" in Dataverse
      And both environments hold the same

    @E1 @C1 @G1
    Scenario: A worker made after the backup has the next RecId
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      When a backup of Human Resources is made as "monday"
      And the worker "ben" is created in Human Resources with:
        | worker number |
        | 000124        |
      Then the RecId of the worker "ben" is "5637144577"

    @E1 @C1 @G1
    Scenario: Cleared, the worker is not tracked
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And a backup of Human Resources was made as "monday"
      And the worker "ben" was created in Human Resources with:
        | worker number |
        | 000124        |
      When the tracking of the worker table is cleared
      Then the worker "ada" is not tracked

    @E1 @C1 @G1
    Scenario: A restored Human Resources has its tracking rows
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And a backup of Human Resources was made as "monday"
      And the worker "ben" was created in Human Resources with:
        | worker number |
        | 000124        |
      And the tracking of the worker table was cleared
      When Human Resources is restored from the backup "monday"
      Then the worker "ada" is tracked
      And the worker "ben" is not tracked

    @E1 @C1 @G1
    Scenario: A restored Human Resources gives no RecId twice
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And a backup of Human Resources was made as "monday"
      And the worker "ben" was created in Human Resources with:
        | worker number |
        | 000124        |
      And the tracking of the worker table was cleared
      And Human Resources was restored from the backup "monday"
      When the worker "cleo" is created in Human Resources with:
        | worker number |
        | 000125        |
      Then the RecId of the worker "cleo" is "5637144578"

    @E1 @C1 @G1
    Scenario: What was tracked at the backup syncs as before
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And a backup of Human Resources was made as "monday"
      And the worker "ben" was created in Human Resources with:
        | worker number |
        | 000124        |
      And the tracking of the worker table was cleared
      And Human Resources was restored from the backup "monday"
      And the worker "cleo" was created in Human Resources with:
        | worker number |
        | 000125        |
      When the last name of the worker "ada" is changed to "Lovelace" in Dataverse
      Then the last name of the worker "ada" is "Lovelace" in Human Resources

    @E2 @R3
    Scenario: An undeleted row is as old as it was
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      When integration is turned off
      And the last name of the worker "ada" is changed to "Byron" in Dataverse
      And 1 minute passes
      And the last name of the worker "ada" is changed to "King" in Human Resources
      And 1 minute passes
      And the worker "ada" is deleted from Dataverse
      And the worker "ada" is taken out of the recycle bin
      And integration is turned on
      And the batch job runs
      Then the last name of the worker "ada" is "King" in Dataverse
      And a loss of the worker "ada" in Dataverse is reported, of these columns:
        | column    |
        | last name |
      And no undone delete is reported
      And both environments hold the same

  Rule: Faults that meet

    @F2
    Scenario: Where Human Resources fails Dataverse is not asked
      Given the conflict policy is merge fields
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And integration was turned off
      And the first name of the worker "ada" was changed to "Ada" in Human Resources
      And the last name of the worker "ada" was changed to "Lovelace" in Dataverse
      And integration was turned on
      And request 1 to Human Resources fails before it is applied
      And request 2 to Dataverse fails before it is applied
      When the batch job runs
      Then there are 2 missed requests
      And the first name of the worker "ada" is "" in Dataverse

    @F2
    Scenario: The request that was not asked did not count
      Given the conflict policy is merge fields
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And integration was turned off
      And the first name of the worker "ada" was changed to "Ada" in Human Resources
      And the last name of the worker "ada" was changed to "Lovelace" in Dataverse
      And integration was turned on
      And request 1 to Human Resources fails before it is applied
      And request 2 to Dataverse fails before it is applied
      And the batch job has run
      When the batch job runs
      Then there are 0 missed requests
      And the worker "ada" in Human Resources has:
        | first name | last name |
        | Ada        | Lovelace  |
      And both environments hold the same

    @F3
    Scenario: Before the longer of two delays is over nothing has arrived
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And deliveries from Human Resources are delayed by 10 minutes
      And deliveries from Human Resources are delayed by 5 minutes
      When the last name of the worker "ada" is changed to "Lovelace" in Human Resources
      And 9 minutes pass
      Then the last name of the worker "ada" is "" in Dataverse

    @F3
    Scenario: When the longer of two delays is over it has
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And deliveries from Human Resources are delayed by 10 minutes
      And deliveries from Human Resources are delayed by 5 minutes
      And the last name of the worker "ada" was changed to "Lovelace" in Human Resources
      And 9 minutes have passed
      When 1 minute passes
      Then the last name of the worker "ada" is "Lovelace" in Dataverse

    @F6 @F1 @F5
    Scenario: Only one kind of fault is over
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And the clock of Human Resources is 2 hours ahead
      And Dataverse is unavailable
      When the fault "unavailable" is over
      And integration is turned off
      And the last name of the worker "ada" is changed to "King" in Human Resources
      And 1 hour passes
      And the last name of the worker "ada" is changed to "Byron" in Dataverse
      And integration is turned on
      And the batch job runs
      Then the last name of the worker "ada" is "King" in Dataverse
      And there are 0 missed requests

    @F7 @R7
    Scenario: An unnoticed change touches no column, and its loss is reported
      Given the conflict policy is merge fields
      And these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
      And integration is on
      And integration was turned off
      And the last name of the worker "ada" was changed to "King" in Human Resources
      And 1 minute has passed
      And change 1 in Dataverse is not noticed
      When the last name of the worker "ada" is changed to "Byron" in Dataverse
      And the first name of the worker "ada" is changed to "Ada" in Dataverse
      And integration is turned on
      And the batch job runs
      Then the worker "ada" in Dataverse has:
        | first name | last name |
        | Ada        | King      |
      And these losses are reported:
        | record | environment | column    | lost  | kept |
        | ada    | Dataverse   | last name | Byron | King |
      And both environments hold the same

    @F7 @R13 @L9 @L6
    Scenario: A delete that nobody noticed is undone by sync now
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And change 1 in Dataverse is not noticed
      When the worker "ada" is deleted from Dataverse
      And sync now is run for the worker table
      Then the worker "ada" is in Dataverse
      And the undone delete of the worker "ada" in Dataverse is reported

    @F7 @R13 @L9 @L6
    Scenario: An edit that nobody noticed wins over no delete
      Given these worker records exist in both environments:
        | record | worker number |
        | ada    | 000123        |
        | ben    | 000124        |
      And integration is on
      And change 1 in Dataverse is not noticed
      And the worker "ada" was deleted from Dataverse
      And sync now was run for the worker table
      And Dataverse is unavailable for 10 minutes
      And the worker "ben" was deleted from Human Resources
      And 1 minute has passed
      And change 1 in Dataverse is not noticed
      When the last name of the worker "ben" is changed to "Berg" in Dataverse
      And 1 day passes
      Then the worker "ben" is not in Dataverse
      And a loss of the worker "ben" in Dataverse is reported, of these columns:
        | column    |
        | last name |
      And there are 0 missed requests
