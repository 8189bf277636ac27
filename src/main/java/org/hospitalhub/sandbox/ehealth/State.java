package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that outlives a request: registry, stored objects, events, the sequence of contract numbers, the switches. */
final class State {

    private final Registry registry = new Registry();
    private final Map<String, byte[]> objects = new TreeMap<>();
    private final List<ObjectNode> events = new ArrayList<>();
    private final @Nullable Path file;
    private EhealthSandboxSettings settings;
    private Instant lastTick;
    private long nextNumber = ContractNumbers.FIRST;

    /** @param file where the state is kept from one start to the next; null keeps it in memory only */
    State(EhealthSandboxSettings settings, Instant now, @Nullable Path file) {
        this.settings = settings;
        this.lastTick = now;
        this.file = file;
    }

    Registry registry() {
        return registry;
    }

    /** Stored objects by their name in the bucket. */
    Map<String, byte[]> objects() {
        return objects;
    }

    List<ObjectNode> events() {
        return events;
    }

    EhealthSandboxSettings settings() {
        return settings;
    }

    void settings(EhealthSandboxSettings changed) {
        settings = changed;
    }

    Instant lastTick() {
        return lastTick;
    }

    void lastTick(Instant now) {
        lastTick = now;
    }

    String nextContractNumber() {
        return ContractNumbers.of(nextNumber++);
    }

    /** Another registry begins another world: nothing of the old one is kept but the switches. */
    void replaceRegistry(JsonNode posted) {
        registry.replace(posted);
        objects.clear();
        events.clear();
    }

    /** Reads the file of an earlier run; false when there is none. */
    boolean load() {
        if (file == null || !Files.exists(file)) {
            return false;
        }
        try {
            JsonNode saved = Json.MAPPER.readTree(file.toFile());
            registry.replace(saved.path("registry"));
            for (var object : saved.path("objects").properties()) {
                objects.put(object.getKey(), object.getValue().binaryValue());
            }
            saved.path("events").forEach(event -> events.add((ObjectNode) event));
            settings = settings.with(saved.path("settings"));
            nextNumber = saved.path("next_number").asLong(ContractNumbers.FIRST);
            lastTick = Instant.parse(saved.path("last_tick").asText());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's state file cannot be read: " + file.getFileName(), e);
        }
    }

    /** Writes the file, whole or not at all. */
    void save() {
        if (file == null) {
            return;
        }
        ObjectNode saved = Json.object();
        saved.set("registry", registry.json());
        ObjectNode stored = saved.putObject("objects");
        objects.forEach(stored::put);
        saved.set("events", Json.arrayOf(events));
        saved.set("settings", settings.json());
        saved.put("next_number", nextNumber);
        saved.put("last_tick", lastTick.toString());
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, Json.bytes(saved));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
