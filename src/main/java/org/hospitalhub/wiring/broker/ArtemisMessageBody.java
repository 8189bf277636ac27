package org.hospitalhub.wiring.broker;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.hospitalhub.intake.MessageBodyReader;

/**
 * Reads message bodies of Artemis' own protocol in pieces, so that a body over the limit, compressed or not, is never in memory
 * as a whole. Messages of other brokers are read by JMS.
 */
final class ArtemisMessageBody implements MessageBodyReader {

    /** Bytes before a text in Artemis' format: 1 for "not null", then the length in bytes of the text in UTF-16 little endian. */
    private static final int TEXT_HEAD = 1 + Integer.BYTES;

    private static final int CHUNK = 8192;

    @Override
    public byte[] read(Message message, int limit) throws JMSException, UnreadableBodyException {
        if (!(message instanceof ActiveMQMessage artemis) || !message.propertyExists(UndecodedBodyInterceptor.TYPE)) {
            return MessageBodyReader.readPlainJms(message, limit);
        }
        boolean text;
        switch (message.getByteProperty(UndecodedBodyInterceptor.TYPE)) {
            case org.apache.activemq.artemis.api.core.Message.TEXT_TYPE -> text = true;
            case org.apache.activemq.artemis.api.core.Message.BYTES_TYPE -> text = false;
            default -> throw new UnreadableBodyException(UnreadableBodyException.Kind.TYPE);
        }
        long length = message.getLongProperty(UndecodedBodyInterceptor.LENGTH);
        // A character of UTF-16 is at least one byte of UTF-8.
        if (length > (text ? TEXT_HEAD + 2L * limit : limit)) {
            throw new UnreadableBodyException(UnreadableBodyException.Kind.TOO_LARGE);
        }
        Sink sink = text ? new TextSink(limit) : new Sink(limit);
        save(artemis.getCoreMessage(), length, sink);
        return sink.body();
    }

    private static void save(ClientMessage message, long length, Sink sink)
            throws JMSException, UnreadableBodyException {
        try {
            if (length < 0) {
                ActiveMQBuffer buffer = message.getReadOnlyBodyBuffer();
                byte[] body = new byte[buffer.readableBytes()];
                buffer.readBytes(body);
                sink.write(body, 0, body.length);
            } else {
                message.saveToOutputStream(sink);
            }
        } catch (IOException | ActiveMQException failed) {
            if (!sink.isOver()) {
                JMSException broken = new JMSException("the body of a message cannot be read");
                broken.initCause(failed);
                throw broken;
            }
        }
        if (sink.isOver()) {
            throw new UnreadableBodyException(UnreadableBodyException.Kind.TOO_LARGE);
        }
    }

    /** Collects bytes up to the limit. */
    private static class Sink extends OutputStream {
        private final int limit;
        private boolean over;
        final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Sink(int limit) {
            this.limit = limit;
        }

        boolean isOver() {
            return over;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            keep(bytes, from, count);
        }

        final void keep(byte[] bytes, int from, int count) throws IOException {
            if (over || count > limit - kept.size()) {
                over = true;
                throw new IOException("over the limit");
            }
            kept.write(bytes, from, count);
        }

        byte[] body() throws UnreadableBodyException {
            return kept.toByteArray();
        }
    }

    /** Converts Artemis' text to UTF-8 while it arrives. */
    private static final class TextSink extends Sink {
        private final ByteBuffer head = ByteBuffer.allocate(TEXT_HEAD);
        private final CharsetDecoder decoder =
                StandardCharsets.UTF_16LE.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
        private final ByteBuffer raw = ByteBuffer.allocate(CHUNK);
        private final CharBuffer characters = CharBuffer.allocate(CHUNK);
        private final OutputStreamWriter utf8 = new OutputStreamWriter(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        keep(new byte[] {(byte) one}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        keep(bytes, from, count);
                    }
                },
                StandardCharsets.UTF_8);
        private long taken;

        TextSink(int limit) {
            super(limit);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int at = from;
            int end = from + count;
            while (at < end && head.hasRemaining()) {
                head.put(bytes[at++]);
            }
            while (at < end) {
                int part = Math.min(raw.remaining(), end - at);
                raw.put(bytes, at, part);
                at += part;
                taken += part;
                decode(false);
            }
        }

        private void decode(boolean end) throws IOException {
            raw.flip();
            decoder.decode(raw, characters, end);
            raw.compact();
            characters.flip();
            utf8.append(characters);
            characters.clear();
        }

        @Override
        byte[] body() throws UnreadableBodyException {
            if (head.position() > 0 && head.get(0) == 0) {
                return new byte[0];
            }
            try {
                decode(true);
                utf8.flush();
            } catch (IOException over) {
                throw new UnreadableBodyException(UnreadableBodyException.Kind.TOO_LARGE);
            }
            if (head.hasRemaining() || head.getInt(1) != taken) {
                throw new UnreadableBodyException(UnreadableBodyException.Kind.BROKEN);
            }
            return super.body();
        }
    }
}
