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

/** Makes what other rooms see of eHealth: its operations and the bean of its routes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EhealthSettings.class)
class EhealthRoom {

    private static final String SERVICE = "ehealth";
    private static final String LOOK_UP = "look-up";
    private static final Duration MARGIN = Duration.ofMillis(50);
    /** A call, the renewal of its token before it, and both once more when the service refuses the token. */
    private static final int ASK = 4;
    /** Every table of the registry, with one renewal and one refused token. */
    static final int TABLES = Registers.TABLES + ASK - 1;
    // The decision may take months; failures on the way to it must not end the waiting.
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(400);

    /** Over all nodes. */
    @Bean
    Budget ehealthBudget(EhealthSettings settings) {
        return new Budget(SERVICE, settings.requestsPerMinute(), Duration.ofMinutes(1), MARGIN, 0, Duration.ZERO);
    }

    @Bean
    Registers ehealthRegisters(EhealthSettings settings, InstantSource clock) {
        return new Registers(settings, clock);
    }

    @Bean
    Believed ehealthBelieved(EhealthSettings settings) {
        return new Believed(settings);
    }

    @Bean
    Signers ehealthSigners(Identities identities, Believed believed, EhealthSettings settings, InstantSource clock) {
        return new Signers(identities, believed, settings.tsa(), clock);
    }

    /** The crypto-cms component finds it by its type. */
    @Bean
    TimeStampAuthority ehealthTimeStamps(EhealthSettings settings, Identities identities) {
        return ContentTimeStamps.of(settings, identities);
    }

    @Bean
    ContractCheck ehealthCheck(EhealthSettings settings, Registers registers, Signers signers, InstantSource clock) {
        return new ContractCheck(settings, new Consent(), registers, signers, clock);
    }

    @Bean
    Operation ehealthCapitation(EhealthSettings settings, ContractCheck check) {
        return contract(EhealthOperation.CAPITATION, ContractType.CAPITATION, settings, check);
    }

    @Bean
    Operation ehealthReimbursement(EhealthSettings settings, ContractCheck check) {
        return contract(EhealthOperation.REIMBURSEMENT, ContractType.REIMBURSEMENT, settings, check);
    }

    @Bean
    Operation ehealthApprove(EhealthSettings settings, Signers signers) {
        return act(EhealthOperation.APPROVE, settings, signers);
    }

    @Bean
    Operation ehealthTerminate(EhealthSettings settings, Signers signers) {
        return act(EhealthOperation.TERMINATE, settings, signers);
    }

    @Bean
    Operation ehealthSign(EhealthSettings settings, Signers signers) {
        return act(EhealthOperation.SIGN, settings, signers);
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
        return new EhealthLogIn(settings, tokens, secrets::getObject, new EhealthDoorExchange(camel), clock);
    }

    /** The secrets come late: the ledger itself is made of the operations. */
    @Bean
    EhealthExchange ehealthExchange(
            EhealthSettings settings,
            Registers registers,
            Signers signers,
            Believed believed,
            ContractCheck check,
            EhealthTokens tokens,
            InstantSource clock) {
        Progress progress = new Progress(clock);
        Following following = new Following(settings, progress, clock);
        return new EhealthExchange(
                settings,
                new EhealthSteps(
                        new EhealthAddress(settings),
                        registers,
                        check,
                        tokens,
                        new Upload(settings, clock),
                        new Signing(settings, signers, believed, new CmsVerifier(clock), clock),
                        new Submission(following, clock),
                        following,
                        progress),
                clock);
    }

    static Operation contract(
            EhealthOperation operation, ContractType type, EhealthSettings settings, ContractCheck check) {
        return new Operation(
                operation.title(),
                SERVICE,
                List.of(
                        repeated("check", TABLES, settings),
                        repeated("initialize", ASK, settings),
                        repeated("upload", Document.values().length, settings),
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

    static Operation act(EhealthOperation operation, EhealthSettings settings, Signers signers) {
        Step act = once("act", settings);
        Step lookUp = repeated(LOOK_UP, ASK, settings);
        return new Operation(
                operation.title(),
                SERVICE,
                operation == EhealthOperation.SIGN
                        ? List.of(repeated("fetch", ASK + 1, settings), free("sign", settings), act, lookUp)
                        : List.of(act, lookUp),
                new ActCheck(operation, settings, signers),
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

    /** Asks nobody. */
    private static Step free(String name, EhealthSettings settings) {
        return new Step(name, null, false, Duration.ZERO, new Step.Unsure.Repeat(), settings.retryFor());
    }

    /** Never repeated blindly: after an unsure try the service is asked what it knows. */
    private static Step once(String name, EhealthSettings settings) {
        return new Step(name, SERVICE, ASK, false, Duration.ZERO, new Step.Unsure.LookUp(LOOK_UP), settings.retryFor());
    }
}
