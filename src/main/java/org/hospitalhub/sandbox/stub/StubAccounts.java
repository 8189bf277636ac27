package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hospitalhub.sandbox.stub.Definition.Door;

/** Accounts of a door at which several clients log in: those that the examples name, each with values of its own. */
final class StubAccounts {

    private static final Pattern PLACE = Pattern.compile("\\{account\\.([^}]+)}");
    private static final Pattern VALUE = Pattern.compile("\\{values\\.([^}]+)}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private StubAccounts() {}

    /** Returns the value that the stub knows of an account. */
    static String value(String account, String key) {
        return "stub-" + account + "-" + key;
    }

    /** Returns which account a client belongs to; empty for one that the stub does not know, and where there are none. */
    static String of(String template, String client) {
        Matcher place = PLACE.matcher(template);
        return place.matches() && client.matches("stub-.+-" + Pattern.quote(place.group(1)))
                ? client.substring(
                        "stub-".length(), client.length() - place.group(1).length() - 1)
                : "";
    }

    /** Returns a text with the values of an account. */
    static String resolve(String text, String account) {
        return account.isEmpty()
                ? text
                : PLACE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(account, found.group(1))));
    }

    /** Returns the names that the payloads of the examples have for accounts of a door. */
    static Set<String> names(Definition definition, Door door) {
        Matcher value = VALUE.matcher(door.auth().path("account").path("name").asText());
        if (!value.matches()) {
            return Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        for (Definition.Operation operation : definition.operations()) {
            JsonNode field = operation.node().path("values").path(value.group(1));
            if (field.asText().matches("\\.[\\p{L}_][\\p{L}\\d_]*")) {
                operation.examples().stream()
                        .map(example -> example.payload()
                                .path(field.asText().substring(1))
                                .asText())
                        .filter(name -> name.matches("[A-Za-z0-9_-]+"))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Returns the log-ins that a door accepts: one for each account, or the only one. */
    static List<JsonNode> logIns(Definition definition, Door door) {
        Set<String> names = names(definition, door);
        return names.isEmpty()
                ? List.of(door.auth())
                : names.stream().map(name -> of(door.auth(), name)).toList();
    }

    private static JsonNode of(JsonNode auth, String account) {
        try {
            return JSON.readTree(resolve(auth.toString(), account));
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Returns the keys of accounts that a door uses. */
    static Set<String> keys(Door door) {
        return PLACE.matcher(door.node().toString())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
