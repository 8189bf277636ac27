package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of orders like the service: checks required fields, types and lengths (N3 description §2.1, §3.1, §4.1) and
 * reports the first error.
 */
final class OrderBodyReader {

    private static final Set<String> DOCUMENT_TYPES = Set.of("1", "6", "7", "9", "11", "20", "42");
    private static final Set<String> GENDERS = Set.of("1", "2");
    private static final Pattern SNILS = Pattern.compile("[0-9]{11}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int LONGEST_SERIES = 10;
    private static final int LONGEST_NUMBER = 20;

    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final Clock clock;

    OrderBodyReader(InstantSource time) {
        this.clock = time.withZone(ZoneOffset.ofHours(3));
    }

    OrderRequest read(OrderKind kind, byte[] body) throws InvalidBodyException {
        JsonNode root = tree(body);
        JsonNode patient = block(root, "patient");
        String family = name(kind, patient, "familyName");
        String first = name(kind, patient, "firstName");
        String patronymic = optional(patient, "patient", "patronymic", kind.longestName);
        String snils = kind == OrderKind.SNILS_VALIDATE ? snils(patient) : null;
        LocalDate birth = date(patient, "patient", "birthDate");
        String gender = kind == OrderKind.UNITED_POLICY_NUMBER ? "" : gender(kind, patient);
        String document = kind == OrderKind.SNILS_VALIDATE ? "" : document(kind, root, birth);
        Person person = new Person(family, first, patronymic == null ? "" : patronymic, birth, gender);
        return new OrderRequest(kind, person, snils, document);
    }

    private JsonNode tree(byte[] body) throws InvalidBodyException {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw new InvalidBodyException("INVALID_JSON", "Тело запроса не является JSON");
        } catch (IOException e) {
            throw new InvalidBodyException("INVALID_JSON", "Тело запроса не прочитано");
        }
    }

    private static JsonNode block(JsonNode root, String name) throws InvalidBodyException {
        JsonNode block = root.path(name);
        if (!block.isObject()) {
            throw required(name);
        }
        return block;
    }

    private static String name(OrderKind kind, JsonNode patient, String field) throws InvalidBodyException {
        // The sample of validate in the description has familyname and firstname, so both spellings are accepted
        // (§3.1.1).
        boolean small = kind == OrderKind.SNILS_VALIDATE && !patient.has(field);
        String name = optional(patient, "patient", small ? field.replace('N', 'n') : field, kind.longestName);
        if (name == null) {
            throw required("patient." + field);
        }
        return name;
    }

    private static String snils(JsonNode patient) throws InvalidBodyException {
        String snils = text(patient, "patient", "snils", Integer.MAX_VALUE);
        if (!SNILS.matcher(snils).matches()) {
            throw new InvalidBodyException("INVALID_FIELD", "Поле patient.snils: 11 цифр, без тире и пробелов");
        }
        return snils;
    }

    private static String gender(OrderKind kind, JsonNode patient) throws InvalidBodyException {
        JsonNode gender = patient.path("gender");
        if (gender.isMissingNode() || gender.isNull()) {
            throw required("patient.gender");
        }
        // "Строка" in §2.1; "Число" in §3.1, whose sample sends a string.
        boolean typed = gender.isTextual() || (kind == OrderKind.SNILS_VALIDATE && gender.isInt());
        if (!typed || !GENDERS.contains(gender.asText())) {
            throw new InvalidBodyException("INVALID_FIELD", "Поле patient.gender: допустимые значения [1, 2]");
        }
        return gender.asText();
    }

    private String document(OrderKind kind, JsonNode root, LocalDate birth) throws InvalidBodyException {
        JsonNode document = block(root, "patientPersDocs");
        String type = document.path("type").asText();
        if (type.isEmpty()) {
            throw required("patientPersDocs.type");
        }
        if (!DOCUMENT_TYPES.contains(type)) {
            throw new InvalidBodyException(
                    "INVALID_FIELD", "Поле patientPersDocs.type: допустимые значения [1, 6, 7, 9, 11, 20, 42]");
        }
        String series = optional(document, "patientPersDocs", "series", LONGEST_SERIES);
        String number = text(document, "patientPersDocs", "number", LONGEST_NUMBER);
        if (kind == OrderKind.SNILS) {
            LocalDate issued = date(document, "patientPersDocs", "issueDate");
            if (issued.isBefore(birth)) {
                throw new InvalidBodyException("INVALID_FIELD", "Поле patientPersDocs.issueDate: раньше даты рождения");
            }
            text(document, "patientPersDocs", "issuer", Integer.MAX_VALUE);
        }
        return type + "/" + (series == null ? "" : series) + "/" + number;
    }

    private LocalDate date(JsonNode block, String blockName, String field) throws InvalidBodyException {
        String text = text(block, blockName, field, Integer.MAX_VALUE);
        try {
            if (DATE.matcher(text).matches()) {
                LocalDate date = LocalDate.parse(text);
                if (!date.isAfter(LocalDate.now(clock))) {
                    return date;
                }
            }
        } catch (DateTimeParseException noSuchDay) {
            // answered below
        }
        throw new InvalidBodyException(
                "INVALID_FIELD", "Поле " + blockName + "." + field + ": дата в формате YYYY-MM-DD, не в будущем");
    }

    private static String text(JsonNode block, String blockName, String field, int longest)
            throws InvalidBodyException {
        String text = optional(block, blockName, field, longest);
        if (text == null) {
            throw required(blockName + "." + field);
        }
        return text;
    }

    private static @Nullable String optional(JsonNode block, String blockName, String field, int longest)
            throws InvalidBodyException {
        JsonNode node = block.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        String path = blockName + "." + field;
        if (!node.isTextual()) {
            throw new InvalidBodyException("INVALID_FIELD", "Поле " + path + ": ожидается строка");
        }
        String text = node.textValue();
        if (text.isBlank()) {
            throw required(path);
        }
        if (text.codePointCount(0, text.length()) > longest) {
            throw new InvalidBodyException("INVALID_FIELD", "Поле " + path + ": не более " + longest + " символов");
        }
        return text;
    }

    private static InvalidBodyException required(String path) {
        return new InvalidBodyException("REQUIRED_FIELD", "Не заполнено обязательное поле " + path);
    }
}
