package org.hospitalhub.wiring.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings that do not exist, cannot be read or name a file that is not there. */
class SettingsCheckTest {

    private static java.util.List<Finding> check(String name, String value) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources().addFirst(new MapPropertySource("given", Map.of(name, value)));
        return SettingsCheck.check(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hub.n3.tokn                       | x          | UNKNOWN_SETTING | hub.n3.token",
                "hub.ledger.kei-file               | x          | UNKNOWN_SETTING | hub.ledger.key-file",
                "hub.utterly.different.from.others | x          | UNKNOWN_SETTING | config/",
                "hub.n3.poll-pause                 | ten        | BAD_VALUE       | 10s",
                "hub.jms.port                      | many       | BAD_VALUE       | 61616",
                "hub.ledger.make-key               | perhaps    | BAD_VALUE       | false",
                "hub.intake.max-body               | 1 elephant | BAD_VALUE       | 1MB",
                "hub.identities.clinic.keystore    | no/where   | FILE_MISSING    | does not exist",
                "hub.ehealth.crl[0]                | no/where   | FILE_MISSING    | does not exist"
            })
    void errorsAreReported(String name, String value, String code, String expected) {
        assertThat(check(name, value)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.path()).isEqualTo(name);
            assertThat(finding.message()).contains(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub.users[0].roles[1]",
                "hub.identities.clinic.alias",
                "hub.ehealth.legal-entities.clinic.edrpou",
                "hub.delivery.callbacks[0]",
                "hub.nhif.identity",
                "hub.n3.base-url",
                "hub.n3.baseUrl",
                "hub.ledger.keyfile",
                "hub.n3.requestsPerMinute",
                "hub.ehealth.legalEntities.clinic.clientId",
                "hub.sandbox.port"
            })
    void knownSettingsAreNoFinding(String name) {
        assertThat(check(name, "")).isEmpty();
    }

    /** Anybody on the machine reads {@code /proc/<pid>/cmdline}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub.identities.clinic.password",
                "hub.ledger.key",
                "hub.ledger.password",
                "hub.users[0].password",
                "hub.jms.users[0].password",
                "hub.n3.token",
                "hub.ehealth.api-key",
                "hub.ehealth.customPsk",
                "hub.ehealth.legal-entities.clinic.refresh-token",
                "hub.oidc.client-secret",
                "server.ssl.key-store-password"
            })
    void aSecretAmongTheArgumentsIsNoticed(String name) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources().addFirst(new SimpleCommandLinePropertySource("--" + name + "=very-secret"));
        assertThat(SettingsCheck.secretArguments(settings)).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.ledger.key-file", "hub.identities.clinic.pin-file", "hub.jms.port", "hub.n3.base-url"})
    void whatIsNoSecretMayBeAnArgument(String name) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources().addFirst(new SimpleCommandLinePropertySource("--" + name + "=1"));
        assertThat(SettingsCheck.secretArguments(settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HUB_JMS_USERS_0_PASSWORD",
                "HUB_JMS_USERS_0_PREFIX",
                "HUB_IDENTITIES_CLINIC_CERTIFICATE",
                "HUB_IDENTITIES_CLINIC_PINFILE",
                "HUB_LEDGER_KEYFILE"
            })
    void variablesOfTheEnvironmentAreKnown(String variable) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable, "x")));
        assertThat(SettingsCheck.check(settings)).isEmpty();
    }

    @Test
    void aValueIsNeverShown() {
        assertThat(check("hub.n3.tokn", "very-secret").toString()).doesNotContain("very-secret");
    }
}
