package org.hospitalhub.tls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.tls.certificate.CertificateDescription;
import org.hospitalhub.tls.certificate.Expiry;
import org.hospitalhub.tls.keys.IdentityException;

/** Checks the expiry of all identities and says what to log, show and pause; it does none of that itself. */
public final class ExpiryWatch {

    private final Identities identities;

    /** Watches these identities. */
    public ExpiryWatch(Identities identities) {
        this.identities = identities;
    }

    /** Returns how every identity stands, in the order of names. */
    public List<Notice> look(Instant now) {
        List<Notice> notices = new ArrayList<>();
        for (String name : identities.names()) {
            notices.add(look(name, now));
        }
        return List.copyOf(notices);
    }

    /** Returns how one identity stands. */
    public Notice look(String name, Instant now) {
        try {
            return notice(name, identities.named(name).description(), now);
        } catch (IdentityException unusable) {
            return new Notice(name, Severity.ERROR, String.valueOf(unusable.getMessage()), true, Optional.empty());
        }
    }

    static Notice notice(String name, CertificateDescription certificate, Instant now) {
        Expiry expiry = certificate.expiry(now);
        String end =
                switch (expiry) {
                    case EXPIRED ->
                        " It has expired: put a new one in its place; services whose settings name it are paused.";
                    case NOT_YET_VALID ->
                        " It is not valid before " + certificate.validFrom()
                                + "; services whose settings name it are paused.";
                    case FINE -> "";
                    default -> " " + certificate.daysLeft(now) + " days are left: renew it.";
                };
        Severity severity = expiry.pauses() ? Severity.ERROR : expiry.warns() ? Severity.WARNING : Severity.INFO;
        return new Notice(
                name,
                severity,
                "Identity " + name + " " + certificate.inWords() + "." + end,
                expiry.pauses(),
                Optional.of(certificate));
    }

    /** How loudly to say it. */
    public enum Severity {
        /** For the log at start. */
        INFO,
        /** Renewal is due. */
        WARNING,
        /** It cannot be used. */
        ERROR
    }

    /**
     * How one identity stands.
     *
     * @param identity its name
     * @param severity how loudly to say it
     * @param message one sentence or two for a person, without personal data
     * @param pause whether services that use it must pause
     * @param certificate whom it identifies; empty when it cannot be opened
     */
    public record Notice(
            String identity,
            Severity severity,
            String message,
            boolean pause,
            Optional<CertificateDescription> certificate) {}
}
