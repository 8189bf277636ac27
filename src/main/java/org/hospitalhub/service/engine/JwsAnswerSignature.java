package org.hospitalhub.service.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.X509CertChainUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.calls.tokens.JwsKey;
import org.hospitalhub.cms.Trust;
import org.jspecify.annotations.Nullable;

/** A JSON Web Signature (RFC 7515) in the compact or the flattened JSON serialization. */
record JwsAnswerSignature(JWSObject signature, InstantSource clock) implements AnswerSignature {

    private static final JsonMapper JSON = new JsonMapper();

    /** Finds a JWS in a text. */
    record Form(InstantSource clock) implements AnswerSignature.Form {

        @Override
        public Optional<AnswerSignature> read(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            try {
                String compact = text.startsWith("{") ? compact(JSON.readTree(text)) : text;
                return Optional.of(new JwsAnswerSignature(JWSObject.parse(compact), clock));
            } catch (JsonProcessingException | ParseException other) {
                return Optional.empty();
            }
        }

        private static String compact(JsonNode flattened) {
            return flattened.path("protected").asText()
                    + "." + flattened.path("payload").asText()
                    + "." + flattened.path("signature").asText();
        }
    }

    @Override
    public Optional<byte[]> content(@Nullable Trust trust) {
        return trust == null || isBy(trust) ? Optional.of(signature.getPayload().toBytes()) : Optional.empty();
    }

    private boolean isBy(Trust trust) {
        if (!JwsKey.ALGORITHMS.contains(signature.getHeader().getAlgorithm().getName())) {
            return false;
        }
        Set<TrustAnchor> anchors = trust.anchors();
        List<Base64> sent = signature.getHeader().getX509CertChain();
        if (sent == null || sent.isEmpty()) {
            return anchors.stream()
                    .map(TrustAnchor::getTrustedCert)
                    .filter(one -> one != null && isValid(one))
                    .anyMatch(one -> holds(signature, one.getPublicKey()));
        }
        try {
            List<X509Certificate> chain = X509CertChainUtils.parse(sent);
            return leads(chain, anchors) && holds(signature, chain.get(0).getPublicKey());
        } catch (ParseException unreadable) {
            return false;
        }
    }

    /** Returns whether a certificate is trusted itself, or its issuers lead to one that is. */
    private boolean leads(List<X509Certificate> chain, Set<TrustAnchor> anchors) {
        Set<X509Certificate> trusted =
                anchors.stream().map(TrustAnchor::getTrustedCert).collect(Collectors.toSet());
        if (trusted.contains(chain.get(0))) {
            return isValid(chain.get(0));
        }
        try {
            PKIXParameters rules = new PKIXParameters(anchors);
            rules.setRevocationEnabled(false);
            rules.setDate(Date.from(clock.instant()));
            List<X509Certificate> path =
                    chain.stream().filter(one -> !trusted.contains(one)).toList();
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), rules);
            return true;
        } catch (GeneralSecurityException notTrusted) {
            return false;
        }
    }

    private boolean isValid(X509Certificate certificate) {
        Date now = Date.from(clock.instant());
        return !now.before(certificate.getNotBefore()) && !now.after(certificate.getNotAfter());
    }

    private static boolean holds(JWSObject signature, PublicKey key) {
        try {
            JWSVerifier verifier = verifier(signature.getHeader().getAlgorithm(), key);
            return verifier != null && signature.verify(verifier);
        } catch (JOSEException | IllegalArgumentException unusable) {
            return false;
        }
    }

    private static @Nullable JWSVerifier verifier(JWSAlgorithm algorithm, PublicKey key) throws JOSEException {
        if (JWSAlgorithm.Family.EC.contains(algorithm)) {
            return key instanceof ECPublicKey ec ? new ECDSAVerifier(ec) : null;
        }
        return key instanceof RSAPublicKey rsa ? new RSASSAVerifier(rsa) : null;
    }
}
