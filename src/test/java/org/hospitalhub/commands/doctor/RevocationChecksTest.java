package org.hospitalhub.commands.doctor;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLReason;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.cms.RevocationAuthority;
import org.hospitalhub.cms.RevocationAuthority.Issued;
import org.hospitalhub.cms.SignatureScheme;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The doctor asks the authorities of signers; people and authorities are invented. */
class RevocationChecksTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final Map<String, Object> settings = new HashMap<>();
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
        settings.put("hub.identities.owner.keystore", keystore().toString());
        settings.put("hub.identities.owner.type", "PKCS12");
        settings.put("hub.identities.owner.password", "right");
        settings.put("hub.ehealth.revocation.source", "online");
        settings.put("hub.ehealth.revocation.hosts", "127.0.0.1:" + server.port());
    }

    private Path keystore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("owner", person.keys().getPrivate(), "right".toCharArray(), new Certificate[] {
            person.certificate(), authority.certificate()
        });
        Path file = folder.resolve("owner.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "right".toCharArray());
        }
        return file;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private List<CheckResult> checks(boolean offline) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return new RevocationChecks(environment, InstantSource.fixed(NOW), "ehealth").all(offline);
    }

    private CheckResult check() {
        List<CheckResult> checks = checks(false);
        assertThat(checks).hasSize(1);
        return checks.get(0);
    }

    @Test
    void itSaysWhoAnsweredAndHowOldTheAnswerIs() throws Exception {
        list = authority.list(0, 0, DAY, DAY);
        assertThat(check())
                .isEqualTo(CheckResult.ok(
                        "ehealth revocation",
                        "owner is not revoked, LISTS at 127.0.0.1 of " + NOW.minus(DAY) + ", next update "
                                + NOW.plus(DAY)));
    }

    @Test
    void itFindsARevokedSigner() throws Exception {
        list = authority.list(person.holder().getSerialNumber().longValueExact(), CRLReason.keyCompromise, DAY, DAY);
        assertThat(check().level()).isEqualTo(CheckResult.Level.error);
    }

    @Test
    void itSaysWhyThereIsNoAnswer() {
        list = "<html>".getBytes(UTF_8);
        assertThat(check().level()).isEqualTo(CheckResult.Level.warning);
        assertThat(check().found()).contains("127.0.0.1: its answer is no revocation list");
    }

    @Test
    void itNamesTheHostThatIsNotAllowed() {
        settings.put("hub.ehealth.revocation.hosts", "ca.example");
        assertThat(check().found()).contains("127.0.0.1:" + server.port());
        assertThat(server.connections()).isZero();
    }

    @Test
    void itAsksNobodyOfflineOrWhenNothingIsToBeAsked() {
        assertThat(checks(true)).extracting(CheckResult::level).containsExactly(CheckResult.Level.skipped);
        settings.put("hub.ehealth.revocation.source", "files");
        assertThat(checks(false)).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void itSaysHowOldTheListsInFilesAre() throws Exception {
        settings.put("hub.ehealth.revocation.source", "files");
        Path file = Files.write(folder.resolve("ca.crl"), authority.list(0, 0, DAY.multipliedBy(9), DAY.negated()));
        settings.put("hub.ehealth.crl", file.toString());
        assertThat(check().level()).isEqualTo(CheckResult.Level.warning);
        assertThat(check().found()).contains("next update " + NOW.minus(DAY));
        Files.write(file, authority.list(0, 0, DAY, DAY));
        assertThat(check().level()).isEqualTo(CheckResult.Level.ok);
        Files.writeString(file, "no list");
        assertThat(check().level()).isEqualTo(CheckResult.Level.error);
    }
}
