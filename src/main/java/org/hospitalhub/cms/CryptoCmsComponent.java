package org.hospitalhub.cms;

import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** The Camel component of {@code crypto-cms:sign:name} and {@code crypto-cms:verify:name}. */
@Component("crypto-cms")
public class CryptoCmsComponent extends DefaultComponent {

    @Metadata(label = "sign", autowired = true, description = "Finds signing keys by the names in the option signer")
    private @Nullable SigningKeys signingKeys;

    @Metadata(
            label = "sign",
            autowired = true,
            description = "Source of content time stamps (RFC 3161) for every signature; none if not set")
    private @Nullable TimeStampAuthority timeStampAuthority;

    @Metadata(label = "advanced", autowired = true, description = "The clock for signing times and validity checks")
    private @Nullable InstantSource clock;

    /** For Camel. */
    public CryptoCmsComponent() {}

    /** For Camel. */
    public CryptoCmsComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int colon = remaining.indexOf(':');
        if (colon < 1 || colon == remaining.length() - 1) {
            throw new IllegalArgumentException(
                    "A crypto-cms URI is crypto-cms:sign:name or crypto-cms:verify:name, not " + uri);
        }
        CryptoOperation operation = CryptoOperation.valueOf(remaining.substring(0, colon));
        CryptoCmsEndpoint endpoint = new CryptoCmsEndpoint(uri, this, operation, remaining.substring(colon + 1));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Returns the keys by name; null when only {@code #bean} references work. */
    public @Nullable SigningKeys getSigningKeys() {
        return signingKeys;
    }

    /** Sets the keys by name. */
    public void setSigningKeys(@Nullable SigningKeys signingKeys) {
        this.signingKeys = signingKeys;
    }

    /** Returns the time-stamp authority, or null if there is none. */
    public @Nullable TimeStampAuthority getTimeStampAuthority() {
        return timeStampAuthority;
    }

    /** Sets the time-stamp authority. */
    public void setTimeStampAuthority(@Nullable TimeStampAuthority timeStampAuthority) {
        this.timeStampAuthority = timeStampAuthority;
    }

    /** Returns the clock; null for the system clock. */
    public @Nullable InstantSource getClock() {
        return clock;
    }

    /** Sets the clock. */
    public void setClock(@Nullable InstantSource clock) {
        this.clock = clock;
    }

    InstantSource clockOrSystem() {
        return clock == null ? InstantSource.system() : clock;
    }
}
