package org.hospitalhub.service.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.service.definition.Limit;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.jspecify.annotations.Nullable;

/** Creates the ledger's budgets from the limits of a definition. The first one with a window has the service's name. */
final class ServiceLimits {

    private static final int LONGEST_NAME = 40;
    private static final String UNNAMED = "default";

    private final SettingValues settings;
    private final String service;
    private final List<Limit> limits;
    private final List<Counted> counted = new ArrayList<>();

    /**
     * A budget and the steps whose requests count.
     *
     * @param steps empty for all
     */
    private record Counted(Budget budget, List<String> steps) {
        boolean counts(String step) {
            return steps.isEmpty() || steps.contains(step);
        }
    }

    ServiceLimits(ServiceDefinition definition, SettingValues settings, List<DefinitionFault> faults) {
        this.settings = settings;
        this.service = definition.name();
        this.limits = definition.limits();
        Set<String> names = new HashSet<>();
        for (Limit limit : limits) {
            if (!limit.requests().isEmpty()) {
                boolean first = counted.stream().allMatch(one -> one.budget().isInFlight());
                add(limit, first ? service : name(limit, limit.window()), names, faults, this::windowed);
            }
            if (!limit.inFlight().isEmpty()) {
                add(limit, name(limit, "in-flight"), names, faults, this::inFlight);
            }
        }
    }

    /** Creates a budget from a limit and a name. */
    private interface Maker {
        Budget make(Limit limit, String name);
    }

    private void add(Limit limit, String name, Set<String> names, List<DefinitionFault> faults, Maker maker) {
        if (!names.add(name)) {
            faults.add(new DefinitionFault(
                    limit.place(), "Two limits would be the same budget " + name + ". Give one of them another name."));
        }
        if (name.length() > LONGEST_NAME) {
            faults.add(new DefinitionFault(
                    limit.place(),
                    "The name of a limit and of its service have at most " + (LONGEST_NAME - 1)
                            + " characters together."));
        }
        counted.add(new Counted(maker.make(limit, name), limit.counts()));
    }

    private String name(Limit limit, String otherwise) {
        String own = limit.name().equals(UNNAMED) ? settings.resolve(otherwise) : limit.name();
        boolean both = !limit.requests().isEmpty() && otherwise.equals("in-flight") && !own.equals(otherwise);
        return service + "-" + own.toLowerCase(Locale.ROOT) + (both ? "-in-flight" : "");
    }

    private Budget windowed(Limit limit, String name) {
        Limit.Spacing spacing = limit.spacing();
        Duration spaced = spacing != null && settings.resolve(spacing.of()).equals("client")
                ? settings.time(spacing.least(), Duration.ZERO)
                : Duration.ZERO;
        return new Budget(
                name,
                settings.number(limit.requests(), 0),
                window(limit),
                settings.time(limit.margin(), Duration.ZERO),
                settings.number(limit.urgentReserve(), 0),
                spaced,
                settings.number(limit.leastShare(), 1));
    }

    /** Returns the window, which must not be zero: the budget would then count calls in flight. */
    private Duration window(Limit limit) {
        Duration window = settings.time(limit.window(), Duration.ofMinutes(1));
        return window.toMillis() < 1 ? Duration.ofMillis(1) : window;
    }

    private Budget inFlight(Limit limit, String name) {
        return Budget.inFlight(name, settings.number(limit.inFlight(), 0));
    }

    List<Budget> budgets() {
        return counted.isEmpty()
                ? List.of(Budget.unlimited(service))
                : counted.stream().map(Counted::budget).toList();
    }

    /** Returns the budget with the shortest window, which the ledger uses to spread requests. */
    Budget pacing() {
        return counted.stream()
                .map(Counted::budget)
                .filter(budget -> !budget.isInFlight() && !budget.isUnlimited())
                .min(Comparator.comparing(Budget::window))
                .orElseGet(() -> Budget.unlimited(service));
    }

    /** Returns the names of the budgets for which a step's requests count; a service without limits has one unlimited budget. */
    List<String> of(String step) {
        return counted.isEmpty()
                ? List.of(service)
                : counted.stream()
                        .filter(one -> one.counts(step))
                        .map(one -> one.budget().name())
                        .toList();
    }

    /** Returns the most calls in flight; empty for any number. */
    String inFlight() {
        return limits.stream()
                .filter(limit -> limit.counts().isEmpty())
                .map(Limit::inFlight)
                .filter(number -> !number.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Returns how old a permit may be when its request is sent, by the strictest limit; null for any age. */
    @Nullable
    Duration permitValid() {
        return limits.stream()
                .map(limit -> settings.time(limit.permitValid()))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
