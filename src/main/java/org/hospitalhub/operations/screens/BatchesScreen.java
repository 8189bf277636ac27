package org.hospitalhub.operations.screens;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.hospitalhub.intake.FailedFiles;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.operations.api.BatchProgress;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** Lists dropped files: progress, expected end, results. */
@Screen
@RequestMapping("/batches")
class BatchesScreen {

    private static final int SHOWN = 50;
    private static final int LINES = 500;

    private final Batches batches;
    private final Audit audit;
    private final ObjectMapper json;
    private final FailedFiles failed;
    private final MessageTranslator translator;

    BatchesScreen(Batches batches, Audit audit, ObjectMapper json, FailedFiles failed, MessageTranslator translator) {
        this.failed = failed;
        this.translator = translator;
        this.batches = batches;
        this.audit = audit;
        this.json = json;
    }

    /** A batch with its files. */
    record Shown(BatchProgress batch, List<String> files) {}

    @GetMapping
    String list(Model model) {
        model.addAttribute(
                "batches",
                batches.newest(SHOWN).stream()
                        .map(listed -> new Shown(BatchProgress.of(listed.batch()), listed.files()))
                        .toList());
        model.addAttribute("failed", failed.newestFirst());
        return "batches";
    }

    /** Returns one row of the list; the page loads it every few seconds while the file is processed. */
    @GetMapping("/{id}")
    String live(@PathVariable String id, Model model) {
        model.addAttribute("batch", BatchProgress.of(batch(id)));
        return "batches :: progress";
    }

    /** Returns every order of the file so far as lines of order JSON. It contains patient data, so it is audited. */
    @GetMapping("/{id}/result")
    void result(@PathVariable String id, Authentication who, HttpServletResponse answer) throws IOException {
        Batch batch = batch(id);
        Languages read = translator.languages();
        audit.record(who.getName(), "download-result", null, "batch " + batch.id());
        answer.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + batch.id() + ".result.ndjson\"");
        answer.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        answer.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream out = answer.getOutputStream();
        long after = 0;
        List<Batches.Line> lines = batches.lines(batch.id(), after, LINES);
        while (!lines.isEmpty()) {
            for (Batches.Line line : lines) {
                out.write(json.writeValueAsBytes(OrderJson.of(line.order(), line.result(), read)));
                out.write('\n');
                after = line.record();
            }
            lines = batches.lines(batch.id(), after, LINES);
        }
    }

    private Batch batch(String id) {
        return batches.find(id).orElseThrow(() -> new NotFoundException(Wording.of("HTTP.no-batch", id)));
    }
}
