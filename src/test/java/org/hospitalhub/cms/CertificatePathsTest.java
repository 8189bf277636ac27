package org.hospitalhub.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authority below a trusted root whose certificate excludes mail addresses at nszu.example (RFC 5280 §4.2.1.10). */
class CertificatePathsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final X500Name ROOT = new X500Name("CN=Root");
    private static final X500Name LIMITED = new X500Name("CN=Limited authority");

    private final CertificatePaths paths = new CertificatePaths(new BouncyCastleProvider());
    private KeyPair keys;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    /** The second one is CVE-2026-8763: Bouncy Castle before 1.85 took the dot at the end for another host. */
    @ParameterizedTest
    @ValueSource(strings = {"head@nszu.example", "head@nszu.example.", "HEAD@NSZU.EXAMPLE", "head@nszu.example.."})
    void anExcludedMailAddressIsNotTrustedHoweverItIsWritten(String mail) throws Exception {
        assertThatThrownBy(() -> check(mail))
                .isInstanceOfSatisfying(CmsException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(CmsException.Reason.CERTIFICATE_NOT_TRUSTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"head@clinic.example", "head@other-nszu.example"})
    void anotherMailAddressIsTrusted(String mail) {
        assertThatCode(() -> check(mail)).doesNotThrowAnyException();
    }

    private void check(String mail) throws Exception {
        X509CertificateHolder root = certificate(ROOT, ROOT, 1, null, null);
        X509CertificateHolder limited = certificate(
                ROOT,
                LIMITED,
                2,
                new NameConstraints(null, new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "nszu.example"))
                }),
                null);
        X509CertificateHolder leaf = certificate(LIMITED, new X500Name("CN=Head"), 3, null, mail);
        X509Certificate anchor = new JcaX509CertificateConverter().getCertificate(root);
        paths.path(leaf, List.of(leaf, limited), Trust.in(List.of(anchor)), NOW);
    }

    private X509CertificateHolder certificate(
            X500Name issuer, X500Name subject, int serial, @Nullable NameConstraints constraints, @Nullable String mail)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(NOW.minus(Duration.ofDays(1))),
                Date.from(NOW.plus(Duration.ofDays(1))),
                subject,
                keys.getPublic());
        if (mail == null) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } else {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, mail)));
        }
        if (constraints != null) {
            builder.addExtension(Extension.nameConstraints, true, constraints);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }
}
