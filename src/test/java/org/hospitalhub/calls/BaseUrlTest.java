package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://b2b.example/proxy/, https://b2b.example/proxy",
        "' https://b2b.example// ', https://b2b.example",
        "HTTPS://B2B.example:8443/x, https://B2B.example:8443/x",
        "http://localhost:8090/n3/, http://localhost:8090/n3",
        "http://127.0.0.1:8090, http://127.0.0.1:8090",
        "http://127.1.2.3, http://127.1.2.3",
        "http://[::1]:80/a, http://[::1]:80/a"
    })
    void aValidAddressIsReadWithoutSlashesAtItsEnd(String text, String address) {
        assertThat(BaseUrl.of(text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "b2b.example",
                "/proxy",
                "ftp://b2b.example",
                "file:///etc/passwd",
                "https:b2b.example",
                "https://",
                "https:///x",
                "http://b2b.example",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://10.0.0.1",
                "http://0.0.0.0",
                "https://user@b2b.example",
                "https://user:password@b2b.example",
                "https://b2b.example?x=1",
                "https://b2b.example/#x",
                "https://b2b.example:99999",
                "https://b2b.example:0",
                "https://b2b .example",
                "https://b2b_x.example",
                "https://больница.example",
                "javascript:alert(1)",
                "jar:https://b2b.example!/x"
            })
    void addressesThatMustNotGetPatientDataAreRefusedWithTheReason(String text) {
        assertThat(BaseUrl.problem(text)).get().asString().hasSizeGreaterThan(10);
        assertThatIllegalArgumentException().isThrownBy(() -> BaseUrl.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "http://sandbox:8090/n3/, true",
        "http://SANDBOX, true",
        "https://b2b.example, true",
        "http://sandbox.example, false",
        "http://user@sandbox, false",
        "http://10.0.0.1, false"
    })
    void plainHttpMayGoToAllowedHostsOnly(String text, boolean allowed) {
        assertThat(BaseUrl.problem(text, Set.of("sandbox")).isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b?x=1, https://b2b.example/proxy/a/b?x=1",
        "a, https://b2b.example/proxy/a",
        "'', https://b2b.example/proxy",
        "?x=1, https://b2b.example/proxy?x=1"
    })
    void aPathIsPutBehindTheAddress(String path, String whole) {
        assertThat(BaseUrl.of("https://b2b.example/proxy/").with(path)).hasToString(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/a/../../b", "/%2e%2e/b", "/a/./b", "/a#b", "/a b", "/a/%2E./b", "/a/..;x=1/b"})
    void noPathLeadsOutOfTheAddress(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaseUrl.of("https://b2b.example/proxy").with(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/proxy/orders?page=2, https://b2b.example/proxy/orders?page=2",
        "?page=2, https://b2b.example/proxy/orders?page=2",
        "https://b2b.example/proxy/x, https://b2b.example/proxy/x",
        "https://B2B.example:443/proxy/x, https://B2B.example:443/proxy/x"
    })
    void aLinkOfTheServiceItselfIsFollowed(String link, String whole) {
        BaseUrl base = BaseUrl.of("https://b2b.example/proxy");
        assertThat(base.own(URI.create("https://b2b.example/proxy/orders"), link))
                .contains(URI.create(whole));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/proxy/x",
                "//evil.example/proxy/x",
                "http://b2b.example/proxy/x",
                "https://b2b.example:8443/proxy/x",
                "/other",
                "/proxyother",
                "../x",
                "https://user@b2b.example/proxy/x",
                "https://b2b.example/proxy/%2e%2e/x",
                "/proxy/x#y",
                ":",
                "javascript:alert(1)"
            })
    void aLinkThatLeadsElsewhereIsNotFollowed(String link) {
        BaseUrl base = BaseUrl.of("https://b2b.example/proxy");
        assertThat(base.own(URI.create("https://b2b.example/proxy/orders"), link))
                .isEmpty();
    }

    @Test
    void thePortIsTheSchemesOwnWhereNoneIsWritten() {
        assertThat(BaseUrl.of("https://b2b.example").port()).isEqualTo(443);
        assertThat(BaseUrl.of("http://localhost").port()).isEqualTo(80);
        assertThat(BaseUrl.of("http://localhost:8090").port()).isEqualTo(8090);
    }
}
