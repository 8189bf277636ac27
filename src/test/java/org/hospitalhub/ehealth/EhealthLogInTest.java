package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.BrowserLogIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log-in of a user in his browser, against the simulator. */
class EhealthLogInTest {

    private static final URI BACK = URI.create("http://localhost:8080/operations/ehealth/clinic/log-in/callback");

    @TempDir
    Path folder;

    private EhealthFixture fixture;

    @BeforeEach
    void openWithoutAnyToken() throws Exception {
        fixture = new EhealthFixture(folder);
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        registry.putArray("tokens");
        registry.putArray("refresh_tokens");
        fixture.control("POST", "registry", registry.toString());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** What the browser comes back with. */
    private Map<String, String> signIn(String operator) throws Exception {
        URI page = fixture.logIn.begin("clinic", operator, BACK);
        String user = fixture.control("GET", "registry", "")
                .path("users")
                .get(0)
                .path("id")
                .asText();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(page + "&user_id=" + user))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(302);
        URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
        assertThat(back.toString()).startsWith(BACK.toString());
        Map<String, String> given = new TreeMap<>();
        for (String pair : back.getRawQuery().split("&")) {
            given.put(pair.split("=", 2)[0], URLDecoder.decode(pair.split("=", 2)[1], StandardCharsets.UTF_8));
        }
        return given;
    }

    private void end(String operator, Map<String, String> given) {
        fixture.logIn.end("clinic", operator, given.get("state"), given.get("code"));
    }

    @Test
    void afterALogInAParkedOrderGoesOn() throws Exception {
        Order order = fixture.accept(EhealthOperation.CAPITATION, fixture.capitation());
        fixture.work();
        assertThat(fixture.find(order).state()).isEqualTo(State.PARKED);
        end("olena", signIn("olena"));
        fixture.ledger.orders().replay(order.id(), null, "olena", fixture.instant());
        fixture.work();
        assertThat(fixture.find(order).problem()).isNull();
        assertThat(fixture.find(order).step()).isEqualTo("follow");
    }

    @Test
    void aStateIsUsedOnce() throws Exception {
        Map<String, String> given = signIn("olena");
        end("olena", given);
        assertThatThrownBy(() -> end("olena", given)).isInstanceOf(BrowserLogIn.RefusedException.class);
    }

    @Test
    void anotherOperatorsLogInCannotBeEnded() throws Exception {
        Map<String, String> given = signIn("olena");
        assertThatThrownBy(() -> end("ivan", given)).isInstanceOf(BrowserLogIn.RefusedException.class);
    }

    @Test
    void aForeignStateEndsTheLogIn() throws Exception {
        Map<String, String> given = signIn("olena");
        String code = given.get("code");
        assertThatThrownBy(() -> fixture.logIn.end("clinic", "olena", "forged", code))
                .isInstanceOf(BrowserLogIn.RefusedException.class);
        assertThatThrownBy(() -> end("olena", given)).isInstanceOf(BrowserLogIn.RefusedException.class);
    }

    @Test
    void aLogInThatTookTooLongIsVoid() throws Exception {
        Map<String, String> given = signIn("olena");
        fixture.advance(Duration.ofMinutes(16));
        assertThatThrownBy(() -> end("olena", given)).isInstanceOf(BrowserLogIn.RefusedException.class);
    }

    @Test
    void aCodeThatEhealthDoesNotKnowIsRefused() throws Exception {
        Map<String, String> given = signIn("olena");
        assertThatThrownBy(() -> fixture.logIn.end("clinic", "olena", given.get("state"), "forged"))
                .isInstanceOf(BrowserLogIn.RefusedException.class)
                .hasMessageContaining("401");
    }

    @Test
    void anUnknownLegalEntityHasNoLogIn() {
        assertThatThrownBy(() -> fixture.logIn.begin("nobody", "olena", BACK))
                .isInstanceOf(BrowserLogIn.RefusedException.class);
    }
}
