package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyWriterTest {

    private static JsonNode tree(String json) throws IOException {
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,"b":"ё x&=","c":[true,"2"],"d":null} | FORM | a=1&b=%D1%91+x%26%3D&c=true&c=2
            [{"a":1,"b":"x,y"},{"b":"z","c":null}] | CSV | a,b,c\\r\\n1,"x,y",\\r\\n"",z,\\r\\n
            {"a":"x"} | CSV | a\\r\\nx\\r\\n
            {"text":"hello"} | TEXT | hello
            "hello" | TEXT | hello
            {"base64":"aGVsbG8="} | BYTES | hello
            {"a":12345678901.50} | JSON | {"a":12345678901.5}
            """)
    void aTreeIsWrittenInItsMedia(String json, Media media, String text) throws IOException {
        assertThat(new String(BodyWriter.write(tree(json), media, StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text.replace("\\r\\n", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"b":"secret"}} | FORM
            ["secret"] | FORM
            {"a":"secret日"} | FORM
            [["secret"]] | CSV
            [{"a":{"b":"secret"}}] | CSV
            {"a":"secret日"} | CSV
            {"a":"secret"} | TEXT
            {"text":"secret日"} | TEXT
            {"base64":"sec ret!"} | BYTES
            """)
    void aTreeThatAFormatCannotHoldIsRefusedWithoutItsValue(String json, Media media) throws IOException {
        JsonNode tree = tree(json);
        assertThatThrownBy(() -> BodyWriter.write(tree, media, Charset.forName("windows-1251")))
                .isInstanceOf(UnwritableException.class)
                .hasMessageNotContaining("secret");
    }
}
