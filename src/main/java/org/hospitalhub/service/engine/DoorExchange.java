package org.hospitalhub.service.engine;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** The doors of all services as the routes call them, each made when it is first called. */
final class DoorExchange {

    private static final String OPTIONS = "?bridgeEndpoint=true&copyHeaders=false&disableStreamCache=true"
            + "&followRedirects=false&throwExceptionOnFailure=false&httpClientConfigurer=#";

    private final DoorClients clients;
    private final DoorConfigurerRepository configurers;
    private final Map<DoorKey, DoorClients.ReadyDoor> doors = new ConcurrentHashMap<>();
    /** Counts replaced definitions: Camel knows the client of a door by its name. */
    private final AtomicInteger generation = new AtomicInteger();

    /**
     * Which door of which service.
     *
     * @param values what its texts take of the order: with another identity or account it is another door
     */
    private record DoorKey(String service, String name, Map<String, String> values) {}

    /**
     * The destination of a request.
     *
     * @param base scheme, host and what stands before the path
     */
    record Target(String base, String path) {
        /** Returns the whole address. */
        URI address(@Nullable String query) {
            boolean plain = path.isEmpty() || path.startsWith("/");
            return URI.create(base + (plain ? path : "/" + path) + (query == null ? "" : "?" + query));
        }
    }

    DoorExchange(DoorClients clients, DoorConfigurerRepository configurers) {
        this.clients = clients;
        this.configurers = configurers;
    }

    Signatures signatures() {
        return clients.signatures();
    }

    DoorClients.ReadyDoor door(ServiceProgram program, String name, Map<String, String> values) {
        return doors.computeIfAbsent(
                new DoorKey(program.definition().name(), name, values),
                door -> clients.ready(
                        program,
                        Objects.requireNonNull(program.definition().doors().get(name)),
                        values));
    }

    /** Returns where a call goes: below the door's address, or to a link of an answer; empty for one that is not allowed. */
    static Optional<Target> target(DoorClients.ReadyDoor door, ServiceCall call) {
        if (door.links() == null || !call.leadsAway()) {
            return Optional.of(new Target(door.base().toString(), call.path()));
        }
        return door.links().of(call.path()).map(DoorExchange::target);
    }

    private static Target target(URI link) {
        return new Target(link.getScheme() + "://" + link.getRawAuthority(), String.valueOf(link.getRawPath()));
    }

    /** One endpoint, and with it one client, for each door, and each identity that orders call it with. */
    String endpoint(String service, ServiceCall call, DoorClients.ReadyDoor door, Target target) {
        // A hash, because two names of the same length in another script would be one client, with one certificate.
        String values = call.doorValues().isEmpty()
                ? ""
                : "-" + DigestUtils.sha256Hex(call.doorValues().toString());
        String name = configurer(service, call.door()) + values + "." + generation;
        configurers.add(name, door.client()::configure);
        return target.base() + OPTIONS + name;
    }

    /** Removes the doors of a service, to be made again; nothing of it may be inside the routes. */
    void forget(String service, CamelContext camel) {
        doors.keySet().removeIf(door -> door.service().equals(service));
        String prefix = configurer(service, "");
        configurers.names().stream().filter(name -> name.startsWith(prefix)).forEach(name -> {
            camel.getEndpoints().stream()
                    .filter(endpoint -> endpoint.getEndpointUri().contains(name))
                    .forEach(endpoint -> remove(camel, endpoint));
            configurers.remove(name);
        });
        generation.incrementAndGet();
    }

    private static void remove(CamelContext camel, Endpoint endpoint) {
        try {
            camel.removeEndpoint(endpoint);
        } catch (Exception stays) {
            throw new IllegalStateException("the endpoint of a door cannot be removed", stays);
        }
    }

    private static String configurer(String service, String door) {
        return "door." + service + "." + door;
    }
}
