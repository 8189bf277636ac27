package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ClearTextWarningTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "127.0.0.1, -, -, false",
                "::1, -, -, false",
                "localhost, -, -, false",
                "0.0.0.0, -, -, true",
                "10.0.0.5, -, -, true",
                "-, -, -, true",
                "0.0.0.0, hub.p12, -, false",
                "0.0.0.0, hub.p12, false, true"
            })
    void plainHttpBeyondThisMachineIsWarnedOf(String address, String keyStore, String enabled, boolean warned) {
        MockEnvironment settings = new MockEnvironment();
        set(settings, "server.address", address);
        set(settings, "server.ssl.key-store", keyStore);
        set(settings, "server.ssl.enabled", enabled);
        assertThat(ClearTextWarning.warning(settings).isPresent()).isEqualTo(warned);
    }

    @Test
    void hostsThatAreCalledByPlainHttpAreWarnedOf() {
        MockEnvironment settings = new MockEnvironment();
        assertThat(ClearTextWarning.plainCalls(settings)).isEmpty();
        set(settings, "hub.calls.plain-hosts", "sandbox");
        assertThat(ClearTextWarning.plainCalls(settings)).get().asString().contains("sandbox");
    }

    private static void set(MockEnvironment settings, String name, String value) {
        if (value != null) {
            settings.setProperty(name, value);
        }
    }
}
