package org.hospitalhub.service.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hospitalhub.cms.LongTermSignatures;
import org.hospitalhub.cms.OnlineRevocation;
import org.hospitalhub.cms.Trust;
import org.hospitalhub.service.definition.RevocationData;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.jspecify.annotations.Nullable;

/** Signatures that hold everything needed to verify them later, as a definition and its settings say. */
public final class LongTerm {

    private LongTerm() {}

    /** Returns what completes signatures; null when the definition declares no {@code revocation}. */
    public static @Nullable LongTermSignatures of(
            ServiceDefinition definition, SettingValues settings, InstantSource clock) {
        RevocationData declared = definition.revocation();
        if (declared == null) {
            return null;
        }
        Path trust = Path.of(settings.resolve(declared.trust()).strip());
        return new LongTermSignatures(
                new OnlineRevocation.Settings(
                        null,
                        Set.copyOf(hosts(declared, settings)),
                        settings.time(declared.timeOut(), Duration.ofSeconds(5))),
                () -> Trust.inRootsOfPem(Files.readAllBytes(trust)),
                clock);
    }

    /** Returns the hosts that certificates may name, in their order. */
    public static List<String> hosts(RevocationData declared, SettingValues settings) {
        return Arrays.stream(settings.resolve(declared.hosts()).split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }
}
