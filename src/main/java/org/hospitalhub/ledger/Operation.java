package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.TextCleaning;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the hub, as a service declares it.
 *
 * @param name {@code n3.snils}, …
 * @param service its name, also that of its lane of work
 * @param steps the first is where an order starts
 * @param check finds everything that is wrong with a payload before an order is accepted
 * @param resultFields names of the result's fields in their order, for the columns of a CSV answer
 * @param reuse how long a finished answer serves the same question again; zero for never
 * @param off why orders are refused now (the service has no settings), null when the operation is on
 * @param subjects whom its orders are about
 * @param identities which identity of ours an order is sent with
 */
public record Operation(
        String name,
        String service,
        List<Step> steps,
        Check check,
        List<String> resultFields,
        Duration reuse,
        @Nullable Wording off,
        Subjects subjects,
        Identities identities) {

    /** An operation whose service knows one identity of ours only. */
    public Operation(
            String name,
            String service,
            List<Step> steps,
            Check check,
            List<String> resultFields,
            Duration reuse,
            @Nullable Wording off,
            Subjects subjects) {
        this(name, service, steps, check, resultFields, reuse, off, subjects, Identities.ONE);
    }

    /** An operation whose orders are not found by whom they are about. */
    public Operation(
            String name,
            String service,
            List<Step> steps,
            Check check,
            List<String> resultFields,
            Duration reuse,
            @Nullable Wording off) {
        this(name, service, steps, check, resultFields, reuse, off, Subjects.NONE, Identities.ONE);
    }

    /** Finds whom an order is about, so that people can search for it. */
    @FunctionalInterface
    public interface Subjects {
        /** Orders cannot be found by a subject. */
        Subjects NONE = payload -> Set.of();

        /** Reads a stored payload, which may be a refused one in any shape; a few subjects at most. */
        Set<Subject> of(JsonNode payload);
    }

    /**
     * Which identity of ours an order is sent with.
     *
     * @param name certificate, legal entity; empty when there is only one
     * @param right what the order asks for, where a service may refuse that to an identity that it knows; empty for everything
     */
    public record Identity(String name, String right) {}

    /** Finds which identity of ours an order is sent with, so that one that is refused holds no other's orders. */
    @FunctionalInterface
    public interface Identities {
        /** There is only one. */
        Identities ONE = payload -> new Identity("", "");

        /** Reads a stored payload. */
        Identity of(byte[] payload);
    }

    /** Checks and normalises a payload. */
    @FunctionalInterface
    public interface Check {
        /** Reads the payload; never throws for bad input. */
        Checked check(JsonNode payload, Attachments attachments);

        /** Names the payload's own texts, which a column of a CSV file may name without a dot. */
        default Set<String> texts() {
            return Set.of();
        }

        /** Names the fields that columns of a CSV file may name. */
        default Columns columns() {
            return Columns.ANY;
        }

        /** Returns whether orders may name files that are dropped beside them. */
        default boolean takesAttachments() {
            return false;
        }

        /** Names the fields whose texts are taken letter by letter, such as documents and what must match word by word. */
        default Set<String> verbatim() {
            return Set.of();
        }
    }

    /**
     * Fields of a payload as the header of a CSV file names them ({@code patient.familyName}).
     *
     * @param known all fields, in their order; what is inside of them is known, too. Empty when any field may be there
     * @param required those that no payload can do without
     */
    public record Columns(List<String> known, List<String> required) {
        /** Nothing is known of the fields. */
        public static final Columns ANY = new Columns(List.of(), List.of());
    }

    /** Files dropped beside the order. */
    @FunctionalInterface
    public interface Attachments {
        /** No files beside it, as for HTTP and JMS. */
        Attachments NONE = name -> Optional.empty();

        /** Reads one file by its plain name (no path); empty if there is none. */
        Optional<byte[]> read(String name);
    }

    /**
     * A payload after its check.
     *
     * @param payload normalised form that is stored and sent; the given one where it cannot be normalised
     * @param findings errors and warnings, all of them
     * @param reuseKey what makes two orders ask the same, so that one answer serves both; null where answers are never reused
     */
    public record Checked(
            JsonNode payload,
            List<Finding> findings,
            @Nullable ObjectNode reuseKey) {
        /** Returns whether an error refuses the order. */
        public boolean refused() {
            return findings.stream().anyMatch(Finding::refuses);
        }
    }

    /** Cleans the texts of a payload and checks it; the same for every trigger and for corrections. */
    public Checked checked(JsonNode payload, Attachments attachments) {
        Findings cleaned = new Findings();
        Checked checked = check.check(TextCleaning.clean(payload, check.verbatim(), cleaned), attachments);
        if (cleaned.all().isEmpty()) {
            return checked;
        }
        List<Finding> findings = new ArrayList<>(cleaned.all());
        findings.addAll(checked.findings());
        return new Checked(checked.payload(), List.copyOf(findings), cleaned.refuses() ? null : checked.reuseKey());
    }

    /** Finds a step by its name. */
    public Step step(String step) {
        return steps.stream()
                .filter(candidate -> candidate.name().equals(step))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("operation " + name + " has no step " + step));
    }
}
