package org.hospitalhub.sandbox.ehealth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.jspecify.annotations.Nullable;

/**
 * A small time-stamp authority (RFC 3161 over HTTP) with a throw-away key of DSTU 4145. Tokens carry its certificate only when the
 * request asks for it, as those of the accredited ones.
 */
final class TimeStampService {

    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.2.3.1");
    /** Digests that are stamped, with their lengths in bytes. */
    private static final Map<ASN1ObjectIdentifier, Integer> DIGESTS = Map.of(
            DstuSignature.GOST_34311, 32,
            UAObjectIdentifiers.dstu7564digest_256, 32,
            NISTObjectIdentifiers.id_sha256, 32,
            NISTObjectIdentifiers.id_sha384, 48,
            NISTObjectIdentifiers.id_sha512, 64);

    private final Supplier<TestCertificateAuthority.Issued> keyFile;
    private TestCertificateAuthority.@Nullable Issued own;
    private final InstantSource clock;
    private long serial;

    /** @param keyFile read at the first request: opening a key file takes a second, and few runs need a time-stamp */
    TimeStampService(Supplier<TestCertificateAuthority.Issued> keyFile, InstantSource clock) {
        this.keyFile = keyFile;
        this.clock = clock;
        this.serial = clock.millis();
    }

    Reply answer(Call call) {
        if (!call.header("Content-Type").orElse("").startsWith("application/timestamp-query")) {
            return Reply.text(415, "Content-Type must be application/timestamp-query.");
        }
        try {
            TimeStampRequest request = new TimeStampRequest(call.body());
            return new Reply(
                    200,
                    Map.of("Content-Type", "application/timestamp-reply"),
                    answer(request).getEncoded());
        } catch (IOException | IllegalArgumentException notATimeStampRequest) {
            return new Reply(400, Map.of(), "Not a time-stamp request.".getBytes(StandardCharsets.UTF_8));
        } catch (TSPException | OperatorCreationException | GeneralSecurityException broken) {
            throw new IllegalStateException("the sandbox cannot make a time-stamp", broken);
        }
    }

    /** Bouncy Castle's own generator of answers refuses GOST 34.311, whose length it does not know. */
    private TimeStampResp answer(TimeStampRequest request)
            throws TSPException, OperatorCreationException, GeneralSecurityException {
        Integer length = DIGESTS.get(request.getMessageImprintAlgOID());
        if (length == null || request.getMessageImprintDigest().length != length) {
            return new TimeStampResp(
                    new PKIStatusInfo(PKIStatus.rejection, null, new PKIFailureInfo(PKIFailureInfo.badAlg)), null);
        }
        TimeStampToken token = tokens().generate(request, BigInteger.valueOf(++serial), Date.from(clock.instant()));
        return new TimeStampResp(
                new PKIStatusInfo(PKIStatus.granted), token.toCMSSignedData().toASN1Structure());
    }

    private TimeStampTokenGenerator tokens() throws OperatorCreationException, GeneralSecurityException, TSPException {
        X509CertificateHolder certificate = holder();
        DefaultSignedAttributeTableGenerator usual = new DefaultSignedAttributeTableGenerator();
        CMSAttributeTableGenerator attributes =
                parameters -> usual.getAttributes(parameters).remove(CMSAttributes.cmsAlgorithmProtect);
        SignerInfoGenerator signer = new SignerInfoGeneratorBuilder(algorithm -> new Gost())
                .setContentDigest(new AlgorithmIdentifier(DstuSignature.GOST_34311))
                .setSignedAttributeGenerator(attributes)
                .build(new DstuSigner(), certificate);
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(signer, new Gost(), POLICY, true);
        tokens.addCertificates(new CollectionStore<>(List.of(certificate)));
        return tokens;
    }

    private synchronized TestCertificateAuthority.Issued own() {
        if (own == null) {
            own = keyFile.get();
        }
        return own;
    }

    private X509CertificateHolder holder() throws CertificateEncodingException {
        return new JcaX509CertificateHolder(own().certificate());
    }

    private static final class Gost implements DigestCalculator {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(DstuSignature.GOST_34311);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getDigest() {
            return DstuSignature.digest(content.toByteArray());
        }
    }

    private final class DstuSigner implements ContentSigner {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(UAObjectIdentifiers.dstu4145le);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                return DstuSignature.sign(own().key(), content.toByteArray());
            } catch (GeneralSecurityException failed) {
                throw new RuntimeOperatorException("the key does not sign", failed);
            }
        }
    }
}
