Feature: Other answers to the question whose edit stays
  The article's rule is that the last edit wins. Other policies exist to compare with it: losses
  and everything else stay as they are. The article leaves other policies and ties open; these are
  what we decided.

  Rule: One side may always win

    @R3 @policies
    Scenario Outline: <winner> wins, though <loser> edited later
      Given the conflict policy is <winner> wins
      And integration is on
      And the worker "Ada" exists in both environments
      And integration was turned off
      And the last name of the worker "Ada" was changed to "King" in <winner>
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "Byron" in <loser>
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
      And these losses are reported:
        | record | environment | column    | lost  | kept |
        | Ada    | <loser>     | last name | Byron | King |

      Examples:
        | winner          | loser           |
        | Human Resources | Dataverse       |
        | Dataverse       | Human Resources |

  Rule: The fields of both edits may be merged

    @R3 @policies
    Scenario: A column touched on one side only is taken from that side
      Given the conflict policy is merge fields
      And integration is on
      And the worker "Ada" exists in both environments
      And integration was turned off
      And the first name of the worker "Ada" was changed to "Augusta" in Human Resources
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the first name of the worker "Ada" is "Augusta" in both environments
      And the last name of the worker "Ada" is "Byron" in both environments
      And no loss is reported

    @R3 @policies
    Scenario: A column touched on both sides is taken from the last edit
      Given the conflict policy is merge fields
      And integration is on
      And the worker "Ada" exists in both environments
      And integration was turned off
      And the first name of the worker "Ada" was changed to "Augusta" in Human Resources
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And 1 hour has passed
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the first name of the worker "Ada" is "Augusta" in both environments
      And the last name of the worker "Ada" is "Byron" in both environments
      And these losses are reported:
        | record | environment     | column    | lost | kept  |
        | Ada    | Human Resources | last name | King | Byron |

  Rule: A tie may go to Dataverse

    @R11 @policies
    Scenario: Two edits in the same second
      Given ties are won by Dataverse
      And integration is on
      And the worker "Ada" exists in both environments
      And integration was turned off
      And the last name of the worker "Ada" was changed to "Byron" in Dataverse
      And the last name of the worker "Ada" was changed to "King" in Human Resources
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Byron" in both environments
      And the timeline says "a tie"
      And these losses are reported:
        | record | environment     | column    | lost | kept  |
        | Ada    | Human Resources | last name | King | Byron |

  Rule: A table, and even a column, may have a policy of its own

    Background:
      Given worker records have the conflict policy Human Resources wins
      And the primary email address of worker records has the conflict policy Dataverse wins
      And integration is on
      And these worker records exist in both environments:
        | record | last name | primary email address |
        | Ada    | Byron     | ada@example.com       |
      And the title "Boss" exists in both environments
      And integration was turned off

    @R3 @policies
    Scenario: Human Resources wins for workers, Dataverse for their addresses
      Given the worker "Ada" was changed in Human Resources to:
        | last name | primary email address |
        | Lovelace  | lovelace@example.com  |
      And 1 minute has passed
      And the worker "Ada" was changed in Dataverse to:
        | last name | primary email address |
        | King      | king@example.com      |
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "Lovelace" in both environments
      And the primary email address of the worker "Ada" is "king@example.com" in both environments
      And these losses are reported:
        | record | environment     | column                | lost                 | kept             |
        | Ada    | Dataverse       | last name             | King                 | Lovelace         |
        | Ada    | Human Resources | primary email address | lovelace@example.com | king@example.com |

    @R3 @policies
    Scenario: A column with a policy of its own is taken from the only side that touched it
      Given the worker "Ada" was changed in Human Resources to:
        | primary email address |
        | lovelace@example.com  |
      And 1 minute has passed
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the primary email address of the worker "Ada" is "lovelace@example.com" in both environments
      And the last name of the worker "Ada" is "Byron" in both environments
      And these losses are reported:
        | record | environment | column    | lost | kept  |
        | Ada    | Dataverse   | last name | King | Byron |

    @R12 @policies
    Scenario: A delete against an edit knows no policy
      Given the worker "Ada" was deleted from Human Resources
      And the last name of the worker "Ada" was changed to "King" in Dataverse
      And integration was turned on
      When the batch job runs
      Then the last name of the worker "Ada" is "King" in both environments
