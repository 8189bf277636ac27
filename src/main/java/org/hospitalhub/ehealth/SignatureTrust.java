package org.hospitalhub.ehealth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.hospitalhub.cms.OnlineRevocation;
import org.hospitalhub.cms.RevocationLists;
import org.hospitalhub.cms.RevocationResult;
import org.hospitalhub.cms.Trust;
import org.jspecify.annotations.Nullable;

/** Trusted authorities and revocation lists for signatures in eHealth; the files are read at each use. */
final class SignatureTrust {

    private final EhealthSettings settings;
    private final RevocationSettings revocation;
    private final @Nullable OnlineRevocation online;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    SignatureTrust(EhealthSettings settings) {
        this(settings, RevocationSettings.defaults());
    }

    SignatureTrust(EhealthSettings settings, RevocationSettings revocation) {
        this.settings = settings;
        this.revocation = revocation;
        this.online = revocation.isOnline() ? new OnlineRevocation(revocation.client()) : null;
    }

    /** Status of a certificate by the revocation lists. */
    enum RevocationStatus {
        /** Not revoked, or no list speaks of its authority. */
        GOOD,
        /** On a list. */
        REVOKED,
        /** The newest list of its authority is past its next update. */
        OLD_LIST,
        /** A list cannot be read, or its authority has not signed it, so the revocation status is unknown. */
        UNKNOWN,
        /** The authority was to be asked online, and no answer could be used. */
        NO_ANSWER
    }

    /**
     * The known revocation status of a certificate.
     *
     * @param online what the authority said, null when it was not asked
     */
    record Revocation(RevocationStatus status, @Nullable RevocationResult online) {}

    /**
     * Returns the trusted authorities, null when none are configured.
     *
     * @throws IOException when the file cannot be read; then no signature is trusted
     */
    @Nullable
    Trust trustedAuthorities() throws IOException {
        Path file = settings.trustFile();
        if (file == null) {
            return null;
        }
        return Trust.inPem(Files.readAllBytes(file));
    }

    /** Returns the revocation status of a certificate, as {@link #revocation} finds it. */
    RevocationStatus revocationStatus(X509Certificate certificate, List<X509Certificate> chain, Instant now) {
        return revocation(certificate, chain, now).status();
    }

    /** Returns whether nothing is signed or co-signed with this status. */
    boolean refuses(RevocationStatus status) {
        return switch (status) {
            case REVOKED, UNKNOWN -> true;
            case NO_ANSWER -> revocation.refusesWithoutAnswer();
            case GOOD, OLD_LIST -> false;
        };
    }

    /**
     * Returns what is known of a certificate: by the files, and by its authority when that is to be asked.
     *
     * @param chain certificates that came with it; the authority's own is looked for among them and the trusted ones
     */
    Revocation revocation(X509Certificate certificate, List<X509Certificate> chain, Instant now) {
        RevocationStatus files = byFiles(certificate, chain, now);
        if (online == null || files == RevocationStatus.REVOKED) {
            return new Revocation(files == null ? RevocationStatus.GOOD : files, null);
        }
        RevocationResult said = online.ask(certificate, chain, trusted(), now);
        RevocationStatus status =
                switch (said.status()) {
                    case GOOD -> RevocationStatus.GOOD;
                    case REVOKED -> RevocationStatus.REVOKED;
                    case UNKNOWN -> withoutAnswer(files);
                };
        return new Revocation(status, said);
    }

    /** A current list in a file says enough; an old one is no answer where one is wanted. */
    private RevocationStatus withoutAnswer(@Nullable RevocationStatus files) {
        boolean old = files == RevocationStatus.OLD_LIST && revocation.refusesWithoutAnswer();
        return files == null || old ? RevocationStatus.NO_ANSWER : files;
    }

    /** Returns null when no list is of the certificate's authority. */
    private @Nullable RevocationStatus byFiles(X509Certificate certificate, List<X509Certificate> chain, Instant now) {
        try {
            List<X509CRL> lists = lists().stream()
                    .filter(list -> list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
                    .toList();
            List<X509Certificate> authority = authority(certificate, chain);
            if (lists.isEmpty()) {
                return null;
            }
            List<X509CRL> genuine = authority.isEmpty()
                    ? lists
                    : lists.stream().filter(list -> signed(list, authority)).toList();
            return switch (new RevocationLists(certificate, genuine).status(now)) {
                case GOOD -> RevocationStatus.GOOD;
                case REVOKED -> RevocationStatus.REVOKED;
                case OLD_LIST -> RevocationStatus.OLD_LIST;
                case UNKNOWN -> RevocationStatus.UNKNOWN;
            };
        } catch (IOException | IllegalArgumentException unreadable) {
            return RevocationStatus.UNKNOWN;
        }
    }

    private List<X509Certificate> trusted() {
        try {
            Trust trust = trustedAuthorities();
            return trust == null
                    ? List.of()
                    : trust.anchors().stream().map(TrustAnchor::getTrustedCert).toList();
        } catch (IOException unreadable) {
            return List.of(); // byFiles has said it
        }
    }

    private List<X509Certificate> authority(X509Certificate certificate, List<X509Certificate> chain)
            throws IOException {
        List<X509Certificate> known = new ArrayList<>();
        for (X509Certificate each : chain) {
            known.add(readable(each));
        }
        Trust trust = trustedAuthorities();
        if (trust != null) {
            trust.anchors().forEach(anchor -> known.add(anchor.getTrustedCert()));
        }
        return known.stream()
                .filter(each -> each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .toList();
    }

    /** A certificate of the JDK has no usable key of DSTU 4145, one of Bouncy Castle does. */
    private X509Certificate readable(X509Certificate certificate) throws IOException {
        try {
            return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
        } catch (GeneralSecurityException broken) {
            throw new IOException("a certificate of the chain cannot be read", broken);
        }
    }

    private static boolean signed(X509CRL list, List<X509Certificate> authority) {
        for (X509Certificate each : authority) {
            try {
                list.verify(each.getPublicKey());
                return true;
            } catch (GeneralSecurityException anotherKey) {
                // An authority may have several keys under one name.
            }
        }
        return false;
    }

    private List<X509CRL> lists() throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : settings.crlFiles()) {
            lists.addAll(RevocationLists.read(Files.readAllBytes(file)));
        }
        return lists;
    }

    /** Returns what cannot be read, one line each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        try {
            trustedAuthorities();
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
