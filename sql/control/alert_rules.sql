-- What a person has set of the rules.
SELECT rule, is_on, severity, threshold FROM alert_rule;
