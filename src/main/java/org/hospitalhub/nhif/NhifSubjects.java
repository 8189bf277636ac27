package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Subject;
import org.hospitalhub.rules.bg.Egn;
import org.hospitalhub.rules.bg.Lnch;

/**
 * Finds the subjects of an order for NHIF. Its services differ too much to know their fields: every EGN and LNCh (ten digits with
 * a right check digit) among the parameters and in the texts of the body counts, and what stands in a field that is named after a
 * person's number. A body given as base64 is not looked into.
 */
final class NhifSubjects implements Operation.Subjects {

    private static final int MOST = 20;
    private static final Pattern TEN_DIGITS = Pattern.compile("(?<!\\d)\\d{10}(?!\\d)");
    private static final Pattern PERSON =
            Pattern.compile("(?i).*(egn|lnch|lnc|pid|person.?(id|number|no)|patient.?(id|number|no)|passport).*");

    @Override
    public Set<Subject> of(JsonNode payload) {
        Set<Subject> found = new HashSet<>();
        payload.path("parameters").forEach(parameter -> numbers(parameter.asText(), found));
        JsonNode body = payload.path("body");
        if (!NhifOrder.isBytes(body)) {
            walk("", body, found);
        }
        return found;
    }

    private static void walk(String name, JsonNode node, Set<Subject> found) {
        if (node.isObject()) {
            node.properties().forEach(field -> walk(field.getKey(), field.getValue(), found));
        } else if (node.isArray()) {
            node.forEach(item -> walk(name, item, found));
        } else if (PERSON.matcher(name).matches()) {
            add(Subject.number(node.asText()), found);
        } else if (node.isTextual() || node.isNumber()) {
            numbers(node.asText(), found);
        }
    }

    private static void numbers(String text, Set<Subject> found) {
        Matcher digits = TEN_DIGITS.matcher(text);
        while (found.size() < MOST && digits.find()) {
            if (Egn.isValid(digits.group()) || Lnch.isValid(digits.group())) {
                add(Subject.number(digits.group()), found);
            }
        }
    }

    private static void add(Optional<Subject> subject, Set<Subject> found) {
        if (found.size() < MOST) {
            subject.ifPresent(found::add);
        }
    }
}
