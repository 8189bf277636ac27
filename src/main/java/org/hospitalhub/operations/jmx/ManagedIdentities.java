package org.hospitalhub.operations.jmx;

import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.tls.ExpiryWatch;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** Client certificates and signers as JMX bean for Hawtio, without anybody's name or number. JMX needs it public. */
@Component
@ManagedResource(objectName = "org.hospitalhub:type=Identities", description = "Client certificates and signers")
public final class ManagedIdentities {

    private final ExpiryWatch watch;
    private final InstantSource clock;

    ManagedIdentities(ExpiryWatch watch, InstantSource clock) {
        this.watch = watch;
        this.clock = clock;
    }

    /** Returns, for each identity, whom it stands for and how long it lasts. */
    @ManagedAttribute(description = "Each identity and its expiry date")
    public Map<String, String> getIdentities() {
        Map<String, String> all = new TreeMap<>();
        watch.look(clock.instant()).forEach(notice -> all.put(notice.identity(), notice.message()));
        return all;
    }
}
