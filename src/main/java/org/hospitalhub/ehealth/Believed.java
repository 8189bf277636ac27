package org.hospitalhub.ehealth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.hospitalhub.cms.Trust;
import org.jspecify.annotations.Nullable;

/** Whom the hub believes in eHealth: trusted authorities and revocation lists, read anew at each look. */
final class Believed {

    private final EhealthSettings settings;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    Believed(EhealthSettings settings) {
        this.settings = settings;
    }

    /** What the revocation lists say of a certificate. */
    enum Standing {
        /** Not revoked, or no list speaks of its authority. */
        GOOD,
        /** On a list. */
        REVOKED,
        /** The newest list of its authority is past its next update. */
        OLD_LIST,
        /** A list cannot be read, so that nobody knows. */
        UNKNOWN
    }

    /**
     * Tells the trusted authorities, null when none are configured.
     *
     * @throws IOException when the file cannot be read: then nobody is believed
     */
    @Nullable
    Trust trust() throws IOException {
        Path file = settings.trustFile();
        if (file == null) {
            return null;
        }
        try {
            Collection<X509Certificate> authorities = new ArrayList<>();
            for (var each : factory().generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                authorities.add((X509Certificate) each);
            }
            if (authorities.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return Trust.in(authorities);
        } catch (GeneralSecurityException broken) {
            throw new IOException("it holds no certificates in PEM", broken);
        }
    }

    /** Looks a certificate up in the revocation lists of its authority. */
    Standing standing(X509Certificate certificate, Instant now) {
        try {
            Standing standing = Standing.GOOD;
            for (X509CRL list : lists()) {
                if (!list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) {
                    continue;
                }
                if (list.getRevokedCertificate(certificate.getSerialNumber()) != null) {
                    return Standing.REVOKED;
                }
                boolean old = list.getNextUpdate() != null
                        && list.getNextUpdate().toInstant().isBefore(now);
                standing = old ? Standing.OLD_LIST : standing;
            }
            return standing;
        } catch (IOException unreadable) {
            return Standing.UNKNOWN;
        }
    }

    private List<X509CRL> lists() throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : settings.crlFiles()) {
            try {
                for (var each : factory().generateCRLs(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                    lists.add((X509CRL) each);
                }
            } catch (GeneralSecurityException broken) {
                throw new IOException("it holds no revocation list", broken);
            }
        }
        return lists;
    }

    /** Tells what cannot be read, one line each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        try {
            trust();
        } catch (IOException unreadable) {
            problems.add("hub.ehealth.trust cannot be read as certificates in PEM ("
                    + unreadable.getClass().getSimpleName() + ").");
        }
        try {
            lists();
        } catch (IOException unreadable) {
            problems.add("hub.ehealth.crl cannot be read as revocation lists ("
                    + unreadable.getClass().getSimpleName() + ").");
        }
        return problems;
    }

    private CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509", provider);
    }
}
