package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.PayloadView;

/**
 * A payload as it was read and cleaned, before its rules are checked.
 *
 * @param fields the fields of the operation, absent ones too
 * @param today the day in the zone of the service
 */
record N3Draft(N3Operation operation, Map<N3Field, Field> fields, LocalDate today) {

    private static final Set<String> BLOCKS = Set.of("patient", "patientPersDocs");

    /** Reads a payload; unknown and unreadable fields become findings. */
    static N3Draft read(N3Operation operation, JsonNode payload, LocalDate today, Findings findings) {
        PayloadView whole = PayloadView.of(payload, findings);
        whole.allowOnly(BLOCKS);
        Map<N3Field, Field> fields = new EnumMap<>(N3Field.class);
        for (String block : BLOCKS.stream().sorted().toList()) {
            PayloadView view = whole.object(block);
            view.allowOnly(titles(block));
            operation.fields().stream()
                    .filter(field -> field.block().equals(block))
                    .forEach(field -> fields.put(field, field.clean(view.text(field.title()))));
        }
        return new N3Draft(operation, fields, today);
    }

    /** Tells a field; one that the operation does not take is absent. */
    Field field(N3Field field) {
        return fields.getOrDefault(field, new Field("$." + field.block() + "." + field.title(), null));
    }

    /** Writes what is sent: the table's names in the table's order, absent fields left out. */
    ObjectNode payload() {
        return write((field, text) -> text);
    }

    /** Writes what makes two orders the same question. */
    ObjectNode question() {
        return write(N3Field::compared);
    }

    private ObjectNode write(BiFunction<N3Field, String, String> form) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        fields.forEach((field, value) -> {
            if (value.present()) {
                payload.withObjectProperty(field.block()).put(field.title(), form.apply(field, value.orEmpty()));
            }
        });
        return payload;
    }

    private static Set<String> titles(String block) {
        return Arrays.stream(N3Field.values())
                .filter(field -> field.block().equals(block))
                .map(N3Field::title)
                .collect(Collectors.toSet());
    }
}
