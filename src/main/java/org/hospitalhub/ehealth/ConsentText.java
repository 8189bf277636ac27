package org.hospitalhub.ehealth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Consent texts, which the service compares character by character (eHealth contract §3.5); their hashes are checked at start.
 */
final class ConsentText {

    private static final Map<ContractType, String> HASHES = Map.of(
            ContractType.CAPITATION, "e2e83c8123497309aa71b35bdaa4eeee65fffff23594403485bd2a5aaf403d5e",
            ContractType.REIMBURSEMENT, "b1ccc8d8912ec7f0a43cec5372455dce3ec7bf600cced25b7441b88a105be51f");

    private final Map<ContractType, String> texts = new EnumMap<>(ContractType.class);

    /**
     * Reads the shipped texts.
     *
     * @throws IllegalStateException when one is not the text that the service demands
     */
    ConsentText() {
        for (ContractType type : ContractType.values()) {
            String text = shipped(type);
            if (!DigestUtils.sha256Hex(text).equals(HASHES.get(type))) {
                throw new IllegalStateException(
                        "the consent text for " + type.segment() + " is damaged: install the hub again");
            }
            texts.put(type, text);
        }
    }

    /** Returns the exact text. */
    String text(ContractType type) {
        return texts.getOrDefault(type, "");
    }

    /** Returns whether a given text is the exact one. */
    boolean matches(ContractType type, String given) {
        return DigestUtils.sha256Hex(given).equals(HASHES.get(type));
    }

    private static String shipped(ContractType type) {
        try (InputStream file = ConsentText.class.getResourceAsStream("/ehealth/consent_" + type.segment() + ".txt")) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
