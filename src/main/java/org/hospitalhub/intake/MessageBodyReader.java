package org.hospitalhub.intake;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;

/** Reads the body of a JMS message up to a limit. */
public interface MessageBodyReader {

    /** Thrown when a body cannot be a payload. */
    final class UnreadableBodyException extends Exception {
        private final transient Kind kind;

        /** Why a body cannot be read. */
        public enum Kind {
            /** Over the limit; it was not read, or not to its end. */
            TOO_LARGE,
            /** Neither text nor bytes; it was not opened. */
            TYPE,
            /** The bytes do not have the type that the message declares. */
            BROKEN
        }

        /** Creates the exception. */
        public UnreadableBodyException(Kind kind) {
            super(kind.name());
            this.kind = kind;
        }

        /** Returns why the body cannot be read. */
        public Kind kind() {
            return kind;
        }
    }

    /**
     * Returns the body in UTF-8.
     *
     * @param limit most bytes
     */
    byte[] read(Message message, int limit) throws JMSException, UnreadableBodyException;

    /**
     * Reads messages of any broker by JMS alone. The length of bytes is checked before they are read; a text was decoded by the
     * broker's client already.
     */
    static byte[] readPlainJms(Message message, int limit) throws JMSException, UnreadableBodyException {
        if (message instanceof TextMessage text) {
            String body = text.getText();
            if (body != null && body.length() > limit) {
                throw new UnreadableBodyException(UnreadableBodyException.Kind.TOO_LARGE);
            }
            return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            if (bytes.getBodyLength() > limit) {
                throw new UnreadableBodyException(UnreadableBodyException.Kind.TOO_LARGE);
            }
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            return body;
        }
        throw new UnreadableBodyException(UnreadableBodyException.Kind.TYPE);
    }
}
