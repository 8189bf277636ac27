package org.hospitalhub.operations.actions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.Subject;
import org.hospitalhub.ledger.SubjectHash;
import org.hospitalhub.operations.access.Roles;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;

/** The actions and queries of an operator, shared by API, screens and JMX. Every action is audited before it is done. */
public final class OperatorActions {

    private static final Logger log = LoggerFactory.getLogger(OperatorActions.class);

    private final Orders orders;
    private final Services services;
    private final CorrectedPayloadCheck corrections;
    private final Audit audit;
    private final InstantSource clock;

    public OperatorActions(
            Orders orders, Services services, CorrectedPayloadCheck corrections, Audit audit, InstantSource clock) {
        this.orders = orders;
        this.services = services;
        this.corrections = corrections;
        this.audit = audit;
        this.clock = clock;
    }

    /** Returns the order, if it is there and this person may see it; an integrator sees its own only. */
    public Order order(String id, Authentication who) {
        return orders.find(id)
                .filter(order -> seesAll(who) || order.owner().equals(who.getName()))
                .orElseThrow(() -> new NotFoundException(Wording.of("HTTP.no-order", id)));
    }

    /** Returns the owner whose orders this person may list; null for all owners. */
    public static @Nullable String onlyOf(Authentication who) {
        return seesAll(who) ? null : who.getName();
    }

    private static boolean seesAll(Authentication who) {
        return Roles.hasAny(who, Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN);
    }

    /**
     * Sends a parked order on its way again.
     *
     * @param payload corrected payload, null to keep the old one
     * @throws InvalidCorrectionException with all findings when the corrected payload breaks rules
     */
    public Order replay(String id, byte @Nullable [] payload, @Nullable String why, Authentication who) {
        Order order = order(id, who);
        byte[] checked = payload == null ? null : corrections.checked(order.operation(), payload);
        audit.record(who.getName(), checked == null ? "replay" : "replay-corrected", id, blankToNull(why));
        return noted("replay-refused", id, who, () -> orders.replay(id, checked, who.getName(), clock.instant()));
    }

    /** Cancels an order that has not ended. */
    public Order cancel(String id, @Nullable String why, Authentication who) {
        order(id, who);
        audit.record(who.getName(), "cancel", id, blankToNull(why));
        return noted("cancel-refused", id, who, () -> orders.cancel(id, who.getName(), clock.instant()));
    }

    /**
     * Ends an order parked as unsure: it had arrived after all.
     *
     * @param result the service's answer, as the person found it
     */
    public Order completeArrived(String id, ObjectNode result, @Nullable String why, Authentication who) {
        order(id, who);
        audit.record(who.getName(), "arrived", id, blankToNull(why));
        return noted(
                "arrived-refused", id, who, () -> orders.confirmArrival(id, result, who.getName(), clock.instant()));
    }

    /**
     * Hashes whom somebody looks for; the audit keeps the hashes, so that a look for a known patient can be proved.
     *
     * @return empty when neither a name with a birth date nor a number was given
     */
    public List<SubjectHash> searchPatient(String familyName, String birthDate, String number, Authentication who) {
        List<SubjectHash> hashes = Stream.of(Subject.person(familyName, birthDate), Subject.number(number))
                .flatMap(Optional::stream)
                .map(orders::hash)
                .toList();
        if (!hashes.isEmpty()) {
            audit.record(who.getName(), "search-patient", null, "hash " + hashes);
        }
        return hashes;
    }

    private Order noted(String refused, String id, Authentication who, java.util.function.Supplier<Order> action) {
        try {
            return action.get();
        } catch (Orders.WrongMomentException late) {
            audit.record(who.getName(), refused, id, late.getMessage());
            throw late;
        }
    }

    /** Returns the unmasked payload; empty when it was pruned. */
    public Optional<byte[]> unmask(String id, String why, Authentication who) {
        order(id, who);
        if (why.isBlank()) {
            throw new InvalidRequestException(Wording.of("HTTP.no-reason"));
        }
        audit.record(who.getName(), "unmask", id, why.strip());
        return orders.payload(id);
    }

    /** Returns the payload for masking and correcting; it is never shown unmasked. */
    public Optional<byte[]> payload(String id) {
        return orders.payload(id);
    }

    /** Pauses a service, the lane of deliveries or an operation, by its name. */
    public void pause(String name, String why, Authentication who) {
        Wording reason = why.isBlank() ? Wording.of("PAUSE.no-reason") : Wording.verbatim(why.strip());
        audit.record(who.getName(), "pause", null, name + ": " + reason);
        services.pause(name, who.getName(), reason, clock.instant());
        // The reason is a person's own words and stays in the ledger.
        log.info("{} was paused by {}", name, who.getName());
    }

    /** Resumes a service, the lane of deliveries or an operation, by its name. */
    public void resume(String name, Authentication who) {
        audit.record(who.getName(), "resume", null, name);
        services.resume(name);
        log.info("{} was resumed by {}", name, who.getName());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
