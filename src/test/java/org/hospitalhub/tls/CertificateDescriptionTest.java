package org.hospitalhub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hospitalhub.tls.certificate.CertificateDescription;
import org.hospitalhub.tls.certificate.Expiry;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateDescriptionTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "serialNumber=PNOBG-8001011004,CN=Test Testov | ********04 | -",
                "serialNumber=PNOBG-8001011004,2.5.4.97=NTRBG-831641791,O=Clinic | ********04 | 831641791",
                "2.5.4.97=VATBG-177098809,O=Clinic | - | 177098809",
                "2.5.4.97=VATBG-BG177098809,O=Clinic | - | 177098809",
                "2.5.4.97=NTRBG-8316417910017 | - | 8316417910017",
                "CN=Test+serialNumber=PNOBG-8001011004 | ********04 | -",
                "ST=EGN:8001011004\\,PID:1\\,B:831641791 | ********04 | 831641791",
                "OU=EGN:8001011004\\, BULSTAT:831641791 | ********04 | 831641791",
                "ST=EGN:8001011004 BULSTAT:121246419 | ********04 | 121246419",
                "2.5.4.3.100.1.1=8001011004,2.5.4.10.100.1.1=831641791 | ********04 | 831641791",
                "UID=EGN8001011004,OU=EIK831641791 | ********04 | 831641791",
                "OU=EGNT:8001011004 | ********04 | -",
                "serialNumber=PNOBG-8001011007 | - | -",
                "OU=egn:8001011004 | ********04 | -",
                "serialNumber=pnobg-8001011004,CN=Test Testov | ********04 | -",
                "serialNumber=PI:BG-8001011004,CN=Test Testov | ********04 | -",
                "2.5.4.97=NTRBG-831641792 | - | -",
                "serialNumber=PASBG-8001011004,CN=8001011004 | - | -",
                "CN=nobody | - | -"
            })
    void theNumbersOfEverySubjectAreFound(String subject, String egn, String eik) throws Exception {
        CertificateDescription found =
                CertificateDescription.of(new TestPki(NOW).client(subject).certificate());

        assertThat(found.egn()).isEqualTo(egn);
        assertThat(found.eik()).isEqualTo(eik);
        assertThat(found.inWords()).doesNotContain("8001011004").doesNotContain("Testov");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "CN=hub.hospital.example | hub.hospital.example",
                "CN=Clinic seal,2.5.4.97=NTRBG-831641791,O=Clinic | Clinic seal",
                "CN=Test Testov,serialNumber=PNOBG-8001011004,O=Clinic | Clinic",
                "CN=Test Testov,serialNumber=TINUA-1234567890,O=Clinic | Clinic",
                "CN=Test Testov,GIVENNAME=Test,SURNAME=Testov | -",
                "CN=Test Testov,OU=EGN:8001011004 | EGN ********04",
                "CN=8001011004,O=Clinic | Clinic",
                "CN=Test Testov,serialNumber=PI:BG-8001011004,O=Clinic | Clinic",
                "CN=Test Testov,serialNumber=PI:BG-8001011004 | EGN ********04",
                "CN=Test Testov,serialNumber=EI:SE-200007292386,O=Clinic | Clinic",
                "CN=Clinic seal,2.5.4.97=EI:SE-5567971433,O=Clinic | Clinic seal",
                "CN=Test Testov,serialNumber=pnobg-8001011004,O=Clinic | Clinic",
                "CN=Test Testov,OU=egn:8001011004,O=Clinic | Clinic",
                "CN=Test Testov,OU=egn 8001011004 | EGN ********04",
                "CN=Test Testov,ST=PID:123456789,O=Clinic | Clinic",
                "OU=nothing | -"
            })
    void theSubjectIsNeverTheNameOrTheNumberOfAPerson(String subject, String expected) throws Exception {
        assertThat(CertificateDescription.of(new TestPki(NOW).client(subject).certificate())
                        .subject())
                .isEqualTo(expected);
    }

    @Test
    void theIssuerIsTheAuthority() throws Exception {
        TestPki pki = new TestPki(NOW);
        assertThat(CertificateDescription.of(pki.client("CN=x").certificate()).issuer())
                .startsWith("Test CA");
    }

    @ParameterizedTest
    @CsvSource({
        "1.3.6.1.4.1.11290.1.2.1.3, StampIT",
        "1.3.6.1.4.1.15862.1.6.1.1, B-Trust",
        "1.3.6.1.4.1.22144.3.1.1, InfoNotary",
        "1.3.6.1.4.1.30299.2, SEP",
        "1.3.6.1.4.1.18463.1, Spektar",
        "1.3.6.1.4.1.47272.2.7, Evrotrust",
        "1.3.6.1.4.1.158620.1,",
        "1.2.3,"
    })
    void theProviderIsKnownByItsPolicy(String policy, String provider) throws Exception {
        assertThat(CertificateDescription.of(
                                new TestPki(NOW).client("CN=x", policy).certificate())
                        .provider())
                .isEqualTo(provider);
    }

    @ParameterizedTest
    @CsvSource({
        "400, FINE",
        "60, FINE",
        "59, DAYS_60",
        "30, DAYS_60",
        "29, DAYS_30",
        "14, DAYS_30",
        "13, DAYS_14",
        "7, DAYS_14",
        "6, DAYS_7",
        "3, DAYS_7",
        "2, DAYS_3",
        "0, DAYS_3"
    })
    void theNearerTheEndTheLouderTheWarning(long wholeDaysLeft, Expiry expected) {
        CertificateDescription certificate = until(NOW.plus(Duration.ofDays(wholeDaysLeft)));

        assertThat(certificate.expiry(NOW)).isEqualTo(expected);
        assertThat(certificate.daysLeft(NOW)).isEqualTo(wholeDaysLeft);
    }

    @Test
    void anExpiredOneAndOneOfTheFuturePause() {
        assertThat(until(NOW.minusSeconds(1)).expiry(NOW).pauses()).isTrue();
        assertThat(until(NOW).expiry(NOW).pauses()).isFalse();
        assertThat(new CertificateDescription(
                                null, null, null, null, null, null, NOW.plusSeconds(1), NOW.plusSeconds(9))
                        .expiry(NOW))
                .isEqualTo(Expiry.NOT_YET_VALID);
    }

    @Property(tries = 200)
    void theCloserTheEndTheMorePressing(@ForAll int first, @ForAll int second) {
        Instant sooner = NOW.plusSeconds(Math.min(first, second));
        Instant later = NOW.plusSeconds(Math.max(first, second));

        assertThat(until(sooner).expiry(NOW)).isLessThanOrEqualTo(until(later).expiry(NOW));
    }

    @Property(tries = 20)
    void aSubjectOfAnyTextIsDescribed(@ForAll String text) throws Exception {
        String name = text.replaceAll("[^\\p{L}\\p{N}: -]", "");
        assertThat(CertificateDescription.of(
                        new TestPki(NOW).client("OU=" + name).certificate()))
                .isNotNull();
    }

    @Test
    void theWatchSaysWhoseCertificateEndsWhenAndWhatPauses() {
        var due = ExpiryWatch.notice("ask", until(NOW.plus(Duration.ofDays(5))), NOW);
        var gone = ExpiryWatch.notice("ask", until(NOW.minusSeconds(5)), NOW);
        var fine = ExpiryWatch.notice("ask", until(NOW.plus(Duration.ofDays(500))), NOW);

        assertThat(List.of(due.severity(), gone.severity(), fine.severity()))
                .containsExactly(ExpiryWatch.Severity.WARNING, ExpiryWatch.Severity.ERROR, ExpiryWatch.Severity.INFO);
        assertThat(due.message()).contains("5 days are left").contains("EIK 831641791");
        assertThat(List.of(due.pause(), gone.pause(), fine.pause())).containsExactly(false, true, false);
    }

    @Test
    void anIdentityThatCannotBeOpenedPausesWithItsReason() {
        var entry = new IdentitySettings.Entry(Path.of("nowhere.p12"), IdentitySettings.Type.PKCS12, null, null, null);
        var notices = new ExpiryWatch(new Identities(new IdentitySettings(Map.of("ask", entry)))).look(NOW);

        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.pause()).isTrue();
            assertThat(notice.message()).contains("Identity ask: the file nowhere.p12 cannot be read");
        });
    }

    private static CertificateDescription until(Instant end) {
        return new CertificateDescription(
                "Clinic",
                "Authority",
                null,
                "831641791",
                "Clinic",
                null,
                Instant.EPOCH.minus(Duration.ofDays(99_999)),
                end);
    }
}
