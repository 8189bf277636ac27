package org.hospitalhub.ehealth;

import java.net.URI;
import org.hospitalhub.cms.HttpTimeStampAuthority;
import org.hospitalhub.cms.RequiredTimeStamps;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;

/** Makes the time-stamp authority of the hub's signatures ({@code hub.ehealth.tsa}); services with their own do not use it. */
public final class ContentTimeStamps {

    private static final String SETTING = "hub.ehealth.tsa.address";

    private ContentTimeStamps() {}

    /** Makes the authority that the settings name; nothing is asked yet. */
    public static RequiredTimeStamps of(EhealthSettings ehealth, Identities identities) {
        TimeStampSettings settings = ehealth.tsa();
        boolean usable = !settings.address().isEmpty() && settings.problems().isEmpty();
        return new RequiredTimeStamps(
                settings.use(), settings.hash(), usable ? authority(ehealth, identities) : null, SETTING);
    }

    private static TimeStampAuthority authority(EhealthSettings ehealth, Identities identities) {
        TimeStampSettings settings = ehealth.tsa();
        return new HttpTimeStampAuthority(
                URI.create(settings.address()),
                settings.policy().isEmpty() ? null : settings.policy(),
                settings.timeOut(),
                OutgoingTls.context(identities, settings.identity()),
                new SignatureTrust(ehealth)::trustedAuthorities);
    }
}
