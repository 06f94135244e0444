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
    Then the worker "Ben" is in both environments
    And the worker "Ada" is not in Dataverse
    And the worker "Ada" has a missed request in Human Resources
    And there is 1 missed request

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
    And 1 day passes
    Then the worker "Ada" is in both environments
    And there are 0 missed requests
