package org.hospitalhub.nhif;

import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.CertificateProbe;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.Identity;
import org.jspecify.annotations.Nullable;

/** The TLS side of calls: which identity shows its certificate, and whom we trust. */
final class NhifTls {

    private final NhifSettings settings;
    private final Identities identities;

    NhifTls(NhifSettings settings, Identities identities) {
        this.settings = settings;
        this.identities = identities;
    }

    Set<String> names() {
        return identities.names();
    }

    /** Makes the context of one identity, which follows changed files; an empty name shows no certificate. */
    SSLContext context(String identity) {
        return context(identity, () -> {});
    }

    /**
     * Makes the context of one identity.
     *
     * @param asked is run whenever the identity is looked at: before each connection, and when a server asks for it
     */
    SSLContext context(String identity, Runnable asked) {
        OutgoingTls.Settings endpoint = new OutgoingTls.Settings(
                settings.trust(), settings.tls().protocols(), settings.tls().signatureSchemes());
        Supplier<@Nullable Identity> newest = () -> {
            asked.run();
            return identity.isEmpty() ? null : identities.named(identity);
        };
        return OutgoingTls.context(endpoint, newest);
    }

    /** Returns whether the server closes a connection as soon as this identity's certificate, or none, was shown. */
    boolean refused(String identity) {
        return new CertificateProbe(
                        BaseUrl.of(settings.baseUrl()), settings.proxyAddress(), settings.limits(settings.timeOut()))
                .refused(asked -> context(identity, asked));
    }
}
