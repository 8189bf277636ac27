package org.hospitalhub.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What the services of the jar say to people, they say in every language of the hub. Add what is missing beside the English text. */
class ShippedMessagesTest {

    private static final Path SERVICES = Path.of("services");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> MESSAGES = Set.of("say", "message", "hub:message");

    @ParameterizedTest
    @ValueSource(strings = {"n3", "nhif", "ecard", "signed-request"})
    void everyMessageOfAShippedServiceHasItsTextInEveryLanguage(String service) throws IOException {
        List<String> missing = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(SERVICES.resolve(service))) {
            for (Path file : files.sorted().toList()) {
                look(tree(file), file.getFileName().toString(), missing, found);
            }
        }
        assertThat(found).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    private static JsonNode tree(Path file) throws IOException {
        String text = Files.readString(file);
        return file.toString().endsWith(".json") ? JSON.readTree(text) : JSON.valueToTree(new Yaml().load(text));
    }

    private static void look(JsonNode node, String place, List<String> missing, List<String> found) {
        if (node.isArray()) {
            node.forEach(item -> look(item, place + "[]", missing, found));
        }
        // Titles of answers are problems; those of the service and of operations are names.
        boolean answer = node.has("when") && node.has("then");
        node.properties().forEach(field -> {
            String here = place + "." + field.getKey();
            JsonNode text = field.getValue();
            boolean message = MESSAGES.contains(field.getKey())
                    || (answer && field.getKey().equals("title"));
            if (message && text.isObject()) {
                found.add(here);
                Languages.SUPPORTED.stream()
                        .filter(language -> text.path(language).asText().isBlank())
                        .forEach(language -> missing.add(here + " in " + language + ": " + text.path("en")));
            } else {
                look(text, here, missing, found);
            }
        });
    }
}
