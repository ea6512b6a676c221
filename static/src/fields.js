// The parts of GOV.UK Frontend's script that only fields need: pages without any do not fetch them.
export { CharacterCount, Checkboxes, PasswordInput, Radios, createAll } from "govuk-frontend";
