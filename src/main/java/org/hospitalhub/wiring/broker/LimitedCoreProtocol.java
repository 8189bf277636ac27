package org.hospitalhub.wiring.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.core.protocol.core.impl.CoreProtocolManager;
import org.apache.activemq.artemis.core.protocol.core.impl.CoreProtocolManagerFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;

/**
 * Artemis' own protocol with a limit for the size of a packet. Artemis accepts packets of up to 2 GB, even from clients that have
 * not logged in. No client needs them, since large messages are sent in small pieces.
 */
final class LimitedCoreProtocol extends CoreProtocolManagerFactory {

    /** Largest packet: far above the 100 KB from which clients send messages in pieces by default. */
    static final int PACKET_BYTES = 16 * 1024 * 1024;

    @Override
    @SuppressWarnings("rawtypes") // as Artemis declares it
    public ProtocolManager createProtocolManager(
            ActiveMQServer server,
            Map<String, Object> parameters,
            List<BaseInterceptor> incoming,
            List<BaseInterceptor> outgoing) {
        List<Interceptor> in = filterInterceptors(incoming);
        List<Interceptor> out = filterInterceptors(outgoing);
        return new CoreProtocolManager(this, server, in, out) {
            @Override
            public void addChannelHandlers(ChannelPipeline pipeline) {
                pipeline.addLast("activemq-decoder", new Packets());
            }
        };
    }

    /** Splits the stream into packets with their length in front, as Artemis expects them. */
    private static final class Packets extends LengthFieldBasedFrameDecoder {

        Packets() {
            super(PACKET_BYTES, 0, Integer.BYTES);
        }

        @Override
        protected ByteBuf extractFrame(ChannelHandlerContext context, ByteBuf buffer, int index, int length) {
            return context.alloc()
                    .buffer(length)
                    .writeBytes(buffer, index, length)
                    .skipBytes(Integer.BYTES);
        }
    }
}
