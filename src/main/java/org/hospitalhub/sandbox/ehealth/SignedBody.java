package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.hospitalhub.sandbox.Call;

/** Opens the envelope of a signed request: {@code signed_content} and {@code signed_content_encoding} (eHealth contract §1.6, §5). */
final class SignedBody {

    /** A signed document as it came and as it was opened. */
    record Document(byte[] raw, Signatures.Opened opened) {
        /** Returns the signed JSON, without a leading BOM and a trailing NUL (eHealth contract §5.1). */
        JsonNode json() {
            byte[] content = opened.content();
            int from = content.length > 2 && content[0] == (byte) 0xEF && content[1] == (byte) 0xBB ? 3 : 0;
            int to = content.length > from && content[content.length - 1] == 0 ? content.length - 1 : content.length;
            return Json.parse(Arrays.copyOfRange(content, from, to))
                    .orElseThrow(() ->
                            ServiceErrorException.unprocessable("Malformed encoded content. Probably, you have encoded"
                                    + " corrupted JSON. Error: unexpected token"));
        }
    }

    private final State state;
    private final Signatures signatures;
    private final InstantSource clock;
    private final JsonNode envelope = Json.parse(
                    Json.resource("ehealth/envelope.json").getBytes(StandardCharsets.UTF_8))
            .orElseThrow();

    SignedBody(State state, Signatures signatures, InstantSource clock) {
        this.state = state;
        this.signatures = signatures;
        this.clock = clock;
    }

    /**
     * Opens what the client signed.
     *
     * @param more roots that are trusted beside the registry's; ignored while the registry trusts everybody
     */
    Document open(ApiExchange exchange, Collection<String> more) {
        JsonNode body = exchange.body();
        List<Violation> wrong = NexSchema.check(envelope, body, state.registry()::dictionary);
        if (!wrong.isEmpty()) {
            throw ServiceErrorException.invalid(wrong);
        }
        byte[] raw = decoded(Json.text(body, "signed_content"));
        if (state.settings().signatures().equals("headers")) {
            return new Document(raw, new Signatures.Opened(raw, List.of(signerOfHeaders(exchange.call()))));
        }
        List<String> trust = new ArrayList<>(state.registry().trust());
        if (!trust.isEmpty()) {
            trust.addAll(more);
        }
        return new Document(raw, signatures.open(raw, trust, state.settings().contentTimeStamp(), clock.instant()));
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text.replaceAll("[\\r\\n]", ""));
        } catch (IllegalArgumentException notBase64) {
            throw ServiceErrorException.at("$.signed_content", "Not a base64 string");
        }
    }

    /** Returns the signer from the headers, in the test mode (eHealth contract §5.3). */
    private static Signer signerOfHeaders(Call call) {
        return new Signer(
                call.header("drfo").orElse(""),
                call.header("edrpou").orElse(""),
                call.header("surname").orElse(""),
                false);
    }
}
