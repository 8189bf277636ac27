package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.service.NationalService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;

class N3SettingsTest {

    private static final String URL = "https://n3.example";

    private static NationalService bound(Map<String, String> settings) {
        return N3Fixture.service(settings);
    }

    @Test
    void theShippedFileHoldsTheDefaults() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource("config/n3.yaml"));
        Map<String, String> shipped = new TreeMap<>();
        Objects.requireNonNull(yaml.getObject()).forEach((name, value) -> shipped.put(name + "", value + ""));
        Map<String, String> defaults = new TreeMap<>();
        Objects.requireNonNull(bound(Map.of()).program()).definition().settings().values().stream()
                .filter(setting -> setting.defaultValue() != null)
                .forEach(setting -> defaults.put(setting.key("n3"), setting.defaultValue()));
        assertThat(shipped).isEqualTo(defaults);
    }

    @Test
    void keysOfTheContractAreRead() {
        Map<String, String> settings = new HashMap<>(N3Fixture.with(URL, "poll-pause-scope", "client"));
        settings.put("hub.n3.poll-pause", "11s");
        assertThat(bound(settings).budgets())
                .extracting(Budget::questionSpacing)
                .containsExactly(Duration.ofSeconds(11));
    }

    @Test
    void withoutAddressOrTokenN3IsOff() {
        assertThat(bound(Map.of()).off()).asString().contains("hub.n3.base-url").contains("hub.n3.token");
        assertThat(bound(Map.of("hub.n3.base-url", URL)).off()).isNotNull();
        assertThat(bound(Map.of()).problems()).isEmpty();
    }

    @Test
    void aHostThatTheAdministratorNamesMayBeCalledByPlainHttp() {
        Map<String, String> sandbox =
                Map.of("hub.n3.base-url", "http://sandbox:8090/n3/", "hub.n3.token", N3Fixture.TOKEN);
        assertThat(bound(sandbox).off()).isNotNull();
        Map<String, String> allowed = new HashMap<>(sandbox);
        allowed.put("hub.calls.plain-hosts", "other, Sandbox");
        assertThat(bound(allowed).off()).isNull();
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
        NationalService settings = bound(N3Fixture.settings(given));
        assertThat(settings.problems().isEmpty()).isEqualTo(used);
        assertThat(settings.off() == null).isEqualTo(used);
    }

    @Test
    void aTokenThatCouldBreakAHeaderIsAProblem() {
        assertThat(bound(N3Fixture.with(URL, "token", "a\r\nX: y")).problems()).hasSize(1);
    }

    @Test
    void aTokenThatIsNoGuidIsOnlyRemarkedOn() {
        NationalService settings = bound(N3Fixture.with(URL, "token", "secret"));
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
        NationalService settings = bound(N3Fixture.with(url, "requests-per-minute", limit));
        assertThat(settings.problems().isEmpty()).isEqualTo(used);
        assertThat(settings.remarks().isEmpty()).isEqualTo(!limit.equals("0"));
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(bound(N3Fixture.settings(URL)).toString()).doesNotContain(N3Fixture.TOKEN);
    }
}
