package org.hospitalhub.ehealth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hospitalhub.cms.RevocationAuthority.NOW;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLReason;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.cms.RevocationAuthority;
import org.hospitalhub.cms.RevocationAuthority.Issued;
import org.hospitalhub.cms.SignatureScheme;
import org.hospitalhub.ehealth.SignatureTrust.RevocationStatus;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the signer's check makes of an authority's answers; people and authorities are invented. */
class OnlineRevocationCheckTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final EhealthSettings.LegalEntity CLINIC =
            new EhealthSettings.LegalEntity("id", "secret", "refresh", "38782323", "MSP", "", "");

    @TempDir
    private Path folder;

    private RevocationAuthority authority;
    private RawServer server;
    private byte[] list = {};
    private Issued person;

    @BeforeEach
    void start() throws Exception {
        server = new RawServer(null, (request, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + list.length + "\r\n\r\n").getBytes(UTF_8));
            out.write(list);
        });
        authority = new RevocationAuthority(SignatureScheme.ECDSA);
        person = authority.person(null, "http://127.0.0.1:" + server.port() + "/ca.crl", null);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RevocationSettings online(String noAnswer) {
        return settings("online", "", "127.0.0.1:" + server.port(), noAnswer, 5);
    }

    private static RevocationSettings settings(
            String source, String responder, String hosts, String noAnswer, int seconds) {
        return new RevocationSettings(
                source, responder, List.of(hosts.split(" ")), noAnswer, Duration.ofSeconds(seconds));
    }

    private SignatureTrust trust(RevocationSettings revocation, String... files) {
        return new SignatureTrust(EhealthReadingTest.settings(List.of(files)), revocation);
    }

    private RevocationStatus status(SignatureTrust trust) throws Exception {
        return trust.revocationStatus(person.certificate(), List.of(authority.certificate()), NOW);
    }

    private byte[] list(boolean revokes, Duration age, Duration nextUpdate) throws Exception {
        long serial = revokes ? person.holder().getSerialNumber().longValueExact() : 0;
        return authority.list(serial, CRLReason.keyCompromise, age, nextUpdate);
    }

    private String file(byte[] list) throws IOException {
        return Files.write(folder.resolve("ca.crl"), list).toString();
    }

    private List<Finding> findings(RevocationSettings revocation) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("owner", person.keys().getPrivate(), "right".toCharArray(), new Certificate[] {
            person.certificate(), authority.certificate()
        });
        Path file = folder.resolve("owner.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "right".toCharArray());
        }
        IdentitySettings.Entry entry =
                new IdentitySettings.Entry(file, IdentitySettings.Type.PKCS12, "right", null, null);
        Findings findings = new Findings();
        new SignerCheck(
                        new Identities(new IdentitySettings(Map.of("owner", entry))),
                        trust(revocation),
                        TimeStampSettings.defaults(),
                        InstantSource.fixed(NOW))
                .check("owner", CLINIC, findings);
        return findings.all().stream()
                .filter(finding -> finding.code().startsWith("SIGNER_REVO"))
                .toList();
    }

    @Test
    void nobodyIsAskedByDefault() throws Exception {
        list = list(true, DAY, DAY);
        assertThat(status(trust(RevocationSettings.defaults()))).isEqualTo(RevocationStatus.GOOD);
        assertThat(server.connections()).isZero();
    }

    @Test
    void aSignerThatTheAuthorityRevokedIsRefused() throws Exception {
        list = list(true, DAY, DAY);
        assertThat(findings(online("warn"))).extracting(Finding::code).containsExactly("SIGNER_REVOKED");
    }

    @Test
    void aSignerThatTheAuthorityCallsGoodMaySign() throws Exception {
        list = list(false, DAY, DAY);
        assertThat(findings(online("refuse"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"warn, false", "refuse, true"})
    void withoutAnAnswerTheSettingDecides(String noAnswer, boolean refuses) throws Exception {
        assertThat(findings(online(noAnswer))).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SIGNER_REVOCATION_NO_ANSWER");
            assertThat(finding.refuses()).isEqualTo(refuses);
            assertThat(finding.message()).contains("127.0.0.1: its answer is no revocation list");
        });
        SignatureTrust trust = trust(online(noAnswer));
        assertThat(trust.refuses(status(trust))).isEqualTo(refuses);
    }

    @Test
    void aHostThatIsNotAllowedIsNamed() throws Exception {
        assertThat(findings(settings("online", "", "ca.example", "warn", 5)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("127.0.0.1:" + server.port() + ", which hub.ehealth.revocation.hosts"));
    }

    @Test
    void aFileThatRevokesNeedsNoAnswer() throws Exception {
        assertThat(status(trust(online("warn"), file(list(true, DAY, DAY))))).isEqualTo(RevocationStatus.REVOKED);
        assertThat(server.connections()).isZero();
    }

    @Test
    void aCurrentFileIsEnoughWithoutAnAnswer() throws Exception {
        assertThat(status(trust(online("refuse"), file(list(false, DAY, DAY))))).isEqualTo(RevocationStatus.GOOD);
    }

    @Test
    void anOldFileWithoutAnAnswerIsOldOrNotEnough() throws Exception {
        String old = file(list(false, DAY.multipliedBy(9), DAY.negated()));
        assertThat(status(trust(online("warn"), old))).isEqualTo(RevocationStatus.OLD_LIST);
        assertThat(status(trust(online("refuse"), old))).isEqualTo(RevocationStatus.NO_ANSWER);
    }

    @Test
    void anAnswerMakesUpForAnOldFile() throws Exception {
        String old = file(list(false, DAY.multipliedBy(9), DAY.negated()));
        list = list(false, DAY, DAY);
        assertThat(status(trust(online("refuse"), old))).isEqualTo(RevocationStatus.GOOD);
    }

    @ParameterizedTest
    @CsvSource({
        "offline, '', ca.example, warn, 5, source",
        "online, '', '', warn, 5, neither responder nor hosts",
        "online, ftp://ca.example/, '', warn, 5, responder",
        "online, http://user@ca.example/, '', warn, 5, responder",
        "online, '', http://ca.example/, warn, 5, hosts",
        "online, '', ca.example, ignore, 5, no-answer",
        "online, '', ca.example, warn, 0, time-out"
    })
    void settingsThatCannotBeUsedAreNamed(
            String source, String responder, String hosts, String noAnswer, int seconds, String named) {
        assertThat(settings(source, responder, hosts, noAnswer, seconds).problems())
                .singleElement()
                .asString()
                .contains(named);
    }

    @Test
    void usableSettingsHaveNoProblem() {
        assertThat(settings("online", "http://ocsp.ca.example/", "ca.example ca.example:8080", "refuse", 5)
                        .problems())
                .isEmpty();
        assertThat(RevocationSettings.defaults().problems()).isEmpty();
    }
}
