Feature: Conflict policies of one's own
  A policy that is plugged in is asked about each column in which both sides of a record differ. It
  names the side that is kept, or nobody, which is a tie.

  @R3
  Scenario: It is asked about columns that differ, and about no others
    Given the conflict policy is numbers from hr
    And these worker records exist in both environments:
      | record | known as | last name |
      | Ada    | Ada      | Byron     |
      | Ben    | Ben      | Berg      |
    And integration was turned on
    And integration was turned off
    And the worker "Ada" was changed in Human Resources to:
      | first name | last name | known as |
      | Augusta    | Lovelace  | A.       |
    And 1 minute has passed
    And the worker "Ada" was changed in Dataverse to:
      | first name | last name |
      | Augusta    | King      |
    And integration was turned on
    When the batch job runs
    Then the worker "Ada" in Human Resources has:
      | first name | last name | known as |
      | Augusta    | King      | Ada      |
    And both environments hold the same
    And these losses are reported:
      | record | environment     | column    | lost     | kept |
      | Ada    | Human Resources | last name | Lovelace | King |
      | Ada    | Human Resources | known as  | A.       | Ada  |
    And the timeline does not say "a tie"

  @R3 @R11
  Scenario: Where it names nobody, it is a tie
    Given the conflict policy is touched last
    And ties are won by Dataverse
    And these worker records exist in both environments:
      | record | known as | last name |
      | Ada    | Ada      | Byron     |
      | Ben    | Ben      | Berg      |
    And integration was turned on
    And integration was turned off
    And the worker "Ada" was changed in Human Resources to:
      | last name | known as |
      | Lovelace  | A.       |
    And 1 minute has passed
    And the worker "Ada" was changed in Dataverse to:
      | last name | middle name |
      | King      | Noel        |
    And integration was turned on
    When the batch job runs
    Then the worker "Ada" in Human Resources has:
      | last name | known as | middle name |
      | King      | A.       | Noel        |
    And both environments hold the same
    And the timeline says "a tie"

  @R3 @B4
  Scenario: It breaks off at a record, of which nothing is written, and the next command works
    Given the conflict policy is afraid of kings
    And these worker records exist in both environments:
      | record | known as | last name |
      | Ada    | Ada      | Byron     |
      | Ben    | Ben      | Berg      |
    And integration was turned on
    And integration was turned off
    And the last name of the worker "Ben" was changed to "Bergmann" in Human Resources
    And the last name of the worker "Ada" was changed to "King" in Human Resources
    And the last name of the worker "Ada" was changed to "Lovelace" in Dataverse
    And integration was turned on
    When the batch job runs, and breaks off because "it raised LookupError: a King"
    Then the last name of the worker "Ben" is "Bergmann" in Dataverse
    And the last name of the worker "Ada" is "Lovelace" in Dataverse
    And there are 2 missed requests
    And the timeline says "the run stopped after 1 record; 2 requests left"
    When the last name of the worker "Ada" is changed to "Prinz" in Human Resources
    And the batch job runs
    Then the last name of the worker "Ada" is "Prinz" in both environments
