package org.hospitalhub.service.engine;

import java.util.Optional;
import org.hospitalhub.cms.Trust;
import org.jspecify.annotations.Nullable;

/** A signature that an answer consists of, or contains, with the content that it signs. */
interface AnswerSignature {

    /** Finds a signature in an answer. */
    interface Form {
        /**
         * Returns the signature in these bytes; empty when they are something else.
         *
         * @param bytes the answer, or the text that was found in it
         */
        Optional<AnswerSignature> read(byte[] bytes);
    }

    /**
     * Returns the signed content; empty when it was changed, or signed by somebody else.
     *
     * @param trust certificates of the signers, or of their issuers; null for any signer
     */
    Optional<byte[]> content(@Nullable Trust trust);
}
