Feature: Faults of one's own
  A fault that is plugged in is asked where it strikes, and told how often it was asked. Its keys
  are numbers, texts, yes or no, durations and environments.

  Background:
    Given these worker records exist in both environments:
      | record |
      | Ada    |
      | Ben    |
    And integration is on

  @F2 @L5
  Scenario: From the third request on Dataverse answers 429
    Given the fault "quota" is in force with:
      | in        | after |
      | Dataverse | 2     |
    When the last name of the worker "Ada" is changed to "Byron" in Human Resources
    And the last name of the worker "Ben" is changed to "Berg" in Human Resources
    And the last name of the worker "Ada" is changed to "King" in Human Resources
    And the last name of the worker "Ben" is changed to "Bell" in Dataverse
    Then the last name of the worker "Ada" is "Byron" in Dataverse
    And the last name of the worker "Ben" is "Bell" in both environments
    And the timeline says "429 Too Many Requests"
    And the timeline says "quota in Dataverse: after 2"

  @F2 @F6
  Scenario: Keys of every type say where it strikes
    Given the fault "quota" is in force with:
      | after | per    | of         | only            | told |
      | 0     | 1h 30m | cdm_worker | Human Resources | no   |
    When the last name of the worker "Ada" is changed to "Byron" in Human Resources
    And the last name of the worker "Ben" is changed to "Berg" in Dataverse
    And the job "Clerk" is created in Dataverse
    Then the last name of the worker "Ada" is "Byron" in Dataverse
    And the job "Clerk" is in Human Resources
    And the worker "Ben" has a missed request in Dataverse
    And the timeline says "stays missed: no answer"
    And the timeline says "quota: after 0, of worker, only hr, per 1h 30m, told no"
    When 1 hour passes
    And the batch job runs
    Then the worker "Ben" has a missed request in Dataverse
    When 30 minutes pass
    And the batch job runs
    Then there are 0 missed requests
    And both environments hold the same

  @F3 @F6
  Scenario: A delivery is held until this fault is over, whatever other fault is
    Given the fault "held up" is in force with:
      | in              | nth |
      | Human Resources | 2   |
    And Dataverse is unavailable
    And the fault "unavailable" was over
    When the last name of the worker "Ada" is changed to "Byron" in Human Resources
    And the last name of the worker "Ben" is changed to "Berg" in Human Resources
    Then the last name of the worker "Ada" is "Byron" in Dataverse
    And the last name of the worker "Ben" is empty in Dataverse
    When Dataverse is unavailable
    And the fault "unavailable" is over
    Then the last name of the worker "Ben" is empty in Dataverse
    When the fault "held up" is over
    Then the last name of the worker "Ben" is "Berg" in Dataverse

  @F3 @F6
  Scenario: A delivery that two faults hold waits for both
    Given the fault "held up" is in force
    And deliveries from Human Resources are delayed
    When the last name of the worker "Ada" is changed to "Byron" in Human Resources
    And the fault "held up" is over
    Then the last name of the worker "Ada" is empty in Dataverse
    When the fault "delivery delayed" is over
    Then the last name of the worker "Ada" is "Byron" in Dataverse

  @F3 @F4
  Scenario: The first delivery is late and the second comes twice
    Given the fault "slow then twice" is in force with:
      | by         |
      | 10 minutes |
    When the last name of the worker "Ada" is changed to "Byron" in Dataverse
    And the last name of the worker "Ben" is changed to "Berg" in Dataverse
    Then the last name of the worker "Ada" is empty in Human Resources
    And the last name of the worker "Ben" is "Berg" in Human Resources
    When 10 minutes pass
    Then the last name of the worker "Ada" is "Byron" in Human Resources
    And the timeline says "delivered again"

  @B4
  Scenario: A run handles so many records at most
    Given the fault "short runs" is in force with:
      | most |
      | 1    |
    And integration was turned off
    And the last name of the worker "Ada" was changed to "Byron" in Human Resources
    And the last name of the worker "Ben" was changed to "Berg" in Human Resources
    And integration was turned on
    When the batch job runs
    Then there is 1 missed request
    And the last name of the worker "Ada" is "Byron" in Dataverse
    When the fault "short runs" is over
    And the batch job runs
    Then there are 0 missed requests

  @F5 @R3
  Scenario: One clock is ahead
    Given the fault "drift" is in force with:
      | by     |
      | 1 hour |
    And integration was turned off
    And the last name of the worker "Ada" was changed to "Byron" in Human Resources
    And 30 minutes have passed
    And the last name of the worker "Ada" was changed to "King" in Dataverse
    And integration was turned on
    When the batch job runs
    Then the last name of the worker "Ada" is "Byron" in both environments
