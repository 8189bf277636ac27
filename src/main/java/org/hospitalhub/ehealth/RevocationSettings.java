package org.hospitalhub.ehealth;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hospitalhub.cms.OnlineRevocation;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for asking authorities whether a certificate is revoked.
 *
 * @param source files: only the lists of {@code hub.ehealth.crl}; online: the authority as well
 * @param responder OCSP address that is asked instead of those that certificates name; empty for those
 * @param hosts hosts (or host:port) that certificates may name, for OCSP and lists; empty for none
 * @param noAnswer what no usable answer means: warn or refuse
 * @param timeOut how long one call may take, the whole answer included
 */
@ConfigurationProperties("hub.ehealth.revocation")
record RevocationSettings(
        @DefaultValue("files") String source,
        @DefaultValue("") String responder,
        @DefaultValue List<String> hosts,
        @DefaultValue("warn") String noAnswer,
        @DefaultValue("5s") Duration timeOut) {

    private static final Pattern HOST = Pattern.compile("([a-z0-9_.-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");

    /** Takes spaces off that were pasted along. */
    RevocationSettings {
        source = source.strip().toLowerCase(Locale.ROOT);
        responder = responder.strip();
        hosts = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
        noAnswer = noAnswer.strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the settings of a hub that asks nobody. */
    static RevocationSettings defaults() {
        return new RevocationSettings("files", "", List.of(), "warn", Duration.ofSeconds(5));
    }

    boolean isOnline() {
        return source.equals("online") && problems().isEmpty();
    }

    boolean refusesWithoutAnswer() {
        return noAnswer.equals("refuse");
    }

    OnlineRevocation.Settings client() {
        return new OnlineRevocation.Settings(
                responder.isEmpty() ? null : URI.create(responder), Set.copyOf(hosts), timeOut);
    }

    /** Returns what makes these settings unusable, one line each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!Set.of("files", "online").contains(source)) {
            problems.add("hub.ehealth.revocation.source must be files or online.");
        }
        if (!Set.of("warn", "refuse").contains(noAnswer)) {
            problems.add("hub.ehealth.revocation.no-answer must be warn or refuse.");
        }
        if (!responder.isEmpty() && !TimeStampSettings.usable(responder, true)) {
            problems.add("hub.ehealth.revocation.responder must be an http or https address without user and #.");
        }
        if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            problems.add("hub.ehealth.revocation.hosts must be hosts, or host:port, without http:// and path.");
        }
        if (source.equals("online") && responder.isEmpty() && hosts.isEmpty()) {
            problems.add("hub.ehealth.revocation.source is online, but neither responder nor hosts name an address.");
        }
        if (timeOut.isNegative() || timeOut.isZero()) {
            problems.add("hub.ehealth.revocation.time-out must be greater than zero.");
        }
        return problems;
    }
}
