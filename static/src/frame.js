// The parts of GOV.UK Frontend's script that any page may hold; `fields.js` has those of fields.
// script/assets makes one small module of each.
export { Button, ErrorSummary, NotificationBanner, SkipLink, createAll } from "govuk-frontend";
