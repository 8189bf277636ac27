package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signers are checked before anything is sent; people and authorities are invented. */
class SignerCheckTest {

    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");
    private static final X500Name AUTHORITY = new X500Name("CN=Made-up authority");
    private static final EhealthSettings.LegalEntity CLINIC =
            new EhealthSettings.LegalEntity("id", "secret", "refresh", "38782323", "MSP", "", "");

    @TempDir
    Path folder;

    private KeyPair authority;
    private KeyPair person;

    @BeforeEach
    void makeKeys() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        authority = keys.generateKeyPair();
        person = keys.generateKeyPair();
    }

    private Path signer(int serial, Duration from, Duration until, int usage) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                AUTHORITY,
                BigInteger.valueOf(serial),
                Date.from(NOW.plus(from)),
                Date.from(NOW.plus(until)),
                new X500Name("CN=Зразкова,SURNAME=Зразкова"),
                person.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(
                    new DistributionPointName(new GeneralNames(
                            new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/mine.crl"))),
                    null,
                    null)
        }));
        builder.addExtension(Extension.subjectDirectoryAttributes, false, new DERSequence(new Attribute[] {
            number("1.2.804.2.1.1.1.11.1.4.1.1", "1111111111"), number("1.2.804.2.1.1.1.11.1.4.2.1", "38782323")
        }));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("owner", person.getPrivate(), "right".toCharArray(), new Certificate[] {certificate});
        Path file = folder.resolve("owner.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "right".toCharArray());
        }
        return file;
    }

    private Path signer() throws Exception {
        return signer(7, Duration.ofDays(-1), Duration.ofDays(1), KeyUsage.digitalSignature);
    }

    /** Writes the certificate of an authority with this key and returns the file. */
    static String authority(Path folder, KeyPair keys) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                AUTHORITY,
                BigInteger.ONE,
                Date.from(NOW.minusSeconds(60)),
                Date.from(NOW.plus(Duration.ofDays(9))),
                AUTHORITY,
                keys.getPublic());
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(folder.resolve("trust.pem"), pem).toString();
    }

    private static Attribute number(String type, String value) {
        return new Attribute(new ASN1ObjectIdentifier(type), new DERSet(new DERPrintableString(value)));
    }

    private String crl(int revoked, Duration nextUpdate) throws Exception {
        return crl(revoked, nextUpdate, authority);
    }

    private String crl(int revoked, Duration nextUpdate, KeyPair keys) throws Exception {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(AUTHORITY, Date.from(NOW.minus(Duration.ofDays(2))));
        builder.setNextUpdate(Date.from(NOW.plus(nextUpdate)));
        builder.addCRLEntry(BigInteger.valueOf(revoked), Date.from(NOW.minusSeconds(60)), CRLReason.keyCompromise);
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        return Files.write(folder.resolve("authority.crl"), der).toString();
    }

    private static EhealthSettings settings(String... crl) {
        return EhealthReadingTest.settings(List.of(crl));
    }

    private List<String> findings(Path keystore, String password, String... crl) {
        IdentitySettings.Entry entry =
                new IdentitySettings.Entry(keystore, IdentitySettings.Type.PKCS12, password, null, null);
        SignerCheck signerCheck = new SignerCheck(
                new Identities(new IdentitySettings(Map.of("owner", entry))),
                new SignatureTrust(settings(crl)),
                TimeStampSettings.defaults(),
                InstantSource.fixed(NOW));
        Findings findings = new Findings();
        signerCheck.check("owner", CLINIC, findings);
        return findings.all().stream().map(Finding::code).toList();
    }

    @Test
    void aGoodSignerMaySign() throws Exception {
        assertThat(findings(signer(), "right")).isEmpty();
    }

    @Test
    void anExpiredCertificateIsNamed() throws Exception {
        assertThat(findings(signer(7, Duration.ofDays(-9), Duration.ofSeconds(-1), KeyUsage.digitalSignature), "right"))
                .containsExactly("SIGNER_EXPIRED");
    }

    @Test
    void aCertificateThatIsNotYetValidIsNamed() throws Exception {
        assertThat(findings(signer(7, Duration.ofSeconds(1), Duration.ofDays(9), KeyUsage.digitalSignature), "right"))
                .containsExactly("SIGNER_NOT_YET_VALID");
    }

    @Test
    void aKeyThatIsNotForSignaturesIsNamed() throws Exception {
        assertThat(findings(signer(7, Duration.ofDays(-1), Duration.ofDays(1), KeyUsage.keyAgreement), "right"))
                .containsExactly("SIGNER_KEY_USAGE");
    }

    @Test
    void aRevokedCertificateIsNamed() throws Exception {
        assertThat(findings(signer(), "right", crl(7, Duration.ofDays(1)))).containsExactly("SIGNER_REVOKED");
    }

    @Test
    void anotherOnesRevocationDoesNotMatter() throws Exception {
        assertThat(findings(signer(), "right", crl(8, Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void anOldRevocationListIsWarnedOf() throws Exception {
        assertThat(findings(signer(), "right", crl(8, Duration.ofDays(-1)))).containsExactly("SIGNER_REVOCATION_OLD");
    }

    @Test
    void aRevocationListThatIsNotThereRefuses() throws Exception {
        String absent = folder.resolve("absent.crl").toString();
        assertThat(findings(signer(), "right", absent)).containsExactly("SIGNER_REVOCATION_UNKNOWN");
        assertThat(settings(absent).problems()).anyMatch(problem -> problem.contains("hub.ehealth.crl"));
    }

    @Test
    void aRevocationListOfTheAuthorityItselfIsAccepted() throws Exception {
        assertThat(standing(crl(8, Duration.ofDays(1)))).isEqualTo(SignatureTrust.RevocationStatus.GOOD);
    }

    @Test
    void aRevocationListThatTheAuthorityHasNotSignedTellsNothing() throws Exception {
        assertThat(standing(crl(8, Duration.ofDays(1), person))).isEqualTo(SignatureTrust.RevocationStatus.UNKNOWN);
    }

    /** One list: its number, its age and remaining days, what it revokes, and what is special about it. */
    private String list(String name, int number, int age, int days, int reason, ListChange change) throws Exception {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(AUTHORITY, Date.from(NOW.minus(Duration.ofDays(age))));
        builder.setNextUpdate(Date.from(NOW.plus(Duration.ofDays(days))));
        builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
        if (reason >= 0) {
            builder.addCRLEntry(BigInteger.valueOf(7), Date.from(NOW.minus(Duration.ofDays(age))), reason);
        }
        change.of(builder);
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
                .getEncoded();
        return Files.write(folder.resolve(name), der).toString();
    }

    private interface ListChange {
        void of(X509v2CRLBuilder builder) throws Exception;
    }

    private static final int NONE = -1;

    private static ListChange delta(int base) {
        return builder -> builder.addExtension(Extension.deltaCRLIndicator, true, new ASN1Integer(base));
    }

    private static ListChange partition(IssuingDistributionPoint part) {
        return builder -> builder.addExtension(Extension.issuingDistributionPoint, true, part);
    }

    private static IssuingDistributionPoint at(String address) {
        return new IssuingDistributionPoint(
                new DistributionPointName(
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, address))),
                false,
                false);
    }

    @Test
    void aHoldThatADeltaLiftsIsOver() throws Exception {
        String base = list("base.crl", 1, 2, 1, CRLReason.certificateHold, builder -> {});
        String lifted = list("delta.crl", 2, 1, 1, CRLReason.removeFromCRL, delta(1));

        assertThat(standing(base)).isEqualTo(SignatureTrust.RevocationStatus.REVOKED);
        assertThat(standing(base, lifted)).isEqualTo(SignatureTrust.RevocationStatus.GOOD);
        assertThat(standing(lifted, base)).isEqualTo(SignatureTrust.RevocationStatus.GOOD);
    }

    @Test
    void aHoldThatADeltaDoesNotNameStays() throws Exception {
        assertThat(standing(
                        list("base.crl", 1, 2, 1, CRLReason.certificateHold, builder -> {}),
                        list("delta.crl", 2, 1, 1, NONE, delta(1))))
                .isEqualTo(SignatureTrust.RevocationStatus.REVOKED);
    }

    @Test
    void aHoldThatANewerFullListDoesNotHaveIsOver() throws Exception {
        assertThat(standing(
                        list("old.crl", 1, 9, 1, CRLReason.certificateHold, builder -> {}),
                        list("new.crl", 2, 1, 1, NONE, builder -> {})))
                .isEqualTo(SignatureTrust.RevocationStatus.GOOD);
    }

    @Test
    void aRevocationForGoodIsNeverOver() throws Exception {
        assertThat(standing(
                        list("old.crl", 1, 9, 1, CRLReason.keyCompromise, builder -> {}),
                        list("new.crl", 2, 1, 1, NONE, builder -> {})))
                .isEqualTo(SignatureTrust.RevocationStatus.REVOKED);
    }

    @Test
    void aDeltaRevokes() throws Exception {
        assertThat(standing(
                        list("base.crl", 1, 2, 1, NONE, builder -> {}),
                        list("delta.crl", 2, 1, 1, CRLReason.keyCompromise, delta(1))))
                .isEqualTo(SignatureTrust.RevocationStatus.REVOKED);
    }

    @Test
    void anOverdueBaseIsOldWhateverItsDelta() throws Exception {
        assertThat(standing(
                        list("base.crl", 1, 9, -1, NONE, builder -> {}), list("delta.crl", 2, 1, 1, NONE, delta(1))))
                .isEqualTo(SignatureTrust.RevocationStatus.OLD_LIST);
    }

    @Test
    void aDeltaAloneTellsNothing() throws Exception {
        assertThat(standing(list("delta.crl", 2, 1, 1, NONE, delta(1))))
                .isEqualTo(SignatureTrust.RevocationStatus.UNKNOWN);
    }

    @Test
    void aListOfAnotherPartitionTellsNothing() throws Exception {
        assertThat(standing(list("part.crl", 1, 1, 1, NONE, partition(at("http://ca.example/other.crl")))))
                .isEqualTo(SignatureTrust.RevocationStatus.UNKNOWN);
        assertThat(standing(
                        list("part.crl", 1, 1, 1, NONE, partition(new IssuingDistributionPoint(null, false, true)))))
                .isEqualTo(SignatureTrust.RevocationStatus.UNKNOWN);
    }

    @Test
    void aListOfTheCertificatesOwnPartitionTells() throws Exception {
        assertThat(standing(list("part.crl", 1, 1, 1, NONE, partition(at("http://ca.example/mine.crl")))))
                .isEqualTo(SignatureTrust.RevocationStatus.GOOD);
        assertThat(standing(
                        list("part.crl", 1, 1, 1, NONE, partition(new IssuingDistributionPoint(null, true, false)))))
                .isEqualTo(SignatureTrust.RevocationStatus.GOOD);
    }

    private SignatureTrust.RevocationStatus standing(String... crl) throws Exception {
        IdentitySettings.Entry entry =
                new IdentitySettings.Entry(signer(), IdentitySettings.Type.PKCS12, "right", null, null);
        X509Certificate signer = new Identities(new IdentitySettings(Map.of("owner", entry)))
                .named("owner")
                .certificate();
        Path trust = Path.of(authority(folder, authority));
        X509Certificate authority;
        try (InputStream in = Files.newInputStream(trust)) {
            authority =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        return new SignatureTrust(settings(crl)).revocationStatus(signer, List.of(authority), NOW);
    }

    @Test
    void aWrongPasswordIsNamed() throws Exception {
        assertThat(findings(signer(), "wrong")).containsExactly("SIGNER_PASSWORD_WRONG");
    }

    @Test
    void aKeyStoreThatIsNotThereIsNamed() {
        assertThat(findings(folder.resolve("absent.p12"), "right")).containsExactly("SIGNER_FILE_MISSING");
    }

    @Test
    void aKeyStoreThatIsNoneIsNamed() throws Exception {
        assertThat(findings(Files.writeString(folder.resolve("owner.p12"), "no key store"), "right"))
                .containsExactly("SIGNER_FILE_BROKEN");
    }
}
