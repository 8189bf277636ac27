package org.hospitalhub.intake;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;

/** Takes the body out of a message, and never more of it than allowed. */
public interface MessageBody {

    /** A body that is none of a payload. */
    final class UnfitException extends Exception {
        private final transient Kind kind;

        /** What is wrong with it. */
        public enum Kind {
            /** Over the limit; it was not read, or not to its end. */
            TOO_LARGE,
            /** Neither text nor bytes; it was not opened. */
            TYPE,
            /** The bytes are not what the message says that they are. */
            BROKEN
        }

        /** Says what is wrong. */
        public UnfitException(Kind kind) {
            super(kind.name());
            this.kind = kind;
        }

        /** Returns what is wrong. */
        public Kind kind() {
            return kind;
        }
    }

    /**
     * Returns the body in UTF-8.
     *
     * @param limit most bytes
     */
    byte[] read(Message message, int limit) throws JMSException, UnfitException;

    /** Reads messages of any broker by JMS alone: the length of bytes first; a text the broker's client has decoded already. */
    static byte[] plain(Message message, int limit) throws JMSException, UnfitException {
        if (message instanceof TextMessage text) {
            String body = text.getText();
            if (body != null && body.length() > limit) {
                throw new UnfitException(UnfitException.Kind.TOO_LARGE);
            }
            return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            if (bytes.getBodyLength() > limit) {
                throw new UnfitException(UnfitException.Kind.TOO_LARGE);
            }
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            return body;
        }
        throw new UnfitException(UnfitException.Kind.TYPE);
    }
}
