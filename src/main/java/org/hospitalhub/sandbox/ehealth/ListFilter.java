package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;

/**
 * The filters of a list (eHealth contract §1.7).
 *
 * @param ids names of filters that must be ids
 * @param anyCase whether the status may be written in small letters
 */
record ListFilter(List<String> ids, boolean anyCase) {

    /** The filter of contract requests and contracts. */
    static final ListFilter CONTRACTS = new ListFilter(
            List.of(
                    "contractor_legal_entity_id",
                    "contractor_owner_id",
                    "id",
                    "legal_entity_id",
                    "medical_program_id",
                    "nhs_signer_id"),
            true);

    /** The filter of a legal entity's divisions and employees. */
    static final ListFilter OWN = new ListFilter(List.of("legal_entity_id"), false);

    /** The filter of other lists. */
    static final ListFilter OTHER = new ListFilter(List.of(), false);

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** Length of an id that is not written as text, which the service's library takes too. */
    private static final int RAW = 16;

    private static final String MEDICAL_PROGRAM = "medical_program_id";
    private static final List<String> NAMES = List.of(
            "id",
            "contractor_owner_id",
            "nhs_signer_id",
            "issue_city",
            "contract_number",
            "contractor_legal_entity_id",
            "legal_entity_id",
            "type",
            "employee_type",
            "name");

    /**
     * Returns whether a row is wanted.
     *
     * @throws ServiceErrorException 422 for filters that should be ids and are none
     */
    Predicate<ObjectNode> of(Call call) {
        List<Violation> wrong = ids.stream()
                .filter(name -> !isId(wanted(call, name)))
                .map(name -> new Violation(
                        "$." + name, "cast", Json.array().add("Elixir.Ecto.UUID"), "is invalid", "is invalid"))
                .toList();
        if (!wrong.isEmpty()) {
            throw ServiceErrorException.invalid(wrong);
        }
        Predicate<ObjectNode> all = row -> program(wanted(call, MEDICAL_PROGRAM), row);
        for (String name : NAMES) {
            String wanted = wanted(call, name);
            if (!wanted.isEmpty()) {
                all = all.and(row -> Json.text(row, name).equals(wanted));
            }
        }
        String given = call.param("status").orElse("");
        String status = anyCase ? given.toUpperCase(Locale.ROOT) : given;
        return status.isEmpty() ? all : all.and(row -> Json.text(row, "status").equals(status));
    }

    /** Returns the value of a filter, an id in small letters. */
    private String wanted(Call call, String name) {
        String given = call.param(name).orElse("");
        return ids.contains(name) ? given.toLowerCase(Locale.ROOT) : given;
    }

    private static boolean isId(String text) {
        return text.isEmpty() || UUID.matcher(text).matches() || text.getBytes(StandardCharsets.UTF_8).length == RAW;
    }

    private static boolean program(String wanted, ObjectNode row) {
        return wanted.isEmpty() || Json.texts(row.get("medical_programs")).contains(wanted);
    }
}
