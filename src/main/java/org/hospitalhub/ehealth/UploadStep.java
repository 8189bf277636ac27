package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;

/** The steps that open a contract request and upload its documents to the storage (eHealth contract §1.5). */
final class UploadStep {

    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final int MOST_BEGINNINGS = 20;

    private final EhealthSettings settings;
    private final InstantSource clock;

    UploadStep(EhealthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the outcome for the response to initialize; the links' life counts from before the request. */
    Outcome initialized(ClaimedStep work, EhealthResponse response) {
        ObjectNode data = response.success() ? response.data().orElse(null) : null;
        if (data == null) {
            return EhealthFailure.of(response);
        }
        String id = data.path("id").asText("");
        if (!id.matches("[0-9a-fA-F-]{36}")) {
            return EhealthFailure.unreadable(response);
        }
        StepState state = StepState.of(work)
                .with("id", id)
                .with(
                        "urlsUntil",
                        work.claimedAt().plus(settings.uploadUrlsLive()).toString())
                .with("initialized", StepState.of(work).number("initialized") + 1);
        for (ContractDocument document : ContractDocument.values()) {
            String url = data.path(document.urlField()).asText("");
            if (!settings.mayFollow(url)) {
                return EhealthFailure.park(
                        response,
                        "EHEALTH_UPLOAD_HOST",
                        "The upload link leads to a host that is not allowed",
                        "If the host is right, add it to hub.ehealth.upload-hosts; then replay the order.");
            }
            state = state.with(document.urlField(), url);
        }
        return Outcome.Next.now("upload", state.json());
    }

    /** Returns the upload requests; ends the step when the links are too old. */
    List<EhealthRequest> uploads(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        StepState state = StepState.of(work);
        if (!clock.instant().plus(MARGIN).isBefore(state.instant("urlsUntil"))) {
            throw new StepEndedException(reopen(state));
        }
        List<EhealthRequest> uploads = new ArrayList<>();
        for (ContractDocument document : ContractDocument.values()) {
            order.document(document)
                    .ifPresent(bytes -> uploads.add(EhealthRequest.withoutToken(
                            "PUT",
                            state.text(document.urlField()),
                            "application/pdf",
                            bytes,
                            work.order().id())));
        }
        return uploads;
    }

    /** Ends the step when an upload was not accepted. */
    void uploaded(ClaimedStep work, EhealthResponse response) {
        if (response.success()) {
            return;
        }
        int status = response.status();
        if (status == 429 || status == 408 || status >= 500) {
            throw new StepEndedException(new Outcome.Failed(
                    Problem.of("EHEALTH_STORAGE_UNAVAILABLE", "EHEALTH_STORAGE_UNAVAILABLE", status),
                    Remedy.RETRY,
                    response.retryAfterOr(Duration.ZERO),
                    response.raw()));
        }
        String text = response.text();
        boolean expired = text.contains("Expired") || text.contains("expired");
        StepState state = StepState.of(work);
        if ((status == 400 || status == 401 || status == 403) && expired) {
            throw new StepEndedException(reopen(state));
        }
        throw new StepEndedException(EhealthFailure.park(
                response,
                "EHEALTH_UPLOAD_REFUSED",
                "The storage of eHealth did not take a document",
                "The raw answer is kept with the attempt. Replay the order to try again."));
    }

    /** Goes on to sign when all documents are there. */
    Outcome allUploaded(ClaimedStep work) {
        return Outcome.Next.now("sign", StepState.of(work).json());
    }

    /** Old links are no failure: the request is opened again; links that never work are one. */
    private Outcome reopen(StepState state) {
        int times = state.number("initialized");
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
                "initialize", then, null, state.without("urlsUntil").json());
    }
}
