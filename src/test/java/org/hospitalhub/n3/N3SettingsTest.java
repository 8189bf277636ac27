package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.FileSystemResource;

class N3SettingsTest {

    private static N3Settings bound(Map<?, ?> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("hub.n3", N3Settings.class);
    }

    @Test
    void theShippedFileHoldsTheDefaults() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource("config/n3.yaml"));
        assertThat(bound(java.util.Objects.requireNonNull(yaml.getObject()))).isEqualTo(bound(Map.of()));
    }

    @Test
    void keysOfTheContractAreRead() {
        N3Settings settings = bound(Map.of("hub.n3.poll-pause-scope", "client", "hub.n3.poll-pause", "11s"));
        assertThat(settings.pollPauseScope()).isEqualTo(N3Settings.PauseScope.CLIENT);
        assertThat(settings.pollPause()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void withoutAddressOrTokenN3IsOff() {
        assertThat(bound(Map.of()).off()).contains("hub.n3.base-url").contains("hub.n3.token");
        assertThat(bound(Map.of("hub.n3.base-url", "https://n3.example")).off()).isNotNull();
        assertThat(bound(Map.of()).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://b2b.n3health.ru/mpisnils/Proxy/, true
            https://b2b.n3health.ru/mpisnils/Proxy,  true
            http://127.0.0.1:8090/n3/,               true
            http://localhost:8090/n3,                true
            http://[::1]:8090/n3,                    true
            http://b2b.n3health.ru/mpisnils/Proxy/,  false
            http://localhost.evil.example/,          false
            ftp://127.0.0.1/,                        false
            https://user:word@n3.example/,           false
            https://n3.example/?a=b,                 false
            https://n3.example/{{user.home}},        false
            n3.example,                              false
            """)
    void anUnsafeAddressIsNotUsed(String given, boolean used) {
        N3Settings settings = N3Stage.settings(given);
        assertThat(settings.problems().isEmpty()).isEqualTo(used);
        assertThat(settings.off() == null).isEqualTo(used);
    }

    @Test
    void aTokenThatCouldBreakAHeaderIsAProblem() {
        assertThat(N3Stage.settings("https://n3.example", "a\r\nX: y", true).problems())
                .hasSize(1);
    }

    @Test
    void aTokenThatIsNoGuidIsOnlyRemarkedOn() {
        N3Settings settings = N3Stage.settings("https://n3.example", "secret", true);
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.remarks()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            http://127.0.0.1:8090/n3/, 0,  true
            http://localhost:8090/n3,  0,  true
            http://127.0.0.1:8090/n3/, -1, false
            https://127.0.0.1/n3/,     0,  false
            https://n3.example/,       0,  false
            https://n3.example/,       1,  true
            """)
    void onlyAStandOnThisMachineMayBeAskedWithoutLimit(String url, String limit, boolean used) {
        N3Settings settings = bound(
                Map.of("hub.n3.base-url", url, "hub.n3.token", N3Stage.TOKEN, "hub.n3.requests-per-minute", limit));
        assertThat(settings.problems().isEmpty()).isEqualTo(used);
        assertThat(settings.remarks().isEmpty()).isEqualTo(!limit.equals("0"));
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(N3Stage.settings("https://n3.example").toString()).doesNotContain(N3Stage.TOKEN);
    }
}
