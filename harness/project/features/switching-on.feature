Feature: Switching the integration on
  Before the team switches the integration on, it wants to know what the next batch job does to the
  changes that were made meanwhile.

  @R4 @R13
  Scenario: A worker deleted in Dataverse comes back
    Given integration is on
    And the worker "Ada" exists in both environments
    And integration was turned off
    And the worker "Ada" was deleted from Dataverse
    And integration was turned on
    When the batch job runs
    Then the worker "Ada" is in Dataverse
