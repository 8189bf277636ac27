package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.Set;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.ledger.Operation;
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
    Operation.Check ehealthCapitationCheck(ContractCheck check) {
        return new RequestCheck(ContractType.CAPITATION, check);
    }

    @Bean
    Operation.Check ehealthReimbursementCheck(ContractCheck check) {
        return new RequestCheck(ContractType.REIMBURSEMENT, check);
    }

    @Bean
    Operation.Check ehealthApproveCheck(EhealthSettings settings, SignerCheck signerCheck) {
        return new FollowUpActionCheck(EhealthOperation.APPROVE, settings, signerCheck);
    }

    @Bean
    Operation.Check ehealthTerminateCheck(EhealthSettings settings, SignerCheck signerCheck) {
        return new FollowUpActionCheck(EhealthOperation.TERMINATE, settings, signerCheck);
    }

    @Bean
    Operation.Check ehealthSignCheck(EhealthSettings settings, SignerCheck signerCheck) {
        return new FollowUpActionCheck(EhealthOperation.SIGN, settings, signerCheck);
    }

    @Bean
    Operation.Subjects ehealthSubjects(EhealthSettings settings) {
        return new EhealthSubjects(settings);
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

    /** The check of a contract request; its consent must match word by word, its documents are base64 or names of files. */
    private record RequestCheck(ContractType type, ContractCheck check) implements Operation.Check {
        @Override
        public Operation.Checked check(JsonNode payload, Operation.Attachments attachments) {
            return check.check(type, payload, attachments);
        }

        @Override
        public Set<String> verbatim() {
            return Set.of("documents", "consent_text");
        }
    }
}
