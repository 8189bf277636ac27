package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.Request;
import org.junit.jupiter.api.Test;

/** Signatures with a shared secret, compared with those of other implementations. */
class HmacSignatureTest {

    private static final Instant AWS_TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final String NONCE = "73eefd69-811f-44d0-81f8-a54ff352a991";
    private static final Map<String, String> SETTINGS = Map.of(
            "{settings.secret}", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "{settings.key-id}", "AKIDEXAMPLE",
            "{settings.box}", "HOSP1",
            "{settings.box-password}", "pa:ss",
            "{settings.box-key}", "BackBone",
            "{settings.base64-key}", "c2VjcmV0LWtleQ==",
            "{settings.braces}", "{time}{method}");

    private static final HmacSignature.Rule AWS = new HmacSignature.Rule(
            "AWS4{settings.secret}",
            "text",
            List.of("{day}", "us-east-1", "service", "aws4_request"),
            "SHA-256",
            "yyyyMMdd'T'HHmmss'Z'",
            List.of(
                    "{method}",
                    "{path}",
                    "{sorted-query}",
                    "host:{host}",
                    "x-amz-date:{time}",
                    "",
                    "host;x-amz-date",
                    "{body-hash}"),
            List.of("AWS4-HMAC-SHA256", "{time}", "{day}/us-east-1/service/aws4_request", "{canonical-hash}"),
            Map.of(
                    "X-Amz-Date",
                    "{time}",
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential={settings.key-id}/{day}/us-east-1/service/aws4_request,"
                            + " SignedHeaders=host;x-amz-date, Signature={signature-hex}"));

    private static Map<String, String> signed(HmacSignature.Rule rule, Instant time, Request request) {
        return new HmacSignature(rule, HmacSignatureTest::resolved, () -> NONCE, () -> time)
                .authenticated(request, null)
                .headers();
    }

    private static String resolved(String text) {
        String resolved = text;
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            resolved = resolved.replace(setting.getKey(), setting.getValue());
        }
        return resolved;
    }

    private static HmacSignature.Rule plain(String secret, String encoding, String time, String sign, String header) {
        return new HmacSignature.Rule(
                secret,
                encoding,
                List.of(),
                "SHA-256",
                time,
                List.of(),
                List.of(sign),
                Map.of("Authorization", header));
    }

    /** The vector {@code get-vanilla} of AWS's test suite for Signature Version 4. */
    @Test
    void theVectorOfAwsIsReproduced() {
        assertThat(signed(AWS, AWS_TIME, Request.get(URI.create("https://example.amazonaws.com/"))))
                .containsEntry("X-Amz-Date", "20150830T123600Z")
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date,"
                                + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    /** Computed by botocore. */
    @Test
    void bodyAndSortedQueryAreSignedLikeBotocoreDoes() {
        Request post = Request.post(
                URI.create("https://example.amazonaws.com/claims/7?b=2&a=1"),
                "application/json",
                "{\"claim\":\"C1\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(signed(AWS, AWS_TIME, post).get("Authorization"))
                .endsWith("Signature=00fb3c1fa2624bd1dd8fb3f744530ebb9174d69bd7dbe89900aeba2ca3d4425f");
    }

    /** Computed by the client in Python that the NHS publishes for MESH. */
    @Test
    void aMeshMailboxIsAuthenticatedByNonceTimeAndPassword() {
        HmacSignature.Rule mesh = plain(
                "{settings.box-key}",
                "text",
                "yyyyMMddHHmm",
                "{settings.box}:{nonce}:0:{settings.box-password}:{time}",
                "NHSMESH {settings.box}:{nonce}:0:{time}:{signature-hex}");
        assertThat(signed(
                        mesh, Instant.parse("1991-11-06T12:30:59Z"), Request.get(URI.create("https://mesh.example/x"))))
                .containsEntry(
                        "Authorization",
                        "NHSMESH HOSP1:" + NONCE
                                + ":0:199111061230:908bad074ac2c93ee397a3086d9c0426ec93f0dc713652f21066b11fcb2c11ca");
    }

    /** The rule of Azure App Configuration, computed by Python's hmac. */
    @Test
    void aSecretInBase64AndAnHttpDateAreUsed() {
        HmacSignature.Rule azure = plain(
                "{settings.base64-key}",
                "base64",
                "http-date",
                "{method}\n{target}\n{time};{host};{body-hash-base64}",
                "HMAC-SHA256 Credential=x&SignedHeaders=date;host;x-ms-content-sha256&Signature={signature}");
        assertThat(signed(
                        azure,
                        Instant.parse("2015-08-30T12:36:00Z"),
                        Request.get(URI.create("https://x.example/kv?api-version=1.0"))))
                .extractingByKey("Authorization")
                .asString()
                .endsWith("Signature=PAFhgNJ0KlY+eD2sXsCPEasf6JkOSY8SgHWpyC/VXWg=");
    }

    @Test
    void aSecretWithBracesIsNotReadAsAText() {
        HmacSignature.Rule rule = plain("{settings.secret}", "text", "epoch", "x", "{settings.braces} {signature}");
        assertThat(signed(rule, Instant.EPOCH, Request.get(URI.create("https://x.example")))
                        .get("Authorization"))
                .startsWith("{time}{method} ");
    }

    @Test
    void timesAreWrittenAsEachServiceWants() {
        assertThat(List.of("iso", "http-date", "epoch", "epoch-millis", "yyyy-MM-dd"))
                .extracting(format -> HmacSignature.written(format, AWS_TIME.plusMillis(7)))
                .containsExactly(
                        "2015-08-30T12:36:00Z",
                        "Sun, 30 Aug 2015 12:36:00 GMT",
                        "1440938160",
                        "1440938160007",
                        "2015-08-30");
    }
}
