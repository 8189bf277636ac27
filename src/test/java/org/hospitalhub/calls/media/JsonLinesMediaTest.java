package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers with one JSON value a line. */
class JsonLinesMediaTest {

    private final BodyReader reader = new BodyReader(ReadingOptions.plain(Media.NDJSON, 100_000));

    private Body read(String type, String text) {
        return reader.read(type, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "application/fhir+ndjson", "application/jsonl", ""})
    void theLinesAreAList(String type) {
        assertThat(read(type, "{\"a\":1}\n{\"a\":\"ä\"}\r\n").tree()).hasToString("[{\"a\":1},{\"a\":\"ä\"}]");
    }

    @Test
    void oneLineIsAListToo() {
        assertThat(read("application/fhir+ndjson", "{\"a\":1}\n").tree()).hasToString("[{\"a\":1}]");
    }

    @Test
    void anErrorThatDeclaresJsonIsReadAsJson() {
        assertThat(read("application/fhir+json", "{\"resourceType\":\"OperationOutcome\"}")
                        .tree())
                .hasToString("{\"resourceType\":\"OperationOutcome\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "application/fhir+ndjson, '{\"a\":1}\n{\"a\":'",
        "application/fhir+ndjson, '{\"a\":1}\n<!-- x -->'",
        "text/html, '<html>Please log in</html>'",
        "'', '<html>Please log in</html>'"
    })
    void aCutFileAndAPageCannotBeRead(String type, String text) {
        assertThat(read(type, text).readable()).isFalse();
    }

    @Test
    void aListIsWrittenAsLines() throws Exception {
        byte[] written = BodyWriter.write(
                new JsonMapper().readTree("[{\"a\":1},{\"b\":\"ж\"}]"), Media.NDJSON, StandardCharsets.UTF_8);
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}\n{\"b\":\"ж\"}\n");
    }
}
