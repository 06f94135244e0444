Feature: To the last detail
  What an integration may get wrong in a detail and nobody sees in the plain case: the first and the
  last of a range, what is given twice, the column behind the last one that is filled. Each scenario
  shows one such detail of a rule; where the documents leave it open, we decided.

  Rule: Values and references

    @V1 @R16
    Scenario Outline: The first and the last day are days like others
      Given the worker "Ada" exists in both environments
      And integration is on
      When the <column> of the worker "Ada" is changed to "<value>" in <environment>
      Then the <column> of the worker "Ada" is "<value>" in both environments

      Examples:
        | column                 | value                | environment     |
        | birth date             | 1900-01-02           | Human Resources |
        | birth date             | 2154-12-31           | Dataverse       |
        | original hire datetime | 1900-01-02T00:00:00Z | Human Resources |
        | original hire datetime | 2154-12-31T23:59:59Z | Dataverse       |

    @G1 @G5
    Scenario: Row ids are GUIDs of version 4
      Given the seed is 2
      And integration is on
      When the worker "Ada" is created in Human Resources
      And the worker "Ben" is created in Human Resources
      And the worker "Cid" is created in Human Resources
      Then the grid of the worker table shows:
        | record | Dataverse table reference            | Human Resources reference |
        | Ada    | 327a4924-8a27-45c0-998a-eacb511b2abc | 5637144576                |
        | Ben    | c4bbfcc1-2c11-4120-828b-07508cc3d7d6 | 5637144577                |
        | Cid    | eea41982-7342-489c-9af2-b3baedd71c20 | 5637144578                |

    @R16
    Scenario Outline: The first and the last whole number are numbers like others
      Given the job "Clerk" exists in both environments
      And integration is on
      When the maximum number of positions of the job "Clerk" is changed to "<number>" in Dataverse
      Then the maximum number of positions of the job "Clerk" is "<number>" in both environments

      Examples:
        | number      |
        | -2147483648 |
        | 2147483647  |

  Rule: What is foreseen and what is said

    @R14 @F2
    Scenario: Of those that go together each one is foreseen to fail, and where
      Given the worker "Ada" exists in both environments
      And the worker "Cid" was created in Human Resources
      And the worker "Dan" was created in Human Resources with:
        | manager worker |
        | Cid            |
      And the manager worker of the worker "Cid" was changed to "Dan" in Human Resources
      And integration was turned on
      And request 1 to Dataverse fails before it is applied
      Then the next batch run would fail at the worker "Cid" in Dataverse
      And the next batch run would fail at the worker "Dan" in Dataverse
      And the next batch run would fail at 2 records

    @F1
    Scenario: How long an outage lasts is said in hours and minutes
      Given integration is on
      When Dataverse is unavailable for 90 minutes
      Then the timeline says "Dataverse is unavailable for 1h 30m"
