Feature: When something breaks
  An environment may be unavailable for a while, and the batch job may stop or get stuck. Whatever
  the faults were, once they are over and the batch job has run to its end with integration on, all
  data is available in both environments and every loss was reported. The article says nothing of
  faults; what becomes of the changes meanwhile is what we decided.

  @L5 @S5 @faults
  Scenario Outline: <environment> is unavailable while changes travel to it
    Given integration is on
    And the worker "Ada" exists in both environments
    And <environment> is unavailable for 2 hours
    And the last name of the worker "Ada" was changed to "King" in <other environment>
    And the worker "Ben" was created in <other environment>
    And 2 hours have passed
    When the batch job runs
    Then the last name of the worker "Ada" is "King" in both environments
    And the worker "Ben" is in both environments
    And both environments hold the same
    And there are 0 missed requests

    Examples:
      | environment     | other environment |
      | Human Resources | Dataverse         |
      | Dataverse       | Human Resources   |

  @L5 @faults
  Scenario: A run of the batch job while an environment is unavailable keeps what it cannot bring over
    Given the worker "Ada" was created in Human Resources
    And the worker "Ben" was created in Dataverse
    And integration was turned on
    And Dataverse is unavailable for 1 hour
    When the batch job runs
    Then the worker "Ada" is not in Dataverse
    And the worker "Ada" has a missed request in Human Resources
    And the worker "Ben" is not in Human Resources
    And the worker "Ben" has a missed request in Dataverse

  @B4 @S5 @faults
  Scenario: A run that stops half way is finished by the next scheduled one
    Given integration is on
    And the worker "Ada" exists in both environments
    And the worker "Ben" exists in both environments
    And integration was turned off
    And the last name of the worker "Ada" was changed to "King" in Dataverse
    And the worker "Ben" was deleted from Human Resources
    And integration was turned on
    And the next run of the batch job stops after 1 record
    And the batch job has run
    When 1 day passes
    Then both environments hold the same
    And there are 0 missed requests
    And the undone delete of the worker "Ben" in Human Resources is reported

  @B6 @S5 @faults
  Scenario: A run that got stuck is made up for after it was cancelled
    Given integration is on
    And integration was turned off
    And the worker "Ada" was created in Human Resources
    And integration was turned on
    And the next run of the batch job gets stuck
    And the batch job has run
    When the stuck run of the batch job is cancelled
    And the batch job is set to Waiting
    And 1 day passes
    Then the worker "Ada" is in both environments
    And there are 0 missed requests

  @F1 @F6 @S5 @faults
  Scenario: An environment that is unavailable until the faults are over
    Given integration is on
    And the worker "Ada" exists in both environments
    And Dataverse is unavailable
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And 30 days have passed
    And the batch job has run
    When the faults are over
    And the batch job runs
    Then the last name of the worker "Ada" is "King" in both environments
    And there are 0 missed requests
    And no loss is reported

  @F2 @L5 @faults
  Scenario: The second of three requests fails, once
    Given integration is on
    And the worker "Ada" exists in both environments
    And the worker "Ben" exists in both environments
    And request 2 to Dataverse fails before it is applied
    When the last name of the worker "Ada" is changed to "King" in Human Resources
    And the last name of the worker "Ben" is changed to "Stone" in Human Resources
    And the first name of the worker "Ada" is changed to "Augusta" in Human Resources
    Then the last name of the worker "Ada" is "King" in Dataverse
    And the first name of the worker "Ada" is "Augusta" in Dataverse
    And the last name of the worker "Ben" is "" in Dataverse
    And the worker "Ben" has a missed request in Human Resources
    And there is 1 missed request

  @F2 @F6 @S5 @faults
  Scenario: Every request fails from the second on, until the faults are over
    Given integration is on
    And every request to Human Resources from request 2 on fails before it is applied
    And the worker "Ada" was created in Dataverse
    And the worker "Ben" was created in Dataverse
    And the worker "Cleo" was created in Dataverse
    And the faults were over
    When the batch job runs
    Then both environments hold the same
    And the timeline says "a request to Human Resources failed"
    And the timeline says "run starts: 2 missed requests"
    And there are 0 missed requests

  @F2 @S5 @faults
  Scenario Outline: A request whose answer is lost is done again and nothing changes
    Given integration is on
    And the worker "Ada" exists in both environments
    And request 1 to <across> fails after it is applied
    And the last name of the worker "Ada" was changed to "King" in <environment>
    When the batch job runs
    Then the last name of the worker "Ada" is "King" in both environments
    And the timeline says "<across> did it and its answer is lost; stays missed"
    And the timeline says "run starts: 1 missed request"
    And there are 0 missed requests
    And no loss is reported

    Examples:
      | environment     | across          |
      | Human Resources | Dataverse       |
      | Dataverse       | Human Resources |

  @F2 @faults
  Scenario: Where an answer is lost the change has arrived and stays missed
    Given integration is on
    And the worker "Ada" exists in both environments
    And request 1 to Dataverse fails after it is applied
    When the last name of the worker "Ada" is changed to "King" in Human Resources
    Then the last name of the worker "Ada" is "King" in Dataverse
    And the worker "Ada" has a missed request in Human Resources

  @F2 @R7 @faults
  Scenario: What travelled before its answer was lost is no loss when a later edit replaces it
    Given integration is on
    And the worker "Ada" exists in both environments
    And request 1 to Dataverse fails after it is applied
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And 1 minute has passed
    When the last name of the worker "Ada" is changed to "Byron" in Dataverse
    Then the last name of the worker "Ada" is "Byron" in both environments
    And no loss is reported
    And there are 0 missed requests

  @F2 @S5 @faults
  Scenario: A worker whose creation went unheard is deleted before it is sent again
    Given integration is on
    And request 1 to Dataverse fails after it is applied
    And the worker "Ada" was created in Human Resources
    When the worker "Ada" is deleted from Human Resources
    Then the worker "Ada" is not in Dataverse
    And there are 0 missed requests

  @F2 @L6 @S5 @faults
  Scenario: A delete that was carried out and went unheard
    Given integration is on
    And the worker "Ada" exists in both environments
    And request 1 to Dataverse fails after it is applied
    And the worker "Ada" was deleted from Human Resources
    When the batch job runs
    Then the worker "Ada" is not in Human Resources
    And the worker "Ada" is not in Dataverse
    And there are 0 missed requests
    And no undone delete is reported

  @F3 @faults
  Scenario Outline: Deliveries are delayed, also those from Human Resources
    Given integration is on
    And the worker "Ada" exists in both environments
    And deliveries from Human Resources are delayed by 10 minutes
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    When <time> pass
    Then the last name of the worker "Ada" is "<last name>" in Dataverse

    Examples:
      | time       | last name |
      | 9 minutes  |           |
      | 10 minutes | King      |

  @F3 @L2 @faults
  Scenario: A delayed delivery is overtaken by a later one
    Given integration is on
    And delivery 1 from Dataverse is delayed by 1 hour
    When the worker "Ada" is created in Dataverse
    And the worker "Ben" is created in Dataverse
    Then the worker "Ben" is in Human Resources
    But the worker "Ada" is not in Human Resources

  @F3 @faults
  Scenario: A delivery that was overtaken arrives in the end
    Given integration is on
    And delivery 1 from Dataverse is delayed by 1 hour
    And the worker "Ada" was created in Dataverse
    And the worker "Ben" was created in Dataverse
    When 1 hour passes
    Then the worker "Ada" is in Human Resources

  @F3 @F6 @faults
  Scenario: Deliveries that wait until the faults are over go in the order in which they were made
    Given integration is on
    And deliveries from Dataverse are delayed
    And the worker "Ada" was created in Dataverse
    And 1 minute has passed
    And the worker "Ben" was created in Dataverse
    And 1 minute has passed
    When the faults are over
    Then the worker "Ada" is in both environments
    And the worker "Ben" is in both environments
    And the grid of the worker table shows:
      | record | Human Resources reference |
      | Ada    | first RecId               |
      | Ben    | second RecId              |
    And there are 0 missed requests

  @F3 @faults
  Scenario: One delivery that waits until the faults are over
    Given integration is on
    And delivery 2 from Human Resources is delayed
    When the worker "Ada" is created in Human Resources
    And the worker "Ben" is created in Human Resources
    And the worker "Cleo" is created in Human Resources
    Then the worker "Ada" is in Dataverse
    And the worker "Cleo" is in Dataverse
    But the worker "Ben" is not in Dataverse

  @F4 @faults
  Scenario: A delivery that comes again an hour later does not bring an old value back
    Given integration is on
    And the worker "Ada" exists in both environments
    And delivery 1 from Human Resources comes again 1 hour later
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And the last name of the worker "Ada" was changed to "Byron" in Dataverse
    When 1 hour passes
    Then the last name of the worker "Ada" is "Byron" in both environments
    And the timeline says "delivered again, recognised: nothing to do"
    And no loss is reported

  @F4 @faults
  Scenario: A delete that is delivered twice does not delete the worker who was created again
    Given integration is on
    And the worker "Ada" exists in both environments
    And delivery 1 from Dataverse comes again
    And delivery 2 from Dataverse comes again 10 minutes later
    And the worker "Ada" was deleted from Dataverse
    When the worker "Ada" is created in Dataverse
    And 10 minutes pass
    Then the worker "Ada" is in both environments

  @F5 @R3 @R7 @faults
  Scenario Outline: Where a clock is wrong, the edit that was really the last is lost, and reported
    Given integration is on
    And the worker "Ada" exists in both environments
    And integration was turned off
    And the clock of <environment> is 10 minutes <direction>
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And 5 minutes have passed
    And the last name of the worker "Ada" was changed to "Byron" in Dataverse
    And integration was turned on
    When the batch job runs
    Then the last name of the worker "Ada" is "King" in both environments
    And a loss of the worker "Ada" in Dataverse is reported

    Examples:
      | environment     | direction |
      | Human Resources | ahead     |
      | Dataverse       | behind    |

  @F5 @F6 @L6 @faults
  Scenario: Once the faults are over, clocks are right again
    Given integration is on
    And the worker "Ada" exists in both environments
    And integration was turned off
    And the clock of Dataverse is 1 day ahead
    And the faults were over
    And the last name of the worker "Ada" was changed to "Byron" in Dataverse
    And 1 minute has passed
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And integration was turned on
    When the batch job runs
    Then the last name of the worker "Ada" is "King" in both environments

  @F6 @faults
  Scenario: Faults that did not strike are over with the others
    Given the worker "Ada" was created in Human Resources
    And integration was turned on
    And the next run of the batch job gets stuck
    And request 1 to Dataverse fails before it is applied
    And the faults were over
    When the batch job runs
    Then the worker "Ada" is in Dataverse

  @F1 @F2 @F5 @L5 @faults
  Scenario: A fault may also be called by its name
    Given integration is on
    And the worker "Ada" exists in both environments
    And the fault "clock ahead" is in force with:
      | in        | by         |
      | Dataverse | 10 minutes |
    And the fault "unavailable" is in force in Dataverse
    And the fault "batch job stuck" is in force
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    When the faults are over
    And the fault "request fails" begins with:
      | in        | nth | applied |
      | Dataverse | 1   | yes     |
    And the last name of the worker "Ada" is changed to "Byron" in Human Resources
    And the fault "delivery repeated" begins in Human Resources
    And the fault "batch job stuck" begins
    And the batch job runs
    Then the last name of the worker "Ada" is "Byron" in Dataverse
    And the timeline says "stuck"
    And the worker "Ada" has a missed request in Human Resources

  @F1 @F6 @R5 @faults
  Scenario: What an outage made fail is made up for by the run after it
    Given integration is on
    And the worker "Ada" exists in both environments
    And Dataverse is unavailable
    And integration was turned off
    And the worker "Ada" was deleted from Human Resources
    And integration was turned on
    And the batch job has run
    When the faults are over
    And the batch job runs
    Then the worker "Ada" is in both environments
    And the undone delete of the worker "Ada" in Human Resources is reported

  @F1 @faults
  Scenario: Of two outages of one environment the later end counts
    Given integration is on
    And Dataverse is unavailable for 2 hours
    And Dataverse is unavailable for 1 hour
    And 90 minutes have passed
    When the worker "Ada" is created in Human Resources
    Then the worker "Ada" is not in Dataverse
    And the worker "Ada" has a missed request in Human Resources

  @F1 @faults
  Scenario: Nothing is read from an environment that is unavailable
    Given integration is on
    And Dataverse is unavailable for 1 hour
    When the worker "Ada" is created in Dataverse
    Then the worker "Ada" is not in Human Resources
    And the worker "Ada" has a missed request in Dataverse

  @F2 @S5 @faults
  Scenario: No right to one table: that table fails with the reason, and the others go on
    Given integration is on
    And the worker "Ada" exists in both environments
    And every request to Dataverse for worker bank account records fails because "no right"
    And the worker bank account "Savings" was created in Human Resources
    When the last name of the worker "Ada" is changed to "King" in Human Resources
    Then the last name of the worker "Ada" is "King" in Dataverse
    And the worker bank account "Savings" is not in Dataverse
    And the worker bank account "Savings" has a missed request in Human Resources
    And the timeline says "no right"

  @F2 @faults
  Scenario: No right to delete: edits go on
    Given integration is on
    And the worker "Ada" exists in both environments
    And the worker "Ben" exists in both environments
    And every delete of worker records in Dataverse fails because "no right to delete"
    When the worker "Ada" is deleted from Human Resources
    And the last name of the worker "Ben" is changed to "King" in Human Resources
    Then the worker "Ada" is in Dataverse
    And the last name of the worker "Ben" is "King" in Dataverse
    And the timeline says "no right to delete"

  @F2 @faults
  Scenario: Narrowed to a record and a kind of change, other requests do not count
    Given integration is on
    And the worker "Ada" exists in both environments
    And the worker "Ben" exists in both environments
    And the fault "request fails" is in force with:
      | in        | record | change | reason |
      | Dataverse | Ada    | edit   | 429    |
    When the last name of the worker "Ben" is changed to "King" in Human Resources
    And the last name of the worker "Ada" is changed to "King" in Human Resources
    Then the last name of the worker "Ben" is "King" in Dataverse
    And the last name of the worker "Ada" is "" in Dataverse
    And the timeline says "429"

  @F2 @L6 @R13 @faults
  Scenario: A delete that was carried out unheard is no undone delete when the worker is made again
    Given integration is on
    And the worker "Ada" exists in both environments
    And request 1 to Dataverse fails after it is applied
    And the worker "Ada" was deleted from Human Resources
    And 1 minute has passed
    When the worker "Ada" is created in Dataverse
    Then the worker "Ada" is in both environments
    And no undone delete is reported

  @F3 @faults
  Scenario: Of two delays that strike one delivery the longer counts
    Given integration is on
    And the worker "Ada" exists in both environments
    And deliveries from Dataverse are delayed by 10 minutes
    And delivery 1 from Dataverse is delayed by 1 hour
    And the last name of the worker "Ada" was changed to "King" in Dataverse
    When 59 minutes pass
    Then the last name of the worker "Ada" is "" in Human Resources

  @F6 @faults
  Scenario: One kind of fault is over, the others last
    Given integration is on
    And Dataverse is unavailable
    And the next run of the batch job gets stuck
    When the fault "unavailable" is over
    And the worker "Ada" is created in Human Resources
    And the batch job runs
    Then the worker "Ada" is in Dataverse
    And the timeline says "stuck"
