package org.hospitalhub.wiring.broker;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Keeps Artemis' client from decoding message bodies, because it would decode a text of any length before its size could be
 * checked. A property keeps the message's type for {@link ArtemisMessageBody}.
 */
final class UndecodedBodyInterceptor implements Interceptor {

    /** Property with the original type of the message; always set here, so that a sender cannot set it. */
    static final String TYPE = "HubBodyType";

    /** Property with the transmitted length of a large message in bytes (compressed if it is), −1 for other messages. */
    static final String LENGTH = "HubBodyLength";

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet instanceof SessionReceiveLargeMessage large
                && large.getLargeMessage() instanceof ICoreMessage message) {
            keep(message, large.getLargeMessageSize());
        } else if (packet instanceof SessionReceiveMessage small) {
            // A message that was compressed below the size of a large message arrives whole, but the client opens it
            // like a large
            // one.
            boolean packed = Boolean.TRUE.equals(small.getMessage().getObjectProperty(Message.HDR_LARGE_COMPRESSED));
            keep(small.getMessage(), packed ? small.getMessage().getEncodeSize() : -1);
        }
        return true;
    }

    private static void keep(ICoreMessage message, long length) {
        if (BrokerAuthorization.ORDERS.equals(message.getAddress())) {
            message.putByteProperty(TYPE, message.getType());
            message.putLongProperty(LENGTH, length);
            // Only a bytes message is delivered without decoding its body; it asks for the length.
            message.setType(Message.BYTES_TYPE);
            if (length >= 0) {
                message.putLongProperty(Message.HDR_LARGE_BODY_SIZE, length);
            }
        }
    }
}
