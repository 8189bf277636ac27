package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in several parts, in the forms of other implementations. */
class MultipartRelatedTest {

    private static final BodyReader READER = new BodyReader(ReadingOptions.plain(Media.XML, 1_000_000));

    private static final String TYPE =
            "Multipart/Related; boundary=b1; type=\"application/xop+xml\"; start=\"<e@x>\"; start-info=\"text/xml\"";
    private static final String ROOT = """
            --b1
            Content-Type: application/xop+xml; charset=utf-8; type="text/xml"
            Content-Transfer-Encoding: 8bit
            Content-ID: <e@x>

            <Envelope><Body><doc><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:f@x"/></doc></Body></Envelope>
            """;
    private static final String FILE = """
            --b1
            Content-ID: <f@x>
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: binary

            %PDF
            """;

    private static Body read(String type, String... parts) {
        String whole = String.join("", parts).replace("\n", "\r\n");
        return READER.read(type, whole.getBytes(StandardCharsets.UTF_8));
    }

    private static String document(String type, String... parts) {
        return read(type, parts).tree().at("/Envelope/Body/doc").asText();
    }

    @Test
    void aReferenceIsReadAsTheFileInBase64() {
        assertThat(document(TYPE, ROOT, FILE, "--b1--")).isEqualTo("JVBERg==");
    }

    @Test
    void theDocumentIsThePartThatTheHeaderNames() {
        assertThat(document(TYPE, FILE, ROOT, "--b1--")).isEqualTo("JVBERg==");
    }

    @Test
    void theDocumentIsTheFirstPartWhenNoneIsNamed() {
        assertThat(document("multipart/related; boundary=\"b1\"", ROOT, FILE, "--b1--"))
                .isEqualTo("JVBERg==");
    }

    @Test
    void aFileMayBeEncodedInBase64() {
        String file = FILE.replace("binary", "base64").replace("%PDF", "JVBE\nRg==");
        assertThat(document(TYPE, ROOT, file, "--b1--")).isEqualTo("JVBERg==");
    }

    @Test
    void anIdMayBeEscapedInItsReference() {
        String root = ROOT.replace("cid:f@x", "cid:http%3A%2F%2Ftempuri.org%2F1%2B6");
        assertThat(document(TYPE, root, FILE.replace("f@x", "http://tempuri.org/1+6"), "--b1--"))
                .isEqualTo("JVBERg==");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; filename=\"звіт.pdf\"",
                "Content-Disposition: attachment;\n filename=a.pdf",
                "Content-Length: 3"
            })
    void otherHeadersOfAPartDoNotMatter(String header) {
        String file = FILE.replace("--b1\n", "--b1\n" + header + "\n");
        assertThat(document(TYPE, "a preamble\n", ROOT, file, "--b1--\nan epilogue"))
                .isEqualTo("JVBERg==");
    }

    @Test
    void anAttributeBesideTheReferenceIsKept() {
        String root = ROOT.replace("<doc>", "<doc type=\"application/pdf\">");
        assertThat(read(TYPE, root, FILE, "--b1--").tree().at("/Envelope/Body/doc"))
                .hasToString("{\"@type\":\"application/pdf\",\"#text\":\"JVBERg==\"}");
    }

    @Test
    void anOlderReferenceIsReadAsText() {
        String root = ROOT.replaceFirst("<doc>.*</doc>", "<doc href=\"cid:f@x\"/>");
        assertThat(read(TYPE, root, FILE, "--b1--").tree().at("/Envelope/Body/doc/#text"))
                .hasToString("\"JVBERg==\"");
    }

    @Test
    void aJsonDocumentIsReadAsJson() {
        String root = ROOT.replaceFirst("application/xop\\+xml", "application/json")
                .replaceFirst("<Envelope>.*</Envelope>", "{\"number\":7}");
        assertThat(read(TYPE, root, FILE, "--b1--").tree()).hasToString("{\"number\":7}");
    }

    @Test
    void aMissingFileMakesTheAnswerUnreadable() {
        assertThat(read(TYPE, ROOT, "--b1--").readable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--b1", "", "--b2--"})
    void anAnswerWithoutItsEndIsUnreadable(String end) {
        assertThat(read(TYPE, ROOT, FILE, end).readable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/related", "multipart/related; boundary=\"\"", "multipart/related; boundary=b9"})
    void anAnswerWithoutItsBoundaryIsUnreadable(String type) {
        assertThat(read(type, ROOT, FILE, "--b1--").readable()).isFalse();
    }

    @Test
    void thousandsOfPartsAreUnreadable() {
        assertThat(read(TYPE, ROOT, FILE.repeat(1_001), "--b1--").readable()).isFalse();
    }
}
