package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.cms.Trust;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads signed answers as their content, and only those of trusted signers. An error may be unsigned, because what stands before
 * a service answers too.
 */
final class SignedAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(SignedAnswers.class);

    private final AnswerSignature.Form form;
    private final Expression find;
    private final String trust;
    private final boolean verifies;

    /**
     * Prepares the reading.
     *
     * @param verifies false for a trial, whose answers nobody signs
     */
    SignedAnswers(Door.SignedBy declared, SettingValues settings, boolean verifies, InstantSource clock) {
        this.form = declared.form() == Door.SignatureForm.JWS
                ? new JwsAnswerSignature.Form(clock)
                : new CmsAnswerSignature.Form(clock);
        this.find = Expression.compile(declared.find());
        this.trust = settings.resolve(declared.trust()).strip();
        this.verifies = verifies;
    }

    /** Returns the content of an answer; unreadable when no trusted signer signed it. */
    Body read(Answer answer, BodyReader reader) {
        Body plain = reader.read(answer);
        Optional<AnswerSignature> signature = form.read(plain.bytes()).or(() -> found(plain.tree()));
        if (signature.isEmpty()) {
            return verifies && answer.success() ? unreadable(answer) : plain;
        }
        Optional<byte[]> content = content(signature.get());
        if (content.isEmpty()) {
            LOG.warn("An answer is signed by nobody whom {} names, or was changed: it is not read", trust);
            return unreadable(answer);
        }
        return reader.read(new Answer(answer.status(), Map.of(), content.get(), answer.certificateSent()));
    }

    private static Body unreadable(Answer answer) {
        return new Body(
                MissingNode.getInstance(), new String(answer.body(), StandardCharsets.UTF_8), null, answer.body());
    }

    private Optional<AnswerSignature> found(JsonNode tree) {
        JsonNode found = find.apply(tree, Map.of());
        String text = found.isObject() ? found.toString() : found.asText();
        return text.isBlank() ? Optional.empty() : form.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> content(AnswerSignature signature) {
        try {
            return signature.content(verifies ? Trust.inPem(Files.readAllBytes(Path.of(trust))) : null);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
