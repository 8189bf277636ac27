package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** User and password in the header of SOAP envelopes. */
class UsernameTokenTest {

    private static final byte[] NONCE = "mocked-random".getBytes(StandardCharsets.UTF_8);
    private static final Instant CREATED = Instant.parse("2016-05-08T12:00:00Z");
    private static final String ENVELOPE =
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><a>ş</a></s:Body></s:Envelope>";

    private static UsernameToken token(String password, boolean hashed, @Nullable Duration expires) {
        return new UsernameToken("michael", password, hashed, expires, () -> NONCE, () -> CREATED);
    }

    private static String sent(UsernameToken token, String envelope, Charset charset) {
        Request request = Request.post(URI.create("https://soap.example/"), "text/xml", envelope.getBytes(charset));
        byte[] body = token.authenticated(request, null).body();
        return new String(body == null ? new byte[0] : body, charset);
    }

    private static String sent(UsernameToken token, String envelope) {
        return sent(token, envelope, StandardCharsets.UTF_8);
    }

    /** The vector of the tests of Zeep, a SOAP client in Python. */
    @Test
    void theDigestIsThatOfOtherClients() {
        assertThat(token("geheim", true, null).digest(NONCE, "2016-05-08T12:00:00+00:00"))
                .isEqualTo("hVicspAQSg70JNhe67OHqD9gexc=");
    }

    @Test
    void aHeaderIsAddedBeforeTheBody() {
        String sent = sent(token("geheim", true, null), ENVELOPE);
        assertThat(sent)
                .containsSubsequence(
                        "<s:Header><wsse:Security ",
                        "s:mustUnderstand=\"1\"",
                        "<wsse:UsernameToken><wsse:Username>michael</wsse:Username>",
                        "#PasswordDigest\">",
                        "#Base64Binary\">bW9ja2VkLXJhbmRvbQ==</wsse:Nonce>",
                        "<wsu:Created>2016-05-08T12:00:00Z</wsu:Created></wsse:UsernameToken></wsse:Security></s:Header>",
                        "<s:Body><a>ş</a></s:Body>")
                .doesNotContain("geheim");
    }

    @Test
    void aHeaderOfTheEnvelopeIsKept() {
        String header = "<s:Header><id>7</id></s:Header><s:Body>";
        assertThat(sent(token("geheim", true, null), ENVELOPE.replace("<s:Body>", header)))
                .containsOnlyOnce("<s:Header>")
                .contains("<id>7</id><wsse:Security");
    }

    @Test
    void aPasswordAsTextIsEscaped() {
        assertThat(sent(token("a&<b>", false, null), ENVELOPE))
                .contains("#PasswordText\">a&amp;&lt;b&gt;</wsse:Password></wsse:UsernameToken>")
                .doesNotContain("Nonce");
    }

    @Test
    void aTimeStampEndsWhenTheDefinitionSays() {
        assertThat(sent(token("geheim", true, Duration.ofMinutes(5)), ENVELOPE))
                .contains(
                        "<wsu:Created>2016-05-08T12:00:00Z</wsu:Created><wsu:Expires>2016-05-08T12:05:00Z</wsu:Expires>");
    }

    @Test
    void theCharsetOfTheEnvelopeIsKept() {
        Charset turkish = Charset.forName("windows-1254");
        String envelope = "<?xml version=\"1.0\" encoding=\"windows-1254\"?>" + ENVELOPE;
        assertThat(sent(token("geheim", true, null), envelope, turkish)).contains("<a>ş</a>");
    }

    @Test
    void anotherDocumentIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sent(token("geheim", true, null), "<order/>"))
                .withMessageContaining("SOAP envelope");
    }
}
