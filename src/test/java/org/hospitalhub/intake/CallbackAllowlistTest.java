package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackAllowlistTest {

    private final CallbackAllowlist callbacks =
            new CallbackAllowlist(List.of("https://his.example/answers/", "http://127.0.0.1:9000"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://his.example/answers/1",
                "https://HIS.example:443/answers/a/b?c=d",
                "http://127.0.0.1:9000/anything"
            })
    void urlsBelowAnAllowedOneAreAllowed(String url) {
        assertThat(callbacks.address(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://his.example/answers",
                "https://his.example/answers/../admin",
                "https://his.example/answers/%2e%2e/admin",
                "https://his.example/answers/..%2fadmin",
                "https://his.example/answers/..;/admin",
                "https://his.example/answers/..;a=b/admin",
                "https://his.example/answers/..%3b/admin",
                "https://his.example/answers/.;/../admin",
                "https://his.example/answers/;/../admin",
                "https://his.example/answers/x;jsessionid=1",
                "https://his.example/answers/%c0%ae%c0%ae/admin",
                "https://his.example/answers/%C0%AF..",
                "https://his.example/answers/x%0d%0aHost:%20evil",
                "https://his.example/answers/x%09y",
                "https://his.example/answers/%252e%252e/",
                "https://his.example/answers/\\..\\",
                "https://his.example.evil.test/answers/",
                "https://user@his.example/answers/",
                "https://his.example@evil.test/answers/",
                "https://his.example:8443/answers/",
                "http://his.example/answers/",
                "http://127.0.0.1:90001/",
                "http://localhost:9000/",
                "http://[::ffff:127.0.0.1]:9000/",
                "http://[::1]:9000/",
                "http://2130706433:9000/",
                "http://0x7f000001:9000/",
                "http://127.1:9000/",
                "http://0177.0.0.1:9000/",
                "http://017700000001:9000/",
                "http://0x7f.0.0.1:9000/",
                "http://0.0.0.0:9000/",
                "http://0:9000/",
                "http://127.0.0.1.:9000/",
                "http://[::ffff:7f00:1]:9000/",
                "http://[::127.0.0.1]:9000/",
                "http://[64:ff9b::7f00:1]:9000/",
                "http://127.0.0.1:9000@evil.test/",
                "http://127.0.0.1%2f@evil.test:9000/",
                "http://127.0.0.1:9000\\@evil.test/",
                "http://127.0.0.1\t:9000/",
                "http://127.0.0.1:+9000/",
                "http://127.0.0.1:-1/",
                "https://his.example./answers/",
                "https://his%2eexample/answers/",
                "https://hïs.example/answers/",
                "https://ｈis.example/answers/",
                "https://his。example/answers/",
                "https://xn--his-0ma.example/answers/",
                "https://@his.example/answers/",
                "gopher://his.example/answers/",
                "jar:https://his.example/answers/!/",
                " https://his.example/answers/",
                "http://127.0.0.1:9000.evil.test/",
                "file:///answers/",
                "//his.example/answers/",
                "https:his.example/answers/",
                "https://his.example/answers/#x",
                "https://his.example/answers/{{hub.ledger.key}}",
                ""
            })
    void everythingElseIsNot(String url) {
        assertThat(callbacks.address(url)).isEmpty();
    }

    @Test
    void withoutAnyAllowedUrlThereIsNone() {
        assertThat(new CallbackAllowlist(List.of()).address("https://his.example/"))
                .isEmpty();
    }

    @Test
    void anAllowedUrlThatIsNoneIsSaidAtStart() {
        assertThatThrownBy(() -> new CallbackAllowlist(List.of("his.example")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
