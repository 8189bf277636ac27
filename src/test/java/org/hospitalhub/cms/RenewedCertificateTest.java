package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.hospitalhub.cms.CmsException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Signatures that name the key of their signer (RFC 5652 §5.3), which more than one certificate has. */
class RenewedCertificateTest {

    private static final byte[] CONTENT = "{\"contract\":\"договір\"}".getBytes(UTF_8);
    private static final InstantSource CLOCK = InstantSource.fixed(Signers.NOW);
    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";

    @TempDir
    private Path folder;

    private static X509CertificateHolder holder(SigningKey key) throws Exception {
        return new JcaX509CertificateHolder(key.certificate());
    }

    /** Returns the message with a signer that is named by his key, and with these certificates in their order. */
    private static byte[] namedByKey(byte[] message, List<SigningKey> certificates) throws Exception {
        SignedData data =
                SignedData.getInstance(ContentInfo.getInstance(message).getContent());
        SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
        SignerInfo named = new SignerInfo(
                new SignerIdentifier(new DEROctetString(SubjectKeyIdentifier.fromExtensions(
                                holder(certificates.get(0)).getExtensions())
                        .getKeyIdentifier())),
                signer.getDigestAlgorithm(),
                signer.getAuthenticatedAttributes(),
                signer.getDigestEncryptionAlgorithm(),
                signer.getEncryptedDigest(),
                signer.getUnauthenticatedAttributes());
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (SigningKey each : certificates) {
            all.add(holder(each).toASN1Structure());
        }
        SignedData changed = new SignedData(
                data.getDigestAlgorithms(),
                data.getEncapContentInfo(),
                new DLSet(all),
                data.getCRLs(),
                new DERSet(named));
        return new ContentInfo(ContentInfo.getInstance(message).getContentType(), changed).getEncoded("DL");
    }

    @ParameterizedTest
    @CsvSource({"RSA,false", "RSA,true", "ECDSA,false", "DSTU4145_GOST34311,false", "DSTU4145_GOST34311,true"})
    void theRenewedCertificateIsFoundBesideTheExpiredOne(SignatureScheme scheme, boolean first) throws Exception {
        Signers signers = Signers.shared(scheme);
        List<SigningKey> keys = signers.renewed(null);
        byte[] signed = new CmsSigner(CLOCK, null).sign(CONTENT, true, List.of(keys.get(1)));
        List<SigningKey> order = first ? List.of(keys.get(1), keys.get(0)) : keys;
        VerifiedSignature verified = new CmsVerifier(CLOCK).verify(namedByKey(signed, order), null, signers.trust());
        assertThat(verified.signers().get(0).certificate())
                .isEqualTo(keys.get(1).certificate());
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "DSTU4145_GOST34311"})
    void aSignatureWithTheExpiredCertificateIsRefused(SignatureScheme scheme) throws Exception {
        Signers signers = Signers.shared(scheme);
        List<SigningKey> keys = signers.renewed(null);
        byte[] signed = new CmsSigner(CLOCK, null).sign(CONTENT, true, List.of(keys.get(0)));
        assertThatThrownBy(() -> new CmsVerifier(CLOCK).verify(namedByKey(signed, keys), null, signers.trust()))
                .isInstanceOfSatisfying(CmsException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.CERTIFICATE_NOT_TRUSTED));
    }

    @Test
    void aTimeStampByTheRenewedCertificateIsFoundToo() throws Exception {
        Signers signers = Signers.shared(SignatureScheme.RSA);
        List<SigningKey> keys = signers.renewed(KeyPurposeId.id_kp_timeStamping);
        SignatureOperators operators = new SignatureOperators(new BouncyCastleProvider());
        TimeStampTokenGenerator generator = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .build("SHA256withRSA", keys.get(1).key(), keys.get(1).certificate()),
                new JcaDigestCalculatorProviderBuilder()
                        .build()
                        .get(new AlgorithmIdentifier(new ASN1ObjectIdentifier(SHA256))),
                new ASN1ObjectIdentifier("1.2.3"));
        TimeStampToken made = generator.generate(
                new TimeStampRequestGenerator().generate(new ASN1ObjectIdentifier(SHA256), new byte[32]),
                BigInteger.ONE,
                Date.from(Signers.NOW));
        TimeStampToken token = new TimeStampToken(new CMSSignedData(namedByKey(made.getEncoded(), keys)));
        TimeStampCheck check = new TimeStampCheck(
                operators, new SignatureCheck(operators), new CertificatePaths(new BouncyCastleProvider()));
        assertThat(check.checkAuthority(token, Signers.NOW, List.of(), signers.trust()))
                .isNotNull();
    }

    /** OpenSSL makes the message; it writes the certificates in the order of DER, the older one first. */
    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA"})
    void aMessageOfOpensslWithBothCertificatesIsVerified(SignatureScheme scheme) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Signers signers = Signers.shared(scheme);
        List<SigningKey> keys = signers.renewed(null);
        Files.write(folder.resolve("content"), CONTENT);
        pem("old.pem", keys.get(0).certificate());
        pem(
                "new.pem",
                keys.get(1).certificate(),
                new JcaPKCS8Generator(keys.get(1).key(), null));
        Process process = new ProcessBuilder(
                        ("/usr/bin/openssl cms -sign -binary -nodetach -keyid -in content -signer new.pem -certfile old.pem"
                                        + " -outform DER -out made.der")
                                .split(" "))
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        byte[] made = Files.readAllBytes(folder.resolve("made.der"));
        assertThat(new ArrayList<>(new CMSSignedData(made).getCertificates().getMatches(null)))
                .hasSize(2)
                .first()
                .isEqualTo(holder(keys.get(0)));
        assertThat(new CmsVerifier(CLOCK).verify(made, null, signers.trust()).content())
                .isEqualTo(CONTENT);
    }

    private void pem(String name, Object... all) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JcaPEMWriter writer = new JcaPEMWriter(new OutputStreamWriter(text, UTF_8))) {
            for (Object each : all) {
                writer.writeObject(each);
            }
        }
        Files.write(folder.resolve(name), text.toByteArray());
    }
}
