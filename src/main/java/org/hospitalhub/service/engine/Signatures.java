package org.hospitalhub.service.engine;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.tokens.ClientAssertion;
import org.hospitalhub.calls.tokens.HolderOfKey;
import org.hospitalhub.calls.tokens.JsonSignature;
import org.hospitalhub.calls.tokens.JwsKey;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.calls.tokens.RequestAuthentication;
import org.hospitalhub.calls.tokens.X509Token;
import org.hospitalhub.calls.tokens.XmlSignature;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.CmsSigner;
import org.hospitalhub.cms.HttpTimeStampAuthority;
import org.hospitalhub.cms.LongTermSignatures;
import org.hospitalhub.cms.RequiredTimeStamps;
import org.hospitalhub.cms.SignatureTimeStamps;
import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.cms.Trust;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.TimeStamps;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/** Signs content for services with the keys of {@code hub.identities}. Instances may be shared by threads. */
public final class Signatures {

    private final Identities identities;
    private final InstantSource clock;
    private final Map<ServiceProgram, Signatures> own = Collections.synchronizedMap(new WeakHashMap<>());
    private final CmsSigner cms;
    private final @Nullable TimeStampAuthority authority;
    private final @Nullable LongTermSignatures longTerm;

    /**
     * Creates the signer.
     *
     * @param authority provides content time-stamps for keys that need them, and signature time-stamps; null for none
     */
    public Signatures(Identities identities, @Nullable TimeStampAuthority authority, InstantSource clock) {
        this(identities, authority, null, clock);
    }

    private Signatures(
            Identities identities,
            @Nullable TimeStampAuthority authority,
            @Nullable LongTermSignatures longTerm,
            InstantSource clock) {
        this.identities = identities;
        this.authority = authority;
        this.longTerm = longTerm;
        this.clock = clock;
        this.cms = new CmsSigner(clock, authority);
    }

    /** Returns the signer for a service: with its own time-stamp authority and revocation data, if its definition names them. */
    Signatures of(ServiceProgram program) {
        ServiceDefinition definition = program.definition();
        return definition.timeStamps() == null && definition.revocation() == null
                ? this
                : own.computeIfAbsent(program, service -> of(definition, service.settings()));
    }

    private Signatures of(ServiceDefinition definition, SettingValues settings) {
        TimeStamps declared = definition.timeStamps();
        return new Signatures(
                identities,
                declared == null ? authority : authority(declared, settings, definition.name()),
                LongTerm.of(definition, settings, clock),
                clock);
    }

    private RequiredTimeStamps authority(TimeStamps declared, SettingValues settings, String service) {
        String address = settings.resolve(declared.address()).strip();
        String policy = settings.resolve(declared.policy()).strip();
        String identity = settings.resolve(declared.identity()).strip();
        String trust = settings.resolve(declared.trust()).strip();
        TimeStampAuthority authority = address.isEmpty()
                ? null
                : new HttpTimeStampAuthority(
                        URI.create(address),
                        policy.isEmpty() ? null : policy,
                        settings.time(declared.timeOut(), Duration.ofSeconds(10)),
                        OutgoingTls.context(identities, identity),
                        () -> trust.isEmpty() ? null : Trust.inPem(Files.readAllBytes(Path.of(trust))));
        return new RequiredTimeStamps(
                declared.use(),
                RequiredTimeStamps.hash(declared.hash()),
                authority,
                "the time-stamp authority of " + service);
    }

    /**
     * Returns signed bytes.
     *
     * @param identity a name under {@code hub.identities}
     * @param detached whether CMS is without the content
     * @return SignedData in DER (RFC 5652), XML with the signature in it, or the signature value alone
     * @throws IdentityException when there is no such key or it cannot be opened
     * @throws CmsException when the key cannot sign
     * @throws UnsignableException when the document cannot be signed or the key is not available
     */
    byte[] sign(String identity, String scheme, boolean detached, byte[] content) {
        Identity signer = identities.named(identity);
        return switch (scheme) {
            case "cades-bes" -> cms.sign(content, !detached, List.of(SigningKey.of(signer.key(), signer.chain())));
            case "cades-t" ->
                stamped(cms.sign(content, !detached, List.of(SigningKey.of(signer.key(), signer.chain()))), false);
            case "cades-x-long" -> longTerm(signer, detached, content);
            case "xmldsig-enveloped" -> xml(signer, content, "", null);
            case "raw" -> raw(signer, content);
            default -> throw new UnsignableException("The scheme " + scheme + " is not known.", false, null);
        };
    }

    /** Returns a signed statement of who the client is (RFC 7523). */
    String assertion(Authentication.Assertion made, String clientId, Instant now) {
        Identity signer = identities.named(made.identity());
        try {
            return new ClientAssertion(
                            new JwsKey(signer.key(), signer.chain(), made.algorithm()), made.keyId(), made.type())
                    .make(clientId, made.audience(), now);
        } catch (IllegalArgumentException wrong) {
            throw new UnsignableException(String.valueOf(wrong.getMessage()), false, wrong);
        } catch (GeneralSecurityException | ProviderException failed) {
            throw keyFailed(signer, kind(signer), failed);
        }
    }

    private byte[] stamped(byte[] signedData, boolean withCertificate) {
        if (authority == null) {
            throw new UnsignableException(
                    "The schemes cades-t and cades-x-long need a time-stamp authority (time-stamps in the definition, or"
                            + " hub.ehealth.tsa).",
                    false,
                    null);
        }
        return new SignatureTimeStamps(authority).stamped(signedData, withCertificate);
    }

