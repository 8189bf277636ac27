package org.hospitalhub.service.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.service.definition.DefinitionReader;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.ServiceFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema by which editors check a definition says the same as the reader. */
class FormatSchemaTest {

    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Skeleton.schema());

    private static JsonNode tree(ServiceFolder folder) {
        DefinitionReader.Read read = DefinitionReader.read(folder);
        assertThat(read.definition()).isNotNull();
        return read.definition().source().tree();
    }

    static List<Path> definitions() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("services"))) {
            return Stream.concat(
                            folders.filter(Files::isDirectory).sorted(),
                            Stream.of(Path.of("src/test/resources/service-folders/lab")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void aDefinitionThatShipsFitsTheSchema(Path folder) {
        assertThat(SCHEMA.validate(tree(ServiceFolders.folder(folder)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask", "order-and-poll", "submission", "signed-submission"})
    void aNewDefinitionFitsTheSchema(String kind) {
        assertThat(SCHEMA.validate(tree(new ServiceFolder("lab", false, Skeleton.files("lab", kind, "basic")))))
                .isEmpty();
    }

    @Test
    void everyKeyStandsInTheReference() throws IOException {
        String page = Files.readString(Path.of("docs/services.md"));
        Set<String> keys = new TreeSet<>();
        addKeys(SCHEMA.getSchemaNode(), keys);
        assertThat(keys).hasSizeGreaterThan(150).allMatch(key -> Pattern.compile(
                        "`[^`]*(?<![\\w-])" + key + "(?![\\w-])[^`]*`")
                .matcher(page)
                .find());
    }

    private static void addKeys(JsonNode schema, Set<String> keys) {
        schema.path("properties").fieldNames().forEachRemaining(keys::add);
        schema.forEach(inner -> addKeys(inner, keys));
    }

    static List<String> logIns() {
        return Skeleton.LOG_INS;
    }

    @ParameterizedTest
    @MethodSource("logIns")
    void everyLogInFitsTheSchema(String logIn) {
        assertThat(SCHEMA.validate(tree(new ServiceFolder("lab", false, Skeleton.files("lab", "ask", logIn)))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: oauth2-refresh, refresh-token: x|true",
                "kind: oauth2-client-credentials, parameters: {grant_type: password}|true",
                "kind: oauth2-client-credentials, parameters: {grant_type: client_credentials}|false",
                "kind: oauth2-client-credentials|false",
                "kind: oauth2-refresh, refresh-token: x, style: private-key-jwt|false",
                "kind: oauth2-client-credentials, parameters: {grant_type: password}, style: private-key-jwt|false"
            })
    void aPublicClientFitsTheSchemaWhereOAuthAllowsIt(String auth, boolean fits) {
        String yaml = Skeleton.files("lab", "ask", "none")
                .get("service.yaml")
                .replaceFirst("(?m)^    url: .*$", "$0\n    auth: {token-url: x, client-id: x, " + auth + "}");
        assertThat(SCHEMA.validate(tree(new ServiceFolder("lab", false, Map.of("service.yaml", yaml))))
                        .isEmpty())
                .isEqualTo(fits);
    }

    @Test
    void aWrongKeyDoesNotFitTheSchema() {
        String wrong = Skeleton.files("lab", "ask", "basic").get("service.yaml").replace("media:", "medium:");
        assertThat(SCHEMA.validate(tree(new ServiceFolder("lab", false, Map.of("service.yaml", wrong)))))
                .isNotEmpty();
    }
}
