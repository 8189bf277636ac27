package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hospitalhub.cms.RevocationAuthority.NOW;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.cms.RevocationAuthority.Issued;
import org.hospitalhub.cms.RevocationAuthority.Response;
import org.hospitalhub.cms.RevocationResult.Source;
import org.hospitalhub.cms.RevocationResult.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers about revocation from a server of this test; people and authorities are invented. */
class OnlineRevocationTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final CountDownLatch end = new CountDownLatch(1);
    private RevocationAuthority authority;
    private RawServer server;
    /** What the server does with /ocsp, /crl and /delta; null answers 404. */
    private @Nullable Script ocsp;

    private @Nullable Script list;
    private @Nullable Script delta;

    private interface Script {
        void answer(byte[] question, OutputStream out) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        authority = new RevocationAuthority(SignatureScheme.ECDSA);
        server = new RawServer(null, (request, out) -> {
            Script script =
                    switch (request.last()) {
                        case "ocsp" -> ocsp;
                        case "crl" -> list;
                        case "delta" -> delta;
                        default -> null;
                    };
            if (script == null) {
                out.write(RawServer.answer(404, "nothing here"));
                return;
            }
            try {
                script.answer(request.body(), out);
            } catch (IOException | InterruptedException | RuntimeException gone) {
                throw gone;
            } catch (Exception broken) {
                throw new IOException(broken);
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        server.close();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.port() + "/" + path;
    }

    private Issued person() throws Exception {
        return authority.person(at("ocsp"), null, null);
    }

    private OnlineRevocation client(Duration timeOut) {
        return new OnlineRevocation(new OnlineRevocation.Settings(null, Set.of("127.0.0.1:" + server.port()), timeOut));
    }

    private RevocationResult ask(Issued person) throws Exception {
        return ask(client(LONG), person, NOW);
    }

    private RevocationResult ask(OnlineRevocation client, Issued person, Instant now) throws Exception {
        return client.ask(person.certificate(), List.of(authority.certificate()), List.of(), now);
    }

    private static Script body(byte[] body) {
        return (question, out) -> write(out, body);
    }

    private static void write(OutputStream out, byte[] body) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
        out.write(body);
    }

    /** Answers by the authority itself, changed in some way. */
    private Script answers(Consumer<Response> change) {
        return (question, out) -> {
            Response response = new Response(authority.self());
            change.accept(response);
            write(out, authority.answer(question, response));
        };
    }

    private static void assertUnknown(RevocationResult result, String why) {
        assertThat(result.status()).isEqualTo(Status.UNKNOWN);
        assertThat(result.detail()).contains(why);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_PSS", "ECDSA", "DSTU4145_GOST34311", "DSTU4145_KUPYNA"})
    void aResponderIsAcceptedWithEveryKind(SignatureScheme scheme) throws Exception {
        authority = new RevocationAuthority(scheme);
        Issued person = person();
        ocsp = answers(response -> {});
        RevocationResult good = ask(person);
        assertThat(good.status()).isEqualTo(Status.GOOD);
        assertThat(good.source()).isEqualTo(Source.OCSP);
        assertThat(good.nextUpdate()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));

        ocsp = answers(response -> response.status = new RevokedStatus(Date.from(NOW), CRLReason.keyCompromise));
        assertThat(ask(person).status()).isEqualTo(Status.REVOKED);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_PSS", "ECDSA", "DSTU4145_GOST34311", "DSTU4145_KUPYNA"})
    void aListIsAcceptedWithEveryKind(SignatureScheme scheme) throws Exception {
        authority = new RevocationAuthority(scheme);
        Issued person = authority.person(null, at("crl"), null);
        list = body(authority.list(0, 0, Duration.ofDays(1), Duration.ofDays(1)));
        assertThat(ask(person).status()).isEqualTo(Status.GOOD);
        assertThat(ask(person).source()).isEqualTo(Source.LISTS);

        list = body(authority.list(serial(person), CRLReason.keyCompromise, Duration.ofDays(1), Duration.ofDays(1)));
        assertThat(ask(person).status()).isEqualTo(Status.REVOKED);
    }

    private static long serial(Issued issued) {
        return issued.holder().getSerialNumber().longValueExact();
    }

    @Test
    void anAnswerWithoutNonceIsAcceptedWhileItIsCurrent() throws Exception {
        ocsp = answers(response -> response.nonce = false);
        assertThat(ask(person()).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void anAnswerToAnotherQuestionIsNotAccepted() throws Exception {
        Issued person = person();
        AtomicReference<byte[]> first = new AtomicReference<>();
        ocsp = (question, out) -> {
            first.compareAndSet(null, authority.answer(question, new Response(authority.self())));
            write(out, first.get());
        };
        assertThat(ask(person).status()).isEqualTo(Status.GOOD);
        assertUnknown(ask(person), "nonce");
    }

    @Test
    void anOldAnswerIsNotAccepted() throws Exception {
        ocsp = answers(response -> {
            response.nonce = false;
            response.thisUpdate = NOW.minus(Duration.ofDays(2));
            response.nextUpdate = NOW.minus(Duration.ofDays(1));
        });
        assertUnknown(ask(person()), "too old");
    }

    @Test
    void anAnswerWithoutNextUpdateIsAcceptedForMinutesOnly() throws Exception {
        ocsp = answers(response -> response.nextUpdate = null);
        assertThat(ask(person()).status()).isEqualTo(Status.GOOD);
        ocsp = answers(response -> {
            response.nextUpdate = null;
            response.thisUpdate = NOW.minus(Duration.ofMinutes(11));
        });
        assertUnknown(ask(person()), "too old");
    }

    @Test
    void anAnswerOfTheFutureIsNotAccepted() throws Exception {
        ocsp = answers(response -> response.thisUpdate = NOW.plus(Duration.ofMinutes(6)));
        assertUnknown(ask(person()), "future");
    }

    @Test
    void clocksMayDifferALittle() throws Exception {
        ocsp = answers(response -> {
            response.thisUpdate = NOW.plus(Duration.ofMinutes(4));
            response.nextUpdate = NOW.plus(Duration.ofMinutes(9));
        });
        assertThat(ask(person()).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void anAnswerAboutAnotherCertificateIsNone() throws Exception {
        Issued other = person();
        ocsp = answers(response -> response.about = id(other, authority));
        assertUnknown(ask(person()), "another certificate");
    }

    @Test
    void anAnswerAboutTheSameNumberOfAnotherAuthorityIsNone() throws Exception {
        Issued person = person();
        RevocationAuthority other = new RevocationAuthority(SignatureScheme.ECDSA);
        ocsp = answers(response -> response.about = id(person, other));
        assertUnknown(ask(person), "another certificate");
    }

    @Test
    void anAnswerMayNameTheCertificateByAnotherDigest() throws Exception {
        Issued person = person();
        ocsp = answers(response -> response.about = id(person, authority));
        assertThat(ask(person).status()).isEqualTo(Status.GOOD);
    }

    /** By SHA-256; the question uses SHA-1. */
    private static CertificateID id(Issued person, RevocationAuthority authority) {
        try {
            return new CertificateID(
                    new SignatureOperators(new BouncyCastleProvider())
                            .digestCalculators()
                            .get(new AlgorithmIdentifier(org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_sha256)),
                    authority.self().holder(),
                    person.holder().getSerialNumber());
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void aResponderThatDoesNotKnowTheCertificateSaysNothing() throws Exception {
        ocsp = answers(response -> response.status = new UnknownStatus());
        assertUnknown(ask(person()), "does not know the certificate");
    }

    @Test
    void whereTheResponderSaysNothingTheListIsAsked() throws Exception {
        Issued person = authority.person(at("ocsp"), at("crl"), null);
        ocsp = answers(response -> response.status = new UnknownStatus());
        list = body(authority.list(0, 0, Duration.ofDays(1), Duration.ofDays(1)));
        assertThat(ask(person).source()).isEqualTo(Source.LISTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Log in to the network of the hospital</body></html>",
                "0\u0082",
                "0\u0003\n\u0001\u0000"
            })
    void whatIsNoAnswerOfOcspIsNone(String page) throws Exception {
        ocsp = body(page.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(ask(person()).status()).isEqualTo(Status.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Log in to the network of the hospital</body></html>",
                "0\u0082",
                "0\u0003\n\u0001\u0000"
            })
    void whatIsNoListIsNone(String page) throws Exception {
        list = body(page.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertUnknown(ask(authority.person(null, at("crl"), null)), "no revocation list");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6})
    void arefusalOfAResponderIsNamed(int status) throws Exception {
        ocsp = body(new byte[] {0x30, 3, 10, 1, (byte) status});
        assertUnknown(ask(person()), "it refused");
    }

    // Who may answer.

    @Test
    void aResponderThatTheAuthorityMadeIsAccepted() throws Exception {
        Issued delegate = authority.responder(KeyPurposeId.id_kp_OCSPSigning, true, LONG);
        ocsp = answers(response -> sign(response, delegate));
        assertThat(ask(person()).status()).isEqualTo(Status.GOOD);
    }

    private static void sign(Response response, Issued by) {
        response.by = by;
        response.sent = List.of(by.holder());
    }

    @Test
    void anotherCertificateOfTheAuthorityIsNoResponder() throws Exception {
        Issued delegate = authority.responder(null, true, LONG);
        ocsp = answers(response -> sign(response, delegate));
        assertUnknown(ask(person()), "not one for OCSP");
    }

    @Test
    void anyPurposeMakesNoResponder() throws Exception {
        Issued delegate = authority.responder(KeyPurposeId.anyExtendedKeyUsage, true, LONG);
        ocsp = answers(response -> sign(response, delegate));
        assertUnknown(ask(person()), "not one for OCSP");
    }

    @Test
    void aResponderOfAnotherAuthorityIsNotAccepted() throws Exception {
        Issued stranger =
                new RevocationAuthority(SignatureScheme.ECDSA).responder(KeyPurposeId.id_kp_OCSPSigning, true, LONG);
        ocsp = answers(response -> sign(response, stranger));
        assertUnknown(ask(person()), "not of the authority");
    }

    @Test
    void aResponderThatIsTrustedAsItIsIsAccepted() throws Exception {
        Issued stranger =
                new RevocationAuthority(SignatureScheme.ECDSA).responder(KeyPurposeId.id_kp_OCSPSigning, true, LONG);
        ocsp = answers(response -> sign(response, stranger));
        RevocationResult result = client(LONG)
                .ask(person().certificate(), List.of(authority.certificate()), List.of(stranger.certificate()), NOW);
        assertThat(result.status()).isEqualTo(Status.GOOD);
    }

    @Test
    void aResponderWhoseCertificateIsOverIsNotAccepted() throws Exception {
        Issued delegate = authority.responder(KeyPurposeId.id_kp_OCSPSigning, true, Duration.ofSeconds(-1));
        ocsp = answers(response -> sign(response, delegate));
        assertUnknown(ask(person()), "expired");
    }

    @Test
    void anAnswerSignedByNobodyKnownIsNotAccepted() throws Exception {
        RevocationAuthority stranger = new RevocationAuthority(SignatureScheme.ECDSA);
        ocsp = answers(response -> response.by = stranger.self());
        assertUnknown(ask(person()), "somebody unknown");
    }

    @Test
    void aChangedAnswerIsNotAccepted() throws Exception {
        ocsp = (question, out) -> {
            byte[] answer = authority.answer(question, new Response(authority.self()));
            answer[answer.length - 3] ^= 1;
            write(out, answer);
        };
        assertUnknown(ask(person()), "somebody unknown");
    }

    @Test
    void aResponderThatMayBeRevokedIsLookedUpInTheList() throws Exception {
        Issued delegate = authority.responder(KeyPurposeId.id_kp_OCSPSigning, false, LONG);
        Issued person = authority.person(at("ocsp"), at("crl"), null);
        ocsp = answers(response -> sign(response, delegate));
        list = body(authority.list(0, 0, Duration.ofDays(1), Duration.ofDays(1)));
        assertThat(ask(person).source()).isEqualTo(Source.OCSP);

        list = body(authority.list(serial(delegate), CRLReason.keyCompromise, LONG, Duration.ofDays(1)));
        assertThat(ask(person).source()).isEqualTo(Source.LISTS);
        assertUnknown(ask(person()), "may be revoked");
    }

    // Lists.

    @Test
    void anOldListIsNotAcceptedForAGoodCertificate() throws Exception {
        Issued person = authority.person(null, at("crl"), null);
        list = body(authority.list(0, 0, Duration.ofDays(9), Duration.ofDays(-1)));
        assertUnknown(ask(person), "too old");
    }

    @Test
    void anOldListStillRevokes() throws Exception {
        Issued person = authority.person(null, at("crl"), null);
        list = body(authority.list(serial(person), CRLReason.keyCompromise, Duration.ofDays(9), Duration.ofDays(-1)));
        assertThat(ask(person).status()).isEqualTo(Status.REVOKED);
    }

    @Test
    void aListOfAnotherAuthorityIsNotAccepted() throws Exception {
        list = body(new RevocationAuthority(SignatureScheme.ECDSA).list(0, 0, Duration.ofDays(1), Duration.ofDays(1)));
        assertUnknown(ask(authority.person(null, at("crl"), null)), "not signed by the authority");
    }

    @Test
    void aListOfWhatIsNewerRevokes() throws Exception {
        Issued person = authority.person(null, at("crl"), at("delta"));
        list = body(authority.list(
                0,
                0,
                Duration.ofDays(1),
                Duration.ofDays(1),
                Extension.create(Extension.cRLNumber, false, new ASN1Integer(1))));
        assertThat(ask(person).status()).isEqualTo(Status.GOOD);
        delta = body(authority.list(
                serial(person),
                CRLReason.keyCompromise,
                LONG,
                Duration.ofDays(1),
                Extension.create(Extension.cRLNumber, false, new ASN1Integer(2)),
                Extension.create(Extension.deltaCRLIndicator, true, new ASN1Integer(1))));
        assertThat(ask(person).status()).isEqualTo(Status.REVOKED);
    }

    // Where the hub calls, and for how long.

    @Test
    void aHostThatIsNotAllowedIsNotCalled() throws Exception {
        OnlineRevocation nobody = new OnlineRevocation(new OnlineRevocation.Settings(null, Set.of("ca.example"), LONG));
        RevocationResult result = ask(nobody, person(), NOW);
        assertThat(result.source()).isEqualTo(Source.HOST_NOT_ALLOWED);
        assertThat(result.detail()).isEqualTo("127.0.0.1:" + server.port());
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://allowed.example@127.0.0.1:%d/ocsp",
                "http://allowed.example:%d/ocsp#x",
                "ldap://127.0.0.1:%d/ocsp",
                "file:///etc/passwd?%d",
                "http:127.0.0.1:%d",
                "http://127.0.0.1:%d\\@allowed.example/"
            })
    void anAddressOfAnotherKindIsNotCalled(String address) throws Exception {
        Issued person = authority.person(address.formatted(server.port()), null, null);
        OnlineRevocation client = new OnlineRevocation(
                new OnlineRevocation.Settings(null, Set.of("allowed.example", "127.0.0.1:" + server.port()), LONG));
        assertThat(ask(client, person, NOW).source()).isEqualTo(Source.NO_ADDRESS);
        assertThat(server.connections()).isZero();
    }

    @Test
    void aHostIsAllowedAtItsOwnPortOnly() throws Exception {
        OnlineRevocation client = new OnlineRevocation(new OnlineRevocation.Settings(null, Set.of("127.0.0.1"), LONG));
        assertThat(ask(client, person(), NOW).source()).isEqualTo(Source.HOST_NOT_ALLOWED);
    }

    @Test
    void aConfiguredResponderIsAskedInstead() throws Exception {
        ocsp = answers(response -> {});
        OnlineRevocation client =
                new OnlineRevocation(new OnlineRevocation.Settings(URI.create(at("ocsp")), Set.of(), LONG));
        Issued person = authority.person("http://elsewhere.example/", null, null);
        assertThat(ask(client, person, NOW).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        ocsp = (question, out) -> out.write(
                ("HTTP/1.1 307 Moved\r\nLocation: " + at("crl") + "\r\nContent-Length: 0\r\n\r\n").getBytes(UTF_8));
        assertUnknown(ask(person()), "status 307");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aHugeAnswerIsNotReadWhole() throws Exception {
        ocsp = body(new byte[100_000]);
        assertUnknown(ask(person()), "larger than");
    }

    @Test
    void anAnswerThatNeverComesIsEnded() throws Exception {
        ocsp = (question, out) -> end.await(1, TimeUnit.MINUTES);
        Issued person = authority.person(at("ocsp"), at("crl"), null);
        list = (question, out) -> end.await(1, TimeUnit.MINUTES);
        RevocationResult result = ask(client(Duration.ofMillis(300)), person, NOW);
        assertUnknown(result, "127.0.0.1: no whole answer came");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsNotAskedAbout() throws Exception {
        RevocationResult result = client(LONG)
                .ask(
                        person().certificate(),
                        List.of(new RevocationAuthority(SignatureScheme.ECDSA).certificate()),
                        List.of(),
                        NOW);
        assertThat(result.source()).isEqualTo(Source.NO_AUTHORITY);
        assertThat(server.connections()).isZero();
    }

    // What is kept.

    @Test
    void anAnswerIsKeptUntilItsNextUpdate() throws Exception {
        OnlineRevocation client = client(LONG);
        Issued person = person();
        ocsp = answers(response -> {});
        ask(client, person, NOW);
        ask(client, person, NOW.plus(Duration.ofMinutes(29)));
        assertThat(server.connections()).isEqualTo(1);
        ask(client, person, NOW.plus(Duration.ofMinutes(30)));
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aRevocationIsSeenWithinAnHourThoughTheOldListIsStillCurrent() throws Exception {
        OnlineRevocation client = client(LONG);
        Issued person = authority.person(null, at("crl"), null);
        list = body(authority.list(0, 0, Duration.ofDays(1), Duration.ofDays(7)));
        assertThat(ask(client, person, NOW).status()).isEqualTo(Status.GOOD);
        list = body(authority.list(serial(person), CRLReason.keyCompromise, LONG, Duration.ofDays(7)));
        assertThat(ask(client, person, NOW.plus(Duration.ofHours(1))).status()).isEqualTo(Status.REVOKED);
    }

    @Test
    void anAnswerThatIsStillCurrentOutlivesAFailure() throws Exception {
        OnlineRevocation client = client(LONG);
        Issued person = authority.person(null, at("crl"), null);
        list = body(authority.list(0, 0, Duration.ofDays(1), Duration.ofHours(3)));
        ask(client, person, NOW);
        list = null;
        assertThat(ask(client, person, NOW.plus(Duration.ofHours(2))).status()).isEqualTo(Status.GOOD);
        assertUnknown(ask(client, person, NOW.plus(Duration.ofHours(3))), "status 404");
    }

    @Test
    void afterAFailureNobodyIsAskedForAMinute() throws Exception {
        OnlineRevocation client = client(LONG);
        Issued person = person();
        ask(client, person, NOW);
        ask(client, person, NOW.plusSeconds(59));
        assertThat(server.connections()).isEqualTo(1);
        ocsp = answers(response -> {});
        assertThat(ask(client, person, NOW.plusSeconds(60)).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void manyOrdersAtOnceAskOnce() throws Exception {
        OnlineRevocation client = client(LONG);
        Issued person = person();
        ocsp = answers(response -> {});
        List<Thread> orders = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            orders.add(new Thread(() -> {
                try {
                    ask(client, person, NOW);
                } catch (Exception failed) {
                    throw new UncheckedIOException(new IOException(failed));
                }
            }));
        }
        orders.forEach(Thread::start);
        for (Thread order : orders) {
            order.join();
        }
        assertThat(server.connections()).isEqualTo(1);
    }
}
