package org.hospitalhub.sandbox.ehealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.ExtendedContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.Test;

/** The Ukrainian algorithms: DSTU 4145 on the curve of 257 bits (specs §5.1), GOST 34.311. */
class DstuSignatureTest {

    private static final String CURVE = UAObjectIdentifiers.dstu4145le.getId() + ".2.6";
    private static final ASN1ObjectIdentifier GOST_34311 = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.2.1");
    private static final byte[] CONTENT = "{\"id_form\":\"PMD_1\"}".getBytes(StandardCharsets.UTF_8);

    private final Provider provider = new BouncyCastleProvider();

    private byte[] signed() throws Exception {
        CertificateMill mill = CertificateMill.authority(SettableClock.START);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DSTU4145", provider);
        generator.initialize(new ECGenParameterSpec(CURVE));
        KeyPair pair = generator.generateKeyPair();
        X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                        new X500Name("CN=root"),
                        BigInteger.TWO,
                        Date.from(SettableClock.START.minus(Duration.ofDays(1))),
                        Date.from(SettableClock.START.plus(Duration.ofDays(1))),
                        new X500Name("SURNAME=Zrazkovyi,SERIALNUMBER=TINUA-3000000001,CN=x"),
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(mill.key()));
        CMSSignedDataGenerator cms = new CMSSignedDataGenerator();
        cms.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(algorithm -> new Gost())
                .build(new DstuSigner(pair.getPrivate()), certificate));
        cms.addCertificates(new CollectionStore<>(List.of(certificate)));
        return cms.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded("DER");
    }

    @Test
    void aDstuSignatureIsVerified() throws Exception {
        Signatures.Opened opened = new Signatures().open(signed(), List.of(), SettableClock.START);

        assertThat(opened.content()).isEqualTo(CONTENT);
        assertThat(opened.outermost()).isEqualTo(new Signer("3000000001", "", "Zrazkovyi", false));
    }

    @Test
    void aChangedByteIsSeen() throws Exception {
        byte[] der = signed();
        der[new String(der, StandardCharsets.ISO_8859_1).indexOf("PMD_1") + 4] = '2';

        assertThatThrownBy(() -> new Signatures().open(der, List.of(), SettableClock.START))
                .hasMessage("verification of data siganture for a given subscriber failed");
    }

    private static final class Gost extends ByteArrayOutputStream implements DigestCalculator {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(GOST_34311);
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public byte[] getDigest() {
            return DstuSignature.digest(toByteArray());
        }
    }

    private final class DstuSigner extends ByteArrayOutputStream implements ExtendedContentSigner {

        private final PrivateKey key;

        DstuSigner(PrivateKey key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(UAObjectIdentifiers.dstu4145le);
        }

        @Override
        public AlgorithmIdentifier getDigestAlgorithmIdentifier() {
            return new AlgorithmIdentifier(GOST_34311);
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public byte[] getSignature() {
            try {
                Signature signature = Signature.getInstance(UAObjectIdentifiers.dstu4145le.getId(), provider);
                signature.initSign(key);
                signature.update(toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
