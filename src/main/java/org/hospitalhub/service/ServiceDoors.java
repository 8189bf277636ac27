package org.hospitalhub.service;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.definition.TimeStamps;
import org.hospitalhub.service.engine.SettingValues;

/** The addresses at which a service and its log-ins are called, with these settings, and the certificates that it is shown. */
final class ServiceDoors {

    private final ServiceDefinition definition;
    private final SettingValues values;
    private final Map<String, ServiceDoor> doors = new LinkedHashMap<>();

    ServiceDoors(ServiceDefinition definition, SettingValues values) {
        this.definition = definition;
        this.values = values;
        definition.doors().values().forEach(door -> add(door, door.name(), values.resolve(door.url()), false));
        definition.doors().values().forEach(this::addLogIns);
        TimeStamps stamps = definition.timeStamps();
        String address = stamps == null ? "" : values.resolve(stamps.address()).strip();
        if (stamps != null && !address.isEmpty()) {
            doors.putIfAbsent(
                    address, new ServiceDoor("time-stamps", address, "", values.resolve(stamps.identity()), "", true));
        }
    }

    private void addLogIns(Door door) {
        door.auth().elsewhere().forEach(address -> add(door, "log-in", values.resolve(address), true));
        if (door.auth() instanceof Authentication.OAuth2 oauth && oauth.logIn() != null) {
            add(door, "log-in", values.resolve(oauth.logIn().page()), true);
        }
    }

    /** Adds an address; a log-in at a host and port that are called anyway is not a further one. */
    private void add(Door door, String name, String address, boolean logIn) {
        String url = address.strip();
        boolean known = logIn
                && doors.values().stream().anyMatch(other -> origin(other.url()).equals(origin(url)));
        if (url.isEmpty() || url.startsWith("/") || known) {
            return;
        }
        Door.Tls tls = door.tls();
        doors.putIfAbsent(
                url,
                new ServiceDoor(
                        name,
                        url,
                        tls == null ? "" : values.resolve(tls.trust()),
                        tls == null ? "" : identity(tls),
                        values.resolve(door.proxy()),
                        logIn));
    }

    private static String origin(String url) {
        try {
            URI address = URI.create(url);
            return address.getScheme() + "://" + address.getRawAuthority();
        } catch (IllegalArgumentException unreadable) {
            return url;
        }
    }

    List<ServiceDoor> all() {
        return List.copyOf(doors.values());
    }

    /** Returns the service's own identity: the one in its settings when orders name others. */
    private String identity(Door.Tls tls) {
        String named = values.resolve(tls.identity());
        return named.contains("{") ? identities().stream().findFirst().orElse("") : named;
    }

    Set<String> identities() {
        Set<String> identities = new LinkedHashSet<>();
        definition.settings().values().stream()
                .filter(setting -> setting.type() == Setting.Type.IDENTITY)
                .map(setting -> values.text(setting.name()))
                .filter(name -> !name.isEmpty())
                .forEach(identities::add);
        for (Door door : definition.doors().values()) {
            String named = door.tls() == null ? "" : values.resolve(door.tls().identity());
            // Identities that orders name are in {values.…}.
            if (!named.isEmpty() && !named.contains("{")) {
                identities.add(named);
            }
        }
        return identities;
    }
}
