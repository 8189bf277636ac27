package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_NOT_TRUSTED;
import static org.hospitalhub.cms.CmsException.Reason.VALIDATION_DATA_TOO_LARGE;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;

/** Collects what a certificate is verified with from the authorities. Instances may be shared by threads. */
final class ValidationDataSource {

    /** A document with longer lists in it is of no use to its receiver. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_KEPT = 20;

    /** However long an authority lets its answers live, the revocation of an authority is seen within this time. */
    private static final Duration LONGEST_KEPT = Duration.ofHours(1);

    private final CertificatePaths paths;
    private final OnlineRevocation online;
    private final Map<X509CertificateHolder, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<X509CertificateHolder, Kept> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Kept(RevocationEvidence evidence, Instant until) {}

    ValidationDataSource(CertificatePaths paths, OnlineRevocation online) {
        this.paths = paths;
        this.online = online;
    }

    /**
     * Returns the path of a certificate with evidence that nothing on it is revoked.
     *
     * @param whose the certificate in words, for messages
     * @param known certificates that may be on the path
     * @param moment when the path must be valid
     * @throws CmsException when there is no path, evidence is missing, or something is revoked
     */
    ValidationData collect(
            X509CertificateHolder certificate,
            String whose,
            List<X509CertificateHolder> known,
            Trust roots,
            Instant moment,
            Instant now) {
        List<X509CertificateHolder> path = path(certificate, whose, known, roots, moment);
        List<RevocationEvidence> evidence = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i + 1 < path.size(); i++) {
            String name = i == 0 ? whose : "authority " + i + " above " + whose;
            RevocationEvidence found = i == 0
                    ? online.evidence(path.get(i), path.get(i + 1), now)
                    : kept(path.get(i), path.get(i + 1), now);
            check(found.result(), name);
            evidence.add(found);
            bytes += length(found);
        }
        if (bytes > MOST_BYTES) {
            throw new CmsException(
                    VALIDATION_DATA_TOO_LARGE,
                    "The revocation data of " + whose + " have " + bytes
                            + " bytes, the most that is put into a signature" + " is " + MOST_BYTES + ".");
        }
        return new ValidationData(path, evidence);
    }

    private List<X509CertificateHolder> path(
            X509CertificateHolder certificate,
            String whose,
            List<X509CertificateHolder> known,
            Trust roots,
            Instant moment) {
        try {
            return paths.path(certificate, known, roots, moment);
        } catch (CmsException noPath) {
            throw new CmsException(
                    CERTIFICATE_NOT_TRUSTED,
                    "No valid path leads from " + whose + " to a root: a certificate of it is expired, or missing in"
                            + " revocation.trust and the key file.",
                    noPath);
        }
    }

    /** Authorities are few and live long, so their evidence is kept; that about a signer is of the moment. */
    private RevocationEvidence kept(X509CertificateHolder certificate, X509CertificateHolder authority, Instant now) {
        synchronized (kept) {
            Kept last = kept.get(certificate);
            if (last != null && now.isBefore(last.until())) {
                return last.evidence();
            }
        }
        RevocationEvidence found = online.evidence(certificate, authority, now);
        Instant next = found.result().nextUpdate();
        if (found.result().status() == RevocationResult.Status.GOOD && next != null && length(found) <= MOST_BYTES) {
            Instant longest = now.plus(LONGEST_KEPT);
            synchronized (kept) {
                kept.put(certificate, new Kept(found, next.isBefore(longest) ? next : longest));
            }
        }
        return found;
    }

    private static int length(RevocationEvidence evidence) {
        try {
            return evidence.bytes();
        } catch (IOException impossible) {
            throw new IllegalStateException("what was read can be written", impossible);
        }
    }

    private static void check(RevocationResult result, String whose) {
        switch (result.source()) {
            case OCSP, LISTS -> {
                if (result.status() == RevocationResult.Status.REVOKED) {
                    throw new CmsException(
                            CERTIFICATE_NOT_TRUSTED, "Revoked, says " + result.detail() + ": " + whose + ".");
                }
            }
            case HOST_NOT_ALLOWED ->
                throw new CmsException(
                        CERTIFICATE_NOT_TRUSTED,
                        "No revocation data of " + whose + ": they are at " + result.detail()
                                + ", which revocation.hosts does not allow.");
            case NO_ADDRESS, NO_AUTHORITY ->
                throw new CmsException(
                        CERTIFICATE_NOT_TRUSTED,
                        "No revocation data of " + whose + ": the certificate names no http address of them.");
            case NO_ANSWER ->
                throw CmsException.noRevocationData("No revocation data of " + whose + ": " + result.detail() + ".");
        }
    }
}
