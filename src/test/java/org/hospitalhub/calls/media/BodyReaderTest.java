package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of answers in every media and charset, made by iconv and gzip. */
class BodyReaderTest {

    private static final int MOST = 1_000_000;
    private static final String PANGRAM = "Съешь ещё этих мягких булок";
    private static final ReadingOptions JSON = ReadingOptions.plain(Media.JSON, MOST);

    /** As N3 is read. */
    private static final ReadingOptions TOLERANT = new ReadingOptions(
            Media.JSON,
            List.of(StandardCharsets.UTF_8, Charset.forName("windows-1251")),
            true,
            Set.of(ReadingOptions.Also.values()),
            true,
            "patient",
            MOST);

    private static byte[] file(String name) throws IOException {
        try (InputStream in = BodyReaderTest.class.getResourceAsStream("/calls/" + name + ".bin")) {
            return in.readAllBytes();
        }
    }

    private static Body read(ReadingOptions reading, String type, byte[] bytes) {
        return new BodyReader(reading).read(type, bytes);
    }

    private static Body read(ReadingOptions reading, String type, String text) {
        return read(reading, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(String json) throws IOException {
        return new JsonMapper().readTree(json);
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1251, " + PANGRAM,
        "koi8-r, " + PANGRAM,
        "iso-8859-5, " + PANGRAM,
        "ibm866, " + PANGRAM,
        "utf-16, " + PANGRAM,
        "utf-16le, " + PANGRAM,
        "utf-16be, " + PANGRAM,
        "utf-8, " + PANGRAM,
        "windows-1250, Příliš žluťoučký kůň",
        "iso-8859-2, Příliš žluťoučký kůň",
        "iso-8859-1, Größe äöü",
        "shift_jis, 日本語の文",
        "gb18030, 汉字",
        "windows-1253, Ελληνικά"
    })
    void aDeclaredCharsetIsRead(String charset, String text) throws IOException {
        byte[] bytes = file("charset-" + charset);
        for (String type :
                List.of("application/json;charset=" + charset, "application/json; Charset=\"" + charset + "\"; x=y")) {
            assertThat(read(JSON, type, bytes).tree().path("name").asText()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1251", "iso-8859-1", "nonsense", "??", ""})
    void utf8UnderAWrongLabelIsStillUtf8(String charset) throws IOException {
        Body body = read(JSON, "application/json; charset=" + charset, file("charset-utf-8"));
        assertThat(body.tree().path("name").asText()).isEqualTo(PANGRAM);
    }

    @Test
    void withoutALabelTheCharsetsOfTheDoorAreTriedInTurn() throws IOException {
        assertThat(read(TOLERANT, "", file("charset-windows-1251"))
                        .tree()
                        .path("name")
                        .asText())
                .isEqualTo(PANGRAM);
        assertThat(read(TOLERANT, "", file("charset-utf-8")).tree().path("name").asText())
                .isEqualTo(PANGRAM);
        assertThat(read(JSON, "", file("charset-windows-1251")).readable()).isFalse();
    }

    @Test
    void aByteOrderMarkGoesBeforeEveryLabel() throws IOException {
        assertThat(read(JSON, "application/json; charset=utf-8", file("charset-utf-16"))
                        .tree()
                        .path("name")
                        .asText())
                .isEqualTo(PANGRAM);
        byte[] marked = ("\uFEFF{\"name\":\"" + PANGRAM + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(read(JSON, "application/json; charset=windows-1251", marked)
                        .tree()
                        .path("name")
                        .asText())
                .isEqualTo(PANGRAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1251", "koi8-r", "iso-8859-5", "utf-16"})
    void anXmlDeclarationSaysTheCharset(String charset) throws IOException {
        ReadingOptions xml = ReadingOptions.plain(Media.XML, MOST);
        assertThat(read(xml, "application/xml", file("xml-" + charset)).tree())
                .isEqualTo(tree("{\"a\":\"" + PANGRAM + "\"}"));
    }

    @Test
    void gzipIsUnpackedWhateverTheHeadersSay() throws IOException {
        assertThat(read(JSON, "application/json", file("gzip"))
                        .tree()
                        .path("name")
                        .asText())
                .isEqualTo(PANGRAM);
        assertThat(read(JSON, "application/json", file("gzip-two")).tree()).isEqualTo(tree("{\"a\":1,\"b\":2}"));
    }

    @Test
    void gzipThatIsCutOffOrGrowsWithoutEndIsNotReadable() throws IOException {
        assertThat(read(JSON, "application/json", file("gzip-cut")).readable()).isFalse();
        assertThat(read(JSON, "application/json", file("gzip-bomb")).readable()).isFalse();
        assertThat(read(JSON, "application/json", new byte[] {0x1F, (byte) 0x8B})
                        .readable())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1} | application/json | JSON
            {"a":1} | application/problem+json; charset=utf-8 | JSON
            {"a":1} | text/plain | JSON
            {"a":1} | `` | JSON
            {"a":1} | nonsense | JSON
            <a>1</a> | application/fhir+xml | XML
            <a>1</a> | text/xml | XML
            "word" | application/json | JSON
            7 | application/json | JSON
            """)
    void anAnswerIsWhatItSaysAndElseWhatIsExpected(String text, String type, Media media) {
        assertThat(read(JSON, type, text).media()).isEqualTo(media);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | application/json
            `  ` | application/json
            {"a":1 | application/json
            {"a":1}{"b":2} | application/json
            {"a":1,"a":2} | application/json
            <html><body>Busy</body></html> | text/html
            <html><body>Busy</body></html> | application/json
            <!DOCTYPE html><html><body>Busy</body></html> | ``
            <html xmlns="http://www.w3.org/1999/xhtml"><body/></html> | application/xhtml+xml
            Busy | application/json
            Busy | text/plain
            """)
    void aWebPageAndHalfABodyAreNotReadable(String text, String type) {
        Body body = read(JSON, type, text);
        assertThat(body.readable()).isFalse();
        assertThat(body.tree().isMissingNode()).isTrue();
        assertThat(body.text()).isEqualTo(text.strip());
        assertThat(read(ReadingOptions.plain(Media.XML, MOST), type, text)
                        .tree()
                        .path("html")
                        .isMissingNode())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"patient":{"status":"ok"}} | ok
            {"status":"ok"} | ok
            {"Patient":{"STATUS":"ok"}} | ok
            {"patient":null,"status":"ok"} | ok
            {"patient":{"other":1},"status":"ok"} | ok
            {"patient":{"status":null},"status":"ok"} | ok
            {"patient":{"status":"ok"},"Status":"other"} | ok
            "{\\"patient\\":{\\"status\\":\\"ok\\"}}" | ok
            [{"patient":{"status":"ok"}}] | ok
            ["{\\"patient\\":{\\"status\\":\\"ok\\"}}"] | ok
            { «patient»: { «status»: «ok» } } | ok
            {"patient":{"status":null}} | null
            """)
    void theLibertiesOfADoorAreTaken(String text, String status) {
        Body body = read(TOLERANT, "text/plain;charset=utf-8", text);
        assertThat(body.tree().path("status").asText()).isEqualTo(status);
        assertThat(body.tree().path("sTaTuS").asText()).isEqualTo(status);
        assertThat(body.tree().get("STATUS").asText()).isEqualTo(status);
    }

    @Test
    void aDoorWithoutLibertiesTakesNone() {
        assertThat(read(JSON, "", "{\"Status\":1}").tree().path("status").isMissingNode())
                .isTrue();
        assertThat(read(JSON, "", "[{\"a\":1}]").tree().isArray()).isTrue();
        assertThat(read(JSON, "", "\"{}\"").tree().isTextual()).isTrue();
        assertThat(read(JSON, "", "{«a»:1}").readable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"snils\":\"1\",\"SNILS\":\"2\"}",
                "{\"patient\":{\"snils\":\"1\",\"Snils\":\"2\"}}",
                "{\"patient\":[{\"id\":1},{\"a\":{\"id\":1,\"Id\":2}}]}"
            })
    void twoValuesOfANameInDifferentCasesCannotBeRead(String text) {
        assertThat(read(TOLERANT, "", text).readable()).isFalse();
    }

    @Test
    void oneValueThatIsWrittenTwiceInDifferentCasesIsRead() {
        assertThat(read(TOLERANT, "", "{\"snils\":\"1\",\"SNILS\":\"1\"}").readable())
                .isTrue();
    }

    @Test
    void namesInAnyCaseAreWrittenAsTheyCame() throws IOException {
        Body body = read(TOLERANT, "", "{\"Status\":\"ok\",\"Nested\":{\"Inner\":[{\"A\":1}]}}");
        assertThat(body.tree()).hasToString("{\"Status\":\"ok\",\"Nested\":{\"Inner\":[{\"A\":1}]}}");
        assertThat(body.tree().path("nested").path("inner").path(0).path("a").asInt())
                .isEqualTo(1);
    }

    @Test
    void numbersKeepEveryDigit() {
        JsonNode tree = read(JSON, "", "{\"a\":11223344595.0,\"b\":0.10,\"c\":12345678901234567890123}")
                .tree();
        assertThat(tree).hasToString("{\"a\":11223344595.0,\"b\":0.10,\"c\":12345678901234567890123}");
    }

    @Test
    void aFormIsAnObjectAndItsRepeatedNamesAreArrays() throws IOException {
        ReadingOptions form = ReadingOptions.plain(Media.FORM, MOST);
        assertThat(read(form, "application/x-www-form-urlencoded", "a=1&b=%D1%91+x&a=2&c=")
                        .tree())
                .isEqualTo(tree("{\"a\":[\"1\",\"2\"],\"b\":\"ё x\",\"c\":\"\"}"));
        assertThat(read(form, "", "no form").readable()).isFalse();
        assertThat(read(form, "", "a=%zz").readable()).isFalse();
        assertThat(read(form, "text/html", "a=1").readable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "number,name\r\n1,\"Müller, A\"\r\n2,\"\"\"B\"\"\r\nC\"\r\n",
                "\uFEFFnumber;name\n\n1;Müller, A\n2;\"\"\"B\"\"\r\nC\"",
                "number\tname\n1\tMüller, A\n2\t\"\"\"B\"\"\r\nC\"\n"
            })
    void csvIsRowsUnderTheNamesOfItsHeader(String csv) throws IOException {
        assertThat(read(ReadingOptions.plain(Media.CSV, MOST), "text/csv", csv).tree())
                .isEqualTo(
                        tree(
                                "[{\"number\":\"1\",\"name\":\"Müller, A\"},{\"number\":\"2\",\"name\":\"\\\"B\\\"\\r\\nC\"}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,a\n1,2", "a,\n1,2", "a,b\n1,2,3", "a\n\"1", "a\n\"1\"x"})
    void aTableThatWouldLoseACellIsNotReadable(String csv) {
        assertThat(read(ReadingOptions.plain(Media.CSV, MOST), "text/csv", csv).readable())
                .isFalse();
    }

    @Test
    void textAndBytesAreFieldsOfTheTree() throws IOException {
        assertThat(read(ReadingOptions.plain(Media.TEXT, MOST), "text/plain", " ok\n")
                        .tree())
                .isEqualTo(tree("{\"text\":\"ok\"}"));
        assertThat(read(ReadingOptions.plain(Media.BYTES, MOST), "application/pdf", new byte[] {0, (byte) 0xFF})
                        .tree())
                .isEqualTo(tree("{\"base64\":\"AP8=\"}"));
    }

    @Test
    void anErrorInJsonIsReadAtADoorOfXml() {
        assertThat(read(ReadingOptions.plain(Media.XML, MOST), "application/problem+json", "{\"title\":\"x\"}")
                        .tree()
                        .path("title")
                        .asText())
                .isEqualTo("x");
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void aHugeBodyOfAnythingCostsLittle(Media media) {
        ReadingOptions reading = ReadingOptions.plain(media, 5_000_000);
        for (String unit :
                List.of("[", "{\"a\":", "<a>", "<a/>", "a,", "a=1&", "[],", "\"a\",", "&#", "\n", "<a b='1'/>")) {
            byte[] huge = unit.repeat(2_000_000 / unit.length()).getBytes(StandardCharsets.UTF_8);
            long begun = System.nanoTime();
            read(reading, media.type(), huge);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(unit).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Property(tries = 300)
    void noBodyMakesTheReaderThrow(@ForAll byte[] bytes, @ForAll String type, @ForAll Media media) {
        assertThat(read(ReadingOptions.plain(media, MOST), type, bytes)).isNotNull();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        zipped.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8});
        zipped.writeBytes(bytes);
        assertThat(read(TOLERANT, type, zipped.toByteArray())).isNotNull();
    }
}
