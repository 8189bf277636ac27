package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Subject;

/** Whom an order for N3 is about: the patient by name and birth date, the SNILS, the document by series and number. */
final class N3Subjects implements Operation.Subjects {

    @Override
    public Set<Subject> of(JsonNode payload) {
        return Stream.of(
                        Subject.person(text(payload, N3Field.FAMILY_NAME), text(payload, N3Field.BIRTH_DATE)),
                        Subject.number(text(payload, N3Field.SNILS)),
                        Subject.number(text(payload, N3Field.SERIES) + text(payload, N3Field.NUMBER)))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static String text(JsonNode payload, N3Field field) {
        return payload.path(field.block()).path(field.title()).asText();
    }
}
