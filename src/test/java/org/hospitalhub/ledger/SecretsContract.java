package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises about secrets, whatever database it stands on. */
abstract class SecretsContract {

    protected static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    protected static final String PLANTED = "planted-refresh-token";
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    protected Ledger ledger;

    /** Where the ledger is; the same place during one test. */
    abstract LedgerSettings settings();

    @BeforeEach
    void open() {
        ledger = JdbcLedger.open(settings(), new Operations(List.of()), Map.of(), () -> NOW);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Secrets secrets() {
        return ledger.secrets();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String value() {
        return new String(secrets().find("token").orElseThrow().value(), StandardCharsets.UTF_8);
    }

    @Test
    void aValueThatWasNeverStoredIsNotFound() {
        assertThat(secrets().find("token")).isEmpty();
    }

    @Test
    void aSecretIsThereAfterReopening() {
        secrets().put("token", bytes(PLANTED));
        close();
        open();
        assertThat(value()).isEqualTo(PLANTED);
    }

    @Test
    void everyChangeCounts() {
        secrets().put("token", bytes("one"));
        secrets().put("token", bytes("two"));
        assertThat(secrets().find("token").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void aWriterThatReadTheNewestValueMayReplaceIt() {
        assertThat(secrets().replace("token", 0, bytes("one"))).isTrue();
        assertThat(secrets().replace("token", 1, bytes("two"))).isTrue();
        assertThat(value()).isEqualTo("two");
    }

    @Test
    void aWriterThatReadAnOlderValueMayNotReplaceIt() {
        secrets().put("token", bytes("one"));
        secrets().put("token", bytes("two"));
        assertThat(secrets().replace("token", 1, bytes("three"))).isFalse();
        assertThat(value()).isEqualTo("two");
    }

    @Test
    void oneHolderAtATimeHasTheLease() {
        assertThat(secrets().lease("token", "a", NOW, MINUTE)).isTrue();
        assertThat(secrets().lease("token", "b", NOW, MINUTE)).isFalse();
        assertThat(secrets().lease("token", "a", NOW, MINUTE)).isTrue();
    }

    @Test
    void aLeaseEndsByItselfOrWhenItIsGivenBack() {
        secrets().lease("token", "a", NOW, MINUTE);
        assertThat(secrets().lease("token", "b", NOW.plus(MINUTE), MINUTE)).isTrue();
        secrets().release("token", "b");
        assertThat(secrets().lease("token", "c", NOW, MINUTE)).isTrue();
    }

    @Test
    void nobodyGivesBackTheLeaseOfAnother() {
        secrets().lease("token", "a", NOW, MINUTE);
        secrets().release("token", "b");
        assertThat(secrets().lease("token", "b", NOW, MINUTE)).isFalse();
    }

    @Test
    void aLeaseAloneIsNoSecret() {
        secrets().lease("token", "a", NOW, MINUTE);
        assertThat(secrets().find("token")).isEmpty();
    }
}
