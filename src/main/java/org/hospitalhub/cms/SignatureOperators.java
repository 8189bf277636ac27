package org.hospitalhub.cms;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.io.DigestOutputStream;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Cryptographic operators for Bouncy Castle's CMS classes, with the Ukrainian algorithms added. */
final class SignatureOperators {

    private final Provider provider;
    private final DigestCalculatorProvider digests;

    SignatureOperators(Provider provider) {
        this.provider = provider;
        this.digests = digests();
    }

    DigestCalculatorProvider digestCalculators() {
        return digests;
    }

    byte[] digest(AlgorithmIdentifier algorithm, byte[] content) throws OperatorCreationException {
        DigestCalculator calculator = digests.get(algorithm);
        try (OutputStream out = calculator.getOutputStream()) {
            out.write(content);
        } catch (IOException inMemory) {
            throw new IllegalStateException(inMemory);
        }
        return calculator.getDigest();
    }

    private static DigestCalculatorProvider digests() {
        DigestCalculatorProvider known;
        try {
            known = new JcaDigestCalculatorProviderBuilder().build();
        } catch (OperatorCreationException notInThisJdk) {
            throw new IllegalStateException(notInThisJdk);
        }
        return algorithm -> Dstu.isDigest(algorithm.getAlgorithm()) ? new DstuDigest(algorithm) : known.get(algorithm);
    }

    /** Returns a signer that uses the JDK's providers, so that a key in a hardware token finds its own provider. */
    ContentSigner signer(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) throws GeneralSecurityException {
        return scheme.isDstu() ? new DstuSigner(key, publicKey, scheme) : new JcaSigner(key, scheme);
    }

    ContentVerifierProvider verifiers(X509CertificateHolder certificate) throws OperatorCreationException {
        try {
            ContentVerifierProvider known = new JcaContentVerifierProviderBuilder()
                    .setProvider(provider)
                    .build(certificate);
            return new WithDstu(certificate, known);
        } catch (CertificateException unreadable) {
            throw new OperatorCreationException("The certificate cannot be read.", unreadable);
        }
    }

    private record WithDstu(X509CertificateHolder certificate, ContentVerifierProvider others)
            implements ContentVerifierProvider {

        @Override
        public boolean hasAssociatedCertificate() {
            return true;
        }

        @Override
        public X509CertificateHolder getAssociatedCertificate() {
            return certificate;
        }

        @Override
        public ContentVerifier get(AlgorithmIdentifier algorithm) throws OperatorCreationException {
            return Dstu.isSignature(algorithm.getAlgorithm())
                    ? new DstuVerifier(algorithm, certificate.getSubjectPublicKeyInfo())
                    : others.get(algorithm);
        }
    }

    private static final class DstuDigest implements DigestCalculator {
        private final AlgorithmIdentifier algorithm;
        private final Digest digest;

        DstuDigest(AlgorithmIdentifier algorithm) {
            this.algorithm = algorithm;
            this.digest = Dstu.digest(algorithm.getAlgorithm());
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return new DigestOutputStream(digest);
        }

        @Override
        public byte[] getDigest() {
            return finished(digest);
        }
    }

    private static final class DstuSigner implements ContentSigner {
        private final PrivateKey key;
        private final AlgorithmIdentifier algorithm;
        private final Digest digest;

        DstuSigner(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
            this.key = key;
            this.algorithm = scheme.signature();
            this.digest =
                    Dstu.digest(algorithm.getAlgorithm(), SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()));
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return new DigestOutputStream(digest);
        }

        @Override
        public byte[] getSignature() {
            try {
                return Dstu.sign(key, finished(digest));
            } catch (GeneralSecurityException failed) {
                throw new RuntimeOperatorException("The key does not sign.", failed);
            }
        }
    }

    private record DstuVerifier(AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key, Digest digest)
            implements ContentVerifier {

        DstuVerifier(AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key) {
            this(algorithm, key, Dstu.digest(algorithm.getAlgorithm(), key));
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return new DigestOutputStream(digest);
        }

        @Override
        public boolean verify(byte[] expected) {
            try {
                return Dstu.verify(key, finished(digest), expected);
            } catch (IOException | IllegalArgumentException unreadable) {
                return false;
            }
        }
    }

    private static final class JcaSigner implements ContentSigner {
        private final SignatureScheme scheme;
        private final Signature signature;
        private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();

        JcaSigner(PrivateKey key, SignatureScheme scheme) throws GeneralSecurityException {
            this.scheme = scheme;
            this.signature = Signature.getInstance(
                    switch (scheme) {
                        case RSA -> "SHA256withRSA";
                        case RSA_PSS -> "RSASSA-PSS";
                        default -> "SHA256withECDSA";
                    });
            signature.initSign(key);
            if (scheme == SignatureScheme.RSA_PSS) {
                signature.setParameter(new PSSParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
            }
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return scheme.signature();
        }

        @Override
        public OutputStream getOutputStream() {
            return attributes;
        }

        @Override
        public byte[] getSignature() {
            try {
                signature.update(attributes.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException failed) {
                throw new RuntimeOperatorException("The key does not sign.", failed);
            }
        }
    }

    private static byte[] finished(Digest digest) {
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }
}
