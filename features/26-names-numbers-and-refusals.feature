Feature: Names, numbers, and what a refusal says
  A choice is a name in Human Resources and a number in Dataverse, and several names may have one
  number. What is refused is told with the reason. Where the documents leave it open, we decided.

  Rule: Several names of one number

    Background:
      Given the catalog has these additions:
        """
        cdm_worker:
          columns:
            new_shift:
              type: Choice
              choices: [Early, Late, Night]
              numbers: {Early: 1, Late: 2, Night: 2}
        """

    @R16 @S7
    Scenario: Human Resources keeps its own name of the number that it is linked with
      Given these worker records exist, tracked:
        | record | environment     | new_shift |
        | Ada    | Human Resources | Night     |
        | Ada    | Dataverse       | 2         |
      And integration is on
      When the last name of the worker "Ada" is changed to "King" in Dataverse
      Then the worker "Ada" in Human Resources has:
        | last name | new_shift |
        | King      | Night     |
      And both environments hold the same

    @R16
    Scenario: Another name of the number is nothing to write to Dataverse
      Given these worker records exist in both environments:
        | record | new_shift |
        | Ada    | Late      |
      And integration is on
      When the new_shift of the worker "Ada" is changed to "Night" in Human Resources
      Then the timeline does not say "written to Dataverse"
      And there are 0 missed requests

    @E1 @R16
    Scenario: To Human Resources another name of the number is another value
      Given the worker "Ada" was created in Human Resources with:
        | new_shift |
        | Late      |
      And a backup of Human Resources was made as "before"
      And the new_shift of the worker "Ada" was changed to "Night" in Human Resources
      When Human Resources is restored from the backup "before"
      Then the new_shift of the worker "Ada" is "Late" in Human Resources
      And the timeline says "1 record changed back"

  Rule: What a refusal says

    @R19
    Scenario: Of those that look a record up the one that was created first
      Given the worker "Ada" was created in Human Resources
      And the worker "Cid" was created in Human Resources with:
        | manager worker |
        | Ada            |
      And the worker "Ben" was created in Human Resources with:
        | manager worker |
        | Ada            |
      When the worker "Ada" is deleted from Human Resources
      Then it is refused because "is looked up by Cid"
