package org.hospitalhub.operations.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Reads the state of every service for API, screens and health. */
public final class ServiceStatusReader {

    private final Services services;
    private final Operations operations;
    private final Supplier<Map<String, Wording>> broken;
    private final ServiceCertificates certificates;
    private final InstantSource clock;

    /**
     * Prepares the reading.
     *
     * @param broken services of which nothing can be asked, by name with why
     */
    ServiceStatusReader(
            Services services,
            Operations operations,
            Supplier<Map<String, Wording>> broken,
            ServiceCertificates certificates,
            InstantSource clock) {
        this.services = services;
        this.operations = operations;
        this.broken = broken;
        this.certificates = certificates;
        this.clock = clock;
    }

    /**
     * One service as the outside sees it.
     *
     * @param state {@code on}, {@code off}, {@code paused} or {@code held}
     * @param why why it is off, paused or held, and when a held one is tried again
     * @param pausedOperations why, by whom and since when those of its operations are paused that are paused by themselves
     * @param budget the limit that paces it, null for none
     * @param furtherBudgets its other limits
     * @param certificate the certificate it uses, null when it is off or uses none
     * @param expectedEnd when all its open orders are likely to have ended, null when there are none or it is unknown
     * @param expectedEnds the same by operation
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record ServiceStatus(
            String name,
            String state,
            @Nullable Wording why,
            Map<String, Wording> pausedOperations,
            Services.@Nullable BudgetUse budget,
            List<Services.BudgetUse> furtherBudgets,
            ServiceCertificates.@Nullable CertificateStatus certificate,
            Map<String, Long> orders,
            @Nullable Instant oldestDue,
            @Nullable Instant expectedEnd,
            Map<String, Instant> expectedEnds) {}

    /** Returns the state of every service. */
    public List<ServiceStatus> all() {
        List<ServiceStatus> all = new ArrayList<>(
                services.all(clock.instant()).stream().map(this::status).toList());
        broken.get().entrySet().stream()
                .filter(service -> all.stream().noneMatch(one -> one.name().equals(service.getKey())))
                .sorted(Map.Entry.comparingByKey())
                .forEach(service -> all.add(new ServiceStatus(
                        service.getKey(),
                        "off",
                        service.getValue(),
                        Map.of(),
                        null,
                        List.of(),
                        null,
                        Map.of(),
                        null,
                        null,
                        Map.of())));
        return List.copyOf(all);
    }

    /**
     * Returns the state of a service.
     *
     * @throws NotFoundException if there is no such service
     */
    public ServiceStatus find(String name) {
        return all().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(Wording.of("HTTP.no-service", name)));
    }

    private ServiceStatus status(Services.ServiceStatus standing) {
        Map<String, Long> counts = new TreeMap<>();
        standing.counts().forEach((state, count) -> counts.put(state.word(), count));
        Wording off = off(standing.service());
        return new ServiceStatus(
                standing.service(),
                state(standing, off),
                off != null ? off : why(standing),
                pausedOperations(standing),
                standing.budget(),
                standing.furtherBudgets(),
                off != null ? null : certificates.of(standing.service()),
                counts,
                standing.oldestDue(),
                standing.expectedEnd(),
                standing.expectedEnds());
    }

    private static Map<String, Wording> pausedOperations(Services.ServiceStatus standing) {
        Map<String, Wording> paused = new TreeMap<>();
        standing.pausedOperations().forEach((operation, pause) -> paused.put(operation, pause.words()));
        return paused;
    }

    private static String state(Services.ServiceStatus standing, @Nullable Wording off) {
        if (off != null) {
            return "off";
        }
        if (standing.pause() != null) {
            return "paused";
        }
        return standing.holds().isEmpty() ? "on" : "held";
    }

    private static @Nullable Wording why(Services.ServiceStatus standing) {
        if (standing.pause() != null) {
            return standing.pause().words();
        }
        return standing.holds().isEmpty()
                ? null
                : Wording.joined(
                        "; ",
                        standing.holds().stream()
                                .map(Services.Hold::wordsWithTimes)
                                .toList());
    }

    private @Nullable Wording off(String service) {
        return operations.all().stream()
                .filter(operation -> operation.service().equals(service))
                .map(Operation::off)
                .filter(off -> off != null)
                .findFirst()
                .orElseGet(() -> broken.get().get(service));
    }
}
