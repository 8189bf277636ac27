package org.hospitalhub.ehealth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether authorities are asked for revocations, {@code hub.ehealth.revocation}; the files of {@code hub.ehealth.crl} are looked
 * at in any case.
 *
 * @param online off, crl (fetch revocation lists), ocsp (ask for the certificate), or both (OCSP, then lists)
 * @param hosts hosts (or host:port) that may be asked; nothing else that a certificate names is called
 * @param timeOut how long one call may take, the whole answer included
 * @param keep how long an answer is used again; a list never beyond its next update
 */
public record RevocationSettings(
        @DefaultValue("off") String online,
        @DefaultValue List<String> hosts,
        @DefaultValue("10s") Duration timeOut,
        @DefaultValue("1h") Duration keep) {

    private static final Set<String> WAYS = Set.of("off", "crl", "ocsp", "both");

    /** Takes spaces off that were pasted along; YAML reads a bare off as false. */
    public RevocationSettings {
        online = online.strip().toLowerCase(Locale.ROOT);
        online = online.equals("false") ? "off" : online;
        hosts = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    /** Returns the settings of a hub that asks nobody. */
    public static RevocationSettings defaults() {
        return new RevocationSettings("off", List.of(), Duration.ofSeconds(10), Duration.ofHours(1));
    }

    boolean asksOcsp() {
        return online.equals("ocsp") || online.equals("both");
    }

    boolean fetchesLists() {
        return online.equals("crl") || online.equals("both");
    }

    /** Tells what makes these settings unusable, one line each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!WAYS.contains(online)) {
            problems.add("hub.ehealth.revocation.online must be off, crl, ocsp or both.");
        }
        if (!online.equals("off") && hosts.isEmpty()) {
            problems.add("hub.ehealth.revocation.online needs hosts: those of your authority that may be asked.");
        }
        if (timeOut.isNegative() || timeOut.isZero() || keep.isNegative()) {
            problems.add("hub.ehealth.revocation.time-out must be greater than zero, keep not negative.");
        }
        return problems;
    }
}
