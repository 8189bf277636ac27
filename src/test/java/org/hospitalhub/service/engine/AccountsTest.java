package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders of several clinics, each with a log-in of its own at the service. */
class AccountsTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              clinics: {type: keys}
            doors:
              api: {url: "{settings.base-url}", auth: {%s, account: {of: clinics, name: "{values.clinic}"}}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.order:
                kind: ask
                values: {clinic: .clinic}
                identity: .clinic
                step:
                  request: POST /orders
                  body: {clinic: .clinic}
                  unsure: park
                  answer: [{when: {status: 200, is: .number}, then: done, result: {number: .number}}]
            """;
    private static final Map<String, String> CLINICS = Map.of(
            "hub.lab.clinics.north.user",
            "n",
            "hub.lab.clinics.north.password",
            "nord",
            "hub.lab.clinics.south.user",
            "s",
            "hub.lab.clinics.south.password",
            "süd");

    private static final Identities NOBODY = new Identities(new IdentitySettings(Map.of()));

    @TempDir
    private Path folder;

    /** What a kind of log-in sends for the south after it sent the same for the north. */
    private record Kind(String auth, String header, String ofSouth) {
        @Override
        public String toString() {
            return auth;
        }
    }

    static Stream<Kind> kinds() {
        String basic = Base64.getEncoder().encodeToString("s:süd".getBytes(StandardCharsets.UTF_8));
        String signed =
                new HmacUtils(HmacAlgorithms.HMAC_SHA_256, "süd".getBytes(StandardCharsets.UTF_8)).hmacHex("s:POST");
        return Stream.of(
                new Kind(
                        "kind: basic, user: \"{account.user}\", password: \"{account.password}\"",
                        "authorization",
                        "Basic " + basic),
                new Kind("kind: header, headers: {X-Key: \"{account.user}\"}", "x-key", "s"),
                new Kind("kind: bearer, token: \"{account.user}\"", "authorization", "Bearer s"),
                new Kind(
                        "kind: hmac, secret: \"{account.password}\", sign: [\"{account.user}:{method}\"], headers: {X-S: \"{account.user} {signature-hex}\"}",
                        "x-s",
                        "s " + signed),
                new Kind(
                        "kind: session, request: POST /login, parameters: {user: \"{account.user}\", password: \"{account.password}\"}, find: .token",
                        "authorization",
                        "Bearer user=s&password=s%C3%BCd"));
    }

    private static Answer answer(Asked asked) {
        return asked.line().endsWith("/login")
                ? Answer.json("{\"token\":\"" + asked.text() + "\"}")
                : Answer.json("{\"number\":7}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachOrderIsSentWithTheLogInOfItsClinic(Kind kind) throws Exception {
        String[] sent = new String[1];
        LabFixture.Server server = asked -> {
            sent[0] = asked.headers().get(kind.header());
            return answer(asked);
        };
        try (LabFixture lab = new LabFixture(folder, LAB.formatted(kind.auth()), server, NOBODY, CLINICS)) {
            lab.end(lab.accept("lab.order", "{\"clinic\":\"north\"}"));
            Order south = lab.end(lab.accept("lab.order", "{\"clinic\":\"south\"}"));

            assertThat(south.state()).as(String.valueOf(south.problem())).isEqualTo(State.COMPLETED);
            assertThat(sent[0]).isEqualTo(kind.ofSouth());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingIsSentForAClinicWithoutSettings(Kind kind) throws Exception {
        try (LabFixture lab =
                new LabFixture(folder, LAB.formatted(kind.auth()), AccountsTest::answer, NOBODY, CLINICS)) {
            Order order = lab.end(lab.accept("lab.order", "{\"clinic\":\"west\"}"));

            assertThat(order.state()).isEqualTo(State.PARKED);
            assertThat(lab.seen()).isEmpty();
        }
    }
}
