package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.List;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.ErrorText;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.ReportedError;
import org.hospitalhub.calls.media.ReportedErrors;
import org.jspecify.annotations.Nullable;

/** An answer that is being interpreted. Not thread-safe. */
final class Reply {

    private static final Pattern PAGE = Pattern.compile("(?is)\\s*(?:<!doctype html|<html)");

    private final Answer answer;
    private final Body body;
    private final Scope scope;
    private final @Nullable Pattern limitWords;
    private final Media expected;
    private @Nullable List<ReportedError> complaints;

    /**
     * Creates the object.
     *
     * @param expected format of the step's answers
     */
    Reply(Answer answer, Body body, Scope scope, @Nullable Pattern limitWords, Media expected) {
        this.answer = answer;
        this.body = body;
        this.scope = scope;
        this.limitWords = limitWords;
        this.expected = expected;
    }

    /** Returns the same answer with another tree as its body. */
    Reply with(JsonNode tree) {
        return new Reply(answer, body, scope.with(tree), limitWords, expected);
    }

    Answer answer() {
        return answer;
    }

    Body body() {
        return body;
    }

    Scope scope() {
        return scope;
    }

    boolean success() {
        return answer.success();
    }

    /** Returns whether the body has another format than the step's answers; an empty one has none. JSON is any service's. */
    boolean isPerhapsOfStranger() {
        String text = body.text();
        boolean page = Media.bare(answer.contentType()).contains("html")
                || (text != null && PAGE.matcher(text).lookingAt());
        boolean empty = body.bytes().length == 0 || (text != null && text.isEmpty());
        return !empty && (page || (body.media() != expected && body.media() != Media.JSON));
    }

    /** Returns all errors that the answer reports, at least one. */
    List<ReportedError> complaints() {
        List<ReportedError> read = complaints;
        if (read == null) {
            read = reader().read(body);
            complaints = read;
        }
        return read;
    }

    /** Returns the errors for findings; a successful answer without an error gives one without text. */
    List<ReportedError> reasons() {
        String text = body.text();
        return complaints().stream()
                .map(one -> success() && text != null && one.text().equals(ErrorText.readable(text))
                        ? new ReportedError("", one.path())
                        : one)
                .toList();
    }

    /** Returns the text of the answer without markup, and data up to a bounded length. */
    String words() {
        String text = body.text();
        if (body.media() == Media.JSON) {
            return ErrorText.bounded(body.tree().toString());
        }
        return text == null ? "" : ErrorText.readable(text);
    }

    private ReportedErrors reader() {
        return new ReportedErrors(name -> scope.variable("payload").has(name));
    }

    /** Returns whether the body is an error document. */
    boolean complains() {
        return body.readable() && !reader().within(body.tree()).isEmpty();
    }

    /** Returns whether the body reports a limit of requests. */
    boolean speaksOfLimit() {
        Pattern words = limitWords;
        return words != null
                && complaints().stream()
                        .anyMatch(one -> words.matcher(one.text()).find());
    }
}
