package org.hospitalhub.ehealth;

import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.HttpTimeStampAuthority;
import org.hospitalhub.cms.SignatureScheme;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.jspecify.annotations.Nullable;

/** The content time-stamps of the hub's signatures: of the configured authority, and never left out where one is needed. */
public final class ContentTimeStamps implements TimeStampAuthority {

    private final TimeStampSettings settings;
    private final @Nullable TimeStampAuthority authority;

    private ContentTimeStamps(TimeStampSettings settings, @Nullable TimeStampAuthority authority) {
        this.settings = settings;
        this.authority = authority;
    }

    /** Makes the authority that the settings name; nothing is asked yet. */
    public static ContentTimeStamps of(EhealthSettings ehealth, Identities identities) {
        TimeStampSettings settings = ehealth.tsa();
        if (settings.address().isEmpty() || !settings.problems().isEmpty()) {
            return new ContentTimeStamps(settings, null);
        }
        return new ContentTimeStamps(
                settings,
                new HttpTimeStampAuthority(
                        URI.create(settings.address()),
                        settings.policy().isEmpty() ? null : settings.policy(),
                        settings.timeOut(),
                        tls(settings, identities),
                        new SignatureTrust(ehealth)::trustedAuthorities));
    }

    private static @Nullable SSLContext tls(TimeStampSettings settings, Identities identities) {
        return settings.identity().isEmpty()
                ? null
                : OutgoingTls.context(
                        new OutgoingTls.Settings(null, List.of(), List.of()),
                        () -> identities.named(settings.identity()));
    }

    @Override
    public byte[] token(String digestAlgorithm, byte[] digest) {
        if (authority == null) {
            throw CmsException.noTimeStamp("No time-stamp authority is configured: set hub.ehealth.tsa.address.");
        }
        return authority.token(digestAlgorithm, digest);
    }

    @Override
    public boolean stamps(SignatureScheme scheme) {
        return settings.needed(scheme.isDstu());
    }

    @Override
    public String digest(SignatureScheme scheme) {
        String configured = settings.digest();
        return configured == null ? TimeStampAuthority.super.digest(scheme) : configured;
    }
}
