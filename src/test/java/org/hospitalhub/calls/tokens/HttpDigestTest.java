package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** HTTP Digest, verified by the formula of RFC 7616. */
class HttpDigestTest {

    private static final Request REQUEST = Request.get(URI.create("https://api.example/claims?ref=%C3%A9"));

    private final HttpDigest digest = new HttpDigest("Mufasa", "Circle of Life");

    private static Answer challenge(String nonce, String algorithm) {
        return new Answer(
                401,
                Map.of(
                        "WWW-Authenticate",
                        List.of("Basic realm=\"x\", Digest realm=\"http-auth@example.org\", qop=\"auth\", algorithm="
                                + algorithm + ", nonce=\"" + nonce + "\", opaque=\"o\"")),
                new byte[0],
                false);
    }

    private @Nullable String sent(@Nullable Answer challenge) {
        return digest.authenticated(REQUEST, challenge).headers().get("Authorization");
    }

    private static String part(@Nullable String header, String name) {
        Matcher part = Pattern.compile("\\b" + name + "=\"?([^\",]*)").matcher(String.valueOf(header));
        return part.find() ? part.group(1) : "";
    }

    private static String hash(String algorithm, String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String expected(String algorithm, @Nullable String header) throws Exception {
        return hash(
                algorithm,
                hash(algorithm, "Mufasa:http-auth@example.org:Circle of Life") + ":" + part(header, "nonce") + ":"
                        + part(header, "nc") + ":" + part(header, "cnonce") + ":auth:"
                        + hash(algorithm, "GET:/claims?ref=%C3%A9"));
    }

    @Test
    void theFirstRequestHasNoCredentials() {
        assertThat(sent(null)).isNull();
    }

    @Test
    void aChallengeIsAnsweredWithSha256() throws Exception {
        String header = sent(challenge("n1", "SHA-256"));
        assertThat(part(header, "response")).isEqualTo(expected("SHA-256", header));
    }

    @Test
    void aChallengeIsAnsweredWithMd5() throws Exception {
        String header = sent(challenge("n1", "MD5"));
        assertThat(part(header, "response")).isEqualTo(expected("MD5", header));
    }

    @Test
    void theNextRequestUsesTheSameChallengeAndCounts() throws Exception {
        sent(challenge("n1", "SHA-256"));
        String header = sent(null);
        assertThat(List.of(part(header, "nonce"), part(header, "nc"))).containsExactly("n1", "00000002");
        assertThat(part(header, "response")).isEqualTo(expected("SHA-256", header));
    }

    @Test
    void anAnswerWithAnotherChallengeIsRepeated() {
        assertThat(digest.challenged(challenge("n2", "SHA-256"))).isTrue();
    }

    @Test
    void anAnswerWithoutAChallengeIsNotRepeated() {
        assertThat(digest.challenged(new Answer(401, Map.of(), new byte[0], false)))
                .isFalse();
    }

    /** As curl does: user and password in UTF-8, the bytes of the realm as they came. */
    @Test
    void otherLettersAreHashedAsTheBytesThatAreSent() throws Exception {
        HttpDigest cyrillic = new HttpDigest("Бо", "пароль");
        Answer challenge = new Answer(
                401,
                Map.of(
                        "WWW-Authenticate",
                        List.of("Digest realm=\"sant\u00e9\", qop=\"auth\", algorithm=SHA-256, nonce=\"n1\"")),
                new byte[0],
                false);
        String header = cyrillic.authenticated(REQUEST, challenge).headers().get("Authorization");
        MessageDigest account = MessageDigest.getInstance("SHA-256");
        account.update("Бо:".getBytes(StandardCharsets.UTF_8));
        account.update("sant\u00e9:".getBytes(StandardCharsets.ISO_8859_1));
        account.update("пароль".getBytes(StandardCharsets.UTF_8));
        assertThat(part(header, "response"))
                .isEqualTo(hash(
                        "SHA-256",
                        HexFormat.of().formatHex(account.digest()) + ":n1:00000001:" + part(header, "cnonce") + ":auth:"
                                + hash("SHA-256", "GET:/claims?ref=%C3%A9")));
    }
}
