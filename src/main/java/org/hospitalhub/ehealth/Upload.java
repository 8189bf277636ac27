package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.ledger.Work;

/** The steps that open a contract request and bring its documents into the storage (eHealth contract §1.5). */
final class Upload {

    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final int MOST_BEGINNINGS = 20;

    private final EhealthSettings settings;
    private final InstantSource clock;

    Upload(EhealthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Says what the answer to initialize means; the links' life counts from before the request. */
    Outcome initialized(Work work, EhealthAnswer answer) {
        ObjectNode data = answer.success() ? answer.data().orElse(null) : null;
        if (data == null) {
            return EhealthFailure.of(answer);
        }
        String id = data.path("id").asText("");
        if (!id.matches("[0-9a-fA-F-]{36}")) {
            return EhealthFailure.nonsense(answer);
        }
        EhealthMemory memory = EhealthMemory.of(work)
                .with("id", id)
                .with(
                        "urlsUntil",
                        work.claimedAt().plus(settings.uploadUrlsLive()).toString())
                .with("initialized", EhealthMemory.of(work).number("initialized") + 1);
        for (Document document : Document.values()) {
            String url = data.path(document.urlField()).asText("");
            if (!settings.mayFollow(url)) {
                return EhealthFailure.park(
                        answer,
                        "EHEALTH_UPLOAD_HOST",
                        "The upload link leads to a host that is not allowed",
                        "If the host is right, add it to hub.ehealth.upload-hosts; then replay the order.");
            }
            memory = memory.with(document.urlField(), url);
        }
        return Outcome.Next.now("upload", memory.json());
    }

    /** Makes the uploads; ends the step when the links are too old. */
    List<EhealthRequest> uploads(Work work) {
        EhealthOrder order = EhealthOrder.of(work);
        EhealthMemory memory = EhealthMemory.of(work);
        if (!clock.instant().plus(MARGIN).isBefore(memory.moment("urlsUntil"))) {
            throw new StepEndedException(beginAnew(memory));
        }
        List<EhealthRequest> uploads = new ArrayList<>();
        for (Document document : Document.values()) {
            order.document(document)
                    .ifPresent(bytes -> uploads.add(EhealthRequest.open(
                            "PUT",
                            memory.text(document.urlField()),
                            "application/pdf",
                            bytes,
                            work.order().id())));
        }
        return uploads;
    }

    /** Ends the step when an upload was not taken. */
    void uploaded(Work work, EhealthAnswer answer) {
        if (answer.success()) {
            return;
        }
        int status = answer.status();
        if (status == 429 || status == 408 || status >= 500) {
            throw new StepEndedException(new Outcome.Failed(
                    new Problem(
                            "EHEALTH_STORAGE_UNAVAILABLE",
                            "The storage of eHealth cannot work just now",
                            "It answered HTTP " + status + "; the upload is tried again."),
                    Remedy.RETRY,
                    answer.wait(Duration.ZERO),
                    answer.raw()));
        }
        String text = answer.text();
        boolean expired = text.contains("Expired") || text.contains("expired");
        EhealthMemory memory = EhealthMemory.of(work);
        if ((status == 400 || status == 401 || status == 403) && expired) {
            throw new StepEndedException(beginAnew(memory));
        }
        throw new StepEndedException(EhealthFailure.park(
                answer,
                "EHEALTH_UPLOAD_REFUSED",
                "The storage of eHealth did not take a document",
                "The raw answer is kept with the attempt. Replay the order to try again."));
    }

    /** Goes on to sign when all documents are there. */
    Outcome done(Work work) {
        return Outcome.Next.now("sign", EhealthMemory.of(work).json());
    }

    /** Old links are no failure: the request is opened anew; links that never work are one. */
    private Outcome beginAnew(EhealthMemory memory) {
        int times = memory.number("initialized");
        if (times >= MOST_BEGINNINGS) {
            return EhealthFailure.park(
                    null,
                    "EHEALTH_UPLOAD_EXPIRED",
                    "The upload links expired again and again",
                    "Compare the clocks of this machine and of eHealth, then replay the order.");
        }
        Duration pause = times < 2 ? Duration.ZERO : Duration.ofSeconds(10L * times);
        Instant then = clock.instant().plus(pause);
        return new Outcome.Next(
                "initialize", then, null, memory.without("urlsUntil").json());
    }
}
