package org.hospitalhub.wiring;

import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.cms.SigningKeys;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Creates the beans for client certificates and signers, {@code hub.identities}. */
@Configuration
@EnableConfigurationProperties(IdentitySettings.class)
class IdentityConfiguration {

    @Bean
    Identities identities(IdentitySettings settings) {
        return new Identities(settings);
    }

    @Bean
    ExpiryWatch expiryWatch(Identities identities) {
        return new ExpiryWatch(identities);
    }

    /** Returns the signing keys, which are identities like any other. */
    @Bean
    SigningKeys signingKeys(Identities identities) {
        return name -> {
            Identity identity = identities.named(name);
            return SigningKey.of(identity.key(), identity.chain());
        };
    }
}
