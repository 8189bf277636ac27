package org.hospitalhub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.IdentityException.Reason;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A token that is not there, is pulled out, comes back; played with an opener that says what it finds. */
class ComingBackTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deque<Object> finds = new ArrayDeque<>();

    private Identities identities(IdentitySettings.Type type) {
        var entry = new IdentitySettings.Entry(Path.of("nowhere"), type, "1", null, null);
        return new Identities(new IdentitySettings(Map.of("ask", entry)), nanos::get, (name, same) -> {
            Object found = finds.size() > 1 ? finds.pop() : finds.getFirst();
            if (found instanceof Reason reason) {
                throw new IdentityException(name, reason, "played.", null);
            }
            return (Identity) found;
        });
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Identity key() throws Exception {
        TestPki.Pair pair = new TestPki(Instant.now()).client("CN=key");
        return new Identity("ask", pair.key(), java.util.List.of(pair.certificate()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"PASSWORD_WRONG", "TOKEN_LOCKED", "UNKNOWN"},
            mode = EnumSource.Mode.EXCLUDE)
    void anIdentityThatIsMissingAtTheStartIsOpenedWithinAMinute(Reason reason) throws Exception {
        finds.add(reason);
        finds.add(key());
        Identities identities = identities(IdentitySettings.Type.PKCS11);
        assertThatThrownBy(() -> identities.named("ask")).isInstanceOf(IdentityException.class);
        assertThatThrownBy(() -> identities.named("ask")).isInstanceOf(IdentityException.class);

        pass(Duration.ofSeconds(59));

        assertThat(identities.named("ask")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"PASSWORD_WRONG", "TOKEN_LOCKED"})
    void aPinThatWasRefusedIsNeverTriedAgainByItself(Reason reason) throws Exception {
        finds.add(reason);
        finds.add(key());
        Identities identities = identities(IdentitySettings.Type.PKCS11);
        assertThatThrownBy(() -> identities.named("ask")).isInstanceOf(IdentityException.class);

        pass(Duration.ofDays(9));

        assertThatThrownBy(() -> identities.named("ask")).isInstanceOf(IdentityException.class);
    }

    @Test
    void aTokenThatIsPulledOutIsNoticedAndComesBackWithItsNewHandle() throws Exception {
        Identity second = key();
        finds.add(key());
        finds.add(Reason.TOKEN_ABSENT);
        finds.add(second);
        Identities identities = identities(IdentitySettings.Type.PKCS11);
        assertThat(identities.named("ask")).isNotNull();

        pass(Duration.ofMinutes(1));
        assertThatThrownBy(() -> identities.named("ask")).isInstanceOf(IdentityException.class);
        pass(Duration.ofMinutes(1));

        assertThat(identities.named("ask").key()).isSameAs(second.key());
    }

    @Test
    void aFileThatDidNotChangeIsNotOpenedAgain() throws Exception {
        finds.add(key());
        finds.add(Reason.FILE_BROKEN);
        Identities identities = identities(IdentitySettings.Type.PKCS12);
        Identity first = identities.named("ask");

        pass(Duration.ofDays(1));

        assertThat(identities.named("ask")).isSameAs(first);
    }
}
