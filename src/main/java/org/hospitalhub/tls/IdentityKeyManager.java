package org.hospitalhub.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.hospitalhub.tls.keys.Identity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presents the newest version of one identity to servers that request a client certificate.
 *
 * <p>The names of authorities a server sends are not compared: without the certificate the server would only say 403,
 * with it the server says what it dislikes (NHIF contract B5).
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityKeyManager.class);

    private final Supplier<? extends @Nullable Identity> newest;
    /** A handshake asks three times; all answers must be of one version. The alias says which. */
    private final Map<String, Identity> shown = new ConcurrentHashMap<>();

    IdentityKeyManager(Supplier<? extends @Nullable Identity> newest) {
        this.newest = newest;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes);
    }

    private @Nullable String choose(String[] keyTypes) {
        Identity identity = newest.get();
        if (identity == null) {
            return null;
        }
        String algorithm = identity.certificate().getPublicKey().getAlgorithm();
        boolean fits = Stream.of(keyTypes).anyMatch(type -> type.equals(algorithm) || type.startsWith(algorithm + "_"));
        LOG.debug(
                "A client certificate was requested; identity {} {}.",
                identity.name(),
                fits ? "is shown" : "does not fit");
        if (!fits) {
            return null;
        }
        String alias = identity.name() + "-"
                + identity.certificate().getSerialNumber().toString(16) + "-" + identity.hashCode();
        if (!shown.containsKey(alias)) {
            shown.keySet().stream().limit(Math.max(0, shown.size() - 1L)).forEach(shown::remove);
        }
        shown.put(alias, identity); // also when only the handle of a token's key is a new one
        return alias;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = shown.get(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = shown.get(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = choose(new String[] {keyType});
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
