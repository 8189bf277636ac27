package org.hospitalhub.ehealth;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hospitalhub.cms.RequiredTimeStamps;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The time-stamp authority of signatures, {@code hub.ehealth.tsa}.
 *
 * @param address where it is asked (RFC 3161 over HTTP); empty for none
 * @param use which signatures get a content time-stamp: dstu, always or never
 * @param policy object identifier of the policy to ask for; empty leaves it to the authority
 * @param hash digest that is time-stamped: GOST34311, KUPYNA256 or SHA256; empty for the signer's own
 * @param identity client certificate for an https address; empty for none
 * @param timeOut how long one call may take, the whole answer included
 */
public record TimeStampSettings(
        @DefaultValue("") String address,
        @DefaultValue("dstu") String use,
        @DefaultValue("") String policy,
        @DefaultValue("") String hash,
        @DefaultValue("") String identity,
        @DefaultValue("10s") Duration timeOut) {

    private static final Pattern OBJECT_IDENTIFIER = Pattern.compile("[0-2](\\.\\d{1,20}){1,30}");

    /** Takes spaces off that were pasted along. */
    public TimeStampSettings {
        address = address.strip();
        use = use.strip().toLowerCase(Locale.ROOT);
        policy = policy.strip();
        hash = RequiredTimeStamps.hash(hash);
        identity = identity.strip();
    }

    /** Returns the settings of a hub that says nothing about time-stamps. */
    public static TimeStampSettings defaults() {
        return new TimeStampSettings("", "dstu", "", "", "", Duration.ofSeconds(10));
    }

    /** Returns whether a signature with such a key needs a content time-stamp. */
    boolean needed(boolean dstu) {
        return use.equals("always") || (use.equals("dstu") && dstu);
    }

    /** Returns what makes these settings unusable, one line each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!RequiredTimeStamps.USES.contains(use)) {
            problems.add("hub.ehealth.tsa.use must be dstu, always or never.");
        }
        if (!address.isEmpty() && !usable(address, identity.isEmpty())) {
            problems.add(
                    "hub.ehealth.tsa.address must be an https or http address without user and #, and https with an"
                            + " identity.");
        }
        if (address.isEmpty() && use.equals("always")) {
            problems.add("hub.ehealth.tsa.use is always, but hub.ehealth.tsa.address is empty.");
        }
        if (!policy.isEmpty() && !OBJECT_IDENTIFIER.matcher(policy).matches()) {
            problems.add("hub.ehealth.tsa.policy must be an object identifier, such as 1.2.804.2.1.1.1.2.3.1.");
        }
        if (!hash.isEmpty() && !RequiredTimeStamps.HASHES.contains(hash)) {
            problems.add("hub.ehealth.tsa.hash must be GOST34311, KUPYNA256 or SHA256, or empty.");
        }
        if (timeOut.isNegative() || timeOut.isZero()) {
            problems.add("hub.ehealth.tsa.time-out must be greater than zero.");
        }
        return problems;
    }

    /**
     * Returns whether an address can be asked.
     *
     * @param plain whether plain http will do, as for answers that are signed by themselves
     */
    static boolean usable(String address, boolean plain) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("https".equalsIgnoreCase(uri.getScheme())
                            || (plain && "http".equalsIgnoreCase(uri.getScheme())));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
