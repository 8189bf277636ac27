package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose tokens are bound to a key (DPoP, RFC 9449), with nonces of the token service and of its own. */
class BoundTokenTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              token: {type: secret, required: true}
            doors:
              api:
                url: "{settings.base-url}"
                auth: {kind: oauth2-client-credentials, token-url: "{settings.base-url}/token", client-id: h, client-secret: "{settings.token}", dpop: true}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: ask
                step:
                  request: POST /orders?urgent=1
                  body: {name: .name}
                  unsure: park
                  answer: [{when: {status: 200, is: .number}, then: done, result: {number: .number}}]
            """;

    @TempDir
    Path folder;

    private final List<JWTClaimsSet> proofs = new ArrayList<>();
    private final Set<String> nonces = new HashSet<>();
    private final Set<String> alive = new HashSet<>();
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger worked = new AtomicInteger();
    private String definition = LAB;
    private String tokenType = "DPoP";
    private int pages;
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(int orders) throws Exception {
        stage = new LabFixture(folder, definition, this::answer);
        Order last = null;
        for (int i = 0; i < orders; i++) {
            last = stage.end(stage.accept("lab.order", "{\"name\":\"Ada\"}"));
        }
        return last;
    }

    private Answer answer(Asked asked) {
        boolean token = asked.line().endsWith("/token");
        JWTClaimsSet proof = proof(asked);
        proofs.add(proof);
        String where = token ? "as" : "rs";
        if (!nonces.remove(where + proof.getClaim("nonce"))) {
            return token
                    ? new Answer(400, "{\"error\":\"use_dpop_nonce\"}", Map.of("DPoP-Nonce", nonce(where)))
                    : new Answer(
                            401,
                            "",
                            Map.of("DPoP-Nonce", nonce(where), "WWW-Authenticate", "DPoP error=\"use_dpop_nonce\""));
        }
        if (token && pages-- > 0) {
            return new Answer(200, "<html>Please wait</html>", Map.of("Content-Type", "text/html"));
        }
        if (token) {
            String next = "t" + given.incrementAndGet();
            alive.add(next);
            return Answer.json(
                    "{\"access_token\":\"" + next + "\",\"token_type\":\"" + tokenType + "\",\"expires_in\":600}");
        }
        if (!alive.contains(String.valueOf(asked.headers().get("authorization")).replace("DPoP ", ""))) {
            return new Answer(401, "", Map.of("WWW-Authenticate", "DPoP error=\"invalid_token\""))
                    .with("DPoP-Nonce", nonce(where));
        }
        worked.incrementAndGet();
        return Answer.json("{\"number\":7}").with("DPoP-Nonce", nonce(where));
    }

    private String nonce(String where) {
        String nonce = where.substring(0, 1) + nonces.size() + proofs.size();
        nonces.add(where + nonce);
        return nonce;
    }

    private static JWTClaimsSet proof(Asked asked) {
        try {
            return SignedJWT.parse(asked.headers().get("dpop")).getJWTClaimsSet();
        } catch (ParseException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void bothServersGetTheirNonceAndTheOrderIsSentOnce() throws Exception {
        Order order = play(1);
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(worked).hasValue(1);
    }

    @Test
    void aNonceOfASuccessfulAnswerIsUsedForTheNextCall() throws Exception {
        play(3);
        assertThat(stage.seen().stream().filter(line -> line.contains("/orders")))
                .hasSize(4);
    }

    @Test
    void theRequestWithANewNonceTakesAPermit() throws Exception {
        definition = LAB.replace("doors:", "limits: [{requests: 20, window: 60s}]\ndoors:");
        play(2);
        assertThat(stage.used()).isEqualTo(3);
    }

    @Test
    void eachCallHasAProofForItsAddressWithoutTheQuery() throws Exception {
        play(2);
        assertThat(proofs.get(proofs.size() - 1).getClaim("htu")).isEqualTo(stage.base() + "/api/orders");
        assertThat(proofs.stream().map(JWTClaimsSet::getJWTID)).doesNotHaveDuplicates();
    }

    @Test
    void aTokenThatEndedWhenTheNonceHadEndedTooIsRenewed() throws Exception {
        play(1);
        alive.clear();
        nonces.clear();
        Order second = stage.end(stage.accept("lab.order", "{\"name\":\"Eva\"}"));
        assertThat(second.state()).isEqualTo(State.COMPLETED);
        assertThat(worked).hasValue(2);
    }

    @Test
    void aPageOfAProxyInsteadOfATokenIsNoRefusal() throws Exception {
        pages = 1;
        Order order = play(1);
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aTokenThatIsNotBoundIsNotUsed() throws Exception {
        tokenType = "Bearer";
        Order order = play(1);
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(worked).hasValue(0);
    }
}
