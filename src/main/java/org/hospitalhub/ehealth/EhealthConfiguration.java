package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.tls.Identities;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring beans of the eHealth service: its operations and the bean that its routes call. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EhealthSettings.class, RevocationSettings.class})
class EhealthConfiguration {

    private static final String SERVICE = "ehealth";
    private static final String LOOK_UP = "look-up";
    private static final Duration MARGIN = Duration.ofMillis(50);
    /** A call, the renewal of its token before it, and both once more when the service refuses the token. */
    private static final int ASK = 4;
    /** Every table of the registry, with one renewal and one refused token. */
    static final int TABLES = RegistryCache.TABLES + ASK - 1;
    // The decision may take months; failures on the way to it must not end the waiting.
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(400);

    /** Over all nodes. */
    @Bean
    Budget ehealthBudget(EhealthSettings settings) {
        return new Budget(SERVICE, settings.requestsPerMinute(), Duration.ofMinutes(1), MARGIN, 0, Duration.ZERO);
    }

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
    ContractCheck ehealthCheck(
            EhealthSettings settings, RegistryCache registryCache, SignerCheck signerCheck, InstantSource clock) {
        return new ContractCheck(settings, new ConsentText(), registryCache, signerCheck, clock);
    }

    @Bean
    Operation ehealthCapitation(EhealthSettings settings, ContractCheck check) {
        return contractRequest(EhealthOperation.CAPITATION, ContractType.CAPITATION, settings, check);
    }

    @Bean
    Operation ehealthReimbursement(EhealthSettings settings, ContractCheck check) {
        return contractRequest(EhealthOperation.REIMBURSEMENT, ContractType.REIMBURSEMENT, settings, check);
    }

    @Bean
    Operation ehealthApprove(EhealthSettings settings, SignerCheck signerCheck) {
        return followUpAction(EhealthOperation.APPROVE, settings, signerCheck);
    }

    @Bean
    Operation ehealthTerminate(EhealthSettings settings, SignerCheck signerCheck) {
        return followUpAction(EhealthOperation.TERMINATE, settings, signerCheck);
    }

    @Bean
    Operation ehealthSign(EhealthSettings settings, SignerCheck signerCheck) {
        return followUpAction(EhealthOperation.SIGN, settings, signerCheck);
    }

    @Bean
    EhealthTokens ehealthTokens(EhealthSettings settings, ObjectProvider<Secrets> secrets, InstantSource clock) {
        return new EhealthTokens(settings, secrets::getObject, clock);
    }

    @Bean
    EhealthLogIn ehealthLogIn(
            EhealthSettings settings,
            EhealthTokens tokens,
            ObjectProvider<Secrets> secrets,
            CamelContext camel,
            InstantSource clock) {
        return new EhealthLogIn(settings, tokens, secrets::getObject, new EhealthCallExchange(camel), clock);
    }

    /** The secrets come late: the ledger itself is made of the operations. */
    @Bean
    EhealthExchange ehealthExchange(
            EhealthSettings settings,
            RegistryCache registryCache,
            SignerCheck signerCheck,
            SignatureTrust signatureTrust,
            ContractCheck check,
            EhealthTokens tokens,
            InstantSource clock) {
        ProgressStep progressStep = new ProgressStep(clock);
        FollowStep followStep = new FollowStep(settings, progressStep, clock);
        return new EhealthExchange(
                settings,
                new EhealthSteps(
                        new EhealthRequests(settings),
                        registryCache,
                        check,
                        tokens,
                        new UploadStep(settings, clock),
                        new SignStep(settings, signerCheck, signatureTrust, new CmsVerifier(clock), clock),
                        new SubmitStep(followStep, clock),
                        followStep,
                        progressStep),
                clock);
    }

    static Operation contractRequest(
            EhealthOperation operation, ContractType type, EhealthSettings settings, ContractCheck check) {
        return new Operation(
                operation.title(),
                SERVICE,
                List.of(
                        repeated("check", TABLES, settings),
                        repeated("initialize", ASK, settings),
                        repeated("upload", ContractDocument.values().length, settings),
                        free("sign", settings),
                        once("create", settings),
                        repeated(LOOK_UP, ASK, settings),
                        free("tell", settings),
                        new Step(
                                "follow",
                                SERVICE,
                                ASK,
                                true,
                                Duration.ofSeconds(1),
                                new Step.Unsure.Repeat(),
                                AS_LONG_AS_IT_TAKES)),
                new RequestCheck(type, check),
                operation.resultFields(),
                Duration.ZERO,
                settings.off(),
                new EhealthSubjects(settings),
                identities(operation));
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

    static Operation followUpAction(EhealthOperation operation, EhealthSettings settings, SignerCheck signerCheck) {
        Step act = once("act", settings);
        Step lookUp = repeated(LOOK_UP, ASK, settings);
        return new Operation(
                operation.title(),
                SERVICE,
                operation == EhealthOperation.SIGN
                        ? List.of(repeated("fetch", ASK + 1, settings), free("sign", settings), act, lookUp)
                        : List.of(act, lookUp),
                new FollowUpActionCheck(operation, settings, signerCheck),
                operation.resultFields(),
                Duration.ZERO,
                settings.off(),
                new EhealthSubjects(settings),
                identities(operation));
    }

    /** Tokens belong to legal entities and have scopes for operations. */
    static Operation.Identities identities(EhealthOperation operation) {
        return payload -> new Operation.Identity(EhealthOrder.legalEntity(payload), operation.title());
    }

    private static Step repeated(String name, int requests, EhealthSettings settings) {
        return new Step(name, SERVICE, requests, false, Duration.ZERO, new Step.Unsure.Repeat(), settings.retryFor());
    }

    /** Sends no request. */
    private static Step free(String name, EhealthSettings settings) {
        return new Step(name, null, false, Duration.ZERO, new Step.Unsure.Repeat(), settings.retryFor());
    }

    /** Never repeated blindly: after an unsure try the service is asked what it knows. */
    private static Step once(String name, EhealthSettings settings) {
        return new Step(name, SERVICE, ASK, false, Duration.ZERO, new Step.Unsure.LookUp(LOOK_UP), settings.retryFor());
    }
}
