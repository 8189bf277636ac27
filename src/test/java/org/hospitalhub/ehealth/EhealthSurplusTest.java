package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.hospitalhub.ledger.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that a server or a proxy leaves on a connection are no token, no upload's end and no contract request. */
class EhealthSurplusTest {

    @TempDir
    private Path folder;

    @Test
    void tokensUploadsAndRequestsGetTheirOwnAnswers() throws Exception {
        SurplusProxy[] proxy = new SurplusProxy[1];
        try (EhealthFixture fixture = new EhealthFixture(folder, "", sandbox -> {
            proxy[0] = new SurplusProxy(sandbox);
            return proxy[0].uri();
        })) {
            Order first = fixture.accept(EhealthOperation.CAPITATION, fixture.capitation());
            fixture.work();
            assertThat(fixture.find(first).problem()).isNull();
            assertThat(fixture.find(first).step())
                    .as(proxy[0].requests.toString())
                    .isEqualTo("follow");
            List<String> requests = proxy[0].requests;
            assertThat(requests).anyMatch(line -> line.contains("/oauth/tokens"));
            assertThat(requests).anyMatch(line -> line.startsWith("PUT "));
        } finally {
            if (proxy[0] != null) {
                proxy[0].close();
            }
        }
    }
}
