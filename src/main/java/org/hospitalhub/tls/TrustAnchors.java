package org.hospitalhub.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.PemFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trusts the authorities of the JDK and those of a PEM file, which is read again when it changes. */
final class TrustAnchors {

    private static final Logger LOG = LoggerFactory.getLogger(TrustAnchors.class);

    private final @Nullable Path file;
    private @Nullable String read;
    private X509ExtendedTrustManager current;

    TrustAnchors(@Nullable Path file) {
        this.file = file;
        this.read = stamp();
        this.current = load(file);
    }

    /** Gives the newest trust; a changed file that cannot be read leaves the former trust in force. */
    synchronized X509ExtendedTrustManager newest() {
        String stamp = stamp();
        if (stamp != null && !stamp.equals(read)) {
            read = stamp;
            try {
                current = load(file);
            } catch (IdentityException broken) {
                LOG.warn("{} The previous certificates stay in use.", broken.getMessage());
            }
        }
        return current;
    }

    private @Nullable String stamp() {
        return file == null || Files.notExists(file) ? null : Identities.stamp(file);
    }

    private static X509ExtendedTrustManager load(@Nullable Path file) {
        try {
            List<X509Certificate> anchors =
                    new ArrayList<>(List.of(manager(null).getAcceptedIssuers()));
            if (file != null) {
                List<X509Certificate> own = PemFile.certificates(Files.readAllBytes(file));
                if (own.isEmpty()) {
                    throw new IOException("no certificate in it");
                }
                anchors.addAll(own);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("anchor-" + i, anchors.get(i));
            }
            return manager(store);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IdentityException(
                    "(trust)",
                    IdentityException.Reason.FILE_BROKEN,
                    "the trusted certificates" + (file == null ? "" : " in " + file.getFileName())
                            + " cannot be read as PEM.",
                    unreadable);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
