package org.hospitalhub.wiring.broker;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Keeps Artemis' client from decoding message bodies: it would decode a whole text, of any length, before its size could be
 * checked. The message's type is kept in a property for {@link ArtemisMessageBody}.
 */
final class UndecodedBodyInterceptor implements Interceptor {

    /** Type of the message as its sender made it; always set here, so that no sender's own property of this name counts. */
    static final String TYPE = "HubBodyType";

    /** Length on the wire of a large message, −1 of others; of a compressed one that of its compressed body. */
    static final String LENGTH = "HubBodyLength";

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet instanceof SessionReceiveLargeMessage large
                && large.getLargeMessage() instanceof ICoreMessage message) {
            keep(message, large.getLargeMessageSize());
        } else if (packet instanceof SessionReceiveMessage small) {
            // What was packed to less than a large message comes whole, and its client opens it like a large one.
            boolean packed = Boolean.TRUE.equals(small.getMessage().getObjectProperty(Message.HDR_LARGE_COMPRESSED));
            keep(small.getMessage(), packed ? small.getMessage().getEncodeSize() : -1);
        }
        return true;
    }

    private static void keep(ICoreMessage message, long length) {
        if (BrokerAuthorization.ORDERS.equals(message.getAddress())) {
            message.putByteProperty(TYPE, message.getType());
            message.putLongProperty(LENGTH, length);
            // Of all kinds of messages only one of bytes is handed over without its body; it asks for the length.
            message.setType(Message.BYTES_TYPE);
            if (length >= 0) {
                message.putLongProperty(Message.HDR_LARGE_BODY_SIZE, length);
            }
        }
    }
}
