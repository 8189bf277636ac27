package org.hospitalhub.ehealth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.RoomSettings;
import org.hospitalhub.service.ServiceDoor;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.service.ServiceTraits;
import org.hospitalhub.service.definition.Texts;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Describes eHealth, whose operations and budget are beans of this room. */
public final class EhealthService implements ServiceRoom {

    private static final String PREFIX = "hub.ehealth.";
    private static final String ENTITIES = PREFIX + "legal-entities.*.";

    @Override
    public String service() {
        return "ehealth";
    }

    @Override
    public Optional<NationalService> describe(Function<String, @Nullable String> settings) {
        String base = text(settings, "base-url");
        return Optional.of(new NationalService(
                service(),
                new Texts(Map.of("en", "eHealth")),
                null,
                List.of(),
                List.of(),
                Set.of(),
                Stream.of(door("api", base), door("auth", text(settings, "auth-url")))
                        .filter(door -> !door.url().isEmpty())
                        .toList(),
                new ServiceTraits(
                        ServiceTraits.OrderIdentities.ALL,
                        PREFIX + "tsa.",
                        Stream.of("client-id", "client-secret", "refresh-token", "edrpou", "type", "drfo", "surname")
                                .map(name -> ENTITIES + name)
                                .toList()),
                base.isEmpty() ? Wording.of("OFF.settings", "eHealth", "hub.ehealth.base-url") : null,
                List.of(),
                List.of(),
                List.of(),
                true));
    }

    private static ServiceDoor door(String name, String url) {
        return new ServiceDoor(name, url, "", "", "");
    }

    private static String text(Function<String, @Nullable String> settings, String name) {
        String text = settings.apply(PREFIX + name);
        return text == null ? "" : text.strip();
    }

    @Override
    public List<String> problems(Environment settings) {
        return Stream.of(
                        RoomSettings.problems(
                                settings, "hub.ehealth", EhealthSettings.class, EhealthSettings::problems),
                        RoomSettings.problems(
                                settings,
                                "hub.ehealth.revocation",
                                RevocationSettings.class,
                                RevocationSettings::problems))
                .flatMap(List::stream)
                .toList();
    }
}
