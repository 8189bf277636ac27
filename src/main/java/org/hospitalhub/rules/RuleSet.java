package org.hospitalhub.rules;

import java.util.List;

/**
 * Rules that are all checked, in their order, whatever the earlier ones found.
 *
 * @param rules in the order of their findings
 */
public record RuleSet<T>(List<Rule<T>> rules) {

    /** Keeps the rules as they are now. */
    public RuleSet {
        rules = List.copyOf(rules);
    }

    /** Adds the findings of all rules about a subject. */
    public void check(T subject, Findings findings) {
        rules.forEach(rule -> rule.check().check(subject, findings));
    }

    /** Returns the findings of all rules about a subject. */
    public List<Finding> check(T subject) {
        Findings findings = new Findings();
        check(subject, findings);
        return findings.all();
    }
}