    private byte[] longTerm(Identity signer, boolean detached, byte[] content) {
        LongTermSignatures completing = longTerm;
        if (completing == null) {
            throw new UnsignableException(
                    "The scheme cades-x-long needs revocation in the definition: hosts and trust.", false, null);
        }
        byte[] signed = cms.sign(content, !detached, List.of(SigningKey.of(signer.key(), signer.chain())));
        return completing.complete(stamped(signed, true), signer.chain());
    }

    /**
     * Returns content signed as a JWS in the compact serialization.
     *
     * @param algorithm empty for the usual one of the key
     * @param fields further fields of the protected header
     * @throws UnsignableException when it cannot be signed or the key is not available
     */
    String jws(String identity, String algorithm, Map<String, String> fields, boolean detached, byte[] content) {
        Identity signer = identities.named(identity);
        try {
            return new JsonSignature(new JwsKey(signer.key(), signer.chain(), algorithm), fields)
                    .compact(content, detached);
        } catch (IllegalArgumentException wrong) {
            throw new UnsignableException(String.valueOf(wrong.getMessage()), false, wrong);
        } catch (GeneralSecurityException | ProviderException failed) {
            throw keyFailed(signer, kind(signer), failed);
        }
    }

    private static String kind(Identity signer) {
        return signer.certificate().getPublicKey().getAlgorithm();
    }

    /**
     * Returns what is signed for a log-in.
     *
     * @throws NoTokenException when it cannot be signed; nothing was sent
     */
    static <T> T ofLogIn(Supplier<T> signing) {
        try {
            return signing.get();
        } catch (UnsignableException failed) {
            throw unsigned(String.valueOf(failed.getMessage()), failed.passes(), failed);
        } catch (CmsException failed) {
            boolean passes = failed.reason() == CmsException.Reason.TIME_STAMP_UNAVAILABLE
                    || failed.reason() == CmsException.Reason.REVOCATION_UNAVAILABLE
                    || (failed.reason() == CmsException.Reason.KEY_UNUSABLE && failed.getCause() != null);
            throw unsigned(String.valueOf(failed.getMessage()), passes, failed);
        } catch (IdentityException failed) {
            boolean passes = failed.reason() == IdentityException.Reason.TOKEN_ABSENT
                    || failed.reason() == IdentityException.Reason.FILE_MISSING;
            throw unsigned(String.valueOf(failed.getMessage()), passes, failed);
        }
    }

    private static NoTokenException unsigned(String why, boolean passes, RuntimeException cause) {
        return new NoTokenException(
                passes ? NoTokenException.Kind.RETRY : NoTokenException.Kind.REFUSED,
                "The log-in was not signed: " + why,
                0,
                null,
                cause);
    }

    /**
     * Returns an XML document with the signature of one element in it.
     *
     * @param id attribute Id of the element
     * @param after local name of its child after which the signature stands, null for the last place
     * @throws UnsignableException when it cannot be signed or the key is not available
     */
    byte[] element(String identity, byte[] content, String id, @Nullable String after) {
        return xml(identities.named(identity), content, id, after);
    }

    private static byte[] xml(Identity signer, byte[] content, String id, @Nullable String after) {
        String kind = kind(signer);
        try {
            return new XmlSignature(signer.key(), signer.chain()).enveloped(content, id, after);
        } catch (IllegalArgumentException noXml) {
            throw new UnsignableException(String.valueOf(noXml.getMessage()), false, noXml);
        } catch (IllegalStateException | ProviderException failed) {
            throw keyFailed(signer, kind, failed);
        }
    }

    /**
     * Returns the authentication that signs parts of each SOAP envelope and adds the certificate; it throws {@link
     * UnsignableException} when the key does not sign.
     */
    RequestAuthentication x509Token(String identity, List<String> parts, Duration expires) {
        return (request, challenge) -> inEnvelope(
                identity,
                signer -> new X509Token(signer.key(), signer.chain().get(0), parts, expires, clock).added(request));
    }

    /**
     * Returns what signs parts of each SOAP envelope with the key that the assertion in its header names; it throws {@link
     * UnsignableException} when the key does not sign.
     */
    UnaryOperator<Request> holderOfKey(String identity, List<String> parts, Duration expires) {
        return request ->
                inEnvelope(identity, signer -> new HolderOfKey(signer.key(), parts, expires, clock).added(request));
    }

    private Request inEnvelope(String identity, Function<Identity, Request> signing) {
        Identity signer = identities.named(identity);
        String kind = kind(signer);
        try {
            return signing.apply(signer);
        } catch (IllegalStateException | ProviderException failed) {
            throw keyFailed(signer, kind, failed);
        }
    }

    private static byte[] raw(Identity signer, byte[] content) {
        String kind = kind(signer);
        try {
            Signature signature =
                    Signature.getInstance(kind.startsWith("EC") ? "SHA256withECDSA" : "SHA256with" + kind);
            signature.initSign(signer.key());
            signature.update(content);
            return signature.sign();
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException | ProviderException failed) {
            throw keyFailed(signer, kind, failed);
        }
    }

    /** Returns the exception for a key that should be able to sign but fails: its hardware token may be available again later. */
    private static UnsignableException keyFailed(Identity signer, String kind, Exception failed) {
        boolean signs = kind.equals("RSA") || kind.startsWith("EC");
        return new UnsignableException(
                "The key " + signer.name() + " does not sign: "
                        + (signs ? "check the file or token of hub.identities." : "it must be RSA or EC."),
                signs,
                failed);
    }
}
