package org.hospitalhub.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/** Creates TLS contexts for outgoing calls from trust anchors, identity and protocol versions. */
public final class OutgoingTls {

    private OutgoingTls() {}

    /**
     * How one endpoint is called.
     *
     * @param trust PEM file with authorities beside those of the JDK; null for none
     * @param protocols {@code TLSv1.3}, {@code TLSv1.2}; empty for both
     * @param signatureSchemes names of RFC 8446 §4.2.3 ({@code rsa_pkcs1_sha256}) that may be used in handshakes; empty
     *     for all of the JDK. For tokens without PSS: the PKCS#1 ones together with TLSv1.2
     */
    public record Settings(@Nullable Path trust, List<String> protocols, List<String> signatureSchemes) {

        /** Copies the lists. */
        public Settings {
            protocols = protocols.isEmpty() ? List.of("TLSv1.3", "TLSv1.2") : List.copyOf(protocols);
            signatureSchemes = List.copyOf(signatureSchemes);
        }
    }

    /**
     * Makes a context with Java's own trust that shows one of the hub's identities; null, for the default one, when the name is
     * empty.
     */
    public static @Nullable SSLContext context(Identities identities, String name) {
        return name.isEmpty() ? null : context(new Settings(null, List.of(), List.of()), () -> identities.named(name));
    }

    /**
     * Makes a context whose sockets and engines have these settings, and which follows changed files: the next connection
     * is made with the newest certificate and trust, and old sessions are not resumed.
     *
     * @param identity gives the newest version of the client certificate ({@code () -> identities.named(name)}); null, or
     *     one that gives null, to show none
     * @throws IdentityException when the trust file cannot be read
     */
    public static SSLContext context(Settings settings, @Nullable Supplier<? extends @Nullable Identity> identity) {
        TrustAnchors anchors = new TrustAnchors(settings.trust());
        KeyManager[] keys = identity == null ? new KeyManager[0] : new KeyManager[] {new IdentityKeyManager(identity)};
        try {
            SSLContext plain = SSLContext.getInstance("TLS");
            plain.init(keys, new TrustManager[] {new ReloadingTrustManager(anchors)}, null);
            Supplier<List<Object>> versions = () -> versions(anchors, identity == null ? null : identity.get());
            return new Context(new ReloadingSslContext(plain, settings, versions), plain);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("This Java cannot speak TLS.", broken);
        }
    }

    private static List<Object> versions(TrustAnchors anchors, @Nullable Identity identity) {
        return identity == null ? List.of(anchors.newest()) : List.of(anchors.newest(), identity);
    }

    private static final class Context extends SSLContext {
        Context(ReloadingSslContext following, SSLContext plain) {
            super(following, plain.getProvider(), plain.getProtocol());
        }
    }
}
