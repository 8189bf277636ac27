package org.hospitalhub.service.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.X509CertChainUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.calls.tokens.JwsKey;
import org.hospitalhub.cms.Trust;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads answers that are JSON Web Signatures (RFC 7515) as their content, and only those of trusted signers. An error may be
 * unsigned, because what stands before a service answers too.
 */
final class SignedAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(SignedAnswers.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Expression find;
    private final String trust;
    private final boolean verifies;
    private final InstantSource clock;

    /**
     * Prepares the reading.
     *
     * @param verifies false for a trial, whose answers nobody signs
     */
    SignedAnswers(Door.SignedBy declared, SettingValues settings, boolean verifies, InstantSource clock) {
        this.find = Expression.compile(declared.find());
        this.trust = settings.resolve(declared.trust()).strip();
        this.verifies = verifies;
        this.clock = clock;
    }

    /** Returns the content of an answer; unreadable when no trusted signer signed it. */
    Body read(Answer answer, BodyReader reader) {
        Optional<JWSObject> signature = signature(answer);
        if (signature.isEmpty()) {
            return verifies && answer.success() ? unreadable(answer) : reader.read(answer);
        }
        if (verifies && !isTrusted(signature.get())) {
            LOG.warn("An answer is signed by nobody whom {} names, or was changed: it is not read", trust);
            return unreadable(answer);
        }
        return reader.read(new Answer(
                answer.status(), Map.of(), signature.get().getPayload().toBytes(), answer.certificateSent()));
    }

    private static Body unreadable(Answer answer) {
        return new Body(
                MissingNode.getInstance(), new String(answer.body(), StandardCharsets.UTF_8), null, answer.body());
    }

    private Optional<JWSObject> signature(Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
        try {
            String compact = text.startsWith("{") ? compact(JSON.readTree(text)) : text;
            return Optional.of(JWSObject.parse(compact));
        } catch (JsonProcessingException | ParseException other) {
            return Optional.empty();
        }
    }

    /** Returns the compact serialization of what is found: a text, or a flattened JSON serialization. */
    private String compact(JsonNode tree) {
        JsonNode found = find.apply(tree, Map.of());
        return found.isTextual()
                ? found.textValue()
                : found.path("protected").asText()
                        + "." + found.path("payload").asText()
                        + "." + found.path("signature").asText();
    }

    private boolean isTrusted(JWSObject signature) {
        if (!JwsKey.ALGORITHMS.contains(signature.getHeader().getAlgorithm().getName())) {
            return false;
        }
        try {
            Set<TrustAnchor> anchors =
                    Trust.inPem(Files.readAllBytes(Path.of(trust))).anchors();
            List<Base64> sent = signature.getHeader().getX509CertChain();
            if (sent != null && !sent.isEmpty()) {
                List<X509Certificate> chain = X509CertChainUtils.parse(sent);
                return leads(chain, anchors) && holds(signature, chain.get(0).getPublicKey());
            }
            return anchors.stream()
                    .map(TrustAnchor::getTrustedCert)
                    .filter(one -> one != null && isValid(one))
                    .anyMatch(one -> holds(signature, one.getPublicKey()));
        } catch (IOException | ParseException unreadable) {
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
