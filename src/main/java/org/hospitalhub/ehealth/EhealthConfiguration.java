package org.hospitalhub.ehealth;

import java.time.InstantSource;
import java.util.Map;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.tls.Identities;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans that {@code services/ehealth/service.yaml} and its routes name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EhealthSettings.class, RevocationSettings.class})
class EhealthConfiguration {

    @Bean
    RegistryCache ehealthRegistryCache(EhealthSettings settings, InstantSource clock) {
        return new RegistryCache(settings, clock);
    }

    @Bean
    SignatureTrust ehealthSignatureTrust(EhealthSettings settings, RevocationSettings revocation) {
        return new SignatureTrust(settings, revocation);
    }

    @Bean
    SignerCheck ehealthSignerCheck(
            Identities identities, SignatureTrust signatureTrust, EhealthSettings settings, InstantSource clock) {
        return new SignerCheck(identities, signatureTrust, settings.tsa(), clock);
    }

    /** The crypto-cms component finds it by its type. */
    @Bean
    TimeStampAuthority ehealthTimeStamps(EhealthSettings settings, Identities identities) {
        return ContentTimeStamps.of(settings, identities);
    }

    @Bean
    ContractCheck ehealthContractCheck(
            EhealthSettings settings, RegistryCache registryCache, SignerCheck signerCheck, InstantSource clock) {
        return new ContractCheck(settings, new ConsentText(), registryCache, signerCheck, clock);
    }

    @Bean
    ServiceBeans ehealthBeans(EhealthSettings settings, ContractCheck check, SignerCheck signerCheck) {
        return new ServiceBeans(
                EhealthChecks.all(settings, check, signerCheck),
                Map.of(),
                Map.of("ehealthSubjects", new EhealthSubjects(settings)));
    }

    @Bean
    RegistryExchange ehealthRegistry(RegistryCache registryCache, ContractCheck check) {
        return new RegistryExchange(registryCache, check);
    }

    @Bean
    UploadExchange ehealthUpload(EhealthSettings settings, InstantSource clock) {
        return new UploadExchange(settings, clock);
    }

    @Bean
    SigningExchange ehealthSigning(
            EhealthSettings settings, SignerCheck signerCheck, SignatureTrust signatureTrust, InstantSource clock) {
        return new SigningExchange(settings, signerCheck, signatureTrust, new CmsVerifier(clock), clock);
    }
}
